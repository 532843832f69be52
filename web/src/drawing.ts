import "./common";
import { text } from "./text";

/** Where a figure's numbers come from. */
export interface Provenance {
  readonly source: string;
  /** A date or a version, in words. */
  readonly asOf: string;
}

interface About extends Provenance {
  readonly title: string;
  readonly sentence: string;
}

const space = "http://www.w3.org/2000/svg";
const looks = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linejoin",
  "stroke-linecap",
  "opacity",
  "font-size",
  "font-weight",
  "text-anchor",
];
const face = "Inter, system-ui, sans-serif";
const margin = 16;

function make(name: string, attributes: Readonly<Record<string, string | number>>): SVGElement {
  const element = document.createElementNS(space, name);
  for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, String(value));
  return element;
}

/** Copies a drawing with its present looks written into it, so that it stands by itself. */
function freeze(source: Element): Element {
  const copy = source.cloneNode(false) as Element;
  copy.removeAttribute("class");
  copy.removeAttribute("style");
  if (source.isConnected) {
    const computed = window.getComputedStyle(source);
    for (const look of looks) {
      const value = computed.getPropertyValue(look);
      if (value !== "") copy.setAttribute(look, value.replace(/"/g, ""));
    }
  }
  for (const child of source.childNodes) {
    if (child instanceof Element) {
      if (!child.hasAttribute("data-screen-only")) copy.append(freeze(child));
    } else if (child.nodeType === Node.TEXT_NODE) {
      copy.append(child.cloneNode());
    }
  }
  return copy;
}

function wrap(words: string, width: number): string[] {
  const room = Math.max(20, Math.floor(width / 6.2));
  const lines: string[] = [];
  for (const word of words.split(" ")) {
    const last = lines[lines.length - 1];
    if (last !== undefined && last.length + word.length < room) {
      lines[lines.length - 1] = `${last} ${word}`;
    } else {
      lines.push(word);
    }
  }
  return lines;
}

/** The drawing on its own sheet, with title, finding, source, as-of and licence. */
function sheet(source: SVGSVGElement, about: About): SVGSVGElement {
  const size = source.viewBox.baseVal;
  const width = size.width + 2 * margin;
  const style = window.getComputedStyle(document.documentElement);
  const colour = (name: string) => style.getPropertyValue(name).trim();
  const finding = wrap(about.sentence, size.width);
  const head = 44 + finding.length * 18;
  const foot = wrap(
    `${text.export.source}: ${about.source}. ${text.export.asOf}: ${about.asOf}. ` +
      `${text.export.licence}: ${text.export.terms}.`,
    size.width * 1.1,
  );
  const height = head + size.height + foot.length * 15 + 2 * margin;
  const page = make("svg", {
    xmlns: space,
    viewBox: `0 0 ${width} ${height}`,
    width,
    height,
    "font-family": face,
  }) as SVGSVGElement;
  page.append(make("rect", { width, height, fill: colour("--surface") }));
  const write = (words: string, y: number, px: number, weight: number, ink: string) => {
    const line = make("text", {
      x: margin,
      y,
      "font-size": `${px}px`,
      "font-weight": weight,
      fill: ink,
    });
    line.textContent = words;
    page.append(line);
  };
  write(about.title, 32, 16, 600, colour("--ink"));
  finding.forEach((line, i) => write(line, 54 + i * 18, 13, 400, colour("--text-2")));
  const body = make("g", { transform: `translate(${margin} ${head})` });
  for (const child of freeze(source).children) body.append(child.cloneNode(true));
  page.append(body);
  foot.forEach((line, i) =>
    write(line, head + size.height + margin + 12 + i * 15, 11, 400, colour("--text-3")),
  );
  return page;
}

/** A figure as a stand-alone SVG file. */
export function svgText(source: SVGSVGElement, about: About): string {
  const page = sheet(source, about);
  const title = make("title", {});
  title.textContent = about.title;
  page.prepend(title);
  return `<?xml version="1.0" encoding="UTF-8"?>\n${new XMLSerializer().serializeToString(page)}`;
}

/** A figure as a picture of twice its size. */
export function paintPng(
  source: SVGSVGElement,
  about: About,
  done: (picture: Blob) => void,
): void {
  const page = sheet(source, about);
  const { width, height } = page.viewBox.baseVal;
  const canvas = document.createElement("canvas");
  canvas.width = Math.round(width * 2);
  canvas.height = Math.round(height * 2);
  const context = canvas.getContext("2d");
  if (context === null) return;
  context.scale(2, 2);
  paint(page, context, { fill: "#000", stroke: "none", size: 13, weight: "400", anchor: "start" });
  canvas.toBlob((blob) => {
    if (blob !== null) done(blob);
  });
}

interface Look {
  readonly fill: string;
  readonly stroke: string;
  readonly size: number;
  readonly weight: string;
  readonly anchor: string;
}

/**
 * Draws the few SVG elements that the figures use. The page's policy forbids loading a drawing as
 * an image (it would be a `blob:` source), so it is drawn by hand.
 */
function paint(node: Element, context: CanvasRenderingContext2D, above: Look): void {
  const read = (name: string) => node.getAttribute(name);
  const number = (name: string) => parseFloat(read(name) ?? "0") || 0;
  if (["defs", "pattern", "clipPath", "title", "desc"].includes(node.tagName)) return;
  const look: Look = {
    fill: read("fill") ?? above.fill,
    stroke: read("stroke") ?? above.stroke,
    size: parseFloat(read("font-size") ?? "") || above.size,
    weight: read("font-weight") ?? above.weight,
    anchor: read("text-anchor") ?? above.anchor,
  };
  context.save();
  context.globalAlpha *= read("opacity") === null ? 1 : number("opacity");
  const moves = (read("transform") ?? "").matchAll(/(translate|rotate)\(([^)]*)\)/g);
  for (const [, kind, numbers] of moves) {
    const [a = 0, b = 0, c = 0] = (numbers ?? "").split(/[ ,]+/).map(Number);
    if (kind === "translate") context.translate(a, b);
    else {
      context.translate(b, c);
      context.rotate((a * Math.PI) / 180);
      context.translate(-b, -c);
    }
  }
  const shape = outline(node, number, read);
  if (shape !== null) {
    const alpha = context.globalAlpha;
    if (look.fill !== "none") {
      context.globalAlpha = alpha * (read("fill-opacity") === null ? 1 : number("fill-opacity"));
      if (look.fill.startsWith("url(")) hatch(node, look.fill, shape, context);
      else {
        context.fillStyle = look.fill;
        context.fill(shape, "evenodd");
      }
    }
    if (look.stroke !== "none") {
      const opacity = read("stroke-opacity") === null ? 1 : number("stroke-opacity");
      context.globalAlpha = alpha * opacity;
      context.strokeStyle = look.stroke;
      context.lineWidth = read("stroke-width") === null ? 1 : number("stroke-width");
      context.lineJoin = read("stroke-linejoin") === "round" ? "round" : "miter";
      const dashes = (read("stroke-dasharray") ?? "none").match(/[\d.]+/g);
      context.setLineDash(dashes === null ? [] : dashes.map(Number));
      context.stroke(shape);
    }
  } else if (node.tagName === "text") {
    context.font = `${look.weight} ${look.size}px ${face}`;
    const aligned = look.anchor === "end" ? "end" : "start";
    context.textAlign = look.anchor === "middle" ? "center" : aligned;
    context.fillStyle = look.fill;
    context.fillText(node.textContent ?? "", number("x"), number("y"));
  } else {
    for (const child of node.children) paint(child, context, look);
  }
  context.restore();
}

function outline(
  node: Element,
  number: (name: string) => number,
  read: (name: string) => string | null,
): Path2D | null {
  const shape = new Path2D();
  switch (node.tagName) {
    case "path":
      return new Path2D(read("d") ?? "");
    case "rect":
      shape.rect(number("x"), number("y"), number("width"), number("height"));
      return shape;
    case "line":
      shape.moveTo(number("x1"), number("y1"));
      shape.lineTo(number("x2"), number("y2"));
      return shape;
    case "circle":
      shape.arc(number("cx"), number("cy"), number("r"), 0, 2 * Math.PI);
      return shape;
    default:
      return null;
  }
}

/** Fills a shape with the ground of its pattern and with its diagonal lines or its dots. */
function hatch(
  node: Element,
  reference: string,
  shape: Path2D,
  context: CanvasRenderingContext2D,
): void {
  const id = /#([^)"']+)/.exec(reference)?.[1] ?? "";
  const pattern = node.closest("svg")?.querySelector(`pattern[id="${id}"]`);
  const ground = pattern?.querySelector("rect")?.getAttribute("fill") ?? "none";
  context.save();
  context.clip(shape, "evenodd");
  if (ground !== "none") {
    context.fillStyle = ground;
    context.fill(shape, "evenodd");
  }
  const dot = pattern?.querySelector("circle");
  if (dot) {
    context.fillStyle = dot.getAttribute("fill") ?? "#888888";
    for (let y = 0; y < 2000; y += 7) {
      for (let x = 0; x < 2000; x += 7) context.fillRect(x, y, 2, 2);
    }
    context.restore();
    return;
  }
  context.strokeStyle = pattern?.querySelector("path")?.getAttribute("stroke") ?? "#888888";
  context.lineWidth = 1.5;
  context.setLineDash([]);
  context.beginPath();
  for (let at = -2000; at < 4000; at += 6) {
    context.moveTo(at - 2000, 2000);
    context.lineTo(at + 2000, -2000);
  }
  context.stroke();
  context.restore();
}
