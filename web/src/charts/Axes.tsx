import { dateOf, monthStarts } from "../dates";
import { day, monthLabel, quantity } from "../format";
import { roundStep, type Scale } from "../scale";

/** The inner edges of a chart. */
export interface Box {
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Fills for what is incomplete; each chart has its own copy so that it can be saved alone. */
export function Hatch({ id }: { id: string }) {
  return (
    <defs>
      <pattern
        id={id}
        className="hatch"
        width="6"
        height="6"
        patternUnits="userSpaceOnUse"
        patternTransform="rotate(45)"
      >
        <rect width="6" height="6" />
        <path d="M1 0V6" />
      </pattern>
    </defs>
  );
}

/** Value lines with their numbers at the left. */
export function ValueAxis(props: { box: Box; y: Scale; ticks: readonly number[]; unit?: string }) {
  const { box, y, ticks, unit } = props;
  return (
    <g className="axis">
      {ticks.map((tick) => (
        <g key={tick}>
          <line
            className={tick === 0 ? "base" : "rule"}
            x1={box.left}
            x2={box.right}
            y1={y(tick)}
            y2={y(tick)}
          />
          <text x={box.left - 8} y={y(tick) + 4} className="end">
            {quantity(tick)}
          </text>
        </g>
      ))}
      {unit ? (
        <text x={0} y={box.top - 10}>
          {unit}
        </text>
      ) : null}
    </g>
  );
}

/** Days along the foot: months where the span is long, days where it is short. */
export function DateAxis(props: { box: Box; x: Scale; first: number; last: number }) {
  const { box, x, first, last } = props;
  const marks = dateMarks(first, last, box.right - box.left);
  return (
    <g className="axis">
      {marks.map((mark) => (
        <g key={mark.day}>
          <line
            className="tick"
            x1={x(mark.day)}
            x2={x(mark.day)}
            y1={box.bottom}
            y2={box.bottom + 4}
          />
          <text
            x={Math.max(box.left + 12, Math.min(x(mark.day), box.right - 14))}
            y={box.bottom + 18}
            className="middle"
          >
            {mark.label}
          </text>
        </g>
      ))}
    </g>
  );
}

function dateMarks(first: number, last: number, width: number): { day: number; label: string }[] {
  const room = Math.max(2, Math.floor(width / 76));
  const span = last - first;
  if (span > 75) {
    const months = monthStarts(first, last);
    const step = Math.ceil(months.length / room);
    return months
      .filter((_, i) => i % step === 0)
      .map((start) => ({ day: start, label: monthLabel(start) }));
  }
  const weeks = Math.max(1, Math.ceil(span / 7 / room));
  const step = span > 14 ? weeks * 7 : Math.max(1, roundStep(span, room));
  const marks: { day: number; label: string }[] = [];
  for (let at = last; at >= first; at -= step) marks.unshift({ day: at, label: day(dateOf(at)) });
  return marks;
}
