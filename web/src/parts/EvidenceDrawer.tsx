import { useEffect, useRef } from "react";

import { go, visit, wayTo, type Changes, type Screen } from "../address";
import { EvidenceChart } from "../charts/EvidenceChart";
import type { Detection, Evidence } from "../contract";
import type { Warning } from "../contractAct";
import { useData } from "../data";
import { fullDay, interval, percent, quantity } from "../format";
import { json, url } from "../server";
import { text } from "../text";
import { useTwin } from "../twin";
import { Figure } from "./Figure";
import { GradeBadge } from "./GradeBadge";
import { Icon } from "./Icon";
import { follow } from "./follow";
import { Shown } from "./States";

interface DrawerProps {
  readonly id: string;
  readonly close: () => void;
  /** The warning that it was folded into, if any. */
  readonly warning: Warning | null;
  readonly onForecast: (found: Detection) => void;
  readonly href: (changes: Changes, screen: Screen) => string;
}

/** What speaks for and against a signal: the series, the methods, spread, and its like before. */
export function EvidenceDrawer({ id, close, onForecast, href, warning }: DrawerProps) {
  const { asof } = useTwin();
  const data = useData(
    url(`detections/${encodeURIComponent(id)}/evidence`, { asof }),
    (at) => json<Evidence>(at),
  );
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    // Opened by key or click: the reader is taken to it. A step along the list keeps its focus.
    const row = document.activeElement?.getAttribute("data-detection");
    if (row === id || row === null || row === undefined) heading.current?.focus();
  }, [id]);
  const found = data.value?.detection ?? null;
  return (
    <section className="drawer" aria-labelledby="evidence-title">
      <header className="drawer-head">
        <div>
          <p className="overline">{found?.signalTitle ?? text.signals.evidence}</p>
          <h2 id="evidence-title" tabIndex={-1} ref={heading}>
            {found === null ? text.signals.evidence : text.signals.evidenceOf(found.place.name)}
          </h2>
        </div>
        <button type="button" className="quiet only-icon" onClick={close} aria-label={text.close}>
          <Icon name="close" />
        </button>
      </header>
      <Shown data={data} lines={14}>
        {(evidence) => (
          <div className="drawer-body">
            <p className="lead">{evidence.sentence}</p>
            <p className="acts">
              <a
                className="button primary"
                href={href(placeOf(evidence), "forecasts")}
                onClick={(event) => follow(event, () => onForecast(evidence.detection))}
              >
                {text.signals.forecast}
              </a>
              <a
                className="button"
                href={href(placeOf(evidence), "situation")}
                onClick={(event) =>
                  follow(event, () => go(placeOf(evidence), { screen: "situation" }))
                }
              >
                {text.signals.mapOf}
              </a>
              {warning !== null ? (
                <a
                  className="button"
                  href={wayTo("situation", { warning: warning.id })}
                  onClick={(event) =>
                    follow(event, () => visit("situation", { warning: warning.id }))
                  }
                >
                  <GradeBadge grade={warning.grade} size={16} />
                  {text.warnings.ofSignal} {warning.id}
                </a>
              ) : null}
            </p>
            <SeriesFigure evidence={evidence} />
            <Methods evidence={evidence} />
            <div className="pair">
              <Spread evidence={evidence} />
              <Past evidence={evidence} />
            </div>
            <p className="caption">
              {evidence.detection.completeness === null
                ? ""
                : `${percent(evidence.detection.completeness)} ${text.stat.complete} · `}
              {evidence.detection.sourceClass ?? evidence.detection.signalTitle} ·{" "}
              <span className="mono">{evidence.detection.id}</span>
            </p>
          </div>
        )}
      </Shown>
    </section>
  );
}

/** The filters that show the detection's place and series on another screen. */
function placeOf({ detection }: Evidence): Changes {
  return { geo: detection.place.id, signal: detection.signal, detection: null };
}

interface PointRow {
  readonly date: string;
  readonly observed: number | null;
  readonly expected: number | null;
  readonly upper: number | null;
  readonly alarm: boolean;
  readonly provisional: boolean;
}

