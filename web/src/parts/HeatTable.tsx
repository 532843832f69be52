import { useRef } from "react";

import type { Cell, Demand, Resource, Site } from "../contractAct";
import { day, percent, quantity, rough } from "../format";
import { text } from "../text";
import { demandText } from "../texts/demand";

const signs: Record<Cell["state"], string> = { good: "○", tight: "◐", short: "▲", unknown: "–" };

/** The one number that says most of a cell: days of cover, days to the breach, or its share. */
export function cellNumber(cell: Cell, resource: Resource): string {
  if (resource.kind === "consumable") {
    return cell.cover === null ? "" : demandText.cover(rough(cell.cover.median));
  }
  const lead = cell.breach?.leadDays ?? null;
  if (cell.state === "short" && lead !== null) return demandText.inDays(lead);
  if (cell.capacity === null || cell.capacity <= 0) return rough(cell.peak.median);
  return percent(cell.peak.median / cell.capacity);
}

interface HeatProps {
  readonly demand: Demand;
  readonly site: string;
  readonly resource: string;
  readonly choose: (site: string, resource: string) => void;
}

/** Resource by site: the state in a word, a sign and a shade. One tab stop; arrow keys walk. */
export function HeatTable({ demand, site, resource, choose }: HeatProps) {
  const table = useRef<HTMLTableElement>(null);
  const walk = (event: React.KeyboardEvent, row: number, column: number) => {
    const steps: Record<string, [number, number]> = {
      ArrowUp: [-1, 0],
      ArrowDown: [1, 0],
      ArrowLeft: [0, -1],
      ArrowRight: [0, 1],
    };
    const step = steps[event.key];
    if (step === undefined) return;
    const next = `${row + step[0]} ${column + step[1]}`;
    const cell = table.current?.querySelector<HTMLElement>(`[data-at="${next}"]`);
    if (cell) {
      cell.focus();
      event.preventDefault();
    }
  };
  return (
    <div
      className="table-scroll"
      role="region"
      aria-label={text.table.of(demandText.heat)}
    >
      <table className="table heat" ref={table}>
        <thead>
          <tr>
            <th scope="col">{demandText.site}</th>
            {demand.resources.map((one) => (
              <th key={one.id} scope="col">
                {one.title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {demand.sites.map((row, r) => (
            <tr key={row.id}>
              <th scope="row">{row.name}</th>
              {demand.resources.map((one, c) => {
                const cell = row.cells.find((found) => found.resource === one.id);
                const chosen = row.id === site && one.id === resource;
                return (
                  <td key={one.id}>
                    {cell === undefined ? null : (
                      <button
                        type="button"
                        className={`heat-cell ${cell.state}`}
                        data-at={`${r} ${c}`}
                        aria-pressed={chosen}
                        tabIndex={chosen ? 0 : -1}
                        title={cell.words}
                        onClick={() => choose(row.id, one.id)}
                        onKeyDown={(event) => walk(event, r, c)}
                      >
                        <span className="heat-word">
                          <span aria-hidden="true">{signs[cell.state]} </span>
                          {demandText.states[cell.state]}
                        </span>
                        <span>{cellNumber(cell, one)}</span>
                      </button>
                    )}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** A cell with its site and resource, for the table twin and the file. */
export interface HeatRow {
  readonly site: Site;
  readonly resource: Resource;
  readonly cell: Cell;
}

export function heatRows(demand: Demand): HeatRow[] {
  return demand.sites.flatMap((site) =>
    site.cells.flatMap((cell) => {
      const resource = demand.resources.find((one) => one.id === cell.resource);
      return resource === undefined ? [] : [{ site, resource, cell }];
    }),
  );
}

export const heatColumns = [
  {
    name: demandText.site,
    show: (row: HeatRow) => row.site.name,
    plain: (row: HeatRow) => row.site.name,
  },
  {
    name: demandText.resource,
    show: (row: HeatRow) => row.resource.title,
    plain: (row: HeatRow) => row.resource.title,
  },
  {
    name: demandText.state,
    show: (row: HeatRow) => `${signs[row.cell.state]} ${demandText.states[row.cell.state] ?? ""}`,
    plain: (row: HeatRow) => demandText.states[row.cell.state] ?? row.cell.state,
  },
  {
    name: demandText.capacityNow,
    show: (row: HeatRow) => quantity(row.cell.capacity),
    plain: (row: HeatRow) => row.cell.capacity,
    numeric: true,
  },
  {
    name: demandText.peakWord,
    show: (row: HeatRow) => quantity(row.cell.peak.median),
    plain: (row: HeatRow) => row.cell.peak.median,
    numeric: true,
  },
  ...(["lower", "upper"] as const).map((end) => ({
    name: `${demandText.peakWord}, ${end === "lower" ? "5" : "95"} %`,
    show: (row: HeatRow) => quantity(row.cell.peak[end]),
    plain: (row: HeatRow) => row.cell.peak[end],
    numeric: true,
  })),
  {
    name: demandText.peakDate,
    show: (row: HeatRow) => day(row.cell.peakDate),
    plain: (row: HeatRow) => row.cell.peakDate,
  },
  {
    name: demandText.chance,
    show: (row: HeatRow) => percent(row.cell.breach?.probability),
    plain: (row: HeatRow) => row.cell.breach?.probability ?? null,
    numeric: true,
  },
  {
    name: demandText.breachDate,
    show: (row: HeatRow) => (row.cell.breach?.date ? day(row.cell.breach.date) : ""),
    plain: (row: HeatRow) => row.cell.breach?.date ?? null,
  },
  {
    name: demandText.coverDays,
    show: (row: HeatRow) => quantity(row.cell.cover?.median),
    plain: (row: HeatRow) => row.cell.cover?.median ?? null,
    numeric: true,
  },
  {
    name: demandText.finding,
    show: (row: HeatRow) => row.cell.words,
    plain: (row: HeatRow) => row.cell.words,
  },
];
