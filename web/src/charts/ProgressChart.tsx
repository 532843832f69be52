import { dayNumber } from "../dates";
import { day, quantity } from "../format";
import { linePath, ticks } from "../scale";
import { orderText } from "../texts/orders";
import { Frame } from "./Frame";

interface ProgressProps {
  readonly dates: readonly string[];
  readonly planned: readonly number[];
  readonly actual: readonly number[];
  readonly sentence: string;
}

/** Orders executed so far, solid, against those that the plan foresaw, dashed. */
export function ProgressChart({ dates, planned, actual, sentence }: ProgressProps) {
  const days = dates.map(dayNumber);
  const first = days[0] ?? 0;
  const last = days[days.length - 1] ?? first;
  return (
    <Frame
      id="progress"
      sentence={sentence}
      height={220}
      margin={{ left: 40, right: 64, top: 18 }}
      first={first}
      last={last}
      pad={last === first ? 0.5 : 0}
      days={days}
      ticks={ticks(Math.max(1, ...planned, ...actual), 4)}
      tip={(at) => (
        <>
          <p>{day(dates[at])}</p>
          <p>
            <strong>{quantity(actual[at])}</strong> {orderText.actual}
          </p>
          <p>
            {quantity(planned[at])} {orderText.planned}
          </p>
        </>
      )}
    >
      {({ inner, x, y }) => {
        const end = (values: readonly number[]) => y(values[values.length - 1] ?? 0) + 4;
        const apart = Math.abs(end(planned) - end(actual)) < 14 ? 14 : 0;
        return (
          <>
            <path className="line thin dashed" d={linePath(days.map(x), planned.map(y))} />
            <path className="line observed" d={linePath(days.map(x), actual.map(y))} />
            {days.map((at, i) =>
              actual[i] === undefined ? null : (
                <circle key={at} className="dot" r="2.5" cx={x(at)} cy={y(actual[i] ?? 0)} />
              ),
            )}
            <text className="label" x={inner.right + 6} y={end(planned) - apart}>
              {orderText.planned}
            </text>
            <text className="label strong" x={inner.right + 6} y={end(actual)}>
              {orderText.actual}
            </text>
          </>
        );
      }}
    </Frame>
  );
}
