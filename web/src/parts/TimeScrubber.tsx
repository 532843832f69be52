import { useEffect, useMemo, useRef, useState } from "react";

import type { Series } from "../contract";
import { dateOf, dayNumber } from "../dates";
import { longDay } from "../format";
import { text } from "../text";
import { Icon } from "./Icon";

interface ScrubberProps {
  /** First, last and shown day as day numbers. */
  readonly first: number;
  readonly last: number;
  /** Days between one date and the next. */
  readonly step: number;
  readonly day: number;
  readonly provisionalFrom: number | null;
  readonly series: Series | null;
  readonly onSeek: (day: number) => void;
}

const width = 1000;
const height = 40;

/** The day of the map: a native range with the reports of the period drawn behind it. */
export function TimeScrubber(props: ScrubberProps) {
  const { first, last, step, day, onSeek } = props;
  const [playing, setPlaying] = useState(false);
  const now = useRef(day);
  now.current = day;
  const seek = useRef(onSeek);
  seek.current = onSeek;

  useEffect(() => {
    if (!playing) return undefined;
    const timer = window.setInterval(() => {
      if (now.current >= last) setPlaying(false);
      else seek.current(now.current + step);
    }, 120);
    return () => window.clearInterval(timer);
  }, [playing, last, step]);

  // A week, or four where a step is a week already.
  const leap = step === 1 ? 7 : 4 * step;

  const play = () => {
    if (!playing && day >= last) onSeek(first);
    setPlaying(!playing);
  };
  const bars = useMemo(() => histogram(props.series, first, last), [props.series, first, last]);
  const share = (at: number) => ((at - first) / Math.max(1, last - first)) * width;
  const provisional = props.provisionalFrom !== null && day >= props.provisionalFrom;

  return (
    <div className="scrubber">
      <button
        type="button"
        className="button only-icon"
        onClick={play}
        aria-label={playing ? text.scrubber.pause : text.scrubber.play}
      >
        <Icon name={playing ? "pause" : "play"} size={16} />
      </button>
      <div className="scrubber-track">
        <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" aria-hidden="true">
          <path className="past" d={bars} />
          {props.provisionalFrom !== null ? (
            <rect
              className="open"
              x={share(props.provisionalFrom)}
              width={Math.max(0, width - share(props.provisionalFrom))}
              y="0"
              height={height}
            />
          ) : null}
        </svg>
        <input
          type="range"
          min={first}
          max={last}
          step={step}
          value={day}
          aria-label={text.scrubber.name}
          aria-valuetext={
            longDay(dateOf(day)) + (provisional ? `, ${text.scrubber.provisional}` : "")
          }
          onChange={(event) => onSeek(Number(event.target.value))}
          onKeyDown={(event) => {
            if (event.key === " ") play();
            else if (event.shiftKey && (event.key === "ArrowRight" || event.key === "ArrowUp")) {
              onSeek(Math.min(last, day + leap));
            } else if (event.shiftKey && (event.key === "ArrowLeft" || event.key === "ArrowDown")) {
              onSeek(Math.max(first, day - leap));
            } else {
              return;
            }
            event.preventDefault();
          }}
        />
      </div>
      <output className="scrubber-day">
        <strong>{longDay(dateOf(day))}</strong>
        {provisional ? <span className="caption mark">{text.scrubber.provisional}</span> : null}
      </output>
      <button type="button" className="button" disabled={day >= last} onClick={() => onSeek(last)}>
        {text.scrubber.newest}
      </button>
    </div>
  );
}

/** The reports of the period as one stepped area. */
function histogram(series: Series | null, first: number, last: number): string {
  if (series === null) return "";
  const values = new Map(series.dates.map((date, i) => [dayNumber(date), series.values[i] ?? 0]));
  const top = Math.max(1, ...values.values());
  const step = width / Math.max(1, last - first);
  const wide = series.signal.period === "week" ? 7 : 1;
  let path = "";
  for (const [day, value] of values) {
    if (day < first || day > last || value === 0) continue;
    const x = (day - first - wide / 2) * step;
    const y = height - (value / top) * (height - 4);
    const bar = (step * wide * 0.86).toFixed(1);
    path += `M${x.toFixed(1)} ${height}V${y.toFixed(1)}h${bar}V${height}Z`;
  }
  return path;
}
