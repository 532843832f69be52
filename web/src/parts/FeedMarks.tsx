import type { Feed, FeedDay } from "../contractAct";
import { day as shortDay, quantity } from "../format";
import { feedText } from "../texts/feeds";

/** A day's mark: a full square, a half one, a hatched one, a cross, or a point. */
const marks: Record<FeedDay["state"], string> = {
  good: "M1 1H13V13H1Z",
  late: "M1 13V1L13 13Z",
  partial: "M1 1H13V13H1ZM1 7 7 1M1 13 13 1M7 13 13 7",
  missing: "M2 2 12 12M12 2 2 12",
  none: "M6 7H8",
};

/** How a feed's report of one day came, by shape and colour, told in words as well. */
export function DayMark({ day }: { day: FeedDay }) {
  const state = feedText.days[day.state] ?? day.state;
  const words =
    day.date === ""
      ? ""
      : `${shortDay(day.date)}: ${state}, ${quantity(day.rows)} ${feedText.rows.toLowerCase()}` +
        (day.quarantined > 0
          ? `, ${quantity(day.quarantined)} ${feedText.quarantined.toLowerCase()}`
          : "");
  return (
    <svg
      className={`day-mark day-${day.state}`}
      width="14"
      height="14"
      viewBox="0 0 14 14"
      role={words === "" ? undefined : "img"}
      aria-label={words === "" ? undefined : words}
      aria-hidden={words === "" ? true : undefined}
    >
      {words === "" ? null : <title>{words}</title>}
      <path d={marks[day.state]} />
    </svg>
  );
}

const signs: Record<Feed["state"], string> = {
  healthy: "●",
  late: "◐",
  failing: "✕",
  silent: "○",
  paused: "‖",
  waiting: "…",
};

/** The state of a feed: a sign and the word. */
export function FeedState({ state }: { state: Feed["state"] }) {
  const bad = state === "failing" || state === "silent" || state === "late";
  return (
    <span className={bad ? "verdict yes" : "verdict"}>
      <span aria-hidden="true">{signs[state]}</span> {feedText.states[state] ?? state}
    </span>
  );
}
