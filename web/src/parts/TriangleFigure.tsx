import type { Signal } from "../contract";
import type { Triangle } from "../contractAct";
import { useWidth } from "../charts/useWidth";
import { Hatch } from "../charts/Axes";
import { useData } from "../data";
import { day, fullDay, percent, quantity } from "../format";
import { inks } from "../map/palette";
import { json, url } from "../server";
import { useDark } from "../settings";
import { feedText } from "../texts/feeds";
import { useTwin } from "../twin";
import { Figure } from "./Figure";
import { Empty, Shown } from "./States";

const most = 21;

/** The reporting-delay triangle of a series: how much of each day was known after each delay. */
export function TriangleFigure({ signal }: { signal: Signal }) {
  const { asof, place } = useTwin();
  const data = useData(
    url("triangle", { signal: signal.id, place: place?.id, days: most, asof }),
    (at) => json<Triangle>(at),
  );
  if (data.problem?.status === 404) {
    return (
      <div className="card">
        <Empty title={feedText.triangleNone} hint={data.problem.hint} />
      </div>
    );
  }
  return (
    <Shown data={data} height={380}>
      {(value) => (
        <Figure
          id="triangle"
          title={`${feedText.triangle}: ${signal.title}, ${value.place.name}`}
          sentence={value.sentence}
          provenance={{ source: signal.title, asOf: `v${value.version}` }}
          table={{
            columns: columnsOf(value),
            rows: value.dates.map((_, i) => i).reverse(),
            id: String,
            height: 420,
          }}
        >
          {value.dates.length === 0 ? (
            <Empty title={feedText.triangleNone} />
          ) : (
            <Drawing triangle={value} />
          )}
        </Figure>
      )}
    </Shown>
  );
}

function columnsOf(triangle: Triangle) {
  return [
    {
      name: feedText.day,
      show: (i: number) => fullDay(triangle.dates[i]),
      plain: (i: number) => triangle.dates[i] ?? null,
    },
    ...triangle.delays.map((delay, d) => ({
      name: feedText.delay(delay),
      show: (i: number) => known(triangle, i, d),
      plain: (i: number) => triangle.counts[i]?.[d] ?? null,
      numeric: true,
    })),
  ];
}

function known(triangle: Triangle, i: number, d: number): string {
  const count = triangle.counts[i]?.[d] ?? null;
  return count === null ? feedText.notYet : quantity(count);
}

/** The newest count of a day: what the others are shares of. */
function newest(counts: readonly (number | null)[]): number {
  return Math.max(1, ...counts.map((count) => count ?? 0));
}

const rowHeight = 16;
const left = 56;
const top = 36;

function Drawing({ triangle }: { triangle: Triangle }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const colours = useDark() ? inks.dark : inks.light;
  const height = top + triangle.dates.length * rowHeight + 8;
  const cell = Math.max(4, (width - left - 4) / Math.max(1, triangle.delays.length));
  const every = Math.max(1, Math.ceil(34 / cell));
  return (
    <div ref={box} className="chart" style={{ height }}>
      {width > 0 ? (
        <svg
          data-figure
          role="img"
          aria-label={triangle.sentence}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
        >
          <Hatch id="triangle-hatch" />
          <g className="axis">
            <text x={left} y="10">
              {feedText.axis}; {feedText.usual}
            </text>
            {triangle.delays.map((delay, d) =>
              d % every === 0 ? (
                <text key={delay} className="middle" x={left + (d + 0.5) * cell} y={top - 8}>
                  {`${delay}${
                    cell * every > 66 && triangle.share[d] != null
                      ? `: ${percent(triangle.share[d])}`
                      : ""
                  }`}
                </text>
              ) : null,
            )}
            {triangle.dates.map((date, i) =>
              i % 2 === 0 ? (
                <text
                  key={date}
                  className="end"
                  x={left - 8}
                  y={top + (triangle.dates.length - i - 0.5) * rowHeight + 4}
                >
                  {day(date)}
                </text>
              ) : null,
            )}
          </g>
          {triangle.dates.map((date, i) => {
            const counts = triangle.counts[i] ?? [];
            const whole = newest(counts);
            return triangle.delays.map((delay, d) => {
              const count = counts[d] ?? null;
              const share = count === null ? 0 : Math.min(6, Math.floor((count / whole) * 6.999));
              return (
                <rect
                  key={`${date} ${delay}`}
                  x={left + d * cell}
                  y={top + (triangle.dates.length - 1 - i) * rowHeight}
                  width={cell - 1}
                  height={rowHeight - 1}
                  fill={count === null ? "url(#triangle-hatch)" : colours.classes[share]}
                />
              );
            });
          })}
        </svg>
      ) : null}
    </div>
  );
}
