import "../common";
import { useEffect, useMemo, useRef, useState } from "react";

import { useAct } from "../act";
import { go, visit } from "../address";
import { ProgressChart } from "../charts/ProgressChart";
import type { Operations, Order, PlanReply, Vehicle } from "../contractAct";
import { foretell, useData } from "../data";
import { counted, fullDay, quantity, stamp } from "../format";
import { useKeys } from "../keys";
import { ActFailure } from "../parts/ActFailure";
import { toast } from "../parts/announce";
import { Figure } from "../parts/Figure";
import { ScreenHead } from "../parts/Filters";
import { columnOf, columns, nextStep, OrderCard, type OrderVerb } from "../parts/OrderCard";
import { OrderDialog } from "../parts/OrderDialog";
import { Empty, Shown } from "../parts/States";
import { json, send, url } from "../server";
import { noteVersion } from "../shown";
import { text } from "../text";
import { orderText } from "../texts/orders";
import { useTwin } from "../twin";

/** Operations: what is late, and who fixes it? */
export function OperationsScreen() {
  const { address, asof } = useTwin();
  const data = useData(url("operations", { asof }), (at) => json<Operations>(at), "when asked");
  useEffect(() => noteVersion(data.value?.version), [data.value]);
  const [cursor, setCursor] = useState<string | null>(address.query.get("order"));
  const [dialog, setDialog] = useState<{ id: string; verb: OrderVerb } | null>(null);
  const act = useAct();
  const [acted, setActed] = useState<string | null>(null);
  const board = useRef<HTMLDivElement>(null);

  const byColumn = useMemo(() => {
    const orders = [...(data.value?.orders ?? [])].sort((a, b) => a.due.localeCompare(b.due));
    return columns.map((name) => ({
      name,
      orders: orders.filter((order) => columnOf(order) === name),
    }));
  }, [data.value]);
  // Walked as they stand in need of somebody: what is late first, what is done last.
  const walked = useMemo(
    () =>
      ["late", "bind", "way", "done"].flatMap(
        (name) => byColumn.find((column) => column.name === name)?.orders ?? [],
      ),
    [byColumn],
  );

  const focus = (id: string) =>
    board.current?.querySelector<HTMLElement>(`[data-order="${CSS.escape(id)}"]`)?.focus();
  const step = (by: number) => {
    const at = walked.findIndex((order) => order.id === cursor);
    const next = walked[Math.min(walked.length - 1, Math.max(0, at + by))];
    if (next !== undefined) focus(next.id);
  };
  const tell = (order: Order, verb: OrderVerb, more: Readonly<Record<string, unknown>> = {}) => {
    setActed(order.id);
    act.run(
      () =>
        send<{ version: number; order: Order }>(
          url(`orders/${encodeURIComponent(order.id)}/event`),
          { verb, revision: order.revision, ...more },
        ),
      (answer) => {
        if (data.value !== null) {
          data.put({
            ...data.value,
            version: answer.version,
            orders: data.value.orders.map((old) =>
              old.id === answer.order.id ? answer.order : old,
            ),
          });
        }
        setDialog(null);
        toast(`${order.id}: ${orderText.done[verb] ?? verb}`);
        // A finished order leads to the one after it; any other keeps the reader's place.
        const after = walked[walked.findIndex((one) => one.id === order.id) + 1];
        const isDone = columnOf(answer.order) === "done";
        window.setTimeout(() => focus(isDone ? (after?.id ?? order.id) : order.id), 0);
        // What else the act moved: progress, vehicles, deviations.
        data.reload();
      },
    );
  };
  const begin = (order: Order, verb: OrderVerb) => {
    act.clear();
    if (verb === "send" || verb === "start") tell(order, verb);
    else setDialog({ id: order.id, verb });
  };
  const replan = () =>
    act.run(
      () => send<PlanReply>(url("plans"), {}),
      (answer) => {
        toast(answer.plan === null ? text.moves.none : text.moves.proposed);
        foretell(url("plans/latest"), answer);
        visit("allocation");
      },
    );
  const byKey = (wanted: OrderVerb | "next") => (): void | false => {
    const target = walked.find((order) => order.id === cursor);
    if (asof !== null) return false;
    if (target === undefined) {
      step(1);
      return undefined;
    }
    const verb = wanted === "next" ? nextStep(target) : wanted;
    if (verb === undefined || !target.can.includes(verb)) return false;
    begin(target, verb);
    return undefined;
  };
  useKeys({
    j: () => step(1),
    k: () => step(-1),
    b: byKey("bind"),
    n: byKey("next"),
    t: byKey("receive"),
    x: byKey("cancel"),
    p: () => (asof === null ? replan() : false),
  });
  const dialogOf = walked.find((order) => order.id === dialog?.id);
  const late = byColumn.find((column) => column.name === "late")?.orders.length ?? 0;
  const done = byColumn.find((column) => column.name === "done")?.orders.length ?? 0;

  return (
    <>
      <ScreenHead {...text.screens.operations}>
        {asof === null ? (
          <button type="button" className="button" disabled={act.busy} title="p" onClick={replan}>
            {orderText.replan}
          </button>
        ) : null}
      </ScreenHead>
      {act.problem !== null && acted === null ? <ActFailure problem={act.problem} /> : null}
      <Shown data={data} height={560}>
        {(value) => (
          <>
            {value.replan !== null || value.deviations.length > 0 ? (
              <Deviations value={value} choose={focus} />
            ) : null}
            <Figure
              id="orders"
              title={orderText.board}
              sentence={orderText.sentence(late, walked.length - done)}
              provenance={{ source: orderText.board, asOf: `v${value.version}` }}
              picture="list"
              table={{ columns: orderColumns, rows: walked, id: (row) => row.id, height: 560 }}
            >
              {walked.length === 0 ? (
                <Empty title={orderText.none} hint={orderText.noneHint}>
                  <button type="button" className="button" onClick={() => visit("allocation")}>
                    {text.screens.allocation.name}
                  </button>
                </Empty>
              ) : (
                <div className="board" ref={board}>
                  {byColumn.map((column) => (
                    <section key={column.name} aria-labelledby={`column-${column.name}`}>
                      <h3 id={`column-${column.name}`}>
                        {orderText.columns[column.name]}{" "}
                        <span className="caption">{column.orders.length}</span>
                      </h3>
                      <ol>
                        {column.orders.map((order) => (
                          <li key={order.id}>
                            <OrderCard
                              order={order}
                              isReplay={asof !== null}
                              isChosen={order.id === cursor}
                              busy={act.busy}
                              problem={
                                acted === order.id && dialog === null ? act.problem : null
                              }
                              onVerb={(verb) => begin(order, verb)}
                              onFocus={() => {
                                setCursor(order.id);
                                if (address.query.has("order")) {
                                  go({ order: order.id }, { replace: true });
                                }
                              }}
                              reload={() => {
                                act.clear();
                                data.reload();
                              }}
                            />
                          </li>
                        ))}
                      </ol>
                      {column.orders.length === 0 ? (
                        <p className="muted">{orderText.columnNone}</p>
                      ) : null}
                    </section>
                  ))}
                </div>
              )}
            </Figure>
            <div className="columns operations">
              <Progress value={value} />
              <Vehicles vehicles={value.vehicles} />
            </div>
          </>
        )}
      </Shown>
      {dialog !== null && dialogOf !== undefined && data.value !== null ? (
        <OrderDialog
          order={dialogOf}
          verb={dialog.verb}
          vehicles={data.value.vehicles}
          act={act}
          tell={(more) => tell(dialogOf, dialog.verb, more)}
          close={() => {
            if (act.problem?.status === 412) data.reload();
            act.clear();
            setDialog(null);
          }}
        />
      ) : null}
    </>
  );
}

