import { createContext, useContext, useMemo, type ReactNode } from "react";

import { lensOf, useAddress, type Address, type Lens } from "./address";
import type { Place, PlaceList, Signal, SignalList } from "./contract";
import { useData, type Data } from "./data";
import { dateOf, dayNumber } from "./dates";
import { fullDay } from "./format";
import { json, url } from "./server";
import { text } from "./text";

/** What every screen stands on: the places, the measured series, and the filters chosen. */
export interface Twin {
  readonly address: Address;
  readonly asof: string | null;
  readonly lens: Lens;
  readonly places: ReadonlyMap<string, Place>;
  /** Levels that have boundaries; null where the server does not say. */
  readonly mapped: readonly string[] | null;
  readonly root: Place | null;
  /** The place chosen in the address, or the whole region. */
  readonly place: Place | null;
  readonly signals: readonly Signal[];
  readonly signal: Signal | null;
}

/** How many days each phase looks back, and which signals it lists first. */
export const lensDefaults: Record<Lens, { days: number; state: "open" | "all" }> = {
  prevention: { days: 730, state: "all" },
  preparedness: { days: 365, state: "open" },
  response: { days: 120, state: "open" },
  recovery: { days: 365, state: "all" },
};

const context = createContext<Twin | null>(null);

export function useTwin(): Twin {
  const twin = useContext(context);
  if (twin === null) throw new Error("useTwin is for the inside of TwinProvider");
  return twin;
}

export function TwinProvider(props: {
  children: (places: Data<PlaceList>, signals: Data<SignalList>) => ReactNode;
}) {
  const address = useAddress();
  const asof = address.query.get("asof");
  const placeData = useData(url("places", { asof }), (at) => json<PlaceList>(at));
  const signalData = useData(url("signals", { asof }), (at) => json<SignalList>(at));

  const places = useMemo(
    () => new Map((placeData.value?.places ?? []).map((place) => [place.id, place])),
    [placeData.value],
  );
  const root = useMemo(() => rootOf(places), [places]);
  const signals = signalData.value?.signals ?? [];
  const twin: Twin = {
    address,
    asof,
    lens: lensOf(address),
    places,
    mapped: placeData.value?.mapped ?? null,
    root,
    place: places.get(address.query.get("geo") ?? "") ?? root,
    signals,
    signal:
      signals.find((one) => one.id === address.query.get("signal")) ?? mainSignal(signals, places),
  };
  return (
    <context.Provider value={twin}>{props.children(placeData, signalData)}</context.Provider>
  );
}

/** The series to begin with: the daily one that is counted in the smallest places. */
function mainSignal(signals: Signal[], places: ReadonlyMap<string, Place>): Signal | null {
  const counts = new Map<string, number>();
  for (const place of places.values()) {
    counts.set(place.level, (counts.get(place.level) ?? 0) + 1);
  }
  const rank = (one: Signal) =>
    Math.max(0, ...one.levels.map((level) => counts.get(level) ?? 0)) +
    (one.period === "day" ? 0.5 : 0);
  return signals.reduce<Signal | null>(
    (best, one) => (best === null || rank(one) > rank(best) ? one : best),
    null,
  );
}

/** The place without a parent that holds the most people. */
function rootOf(places: ReadonlyMap<string, Place>): Place | null {
  let root: Place | null = null;
  for (const place of places.values()) {
    const top = !place.parent || !places.has(place.parent);
    if (top && (root === null || (place.population ?? 0) > (root.population ?? 0))) root = place;
  }
  return root;
}

/** The place itself, then the places that hold it, up to the whole region. */
export function lineage(places: ReadonlyMap<string, Place>, id: string | null): Place[] {
  const line: Place[] = [];
  let place = places.get(id ?? "");
  while (place !== undefined && !line.includes(place)) {
    line.push(place);
    place = places.get(place.parent ?? "");
  }
  return line;
}

/** The level of a series with the most places: what its map is drawn by. */
export function finestLevel(signal: Signal, places: ReadonlyMap<string, Place>): string {
  const counts = new Map<string, number>();
  for (const place of places.values()) {
    counts.set(place.level, (counts.get(place.level) ?? 0) + 1);
  }
  const levels = [...signal.levels].sort((a, b) => (counts.get(b) ?? 0) - (counts.get(a) ?? 0));
  return levels[0] ?? "ward";
}

/** The first day that a phase looks at, counted back from the newest. */
export function windowStart(newest: string | null | undefined, lens: Lens): string | null {
  return newest ? dateOf(dayNumber(newest) - lensDefaults[lens].days + 1) : null;
}

/** A moment asked for in the address, in words. */
export function asOfWords(asof: string): string {
  if (/^v\d+$/.test(asof)) return text.asOf.version(asof);
  return Number.isFinite(dayNumber(asof)) ? fullDay(asof) : asof;
}
