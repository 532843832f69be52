import "../common";
import { useEffect, useMemo, useState } from "react";

import { go, write } from "../address";
import { EpiCurve } from "../charts/EpiCurve";
import type { DetectionList, Series, Summary } from "../contract";
import { useData } from "../data";
import { dayNumber } from "../dates";
import { fullDay, percent } from "../format";
import { useKeys } from "../keys";
import { Changes } from "../parts/Changes";
import { DecisionInbox } from "../parts/DecisionInbox";
import { Figure } from "../parts/Figure";
import { PlaceTrail, ScreenHead, SignalSelect } from "../parts/Filters";
import { Inbox } from "../parts/Inbox";
import { MapPanel } from "../parts/MapPanel";
import { Stat } from "../parts/Stat";
import { Empty, Shown } from "../parts/States";
import { json, url } from "../server";
import { change, settingsNow } from "../settings";
import { noteVersion, shownVersion } from "../shown";
import { text } from "../text";
import { useTwin, windowStart } from "../twin";

/** Situation: what changed since I last looked, and what do I take on first? */
export function Situation() {
  const { address, asof, lens, place, root, signal, places } = useTwin();
  const [since] = useState(() => settingsNow().seen);
  const geo = place?.id ?? null;
  const summary = useData(
    url("summary", { geo, since: asof === null ? since : null, asof }),
    (at) => json<Summary>(at),
  );
  const detections = useData(
    url("detections", { state: "open", limit: 500, asof }),
    (at) => json<DetectionList>(at),
    "when asked",
  );
  const newest = signal?.through ?? summary.value?.day ?? null;
  const from = windowStart(newest, lens);
  const series = useData(
    signal !== null && place !== null
      ? url("series", { signal: signal.id, place: place.id, from, asof })
      : null,
    (at) => json<Series>(at),
  );

  useEffect(() => noteVersion(summary.value?.version), [summary.value]);
  useEffect(() => {
    const leave = () => {
      if (document.visibilityState === "hidden" && asof === null && shownVersion() > 0) {
        change({ latest: shownVersion(), latestAt: Date.now() });
      }
    };
    document.addEventListener("visibilitychange", leave);
    return () => document.removeEventListener("visibilitychange", leave);
  }, [asof]);

  const asked = address.query.get("day");
  const last = series.value?.dates[series.value.dates.length - 1] ?? newest;
  const day = asked !== null && Number.isFinite(dayNumber(asked)) ? asked : last;

  useKeys({
    n: () => go({ day: null }),
    Escape: () => {
      if (place === null || place.id === root?.id) return false;
      go({ geo: null });
      return undefined;
    },
  });

  const provenance = {
    source: signal?.title ?? "",
    asOf: `${fullDay(day)}, v${summary.value?.version ?? ""}`,
  };
  const detected = useMemo(
    () =>
      (detections.value?.detections ?? [])
        .filter((found) => signal === null || found.signal === signal.id)
        .map((found) => ({ place: found.place.id, since: found.since })),
    [detections.value, signal],
  );

  const curve = (
    <Shown data={series} height={320}>
      {(value) => (
        <Figure
          id="curve"
          title={`${text.curve.title}: ${value.signal.title}, ${value.place.name}`}
          sentence={value.sentence}
          provenance={provenance}
          table={{
            columns: seriesColumns,
            rows: seriesRows(value),
            id: (row) => row.date,
            hatched: (row) => row.provisional,
          }}
        >
          {value.values.every((one) => one === null) ? (
            <Empty title={text.curve.empty} hint={text.curve.emptyHint} />
          ) : (
            <EpiCurve
              dates={value.dates}
              values={value.values}
              provisional={value.provisional}
              weekly={value.signal.period === "week"}
              chosen={day}
              sentence={value.sentence}
              onChoose={(date) => go({ day: date === last ? null : date })}
            />
          )}
        </Figure>
      )}
    </Shown>
  );

  return (
    <>
      <ScreenHead {...text.screens.situation}>
        <PlaceTrail />
        <SignalSelect />
      </ScreenHead>
      <section aria-label={text.stat.name}>
        <Shown data={summary} height={186}>
          {(value) =>
            value.stats.length === 0 ? (
              <div className="card">
                <Empty title={text.curve.empty} hint={text.curve.emptyHint} />
              </div>
            ) : (
              <ul className="stats card">
                {value.stats.map((stat) => (
                  <Stat key={stat.id} stat={stat} />
                ))}
              </ul>
            )
          }
        </Shown>
      </section>
      <div className="columns situation">
        <div className="column">
          {signal !== null && signal.levels.length > 0 ? (
            <MapPanel
              signal={signal}
              from={from}
              day={day}
              series={series.value}
              detected={detected}
              version={summary.value?.version ?? null}
            />
          ) : null}
          {curve}
        </div>
        <aside className="column" aria-label={text.warnings.title}>
          <DecisionInbox>
            <Inbox
              data={detections}
              place={place}
              places={places}
              href={(changes) => write(address, changes, "signals")}
            />
            <Changes data={summary} first={since === null} />
          </DecisionInbox>
        </aside>
      </div>
    </>
  );
}

interface SeriesRow {
  readonly date: string;
  readonly value: number | null;
  readonly completeness: number | null;
  readonly provisional: boolean;
}

/** The newest day first, as a reader of a table expects. */
function seriesRows(series: Series): SeriesRow[] {
  return series.dates
    .map((date, i) => ({
      date,
      value: series.values[i] ?? null,
      completeness: series.completeness[i] ?? null,
      provisional: series.provisional[i] === true,
    }))
    .reverse();
}

const seriesColumns = [
  {
    name: text.table.date,
    show: (row: SeriesRow) => fullDay(row.date),
    plain: (row: SeriesRow) => row.date,
  },
  {
    name: text.table.value,
    show: (row: SeriesRow) => row.value ?? text.map.missing,
    plain: (row: SeriesRow) => row.value,
    numeric: true,
  },
  {
    name: text.table.completeness,
    show: (row: SeriesRow) => percent(row.completeness),
    plain: (row: SeriesRow) => row.completeness,
    numeric: true,
  },
  {
    name: text.table.state,
    show: (row: SeriesRow) => (row.provisional ? text.table.provisional : text.table.final),
    plain: (row: SeriesRow) => (row.provisional ? text.table.provisional : text.table.final),
  },
];
