import "../common";
import { useEffect, useRef } from "react";

import { go, visit, wayTo } from "../address";
import type { Breach, Capacity, Demand, Hospital } from "../contractAct";
import { useData } from "../data";
import { age, chances, fullDay, quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { Figure } from "../parts/Figure";
import { ScreenHead } from "../parts/Filters";
import { follow } from "../parts/follow";
import { heatColumns, heatRows, HeatTable } from "../parts/HeatTable";
import { NeedFigure } from "../parts/NeedFigure";
import { Empty, Shown } from "../parts/States";
import { json, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { demandText } from "../texts/demand";
import { useTwin } from "../twin";

/** Demand and capacity: when and where will what run short? */
export function DemandScreen() {
  const { address, asof } = useTwin();
  const data = useData(url("demand", { asof }), (at) => json<Demand>(at), "when asked");
  const capacity = useData(url("capacity", { asof }), (at) => json<Capacity>(at));
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const list = useRef<HTMLOListElement>(null);
  const breaches = data.value?.breaches ?? [];
  const [site, resource] = chosen(data.value, address.query);

  const choose = (to: string, what: string) =>
    go({ site: to, resource: what }, { replace: address.query.has("resource") });
  const step = (by: number) => {
    const at = breaches.findIndex((one) => one.site.id === site && one.resource === resource);
    const next = breaches[Math.min(breaches.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    choose(next.site.id, next.resource);
    const rows = list.current?.querySelectorAll<HTMLElement>("button");
    rows?.[breaches.indexOf(next)]?.focus();
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    b: () => visit("beds"),
  });

  return (
    <>
      <ScreenHead {...text.screens.demand}>
        <a
          className="button"
          href={wayTo("beds")}
          title="b"
          onClick={(event) => follow(event, () => visit("beds"))}
        >
          {demandText.beds}
        </a>
      </ScreenHead>
      <Shown data={data} height={620}>
        {(value) =>
          value.estimate === null ? (
            <div className="card">
              <Empty title={demandText.none} hint={demandText.noneHint} />
            </div>
          ) : (
            <>
              {value.isStale ? <p className="notice">{value.staleWords}</p> : null}
              {value.estimate.forecast?.caution ? (
                <p className="notice">{value.estimate.forecast.caution}</p>
              ) : null}
              <div className="columns demand">
                <div className="column">
                  <NeedFigure site={site} resource={resource} estimate={value.estimate} />
                </div>
                <aside className="column" aria-label={demandText.breaches}>
                  <section className="card" aria-labelledby="breaches-title">
                    <header className="card-head">
                      <h2 id="breaches-title">{demandText.breaches}</h2>
                    </header>
                    {value.breaches.length === 0 ? (
                      <p className="card-foot muted">{demandText.breachesNone}</p>
                    ) : (
                      <ol className="breaches" ref={list}>
                        {value.breaches.map((one) => (
                          <li key={`${one.site.id} ${one.resource}`}>
                            <BreachRow
                              breach={one}
                              isChosen={one.site.id === site && one.resource === resource}
                              choose={() => choose(one.site.id, one.resource)}
                            />
                          </li>
                        ))}
                      </ol>
                    )}
                  </section>
                </aside>
              </div>
              <div className="below">
                <Figure
                  id="heat"
                  title={demandText.heat}
                  sentence={value.sentence}
                  provenance={{
                    source: value.estimate.id,
                    asOf: `${fullDay(value.estimate.day)}, v${value.estimate.sequence}`,
                  }}
                  picture="list"
                  table={{
                    columns: heatColumns,
                    rows: heatRows(value),
                    id: (row) => `${row.site.id} ${row.resource.id}`,
                    height: 520,
                  }}
                  foot={<p className="card-foot caption">{demandText.chooseCell}</p>}
                >
                  <HeatTable demand={value} site={site} resource={resource} choose={choose} />
                </Figure>
                <p className="provenance caption">
                  {demandText.basis(
                    fullDay(value.estimate.day),
                    value.estimate.forecast === null
                      ? null
                      : demandText.forecastOf(
                          value.estimate.forecast.title,
                          fullDay(value.estimate.forecast.referenceDate),
                        ),
                  )}{" "}
                  <span className="mono">
                    {demandText.paths(
                      quantity(value.estimate.paths),
                      value.estimate.sequence,
                      value.estimate.seed,
                    )}
                  </span>
                </p>
              </div>
            </>
          )
        }
      </Shown>
      {data.value !== null || data.problem !== null ? (
        <Shown data={capacity} height={320}>
          {(value) => (value.hospitals.length === 0 ? null : <Ages capacity={value} />)}
        </Shown>
      ) : null}
    </>
  );
}

/** The figure asked for, or the first to be exceeded, or the region's first. */
function chosen(demand: Demand | null, query: URLSearchParams): [string, string] {
  const first = demand?.breaches[0];
  const root = demand?.sites[0];
  const resource =
    query.get("resource") ??
    first?.resource ??
    demand?.resources.find((one) => one.kind === "beds")?.id ??
    demand?.resources[0]?.id ??
    "";
  const wanted = query.get("site");
  const known = demand?.sites.find((one) => one.id === wanted);
  const usual = query.has("resource") ? root?.id : first?.site.id;
  return [known?.id ?? usual ?? root?.id ?? "", resource];
}

function BreachRow(props: { breach: Breach; isChosen: boolean; choose: () => void }) {
  const { breach } = props;
  return (
    <button type="button" className="breach" aria-pressed={props.isChosen} onClick={props.choose}>
      <span className="row-place">
        {breach.title}, {breach.site.name}
      </span>
      <strong className="breach-lead">{demandText.lead(breach.leadDays)}</strong>
      <span className="row-words">
        {breach.words === "" ? chances(breach.probability) : breach.words}
      </span>
    </button>
  );
}

interface AgeRow {
  readonly hospital: Hospital;
  readonly oldest: number | null;
  readonly at: string | null;
  readonly isStale: boolean;
}

/** How old each hospital's figures are: the oldest report of its units counts. */
function Ages({ capacity }: { capacity: Capacity }) {
  const rows = capacity.hospitals.map((hospital): AgeRow => {
    const ages = hospital.units.map((unit) => unit.ageHours);
    const isMissing = ages.some((hours) => hours === null);
    const oldest = isMissing || ages.length === 0 ? null : Math.max(...ages.map((h) => h ?? 0));
    const unit = hospital.units.find((one) => one.ageHours === oldest);
    return {
      hospital,
      oldest,
      at: unit?.at ?? null,
      isStale: isMissing || hospital.units.some((one) => one.isStale),
    };
  });
  const old = rows.filter((row) => row.isStale).length;
  return (
    <>
      <Figure
        id="ages"
        title={demandText.ages}
        sentence={demandText.agesSentence(old, rows.length)}
        provenance={{ source: text.screens.beds.name, asOf: `v${capacity.version}` }}
        table={{
          columns: ageColumns,
          rows,
          id: (row) => row.hospital.id,
          hatched: (row) => row.isStale,
          height: 460,
        }}
        tableOnly
        asTable
      >
        {null}
      </Figure>
      {capacity.discrepancies.length > 0 ? (
        <section className="card below" aria-labelledby="discrepancies-title">
          <header className="card-head">
            <h2 id="discrepancies-title">{demandText.discrepancies}</h2>
          </header>
          <ul className="bullets padded">
            {capacity.discrepancies.slice(0, 20).map((one) => (
              <li key={`${one.at} ${one.words}`}>
                {one.words} <span className="caption">{stamp(one.at)}</span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}

function beds(hospital: Hospital, kind: string): [number, number] {
  const units = hospital.units.filter((unit) => unit.kind === kind);
  return [
    units.reduce((sum, unit) => sum + unit.occupied, 0),
    units.reduce((sum, unit) => sum + unit.open, 0),
  ];
}

const ageColumns = [
  {
    name: demandText.ageSite,
    show: (row: AgeRow) => (
      <a
        className="link"
        href={wayTo("beds", { hospital: row.hospital.id })}
        onClick={(event) => follow(event, () => visit("beds", { hospital: row.hospital.id }))}
      >
        {row.hospital.name}
      </a>
    ),
    plain: (row: AgeRow) => row.hospital.name,
  },
  ...(["icu", "ward"] as const).map((kind) => ({
    name: demandText.occupied[kind],
    show: (row: AgeRow) => beds(row.hospital, kind).map(quantity).join(" / "),
    plain: (row: AgeRow) => beds(row.hospital, kind).join("/"),
    numeric: true,
  })),
  {
    name: demandText.oldest,
    show: (row: AgeRow) => (row.oldest === null ? demandText.never : age(row.oldest)),
    plain: (row: AgeRow) => row.oldest,
    numeric: true,
  },
  {
    name: demandText.state,
    show: (row: AgeRow) => (row.isStale ? demandText.stale : demandText.fresh),
    plain: (row: AgeRow) => (row.isStale ? demandText.stale : demandText.fresh),
  },
];
