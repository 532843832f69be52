import type { Geo, Place, Region } from "../contract";

/** What the map needs to know of its regions, worked out once. */
export interface Shape {
  readonly geo: Geo;
  /** The centre of each region, x then y, weighted by area. */
  readonly centres: Float64Array;
  readonly indexOf: ReadonlyMap<string, number>;
  /** Lines between regions of different parents, and the outline, as x0 y0 x1 y1. */
  readonly between: readonly number[];
  readonly outline: readonly number[];
  /** Parents with the middle of their regions, for labels. */
  readonly parents: readonly { name: string; x: number; y: number }[];
}

/** Area and centre of a ring (the shoelace formula); the area carries its sign. */
function middle(ring: readonly number[]): { area: number; x: number; y: number } {
  let area = 0;
  let x = 0;
  let y = 0;
  const points = ring.length >> 1;
  for (let i = 0; i < points; i += 1) {
    const next = (i + 1) % points;
    const x0 = ring[2 * i] ?? 0;
    const y0 = ring[2 * i + 1] ?? 0;
    const x1 = ring[2 * next] ?? 0;
    const y1 = ring[2 * next + 1] ?? 0;
    const cross = x0 * y1 - x1 * y0;
    area += cross;
    x += (x0 + x1) * cross;
    y += (y0 + y1) * cross;
  }
  if (area === 0) return { area: 0, x: ring[0] ?? 0, y: ring[1] ?? 0 };
  return { area: area / 2, x: x / (3 * area), y: y / (3 * area) };
}

function centre(region: Region): { area: number; x: number; y: number } {
  let best = { area: 0, x: 0, y: 0 };
  for (const ring of region.rings) {
    const found = middle(ring);
    if (Math.abs(found.area) >= Math.abs(best.area)) best = found;
  }
  return best;
}

export function shapeOf(geo: Geo, places: readonly Place[]): Shape {
  const parentOf = new Map(places.map((place) => [place.id, place.parent ?? ""]));
  const nameOf = new Map(places.map((place) => [place.id, place.name]));
  const centres = new Float64Array(geo.regions.length * 2);
  const indexOf = new Map<string, number>();
  const edges = new Map<string, { owners: number[]; line: number[] }>();
  const sums = new Map<string, { x: number; y: number; weight: number }>();

  geo.regions.forEach((region, index) => {
    indexOf.set(region.id, index);
    const found = centre(region);
    centres[2 * index] = found.x;
    centres[2 * index + 1] = found.y;
    const parent = parentOf.get(region.id) ?? "";
    const sum = sums.get(parent) ?? { x: 0, y: 0, weight: 0 };
    const weight = Math.abs(found.area);
    sum.x += found.x * weight;
    sum.y += found.y * weight;
    sum.weight += weight;
    sums.set(parent, sum);
    for (const ring of region.rings) {
      const points = ring.length >> 1;
      for (let i = 0; i < points; i += 1) {
        const next = (i + 1) % points;
        const [x0 = 0, y0 = 0] = ring.slice(2 * i, 2 * i + 2);
        const [x1 = 0, y1 = 0] = ring.slice(2 * next, 2 * next + 2);
        const a = `${x0} ${y0}`;
        const b = `${x1} ${y1}`;
        if (a === b) continue;
        const key = a < b ? `${a} ${b}` : `${b} ${a}`;
        const edge = edges.get(key) ?? {
          owners: [],
          line: [x0, y0, x1, y1],
        };
        edge.owners.push(index);
        edges.set(key, edge);
      }
    }
  });

  const between: number[] = [];
  const outline: number[] = [];
  const parentAt = (index: number | undefined) =>
    parentOf.get(geo.regions[index ?? -1]?.id ?? "") ?? "";
  for (const { owners, line } of edges.values()) {
    if (owners.length === 1) outline.push(...line);
    else if (parentAt(owners[0]) !== parentAt(owners[1])) between.push(...line);
  }
  const parents = [...sums.entries()]
    .filter(([id, sum]) => id !== "" && sum.weight > 0)
    .map(([id, sum]) => ({
      name: nameOf.get(id) ?? id,
      x: sum.x / sum.weight,
      y: sum.y / sum.weight,
    }));
  return { geo, centres, indexOf, between, outline, parents: parents.length > 1 ? parents : [] };
}

/** The nearest region in a direction (a quarter of the compass wide), or null at the edge. */
export function neighbour(shape: Shape, from: number, dx: number, dy: number): number | null {
  const x = shape.centres[2 * from] ?? 0;
  const y = shape.centres[2 * from + 1] ?? 0;
  let best: number | null = null;
  let distance = Infinity;
  for (let i = 0; i < shape.geo.regions.length; i += 1) {
    if (i === from) continue;
    const ax = (shape.centres[2 * i] ?? 0) - x;
    const ay = (shape.centres[2 * i + 1] ?? 0) - y;
    const along = ax * dx + ay * dy;
    const across = Math.abs(ax * dy - ay * dx);
    if (along <= 0 || across > along) continue;
    // Straight ahead counts as nearer than aslant.
    const away = Math.hypot(along, 2 * across);
    if (away < distance) {
      distance = away;
      best = i;
    }
  }
  return best;
}
