import { screenNamed, visit, wayTo } from "../address";
import type { Act } from "../act";
import type { Warning } from "../contractAct";
import { actorWords, chances, fullDay, percent, quantity, rough, stamp } from "../format";
import { text } from "../text";
import { ActFailure } from "./ActFailure";
import { follow } from "./follow";
import { GradeBadge, romans } from "./GradeBadge";

/** What may be done with a warning from its card. */
export type Verb = Warning["can"][number];

const keys: Record<Verb, string> = {
  confirm: "c",
  watch: "w",
  shelve: "s",
  dismiss: "x",
  acknowledge: "a",
};

interface CardProps {
  readonly warning: Warning;
  /** The act under way on this card, or null. */
  readonly act: Act | null;
  readonly isReplay: boolean;
  readonly isChosen: boolean;
  /** Decided or ended meanwhile, by somebody else or by itself. */
  readonly isGone: boolean;
  readonly onVerb: (verb: Verb) => void;
  readonly onFocus: () => void;
  readonly reload: () => void;
}

/** Where the evidence for a warning is. */
export function openEvidence(warning: Warning): boolean {
  const link = warning.links[0];
  if (link === undefined) return false;
  visit(screenNamed(link.screen), link.query);
  return true;
}

/** One warning: how grave, what, where, why, how sure, and the four things to do with it. */
export function WarningCard(props: CardProps) {
  const { warning, act, onVerb } = props;
  const grade = text.warnings.grade(romans[warning.grade]);
  const busy = act?.busy === true;
  return (
    <article
      className={`warning ${warning.state}`}
      tabIndex={-1}
      data-warning={warning.id}
      aria-labelledby={`${warning.id}-what`}
      aria-current={props.isChosen ? "true" : undefined}
      onFocus={props.onFocus}
    >
      <header className="warning-head">
        <GradeBadge grade={warning.grade} />
        <div>
          <h3 id={`${warning.id}-what`}>{warning.headline}</h3>
          <p className="warning-where">
            <strong>{grade}</strong> · {warning.where.name} ·{" "}
            {text.warnings.since(fullDay(warning.since))}
          </p>
        </div>
      </header>
      <p>{warning.words}</p>
      <Facts warning={warning} grade={grade} />
      {warning.state !== "waiting" ? <State warning={warning} /> : null}
      {props.isGone ? <p className="warning-state">{text.warnings.gone}</p> : null}
      {act !== null && act.problem !== null ? (
        <ActFailure problem={act.problem} show={props.reload} />
      ) : null}
      <p className="acts">
        {(props.isReplay ? [] : warning.can).map((verb) => (
          <button
            key={verb}
            type="button"
            className={verb === "confirm" ? "button small strong" : "button small"}
            disabled={busy}
            title={keys[verb]}
            onClick={() => onVerb(verb)}
          >
            {text.warnings[verb]}
          </button>
        ))}
        {warning.links.map((link, index) => (
          <a
            key={link.label}
            className="link"
            href={wayTo(screenNamed(link.screen), link.query)}
            title={index === 0 ? "e" : undefined}
            onClick={(event) =>
              follow(event, () => visit(screenNamed(link.screen), link.query))
            }
          >
            {link.label}
          </a>
        ))}
      </p>
      {warning.decisions.length + warning.notices.length > 0 ? <Record warning={warning} /> : null}
    </article>
  );
}

function Facts({ warning, grade }: { warning: Warning; grade: string }) {
  const { probability, leadDays, breachDate, ppv } = warning;
  const sure = [
    probability === null ? "" : `${chances(probability)} (${quantity(probability)})`,
    breachDate === null ? "" : text.warnings.by(fullDay(breachDate)),
    leadDays === null ? "" : text.warnings.lead(leadDays),
  ].filter(Boolean);
  const tags = [
    warning.sourceWords,
    warning.completeness === null
      ? ""
      : `${percent(warning.completeness)} ${text.stat.complete}`,
    warning.falseAlarmsPerYear === null
      ? ""
      : text.warnings.falseAlarms(rough(warning.falseAlarmsPerYear)),
    ppv.value === null
      ? text.warnings.notJudged(grade)
      : text.warnings.right(grade, percent(ppv.value), quantity(ppv.n)),
    warning.signals > 0 ? text.warnings.signals(warning.signals) : "",
    warning.expires === null || warning.state !== "waiting"
      ? ""
      : text.warnings.expires(stamp(warning.expires)),
  ].filter(Boolean);
  return (
    <>
      {sure.length > 0 ? <p className="warning-sure">{sure.join(" · ")}</p> : null}
      <p className="caption">{tags.join(" · ")}</p>
    </>
  );
}

function State({ warning }: { warning: Warning }) {
  const last = warning.decisions[warning.decisions.length - 1];
  return (
    <p className="warning-state">
      <strong>{text.warnings.states[warning.state] ?? warning.state}</strong>
      {warning.until !== null ? ` ${text.warnings.until(stamp(warning.until))}` : ""}
      {last === undefined
        ? ""
        : ` · ${text.act.by(actorWords(last.actor), stamp(last.at))}`}
    </p>
  );
}

function Record({ warning }: { warning: Warning }) {
  return (
    <details>
      <summary className="caption">{text.warnings.decisions}</summary>
      <ul className="record caption">
        {warning.decisions.map((one) => (
          <li key={`${one.at} ${one.verb}`}>
            {stamp(one.at)} · {one.verb} · {actorWords(one.actor)}
            {one.reason === null ? "" : ` · ${text.warnings.reasons[one.reason] ?? one.reason}`}
            {one.note ? ` · ${one.note}` : ""}
          </li>
        ))}
        {warning.notices.map((one) => (
          <li key={one.id}>
            {stamp(one.at)} · {one.channel} {one.to} ·{" "}
            {text.warnings.notices[one.state] ?? one.state}
            {one.words === "" ? "" : ` · ${one.words}`}
          </li>
        ))}
      </ul>
    </details>
  );
}
