/** The sentences of demand and capacity. */
export const demandText = {
  heat: "What runs short, where",
  site: "Site",
  states: {
    good: "Enough",
    tight: "Tight",
    short: "Short",
    unknown: "Not known",
  } as Record<string, string>,
  inDays: (n: number) => (n <= 0 ? "now" : `in ${n} d`),
  cover: (days: string) => `${days} d`,
  breaches: "What is exceeded first",
  breachesNone: "Nothing is expected to run short within the horizon.",
  lead: (n: number) => (n <= 0 ? "now" : n === 1 ? "in 1 day" : `in ${n} days`),
  none: "No demand has been worked out yet",
  noneHint:
    "It follows from a forecast and the beds of hospitals: salus import units, salus import " +
    "beds. Then by itself after each forecast, or now: salus demand.",
  basis: (day: string, from: string | null) =>
    `Worked out for ${day}${from === null ? "" : ` from ${from}`}.`,
  forecastOf: (title: string, date: string) => `the forecast of ${title}, week to ${date}`,
  paths: (n: string, sequence: number, seed: string) =>
    `${n} paths \u00b7 v${sequence} \u00b7 seed ${seed}`,
  need: (what: string, where: string) => `${what}, ${where}`,
  capacity: "capacity",
  observed: "observed",
  dots: (until: string | null) =>
    until === null
      ? "Peak within the horizon, 20 equal chances"
      : `Use until ${until} beyond deliveries, 20 equal chances`,
  dotsOver: (n: number, capacity: string, unit: string) =>
    `${n} of 20 chances above ${capacity} ${unit}`.trim(),
  beds: "Enter today\u2019s beds",
  ages: "How old the figures are",
  ageSite: "Hospital",
  oldest: "Oldest bed report",
  agesSentence: (old: number, all: number) =>
    old === 0
      ? `The figures of all ${all} hospitals are recent.`
      : `The figures of ${old} of ${all} hospitals are old or missing.`,
  occupied: { icu: "ICU occupied / open", ward: "Ward occupied / open" },
  stale: "old",
  fresh: "recent",
  never: "never reported",
  capacityNow: "There now",
  peakWord: "Peak",
  peakDate: "Peak on",
  coverDays: "Days of cover",
  chance: "Chance of breach",
  breachDate: "Breach by",
  resource: "Resource",
  state: "State",
  finding: "In words",
  discrepancies: "Figures that cannot all be true",
  chooseCell: "Arrow keys walk the table, Enter shows the course of one figure.",
  quantile: "Quantile",
  date: "Date",
};
