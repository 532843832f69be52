import type { DemandSeries } from "../contractAct";
import { dateOf, dayNumber } from "../dates";
import { day, interval, quantity, unitsOf } from "../format";
import { linePath, ticks } from "../scale";
import { demandText } from "../texts/demand";
import { Bands, EndLabels, fanOf, quantileLine } from "./FanChart";
import { Frame } from "./Frame";

/** How many days of what was counted stand before the days to come. */
const past = 28;

/** What was counted, solid, what will be needed, dashed in its bands, and what there is. */
export function NeedChart({ series }: { series: DemandSeries }) {
  const ahead = series.dates.map(dayNumber);
  const begin = ahead[0] ?? 0;
  const last = ahead[ahead.length - 1] ?? begin + 1;
  const seen = series.observed.dates
    .map((date, i) => ({ at: dayNumber(date), value: series.observed.values[i] ?? null }))
    .filter((point) => point.at >= begin - past && point.at <= last);
  const first = Math.min(begin, seen[0]?.at ?? begin);
  const fan = fanOf(series.levels, series.quantiles);
  const median = quantileLine(series.levels, series.quantiles, 0.5);
  const { capacity } = series;
  const top = Math.max(
    1,
    (capacity ?? 0) * 1.08,
    ...seen.map((point) => point.value ?? 0),
    ...fan.flatMap((band) => band.upper),
  );
  const days = [...new Set([...seen.map((point) => point.at), ...ahead])].sort((a, b) => a - b);
  const wide = fan[0];
  const tip = (at: number) => {
    const date = days[at] ?? begin;
    const value = seen.find((point) => point.at === date)?.value ?? null;
    const h = ahead.indexOf(date);
    return (
      <>
        <p>{day(dateOf(date))}</p>
        {value !== null ? (
          <p>
            <strong>{quantity(value)}</strong> {demandText.observed}
          </p>
        ) : null}
        {h >= 0 ? (
          <p>
            <strong>{quantity(median[h])}</strong>{" "}
            {wide === undefined
              ? ""
              : `(${wide.name} %: ${interval(wide.lower[h] ?? null, wide.upper[h] ?? null)})`}
          </p>
        ) : null}
      </>
    );
  };
  return (
    <Frame
      id="need"
      sentence={series.sentence}
      height={320}
      margin={{ left: 52, right: 76, top: 26 }}
      first={first}
      last={last}
      days={days}
      ticks={ticks(top, 5)}
      unit={unitsOf(2, series.unit)}
      tip={tip}
    >
      {({ inner, x, y }) => {
        const xs = ahead.map(x);
        const now = x(begin - 0.5);
        return (
          <>
            <Bands fan={fan} xs={xs} y={y} />
            <line className="now" x1={now} x2={now} y1={inner.top - 4} y2={inner.bottom} />
            <path
              className="line observed"
              d={linePath(
                seen.map((point) => x(point.at)),
                seen.map((point) => (point.value === null ? null : y(point.value))),
              )}
            />
            <path className="line median" d={linePath(xs, median.map(y))} />
            {capacity !== null ? (
              <>
                <line
                  className="capacity"
                  x1={inner.left}
                  x2={inner.right}
                  y1={y(capacity)}
                  y2={y(capacity)}
                />
                <text className="label strong" x={inner.left + 4} y={y(capacity) - 5}>
                  {`${demandText.capacity} ${quantity(capacity)}`}
                </text>
              </>
            ) : null}
            <EndLabels fan={fan} median={median} x={inner.right + 8} y={y} />
          </>
        );
      }}
    </Frame>
  );
}
