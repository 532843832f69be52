import { dayNumber } from "./dates";

const language = document.documentElement.lang || "en";
const whole = new Intl.NumberFormat(language, { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat(language, { maximumFractionDigits: 1 });
const fine = new Intl.NumberFormat(language, {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const dayMonth = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  timeZone: "UTC",
});
const dayMonthYear = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const weekdayDay = new Intl.DateTimeFormat("en-GB", {
  weekday: "short",
  day: "numeric",
  month: "short",
  year: "numeric",
  timeZone: "UTC",
});
const monthOnly = new Intl.DateTimeFormat("en-GB", { month: "short", timeZone: "UTC" });

/** A missing number is said, never drawn as zero. */
export const none = "–";

/** A quantity with as many digits as it can bear: 2,184; 17.3; 1.31. */
export function quantity(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const size = Math.abs(value);
  if (Number.isInteger(value) || size >= 100) return whole.format(value);
  return size >= 10 ? short.format(value) : fine.format(value);
}

/** A number for a sentence: 0.8, 4.2, 17. */
export function rough(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  return Math.abs(value) >= 100 ? whole.format(value) : short.format(value);
}

export function count(value: number | null | undefined): string {
  return value === null || value === undefined ? none : whole.format(value);
}

/** A share from 0 to 1 as percent. */
export function percent(value: number | null | undefined): string {
  return value === null || value === undefined ? none : `${whole.format(value * 100)}\u00a0%`;
}

/** A change such as +12 % or −8 %. */
export function change(value: number | null | undefined): string {
  if (value === null || value === undefined || !Number.isFinite(value)) return none;
  const text = `${whole.format(Math.abs(value) * 100)}\u00a0%`;
  return value > 0 ? `+${text}` : value < 0 ? `−${text}` : text;
}

export function interval(lower: number | null, upper: number | null): string {
  return lower === null || upper === null ? "" : `${quantity(lower)}–${quantity(upper)}`;
}

function moment(date: string): Date {
  return new Date(dayNumber(date) * 86_400_000);
}

/** 20 Nov */
export function day(date: string | null | undefined): string {
  return date ? dayMonth.format(moment(date.slice(0, 10))) : none;
}

/** 20 Nov 2026 */
export function fullDay(date: string | null | undefined): string {
  return date ? dayMonthYear.format(moment(date.slice(0, 10))) : none;
}

/** Fri, 20 Nov 2026 */
export function longDay(date: string | null | undefined): string {
  return date ? weekdayDay.format(moment(date.slice(0, 10))) : none;
}

/** Nov, or 2027 in January, for axes. */
export function monthLabel(dayAsNumber: number): string {
  const date = new Date(dayAsNumber * 86_400_000);
  return date.getUTCMonth() === 0 ? String(date.getUTCFullYear()) : monthOnly.format(date);
}

/** A moment such as 20 Nov 06:00, in UTC. */
export function stamp(instant: string | null | undefined): string {
  if (!instant) return none;
  const time = instant.slice(11, 16);
  return time === "" ? day(instant) : `${day(instant)} ${time}`;
}

/** Seconds as 00:41. */
export function clock(seconds: number): string {
  const total = Math.max(0, Math.floor(seconds));
  const minutes = String(Math.floor(total / 60)).padStart(2, "0");
  return `${minutes}:${String(total % 60).padStart(2, "0")}`;
}

/** A unit of the twin (UCUM, such as {cases}/wk) in words: cases a week. */
export function unitWords(unit: string): string {
  if (unit === "1") return "";
  const parts = /^\{(.+)\}(?:\/(d|wk))?$/.exec(unit);
  if (parts === null) return unit;
  const each = parts[2] === "d" ? " a day" : parts[2] === "wk" ? " a week" : "";
  // A bare count is named by the title of its series.
  return (parts[1] === "count" ? each : `${parts[1] ?? ""}${each}`).trim();
}

/** A number with its unit: 1 course, 14 courses, 3 m³. */
export function counted(n: number, unit: string): string {
  return `${quantity(n)} ${unitsOf(n, unit)}`.trim();
}

/** The unit as it stands after a number: things that are counted take their plural. */
export function unitsOf(n: number, unit: string): string {
  const words = unitWords(unit);
  const isCounted = words !== "" && unit === `{${words}}` && !words.endsWith("s");
  return isCounted && n !== 1 ? `${words}s` : words === "m3" ? "m³" : words;
}

/** The word for a level with a capital: Ward. */
export function capital(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}

export function plural(n: number, one: string, many: string): string {
  return `${whole.format(n)} ${n === 1 ? one : many}`;
}

/** A probability as a count of twenty: 15 in 20 chances. Never "20 in 20" below certainty. */
export function chances(probability: number): string {
  const n = Math.round(probability * 20);
  if (n === 0 && probability > 0) return "under 1 in 20 chances";
  if (n === 20 && probability < 1) return "over 19 in 20 chances";
  return `${n} in 20 chances`;
}

/** Who acted: anna (not verified), an officer (not verified), or a part of the program. */
export function actorWords(actor: string): string {
  const [kind, name] = actor.split(":", 2);
  if (name === undefined) return actor;
  if (kind === "feed") return `the feed ${name}`;
  if (kind !== "unverified") return actor;
  return `${name === "" || name === "unknown" ? "an officer" : name} (not verified)`;
}

/** A length of time in hours, in the unit that suits it: 40 min, 6 h, 3 days. */
export function age(hours: number | null | undefined): string {
  if (hours === null || hours === undefined || !Number.isFinite(hours)) return none;
  if (hours < 1) return `${whole.format(hours * 60)} min`;
  return hours < 48 ? `${whole.format(hours)} h` : `${whole.format(hours / 24)} days`;
}

/** A number of minutes: 40 min, 2 h 10 min. */
export function minutesWords(minutes: number): string {
  const total = Math.round(minutes);
  if (total < 60) return `${total} min`;
  const rest = total % 60;
  return `${Math.floor(total / 60)} h${rest === 0 ? "" : ` ${rest} min`}`;
}
