import { useEffect, useMemo, useState } from "react";

import { go } from "../address";
import { FanChart } from "../charts/FanChart";
import type { ForecastReply, ForecastRuns, Place, Signal } from "../contract";
import { useData } from "../data";
import { fullDay } from "../format";
import { Caution } from "../parts/Caution";
import { Figure } from "../parts/Figure";
import { PlaceTrail, ScreenHead, SignalSelect } from "../parts/Filters";
import { Provenance } from "../parts/Provenance";
import { ScoresCard } from "../parts/ScoresCard";
import { Empty, Failure, Skeleton } from "../parts/States";
import { json, Problem, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { lensDefaults, lineage, useTwin } from "../twin";

/** A forecast, and the place and series it had to be taken from when the asked one has none. */
interface Found {
  readonly reply: ForecastReply;
  readonly place: Place;
}

const thenChoices = [0, 1, 4, 8];

/** Forecasts: is this one good enough to act on? */
export function Forecasts() {
  const { address, asof, lens, place, places, signals, signal } = useTwin();
  const runs = useData(url("forecasts", { limit: 1000, asof }), (at) => json<ForecastRuns>(at));
  const able = useMemo(
    () => [...new Set((runs.value?.forecasts ?? []).map((run) => run.signal))],
    [runs.value],
  );
  const asked = address.query.get("signal");
  const shownSignal = useMemo(
    () => pickSignal(signals, able, asked, signal),
    [signals, able, asked, signal],
  );
  const reference = address.query.get("reference");

  // The nearest place that has a forecast: the asked one, then those that hold it.
  const trail = useMemo(() => lineage(places, place?.id ?? null), [places, place]);
  const key =
    runs.value === null || shownSignal === null || trail.length === 0
      ? null
      : url(`forecasts/${shownSignal.id}`, { place: trail[0]?.id, reference, asof });
  const data = useData<Found>(key, async () => {
    for (const [i, candidate] of trail.entries()) {
      try {
        const reply = await json<ForecastReply>(
          url(`forecasts/${shownSignal?.id ?? ""}`, { place: candidate.id, reference, asof }),
        );
        if (reply.forecast !== null || i === trail.length - 1) return { reply, place: candidate };
      } catch (reason) {
        const none = reason instanceof Problem && reason.status === 404;
        if (!none || i === trail.length - 1) throw reason;
      }
    }
    throw new Problem({ title: text.forecasts.none, status: 404 });
  });
  useEffect(() => noteVersion(data.value?.reply.version), [data.value]);

  const dates = [
    ...new Set(
      (runs.value?.forecasts ?? [])
        .filter((run) => run.signal === shownSignal?.id)
        .map((run) => run.referenceDate),
    ),
  ].sort((a, b) => b.localeCompare(a));

  let body: React.ReactNode;
  const absent = runs.value !== null && able.length === 0;
  if (runs.problem !== null && runs.value === null) {
    body = <Failure problem={runs.problem} retry={runs.reload} />;
  } else if (absent || data.problem?.status === 404) {
    body = (
      <div className="card">
        <Empty title={text.forecasts.none} hint={data.problem?.hint || text.forecasts.noneHint} />
      </div>
    );
  } else if (data.value === null && data.problem !== null) {
    body = <Failure problem={data.problem} retry={data.reload} />;
  } else if (data.value === null) {
    body = data.waiting || runs.waiting ? <Skeleton height={520} /> : null;
  } else {
    body = (
      <>
        {data.problem !== null ? <Failure problem={data.problem} retry={data.reload} /> : null}
        {data.value.place.id !== place?.id && place !== null ? (
          <p className="notice">{text.forecasts.instead(place.name, data.value.place.name)}</p>
        ) : null}
        {asked !== null && shownSignal !== null && asked !== shownSignal.id ? (
          <p className="notice">
            {text.forecasts.insteadSignal(
              signals.find((one) => one.id === asked)?.title ?? asked,
              shownSignal.title,
            )}
          </p>
        ) : null}
        <Shown reply={data.value.reply} weeks={Math.min(104, Math.max(17, Math.round(lensDefaults[lens].days / 7)))} />
      </>
    );
  }

  return (
    <>
      <ScreenHead {...text.screens.forecasts}>
        <PlaceTrail />
        <SignalSelect only={able.length > 0 ? able : undefined} value={shownSignal?.id} />
        {dates.length > 1 ? (
          <label className="field">
            <span>{text.forecasts.reference}</span>
            <select
              value={reference ?? ""}
              onChange={(event) => go({ reference: event.target.value || null })}
            >
              <option value="">
                {fullDay(dates[0])} ({text.forecasts.newest})
              </option>
              {dates.slice(1).map((date) => (
                <option key={date} value={date}>
                  {fullDay(date)}
                </option>
              ))}
            </select>
          </label>
        ) : null}
      </ScreenHead>
      {body}
    </>
  );
}

/** The series asked for when it has forecasts, or one from the same source, or the first. */
function pickSignal(
  signals: readonly Signal[],
  able: readonly string[],
  asked: string | null,
  fallback: Signal | null,
): Signal | null {
  const wanted = signals.find((one) => one.id === asked) ?? fallback;
  if (able.length === 0) return wanted;
  if (wanted !== null && able.includes(wanted.id)) return wanted;
  const candidates = signals.filter((one) => able.includes(one.id));
  return (
    candidates.find((one) => one.sourceClass === wanted?.sourceClass) ?? candidates[0] ?? null
  );
}

function Shown({ reply, weeks }: { reply: ForecastReply; weeks: number }) {
  const { address } = useTwin();
  const log = address.query.get("scale") === "log";
  const [kept, setKept] = useState(4);
  const asked = Number(address.query.get("then") ?? "");
  const number = address.query.has("then") && Number.isFinite(asked) ? asked : kept;
  const { forecast } = reply;
  if (forecast === null) {
    return (
      <div className="card">
        <Empty title={text.forecasts.none} hint={reply.caution ?? text.forecasts.noneHint} />
      </div>
    );
  }
  const earlier = [...reply.past]
    .filter((past) => past.referenceDate < forecast.referenceDate)
    .sort((a, b) => b.referenceDate.localeCompare(a.referenceDate));
  const kind = text.forecasts[forecast.kind];
  return (
    <div className="columns forecasts">
      <div className="column">
        <Caution reply={reply} />
        <Figure
          id="fan"
          title={text.forecasts.title(reply.place.name)}
          sentence={reply.sentence}
          provenance={{
            source: `${reply.signal.title}; ${forecast.model} ${forecast.modelVersion}, ${kind.toLowerCase()}`,
            asOf: `${fullDay(forecast.referenceDate)}, v${forecast.sequence}`,
          }}
          controls={
            <>
              <label className="field inline">
                <span>{text.forecasts.then}</span>
                <select
                  value={String(number)}
                  onChange={(event) => {
                    setKept(Number(event.target.value));
                    go({ then: event.target.value }, { replace: true });
                  }}
                >
                  {thenChoices.map((choice) => (
                    <option key={choice} value={choice}>
                      {choice === 0 ? text.forecasts.thenNone : text.forecasts.earlier(choice)}
                    </option>
                  ))}
                </select>
              </label>
              <button
                type="button"
                className="quiet"
                aria-pressed={log}
                onClick={() => go({ scale: log ? null : "log" }, { replace: true })}
              >
                {text.forecasts.logScale}
              </button>
            </>
          }
          table={{
            columns: quantileColumns,
            rows: quantileRows(reply),
            id: (row) => `${row.date} ${row.level ?? ""}`,
            hatched: (row) => row.provisional,
            height: 420,
          }}
        >
          <FanChart
            reply={reply}
            forecast={forecast}
            past={earlier.slice(0, number)}
            log={log}
            weeks={weeks}
          />
          <Key then={number > 0 && earlier.length > 0} known={reply.then !== null} />
        </Figure>
        <Provenance reply={reply} forecast={forecast} />
      </div>
      <aside className="column" aria-label={text.forecasts.scores}>
        <ScoresCard reply={reply} />
      </aside>
    </div>
  );
}

/** How each line and band is to be read. */
function Key({ then, known }: { then: boolean; known: boolean }) {
  return (
    <ul className="key" aria-hidden="true">
      <li>
        <svg width="28" height="10">
          <path className="line observed" d="M1 5H27" />
        </svg>
        {text.forecasts.observed}
      </li>
      <li>
        <svg width="28" height="10">
          <path className="line median" d="M1 5H27" />
        </svg>
        {text.forecasts.median}
      </li>
      {["50", "80", "95"].map((level) => (
        <li key={level}>
          <svg width="28" height="10">
            <rect className={`fan fan-${level}`} width="28" height="10" />
          </svg>
          {level} %
        </li>
      ))}
      {then ? (
        <li>
          <svg width="28" height="10">
            <path className="then-line" d="M1 5H27" />
          </svg>
          {text.forecasts.then}
        </li>
      ) : null}
      {known ? (
        <li>
          <svg width="28" height="10">
            <path className="line known" d="M1 5H27" />
          </svg>
          {text.forecasts.known}
        </li>
      ) : null}
    </ul>
  );
}

interface QuantileRow {
  readonly date: string;
  readonly what: string;
  readonly level: number | null;
  readonly value: number | null;
  readonly provisional: boolean;
}

/** The forecast's quantiles, then what was observed, newest first. */
function quantileRows(reply: ForecastReply): QuantileRow[] {
  const ahead = (reply.forecast?.dates ?? []).flatMap((date, h) =>
    (reply.forecast?.levels ?? []).map((level, q) => ({
      date,
      what: text.forecasts.forecast,
      level,
      value: reply.forecast?.quantiles[h]?.[q] ?? null,
      provisional: false,
    })),
  );
  const seen = reply.observed.dates
    .map((date, i) => ({
      date,
      what: text.forecasts.observed,
      level: null,
      value: reply.observed.values[i] ?? null,
      provisional: reply.observed.provisional[i] === true,
    }))
    .reverse();
  return [...ahead, ...seen];
}

const quantileColumns = [
  {
    name: text.forecasts.week,
    show: (row: QuantileRow) => fullDay(row.date),
    plain: (row: QuantileRow) => row.date,
  },
  {
    name: text.table.state,
    show: (row: QuantileRow) =>
      row.provisional ? `${row.what}, ${text.table.provisional}` : row.what,
    plain: (row: QuantileRow) => (row.provisional ? `${row.what}, ${text.table.provisional}` : row.what),
  },
  {
    name: text.table.quantile,
    show: (row: QuantileRow) => (row.level === null ? "" : row.level.toFixed(3)),
    plain: (row: QuantileRow) => row.level,
    numeric: true,
  },
  {
    name: text.forecasts.amount,
    show: (row: QuantileRow) => (row.value === null ? text.map.missing : row.value.toFixed(row.level === null ? 0 : 1)),
    plain: (row: QuantileRow) => row.value,
    numeric: true,
  },
];
