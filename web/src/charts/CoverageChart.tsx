import type { HorizonScore } from "../contract";
import { percent } from "../format";
import { linear } from "../scale";
import { text } from "../text";

const width = 300;
const rowHeight = 28;

/** How often the truth fell inside each interval, by horizon, beside what was promised. */
export function CoverageChart({ scores }: { scores: readonly HorizonScore[] }) {
  const x = linear(0, 1, 72, width - 16);
  const promised = [0.5, 0.8, 0.95];
  const height = scores.length * rowHeight + 30;
  const sentence = scores
    .map(
      (score) =>
        `${text.forecasts.weeks(score.horizon)}: ${percent(score.coverage50)}, ` +
        `${percent(score.coverage80)}, ${percent(score.coverage95)}`,
    )
    .join("; ");
  return (
    <svg
      className="coverage"
      role="img"
      aria-label={`${text.forecasts.coverageHelp} ${sentence}`}
      viewBox={`0 0 ${width} ${height}`}
    >
      {promised.map((level) => (
        <g key={level}>
          <line className="promised" x1={x(level)} x2={x(level)} y1="20" y2={height - 8} />
          <text className="middle" x={x(level) - (level === 0.95 ? -6 : 0)} y="12">
            {percent(level)}
          </text>
        </g>
      ))}
      {scores.map((score, i) => {
        const y = 20 + rowHeight * (i + 0.5);
        const reached = [score.coverage50, score.coverage80, score.coverage95];
        return (
          <g key={score.horizon}>
            <text x="0" y={y + 4}>
              {text.forecasts.weeks(score.horizon)}
            </text>
            {reached.map((value, k) => {
              const goal = promised[k] ?? 0;
              if (value === null) return null;
              return (
                <g key={goal}>
                  <line className="miss" x1={x(goal)} x2={x(value)} y1={y} y2={y} />
                  <circle className={`reached-${k}`} cx={x(value)} cy={y} r="4.5" />
                </g>
              );
            })}
          </g>
        );
      })}
    </svg>
  );
}
