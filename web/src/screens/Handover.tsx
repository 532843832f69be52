import "../common";
import { useEffect, useRef, useState } from "react";

import { useAct } from "../act";
import { go, screenNamed, visit, wayTo } from "../address";
import type { Handover, HandoverSection } from "../contractAct";
import { useData } from "../data";
import { actorWords, quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { ActFailure } from "../parts/ActFailure";
import { say, toast } from "../parts/announce";
import { Figure } from "../parts/Figure";
import { ScreenHead } from "../parts/Filters";
import { follow } from "../parts/follow";
import { Shown } from "../parts/States";
import { json, send, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { handoverText } from "../texts/handover";
import { useTwin } from "../twin";

const spans = [8, 12, 24, 72];

/** Hand-over: what does the next shift need to know? */
export function HandoverScreen() {
  const { address, asof } = useTwin();
  const since = address.query.get("since");
  const asked = Number(address.query.get("hours") ?? "");
  const hours = Number.isFinite(asked) && asked > 0 ? asked : 12;
  const span = since === null ? { hours } : { since };
  const data = useData(
    url("handover", { ...span, asof }),
    (at) => json<Handover>(at),
    "when asked",
  );
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const [note, setNote] = useState("");
  const [mail, setMail] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const act = useAct();

  const copy = () => {
    const words = data.value?.text ?? "";
    if (navigator.clipboard === undefined) say(handoverText.copyByHand);
    else {
      navigator.clipboard.writeText(words).then(
        () => toast(handoverText.copied),
        () => toast(handoverText.copyByHand),
      );
    }
  };
  const sign = () =>
    act.run(
      () =>
        send<{ version: number; handover: Handover }>(url("handover"), {
          ...(since === null ? { hours } : { since: Number(since) }),
          ...(note.trim() === "" ? {} : { note: note.trim() }),
          mail,
        }),
      (answer) => {
        data.put(answer.handover);
        setNote("");
        toast(handoverText.done);
      },
    );
  useKeys({
    c: () => copy(),
    s: () => (asof === null ? field.current?.focus() : false),
  });

  return (
    <>
      <ScreenHead {...text.screens.handover}>
        <label className="field">
          <span>{handoverText.since}</span>
          <select
            value={since === null ? String(hours) : "since"}
            onChange={(event) => go({ hours: event.target.value, since: null })}
          >
            {since !== null ? (
              <option value="since">{handoverText.sequence(since)}</option>
            ) : null}
            {[...new Set([...spans, hours])].map((one) => (
              <option key={one} value={String(one)}>
                {handoverText.hours(one)}
              </option>
            ))}
          </select>
        </label>
        <button type="button" className="button" onClick={() => window.print()}>
          {handoverText.print}
        </button>
        <button type="button" className="button" title="c" onClick={copy}>
          {handoverText.copy}
        </button>
      </ScreenHead>
      <Shown data={data} height={620}>
        {(value) => (
          <div className="columns handover">
            <Figure
              id="handover"
              title={handoverText.span(stamp(value.from), stamp(value.to))}
              sentence={value.headline}
              provenance={{
                source: text.screens.handover.name,
                asOf: `v${value.fromSequence} to v${value.toSequence}`,
              }}
              picture="list"
              table={{ columns, rows: rowsOf(value), id: (row) => row.key, height: 620 }}
            >
              <div className="note-page">
                {value.sections.map((section) => (
                  <Section key={section.id} section={section} />
                ))}
              </div>
            </Figure>
            <aside className="column" aria-label={handoverText.signTitle}>
              {asof === null ? (
                <form
                  className="card note-form"
                  aria-labelledby="note-title"
                  onSubmit={(event) => {
                    event.preventDefault();
                    sign();
                  }}
                >
                  <h2 id="note-title">{handoverText.signTitle}</h2>
                  {act.problem !== null ? <ActFailure problem={act.problem} /> : null}
                  <label className="stacked">
                    <span>
                      {handoverText.noteLabel} ({text.act.optional})
                    </span>
                    <textarea
                      ref={field}
                      rows={4}
                      maxLength={4000}
                      value={note}
                      onChange={(event) => setNote(event.target.value)}
                    />
                  </label>
                  <label className="choice">
                    <input
                      type="checkbox"
                      checked={mail}
                      onChange={(event) => setMail(event.target.checked)}
                    />
                    <span>{handoverText.mail}</span>
                  </label>
                  <p className="acts">
                    <button type="submit" className="button primary" disabled={act.busy}>
                      {handoverText.sign}
                    </button>
                  </p>
                </form>
              ) : null}
              {value.written.length > 0 ? (
                <section className="card note-form" aria-labelledby="written-title">
                  <h2 id="written-title">{handoverText.written}</h2>
                  <ul className="record">
                    {value.written.map((one) => (
                      <li key={`${one.at} ${one.actor}`}>
                        {handoverText.writtenBy(actorWords(one.actor), stamp(one.at))}
                        {one.note === null ? "" : `: ${one.note}`}
                      </li>
                    ))}
                  </ul>
                </section>
              ) : null}
              <details className="card note-form">
                <summary>{handoverText.asText}</summary>
                <pre tabIndex={0}>{value.text}</pre>
              </details>
            </aside>
          </div>
        )}
      </Shown>
    </>
  );
}

function Section({ section }: { section: HandoverSection }) {
  return (
    <section aria-labelledby={`note-${section.id}`}>
      <h3 id={`note-${section.id}`}>
        {section.title} <span className="caption">{quantity(section.items.length)}</span>
      </h3>
      {section.items.length === 0 ? (
        <p className="muted">{handoverText.nothing}</p>
      ) : (
        <ul className="bullets">
          {section.items.map((item, index) => (
            <li key={`${index} ${item.words}`}>
              {item.link === null ? item.words : <Way item={item}>{item.words}</Way>}
              {item.at === null ? null : <span className="caption"> {stamp(item.at)}</span>}
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Way(props: { item: HandoverSection["items"][number]; children: string }) {
  const { link } = props.item;
  if (link === null) return <>{props.children}</>;
  const screen = screenNamed(link.screen);
  return (
    <a
      className="link"
      href={wayTo(screen, link.query)}
      onClick={(event) => follow(event, () => visit(screen, link.query))}
    >
      {props.children}
    </a>
  );
}

interface ItemRow {
  readonly key: string;
  readonly section: string;
  readonly words: string;
  readonly at: string | null;
}

function rowsOf(value: Handover): ItemRow[] {
  return value.sections.flatMap((section) =>
    section.items.map((item, index) => ({
      key: `${section.id} ${index}`,
      section: section.title,
      words: item.words,
      at: item.at,
    })),
  );
}

const columns = [
  {
    name: handoverText.section,
    show: (row: ItemRow) => row.section,
    plain: (row: ItemRow) => row.section,
  },
  {
    name: handoverText.words,
    show: (row: ItemRow) => row.words,
    plain: (row: ItemRow) => row.words,
  },
  {
    name: handoverText.when,
    show: (row: ItemRow) => stamp(row.at),
    plain: (row: ItemRow) => row.at,
  },
];
