import { useSyncExternalStore } from "react";

/** The screens that exist; the menu shows these and no others. */
export const screens = [
  "situation",
  "signals",
  "data",
  "forecasts",
  "demand",
  "allocation",
  "operations",
  "handover",
  "beds",
] as const;

export type Screen = typeof screens[number];

/** Keys that name one thing on one screen; they are dropped on the way to another. */
const ofOneScreen = [
  "detection",
  "warning",
  "feed",
  "site",
  "resource",
  "hospital",
  "plan",
  "order",
  "since",
];

/** Which phase of the work the page is set up for: it changes defaults, never the menu. */
export type Lens = "prevention" | "preparedness" | "response" | "recovery";

export const lenses: readonly Lens[] = ["prevention", "preparedness", "response", "recovery"];

/**
 * Where the page is: `/{incident}/{screen}?day=&geo=&signal=&asof=&view=&lens=`.
 * Everything the page shows follows from it, so a link shows what its author saw. Keys that this
 * version does not know stay in the address untouched.
 */
export interface Address {
  readonly incident: string;
  readonly screen: Screen;
  readonly query: URLSearchParams;
}

/** New values by key; null takes a key away. */
export type Changes = Readonly<Record<string, string | null | undefined>>;

/** Reads a path and a query; an unknown screen is the first one. */
export function read(path: string, search: string): Address {
  const parts = path.split("/").filter((part) => part !== "");
  const screen = screens.find((name) => name === parts[1]) ?? "situation";
  return { incident: parts[0] ?? "watch", screen, query: new URLSearchParams(search) };
}

/** Writes an address with changes; colons and commas stay readable. */
export function write(address: Address, changes: Changes = {}, screen?: Screen): string {
  const query = new URLSearchParams(address.query);
  for (const [key, value] of Object.entries(changes)) {
    if (value === null || value === undefined || value === "") query.delete(key);
    else query.set(key, value);
  }
  const text = query.toString().replace(/%3A/gi, ":").replace(/%2C/gi, ",");
  const path = `/${address.incident}/${screen ?? address.screen}`;
  return text === "" ? path : `${path}?${text}`;
}

export function lensOf(address: Address): Lens {
  const asked = address.query.get("lens");
  return lenses.find((lens) => lens === asked) ?? "response";
}

let current = read(window.location.pathname, window.location.search);
const listeners = new Set<() => void>();

function refresh(): void {
  current = read(window.location.pathname, window.location.search);
  for (const listener of listeners) listener();
}

window.addEventListener("popstate", refresh);

/** Goes to a changed address; `replace` leaves no step to go back to (for scrubbing). */
export function go(changes: Changes, to: { screen?: Screen; replace?: boolean } = {}): void {
  const next = write(current, changes, to.screen);
  if (next === window.location.pathname + window.location.search) return;
  if (to.replace === true) window.history.replaceState(null, "", next);
  else window.history.pushState(null, "", next);
  if (to.screen !== undefined && to.screen !== current.screen) window.scrollTo(0, 0);
  refresh();
}

/** Goes to another screen with the reader's filters, but without what was open on this one. */
export function visit(screen: Screen, changes: Changes = {}): void {
  go({ ...left, ...changes }, { screen });
}

const left: Changes = Object.fromEntries(ofOneScreen.map((key) => [key, null]));

/** The address that `visit` goes to, for a link. */
export function wayTo(screen: Screen, changes: Changes = {}): string {
  return write(current, { ...left, ...changes }, screen);
}

/** A screen by its name in a link of the server's. */
export function screenNamed(name: string): Screen {
  return screens.find((one) => one === name) ?? "situation";
}

/** The address now, outside of a component. */
export function here(): Address {
  return current;
}

export function useAddress(): Address {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => current,
  );
}
