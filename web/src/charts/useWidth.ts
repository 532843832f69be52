import { useLayoutEffect, useRef, useState, type RefObject } from "react";

/** The width in pixels of an element, kept as it changes; 0 until it is known. */
export function useWidth<E extends HTMLElement>(): [RefObject<E>, number] {
  const element = useRef<E>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const target = element.current;
    if (target === null) return undefined;
    setWidth(Math.floor(target.clientWidth));
    const watch = new ResizeObserver(() => setWidth(Math.floor(target.clientWidth)));
    watch.observe(target);
    return () => watch.disconnect();
  }, []);
  return [element, width];
}
