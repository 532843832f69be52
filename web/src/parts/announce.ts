import { useSyncExternalStore } from "react";

/** What the live regions say, and the note shown for a moment at the foot of the page. */
interface Spoken {
  readonly polite: string;
  readonly toast: string;
}

let spoken: Spoken = { polite: "", toast: "" };
const listeners = new Set<() => void>();
let lastPolite = 0;
let toastTimer = 0;

function set(next: Partial<Spoken>): void {
  spoken = { ...spoken, ...next };
  for (const listener of listeners) listener();
}

/** Says something that came from outside; at most once in ten seconds. */
export function announce(words: string): void {
  const now = Date.now();
  if (now - lastPolite < 10_000) return;
  lastPolite = now;
  set({ polite: words });
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
