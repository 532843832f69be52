import type { Region } from "../contract";

/** How the map's coordinates become pixels: pixel = (coordinate − origin) × scale. */
export interface Placement {
  readonly scale: number;
  readonly left: number;
  readonly top: number;
}

/** The placement that shows all of a width by height map inside a canvas, with a margin. */
export function fit(
  width: number,
  height: number,
  canvasWidth: number,
  canvasHeight: number,
  margin: number,
): Placement {
  const scale = Math.min(
    (canvasWidth - 2 * margin) / Math.max(1, width),
    (canvasHeight - 2 * margin) / Math.max(1, height),
  );
  return {
    scale,
    left: width / 2 - canvasWidth / 2 / scale,
    top: height / 2 - canvasHeight / 2 / scale,
  };
}

/**
 * Writes the number of the region (from 1; 0 is outside) into each pixel whose centre lies inside
 * it, by the even-odd rule along each line of pixels. Drawn once for each size: afterwards a new
 * day is one look-up for each pixel, and finding the region under a point is one read.
 */
export function rasterise(
  regions: readonly Region[],
  width: number,
  height: number,
  place: Placement,
): Uint16Array {
  const ids = new Uint16Array(width * height);
  regions.forEach((region, index) => {
    const edges = edgesOf(region.rings, place);
    let top = Infinity;
    let bottom = -Infinity;
    for (let e = 0; e < edges.length; e += 4) {
      top = Math.min(top, edges[e + 1] ?? 0);
      bottom = Math.max(bottom, edges[e + 3] ?? 0);
    }
    const first = Math.max(0, Math.ceil(top - 0.5));
    const last = Math.min(height - 1, Math.ceil(bottom - 0.5) - 1);
    const crossings: number[] = [];
    for (let row = first; row <= last; row += 1) {
      const y = row + 0.5;
      crossings.length = 0;
      for (let e = 0; e < edges.length; e += 4) {
        const y0 = edges[e + 1] ?? 0;
        const y1 = edges[e + 3] ?? 0;
        if (y < y0 || y >= y1) continue;
        const x0 = edges[e] ?? 0;
        const x1 = edges[e + 2] ?? 0;
        crossings.push(x0 + ((y - y0) / (y1 - y0)) * (x1 - x0));
      }
      crossings.sort((a, b) => a - b);
      for (let c = 0; c + 1 < crossings.length; c += 2) {
        const from = Math.max(0, Math.ceil((crossings[c] ?? 0) - 0.5));
        const to = Math.min(width, Math.ceil((crossings[c + 1] ?? 0) - 0.5));
        if (from < to) ids.fill(index + 1, row * width + from, row * width + to);
      }
    }
  });
  return ids;
}

/** Edges as x0 y0 x1 y1 with y0 < y1; level ones cross no line of pixels and are left out. */
function edgesOf(rings: readonly (readonly number[])[], place: Placement): number[] {
  const edges: number[] = [];
  for (const ring of rings) {
    const points = ring.length >> 1;
    for (let i = 0; i < points; i += 1) {
      const next = (i + 1) % points;
      const x0 = ((ring[2 * i] ?? 0) - place.left) * place.scale;
      const y0 = ((ring[2 * i + 1] ?? 0) - place.top) * place.scale;
      const x1 = ((ring[2 * next] ?? 0) - place.left) * place.scale;
      const y1 = ((ring[2 * next + 1] ?? 0) - place.top) * place.scale;
      if (y0 < y1) edges.push(x0, y0, x1, y1);
      else if (y1 < y0) edges.push(x1, y1, x0, y0);
    }
  }
  return edges;
}
