import "../common";
import { useEffect, useMemo, useRef, useState } from "react";

import { go, write } from "../address";
import { Bullet } from "../charts/Bullet";
import type { Detection, DetectionList } from "../contract";
import type { Warning, WarningList } from "../contractAct";
import { useData } from "../data";
import { count, fullDay, percent, plural, quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { EvidenceDrawer } from "../parts/EvidenceDrawer";
import { Figure } from "../parts/Figure";
import { PlaceTrail, ScreenHead } from "../parts/Filters";
import { GradeBadge } from "../parts/GradeBadge";
import { Icon } from "../parts/Icon";
import { Empty, Shown } from "../parts/States";
import { json, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { lensDefaults, lineage, useTwin } from "../twin";

const most = 500;

/** Signals: is this one real, and where do I look next? */
export function Signals() {
  const { address, asof, lens, place, root, places, signals } = useTwin();
  const askedState = address.query.get("state");
  const state =
    askedState === "all" || askedState === "open" ? askedState : lensDefaults[lens].state;
  const measured = address.query.get("signal");
  const data = useData(
    url("detections", {
      state,
      signal: measured,
      place: place?.id === root?.id ? null : place?.id,
      limit: most,
      asof,
    }),
    (at) => json<DetectionList>(at),
    "when asked",
  );
  useEffect(() => noteVersion(data.value?.version), [data.value]);

  const shown = useMemo(
    () =>
      (data.value?.detections ?? []).filter(
        (found) =>
          place === null ||
          place.id === root?.id ||
          lineage(places, found.place.id).some((step) => step.id === place.id),
      ),
    [data.value, place, root, places],
  );
  const judged = useData(url("warnings", { state: "open", limit: 200, asof }), (at) =>
    json<WarningList>(at),
  );
  const warningOf = useMemo(
    () =>
      new Map(
        (judged.value?.warnings ?? []).flatMap((warning) =>
          warning.detections.map((id): [string, Warning] => [id, warning]),
        ),
      ),
    [judged.value],
  );
  const open = address.query.get("detection");
  const [cursor, setCursor] = useState<string | null>(open);
  const list = useRef<HTMLOListElement>(null);

  const rowOf = (id: string | null) =>
    [...(list.current?.querySelectorAll<HTMLElement>("[data-detection]") ?? [])].find(
      (row) => row.dataset["detection"] === id,
    );
  const step = (by: number) => {
    if (shown.length === 0) return;
    const at = shown.findIndex((found) => found.id === (open ?? cursor));
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    setCursor(next.id);
    if (open !== null) go({ detection: next.id }, { replace: true });
    rowOf(next.id)?.focus();
  };
  const choose = (id: string | null) => go({ detection: id });
  const close = () => {
    choose(null);
    window.setTimeout(() => rowOf(open)?.focus(), 0);
  };
  const target = open ?? cursor ?? shown[0]?.id ?? null;
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    e: () => {
      if (target !== null) choose(target);
    },
    f: () => {
      const found = shown.find((one) => one.id === target);
      if (found === undefined) return false;
      toForecast(found);
      return undefined;
    },
    Escape: () => {
      if (open === null) return false;
      close();
      return undefined;
    },
  });

  const version = data.value?.version;
  return (
    <>
      <ScreenHead {...text.screens.signals}>
        <PlaceTrail />
        <label className="field">
          <span>{text.forecasts.signal}</span>
          <select
            value={measured ?? ""}
            onChange={(event) => go({ signal: event.target.value || null })}
          >
            <option value="">{text.signals.every}</option>
            {signals.map((one) => (
              <option key={one.id} value={one.id}>
                {one.title}
              </option>
            ))}
          </select>
        </label>
        <div className="segments" role="group" aria-label={text.signals.show}>
          {(["open", "all"] as const).map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={state === name}
              onClick={() => go({ state: name === lensDefaults[lens].state ? null : name })}
            >
              {text.signals[name]}
            </button>
          ))}
        </div>
      </ScreenHead>
      <div className={open === null ? "signals" : "signals with-evidence"}>
        <Shown data={data} height={420}>
          {(value) => (
            <Figure
              id="signals"
              title={text.signals.list}
              sentence={listSentence(value, shown)}
              provenance={{
                source: signals.find((one) => one.id === measured)?.title ?? text.signals.every,
                asOf: `${fullDay(value.lastRun?.day)}, v${version ?? ""}`,
              }}
              table={{ columns: detectionColumns, rows: shown, id: (row) => row.id, height: 640 }}
              picture="list"
              foot={
                value.next === null ? null : (
                  <p className="partial">{text.signals.cut(count(most))}</p>
                )
              }
            >
              {shown.length === 0 ? (
                <Empty
                  title={text.inbox.none}
                  hint={
                    value.lastRun
                      ? text.inbox.last(stamp(value.lastRun.at), count(value.lastRun.series))
                      : text.inbox.never
                  }
                />
              ) : (
                <ol className="rows" ref={list}>
                  {shown.map((found) => (
                    <li key={found.id}>
                      <button
                        type="button"
                        className="row"
                        data-detection={found.id}
                        aria-expanded={found.id === open}
                        onFocus={() => setCursor(found.id)}
                        onClick={() => choose(found.id)}
                      >
                        <span className="row-place">
                          {found.place.name}
                          <span className="caption">{found.signalTitle}</span>
                        </span>
                        <Bullet
                          observed={found.observed}
                          expected={found.expected}
                          upper={found.upper}
                        />
                        <span className="row-words">{found.words}</span>
                        <span className="row-facts">
                          <span>
                            {text.signals.since} {fullDay(found.since)}
                          </span>
                          <span className="caption">
                            {found.state === "open"
                              ? text.signals.agree(found.agreeing.length)
                              : text.signals.closed}
                          </span>
                          <Judged warning={warningOf.get(found.id)} />
                        </span>
                        <Icon name="next" size={16} />
                      </button>
                    </li>
                  ))}
                </ol>
              )}
            </Figure>
          )}
        </Shown>
        {open !== null ? (
          <EvidenceDrawer
            id={open}
            close={close}
            onForecast={toForecast}
            warning={warningOf.get(open) ?? null}
            href={(changes, screen) => write(address, changes, screen)}
          />
        ) : null}
      </div>
    </>
  );
}

