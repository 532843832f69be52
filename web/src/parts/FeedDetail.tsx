import { useState } from "react";

import type { Feed, QuarantinedFile, QuarantinedRow } from "../contractAct";
import { useData } from "../data";
import { quantity, stamp } from "../format";
import { json, url } from "../server";
import { text } from "../text";
import { Figure } from "./Figure";
import { Shown } from "./States";

interface DetailProps {
  readonly feed: Feed;
  readonly isReplay: boolean;
  readonly busy: boolean;
  readonly pull: () => void;
  readonly pause: () => void;
}

/** One feed: where it comes from, what it read, what was set aside, and what stands on it. */
export function FeedDetail({ feed, isReplay, busy, pull, pause }: DetailProps) {
  const [open, setOpen] = useState<string | null>(null);
  const file = feed.quarantine.find((one) => one.import === open);
  const facts: [string, string][] = [
    [text.feeds.from, feed.from],
    [text.feeds.reports, feed.reports],
    [text.feeds.lastReport, stamp(feed.lastReport)],
    [text.feeds.lastAttempt, stamp(feed.lastAttempt)],
    [text.feeds.due, stamp(feed.due)],
    [text.feeds.next, stamp(feed.next)],
    [text.feeds.read, quantity(feed.read)],
    [text.feeds.accepted, quantity(feed.accepted)],
    [text.feeds.duplicate, quantity(feed.duplicate)],
    [text.feeds.corrected, quantity(feed.corrected)],
    [text.feeds.quarantined, quantity(feed.quarantined)],
  ];
  return (
    <>
      <section className="card" aria-labelledby="feed-title">
        <header className="card-head">
          <h2 id="feed-title">{feed.title}</h2>
          {isReplay ? null : (
            <div className="card-tools">
              <button type="button" className="button" disabled={busy} title="u" onClick={pull}>
                {text.feeds.pull}
              </button>
              <button type="button" className="button" disabled={busy} title="p" onClick={pause}>
                {feed.state === "paused" ? text.feeds.resume : text.feeds.pause}
              </button>
            </div>
          )}
        </header>
        <p className="figure-sentence">{feed.words}</p>
        <dl className="facts">
          {facts.map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
        <div className="pair padded">
          <section aria-labelledby="affects-title">
            <h3 id="affects-title">{text.feeds.affects}</h3>
            {feed.affects.length === 0 ? (
              <p className="muted">{text.feeds.affectsNone}</p>
            ) : (
              <ul className="bullets">
                {feed.affects.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            )}
          </section>
          <section aria-labelledby="quarantine-title">
            <h3 id="quarantine-title">{text.feeds.quarantine}</h3>
            {feed.quarantine.length === 0 ? (
              <p className="muted">{text.feeds.quarantineNone}</p>
            ) : (
              <ul className="bullets">
                {feed.quarantine.map((one) => (
                  <li key={one.import}>
                    <button
                      type="button"
                      className="link"
                      aria-expanded={one.import === open}
                      onClick={() => setOpen(one.import === open ? null : one.import)}
                    >
                      {one.file}
                    </button>{" "}
                    {quantity(one.rows)} {text.feeds.rows.toLowerCase()}: {one.reason}
                    <span className="caption"> · {stamp(one.at)}</span>
                  </li>
                ))}
              </ul>
            )}
          </section>
        </div>
      </section>
      {file !== undefined ? <Rows file={file} /> : null}
    </>
  );
}

function Rows({ file }: { file: QuarantinedFile }) {
  const data = useData(url(`imports/${encodeURIComponent(file.import)}/quarantine`), (at) =>
    json<{ rows: QuarantinedRow[] }>(at),
  );
  return (
    <Shown data={data} height={240}>
      {(value) => (
        <Figure
          id="quarantine-rows"
          title={text.feeds.rowsOf(file.file)}
          sentence={file.reason}
          provenance={{ source: file.file, asOf: stamp(file.at) }}
          table={{ columns: rowColumns, rows: value.rows, id: rowId, height: 320 }}
          tableOnly
          asTable
        >
          {null}
        </Figure>
      )}
    </Shown>
  );
}

function rowId(row: QuarantinedRow): string {
  return `${row.file} ${row.line} ${row.column ?? ""} ${row.reason}`;
}

const rowColumns = [
  {
    name: text.feeds.line,
    show: (row: QuarantinedRow) => quantity(row.line),
    plain: (row: QuarantinedRow) => row.line,
    numeric: true,
  },
  {
    name: text.feeds.column,
    show: (row: QuarantinedRow) => row.column ?? "",
    plain: (row: QuarantinedRow) => row.column,
  },
  {
    name: text.feeds.why,
    show: (row: QuarantinedRow) => row.reason,
    plain: (row: QuarantinedRow) => row.reason,
  },
  {
    name: text.feeds.row,
    show: (row: QuarantinedRow) => <span className="mono">{row.row}</span>,
    plain: (row: QuarantinedRow) => row.row,
  },
];
