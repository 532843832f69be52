import { useEffect, useRef } from "react";

import { settingsNow } from "./settings";

/** What each key does; a key that returns false leaves the event to the browser. */
export type Keys = Readonly<Record<string, (event: KeyboardEvent) => void | false>>;

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

/**
 * Single-key shortcuts, the later mounted first. They rest while somebody types, while a dialog
 * is open, and when they are turned off (WCAG 2.1.4).
 */
export function useKeys(keys: Keys): void {
  const latest = useRef(keys);
  latest.current = keys;
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]") !== null) return;
      if (!settingsNow().shortcuts && event.key !== "Escape") return;
      const act = latest.current[event.key];
      if (act !== undefined && act(event) !== false) event.preventDefault();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