function Deviations({ value, choose }: { value: Operations; choose: (id: string) => void }) {
  return (
    <section className="caution warned" aria-labelledby="deviations-title">
      <div>
        <h2 id="deviations-title">
          {value.replan === null ? orderText.deviations : orderText.suggested}
        </h2>
        {value.replan !== null ? <p>{value.replan.words}</p> : null}
        <ul className="bullets">
          {value.deviations.map((one) => (
            <li key={one.words}>
              {one.words}{" "}
              {one.orders.map((id) => (
                <button key={id} type="button" className="link" onClick={() => choose(id)}>
                  {id}
                </button>
              ))}
            </li>
          ))}
        </ul>
      </div>
    </section>
  );
}

function Progress({ value }: { value: Operations }) {
  const { dates, planned, actual } = value.progress;
  if (dates.length === 0) return null;
  const newest = actual.length - 1;
  const sentence = orderText.progressSentence(
    quantity(actual[newest]),
    quantity(planned[newest]),
    fullDay(dates[newest]),
  );
  return (
    <Figure
      id="progress"
      title={orderText.progress}
      sentence={sentence}
      provenance={{ source: orderText.board, asOf: `v${value.version}` }}
      table={{
        columns: [
          {
            name: text.table.date,
            show: (i: number) => fullDay(dates[i]),
            plain: (i: number) => dates[i] ?? null,
          },
          {
            name: orderText.planned,
            show: (i: number) => quantity(planned[i]),
            plain: (i: number) => planned[i] ?? null,
            numeric: true,
          },
          {
            name: orderText.actual,
            show: (i: number) => quantity(actual[i]),
            plain: (i: number) => actual[i] ?? null,
            numeric: true,
          },
        ],
        rows: dates.map((_, i) => i),
        id: String,
        height: 320,
      }}
    >
      <ProgressChart dates={dates} planned={planned} actual={actual} sentence={sentence} />
    </Figure>
  );
}

