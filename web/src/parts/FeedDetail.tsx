import { useState } from "react";

import type { Feed, QuarantinedFile, QuarantinedRow } from "../contractAct";
import { useData } from "../data";
import { quantity, stamp } from "../format";
import { json, url } from "../server";
import { feedText } from "../texts/feeds";
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
    [feedText.from, feed.from],
    [feedText.reports, feed.reports],
    [feedText.lastReport, stamp(feed.lastReport)],
    [feedText.lastAttempt, stamp(feed.lastAttempt)],
    [feedText.due, stamp(feed.due)],
    [feedText.next, stamp(feed.next)],
    [feedText.read, quantity(feed.read)],
    [feedText.accepted, quantity(feed.accepted)],
    [feedText.duplicate, quantity(feed.duplicate)],
    [feedText.corrected, quantity(feed.corrected)],
    [feedText.quarantined, quantity(feed.quarantined)],
  ];
  return (
    <>
      <section className="card" aria-labelledby="feed-title">
        <header className="card-head">
          <h2 id="feed-title">{feed.title}</h2>
          {isReplay ? null : (
            <div className="card-tools">
              <button type="button" className="button" disabled={busy} title="u" onClick={pull}>
                {feedText.pull}
              </button>
              <button type="button" className="button" disabled={busy} title="p" onClick={pause}>
                {feed.state === "paused" ? feedText.resume : feedText.pause}
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
            <h3 id="affects-title">{feedText.affects}</h3>
            {feed.affects.length === 0 ? (
              <p className="muted">{feedText.affectsNone}</p>
            ) : (
              <ul className="bullets">
                {feed.affects.map((one) => (
                  <li key={one}>{one}</li>
                ))}
              </ul>
            )}
          </section>
          <section aria-labelledby="quarantine-title">
            <h3 id="quarantine-title">{feedText.quarantine}</h3>
            {feed.quarantine.length === 0 ? (
              <p className="muted">{feedText.quarantineNone}</p>
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
                    {quantity(one.rows)} {feedText.rows.toLowerCase()}: {one.reason}
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
          title={feedText.rowsOf(file.file)}
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
    name: feedText.line,
    show: (row: QuarantinedRow) => quantity(row.line),
    plain: (row: QuarantinedRow) => row.line,
    numeric: true,
  },
  {
    name: feedText.column,
    show: (row: QuarantinedRow) => row.column ?? "",
    plain: (row: QuarantinedRow) => row.column,
  },
  {
    name: feedText.why,
    show: (row: QuarantinedRow) => row.reason,
    plain: (row: QuarantinedRow) => row.reason,
  },
  {
    name: feedText.row,
    show: (row: QuarantinedRow) => <span className="mono">{row.row}</span>,
    plain: (row: QuarantinedRow) => row.row,
  },
];
