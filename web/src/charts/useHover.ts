import { useState, type CSSProperties, type PointerEvent } from "react";

import type { Scale } from "../scale";

interface Hover {
  readonly index: number | null;
  readonly move: (event: PointerEvent<SVGSVGElement>) => void;
  readonly leave: () => void;
  readonly style: (width: number) => CSSProperties;
}

/**
 * The point of a chart nearest to the pointer. What it tells is also in the table twin, so
 * nothing is to be had by hovering alone.
 */
export function useHover(days: readonly number[], x: Scale): Hover {
  const [kept, setIndex] = useState<number | null>(null);
  const index = kept !== null && kept < days.length ? kept : null;
  const move = (event: PointerEvent<SVGSVGElement>) => {
    const frame = event.currentTarget.getBoundingClientRect();
    const wanted = x.invert(event.clientX - frame.left);
    let best: number | null = null;
    let distance = Infinity;
    days.forEach((day, i) => {
      const away = Math.abs(day - wanted);
      if (away < distance) {
        distance = away;
        best = i;
      }
    });
    setIndex(best);
  };
  const style = (width: number): CSSProperties => {
    const at = x(days[index ?? 0] ?? 0);
    return at > width / 2 ? { right: width - at + 8 } : { left: at + 8 };
  };
  return { index, move, leave: () => setIndex(null), style };
}
