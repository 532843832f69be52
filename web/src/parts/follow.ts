import type { MouseEvent } from "react";

/** Goes there within the page on a plain click; other clicks open the link as the browser does. */
export function follow(event: MouseEvent, act: () => void): void {
  if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
  event.preventDefault();
  act();
}
