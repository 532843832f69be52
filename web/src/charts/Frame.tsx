import { type ReactNode } from "react";

import { linear, logarithmic, type Scale } from "../scale";
import { DateAxis, Hatch, ValueAxis, type Box } from "./Axes";
import { useHover } from "./useHover";
import { useWidth } from "./useWidth";

/** Where things stand inside a chart that has been laid out. */
export interface Plot {
  readonly inner: Box;
  readonly x: Scale;
  readonly y: Scale;
}

interface FrameProps {
  /** Prefix of the ids of its patterns, so that the drawing can be saved alone. */
  readonly id: string;
  readonly sentence: string;
  readonly height: number;
  readonly margin: { left: number; right: number; top: number; bottom?: number };
  /** First and last value of the foot, and the days that the pointer finds. */
  readonly first: number;
  readonly last: number;
  /** Room before the first and after the last, in the same unit. */
  readonly pad?: number;
  readonly days: readonly number[];
  /** Marks of the value axis, from 0 through the highest. */
  readonly ticks: readonly number[];
  readonly log?: boolean;
  readonly unit?: string;
  readonly children: (plot: Plot) => ReactNode;
  /** What is told of the point nearest to the pointer; its number in `days`. */
  readonly tip?: (at: number) => ReactNode;
  readonly onPick?: (at: number) => void;
}

/** The frame of every chart over time: its width, its axes, its patterns and its pointer. */
export function Frame(props: FrameProps) {
  const { id, height, margin, first, last, days, ticks, pad = 0 } = props;
  const [box, width] = useWidth<HTMLDivElement>();
  const inner: Box = {
    left: margin.left,
    right: Math.max(margin.left + 20, width - margin.right),
    top: margin.top,
    bottom: height - (margin.bottom ?? 26),
  };
  const x = linear(first - pad, last + pad, inner.left, inner.right);
  const scale = props.log === true ? logarithmic : linear;
  const y = scale(0, ticks[ticks.length - 1] ?? 1, inner.bottom, inner.top);
  const hover = useHover(days, x);
  const at = hover.index;
  const pointed = x(days[at ?? 0] ?? 0);
  return (
    <div ref={box} className="chart" style={{ height }}>
      {width > 0 ? (
        <svg
          data-figure
          role="img"
          aria-label={props.sentence}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
          onPointerMove={hover.move}
          onPointerLeave={hover.leave}
          onClick={() => {
            if (at !== null) props.onPick?.(at);
          }}
        >
          <Hatch id={`${id}-hatch`} />
          <ValueAxis box={inner} y={y} ticks={ticks} unit={props.unit} />
          <DateAxis box={inner} x={x} first={first} last={last} />
          {props.children({ inner, x, y })}
          {at !== null ? (
            <g data-screen-only className="hover">
              <line x1={pointed} x2={pointed} y1={inner.top} y2={inner.bottom} />
            </g>
          ) : null}
        </svg>
      ) : null}
      {at !== null && props.tip !== undefined ? (
        <div className="tip" style={hover.style(width)}>
          {props.tip(at)}
        </div>
      ) : null}
    </div>
  );
}
