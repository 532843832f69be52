import { useState } from "react";

import { go } from "../address";
import { FanChart } from "../charts/FanChart";
import type { ForecastReply } from "../contract";
import { fullDay } from "../format";
import { text } from "../text";
import { useTwin } from "../twin";
import { Caution } from "./Caution";
import { Figure } from "./Figure";
import { basisWords, Provenance } from "./Provenance";
import { ScoresCard } from "./ScoresCard";
import { Empty } from "./States";

/** How many earlier forecasts may be laid over the chart. */
const thenChoices = [0, 1, 4, 8];

/** A forecast with its caution, its chart and table, its scores, and what made it. */
export function FanFigure({ reply, weeks }: { reply: ForecastReply; weeks: number }) {
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
            source:
              `${reply.signal.title}; ${forecast.model} ${forecast.modelVersion}, ` +
              kind.toLowerCase(),
            asOf: `${basisWords(forecast)}, v${forecast.sequence}`,
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
    plain: (row: QuantileRow) =>
      row.provisional ? `${row.what}, ${text.table.provisional}` : row.what,
  },
  {
    name: text.table.quantile,
    show: (row: QuantileRow) => (row.level === null ? "" : row.level.toFixed(3)),
    plain: (row: QuantileRow) => row.level,
    numeric: true,
  },
  {
    name: text.forecasts.amount,
    show: (row: QuantileRow) =>
      row.value?.toFixed(row.level === null ? 0 : 1) ?? text.map.missing,
    plain: (row: QuantileRow) => row.value,
    numeric: true,
  },
];
