import { mix, missing, suppressed, word, type MapInks } from "./palette";
import type { Placement } from "./raster";
import type { Shape } from "./shape";

/** How a region is filled: plain, in diagonal lines, or dotted. */
const plain = 0;
const lines = 1;
const dots = 2;

/**
 * Paints one day: a look-up for each pixel. Missing is hatched, fewer than five is dotted, and a
 * provisional day carries faint lines over every region.
 */
export function paintDay(
  image: ImageData,
  ids: Uint16Array,
  classes: Uint8Array,
  inks: MapInks,
  provisional: boolean,
  zoom: number,
): void {
  const first = new Uint32Array(classes.length + 1);
  const second = new Uint32Array(classes.length + 1);
  const kinds = new Uint8Array(classes.length + 1);
  for (let i = 0; i < classes.length; i += 1) {
    const value = classes[i] ?? missing;
    if (value === missing) {
      first[i + 1] = word(inks.missing);
      second[i + 1] = word(inks.hatch);
      kinds[i + 1] = lines;
    } else if (value === suppressed) {
      first[i + 1] = word(inks.classes[0] ?? inks.surface);
      second[i + 1] = word(inks.hatch);
      kinds[i + 1] = dots;
    } else {
      const colour = inks.classes[Math.min(value, inks.classes.length - 1)] ?? inks.surface;
      first[i + 1] = word(colour);
      second[i + 1] = word(mix(colour, inks.surface, 0.14));
      kinds[i + 1] = provisional ? lines : plain;
    }
  }
  const pixels = new Uint32Array(image.data.buffer);
  const { width, height } = image;
  const shift = zoom > 1.5 ? 2 : 1;
  const grid = zoom > 1.5 ? 11 : 6;
  const dot = zoom > 1.5 ? 3 : 2;
  for (let y = 0, at = 0; y < height; y += 1) {
    const dotRow = y % grid < dot;
    for (let x = 0; x < width; x += 1, at += 1) {
      const id = ids[at] as number;
      const kind = kinds[id];
      const other =
        kind === lines
          ? (((x + y) >> shift) & 3) === 0
          : kind === dots && dotRow && x % grid < dot;
      pixels[at] = (other ? second[id] : first[id]) as number;
    }
  }
}

/** Draws the borders, the outline and the water: once for each size and theme. */
export function paintLines(
  context: CanvasRenderingContext2D,
  shape: Shape,
  place: Placement,
  inks: MapInks,
  zoom: number,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.lineJoin = "round";
  context.lineCap = "round";
  const all = new Path2D();
  for (const region of shape.geo.regions) {
    for (const ring of region.rings) trace(all, ring, place, true);
  }
  const dense = shape.geo.regions.length > 1200;
  context.strokeStyle = inks.line;
  context.globalAlpha = dense ? 0.5 : 0.85;
  context.lineWidth = (dense ? 0.5 : 0.75) * zoom;
  context.stroke(all);
  context.globalAlpha = 1;
  strokeEdges(context, shape.between, place, inks.edge, 0.9 * zoom, 0.75);
  for (const line of shape.geo.lines ?? []) {
    const path = new Path2D();
    trace(path, line.path, place, false);
    context.strokeStyle = inks.surface;
    context.lineWidth = 6 * zoom;
    context.stroke(path);
    context.strokeStyle = inks.water;
    context.lineWidth = 3.25 * zoom;
    context.stroke(path);
  }
  strokeEdges(context, shape.outline, place, inks.edge, 1.25 * zoom, 1);
}

function strokeEdges(
  context: CanvasRenderingContext2D,
  edges: readonly number[],
  place: Placement,
  colour: string,
  width: number,
  alpha: number,
): void {
  const path = new Path2D();
  for (let i = 0; i < edges.length; i += 4) {
    trace(path, edges.slice(i, i + 4), place, false);
  }
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.globalAlpha = alpha;
  context.stroke(path);
  context.globalAlpha = 1;
}

function trace(path: Path2D, points: readonly number[], place: Placement, close: boolean): void {
  for (let i = 0; i + 1 < points.length; i += 2) {
    const x = ((points[i] ?? 0) - place.left) * place.scale;
    const y = ((points[i + 1] ?? 0) - place.top) * place.scale;
    if (i === 0) path.moveTo(x, y);
    else path.lineTo(x, y);
  }
  if (close) path.closePath();
}

/** What lies over the map and changes often: marks, names, the chosen and the walked region. */
export interface Marks {
  readonly chosen: number | null;
  readonly walked: number | null;
  readonly pointed: number | null;
  readonly detected: readonly number[];
  readonly names: boolean;
}

export function paintMarks(
  context: CanvasRenderingContext2D,
  shape: Shape,
  place: Placement,
  inks: MapInks,
  zoom: number,
  marks: Marks,
): void {
  context.clearRect(0, 0, context.canvas.width, context.canvas.height);
  context.lineJoin = "round";
  const ring = (index: number | null, colour: string, width: number) => {
    const region = index === null ? undefined : shape.geo.regions[index];
    if (region === undefined) return;
    const path = new Path2D();
    for (const points of region.rings) trace(path, points, place, true);
    context.strokeStyle = inks.surface;
    context.lineWidth = (width + 2.5) * zoom;
    context.stroke(path);
    context.strokeStyle = colour;
    context.lineWidth = width * zoom;
    context.stroke(path);
  };
  if (marks.names) paintNames(context, shape, place, inks, zoom);
  ring(marks.pointed, inks.ink, 1.25);
  ring(marks.chosen, inks.ink, 2);
  ring(marks.walked, inks.accent, 2.5);
  for (const index of marks.detected) {
    const x = ((shape.centres[2 * index] ?? 0) - place.left) * place.scale;
    const y = ((shape.centres[2 * index + 1] ?? 0) - place.top) * place.scale;
    const size = 5 * zoom;
    context.beginPath();
    context.moveTo(x, y - size);
    context.lineTo(x + size, y + size * 0.75);
    context.lineTo(x - size, y + size * 0.75);
    context.closePath();
    context.lineWidth = 3.5 * zoom;
    context.strokeStyle = inks.surface;
    context.stroke();
    context.fillStyle = inks.mark;
    context.fill();
    context.lineWidth = 1 * zoom;
    context.strokeStyle = inks.ink;
    context.stroke();
  }
}

function paintNames(
  context: CanvasRenderingContext2D,
  shape: Shape,
  place: Placement,
  inks: MapInks,
  zoom: number,
): void {
  context.font = `600 ${11 * zoom}px Inter, system-ui, sans-serif`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  context.lineWidth = 3 * zoom;
  context.strokeStyle = inks.surface;
  context.fillStyle = inks.ink;
  for (const parent of shape.parents) {
    const x = (parent.x - place.left) * place.scale;
    const y = (parent.y - place.top) * place.scale;
    context.globalAlpha = 0.85;
    context.strokeText(parent.name, x, y);
    context.globalAlpha = 1;
    context.fillText(parent.name, x, y);
  }
}
