import { useMemo } from "react";

import { dateOf, dayNumber } from "../dates";
import { day, quantity } from "../format";
import { linear, linePath, ticks } from "../scale";
import { text } from "../text";
import { DateAxis, Hatch, ValueAxis, type Box } from "./Axes";
import { useHover } from "./useHover";
import { useWidth } from "./useWidth";

interface CurveProps {
  readonly dates: readonly string[];
  readonly values: readonly (number | null)[];
  readonly provisional: readonly boolean[];
  readonly weekly: boolean;
  /** The day that the map shows. */
  readonly chosen: string | null;
  readonly sentence: string;
  readonly onChoose?: (date: string) => void;
}

const height = 220;

/** The mean of the seven days up to each day; null where one of them is missing or provisional. */
export function weekMeans(
  values: readonly (number | null)[],
  provisional: readonly boolean[],
): (number | null)[] {
  return values.map((_, i) => {
    if (i < 6) return null;
    let sum = 0;
    for (let k = i - 6; k <= i; k += 1) {
      const value = values[k];
      if (value === null || value === undefined || provisional[k] === true) return null;
      sum += value;
    }
    return sum / 7;
  });
}

/** Reports by day or week: solid bars, hatched while provisional, with a 7-day mean. */
export function EpiCurve(props: CurveProps) {
  const { dates, values, provisional, weekly } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const inner: Box = { left: 44, right: Math.max(60, width - 8), top: 26, bottom: height - 26 };
  const days = useMemo(() => dates.map(dayNumber), [dates]);
  const step = weekly ? 7 : 1;
  const first = days[0] ?? 0;
  const last = days[days.length - 1] ?? 1;
  const top = Math.max(1, ...values.map((value) => value ?? 0));
  const marks = ticks(top, 4);
  const y = linear(0, marks[marks.length - 1] ?? 1, inner.bottom, inner.top);
  const x = linear(first - step / 2, last + step / 2, inner.left, inner.right);
  const slots = Math.max(1, (last - first) / step + 1);
  const bar = Math.max(1, ((inner.right - inner.left) / slots) * 0.82);
  const means = useMemo(() => weekMeans(values, provisional), [values, provisional]);
  const hover = useHover(days, x);
  const at = hover.index;
  const firstProvisional = provisional.indexOf(true);

  return (
    <div ref={box} className="chart" style={{ height }}>
      {width > 0 ? (
        <svg
          data-figure
          role="img"
          aria-label={props.sentence}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          onPointerMove={hover.move}
          onPointerLeave={hover.leave}
          onClick={() => {
            const date = at === null ? undefined : dates[at];
            if (date !== undefined) props.onChoose?.(date);
          }}
        >
          <Hatch id="curve-hatch" />
          <ValueAxis
            box={inner}
            y={y}
            ticks={marks}
            unit={weekly ? text.curve.perWeek : text.curve.perDay}
          />
          <DateAxis box={inner} x={x} first={first} last={last} />
          {values.map((value, i) => {
            const place = days[i];
            if (value === null || place === undefined || value === 0) return null;
            return (
              <rect
                key={place}
                className={provisional[i] === true ? "bar provisional" : "bar"}
                fill={provisional[i] === true ? "url(#curve-hatch)" : undefined}
                x={x(place) - bar / 2}
                width={bar}
                y={y(value)}
                height={Math.max(0, inner.bottom - y(value))}
              />
            );
          })}
          {weekly ? null : (
            <path className="line" d={linePath(days.map(x), means.map(scaled(y)))} />
          )}
          {firstProvisional > 0 ? (
            <text className="note end" x={inner.right} y={inner.top - 10}>
              {text.curve.provisionalShort}
            </text>
          ) : null}
          {props.chosen !== null && dayNumber(props.chosen) !== last ? (
            <line
              className="now"
              x1={x(dayNumber(props.chosen))}
              x2={x(dayNumber(props.chosen))}
              y1={inner.top - 4}
              y2={inner.bottom}
            />
          ) : null}
          {at !== null ? (
            <g data-screen-only className="hover">
              <line x1={x(days[at] ?? 0)} x2={x(days[at] ?? 0)} y1={inner.top} y2={inner.bottom} />
            </g>
          ) : null}
        </svg>
      ) : null}
      {at !== null ? (
        <p className="tip" style={hover.style(width)}>
          <strong>{quantity(values[at] ?? null)}</strong> {day(dateOf(days[at] ?? 0))}
          {provisional[at] === true ? `, ${text.table.provisional}` : ""}
        </p>
      ) : null}
    </div>
  );
}

function scaled(y: (value: number) => number) {
  return (value: number | null): number | null => (value === null ? null : y(value));
}
