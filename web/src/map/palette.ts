/** Classes that stand for no rate. */
export const missing = 255;
export const suppressed = 254;

/** Seven classes from low to high; in the dark theme low recedes. */
export const light = ["#EAF3FB", "#CDE2F4", "#A3CBE8", "#6FAED8", "#3F8CC2", "#1D67A3", "#0B4276"];
export const dark = ["#16283A", "#1B3F5C", "#205A80", "#2F79A5", "#4D9AC6", "#82BEE0", "#C4E3F5"];

/** The colours of everything on the map but the classes. */
export interface MapInks {
  readonly classes: readonly string[];
  readonly surface: string;
  readonly missing: string;
  readonly hatch: string;
  readonly line: string;
  readonly edge: string;
  readonly water: string;
  readonly ink: string;
  readonly accent: string;
  readonly mark: string;
}

export const inks: { light: MapInks; dark: MapInks } = {
  light: {
    classes: light,
    surface: "#FFFFFF",
    missing: "#F5F7FA",
    hatch: "#B9C3D0",
    line: "#FFFFFF",
    edge: "#76849A",
    water: "#9DB4C8",
    ink: "#0F1C2B",
    accent: "#0B5CAD",
    mark: "#E3731C",
  },
  dark: {
    classes: dark,
    surface: "#151F2C",
    missing: "#1A2532",
    hatch: "#3D4D61",
    line: "#0D1520",
    edge: "#6A7B92",
    water: "#52708C",
    ink: "#E9EFF6",
    accent: "#78B7FF",
    mark: "#E8782A",
  },
};

/** A colour as one little-endian word of an image: alpha, blue, green, red. */
export function word(colour: string): number {
  const value = parseInt(colour.slice(1), 16);
  const red = (value >> 16) & 255;
  const green = (value >> 8) & 255;
  const blue = value & 255;
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}

/** A mix of two colours; `share` of the second. */
export function mix(first: string, second: string, share: number): string {
  const a = parseInt(first.slice(1), 16);
  const b = parseInt(second.slice(1), 16);
  const part = (shift: number) =>
    Math.round(((a >> shift) & 255) * (1 - share) + ((b >> shift) & 255) * share);
  return `#${((part(16) << 16) | (part(8) << 8) | part(0)).toString(16).padStart(6, "0")}`;
}

/** The words for a class: 15–40, or 120 and more. */
export function classWords(breaks: readonly number[], index: number): string {
  const from = breaks[index];
  const to = breaks[index + 1];
  if (from === undefined) return "";
  return to === undefined ? `${from}+` : `${from}–${to}`;
}
