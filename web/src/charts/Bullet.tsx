import { quantity } from "../format";
import { text } from "../text";

interface BulletProps {
  readonly observed: number | null;
  readonly expected: number | null;
  readonly upper: number | null;
}

const width = 120;
const height = 20;

/** What was seen against what is usual and its bound, on one small line from zero. */
export function Bullet({ observed, expected, upper }: BulletProps) {
  const top = Math.max(observed ?? 0, upper ?? 0, expected ?? 0, 1) * 1.05;
  const x = (value: number) => 4 + (value / top) * (width - 8);
  const words =
    `${quantity(observed)} ${text.signals.seen}, ${quantity(expected)} ${text.signals.usual}, ` +
    `${text.signals.bound} ${quantity(upper)}`;
  return (
    <svg className="bullet" role="img" aria-label={words} viewBox={`0 0 ${width} ${height}`}>
      <rect className="track" x="4" y="7" width={width - 8} height="6" rx="3" />
      {upper !== null ? (
        <rect className="within" x="4" y="7" width={Math.max(0, x(upper) - 4)} height="6" rx="3" />
      ) : null}
      {upper !== null && observed !== null && observed > upper ? (
        <rect className="beyond" x={x(upper)} y="7" width={x(observed) - x(upper)} height="6" />
      ) : null}
      {expected !== null ? (
        <line className="usual" x1={x(expected)} x2={x(expected)} y1="4" y2="16" />
      ) : null}
      {upper !== null ? (
        <line className="limit" x1={x(upper)} x2={x(upper)} y1="4" y2="16" />
      ) : null}
      {observed !== null ? <circle className="seen" cx={x(observed)} cy="10" r="4" /> : null}
    </svg>
  );
}
