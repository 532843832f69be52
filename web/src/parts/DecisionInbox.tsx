import { useEffect, useMemo, useRef, useState, type ReactNode } from "react";

import { useAct } from "../act";
import { go } from "../address";
import type { Warning, WarningList } from "../contractAct";
import { useData } from "../data";
import { chances, fullDay, percent, quantity, rough } from "../format";
import { useKeys } from "../keys";
import { json, send, url } from "../server";
import { twinNow, useSummary } from "../shared";
import { noteVersion } from "../shown";
import { text } from "../text";
import { lineage, useTwin } from "../twin";
import { say, toast } from "./announce";
import { DecisionDialog } from "./DecisionDialog";
import { Figure } from "./Figure";
import { GradeBadge, romans } from "./GradeBadge";
import { Empty, Shown } from "./States";
import { useHeld } from "./useHeld";
import { openEvidence, WarningCard, type Verb } from "./WarningCard";

const filters = ["waiting", "open", "all"];

/**
 * The warnings that wait for this officer, the gravest first, each judged where it stands. What
 * comes below them is drawn once they are there, so that it need not move.
 */
export function DecisionInbox({ children }: { children: ReactNode }) {
  const { address, asof, place, root, places } = useTwin();
  const summary = useSummary();
  const asked = address.query.get("warnings");
  const filter = filters.find((name) => name === asked) ?? "waiting";
  const one = address.query.get("warning");
  const data = useData(
    url("warnings", { state: one === null ? filter : "all", limit: 200, asof }),
    (at) => json<WarningList>(at),
  );
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const held = useHeld(data.value?.warnings ?? null, data.value?.version ?? 0, `${filter} ${one}`);
  const shown = useMemo(
    () =>
      held.warnings.filter((warning) =>
        one !== null
          ? warning.id === one
          : place === null ||
            place.id === root?.id ||
            lineage(places, warning.where.id).some((step) => step.id === place.id),
      ),
    [held.warnings, one, place, root, places],
  );
  const [cursor, setCursor] = useState<string | null>(one);
  const [dialog, setDialog] = useState<{ id: string; verb: "shelve" | "dismiss" } | null>(null);
  const [acted, setActed] = useState<string | null>(null);
  const act = useAct();
  const box = useRef<HTMLDivElement>(null);

  const focus = (id: string) =>
    box.current?.querySelector<HTMLElement>(`[data-warning="${CSS.escape(id)}"]`)?.focus();
  const step = (by: number) => {
    const at = shown.findIndex((warning) => warning.id === cursor);
    const next = shown[Math.min(shown.length - 1, Math.max(0, at + by))];
    if (next !== undefined) focus(next.id);
  };
  const decide = (warning: Warning, verb: Verb, more: Readonly<Record<string, string>> = {}) => {
    setActed(warning.id);
    act.run(
      () =>
        send<{ version: number; warning: Warning }>(
          url(`warnings/${encodeURIComponent(warning.id)}/decision`),
          { verb, revision: warning.revision, ...more },
        ),
      (answer) => {
        // The card stays where it is and says what was decided; the list is renewed with `r`.
        if (data.value !== null) {
          data.put({
            ...data.value,
            version: answer.version,
            warnings: data.value.warnings.map((old) =>
              old.id === answer.warning.id ? answer.warning : old,
            ),
          });
        }
        held.replace(answer.warning);
        setDialog(null);
        toast(`${text.warnings.done[verb] ?? verb}: ${warning.headline}`);
        window.setTimeout(() => focus(warning.id), 0);
      },
    );
  };
  const begin = (warning: Warning, verb: Verb) => {
    act.clear();
    if (verb === "shelve" || verb === "dismiss") setDialog({ id: warning.id, verb });
    else decide(warning, verb);
  };
  /** A key acts on the card that has been chosen; without one it only chooses. */
  const byKey = (verb: Verb) => (): void | false => {
    const target = shown.find((warning) => warning.id === cursor);
    if (target === undefined) {
      const first = shown[0];
      if (first === undefined) return false;
      focus(first.id);
      say(text.warnings.again);
      return undefined;
    }
    if (asof !== null || !target.can.includes(verb)) return false;
    begin(target, verb);
    return undefined;
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    c: byKey("confirm"),
    w: byKey("watch"),
    s: byKey("shelve"),
    x: byKey("dismiss"),
    a: byKey("acknowledge"),
    e: () => {
      const target = shown.find((warning) => warning.id === cursor) ?? shown[0];
      return target === undefined || !openEvidence(target) ? false : undefined;
    },
  });

  const dialogOf = shown.find((warning) => warning.id === dialog?.id);
  const gravest = Math.min(...shown.map((warning) => warning.grade)) as 1 | 2 | 3 | 4;
  return (
    <>
      <div ref={box}>
        <Shown data={data} height={436}>
          {(list) => {
            const load = text.warnings.load(rough(list.load.perHour), rough(list.load.most10min));
            const sentence =
              shown.length === 0
                ? `${text.warnings.none}.`
                : text.warnings.sentence(shown.length, text.warnings.grade(romans[gravest]));
            return (
              <Figure
                id="warnings"
                title={text.warnings.title}
                sentence={sentence}
                provenance={{ source: text.warnings.title, asOf: `v${list.version}` }}
                picture="list"
                table={{ columns, rows: shown, id: (row) => row.id, height: 480 }}
                controls={
                  one !== null ? (
                    <button type="button" className="link" onClick={() => go({ warning: null })}>
                      {text.warnings.filter["all"]}
                    </button>
                  ) : (
                    <>
                      <div className="segments" role="group" aria-label={text.signals.show}>
                        {filters.map((name) => (
                          <button
                            key={name}
                            type="button"
                            aria-pressed={filter === name}
                            onClick={() => go({ warnings: name === "waiting" ? null : name })}
                          >
                            {text.warnings.filter[name]}
                          </button>
                        ))}
                      </div>
                      {held.fresh.length > 0 ? (
                        <button
                          type="button"
                          className="button primary"
                          title="r"
                          data-fresh={held.fresh.length}
                          onClick={held.accept}
                        >
                          {text.warnings.fresh(held.fresh.length)}
                        </button>
                      ) : null}
                    </>
                  )
                }
                foot={<p className="card-foot caption">{load}</p>}
              >
                {shown.length === 0 ? (
                  <Empty title={text.warnings.none} hint={text.warnings.noneHint("")} />
                ) : (
                  <ol className="warnings">
                    {shown.map((warning) => (
                      <li key={warning.id}>
                        <WarningCard
                          warning={warning}
                          act={acted === warning.id && dialog === null ? act : null}
                          isReplay={asof !== null}
                          isChosen={warning.id === cursor}
                        isGone={held.gone.has(warning.id)}
                          onVerb={(verb) => begin(warning, verb)}
                          onFocus={() => setCursor(warning.id)}
                          reload={() => {
                            act.clear();
                            data.reload();
                          }}
                        />
                      </li>
                    ))}
                  </ol>
                )}
              </Figure>
            );
          }}
        </Shown>
        {dialog !== null && dialogOf !== undefined ? (
          <DecisionDialog
            warning={dialogOf}
            verb={dialog.verb}
            now={twinNow(summary)}
            act={act}
            decide={(more) => decide(dialogOf, dialog.verb, more)}
            close={() => {
              if (act.problem?.status === 412) data.reload();
              act.clear();
              setDialog(null);
            }}
          />
        ) : null}
      </div>
      {data.value !== null || data.problem !== null ? children : null}
    </>
  );
}

