import type { Unit } from "../contractAct";
import { actorWords, age, count, stamp } from "../format";
import { bedText } from "../texts/beds";

export type Field = "occupied" | "closed" | "reserved" | "ventilated";

/** What is typed for one unit; an absent or empty field keeps its last value. */
export type Entry = Readonly<Partial<Record<Field, string>>>;

/** One unit with what was typed, read and checked. */
export interface Row {
  readonly unit: Unit;
  readonly values: Readonly<Record<Field, number>>;
  readonly faults: Readonly<Partial<Record<Field, string>>>;
  readonly free: number;
  readonly isChanged: boolean;
  readonly isFaulty: boolean;
  /** What is sent to the server: only what was typed, and what is always needed. */
  readonly report: Readonly<Record<string, string | number>>;
}

const all: readonly Field[] = ["occupied", "closed", "reserved", "ventilated"];

/** Reads what was typed for a unit. Whole numbers from 0; more patients than beds is allowed. */
export function read(unit: Unit, entry: Entry): Row {
  const values: Record<Field, number> = {
    occupied: unit.occupied,
    closed: unit.closed,
    reserved: unit.reserved,
    ventilated: unit.ventilated ?? 0,
  };
  const faults: Partial<Record<Field, string>> = {};
  const report: Record<string, string | number> = { unit: unit.id, occupied: unit.occupied };
  let isChanged = false;
  for (const field of all) {
    const written = (entry[field] ?? "").trim();
    if (written === "") continue;
    if (!/^\d{1,5}$/.test(written)) {
      faults[field] = bedText.wrong;
      continue;
    }
    // The same number typed again is a report too: it says that it still holds today.
    values[field] = Number(written);
    report[field] = values[field];
    isChanged = true;
  }
  report["occupied"] = values.occupied;
  if (values.ventilated > values.occupied) faults.ventilated = bedText.tooMany;
  return {
    unit,
    values,
    faults,
    free: unit.beds - values.closed - values.occupied - values.reserved,
    isChanged,
    isFaulty: Object.keys(faults).length > 0,
    report,
  };
}

interface RowProps {
  readonly row: Row;
  readonly index: number;
  readonly fields: readonly Field[];
  readonly entry: Entry;
  readonly isReadOnly: boolean;
  readonly type: (field: Field, written: string) => void;
}

/** A unit's fields, each with its last value inside, the difference marked, and what is free. */
export function BedRow({ row, index, fields, entry, isReadOnly, type }: RowProps) {
  const { unit } = row;
  return (
    <tr>
      <th scope="row">{unit.name}</th>
      <td className="number minor">{count(unit.beds)}</td>
      {fields.map((field, column) => {
        const last = unit[field];
        const fault = row.faults[field];
        const moved = row.values[field] - (last ?? 0);
        const id = `${unit.id}-${field}`;
        const isAsked = field !== "ventilated" || unit.kind === "icu" || (last ?? 0) > 0;
        return (
          <td key={field}>
            {isAsked ? (
              <span className="entry-field">
                <input
                  type="text"
                  inputMode="numeric"
                  autoComplete="off"
                  data-at={`${index} ${column}`}
                  aria-label={bedText.of(bedText[field], unit.name)}
                  aria-describedby={`${id}-note`}
                  aria-invalid={fault !== undefined}
                  readOnly={isReadOnly}
                  value={entry[field] ?? ""}
                  onChange={(event) => type(field, event.target.value)}
                  onFocus={(event) => event.target.select()}
                />
                <span id={`${id}-note`} className={fault === undefined ? "caption" : "fault"}>
                  {fault ??
                    (entry[field] && moved !== 0
                      ? `${moved > 0 ? "+" : "−"}${count(Math.abs(moved))}`
                      : `${bedText.last} ${last === null ? "–" : count(last)}`)}
                </span>
              </span>
            ) : null}
          </td>
        );
      })}
      <td className={row.free < 0 ? "number over" : "number"}>
        {row.free < 0 ? bedText.over(count(-row.free)) : count(row.free)}
      </td>
      <td className="caption minor">
        {unit.at === null
          ? bedText.noLast
          : bedText.lastAt(actorWords(unit.actor ?? ""), stamp(unit.at), age(unit.ageHours))}
      </td>
    </tr>
  );
}
