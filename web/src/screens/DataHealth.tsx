import "../common";
import { useEffect, useRef, useState } from "react";

import { useAct } from "../act";
import { go } from "../address";
import type { Feed, FeedList } from "../contractAct";
import { useData } from "../data";
import { age, fullDay, percent, quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { ActFailure } from "../parts/ActFailure";
import { say, toast } from "../parts/announce";
import { FeedDetail } from "../parts/FeedDetail";
import { DayMark, FeedState } from "../parts/FeedMarks";
import { Figure } from "../parts/Figure";
import { ScreenHead, SignalSelect } from "../parts/Filters";
import { Empty, Shown } from "../parts/States";
import { TriangleFigure } from "../parts/TriangleFigure";
import { json, send, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { feedText } from "../texts/feeds";
import { useTwin } from "../twin";

/** Data health: which feed must be repaired before I trust the numbers? */
export function DataHealth() {
  const { address, asof, signal } = useTwin();
  const data = useData(url("feeds", { asof }), (at) => json<FeedList>(at), "when asked");
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const feeds = data.value?.feeds ?? [];
  const asked = address.query.get("feed");
  const chosen = feeds.find((feed) => feed.name === asked) ?? null;
  const act = useAct();
  const list = useRef<HTMLTableElement>(null);
  const [told, setTold] = useState<string | null>(null);

  const choose = (name: string | null) => go({ feed: name }, { replace: asked !== null });
  const step = (by: number) => {
    const at = feeds.findIndex((feed) => feed.name === asked);
    const next = feeds[Math.min(feeds.length - 1, Math.max(0, at + by))];
    if (next === undefined) return;
    choose(next.name);
    list.current
      ?.querySelector<HTMLElement>(`[data-feed="${CSS.escape(next.name)}"]`)
      ?.focus();
  };
  const change = (feed: Feed, path: string, body: Record<string, unknown>, words: string) => {
    setTold(feed.name);
    act.run(
      () => send<unknown>(url(`feeds/${encodeURIComponent(feed.name)}/${path}`), body),
      () => {
        toast(`${feed.title}: ${words}`);
        data.reload();
      },
    );
  };
  const pull = (feed: Feed) => change(feed, "pull", {}, feedText.pulled);
  const pause = (feed: Feed) => {
    const paused = feed.state !== "paused";
    change(feed, "pause", { paused }, paused ? feedText.paused : feedText.resumed);
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    u: () => (chosen === null || asof !== null ? false : pull(chosen)),
    p: () => (chosen === null || asof !== null ? false : pause(chosen)),
    Escape: () => (chosen === null ? false : choose(null)),
  });

  return (
    <>
      <ScreenHead {...text.screens.data}>
        <SignalSelect />
      </ScreenHead>
      <Shown data={data} height={420}>
        {(value) => (
          <>
            <p className="muted twin-time">
              {feedText.clock(fullDay(value.clock.now), value.clock.now.slice(11, 16))}{" "}
              {value.clock.rate !== null ? feedText.rate(value.clock.rate) : ""}
            </p>
            {value.feeds.length === 0 ? (
              <div className="card">
                <Empty title={feedText.none} hint={feedText.noneHint} />
              </div>
            ) : (
              <Figure
                id="feeds"
                title={feedText.title}
                sentence={feedSentence(value.feeds)}
                provenance={{ source: text.screens.data.name, asOf: `v${value.version}` }}
                picture="list"
                table={{ columns, rows: value.feeds, id: (row) => row.name, height: 480 }}
                foot={<MarkKey />}
              >
                <Matrix
                  feeds={value.feeds}
                  chosen={chosen?.name ?? null}
                  choose={(name) => {
                    choose(name === asked ? null : name);
                    say(value.feeds.find((feed) => feed.name === name)?.words ?? "");
                  }}
                  table={list}
                />
              </Figure>
            )}
          </>
        )}
      </Shown>
      <div className="columns health">
        {chosen !== null ? (
          <div className="column">
            {act.problem !== null && told === chosen.name ? (
              <ActFailure problem={act.problem} />
            ) : null}
            <FeedDetail
              feed={chosen}
              isReplay={asof !== null}
              busy={act.busy}
              pull={() => pull(chosen)}
              pause={() => pause(chosen)}
            />
          </div>
        ) : feeds.length > 0 ? (
          <p className="notice">{feedText.choose}</p>
        ) : null}
        {signal !== null && (data.value !== null || data.problem !== null) ? (
          <TriangleFigure signal={signal} />
        ) : null}
      </div>
    </>
  );
}

function feedSentence(feeds: readonly Feed[]): string {
  const healthy = feeds.filter((feed) => feed.state === "healthy").length;
  const bad = feeds
    .filter((feed) => ["failing", "silent", "late"].includes(feed.state))
    .map((feed) => `${feed.title}: ${(feedText.states[feed.state] ?? "").toLowerCase()}`);
  return feedText.sentence(healthy, feeds.length, bad.slice(0, 4).join("; "));
}

/** One row a feed, one mark a day: shape and colour say how the day's report came. */
function Matrix(props: {
  feeds: readonly Feed[];
  chosen: string | null;
  choose: (name: string) => void;
  table: React.RefObject<HTMLTableElement>;
}) {
  const dates = props.feeds[0]?.days.map((day) => day.date) ?? [];
  return (
    <div
      className="table-scroll"
      tabIndex={0}
      role="region"
      aria-label={text.table.of(feedText.title)}
    >
      <table className="table matrix" ref={props.table}>
        <thead>
          <tr>
            <th scope="col">{feedText.feed}</th>
            <th scope="col">{feedText.state}</th>
            <th scope="col">
              {feedText.list}
              {dates.length > 0 ? `: ${fullDay(dates[dates.length - 1])}` : ""}
            </th>
            <th scope="col" className="number">
              {feedText.lag}
            </th>
            <th scope="col" className="number">
              {feedText.complete}
            </th>
            <th scope="col" className="number">
              {feedText.duplicate}
            </th>
            <th scope="col" className="number">
              {feedText.quarantined}
            </th>
          </tr>
        </thead>
        <tbody>
          {props.feeds.map((feed) => (
            <tr key={feed.name} className={feed.name === props.chosen ? "chosen" : undefined}>
              <th scope="row">
                <button
                  type="button"
                  className="link"
                  data-feed={feed.name}
                  aria-expanded={feed.name === props.chosen}
                  onClick={() => props.choose(feed.name)}
                >
                  {feed.title}
                </button>
              </th>
              <td>
                <FeedState state={feed.state} />
              </td>
              <td>
                <span className="days">
                  {feed.days.map((day) => (
                    <DayMark key={day.date} day={day} />
                  ))}
                </span>
              </td>
              <td className="number">{age(feed.lagHours)}</td>
              <td className="number">{percent(feed.completeness)}</td>
              <td className="number">{quantity(feed.duplicate)}</td>
              <td className="number">{quantity(feed.quarantined)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const states = ["good", "late", "partial", "missing", "none"] as const;

function MarkKey() {
  return (
    <ul className="key">
      {states.map((state) => (
        <li key={state}>
          <DayMark day={{ date: "", state, rows: 0, quarantined: 0 }} />
          {feedText.days[state]}
        </li>
      ))}
    </ul>
  );
}

const columns = [
  {
    name: feedText.feed,
    show: (row: Feed) => row.title,
    plain: (row: Feed) => row.title,
  },
  {
    name: feedText.state,
    show: (row: Feed) => <FeedState state={row.state} />,
    plain: (row: Feed) => feedText.states[row.state] ?? row.state,
  },
  {
    name: feedText.lastReport,
    show: (row: Feed) => stamp(row.lastReport),
    plain: (row: Feed) => row.lastReport,
  },
  {
    name: feedText.due,
    show: (row: Feed) => stamp(row.due),
    plain: (row: Feed) => row.due,
  },
  {
    name: `${feedText.lag} (h)`,
    show: (row: Feed) => age(row.lagHours),
    plain: (row: Feed) => row.lagHours,
    numeric: true,
  },
  {
    name: feedText.complete,
    show: (row: Feed) => percent(row.completeness),
    plain: (row: Feed) => row.completeness,
    numeric: true,
  },
  ...(["read", "accepted", "duplicate", "corrected", "quarantined"] as const).map((key) => ({
    name: feedText[key],
    show: (row: Feed) => quantity(row[key]),
    plain: (row: Feed) => row[key],
    numeric: true,
  })),
  {
    name: text.table.finding,
    show: (row: Feed) => row.words,
    plain: (row: Feed) => row.words,
  },
];
