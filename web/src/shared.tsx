import { createContext, useContext } from "react";

import type { Summary } from "./contract";

const context = createContext<Summary | null>(null);

/** The summary of the whole region, for badges and the twin's own time. */
export const SummaryProvider = context.Provider;

export function useSummary(): Summary | null {
  return useContext(context);
}

/** The moment by which deadlines count: the twin's own where it has a clock, else the wall's. */
export function twinNow(summary: Summary | null): Date {
  const said = summary?.clock?.now;
  const time = said === undefined ? NaN : Date.parse(said);
  return new Date(Number.isFinite(time) ? time : Date.now());
}
