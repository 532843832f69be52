import "../common";
import { useEffect, useMemo } from "react";

import { go, type Lens } from "../address";
import type { ForecastReply, ForecastRuns, Place, Signal } from "../contract";
import { useData } from "../data";
import { dayNumber } from "../dates";
import { fullDay } from "../format";
import { FanFigure } from "../parts/FanFigure";
import { PlaceTrail, ScreenHead, SignalSelect } from "../parts/Filters";
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
        {reference !== null && !absent ? (
          <Empty title={text.forecasts.noneFor(weekOf(reference))}>
            <button type="button" className="button" onClick={() => go({ reference: null })}>
              {text.forecasts.showNewest}
            </button>
          </Empty>
        ) : (
          <Empty title={text.forecasts.none} hint={text.forecasts.noneHint} />
        )}
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
        <FanFigure reply={data.value.reply} weeks={weeksBack(lens)} />
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

/** A date of the address in words, or as it was written where it is none. */
function weekOf(reference: string): string {
  return Number.isFinite(dayNumber(reference)) ? fullDay(reference) : reference;
}

/** How many weeks of the past a chart shows: from a season's third to two years. */
function weeksBack(lens: Lens): number {
  return Math.min(104, Math.max(17, Math.round(lensDefaults[lens].days / 7)));
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