function Vehicles({ vehicles }: { vehicles: readonly Vehicle[] }) {
  return (
    <section className="card" aria-labelledby="vehicles-title">
      <header className="card-head">
        <h2 id="vehicles-title">{orderText.vehicles}</h2>
      </header>
      {vehicles.length === 0 ? (
        <p className="card-foot muted">{orderText.vehiclesNone}</p>
      ) : (
        <ul className="plan-list">
          {vehicles.map((one) => (
            <li key={one.id}>
              <strong>{one.name}</strong>
              <span>{orderText.vehicleStates[one.status] ?? one.status}</span>
              <span className="caption">
                {quantity(one.capacity)} m³ · {stamp(one.at)}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}

const orderColumns = [
  {
    name: orderText.order,
    show: (row: Order) => row.id,
    plain: (row: Order) => row.id,
  },
  {
    name: text.moves.item,
    show: (row: Order) => row.title,
    plain: (row: Order) => row.title,
  },
  {
    name: text.moves.quantity,
    show: (row: Order) => counted(row.quantity, row.unit),
    plain: (row: Order) => row.quantity,
    numeric: true,
  },
  {
    name: text.moves.from,
    show: (row: Order) => row.from.name,
    plain: (row: Order) => row.from.name,
  },
  {
    name: text.moves.to,
    show: (row: Order) => row.to.name,
    plain: (row: Order) => row.to.name,
  },
  {
    name: orderText.dueColumn,
    show: (row: Order) => stamp(row.due),
    plain: (row: Order) => row.due,
  },
  {
    name: orderText.state,
    show: (row: Order) => orderText.states[row.state] ?? row.state,
    plain: (row: Order) => row.state,
  },
  {
    name: orderText.executor,
    show: (row: Order) => row.executor ?? "",
    plain: (row: Order) => row.executor,
  },
  {
    name: orderText.quantity,
    show: (row: Order) => quantity(row.received),
    plain: (row: Order) => row.received,
    numeric: true,
  },
];
