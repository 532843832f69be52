import { useState } from "react";

import type { Act } from "../act";
import type { Order, Vehicle } from "../contractAct";
import { counted } from "../format";
import { text } from "../text";
import { orderText } from "../texts/orders";
import { ActFailure } from "./ActFailure";
import { Dialog } from "./Dialog";
import type { OrderVerb } from "./OrderCard";

interface DialogProps {
  readonly order: Order;
  readonly verb: OrderVerb;
  readonly vehicles: readonly Vehicle[];
  readonly act: Act;
  readonly tell: (more: Readonly<Record<string, unknown>>) => void;
  readonly close: () => void;
}

/** A number for a receipt that nobody wrote on paper: sent again, it is known as the same one. */
function freshReceipt(order: Order): string {
  const random = crypto.getRandomValues(new Uint32Array(1))[0] ?? 0;
  return `${order.id}-${random.toString(36)}`;
}

const titles: Record<"bind" | "receive" | "cancel", (id: string) => string> = {
  bind: orderText.bindTitle,
  receive: orderText.receiveTitle,
  cancel: orderText.cancelTitle,
};

/** Asks who carries an order out, how much arrived, or why it is cancelled. */
export function OrderDialog(props: DialogProps) {
  const { order, act } = props;
  const verb = props.verb === "bind" || props.verb === "receive" ? props.verb : "cancel";
  const [executor, setExecutor] = useState(order.executor ?? "");
  const [amount, setAmount] = useState(String(Math.max(0, order.quantity - order.received)));
  const [receipt, setReceipt] = useState(() => freshReceipt(order));
  const [note, setNote] = useState("");
  const [fault, setFault] = useState("");
  const send = () => {
    const written = note.trim();
    const said = written === "" ? {} : { note: written };
    if (verb === "bind") {
      if (executor.trim() === "") setFault(orderText.nobody);
      else props.tell({ executor: executor.trim(), ...said });
    } else if (verb === "receive") {
      const got = Number(amount);
      if (amount.trim() === "" || !(got > 0)) setFault(orderText.wrong);
      else props.tell({ quantity: got, receipt: receipt.trim(), ...said });
    } else if (written === "") {
      setFault(text.act.needReason);
    } else {
      props.tell(said);
    }
  };
  const title = titles[verb](order.id);
  return (
    <Dialog label={title} look="form" close={props.close}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setFault("");
          send();
        }}
      >
        <h2>{title}</h2>
        <p>
          {counted(order.quantity, order.unit)} · {order.title},{" "}
          {orderText.way(order.from.name, order.to.name)}
        </p>
        {act.problem !== null ? <ActFailure problem={act.problem} /> : null}
        {verb === "bind" ? (
          <label className="stacked">
            <span>{orderText.executor}</span>
            <input
              type="text"
              list="executors"
              autoFocus
              maxLength={200}
              autoComplete="off"
              value={executor}
              onChange={(event) => setExecutor(event.target.value)}
            />
            <datalist id="executors">
              {props.vehicles.map((vehicle) => (
                <option key={vehicle.id} value={vehicle.id}>
                  {vehicle.name}
                </option>
              ))}
            </datalist>
          </label>
        ) : null}
        {verb === "receive" ? (
          <>
            <label className="stacked">
              <span>
                {orderText.quantity}
              </span>
              <input
                type="text"
                inputMode="decimal"
                autoFocus
                autoComplete="off"
                value={amount}
                onFocus={(event) => event.target.select()}
                onChange={(event) => setAmount(event.target.value)}
              />
            </label>
            <label className="stacked">
              <span>{orderText.receipt}</span>
              <input
                type="text"
                maxLength={100}
                autoComplete="off"
                aria-describedby="receipt-help"
                value={receipt}
                onChange={(event) => setReceipt(event.target.value)}
              />
              <span id="receipt-help" className="caption">
                {orderText.receiptHelp}
              </span>
            </label>
          </>
        ) : null}
        <label className="stacked">
          <span>
            {verb === "cancel"
              ? text.act.reason
              : `${text.act.note} (${text.act.optional})`}
          </span>
          <input
            type="text"
            maxLength={500}
            autoComplete="off"
            autoFocus={verb === "cancel"}
            value={note}
            onChange={(event) => setNote(event.target.value)}
          />
        </label>
        <p className="fault" role="alert">
          {fault}
        </p>
        <p className="acts">
          <button type="submit" className="button primary" disabled={act.busy}>
            {orderText.submit[verb]}
          </button>
          <button type="button" className="button" onClick={props.close}>
            {text.act.cancel}
          </button>
        </p>
      </form>
    </Dialog>
  );
}
