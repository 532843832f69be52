import type { ForecastReply, PastForecast } from "../contract";
import { dateOf, dayNumber } from "../dates";
import { day, quantity, unitWords } from "../format";
import { bandPath, linePath, logTicks, ticks } from "../scale";
import { text } from "../text";
import { Frame } from "./Frame";

interface FanProps {
  readonly reply: ForecastReply;
  readonly forecast: NonNullable<ForecastReply["forecast"]>;
  /** Earlier forecasts to lay over the chart. */
  readonly past: readonly PastForecast[];
  readonly log: boolean;
  readonly weeks: number;
}

/** The value of one quantile at each horizon. */
export function quantileLine(
  levels: readonly number[],
  quantiles: readonly (readonly number[])[],
  level: number,
): number[] {
  const at = levels.findIndex((known) => Math.abs(known - level) < 1e-9);
  return quantiles.map((row) => row[at] ?? NaN);
}

/** The band between two quantiles, named by its share in percent. */
export interface Band {
  readonly name: string;
  readonly lower: readonly number[];
  readonly upper: readonly number[];
}

/** The 95, 80 and 50 % bands that the levels of a forecast allow, the widest first. */
export function fanOf(
  levels: readonly number[],
  quantiles: readonly (readonly number[])[],
): Band[] {
  const line = (level: number) => quantileLine(levels, quantiles, level);
  return [
    { name: "95", lower: line(0.025), upper: line(0.975) },
    { name: "80", lower: line(0.1), upper: line(0.9) },
    { name: "50", lower: line(0.25), upper: line(0.75) },
  ].filter((band) => band.lower.every(Number.isFinite) && band.upper.every(Number.isFinite));
}

export function Bands(props: {
  fan: readonly Band[];
  xs: readonly number[];
  y: (value: number) => number;
}) {
  return (
    <>
      {props.fan.map((band) => (
        <path
          key={band.name}
          className={`fan fan-${band.name}`}
          d={bandPath(props.xs, band.lower.map(props.y), band.upper.map(props.y))}
        />
      ))}
    </>
  );
}

/**
 * How many weeks of the past leave the forecast readable: after a great wave the axis would
 * otherwise press it flat. At least eight, and no more than asked for.
 */
function weeksThatFit(reply: ForecastReply, made: FanProps["forecast"], asked: number): number {
  const reach = Math.max(1, ...quantileLine(made.levels, made.quantiles, 0.975));
  const newest = reply.observed.dates.length - 1;
  let weeks = 8;
  while (weeks < asked && (reply.observed.values[newest - weeks] ?? 0) <= 6 * reach) weeks += 1;
  return Math.min(weeks, asked);
}

