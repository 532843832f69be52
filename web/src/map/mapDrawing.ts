import { classWords, inks, missing, suppressed } from "./palette";
import type { Shape } from "./shape";

const space = "http://www.w3.org/2000/svg";

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** The map of one day as a drawing that stands by itself, legend included, to be saved. */
export function mapDrawing(
  shape: Shape,
  classes: Uint8Array,
  breaks: readonly number[],
  unit: string,
  dark: boolean,
  words: { missing: string; suppressed: string },
): SVGSVGElement {
  const colours = dark ? inks.dark : inks.light;
  const width = 720;
  const scale = width / Math.max(1, shape.geo.width);
  const height = Math.round(shape.geo.height * scale);
  const drawing = make("svg", { viewBox: `0 0 ${width} ${height + 40}` }) as SVGSVGElement;
  const defs = make("defs", {});
  const pattern = make("pattern", {
    id: "map-hatch",
    width: 6,
    height: 6,
    patternUnits: "userSpaceOnUse",
    patternTransform: "rotate(45)",
  });
  pattern.append(
    make("rect", { width: 6, height: 6, fill: colours.missing }),
    make("path", { d: "M1 0V6", stroke: colours.hatch, "stroke-width": 1.5 }),
  );
  const dotted = make("pattern", {
    id: "map-dots",
    width: 7,
    height: 7,
    patternUnits: "userSpaceOnUse",
  });
  dotted.append(
    make("rect", { width: 7, height: 7, fill: colours.classes[0] ?? colours.missing }),
    make("circle", { cx: 2, cy: 2, r: 1.1, fill: colours.hatch }),
  );
  defs.append(pattern, dotted);
  drawing.append(defs);

  const fill = (value: number) => {
    if (value === missing) return "url(#map-hatch)";
    return value === suppressed ? "url(#map-dots)" : (colours.classes[value] ?? colours.missing);
  };
  const path = (points: readonly number[], close: boolean) => {
    let d = "";
    for (let i = 0; i + 1 < points.length; i += 2) {
      const x = ((points[i] ?? 0) * scale).toFixed(1);
      const y = ((points[i + 1] ?? 0) * scale).toFixed(1);
      d += `${i === 0 ? "M" : "L"}${x} ${y}`;
    }
    return close ? `${d}Z` : d;
  };
  shape.geo.regions.forEach((region, i) => {
    drawing.append(
      make("path", {
        d: region.rings.map((ring) => path(ring, true)).join(""),
        fill: fill(classes[i] ?? missing),
        "fill-rule": "evenodd",
        stroke: colours.line,
        "stroke-width": 0.75,
      }),
    );
  });
  const edges = (lines: readonly number[], width: number) => {
    let d = "";
    for (let i = 0; i + 3 < lines.length; i += 4) {
      d += path(lines.slice(i, i + 4), false);
    }
    drawing.append(make("path", { d, fill: "none", stroke: colours.edge, "stroke-width": width }));
  };
  edges(shape.between, 0.9);
  for (const line of shape.geo.lines ?? []) {
    drawing.append(
      make("path", {
        d: path(line.path, false),
        fill: "none",
        stroke: colours.water,
        "stroke-width": 3,
        "stroke-linejoin": "round",
      }),
    );
  }
  edges(shape.outline, 1.25);
  const write = (x: number, words: string) => {
    const label = make("text", { x, y: height + 30, "font-size": "11px", fill: colours.ink });
    label.textContent = words;
    drawing.append(label);
  };
  const swatch = (x: number, colour: string) =>
    drawing.append(
      make("rect", {
        x,
        y: height + 21,
        width: 18,
        height: 11,
        fill: colour,
        stroke: colours.edge,
      }),
    );
  let x = 0;
  const entry = (colour: string, words: string) => {
    swatch(x, colour);
    write(x + 24, words);
    x += 40 + words.length * 6.2;
  };
  breaks.forEach((_, index) => {
    entry(colours.classes[index] ?? colours.missing, classWords(breaks, index));
  });
  entry("url(#map-hatch)", words.missing);
  entry("url(#map-dots)", words.suppressed);
  if (x + unit.length * 6 < width) write(x, unit);
  return drawing;
}
