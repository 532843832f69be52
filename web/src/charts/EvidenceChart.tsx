import { dayNumber } from "../dates";
import { day, quantity } from "../format";
import { linePath, ticks } from "../scale";
import { text } from "../text";
import { Frame } from "./Frame";

interface EvidenceProps {
  readonly dates: readonly string[];
  readonly observed: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  readonly upper: readonly (number | null)[];
  readonly alarm: readonly boolean[];
  readonly provisional: readonly boolean[];
  readonly sentence: string;
}

/** Observed counts against the expected band; alarms carry a triangle, not a colour alone. */
export function EvidenceChart(props: EvidenceProps) {
  const { dates, observed, expected, upper, alarm, provisional } = props;
  const days = dates.map(dayNumber);
  const last = days[days.length - 1] ?? 1;
  const top = Math.max(1, ...observed.map((v) => v ?? 0), ...upper.map((v) => v ?? 0));
  const solid = observed.map((value, i) => (provisional[i] === true ? null : value));
  const begin = provisional.indexOf(true);
  const open = observed.map((value, i) => (begin >= 0 && i >= begin - 1 ? value : null));
  return (
    <Frame
      id="evidence"
      sentence={props.sentence}
      height={230}
      margin={{ left: 40, right: 56, top: 18 }}
      first={days[0] ?? 0}
      last={last}
      days={days}
      ticks={ticks(top * 1.06, 4)}
      tip={(at) => (
        <>
          <strong>{quantity(observed[at] ?? null)}</strong> {text.signals.seen},{" "}
          {quantity(expected[at] ?? null)} {text.signals.usual}, {day(dates[at])}
        </>
      )}
    >
      {({ inner, x, y }) => {
        const xs = days.map(x);
        const scale = (values: readonly (number | null)[]) =>
          values.map((value) => (value === null ? null : y(value)));
        // The labels at the line ends are kept a line apart.
        const ends = labels([
          { word: text.signals.seen, value: lastOf(observed), look: "strong" },
          { word: text.signals.bound, value: lastOf(upper), look: "" },
          { word: text.signals.usual, value: lastOf(expected), look: "" },
        ], y, inner.bottom + 4);
        return (
          <>
            {begin >= 0 ? (
              <rect
                className="provisional"
                fill="url(#evidence-hatch)"
                x={x(days[begin] ?? last) - 2}
                width={Math.max(4, inner.right - x(days[begin] ?? last) + 2)}
                y={inner.top}
                height={inner.bottom - inner.top}
              />
            ) : null}
            {bands(xs, scale(upper), inner.bottom).map((band) => (
              <path key={band} className="band usual" d={band} />
            ))}
            <path className="line thin bound" d={linePath(xs, scale(upper))} />
            <path className="line thin dashed" d={linePath(xs, scale(expected))} />
            <path className="line thin bound" d={strokes(xs, scale(upper))} />
            <path className="line thin dashed" d={strokes(xs, scale(expected))} />
            <path className="line observed" d={linePath(xs, scale(solid))} />
            <path className="line observed open" d={linePath(xs, scale(open))} />
            {observed.map((value, i) => {
              const place = xs[i];
              if (alarm[i] !== true || value === null || place === undefined) return null;
              const tip = y(value);
              return (
                <path
                  key={place}
                  className="alarm"
                  d={`M${place} ${tip - 6}L${place + 5} ${tip + 3}L${place - 5} ${tip + 3}Z`}
                />
              );
            })}
            {ends.map((end) => (
              <text
                key={end.word}
                className={`label ${end.look}`}
                x={inner.right + 6}
                y={end.y}
              >
                {end.word}
              </text>
            ))}
          </>
        );
      }}
    </Frame>
  );
}

function lastOf(values: readonly (number | null)[]): number | null {
  for (let i = values.length - 1; i >= 0; i -= 1) {
    const value = values[i];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

function labels(
  wanted: { word: string; value: number | null; look: string }[],
  y: (value: number) => number,
  lowest: number,
): { word: string; y: number; look: string }[] {
  const placed = wanted
    .filter((label) => label.value !== null)
    .map((label) => ({ word: label.word, look: label.look, y: y(label.value ?? 0) + 4 }))
    .sort((a, b) => a.y - b.y);
  placed.forEach((label, i) => {
    const above = placed[i - 1];
    if (above !== undefined && label.y < above.y + 14) label.y = above.y + 14;
  });
  // What was pushed below the axis moves up again, and pushes what stands above it.
  for (let i = placed.length - 1, floor = lowest; i >= 0; i -= 1) {
    const label = placed[i];
    if (label === undefined || label.y <= floor) break;
    label.y = floor;
    floor -= 14;
  }
  return placed;
}

/** A short stroke for each value that stands alone and so makes no line. */
function strokes(xs: readonly number[], ys: readonly (number | null)[]): string {
  return ys
    .map((y, i) => {
      const alone = y !== null && (ys[i - 1] ?? null) === null && (ys[i + 1] ?? null) === null;
      return alone ? `M${(xs[i] ?? 0) - 10} ${y}h10` : "";
    })
    .join("");
}

/** Areas under the bound, one for each unbroken stretch. */
function bands(
  xs: readonly number[],
  tops: readonly (number | null)[],
  bottom: number,
): string[] {
  const paths: string[] = [];
  let run: string[] = [];
  let start = 0;
  const finish = (end: number) => {
    if (run.length > 1) {
      paths.push(`M${start.toFixed(1)} ${bottom}L${run.join("L")}L${end.toFixed(1)} ${bottom}Z`);
    }
    run = [];
  };
  let previous = 0;
  tops.forEach((top, i) => {
    const at = xs[i] ?? 0;
    if (top === null) finish(previous);
    else {
      if (run.length === 0) start = at;
      run.push(`${at.toFixed(1)} ${top.toFixed(1)}`);
    }
    previous = at;
  });
  finish(previous);
  return paths;
}