/** Observed solid, forecast dashed inside its 50, 80 and 95 % bands, incomplete weeks hatched. */
export function FanChart({ reply, forecast, past, log, weeks }: FanProps) {
  const ahead = forecast.dates.map(dayNumber);
  const last = Math.max(...ahead);
  const first = last - (weeksThatFit(reply, forecast, weeks) + ahead.length) * 7;
  const seen = reply.observed.dates
    .map((date, i) => ({
      at: dayNumber(date),
      date,
      value: reply.observed.values[i] ?? null,
      provisional: reply.observed.provisional[i] === true,
    }))
    .filter((point) => point.at >= first && point.at <= last);
  const known = (reply.then?.dates ?? [])
    .map((date, i) => ({ at: dayNumber(date), value: reply.then?.values[i] ?? null }))
    .filter((point) => point.at >= first && point.at <= last);
  const overlays = past.filter((earlier) => dayNumber(earlier.dates[0] ?? "1970-01-01") >= first);
  const median = quantileLine(forecast.levels, forecast.quantiles, 0.5);
  const fan = fanOf(forecast.levels, forecast.quantiles);

  const top = Math.max(
    1,
    ...seen.map((point) => point.value ?? 0),
    ...fan.flatMap((band) => band.upper),
    ...overlays.flatMap((earlier) => earlier.upper80),
  );
  const until = forecast.dataThrough ?? dateOf(dayNumber(forecast.referenceDate) - 7);
  const allDays = [...new Set([...seen.map((point) => point.at), ...ahead])];
  const lastSeen = seen[seen.length - 1]?.at ?? last;
  const openFrom = seen.findIndex((point) => point.provisional);
  const solid = openFrom < 0 ? seen : seen.slice(0, openFrom);
  const open = openFrom < 0 ? [] : seen.slice(Math.max(0, openFrom - 1));
  const beginsOpen = seen[openFrom]?.at ?? last;

  return (
    <Frame
      id="fan"
      sentence={reply.sentence}
      height={340}
      margin={{ left: 52, right: 76, top: 26, bottom: 28 }}
      first={first}
      last={last}
      days={allDays}
      ticks={log ? logTicks(top) : ticks(top, 5)}
      log={log}
      unit={unitWords(reply.signal.unit)}
      tip={(at) => (
        <Tip
          at={allDays[at] ?? last}
          reply={reply}
          forecast={forecast}
          fan={fan}
          median={median}
        />
      )}
    >
      {({ inner, x, y }) => {
        const xs = ahead.map(x);
        const now = x(dayNumber(until));
        const path = (points: readonly { at: number; value: number | null }[]) =>
          linePath(
            points.map((point) => x(point.at)),
            points.map((point) => (point.value === null ? null : y(point.value))),
          );
        return (
          <>
            {open.length > 0 ? (
              <rect
                className="provisional"
                fill="url(#fan-hatch)"
                x={x(beginsOpen - 3.5)}
                width={Math.max(6, x(lastSeen + 3.5) - x(beginsOpen - 3.5))}
                y={inner.top}
                height={inner.bottom - inner.top}
              />
            ) : null}
            <Bands fan={fan} xs={xs} y={y} />
            {overlays.map((earlier) => {
              const places = earlier.dates.map(dayNumber).map(x);
              return (
                <g key={earlier.referenceDate} className="then">
                  <path
                    className="then-band"
                    d={bandPath(places, earlier.lower80.map(y), earlier.upper80.map(y))}
                  />
                  <path className="then-line" d={linePath(places, earlier.median.map(y))} />
                  <circle
                    className="then-dot"
                    r="2.5"
                    cx={places[0]}
                    cy={y(earlier.median[0] ?? 0)}
                  />
                </g>
              );
            })}
            <line className="now" x1={now} x2={now} y1={inner.top - 4} y2={inner.bottom} />
            <text className="note middle" x={now} y={inner.top - 10}>
              {`${text.forecasts.now} ${day(until)}`}
            </text>
            {known.length > 0 ? <path className="line known" d={path(known)} /> : null}
            <path className="line observed" d={path(solid)} />
            <path className="line observed open" d={path(open)} />
            {seen.map((point) =>
              point.value === null ? null : (
                <circle
                  key={point.at}
                  className={point.provisional ? "dot open" : "dot"}
                  r="2.5"
                  cx={x(point.at)}
                  cy={y(point.value)}
                />
              ),
            )}
            <path className="line median" d={linePath(xs, median.map(y))} />
            {median.map((value, i) => (
              <circle key={ahead[i]} className="dot median" r="3" cx={xs[i]} cy={y(value)} />
            ))}
            <EndLabels fan={fan} median={median} x={inner.right + 8} y={y} />
          </>
        );
      }}
    </Frame>
  );
}

/** The names of the bands and the median at their ends, kept a line apart. */
export function EndLabels(props: {
  fan: readonly Band[];
  median: readonly number[];
  x: number;
  y: (value: number) => number;
}) {
  const last = props.median.length - 1;
  const wanted = [
    ...props.fan.map((band) => ({ word: `${band.name} %`, at: props.y(band.upper[last] ?? 0) })),
    { word: text.forecasts.median, at: props.y(props.median[last] ?? 0) },
  ].sort((a, b) => a.at - b.at);
  wanted.forEach((label, i) => {
    const above = wanted[i - 1];
    if (above !== undefined && label.at < above.at + 13) label.at = above.at + 13;
  });
  return (
    <>
      {wanted.map((label) => (
        <text
          key={label.word}
          className={label.word === text.forecasts.median ? "label strong" : "label"}
          x={props.x}
          y={label.at + 4}
        >
          {label.word}
        </text>
      ))}
    </>
  );
}

function Tip(props: {
  at: number;
  reply: ForecastReply;
  forecast: NonNullable<ForecastReply["forecast"]>;
  fan: readonly Band[];
  median: readonly number[];
}) {
  const { at, reply, forecast, fan, median } = props;
  const seen = reply.observed.dates.findIndex((date) => dayNumber(date) === at);
  const ahead = forecast.dates.findIndex((date) => dayNumber(date) === at);
  const observed = seen < 0 ? null : (reply.observed.values[seen] ?? null);
  return (
    <>
      <p>
        {text.forecasts.week} {day(reply.observed.dates[seen] ?? forecast.dates[ahead])}
      </p>
      {observed !== null ? (
        <p>
          <strong>{quantity(observed)}</strong> {text.forecasts.observed}
        </p>
      ) : null}
      {ahead >= 0 ? (
        <>
          <p>
            <strong>{quantity(median[ahead])}</strong> {text.forecasts.median}
          </p>
          {[...fan].reverse().map((band) => (
            <p key={band.name}>
              {band.name} %: {quantity(band.lower[ahead])}–{quantity(band.upper[ahead])}
            </p>
          ))}
        </>
      ) : null}
    </>
  );
}