/** The warning that a signal was folded into. */
function Judged({ warning }: { warning: Warning | undefined }) {
  if (warning === undefined) return null;
  return (
    <span className="with-badge caption">
      <GradeBadge grade={warning.grade} size={16} /> {text.warnings.ofSignal} {warning.id}
    </span>
  );
}

function toForecast(found: Detection): void {
  go(
    { geo: found.place.id, signal: found.signal, detection: null, reference: null },
    { screen: "forecasts" },
  );
}

function listSentence(list: DetectionList, shown: readonly Detection[]): string {
  const top = shown[0];
  const checked = list.lastRun
    ? text.inbox.last(stamp(list.lastRun.at), count(list.lastRun.series))
    : text.inbox.never;
  return top === undefined
    ? `${text.inbox.none}. ${checked}`
    : `${plural(shown.length, "signal", "signals")}, the most unusual first. ${checked}`;
}

const detectionColumns = [
  {
    name: text.table.place,
    show: (d: Detection) => <Open found={d} />,
    plain: (d: Detection) => d.place.name,
  },
  {
    name: text.forecasts.signal,
    show: (d: Detection) => d.signalTitle,
    plain: (d: Detection) => d.signalTitle,
  },
  {
    name: text.signals.since,
    show: (d: Detection) => fullDay(d.since),
    plain: (d: Detection) => d.since,
  },
  {
    name: text.table.date,
    show: (d: Detection) => fullDay(d.date),
    plain: (d: Detection) => d.date,
  },
  {
    name: text.table.observed,
    show: (d: Detection) => quantity(d.observed),
    plain: (d: Detection) => d.observed,
    numeric: true,
  },
  {
    name: text.table.expected,
    show: (d: Detection) => quantity(d.expected),
    plain: (d: Detection) => d.expected,
    numeric: true,
  },
  {
    name: text.table.upper,
    show: (d: Detection) => quantity(d.upper),
    plain: (d: Detection) => d.upper,
    numeric: true,
  },
  {
    name: text.table.completeness,
    show: (d: Detection) => percent(d.completeness),
    plain: (d: Detection) => d.completeness,
    numeric: true,
  },
  {
    name: text.table.method,
    show: (d: Detection) => d.method,
    plain: (d: Detection) => d.method,
  },
  {
    name: text.table.state,
    show: (d: Detection) => d.state,
    plain: (d: Detection) => d.state,
  },
];

function Open({ found }: { found: Detection }) {
  return (
    <button type="button" className="link" onClick={() => go({ detection: found.id })}>
      {found.place.name}
    </button>
  );
}
