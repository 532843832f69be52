import { useMemo, useState, type ReactNode } from "react";

import { count } from "../format";
import { text } from "../text";

/** One column: what it shows, what it sorts by, what it writes to CSV. */
export interface Column<Row> {
  readonly name: string;
  readonly show: (row: Row) => ReactNode;
  readonly plain: (row: Row) => string | number | null;
  readonly numeric?: boolean;
  /** Left out where the page is narrow; the export keeps it. */
  readonly minor?: boolean;
}

export interface TableProps<Row> {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly id: (row: Row) => string;
  readonly hatched?: (row: Row) => boolean;
  /** The column sorted by at first; without it the rows keep their order. */
  readonly initial?: { column: number; down: boolean };
  readonly height?: number;
}

const rowHeight = 32;
const drawAll = 120;

function look(column: { numeric?: boolean; minor?: boolean }): string | undefined {
  const names = [column.numeric ? "number" : "", column.minor ? "minor" : ""].filter(Boolean);
  return names.length === 0 ? undefined : names.join(" ");
}

function compare(a: string | number | null, b: string | number | null): number {
  if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
  if (typeof a === "number" && typeof b === "number") return a - b;
  return String(a).localeCompare(String(b), undefined, { numeric: true });
}

/** The table twin of a map or chart: sortable, and drawn only where it is seen when long. */
export function DataTable<Row>(props: TableProps<Row>) {
  const { columns, rows, height = 420 } = props;
  const [order, setOrder] = useState(props.initial ?? null);
  const [top, setTop] = useState(0);

  const sorted = useMemo(() => {
    const column = order === null ? undefined : columns[order.column];
    if (order === null || column === undefined) return rows;
    const turn = order.down ? -1 : 1;
    return [...rows].sort((a, b) => {
      const left = column.plain(a);
      const right = column.plain(b);
      // What is missing stays at the end whichever way the column is sorted.
      if (left === null || right === null) return compare(left, right);
      return turn * compare(left, right);
    });
  }, [rows, columns, order]);

  const whole = sorted.length <= drawAll;
  const first = whole ? 0 : Math.max(0, Math.floor(top / rowHeight) - 10);
  const last = whole
    ? sorted.length
    : Math.min(sorted.length, first + Math.ceil(height / rowHeight) + 20);

  return (
    <div
      className="table-scroll"
      style={{ maxHeight: height }}
      tabIndex={0}
      role="region"
      aria-label={text.table.of(props.caption)}
      onScroll={(event) => setTop(event.currentTarget.scrollTop)}
    >
      <table className="table" aria-rowcount={sorted.length + 1}>
        <caption className="hidden">
          {props.caption}, {text.table.rows(count(sorted.length))}
        </caption>
        <thead>
          <tr aria-rowindex={1}>
            {columns.map((column, index) => {
              const on = order?.column === index;
              return (
                <th
                  key={column.name}
                  scope="col"
                  className={look(column)}
                  aria-sort={on ? (order.down ? "descending" : "ascending") : "none"}
                >
                  <button
                    type="button"
                    onClick={() =>
                      setOrder({ column: index, down: on ? !order.down : column.numeric === true })
                    }
                  >
                    {column.name}
                    <span aria-hidden="true" className="sort">
                      {on ? (order.down ? "↓" : "↑") : ""}
                    </span>
                  </button>
                </th>
              );
            })}
          </tr>
        </thead>
        <tbody>
          {first > 0 ? (
            <tr aria-hidden="true">
              <td
                colSpan={columns.length}
                className="filler"
                style={{ height: first * rowHeight }}
              />
            </tr>
          ) : null}
          {sorted.slice(first, last).map((row, index) => (
            <tr
              key={props.id(row)}
              aria-rowindex={first + index + 2}
              className={props.hatched?.(row) === true ? "hatched" : undefined}
            >
              {columns.map((column) => (
                <td key={column.name} className={look(column)}>
                  {column.show(row)}
                </td>
              ))}
            </tr>
          ))}
          {last < sorted.length ? (
            <tr aria-hidden="true">
              <td
                colSpan={columns.length}
                className="filler"
                style={{ height: (sorted.length - last) * rowHeight }}
              />
            </tr>
          ) : null}
        </tbody>
      </table>
      {sorted.length === 0 ? <p className="table-none">{text.table.empty}</p> : null}
    </div>
  );
}

/** The rows as plain cells, header first, for a CSV file. */
export function cells<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): (string | number | null)[][] {
  return [
    columns.map((column) => column.name),
    ...rows.map((row) => columns.map((column) => column.plain(row))),
  ];
}
