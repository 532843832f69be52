import type { Order } from "../contractAct";
import { actorWords, minutesWords, quantity, stamp } from "../format";
import type { Problem } from "../server";
import { orderText } from "../texts/orders";
import { ActFailure } from "./ActFailure";

export type OrderVerb = Order["can"][number];

/** The columns of the board, in the order of an order's life. */
export const columns = ["bind", "way", "late", "done"] as const;

export function columnOf(order: Order): typeof columns[number] {
  if (order.state === "executed" || order.state === "cancelled") return "done";
  if (order.state === "late") return "late";
  return order.state === "issued" ? "bind" : "way";
}

/** What is told of an order next: who carries it out, then that it was sent, then that it began. */
export function nextStep(order: Order): OrderVerb | undefined {
  const steps: OrderVerb[] = order.executor === null ? ["bind"] : ["send", "start"];
  return steps.find((verb) => order.can.includes(verb));
}

const keys: Record<OrderVerb, string> = {
  bind: "b",
  send: "n",
  start: "n",
  receive: "t",
  cancel: "x",
};

interface CardProps {
  readonly order: Order;
  readonly isReplay: boolean;
  readonly isChosen: boolean;
  readonly busy: boolean;
  readonly problem: Problem | null;
  readonly onVerb: (verb: OrderVerb) => void;
  readonly onFocus: () => void;
  readonly reload: () => void;
}

/** One order: what goes where, by when, who carries it out, and what may be told of it. */
export function OrderCard(props: CardProps) {
  const { order } = props;
  return (
    <article
      className={`order ${columnOf(order)}`}
      tabIndex={-1}
      data-order={order.id}
      aria-labelledby={`${order.id}-what`}
      aria-current={props.isChosen ? "true" : undefined}
      onFocus={props.onFocus}
    >
      <h4 id={`${order.id}-what`}>
        {quantity(order.quantity)} {order.title} <span className="mono caption">{order.id}</span>
      </h4>
      <p>{orderText.way(order.from.name, order.to.name)}</p>
      <p className="order-due">
        <strong>
          {order.state === "late" && order.lateMinutes !== null
            ? orderText.lateBy(minutesWords(order.lateMinutes))
            : (orderText.states[order.state] ?? order.state)}
        </strong>{" "}
        · {orderText.due(stamp(order.due))}
      </p>
      <p className="caption">
        {orderText.executor}: {order.executor ?? orderText.noExecutor}
        {order.received > 0
          ? ` · ${orderText.received(quantity(order.received), quantity(order.quantity))}`
          : ""}
      </p>
      {props.problem !== null ? (
        <ActFailure problem={props.problem} show={props.reload} />
      ) : null}
      {props.isReplay || order.can.length === 0 ? null : (
        <p className="acts">
          {order.can.map((verb) => (
            <button
              key={verb}
              type="button"
              className="button small"
              disabled={props.busy}
              title={keys[verb]}
              onClick={() => props.onVerb(verb)}
            >
              {orderText[verb]}
            </button>
          ))}
        </p>
      )}
      {order.history.length > 0 ? (
        <details>
          <summary className="caption">{orderText.history}</summary>
          <ul className="record caption">
            {order.history.map((one) => (
              <li key={`${one.at} ${one.verb}`}>
                {stamp(one.at)} · {one.words === "" ? one.verb : one.words} ·{" "}
                {actorWords(one.actor)}
              </li>
            ))}
          </ul>
        </details>
      ) : null}
    </article>
  );
}
