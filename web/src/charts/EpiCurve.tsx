import { useMemo } from "react";

import { dateOf, dayNumber } from "../dates";
import { day, quantity } from "../format";
import { linePath, ticks } from "../scale";
import { text } from "../text";
import { Frame } from "./Frame";

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
  const days = useMemo(() => dates.map(dayNumber), [dates]);
  const step = weekly ? 7 : 1;
  const first = days[0] ?? 0;
  const last = days[days.length - 1] ?? 1;
  const top = Math.max(1, ...values.map((value) => value ?? 0));
  const slots = Math.max(1, (last - first) / step + 1);
  const means = useMemo(() => weekMeans(values, provisional), [values, provisional]);
  const isOpen = provisional.indexOf(true) > 0;
  return (
    <Frame
      id="curve"
      sentence={props.sentence}
      height={220}
      margin={{ left: 44, right: 8, top: 26 }}
      first={first}
      last={last}
      pad={step / 2}
      days={days}
      ticks={ticks(top, 4)}
      unit={weekly ? text.curve.perWeek : text.curve.perDay}
      onPick={(at) => {
        const date = dates[at];
        if (date !== undefined) props.onChoose?.(date);
      }}
      tip={(at) => (
        <>
          <strong>{quantity(values[at] ?? null)}</strong> {day(dateOf(days[at] ?? 0))}
          {provisional[at] === true ? `, ${text.table.provisional}` : ""}
        </>
      )}
    >
      {({ inner, x, y }) => {
        const bar = Math.max(1, ((inner.right - inner.left) / slots) * 0.82);
        return (
          <>
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
            {isOpen ? (
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
          </>
        );
      }}
    </Frame>
  );
}

function scaled(y: (value: number) => number) {
  return (value: number | null): number | null => (value === null ? null : y(value));
}
