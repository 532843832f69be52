import "../common";
import { useEffect, useRef, useState } from "react";

import { useAct } from "../act";
import { go, visit } from "../address";
import type { Order, Plan, PlanHead, PlanList, PlanReply } from "../contractAct";
import { useData } from "../data";
import { quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { ActFailure } from "../parts/ActFailure";
import { toast } from "../parts/announce";
import { ScreenHead } from "../parts/Filters";
import { PlanMap } from "../parts/PlanMap";
import { PlanMoves } from "../parts/PlanMoves";
import { PlanReasons } from "../parts/PlanReasons";
import { PlanWorth } from "../parts/PlanWorth";
import { SignOff, StalePlan } from "../parts/SignOff";
import { Empty, Failure, Shown } from "../parts/States";
import { json, send, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { planText } from "../texts/plans";
import { useTwin } from "../twin";

/** Allocation: sign, amend or reject the proposed plan? */
export function Allocation() {
  const { address, asof } = useTwin();
  const asked = address.query.get("plan") ?? "latest";
  const data = useData(
    url(`plans/${encodeURIComponent(asked)}`, {
      revision: address.query.get("revision"),
      asof,
    }),
    (at) => json<PlanReply>(at),
    "when asked",
  );
  const heads = useData(url("plans", { limit: 20, asof }), (at) => json<PlanList>(at));
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const [before, setBefore] = useState<Plan | null>(null);
  const [orders, setOrders] = useState<readonly Order[]>([]);
  const act = useAct();
  const page = useRef<HTMLDivElement>(null);
  const plan = data.value?.plan ?? null;
  const open = plan !== null && plan.state === "proposed" && asof === null;

  const focus = (selector: string) =>
    page.current?.querySelector<HTMLElement>(selector)?.focus();
  const propose = () =>
    act.run(
      () => send<PlanReply>(url("plans"), {}),
      (answer) => {
        setBefore(null);
        setOrders([]);
        if (asked === "latest") data.put(answer);
        else go({ plan: null, revision: null });
        toast(answer.plan === null ? text.moves.none : text.moves.proposed);
      },
    );
  const amend = (changes: readonly { move: string; quantity: number }[]) => {
    if (plan === null) return;
    act.run(
      () =>
        send<PlanReply>(url(`plans/${encodeURIComponent(plan.id)}/amend`), {
          revision: plan.revision,
          changes,
        }),
      (answer) => {
        setBefore(plan);
        data.put(answer);
        toast(planText.amendedNow);
        window.setTimeout(() => focus("[data-reason]"), 0);
      },
    );
  };
  const decide = (verb: "sign" | "refuse", reason: string) => {
    if (plan === null) return;
    act.run(
      () =>
        send<PlanReply & { orders?: Order[] }>(
          url(`plans/${encodeURIComponent(plan.id)}/decision`),
          { verb, reason, revision: plan.revision },
        ),
      (answer) => {
        data.put(answer);
        heads.reload();
        setOrders(answer.orders ?? []);
        toast(
          verb === "sign" ? planText.signed(answer.orders?.length ?? 0) : planText.refused,
        );
      },
    );
  };
  useKeys({
    a: () => (open ? focus("[data-quantity]") : false),
    s: () => (open ? focus("[data-reason]") : false),
    p: () => (asof === null ? propose() : false),
    o: () => (plan?.state === "signed" ? visit("operations") : false),
  });
  const renew = () => {
    act.clear();
    data.reload();
  };

  return (
    <div ref={page}>
      <ScreenHead {...text.screens.allocation}>
        {plan !== null ? (
          <span className="caption">
            {planText.title(plan.id)} · {planText.revision(plan.revision)} ·{" "}
            {planText.made(stamp(plan.made), plan.sequence, quantity(plan.seconds))}
          </span>
        ) : null}
        {asof === null ? (
          <button type="button" className="button" disabled={act.busy} title="p" onClick={propose}>
            {plan === null ? planText.propose : planText.anew}
          </button>
        ) : null}
      </ScreenHead>
      {act.problem !== null ? (
        <ActFailure problem={act.problem} show={act.problem.status === 412 ? renew : undefined} />
      ) : null}
      {data.value === null && data.problem?.status === 404 ? (
        <Failure problem={data.problem} retry={() => go({ plan: null, revision: null })} />
      ) : (
        <Shown data={data} height={620}>
          {({ plan: shown }) =>
            shown === null ? (
              <div className="card">
                <Empty title={text.moves.none} hint={planText.noneHint} />
              </div>
            ) : (
              <>
                <Head plan={shown} orders={orders} />
                {open && shown.changed.length > 0 ? (
                  <StalePlan changed={shown.changed} busy={act.busy} anew={propose} />
                ) : null}
                <PlanMoves
                  plan={shown}
                  isOpen={open && !act.busy}
                  before={before?.id === shown.id ? before : null}
                  amend={amend}
                />
                <div className="columns allocation">
                  <div className="column">
                    <PlanWorth
                      plan={shown}
                      before={before?.id === shown.id ? before : null}
                    />
                    <PlanReasons plan={shown} />
                  </div>
                  <PlanMap plan={shown} />
                </div>
                {open || shown.decisions.length > 0 ? (
                  <SignOff
                    plan={shown}
                    isOpen={open}
                    busy={act.busy}
                    decide={decide}
                    amend={() => focus("[data-quantity]")}
                  />
                ) : null}
              </>
            )
          }
        </Shown>
      )}
      {data.value !== null ? (
        <Earlier heads={heads.value?.plans ?? []} shown={plan?.id ?? null} />
      ) : null}
    </div>
  );
}

/** What the plan is for, and that it can no longer be decided on where that is so. */
function Head({ plan, orders }: { plan: Plan; orders: readonly Order[] }) {
  return (
    <div className="plan-head">
      <p className="lead">{plan.sentence}</p>
      <p>
        <strong>{planText.states[plan.state] ?? plan.state}</strong>
        {plan.state === "signed" ? (
          <>
            {orders.length > 0 ? ` · ${planText.signed(orders.length)} ` : " "}
            <button type="button" className="link" title="o" onClick={() => visit("operations")}>
              {planText.toOrders}
            </button>
          </>
        ) : null}
      </p>
      {plan.relaxation.length > 0 ? (
        <div className="notice">
          <p>{planText.relaxed}</p>
          <ul className="bullets">
            {plan.relaxation.map((one) => (
              <li key={one.words}>{one.words}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </div>
  );
}

function Earlier({ heads, shown }: { heads: readonly PlanHead[]; shown: string | null }) {
  if (heads.length === 0) return null;
  return (
    <section className="card below" aria-labelledby="earlier-title">
      <header className="card-head">
        <h2 id="earlier-title">{planText.earlier}</h2>
      </header>
      <ul className="plan-list">
        {heads.map((head) => (
          <li key={head.id}>
            <button
              type="button"
              className="link"
              aria-current={head.id === shown ? "true" : undefined}
              onClick={() => go({ plan: head.id, revision: null })}
            >
              {head.id}
            </button>
            <span>{planText.states[head.state] ?? head.state}</span>
            <span>{head.words}</span>
            <span className="caption">
              {stamp(head.made)} · {planText.list(head.moves)}
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
