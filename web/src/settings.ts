import { useSyncExternalStore } from "react";

export type Theme = "light" | "dark" | "system";

/** What one person's browser remembers; none of it changes what a link shows. */
export interface Settings {
  readonly theme: Theme;
  readonly shortcuts: boolean;
  /** The data version that the visit before this one ended with, for "since you last looked". */
  readonly seen: number | null;
  /** The version shown last, and when (milliseconds since 1970). */
  readonly latest: number | null;
  readonly latestAt: number;
}

const key = "salus.settings";
const fallback: Settings = {
  theme: "system",
  shortcuts: true,
  seen: null,
  latest: null,
  latestAt: 0,
};

/** After so long away a new visit begins; a mere reload does not count as having looked. */
const pause = 30 * 60_000;

function load(): Settings {
  try {
    const kept: unknown = JSON.parse(window.localStorage.getItem(key) ?? "{}");
    if (typeof kept !== "object" || kept === null) return fallback;
    const { theme, shortcuts, seen, latest, latestAt } = kept as Partial<Settings>;
    const last = typeof latest === "number" ? latest : null;
    const at = typeof latestAt === "number" ? latestAt : 0;
    const isNewVisit = last !== null && Date.now() - at > pause;
    return {
      theme: theme === "light" || theme === "dark" ? theme : "system",
      shortcuts: shortcuts !== false,
      seen: isNewVisit ? last : typeof seen === "number" ? seen : null,
      latest: last,
      latestAt: at,
    };
  } catch {
    return fallback;
  }
}

let settings = load();
const listeners = new Set<() => void>();

function paint(): void {
  const root = document.documentElement;
  if (settings.theme === "system") root.removeAttribute("data-theme");
  else root.setAttribute("data-theme", settings.theme);
}

paint();

export function change(changes: Partial<Settings>): void {
  settings = { ...settings, ...changes };
  try {
    window.localStorage.setItem(key, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still works for this visit.
  }
  paint();
  for (const listener of listeners) listener();
}

export function settingsNow(): Settings {
  return settings;
}

export function useSettings(): Settings {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => settings,
  );
}

const darkQuery = window.matchMedia("(prefers-color-scheme: dark)");
const motionQuery = window.matchMedia("(prefers-reduced-motion: reduce)");

/** Whether the page is dark now, by choice or by the system. Canvas needs to know. */
export function useDark(): boolean {
  const { theme } = useSettings();
  const system = useSyncExternalStore(
    (listener) => {
      darkQuery.addEventListener("change", listener);
      return () => darkQuery.removeEventListener("change", listener);
    },
    () => darkQuery.matches,
  );
  return theme === "dark" || (theme === "system" && system);
}

export function lessMotion(): boolean {
  return motionQuery.matches;
}
