import { go } from "../address";
import type { CubeRow } from "../contract";
import { capital, change, count, fullDay, quantity } from "../format";
import { classWords, missing, suppressed } from "../map/palette";
import { text } from "../text";
import { useTwin } from "../twin";

/** The region pointed at or chosen; the same words are said to those who walk the map by keys. */
export function MapCard(props: { id: string; row: CubeRow | undefined; words: string }) {
  const { id, row, words } = props;
  const { places } = useTwin();
  const place = places.get(id);
  const parent = places.get(place?.parent ?? "");
  const counted = row !== undefined && row.rate !== null && row.cases7d !== null;
  return (
    <div className="map-card" aria-hidden="true">
      <p className="map-card-name">{place?.name ?? id}</p>
      <p className="caption">
        {[capital(place?.level ?? ""), parent?.name].filter(Boolean).join(" · ")}
      </p>
      {counted ? (
        <>
          <p className="map-card-rate">{quantity(row.rate)}</p>
          <p className="caption">{text.map.unit}</p>
          <p>{text.map.seen(count(row.cases7d))}</p>
          {row.change !== null ? (
            <p className="caption">{text.map.onBefore(change(row.change))}</p>
          ) : null}
        </>
      ) : (
        <p>{words.slice(words.indexOf(": ") + 2)}</p>
      )}
    </div>
  );
}

/** A class in words, for a region whose numbers are not there yet. */
export function valueWords(value: number, breaks: readonly number[]): string {
  if (value === missing) return text.map.missing;
  if (value === suppressed) return text.map.suppressed;
  return `${classWords(breaks, value)} ${text.map.unit}`;
}

/** A region's week in words. */
export function rowWords(row: CubeRow): string {
  if (row.class === missing) return text.map.missing;
  if (row.class === suppressed || row.cases7d === null) return text.map.suppressed;
  const moved = row.change === null ? "" : `, ${change(row.change)}`;
  return `${quantity(row.rate)} ${text.map.unit}, ${text.map.seen(count(row.cases7d))}${moved}`;
}

/** The finding of a day: how many regions are in the highest class that occurs. */
export function mapSentence(
  classes: Uint8Array | null,
  names: readonly string[],
  breaks: readonly number[],
  level: string,
  day: string | null,
): string {
  if (classes === null) return "";
  let highest = -1;
  let of = 0;
  let name = "";
  let reported = 0;
  classes.forEach((value, i) => {
    if (value === missing) return;
    reported += 1;
    if (value === suppressed) return;
    if (value > highest) {
      highest = value;
      of = 0;
      name = names[i] ?? "";
    }
    if (value === highest) of += 1;
  });
  const when = fullDay(day);
  if (reported === 0) return `${when}: no ${level} has reported.`;
  if (highest <= 0) return `${when}: every ${level} that reported is in the lowest class.`;
  const who = of === 1 ? `${name} is` : `${of} of ${classes.length} ${level}s are`;
  const range = `${classWords(breaks, highest)} ${text.map.unit}`;
  return `${when}: ${who} at ${range}, the highest class seen.`;
}

/** The map's table. */
export const cubeColumns = [
  {
    name: text.table.place,
    show: (row: CubeRow) => <PlaceCell row={row} />,
    plain: (row: CubeRow) => row.name,
  },
  {
    name: text.table.population,
    show: (row: CubeRow) => count(row.population),
    plain: (row: CubeRow) => row.population,
    numeric: true,
    minor: true,
  },
  {
    name: text.table.cases,
    show: (row: CubeRow) => {
      if (row.class === suppressed) return text.map.suppressed;
      return row.cases7d === null ? text.map.missing : count(row.cases7d);
    },
    plain: (row: CubeRow) => row.cases7d,
    numeric: true,
  },
  {
    name: text.table.rate,
    show: (row: CubeRow) => quantity(row.rate),
    plain: (row: CubeRow) => row.rate,
    numeric: true,
  },
  {
    name: text.table.change,
    show: (row: CubeRow) => change(row.change),
    plain: (row: CubeRow) => row.change,
    numeric: true,
  },
];

function PlaceCell({ row }: { row: CubeRow }) {
  return (
    <button type="button" className="link" onClick={() => go({ geo: row.place })}>
      {row.name}
    </button>
  );
}

/** The finding of the table where there is no map: who has the highest rate. */
export function rankSentence(
  rows: readonly CubeRow[],
  level: string,
  day: string | null,
): string {
  const known = rows.filter((row) => row.rate !== null);
  const top = known.reduce<CubeRow | null>(
    (best, row) => (best === null || (row.rate ?? 0) > (best.rate ?? 0) ? row : best),
    null,
  );
  if (top === null) return day === null ? "" : `${fullDay(day)}: no ${level} has reported.`;
  return `${fullDay(day)}: ${top.name} is highest of ${known.length} ${level}s, at ` +
    `${quantity(top.rate)} ${text.map.unit}.`;
}
