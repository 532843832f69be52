import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";

import { useDark } from "../settings";
import { text } from "../text";
import { say } from "../parts/announce";
import { Icon } from "../parts/Icon";
import { paintDay, paintLines, paintMarks } from "./layers";
import { inks } from "./palette";
import { fit, rasterise, type Placement } from "./raster";
import { neighbour, type Shape } from "./shape";

interface MapProps {
  readonly shape: Shape;
  /** The class of each region on the day shown; null until the data are there. */
  readonly classes: Uint8Array | null;
  readonly provisional: boolean;
  readonly chosen: string | null;
  readonly detected: readonly string[];
  readonly label: string;
  /** What is said of a region: its name and number in words. */
  readonly describe: (id: string) => string;
  readonly onPoint: (id: string | null) => void;
  readonly onChoose: (id: string | null) => void;
}

const margin = 14;
const directions: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * The map on three canvases: a day is one table look-up for each pixel, lines are drawn once for
 * each size, marks as they change. Wholly walkable with the arrow keys.
 */
export function MapCanvas(props: MapProps) {
  const { shape, classes, provisional, chosen, detected } = props;
  const frame = useRef<HTMLDivElement>(null);
  const day = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const [size, setSize] = useState({ width: 0, height: 0, zoom: 1 });
  const [view, setView] = useState({ magnify: 1, x: 0.5, y: 0.5 });
  const [walked, setWalked] = useState<number | null>(null);
  const [pointed, setPointed] = useState<number | null>(null);
  const picture = useRef<ImageData | null>(null);
  const drag = useRef<{ x: number; y: number; moved: boolean } | null>(null);
  const dark = useDark();
  const colours = dark ? inks.dark : inks.light;

  useLayoutEffect(() => {
    const box = frame.current;
    if (box === null) return undefined;
    const measure = () => {
      const zoom = Math.min(2, window.devicePixelRatio || 1);
      setSize({
        width: Math.round(box.clientWidth * zoom),
        height: Math.round(box.clientHeight * zoom),
        zoom,
      });
    };
    measure();
    const watch = new ResizeObserver(measure);
    watch.observe(box);
    return () => watch.disconnect();
  }, []);

  const place = useMemo<Placement>(() => {
    const { width, height } = shape.geo;
    const whole = fit(width, height, size.width, size.height, margin * size.zoom);
    if (view.magnify === 1) return whole;
    const scale = whole.scale * view.magnify;
    return {
      scale,
      left: view.x * width - size.width / 2 / scale,
      top: view.y * height - size.height / 2 / scale,
    };
  }, [shape, size, view]);

  const ids = useMemo(
    () =>
      size.width > 0 && size.height > 0
        ? rasterise(shape.geo.regions, size.width, size.height, place)
        : null,
    [shape, size, place],
  );

  useEffect(() => {
    const context = day.current?.getContext("2d");
    if (!context || ids === null) return;
    if (classes === null) {
      context.clearRect(0, 0, size.width, size.height);
      return;
    }
    const kept = picture.current;
    const image =
      kept !== null && kept.width === size.width && kept.height === size.height
        ? kept
        : context.createImageData(size.width, size.height);
    picture.current = image;
    paintDay(image, ids, classes, colours, provisional, size.zoom);
    context.putImageData(image, 0, 0);
  }, [ids, classes, colours, provisional, size]);

  useEffect(() => {
    const context = lines.current?.getContext("2d");
    if (context && size.width > 0) paintLines(context, shape, place, colours, size.zoom);
  }, [shape, place, colours, size]);

  const chosenIndex = chosen === null ? null : (shape.indexOf.get(chosen) ?? null);
  const detectedIndices = useMemo(
    () => detected.flatMap((id) => shape.indexOf.get(id) ?? []),
    [detected, shape],
  );

  useEffect(() => {
    const context = marks.current?.getContext("2d");
    if (!context || size.width === 0) return;
    paintMarks(context, shape, place, colours, size.zoom, {
      chosen: chosenIndex,
      walked,
      pointed,
      detected: detectedIndices,
      names: size.width / size.zoom > 420,
    });
  }, [shape, place, colours, size, chosenIndex, walked, pointed, detectedIndices]);

  const idAt = (index: number | null) =>
    index === null ? null : (shape.geo.regions[index]?.id ?? null);
  const point = (index: number | null) => {
    setPointed(index);
    props.onPoint(idAt(index));
  };
  const pick = (event: React.PointerEvent | React.MouseEvent): number | null => {
    const box = frame.current?.getBoundingClientRect();
    if (!box || ids === null) return null;
    const x = Math.floor((event.clientX - box.left) * size.zoom);
    const y = Math.floor((event.clientY - box.top) * size.zoom);
    if (x < 0 || y < 0 || x >= size.width || y >= size.height) return null;
    const id = ids[y * size.width + x] ?? 0;
    return id === 0 ? null : id - 1;
  };
  const magnify = (factor: number, around: number | null) => {
    setView((old) => {
      const next = Math.min(8, Math.max(1, old.magnify * factor));
      if (next === 1) return { magnify: 1, x: 0.5, y: 0.5 };
      const to = around ?? walked ?? chosenIndex;
      if (to === null) return { ...old, magnify: next };
      return {
        magnify: next,
        x: (shape.centres[2 * to] ?? 0) / shape.geo.width,
        y: (shape.centres[2 * to + 1] ?? 0) / shape.geo.height,
      };
    });
  };
  const walk = (to: number) => {
    setWalked(to);
    const id = idAt(to);
    props.onPoint(id);
    if (id !== null) say(props.describe(id));
    if (view.magnify > 1) magnify(1, to);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const direction = directions[event.key];
    if (direction !== undefined && !event.shiftKey) {
      const from = walked ?? chosenIndex;
      const next = from === null ? nearestToMiddle(shape) : neighbour(shape, from, ...direction);
      if (next !== null) walk(next);
    } else if (event.key === "Enter") {
      props.onChoose(idAt(walked ?? chosenIndex));
    } else if (event.key === "+" || event.key === "=") {
      magnify(1.6, null);
    } else if (event.key === "-") {
      magnify(1 / 1.6, null);
    } else if (event.key === "0") {
      magnify(0, null);
    } else {
      return;
    }
    event.preventDefault();
    event.stopPropagation();
  };

  const canvas = { width: size.width, height: size.height };
  return (
    <div className="map">
      <div
        ref={frame}
        className="map-frame"
        role="application"
        aria-roledescription="map"
        aria-label={`${props.label}. ${text.map.keys}`}
        tabIndex={0}
        onKeyDown={press}
        onFocus={() => {
          if (walked === null && drag.current === null) setWalked(chosenIndex);
        }}
        onBlur={() => {
          setWalked(null);
          point(null);
        }}
        onPointerDown={(event) => {
          drag.current = { x: event.clientX, y: event.clientY, moved: false };
        }}
        onPointerMove={(event) => {
          const held = drag.current;
          if (held !== null && view.magnify > 1 && event.buttons === 1) {
            const dx = event.clientX - held.x;
            const dy = event.clientY - held.y;
            if (!held.moved && Math.hypot(dx, dy) < 4) return;
            drag.current = { x: event.clientX, y: event.clientY, moved: true };
            setView((old) => ({
              ...old,
              x: old.x - (dx * size.zoom) / place.scale / shape.geo.width,
              y: old.y - (dy * size.zoom) / place.scale / shape.geo.height,
            }));
            return;
          }
          const index = pick(event);
          if (index !== pointed) point(index);
        }}
        onPointerLeave={() => point(null)}
        onClick={(event) => {
          const moved = drag.current?.moved === true;
          drag.current = null;
          if (!moved) props.onChoose(idAt(pick(event)));
        }}
        onDoubleClick={(event) => magnify(1.6, pick(event))}
      >
        <canvas ref={day} {...canvas} aria-hidden="true" />
        <canvas ref={lines} {...canvas} aria-hidden="true" />
        <canvas ref={marks} {...canvas} aria-hidden="true" />
      </div>
      <div className="map-zoom">
        <button type="button" onClick={() => magnify(1.6, null)} aria-label={text.map.zoomIn}>
          <Icon name="plus" size={16} />
        </button>
        <button type="button" onClick={() => magnify(1 / 1.6, null)} aria-label={text.map.zoomOut}>
          <Icon name="minus" size={16} />
        </button>
        {view.magnify > 1 ? (
          <button type="button" onClick={() => magnify(0, null)} aria-label={text.map.fit}>
            <Icon name="fit" size={16} />
          </button>
        ) : null}
      </div>
    </div>
  );
}

/** Where a walk begins: the region closest to the middle of the map. */
function nearestToMiddle(shape: Shape): number | null {
  let best: number | null = null;
  let distance = Infinity;
  for (let i = 0; i < shape.geo.regions.length; i += 1) {
    const away = Math.hypot(
      (shape.centres[2 * i] ?? 0) - shape.geo.width / 2,
      (shape.centres[2 * i + 1] ?? 0) - shape.geo.height / 2,
    );
    if (away < distance) {
      distance = away;
      best = i;
    }
  }
  return best;
}
