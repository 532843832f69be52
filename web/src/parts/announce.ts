import { useSyncExternalStore } from "react";

/** What the live regions say, and the note shown for a moment at the foot of the page. */
interface Spoken {
  readonly polite: string;
  /** What may interrupt: a warning of the gravest grade. */
  readonly assertive: string;
  readonly toast: string;
}

let spoken: Spoken = { polite: "", assertive: "", toast: "" };
const listeners = new Set<() => void>();
let lastPolite = 0;
let toastTimer = 0;
let laterTimer = 0;

function set(next: Partial<Spoken>): void {
  spoken = { ...spoken, ...next };
  for (const listener of listeners) listener();
}

/** Says something that came from outside; at most once in ten seconds, the newest of them. */
export function announce(words: string): void {
  window.clearTimeout(laterTimer);
  const wait = lastPolite + 10_000 - Date.now();
  if (wait > 0) {
    laterTimer = window.setTimeout(() => announce(words), wait);
    return;
  }
  lastPolite = Date.now();
  set({ polite: words });
}

/** Says at once what must not wait. */
export function interrupt(words: string): void {
  set({ assertive: words });
}

/** Answers something the reader did: said at once. */
export function say(words: string): void {
  set({ polite: words });
}

/** Says and shows the outcome of an act for six seconds. */
export function toast(words: string): void {
  window.clearTimeout(toastTimer);
  toastTimer = window.setTimeout(() => set({ toast: "" }), 6000);
  set({ polite: words, toast: words });
}

export function useSpoken(): Spoken {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => spoken,
  );
}