const columns = [
  {
    name: text.warnings.columns.grade,
    show: (row: Warning) => (
      <span className="with-badge">
        <GradeBadge grade={row.grade} size={20} /> {romans[row.grade]}
      </span>
    ),
    plain: (row: Warning) => row.grade,
  },
  {
    name: text.warnings.columns.what,
    show: (row: Warning) => row.headline,
    plain: (row: Warning) => row.headline,
  },
  {
    name: text.table.place,
    show: (row: Warning) => row.where.name,
    plain: (row: Warning) => row.where.name,
  },
  {
    name: text.warnings.columns.state,
    show: (row: Warning) => text.warnings.states[row.state] ?? row.state,
    plain: (row: Warning) => text.warnings.states[row.state] ?? row.state,
  },
  {
    name: text.warnings.columns.probability,
    show: (row: Warning) => (row.probability === null ? "" : chances(row.probability)),
    plain: (row: Warning) => row.probability,
    numeric: true,
  },
  {
    name: text.warnings.columns.lead,
    show: (row: Warning) => quantity(row.leadDays),
    plain: (row: Warning) => row.leadDays,
    numeric: true,
  },
  {
    name: text.warnings.columns.since,
    show: (row: Warning) => fullDay(row.since),
    plain: (row: Warning) => row.since,
  },
  {
    name: text.table.completeness,
    show: (row: Warning) => percent(row.completeness),
    plain: (row: Warning) => row.completeness,
    numeric: true,
  },
];
