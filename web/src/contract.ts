/** The shapes of `/api/v1` that the pages read; `docs/api.md` describes them. */

import type { TwinClock } from "./contractAct";

export interface Place {
  id: string;
  name: string;
  level: string;
  parent?: string | null;
  population?: number | null;
}

/** A measured series, such as laboratory-confirmed cases. */
export interface Signal {
  id: string;
  title: string;
  unit: string;
  period: "day" | "week";
  measure?: string;
  sourceClass?: string;
  levels: string[];
  from?: string | null;
  through?: string | null;
}

export interface Trend {
  direction: "up" | "down" | "level";
  words: string;
}

/** A number with its four tags: as-of time, completeness, source, interval. */
export interface Stat {
  id: string;
  label: string;
  value: number | null;
  lower: number | null;
  upper: number | null;
  /** How sure the interval is, such as 0.95. */
  level?: number | null;
  unit: string;
  asOf: string | null;
  completeness: number | null;
  source: string;
  trend: Trend | null;
  note: string | null;
}

export interface Change {
  sequence: number;
  recorded: string;
  kind: string;
  text: string;
  link: string | null;
}

export interface Summary {
  version: number;
  asOf: string;
  place: Place | null;
  day: string | null;
  stats: Stat[];
  changes: Change[];
  openDetections: number;
  /** Warnings that wait for a person, and the other work that does. */
  waiting?: number;
  openOrders?: number;
  lateOrders?: number;
  plansWaiting?: number;
  feedsTroubled?: number;
  clock?: TwinClock | null;
}

export interface PlaceList {
  version: number;
  places: Place[];
  /** Levels that have boundaries. */
  mapped?: string[];
}

export interface SignalList {
  version: number;
  signals: Signal[];
}

export interface Region {
  id: string;
  name: string;
  population?: number | null;
  rings: number[][];
}

export interface Geo {
  version: number;
  level: string;
  width: number;
  height: number;
  regions: Region[];
  lines?: { name: string; path: number[] }[];
}

export interface CubeHead {
  signal: string;
  level: string;
  from: string;
  /** How many dates there are, and how many days lie between them (1 without it). */
  days: number;
  step?: number;
  regions: string[];
  regionCount: number;
  breaks: number[];
  unit: string;
  version: number;
  provisionalFrom: string | null;
}

/** One class for each date and region; 255 missing, 254 suppressed. */
export interface Cube {
  head: CubeHead;
  classes: Uint8Array;
}

export interface CubeRow {
  place: string;
  name: string;
  population: number | null;
  cases7d: number | null;
  rate: number | null;
  class: number;
  change: number | null;
}

export interface CubeTable {
  day: string;
  rows: CubeRow[];
}

export interface Series {
  version: number;
  asOf: string;
  signal: Signal;
  place: Place;
  dates: string[];
  values: (number | null)[];
  provisional: boolean[];
  completeness: (number | null)[];
  sentence: string;
}

/** What a detector found; on the screens it is called a signal. */
export interface Detection {
  id: string;
  signal: string;
  signalTitle: string;
  place: { id: string; name: string; level: string };
  date: string;
  since: string;
  observed: number | null;
  expected: number | null;
  upper: number | null;
  score: number | null;
  method: string;
  sourceClass?: string;
  completeness: number | null;
  agreeing: string[];
  state: string;
  words: string;
}

export interface DetectionList {
  version: number;
  detections: Detection[];
  next: string | null;
  lastRun: { at: string; day: string; series: number } | null;
}

export interface Evidence {
  version?: number;
  detection: Detection;
  series: {
    dates: string[];
    observed: (number | null)[];
    expected: (number | null)[];
    upper: (number | null)[];
    alarm: boolean[];
    provisional: boolean[];
  };
  methods: {
    method: string;
    alarm: boolean;
    upper: number | null;
    expected: number | null;
    words: string;
  }[];
  reproduction: {
    mean: number;
    lower: number;
    upper: number;
    from: string;
    to: string;
    weak: boolean;
    words: string;
  } | null;
  past: { id: string; since: string; until: string | null; peak: number | null; words: string }[];
  sentence: string;
}

export interface ForecastRun {
  id: string;
  signal: string;
  referenceDate: string;
  kind: "issued" | "hindcast";
  asOf: string;
  model: string;
  modelVersion: string;
  seed: number | string;
  sequence: number;
  places: number;
  recorded: string;
}

export interface ForecastRuns {
  version: number;
  forecasts: ForecastRun[];
}

export interface PastForecast {
  referenceDate: string;
  kind: "issued" | "hindcast";
  dates: string[];
  median: number[];
  lower50: number[];
  upper50: number[];
  lower80: number[];
  upper80: number[];
  lower95: number[];
  upper95: number[];
}

export interface HorizonScore {
  horizon: number;
  n: number;
  wis: number | null;
  baseline: number | null;
  ratio: number | null;
  coverage50: number | null;
  coverage80: number | null;
  coverage95: number | null;
}

export interface ForecastReply {
  version: number;
  asOf: string;
  signal: Signal;
  place: Place;
  observed: { dates: string[]; values: (number | null)[]; provisional: boolean[] };
  then: { dates: string[]; values: (number | null)[] } | null;
  forecast: {
    id: string;
    /** The first week it is for; weeks end on it. */
    referenceDate: string;
    /** The newest date with data when it was made. */
    dataThrough?: string | null;
    kind: "issued" | "hindcast";
    model: string;
    modelVersion: string;
    asOf: string;
    seed: number | string;
    sequence: number;
    dates: string[];
    levels: number[];
    quantiles: number[][];
  } | null;
  past: PastForecast[];
  scores: { n: number; byHorizon: HorizonScore[]; words: string } | null;
  reliable: boolean;
  caution: string | null;
  sentence: string;
}

/** A problem document (RFC 9457). */
export interface ProblemDocument {
  type?: string;
  title: string;
  status?: number;
  detail?: string;
  hint?: string;
  requestId?: string;
  /** What changed since the version that was decided on (412). */
  changed?: string[];
}
