import { useMemo } from "react";

import { useWidth } from "../charts/useWidth";
import type { Geo } from "../contract";
import type { Move, Plan } from "../contractAct";
import { useData } from "../data";
import { quantity } from "../format";
import { shapeOf, type Shape } from "../map/shape";
import { json, url } from "../server";
import { planText } from "../texts/plans";
import { useTwin } from "../twin";
import { Figure } from "./Figure";
import { isLate, moveColumns } from "./PlanMoves";

/** The moves as arcs over the outline of the region; the table beside it says the same. */
export function PlanMap({ plan }: { plan: Plan }) {
  const { mapped, places } = useTwin();
  const placed = plan.moves.filter((move) => move.fromXY !== null && move.toXY !== null);
  const level = mapped?.[0] ?? null;
  const geo = useData(
    level === null || placed.length === 0 ? null : url(`geo/${level}`),
    (at) => json<Geo>(at),
    "never",
  );
  const shape = useMemo(
    () => (geo.value === null ? null : shapeOf(geo.value, [...places.values()])),
    [geo.value, places],
  );
  return (
    <Figure
      id="plan-map"
      title={planText.map}
      sentence={placed.length === 0 ? planText.noMap : planText.mapKey}
      provenance={{ source: planText.title(plan.id), asOf: `v${plan.sequence}` }}
      picture="map"
      table={{ columns: moveColumns, rows: plan.moves, id: (row) => row.id, height: 420 }}
      tableOnly={placed.length === 0}
    >
      {placed.length > 0 ? <Arcs moves={placed} shape={shape} /> : null}
    </Figure>
  );
}

interface Point {
  readonly name: string;
  readonly isSource: boolean;
  readonly x: number;
  readonly y: number;
}

function Arcs({ moves, shape }: { moves: readonly Move[]; shape: Shape | null }) {
  const [box, width] = useWidth<HTMLDivElement>();
  const points = new Map<string, Point>();
  for (const move of moves) {
    const [fx, fy] = move.fromXY ?? [0, 0];
    const [tx, ty] = move.toXY ?? [0, 0];
    points.set(move.from.id, { name: move.from.name, isSource: true, x: fx, y: fy });
    if (!points.has(move.to.id)) {
      points.set(move.to.id, { name: move.to.name, isSource: false, x: tx, y: ty });
    }
  }
  const all = [...points.values()];
  const wide = shape?.geo.width ?? Math.max(...all.map((point) => point.x)) * 1.1;
  const high = shape?.geo.height ?? Math.max(...all.map((point) => point.y)) * 1.1;
  const height = width < 480 ? 260 : 420;
  const scale = Math.min((width - 16) / Math.max(1, wide), (height - 16) / Math.max(1, high));
  const x = (value: number) => (width - wide * scale) / 2 + value * scale;
  const y = (value: number) => (height - high * scale) / 2 + value * scale;
  // Each item has its own measure, so that a pallet of masks does not hide three ventilators.
  const largest = new Map<string, number>();
  for (const move of moves) {
    largest.set(move.item, Math.max(largest.get(move.item) ?? 0, move.quantity));
  }
  // A name is written where it hides no other; the table names every place.
  const named: Point[] = [];
  for (const point of [...all].sort((a, b) => Number(b.isSource) - Number(a.isSource))) {
    const hides = named.some(
      (other) => Math.abs(x(other.x) - x(point.x)) < 110 && Math.abs(y(other.y) - y(point.y)) < 13,
    );
    if (!hides) named.push(point);
  }
  const sentence = moves
    .map((move) => `${quantity(move.quantity)} ${move.title}: ${move.from.name}, ${move.to.name}`)
    .join("; ");
  return (
    <div ref={box} className="chart" style={{ height }}>
      {width > 0 ? (
        <svg
          className="plan-map"
          data-figure
          role="img"
          aria-label={`${planText.map}: ${sentence}`}
          width={width}
          height={height}
          viewBox={`0 0 ${width} ${height}`}
        >
          {shape !== null ? (
            <>
              <path className="between" d={lines(shape.between, x, y)} />
              <path className="outline" d={lines(shape.outline, x, y)} />
            </>
          ) : null}
          {moves.map((move) => (
            <path
              key={move.id}
              className={isLate(move) ? "arc late" : "arc"}
              strokeWidth={1.5 + 5 * Math.sqrt(move.quantity / (largest.get(move.item) ?? 1))}
              d={arc(move, x, y)}
            />
          ))}
          {moves.map((move) => (
            <path key={move.id} className="head" d={head(move, x, y)} />
          ))}
          {all.map((point) => (
            <g key={point.name}>
              {point.isSource ? (
                <rect
                  className="depot"
                  x={x(point.x) - 5}
                  y={y(point.y) - 5}
                  width="10"
                  height="10"
                />
              ) : (
                <circle className="hospital" cx={x(point.x)} cy={y(point.y)} r="5" />
              )}
              {named.includes(point) ? (
                <text
                  className={x(point.x) > width * 0.7 ? "label end" : "label"}
                  x={x(point.x) + (x(point.x) > width * 0.7 ? -8 : 8)}
                  y={y(point.y) + 4}
                >
                  {point.name}
                </text>
              ) : null}
            </g>
          ))}
        </svg>
      ) : null}
    </div>
  );
}

type Scaled = (value: number) => number;

function lines(edges: readonly number[], x: Scaled, y: Scaled): string {
  let path = "";
  for (let i = 0; i + 3 < edges.length; i += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = edges.slice(i, i + 4);
    path += `M${x(a).toFixed(1)} ${y(b).toFixed(1)}L${x(c).toFixed(1)} ${y(d).toFixed(1)}`;
  }
  return path;
}

/** Start, bend and end of a curve that bows to the right, so that there and back stay apart. */
function bend(move: Move, x: Scaled, y: Scaled): [number, number, number, number, number, number] {
  const [fx, fy] = move.fromXY ?? [0, 0];
  const [tx, ty] = move.toXY ?? [0, 0];
  const [x0, y0, x1, y1] = [x(fx), y(fy), x(tx), y(ty)];
  const bow = 0.18;
  return [x0, y0, (x0 + x1) / 2 - (y1 - y0) * bow, (y0 + y1) / 2 + (x1 - x0) * bow, x1, y1];
}

function arc(move: Move, x: Scaled, y: Scaled): string {
  const [x0, y0, cx, cy, x1, y1] = bend(move, x, y).map((at) => at.toFixed(1));
  return `M${x0} ${y0}Q${cx} ${cy} ${x1} ${y1}`;
}

/** The point of the arrow, just before the place it goes to. */
function head(move: Move, x: Scaled, y: Scaled): string {
  const [, , cx, cy, x1, y1] = bend(move, x, y);
  const long = Math.max(1, Math.hypot(x1 - cx, y1 - cy));
  const [ux, uy] = [(x1 - cx) / long, (y1 - cy) / long];
  const at = (back: number, aside: number) =>
    `${(x1 - ux * back - uy * aside).toFixed(1)} ${(y1 - uy * back + ux * aside).toFixed(1)}`;
  return `M${at(6, 0)}L${at(18, 6)}L${at(18, -6)}Z`;
}
