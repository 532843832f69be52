import { useState } from "react";

import type { Act } from "../act";
import type { Warning } from "../contractAct";
import { stamp } from "../format";
import { text } from "../text";
import { ActFailure } from "./ActFailure";
import { Dialog } from "./Dialog";

/** For how many hours a warning may be shelved. */
const spans = [4, 12, 24, 72, 168];

interface DecisionProps {
  readonly warning: Warning;
  readonly verb: "shelve" | "dismiss";
  readonly now: Date;
  readonly act: Act;
  readonly decide: (more: Readonly<Record<string, string>>) => void;
  readonly close: () => void;
}

/** Asks why a warning is dismissed, or until when it is shelved. Nothing is chosen beforehand. */
export function DecisionDialog(props: DecisionProps) {
  const { warning, verb, now, act } = props;
  const [choice, setChoice] = useState<string | null>(null);
  const [note, setNote] = useState("");
  const [fault, setFault] = useState("");
  const shelves = verb === "shelve";
  const choices: [string, string][] = shelves
    ? spans.map((hours) => {
        const until = new Date(now.getTime() + hours * 3_600_000).toISOString();
        return [until, `${text.warnings.hours(hours)} (${stamp(until)})`];
      })
    : Object.entries(text.warnings.reasons);
  const send = () => {
    const written = note.trim();
    if (choice === null) {
      setFault(shelves ? text.warnings.how : text.warnings.chooseReason);
    } else if (choice === "other" && written === "") {
      setFault(text.warnings.noteNeeded);
    } else {
      setFault("");
      const said: Record<string, string> = written === "" ? {} : { note: written };
      props.decide(shelves ? { until: choice, ...said } : { reason: choice, ...said });
    }
  };
  const title = shelves
    ? text.warnings.shelveTitle(warning.headline)
    : text.warnings.dismissTitle(warning.headline);
  return (
    <Dialog label={title} look="form" close={props.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
        onKeyDown={(event) => {
          const typing = event.target instanceof HTMLTextAreaElement;
          const wanted = choices[Number(event.key) - 1];
          if (typing || wanted === undefined) return;
          event.preventDefault();
          setChoice(wanted[0]);
        }}
      >
        <h2>{title}</h2>
        {act.problem !== null ? <ActFailure problem={act.problem} /> : null}
        <fieldset>
          <legend>{shelves ? text.warnings.how : text.warnings.why}</legend>
          {choices.map(([value, words], index) => (
            <label key={value} className="choice">
              <input
                type="radio"
                name="choice"
                value={value}
                checked={choice === value}
                autoFocus={index === 0}
                onChange={() => setChoice(value)}
              />
              <span>{words}</span>
              <kbd>{index + 1}</kbd>
            </label>
          ))}
        </fieldset>
        {shelves ? <p className="caption">{text.warnings.back}</p> : null}
        <label className="stacked">
          <span>
            {text.act.note} ({choice === "other" ? text.act.required : text.act.optional})
          </span>
          <textarea
            rows={2}
            maxLength={2000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        <p className="acts">
          <button type="submit" className="button primary" disabled={act.busy}>
            {text.warnings.verbs[verb]}
          </button>
          <button type="button" className="button" onClick={props.close}>
            {text.act.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
