import "../common";
import { useEffect, useMemo, useRef, useState } from "react";

import { useAct } from "../act";
import { go, visit, wayTo } from "../address";
import type { Capacity, Unit } from "../contractAct";
import { useData } from "../data";
import { count, stamp } from "../format";
import { ActFailure } from "../parts/ActFailure";
import { toast } from "../parts/announce";
import { BedRow, read, type Entry, type Field } from "../parts/BedRow";
import { Dialog } from "../parts/Dialog";
import { ScreenHead } from "../parts/Filters";
import { follow } from "../parts/follow";
import { Empty, Shown } from "../parts/States";
import { json, send, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { bedText } from "../texts/beds";
import { useTwin } from "../twin";

/** What is typed for each unit; a unit or field that is absent keeps its last value. */
type Typed = Readonly<Record<string, Entry>>;

/** Today's beds: one row a unit, one save for all. */
export function Beds() {
  const { address, asof } = useTwin();
  const data = useData(url("capacity", { asof }), (at) => json<Capacity>(at), "when asked");
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const [typed, setTyped] = useState<Typed>({});
  const [asking, setAsking] = useState(false);
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  const hospitals = data.value?.hospitals ?? [];
  const hospital =
    hospitals.find((one) => one.id === address.query.get("hospital")) ?? hospitals[0] ?? null;
  const units = useMemo(() => hospital?.units ?? [], [hospital]);
  const ventilates = units.some((unit) => unit.kind === "icu" || (unit.ventilated ?? 0) > 0);
  const fields: Field[] = ["occupied", "closed", "reserved", ...(ventilates ? vents : [])];

  // What was typed for another hospital is not taken along.
  useEffect(() => setTyped({}), [hospital?.id]);

  const rows = units.map((unit) => read(unit, typed[unit.id] ?? {}));
  const changed = rows.filter((row) => row.isChanged);
  const faulty = rows.some((row) => row.isFaulty);
  const overfull = changed.filter((row) => row.free < 0);

  const save = (confirm: boolean) => {
    setAsking(false);
    act.run(
      () =>
        send<{ version: number; units: Unit[] }>(url("capacity/beds"), {
          reports: changed.map((row) => row.report),
          seen: data.value?.version ?? 0,
          ...(confirm ? { confirm: true } : {}),
        }),
      (answer) => {
        if (data.value !== null) data.put(withUnits(data.value, answer));
        setTyped({});
        toast(bedText.saved(answer.units.length));
        form.current?.querySelector<HTMLInputElement>("input")?.focus();
      },
    );
  };
  const ask = () => {
    if (changed.length === 0 || faulty || act.busy) return;
    if (overfull.length > 0) setAsking(true);
    else save(false);
  };
  const walk = (event: React.KeyboardEvent) => {
    if (event.key === "Enter" && event.ctrlKey) {
      event.preventDefault();
      ask();
      return;
    }
    const target = event.target;
    if (!(target instanceof HTMLInputElement)) return;
    const steps: Record<string, number> = { ArrowUp: -1, ArrowDown: 1, Enter: 1 };
    const step = steps[event.key];
    const [row, column] = (target.dataset["at"] ?? "").split(" ").map(Number);
    if (step === undefined || row === undefined || column === undefined) return;
    event.preventDefault();
    const find = (selector: string) => form.current?.querySelector<HTMLElement>(selector);
    const down = find(`[data-at="${row + step} ${column}"]`);
    if (down) down.focus();
    // After the last unit Enter goes to the head of the next column, and from the last to Save.
    else if (event.key === "Enter") {
      (find(`[data-at="0 ${column + 1}"]`) ?? find("[data-save]"))?.focus();
    }
  };

  return (
    <>
      <ScreenHead {...text.screens.beds}>
        {hospitals.length > 0 ? (
          <label className="field">
            <span>{bedText.hospital}</span>
            <select
              value={hospital?.id ?? ""}
              onChange={(event) => go({ hospital: event.target.value }, { replace: true })}
            >
              {hospitals.map((one) => (
                <option key={one.id} value={one.id}>
                  {one.name}
                </option>
              ))}
            </select>
          </label>
        ) : null}
        <a
          className="link"
          href={wayTo("demand")}
          onClick={(event) => follow(event, () => visit("demand"))}
        >
          {text.screens.demand.name}
        </a>
      </ScreenHead>
      <Shown data={data} height={420}>
        {(value) =>
          hospital === null ? (
            <div className="card">
              <Empty title={bedText.none} hint={bedText.noneHint} />
            </div>
          ) : (
            <form
              ref={form}
              className="card beds"
              aria-labelledby="beds-title"
              noValidate
              onKeyDown={walk}
              onSubmit={(event) => {
                event.preventDefault();
                ask();
              }}
            >
              <header className="card-head">
                <h2 id="beds-title">{hospital.name}</h2>
                <span className="caption">
                  {text.stat.asOf} {stamp(value.at)} · v{value.version}
                </span>
              </header>
              <p className="figure-sentence">{sentence(units)}</p>
              {act.problem !== null && !asking ? (
                <div className="padded">
                  <ActFailure
                    problem={act.problem}
                    show={
                      act.problem.status === 412
                        ? () => {
                            act.clear();
                            data.reload();
                          }
                        : undefined
                    }
                  />
                  {act.problem.status === 412 ? <p>{bedText.seenNow}</p> : null}
                </div>
              ) : null}
              <div className="table-scroll" role="region" aria-label={hospital.name}>
                <table className="table entry">
                  <thead>
                    <tr>
                      <th scope="col">{bedText.unit}</th>
                      <th scope="col" className="number minor">
                        {bedText.beds}
                      </th>
                      {fields.map((field) => (
                        <th key={field} scope="col">
                          {bedText[field]}
                        </th>
                      ))}
                      <th scope="col" className="number">
                        {bedText.free}
                      </th>
                      <th scope="col" className="minor">
                        {bedText.lastReport}
                      </th>
                    </tr>
                  </thead>
                  <tbody>
                    {rows.map((row, index) => (
                      <BedRow
                        key={row.unit.id}
                        row={row}
                        index={index}
                        fields={fields}
                        entry={typed[row.unit.id] ?? {}}
                        isReadOnly={asof !== null}
                        type={(field, written) =>
                          setTyped((old) => ({
                            ...old,
                            [row.unit.id]: { ...old[row.unit.id], [field]: written },
                          }))
                        }
                      />
                    ))}
                  </tbody>
                </table>
              </div>
              <footer className="beds-foot">
                <p className="caption">{bedText.keys}</p>
                <p role="status">
                  {changed.length === 0 ? bedText.nothing : bedText.changed(changed.length)}
                </p>
                <button
                  type="submit"
                  className="button primary"
                  data-save
                  disabled={changed.length === 0 || faulty || act.busy || asof !== null}
                >
                  {bedText.save}
                </button>
              </footer>
            </form>
          )
        }
      </Shown>
      {asking ? (
        <Dialog label={bedText.askTitle} look="form" close={() => setAsking(false)}>
          <form
            onSubmit={(event) => {
              event.preventDefault();
              save(true);
            }}
          >
            <h2>{bedText.askTitle}</h2>
            <ul className="bullets">
              {overfull.map((row) => (
                <li key={row.unit.id}>
                  {row.unit.name}: {bedText.over(count(-row.free))}
                </li>
              ))}
            </ul>
            <p>{bedText.ask}</p>
            <p className="acts">
              <button type="submit" className="button primary" autoFocus>
                {bedText.yes}
              </button>
              <button type="button" className="button" onClick={() => setAsking(false)}>
                {text.act.cancel}
              </button>
            </p>
          </form>
        </Dialog>
      ) : null}
    </>
  );
}

const vents: Field[] = ["ventilated"];

function sentence(units: readonly Unit[]): string {
  const kinds = [...new Set(units.map((unit) => unit.kind))];
  return kinds
    .map((kind) => {
      const those = units.filter((unit) => unit.kind === kind);
      const free = those.reduce((sum, unit) => sum + unit.free, 0);
      const open = those.reduce((sum, unit) => sum + unit.open, 0);
      return bedText.sentence(count(free), count(open), bedText.kinds[kind] ?? kind);
    })
    .join("; ");
}

/** The capacity with the units that the answer to a save names. */
function withUnits(old: Capacity, answer: { version: number; units: Unit[] }): Capacity {
  const news = new Map(answer.units.map((unit) => [unit.id, unit]));
  return {
    ...old,
    version: answer.version,
    hospitals: old.hospitals.map((hospital) => ({
      ...hospital,
      units: hospital.units.map((unit) => news.get(unit.id) ?? unit),
    })),
  };
}