function SeriesFigure({ evidence }: { evidence: Evidence }) {
  const { detection } = evidence;
  const series = withVerdict(evidence);
  const rows: PointRow[] = series.dates
    .map((date, i) => ({
      date,
      observed: series.observed[i] ?? null,
      expected: series.expected[i] ?? null,
      upper: series.upper[i] ?? null,
      alarm: series.alarm[i] === true,
      provisional: series.provisional[i] === true,
    }))
    .reverse();
  return (
    <Figure
      id="evidence-series"
      title={text.signals.series}
      sentence={detection.words}
      provenance={{
        source: `${detection.signalTitle}, ${detection.place.name}, ${detection.method}`,
        asOf: fullDay(detection.date),
      }}
      table={{
        columns: pointColumns,
        rows,
        id: (row) => row.date,
        hatched: (row) => row.provisional,
        height: 300,
      }}
    >
      <EvidenceChart {...series} sentence={evidence.sentence} />
    </Figure>
  );
}

/** The series, with the detection's own numbers on its date where the methods now say none. */
function withVerdict({ series, detection }: Evidence): Evidence["series"] {
  const at = series.dates.indexOf(detection.date);
  if (at < 0 || (series.upper[at] ?? null) !== null) return series;
  const put = <T,>(values: readonly T[], value: T) =>
    values.map((old, i) => (i === at ? value : old));
  return {
    ...series,
    expected: put(series.expected, detection.expected),
    upper: put(series.upper, detection.upper),
    alarm: put(series.alarm, true),
  };
}

const pointColumns = [
  {
    name: text.table.date,
    show: (row: PointRow) => fullDay(row.date),
    plain: (row: PointRow) => row.date,
  },
  {
    name: text.table.observed,
    show: (row: PointRow) => quantity(row.observed),
    plain: (row: PointRow) => row.observed,
    numeric: true,
  },
  {
    name: text.table.expected,
    show: (row: PointRow) => quantity(row.expected),
    plain: (row: PointRow) => row.expected,
    numeric: true,
  },
  {
    name: text.table.upper,
    show: (row: PointRow) => quantity(row.upper),
    plain: (row: PointRow) => row.upper,
    numeric: true,
  },
  {
    name: text.table.state,
    show: (row: PointRow) =>
      [row.alarm ? `▲ ${text.signals.alarm}` : "", row.provisional ? text.table.provisional : ""]
        .filter(Boolean)
        .join(", "),
    plain: (row: PointRow) =>
      [row.alarm ? text.signals.alarm : "", row.provisional ? text.table.provisional : ""]
        .filter(Boolean)
        .join(", "),
  },
];

function verdict(method: Evidence["methods"][number]): { sign: string; words: string } {
  if (method.alarm) return { sign: "▲", words: text.signals.alarm };
  if (method.upper === null) return { sign: "–", words: text.signals.silent };
  return { sign: "○", words: text.signals.quiet };
}

function Methods({ evidence }: { evidence: Evidence }) {
  return (
    <section aria-labelledby="methods-title">
      <h3 id="methods-title">{text.signals.methods}</h3>
      <ul className="methods">
        {evidence.methods.map((method) => (
          <li key={method.method}>
            <span className={method.alarm ? "verdict yes" : "verdict"}>
              <span aria-hidden="true">{verdict(method).sign}</span> {verdict(method).words}
            </span>
            <span className="mono">{method.method}</span>
            <span className="method-words">{method.words}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Spread({ evidence }: { evidence: Evidence }) {
  const spread = evidence.reproduction;
  return (
    <section aria-labelledby="spread-title">
      <h3 id="spread-title">{text.signals.reproduction}</h3>
      {spread === null ? (
        <p className="muted">{text.signals.noReproduction}</p>
      ) : (
        <>
          <p className={spread.weak ? "figure-number hatched" : "figure-number"}>
            <strong>{quantity(spread.mean)}</strong> (95&nbsp;%: {interval(spread.lower, spread.upper)})
          </p>
          <p>{spread.words}</p>
          <p className="caption">
            {fullDay(spread.from)} – {fullDay(spread.to)}
            {spread.weak ? ` · ${text.signals.weak}` : ""}
          </p>
        </>
      )}
    </section>
  );
}

function Past({ evidence }: { evidence: Evidence }) {
  return (
    <section aria-labelledby="past-title">
      <h3 id="past-title">{text.signals.past}</h3>
      {evidence.past.length === 0 ? (
        <p className="muted">{text.signals.noPast}</p>
      ) : (
        <ul className="past">
          {evidence.past.slice(0, 5).map((past) => (
            <li key={past.id}>
              {past.words}
              <span className="caption">
                {fullDay(past.since)}–
                {past.until === null ? text.signals.open : fullDay(past.until)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
