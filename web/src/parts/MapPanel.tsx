import { useEffect, useMemo, useState } from "react";

import { go } from "../address";
import type { CubeHead, CubeTable, Geo, Series, Signal } from "../contract";
import { useData } from "../data";
import { dateOf, dayNumber } from "../dates";
import { fullDay } from "../format";
import { Legend } from "../map/Legend";
import { MapCanvas } from "../map/MapCanvas";
import { mapDrawing } from "../map/mapDrawing";
import { missing } from "../map/palette";
import { shapeOf } from "../map/shape";
import { cube as loadCube, json, url } from "../server";
import { useDark } from "../settings";
import { text } from "../text";
import { finestLevel, useTwin } from "../twin";
import { DataTable } from "./DataTable";
import { Figure } from "./Figure";
import { cubeColumns, MapCard, mapSentence, rankSentence, rowWords, valueWords } from "./MapWords";
import { Failure, Skeleton } from "./States";
import { TimeScrubber } from "./TimeScrubber";

interface PanelProps {
  readonly signal: Signal;
  readonly from: string | null;
  readonly day: string | null;
  readonly series: Series | null;
  /** Places with an open signal, and the day it began. */
  readonly detected: readonly { place: string; since: string }[];
  readonly version: number | null;
}

/** The map of one series by place, its days, its legend and its table. */
export function MapPanel(props: PanelProps) {
  const { signal, day } = props;
  const { asof, places, mapped, place, root } = useTwin();
  const dark = useDark();
  const level = finestLevel(signal, places);
  const drawn = mapped === null || mapped.includes(level);
  const geo = useData(drawn ? url(`geo/${level}`) : null, (at) => json<Geo>(at), "never");
  const cube = useData(
    url(`cube/${signal.id}`, { level, from: props.from, asof }),
    loadCube,
  );
  const [pointed, setPointed] = useState<string | null>(null);

  // While a day is being sought the page follows at once and the address a moment later.
  const [sought, setSought] = useState<string | null>(null);
  useEffect(() => {
    if (sought === null) return undefined;
    const timer = window.setTimeout(() => {
      const newest = cube.value === null ? null : dateOf(lastOf(cube.value.head));
      go({ day: sought === newest ? null : sought }, { replace: true });
      setSought(null);
    }, 300);
    return () => window.clearTimeout(timer);
  }, [sought, cube.value]);

  const head = cube.value?.head ?? null;
  const first = head === null ? 0 : dayNumber(head.from);
  const step = head?.step ?? 1;
  const lastDay = head === null ? 0 : lastOf(head);
  const wanted = sought ?? day;
  const clamped = wanted === null ? 0 : Math.min(lastDay, Math.max(first, dayNumber(wanted)));
  const at = first + Math.floor((clamped - first) / step) * step;
  const shownDay = head === null ? wanted : dateOf(at);

  const table = useData(
    shownDay === null || sought !== null
      ? null
      : url(`cube/${signal.id}/table`, { level, day: shownDay, asof }),
    (address) => json<CubeTable>(address),
  );
  const rows = useMemo(
    () => new Map((table.value?.rows ?? []).map((row) => [row.place, row])),
    [table.value],
  );

  const shape = useMemo(
    () => (geo.value === null ? null : shapeOf(geo.value, [...places.values()])),
    [geo.value, places],
  );
  // Where each region of the map stands in the cube; -1 where it does not.
  const order = useMemo(() => {
    if (head === null || shape === null) return null;
    const column = new Map(head.regions.map((id, i) => [id, i]));
    return Int32Array.from(shape.geo.regions, (region) => column.get(region.id) ?? -1);
  }, [head, shape]);
  const classes = useMemo(() => {
    if (cube.value === null || order === null) return null;
    const { head, classes } = cube.value;
    const start = ((at - first) / step) * head.regions.length;
    return Uint8Array.from(order, (i) => (i < 0 ? missing : (classes[start + i] ?? missing)));
  }, [cube.value, order, at, first, step]);

  const detected = useMemo(
    () =>
      props.detected
        .filter((found) => shownDay !== null && found.since <= shownDay)
        .map((found) => found.place),
    [props.detected, shownDay],
  );
  const breaks = head?.breaks ?? [];
  const provisionalFrom = head?.provisionalFrom ? dayNumber(head.provisionalFrom) : null;
  const provisional = provisionalFrom !== null && at >= provisionalFrom;
  const silent = (classes ?? []).filter((value: number) => value === missing).length;

  const words = (id: string): string => {
    const name = places.get(id)?.name ?? id;
    const row = rows.get(id);
    if (row !== undefined) return `${name}: ${rowWords(row)}`;
    const index = shape?.indexOf.get(id);
    const value = index === undefined ? missing : (classes?.[index] ?? missing);
    return `${name}: ${valueWords(value, breaks)}`;
  };

  const title = text.map.title(signal.title, level);
  const names = shape?.geo.regions.map((region) => region.name) ?? [];

  const unmapped = !drawn || (geo.problem !== null && geo.problem.status === 404);
  const sentence = unmapped
    ? rankSentence(table.value?.rows ?? [], level, shownDay)
    : mapSentence(classes, names, breaks, level, shownDay);
  const twin = {
    columns: cubeColumns,
    rows: table.value?.rows ?? [],
    id: (row: CubeTable["rows"][number]) => row.place,
    hatched: (row: CubeTable["rows"][number]) => row.class === missing,
    initial: { column: 3, down: true },
    height: 460,
  };
  const inspected = pointed ?? (place !== null && place.id !== root?.id ? place.id : null);
  return (
    <Figure
      id="map"
      title={title}
      sentence={sentence}
      picture="map"
      provenance={{
        source: signal.title,
        asOf: `${fullDay(shownDay)}, v${head?.version ?? props.version ?? ""}`,
      }}
      table={twin}
      tableOnly={unmapped}
      drawing={() =>
        shape === null || classes === null
          ? null
          : mapDrawing(shape, classes, breaks, text.map.unit, dark, text.map)
      }
      foot={
        <>
          {head !== null ? (
            <TimeScrubber
              first={first}
              last={lastDay}
              step={step}
              day={at}
              provisionalFrom={provisionalFrom}
              series={props.series}
              onSeek={(to) => setSought(dateOf(to))}
            />
          ) : null}
          {silent > 0 && head !== null && shape !== null ? (
            <p className="partial">
              {text.map.unreported(silent, shape.geo.regions.length, level)}
            </p>
          ) : null}
          {table.problem !== null && cube.problem === null ? (
            <Failure problem={table.problem} retry={table.reload} />
          ) : null}
        </>
      }
    >
      {unmapped ? (
        <>
          <p className="notice inset">{text.map.noBoundariesHint(level)}</p>
          <DataTable {...twin} caption={title} />
        </>
      ) : (
      <div className="map-area">
        {drawn && geo.problem === null ? (
          <div className="map-side">
            {inspected !== null && head !== null ? (
              <MapCard id={inspected} row={rows.get(inspected)} words={words(inspected)} />
            ) : null}
            {head !== null ? (
              <Legend
                breaks={breaks}
                unit={text.map.unit}
                detected={detected.some((id) => shape?.indexOf.has(id))}
              />
            ) : null}
          </div>
        ) : null}
        <div className="map-plot">
        {shape !== null ? (
          <>
            <MapCanvas
              shape={shape}
              classes={classes}
              provisional={provisional}
              chosen={place?.id ?? null}
              detected={detected}
              label={`${title}, ${fullDay(shownDay)}. ${sentence}`}
              describe={words}
              onPoint={setPointed}
              onChoose={(id) => go({ geo: id === root?.id ? null : id })}
            />
            {cube.problem !== null ? (
              <div className="map-problem">
                <Failure problem={cube.problem} retry={cube.reload} />
              </div>
            ) : null}
          </>
        ) : geo.problem !== null ? (
          <Failure problem={geo.problem} retry={geo.reload} />
        ) : (
          <Skeleton height={420} />
        )}
        </div>
      </div>
      )}
    </Figure>
  );
}

function lastOf(head: CubeHead): number {
  return dayNumber(head.from) + (head.days - 1) * (head.step ?? 1);
}
