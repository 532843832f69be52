import { quantity, unitsOf } from "../format";
import { linear, roundStep } from "../scale";
import { demandText } from "../texts/demand";

interface DotplotProps {
  /** Twenty equally likely values. */
  readonly dots: readonly number[];
  readonly capacity: number | null;
  readonly unit: string;
  /** What the values are. */
  readonly title: string;
}

const width = 360;
const radius = 7;

/** How many of the chances lie above what there is. */
export function over(dots: readonly number[], capacity: number): number {
  return dots.filter((dot) => dot > capacity).length;
}

/**
 * Stacks of dots, one for each twentieth of the chances (Kay and others 2016): those beyond the
 * capacity are filled, so that a chance is counted instead of read from an area.
 */
export function QuantileDotplot({ dots, capacity, unit, title }: DotplotProps) {
  const lowest = Math.min(...dots, capacity ?? Infinity);
  const highest = Math.max(...dots, capacity ?? -Infinity);
  const span = Math.max(highest - lowest, Math.abs(highest) * 0.1, 1);
  const columns = Math.floor((width - 32) / (2 * radius + 2));
  const bin = span / Math.max(1, columns - 1);
  const x = linear(lowest, lowest + span, 16 + radius, width - 16 - radius);
  const stacks = new Map<number, number[]>();
  for (const dot of [...dots].sort((a, b) => a - b)) {
    const column = Math.round((dot - lowest) / bin);
    stacks.set(column, [...(stacks.get(column) ?? []), dot]);
  }
  const tallest = Math.max(1, ...[...stacks.values()].map((stack) => stack.length));
  const bottom = 22 + Math.max(tallest, 4) * (2 * radius + 1);
  const step = roundStep(span, 4);
  const marks: number[] = [];
  for (let at = Math.ceil(lowest / step) * step; at <= lowest + span; at += step) marks.push(at);
  const words =
    capacity === null
      ? title
      : demandText.dotsOver(over(dots, capacity), quantity(capacity), unitsOf(capacity, unit));
  return (
    <svg
      className="dotplot"
      data-figure
      role="img"
      aria-label={words}
      viewBox={`0 0 ${width} ${bottom + 24}`}
    >
      <line className="base" x1="8" x2={width - 8} y1={bottom} y2={bottom} />
      <g className="axis">
        {marks.map((mark) => (
          <text key={mark} className="middle" x={x(mark)} y={bottom + 16}>
            {quantity(mark)}
          </text>
        ))}
      </g>
      {capacity !== null ? (
        <>
          <line className="capacity" x1={x(capacity)} x2={x(capacity)} y1="16" y2={bottom} />
          <text
            className={x(capacity) > width - 90 ? "label strong end" : "label strong"}
            x={x(capacity) + (x(capacity) > width - 90 ? -5 : 5)}
            y="12"
          >
            {`${demandText.capacity} ${quantity(capacity)}`}
          </text>
        </>
      ) : null}
      {[...stacks.entries()].flatMap(([column, stack]) =>
        stack.map((dot, i) => (
          <circle
            key={`${column} ${i}`}
            className={capacity !== null && dot > capacity ? "chance over" : "chance"}
            cx={x(lowest + column * bin)}
            cy={bottom - radius - 1 - i * (2 * radius + 1)}
            r={radius - 1}
          />
        )),
      )}
    </svg>
  );
}
