/** The shapes of `/api/v1` for warnings, capacity, demand, plans, orders, feeds and hand-over. */

export interface Ref {
  id: string;
  name: string;
}

/** A middle value inside its interval of 90 %. */
export interface Fan {
  /** What is expected, where sums over sites are told of. */
  mean?: number;
  median: number;
  lower: number;
  upper: number;
}

export interface Link {
  label: string;
  screen: string;
  query: Record<string, string>;
}

export interface Decision {
  at: string;
  actor: string;
  verb: string;
  reason: string | null;
  note?: string | null;
}

export type Grade = 1 | 2 | 3 | 4;

export interface Notice {
  id: string;
  channel: string;
  to: string;
  state: "queued" | "held" | "sent" | "failed" | "acknowledged";
  at: string;
  words: string;
}

/** Something that a person has to judge: one for each cause, graded from I, the gravest, to IV. */
export interface Warning {
  id: string;
  grade: Grade;
  headline: string;
  what: "detection" | "breach" | "cover" | "order" | "feed";
  where: { id: string; name: string; level: string };
  since: string;
  raised: string;
  day: string;
  state: "waiting" | "confirmed" | "watched" | "shelved" | "dismissed" | "expired" | "ended";
  words: string;
  probability: number | null;
  leadDays: number | null;
  breachDate: string | null;
  falseAlarmsPerYear: number | null;
  sourceClasses: string[];
  sourceWords: string;
  completeness: number | null;
  ppv: { value: number | null; n: number };
  signals: number;
  detections: string[];
  expires: string | null;
  until: string | null;
  revision: number;
  /** What may be decided in its state. */
  can: ("confirm" | "watch" | "shelve" | "dismiss" | "acknowledge")[];
  links: Link[];
  decisions: Decision[];
  notices: Notice[];
}

export interface WarningList {
  version: number;
  asOf: string;
  warnings: Warning[];
  next: string | null;
  counts: Record<string, number>;
  load: { perHour: number; most10min: number };
}

export interface Unit {
  id: string;
  name: string;
  kind: "ward" | "icu" | "emergency" | "other";
  beds: number;
  open: number;
  occupied: number;
  reserved: number;
  closed: number;
  free: number;
  ventilated: number | null;
  at: string | null;
  ageHours: number | null;
  isStale: boolean;
  isOver: boolean;
  actor: string | null;
  revision: number;
}

export interface Hospital {
  id: string;
  name: string;
  place: Ref | null;
  units: Unit[];
}

export interface Capacity {
  version: number;
  asOf: string;
  at: string;
  hospitals: Hospital[];
  discrepancies: { words: string; at: string; link?: string }[];
}

export interface Cell {
  resource: string;
  capacity: number | null;
  now: number | null;
  peak: Fan;
  peakDate: string;
  breach: { probability: number; date: string | null; leadDays: number | null } | null;
  cover: Fan | null;
  state: "good" | "tight" | "short" | "unknown";
  words: string;
}

export interface Resource {
  id: string;
  title: string;
  unit: string;
  kind: "patients" | "beds" | "equipment" | "staff" | "consumable";
}

export interface Site {
  id: string;
  name: string;
  level: "region" | "hospital";
  cells: Cell[];
}

export interface Breach {
  site: Ref;
  resource: string;
  title: string;
  probability: number;
  date: string;
  leadDays: number;
  capacity: number;
  peak: Fan;
  words: string;
}

export interface Estimate {
  id: string;
  day: string;
  made: string;
  forecast: {
    signal: string;
    title: string;
    referenceDate: string;
    caution: string | null;
  } | null;
  paths: number;
  sequence: number;
  seed: string;
  dates: string[];
}

export interface Demand {
  version: number;
  asOf: string;
  estimate: Estimate | null;
  resources: Resource[];
  sites: Site[];
  breaches: Breach[];
  sentence: string;
  isStale: boolean;
  staleWords: string | null;
}

export interface DemandSeries {
  version: number;
  site: Ref;
  resource: string;
  title: string;
  unit: string;
  /** Of what is used up, need is counted up to the day, and compared with the stock. */
  isCumulative: boolean;
  capacity: number | null;
  observed: { dates: string[]; values: (number | null)[] };
  dates: string[];
  levels: number[];
  quantiles: number[][];
  byDay: number[];
  dots: number[];
  sentence: string;
}

export interface PlanHead {
  id: string;
  revision: number;
  state: "proposed" | "signed" | "refused" | "superseded";
  made: string;
  moves: number;
  words: string;
}

