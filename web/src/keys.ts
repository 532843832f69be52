import { useEffect, useRef } from "react";

import { settingsNow } from "./settings";

/**
 * What each key does; a key that returns false leaves the event to the others and to the browser.
 * Two keys in a row are written with a space between them: "g s".
 */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void | false>>;

interface Layer {
  keys: Keys;
  readonly last: boolean;
}

const layers: Layer[] = [];

/** How long the second of two keys may take, in milliseconds. */
const patience = 1500;
let pending: { key: string; at: number } | null = null;

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target instanceof HTMLInputElement) {
    return !["range", "checkbox", "radio", "button"].includes(target.type);
  }
  return (
    target instanceof HTMLTextAreaElement ||
    target instanceof HTMLSelectElement ||
    target.isContentEditable
  );
}

function press(event: KeyboardEvent): void {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
  if (!settingsNow().shortcuts && event.key !== "Escape") return;
  const first = pending !== null && Date.now() - pending.at < patience ? pending.key : null;
  pending = null;
  const wanted = first === null ? event.key : `${first} ${event.key}`;
  for (const layer of [...layers].sort((a, b) => Number(a.last) - Number(b.last))) {
    const act = layer.keys[wanted];
    if (act !== undefined && act(event) !== false) {
      event.preventDefault();
      return;
    }
    if (first === null && Object.keys(layer.keys).some((key) => key.startsWith(`${wanted} `))) {
      pending = { key: event.key, at: Date.now() };
      event.preventDefault();
      return;
    }
  }
}

/**
 * Single-key shortcuts: those of a screen before those of the frame (`last`). They rest while
 * somebody types, while a dialog is open, and when they are turned off (WCAG 2.1.4).
 */
export function useKeys(keys: Keys, last = false): void {
  const layer = useRef<Layer | null>(null);
  if (layer.current === null) layer.current = { keys, last };
  layer.current.keys = keys;
  useEffect(() => {
    const mine = layer.current;
    if (mine === null) return undefined;
    layers.push(mine);
    if (layers.length === 1) window.addEventListener("keydown", press);
    return () => {
      layers.splice(layers.indexOf(mine), 1);
      if (layers.length === 0) window.removeEventListener("keydown", press);
    };
  }, []);
}
