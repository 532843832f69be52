import type { Grade } from "../contractAct";

export const romans: Record<Grade, string> = { 1: "I", 2: "II", 3: "III", 4: "IV" };

/** Each grade has its own shape: octagon, diamond, triangle, circle. */
const shapes: Record<Grade, string> = {
  1: "M10 2H20L28 10V20L20 28H10L2 20V10Z",
  2: "M15 1 29 15 15 29 1 15Z",
  3: "M15 2 29 27H1Z",
  4: "M15 2A13 13 0 1 1 15 28 13 13 0 1 1 15 2Z",
};

/** How grave a warning is: shape, roman numeral and colour; the word stands beside it. */
export function GradeBadge({ grade, size = 30 }: { grade: Grade; size?: number }) {
  return (
    <svg
      className={`grade grade-${grade}`}
      width={size}
      height={size}
      viewBox="0 0 30 30"
      aria-hidden="true"
    >
      <path d={shapes[grade]} />
      <text x="15" y={grade === 3 ? 23 : 19.5} fontSize={grade === 3 ? 11 : 13}>
        {romans[grade]}
      </text>
    </svg>
  );
}