export interface Move {
  id: string;
  item: string;
  title: string;
  unit: string;
  from: Ref;
  to: Ref;
  quantity: number;
  most: number;
  departs: string;
  arrives: string;
  minutes: number;
  vehicle: Ref | null;
  onTime: number | null;
  lots: { lot: string; quantity: number; expires: string | null }[];
  why: string;
  isAmended: boolean;
  fromXY: [number, number] | null;
  toXY: [number, number] | null;
}

export interface Total {
  label: string;
  unit: string;
  nothing: Fan;
  plan: Fan;
  best: Fan | null;
}

export interface Plan extends Omit<PlanHead, "moves"> {
  sequence: number;
  seconds: number;
  horizonDays: number;
  actor: string;
  sentence: string;
  moves: Move[];
  unmet: { site: Ref; resource: string; title: string; unit: string; nothing: Fan; plan: Fan }[];
  totals: Total[];
  binding: { words: string; gain: number | null; unit: string }[];
  rejected: { item: string; title: string; from: Ref; to: Ref; why: string }[];
  floors: {
    place: Ref;
    coverage: number;
    floor: number;
    isHeld: boolean;
    isVulnerable: boolean;
  }[];
  relaxation: { words: string; by: number; unit: string }[];
  /** Inputs that changed since: while there are any the plan cannot be signed. */
  changed: string[];
  will: string[];
  notify: string[];
  decisions: Decision[];
  secondSigner: string;
}

export interface PlanList {
  version: number;
  plans: PlanHead[];
  next: string | null;
}

export interface PlanReply {
  version: number;
  plan: Plan | null;
}

export interface Order {
  id: string;
  plan: string;
  move: string;
  item: string;
  title: string;
  unit: string;
  quantity: number;
  received: number;
  from: Ref;
  to: Ref;
  issued: string;
  due: string;
  state: "issued" | "bound" | "sent" | "executing" | "executed" | "late" | "cancelled";
  executor: string | null;
  lateMinutes: number | null;
  words: string;
  revision: number;
  /** What may be told of it in its state. */
  can: ("bind" | "send" | "start" | "receive" | "cancel")[];
  history: { at: string; verb: string; actor: string; words: string }[];
}

export interface Vehicle {
  id: string;
  name: string;
  capacity: number;
  status: "free" | "busy" | "outOfService";
  at: string | null;
}

export interface Operations {
  version: number;
  asOf: string;
  orders: Order[];
  vehicles: Vehicle[];
  progress: { dates: string[]; planned: number[]; actual: number[] };
  deviations: { words: string; orders: string[] }[];
  replan: { words: string } | null;
}

/** The time by which the twin lives: the example's own while its clock runs. */
export interface TwinClock {
  now: string;
  rate: string | null;
  isExample: boolean;
}

export interface FeedDay {
  date: string;
  state: "good" | "late" | "missing" | "partial" | "none";
  rows: number;
  quarantined: number;
}

export interface QuarantinedFile {
  import: string;
  file: string;
  rows: number;
  reason: string;
  at: string;
}

export interface Feed {
  name: string;
  title: string;
  kind: "watch" | "pull";
  from: string;
  reports: string;
  state: "healthy" | "late" | "failing" | "silent" | "paused" | "waiting";
  words: string;
  due: string | null;
  next: string | null;
  lastAttempt: string | null;
  lastReport: string | null;
  lagHours: number | null;
  completeness: number | null;
  read: number;
  accepted: number;
  duplicate: number;
  corrected: number;
  quarantined: number;
  days: FeedDay[];
  quarantine: QuarantinedFile[];
  affects: string[];
}

export interface FeedList {
  version: number;
  asOf: string;
  feeds: Feed[];
  clock: TwinClock;
}

/** What was known of each day after each delay: late reports fill the rows from left to right. */
export interface Triangle {
  version: number;
  signal: string;
  place: Ref;
  dates: string[];
  delays: number[];
  counts: (number | null)[][];
  share: (number | null)[];
  sentence: string;
}

export interface QuarantinedRow {
  file: string;
  line: number;
  column: string | null;
  reason: string;
  row: string;
}

export interface HandoverSection {
  id: "changed" | "decided" | "open" | "next" | "data";
  title: string;
  items: {
    words: string;
    link: { screen: string; query: Record<string, string> } | null;
    at: string | null;
  }[];
}

export interface Handover {
  version: number;
  from: string;
  to: string;
  fromSequence: number;
  toSequence: number;
  headline: string;
  sections: HandoverSection[];
  text: string;
  written: { at: string; actor: string; note: string | null }[];
}
