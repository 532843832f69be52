import { useEffect, useRef, useState } from "react";

import type { Plan } from "../contractAct";
import { actorWords, stamp } from "../format";
import { text } from "../text";
import { planText } from "../texts/plans";

interface SignProps {
  readonly plan: Plan;
  readonly isOpen: boolean;
  readonly busy: boolean;
  readonly decide: (verb: "sign" | "refuse", reason: string) => void;
  readonly amend: () => void;
}

/**
 * What exactly will happen, who is told, and the reason, which is required. Nothing is chosen
 * beforehand, and nothing is shown as done before the server has said so.
 */
export function SignOff({ plan, isOpen, busy, decide, amend }: SignProps) {
  const [reason, setReason] = useState("");
  const [fault, setFault] = useState("");
  const field = useRef<HTMLInputElement>(null);
  const sign = useRef<HTMLButtonElement>(null);
  useEffect(() => setReason(""), [plan.id]);
  const isStale = plan.changed.length > 0;
  const attempt = (verb: "sign" | "refuse") => {
    const written = reason.trim();
    if (written === "") {
      setFault(text.act.needReason);
      field.current?.focus();
      return;
    }
    setFault("");
    decide(verb, written);
  };
  return (
    <section className="card signoff" aria-labelledby="signoff-title">
      <h2 id="signoff-title">{planText.states[plan.state] ?? plan.state}</h2>
      {isOpen && isStale ? <p className="fault">{planText.staleHint}</p> : null}
      {isOpen ? (
        <>
          <div className="pair">
            <Lines title={planText.will} lines={plan.will} />
            <Lines title={planText.notify} lines={plan.notify} />
            <Lines title={planText.second} lines={[plan.secondSigner]} />
          </div>
          <div className="sign">
            <label className="stacked">
              <span>{text.act.reason}</span>
              <input
                ref={field}
                type="text"
                data-reason
                maxLength={500}
                autoComplete="off"
                aria-describedby="reason-fault"
                aria-invalid={fault !== ""}
                value={reason}
                onChange={(event) => setReason(event.target.value)}
                onKeyDown={(event) => {
                  // Enter leads to the button; it does not sign by itself.
                  if (event.key === "Enter") {
                    event.preventDefault();
                    if (reason.trim() === "") setFault(text.act.needReason);
                    else sign.current?.focus();
                  } else if (event.key === "Escape") {
                    event.currentTarget.blur();
                  }
                }}
              />
            </label>
            <p className="acts">
              <button
                type="button"
                className="button"
                disabled={busy}
                onClick={() => attempt("refuse")}
              >
                {planText.refuse}
              </button>
              <button type="button" className="button" disabled={busy} title="a" onClick={amend}>
                {planText.amend}
              </button>
              <button
                ref={sign}
                type="button"
                className="button primary"
                disabled={busy || isStale}
                onClick={() => attempt("sign")}
              >
                {planText.sign}
              </button>
            </p>
          </div>
          <p id="reason-fault" className="fault" role="alert">
            {fault}
          </p>
        </>
      ) : null}
      {plan.decisions.length > 0 ? (
        <ul className="record">
          {plan.decisions.map((one) => (
            <li key={`${one.at} ${one.verb}`}>
              {one.verb} · {actorWords(one.actor)} · {stamp(one.at)}
              {one.reason === null ? "" : ` · ${one.reason}`}
            </li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

/** A plan whose inputs have changed: what is newer, and the way to a new proposal. */
export function StalePlan(props: {
  changed: readonly string[];
  busy: boolean;
  anew: () => void;
}) {
  return (
    <div className="failure">
      <p className="failure-title">{planText.stale}</p>
      <ul className="bullets">
        {props.changed.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <p>{planText.staleHint}</p>
      <p className="failure-acts">
        <button type="button" className="button" disabled={props.busy} onClick={props.anew}>
          {planText.anew}
        </button>
      </p>
    </div>
  );
}

function Lines({ title, lines }: { title: string; lines: readonly string[] }) {
  const isLong = lines.length > 7;
  return (
    <div>
      <h3>{title}</h3>
      <ul className={isLong ? "bullets long" : "bullets"} tabIndex={isLong ? 0 : undefined}>
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </div>
  );
}
