/** A straight map from data to pixels. */
export interface Scale {
  (value: number): number;
  readonly invert: (pixel: number) => number;
}

export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from === 0 ? 1 : to - from;
  const scale = (value: number) => start + ((value - from) / span) * (end - start);
  const invert = (pixel: number) => from + ((pixel - start) / (end - start)) * span;
  return Object.assign(scale, { invert });
}

/** A map by log(1 + x), so that zero counts have a place on the axis. */
export function logarithmic(from: number, to: number, start: number, end: number): Scale {
  const inner = linear(Math.log1p(from), Math.log1p(to), start, end);
  const scale = (value: number) => inner(Math.log1p(Math.max(0, value)));
  return Object.assign(scale, { invert: (pixel: number) => Math.expm1(inner.invert(pixel)) });
}

/** The round step (1, 2 or 5 times a power of ten) that cuts a span into about `count` parts. */
export function roundStep(span: number, count: number): number {
  if (!(span > 0)) return 1;
  const rough = span / Math.max(1, count);
  const power = 10 ** Math.floor(Math.log10(rough));
  const parts = rough / power;
  return (parts >= 7.1 ? 10 : parts >= 3.2 ? 5 : parts >= 1.5 ? 2 : 1) * power;
}

/** Round tick values from 0 through the first one at or above `top`. */
export function ticks(top: number, count = 4): number[] {
  const step = Math.max(roundStep(top, count), 1e-9);
  const values: number[] = [];
  for (let i = 0; ; i += 1) {
    const value = i * step;
    values.push(Number(value.toPrecision(12)));
    if (value >= top - 1e-9) return values;
  }
}

/** Ticks 0, 1, 10, 100 ... for a logarithmic axis, the last at or above `top`. */
export function logTicks(top: number): number[] {
  const values = [0, 1];
  for (let value = 10; ; value *= 10) {
    values.push(value);
    if (value >= top) return values;
  }
}

/** A path through points; a null breaks the line. */
export function linePath(xs: readonly number[], ys: readonly (number | null)[]): string {
  let path = "";
  let open = false;
  for (let i = 0; i < xs.length; i += 1) {
    const x = xs[i];
    const y = ys[i];
    if (x === undefined || y === null || y === undefined) {
      open = false;
      continue;
    }
    path += `${open ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`;
    open = true;
  }
  return path;
}

/** A closed band between two lines over the same places. */
export function bandPath(
  xs: readonly number[],
  lower: readonly number[],
  upper: readonly number[],
): string {
  const up = xs.map((x, i) => `${x.toFixed(1)} ${(upper[i] ?? 0).toFixed(1)}`);
  const down = xs.map((x, i) => `${x.toFixed(1)} ${(lower[i] ?? 0).toFixed(1)}`).reverse();
  return up.length === 0 ? "" : `M${up.join("L")}L${down.join("L")}Z`;
}
