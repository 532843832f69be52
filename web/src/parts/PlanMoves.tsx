import { useState } from "react";

import type { Move, Plan } from "../contractAct";
import { counted, percent, quantity, stamp, unitsOf } from "../format";
import { text } from "../text";
import { planText } from "../texts/plans";
import { say } from "./announce";
import { Figure } from "./Figure";

interface MovesProps {
  readonly plan: Plan;
  readonly isOpen: boolean;
  /** The plan before the last amendment, to mark what became different. */
  readonly before: Plan | null;
  readonly amend: (changes: readonly { move: string; quantity: number }[]) => void;
}

/** The moves of a plan; a quantity is changed in place, and Enter works the rest out again. */
export function PlanMoves({ plan, isOpen, before, amend }: MovesProps) {
  return (
    <Figure
      id="moves"
      title={`${planText.title(plan.id)}: ${planText.list(plan.moves.length)}`}
      sentence={isOpen ? planText.amendHint : plan.sentence}
      provenance={{ source: planText.title(plan.id), asOf: `v${plan.sequence}` }}
      picture="list"
      table={{ columns: moveColumns, rows: plan.moves, id: (row) => row.id, height: 480 }}
    >
      <div
        className="table-scroll moves-scroll"
        role="region"
        aria-label={planText.moves}
        tabIndex={0}
      >
        <table className="table moves">
          <thead>
            <tr>
              <th scope="col">{text.moves.item}</th>
              <th scope="col">
                {text.moves.from} → {text.moves.to}
              </th>
              <th scope="col">{text.moves.quantity}</th>
              <th scope="col">{planText.arrives}</th>
              <th scope="col" className="number">
                {planText.onTime}
              </th>
            </tr>
          </thead>
          <tbody>
            {plan.moves.map((move, index) => (
              <tr key={move.id}>
                <th scope="row">{move.title}</th>
                <td>
                  {move.from.name} → {move.to.name}
                  <span className="caption">{move.why}</span>
                </td>
                <td>
                  {isOpen ? (
                    <Quantity
                      key={`${plan.revision} ${move.id}`}
                      move={move}
                      index={index}
                      send={(amount) => amend([{ move: move.id, quantity: amount }])}
                    />
                  ) : (
                    counted(move.quantity, move.unit)
                  )}
                  <Note move={move} before={before} />
                </td>
                <td>
                  {stamp(move.arrives)}
                  <span className="caption">{move.vehicle?.name ?? ""}</span>
                </td>
                <td className="number">
                  {move.onTime === null ? "" : percent(move.onTime)}
                  {isLate(move) ? <span className="caption">{planText.late}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Figure>
  );
}

/** More likely late than not. */
export function isLate(move: Move): boolean {
  return move.onTime !== null && move.onTime < 0.5;
}

function Note({ move, before }: { move: Move; before: Plan | null }) {
  const old = before?.moves.find((one) => one.item === move.item && sameWay(one, move));
  const words = [
    move.isAmended ? planText.amended : "",
    before !== null && (old?.quantity ?? 0) !== move.quantity
      ? planText.changedBy(quantity(old?.quantity ?? 0), quantity(move.quantity))
      : "",
  ].filter(Boolean);
  return words.length === 0 ? null : <span className="caption">{words.join(" · ")}</span>;
}

function sameWay(one: Move, other: Move): boolean {
  return one.from.id === other.from.id && one.to.id === other.to.id;
}

/** A quantity that is sent with Enter; arrow keys go to the next, Escape puts the old one back. */
function Quantity(props: { move: Move; index: number; send: (quantity: number) => void }) {
  const { move } = props;
  const [written, setWritten] = useState(String(move.quantity));
  const value = Number(written);
  const isFaulty =
    written.trim() === "" || !Number.isFinite(value) || value < 0 || value > move.most;
  const isChanged = !isFaulty && value !== move.quantity;
  const press = (event: React.KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Enter") {
      if (isFaulty) say(planText.wrong(quantity(move.most)));
      else if (isChanged) props.send(value);
    } else if (event.key === "Escape") {
      setWritten(String(move.quantity));
      event.currentTarget.blur();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      const to = props.index + (event.key === "ArrowDown" ? 1 : -1);
      const rows = event.currentTarget.closest("tbody");
      rows?.querySelector<HTMLElement>(`[data-quantity="${to}"]`)?.focus();
    } else {
      return;
    }
    event.preventDefault();
  };
  return (
    <span className="amount">
      <input
        type="text"
        inputMode="decimal"
        autoComplete="off"
        data-quantity={props.index}
        aria-label={planText.quantityOf(move.title, move.to.name)}
        aria-invalid={isFaulty}
        title={planText.most(quantity(move.most))}
        value={written}
        onChange={(event) => setWritten(event.target.value)}
        onFocus={(event) => event.target.select()}
        onKeyDown={press}
      />
      <span className="caption">{unitsOf(value, move.unit)}</span>
      {isChanged ? (
        <button type="button" className="button small" onClick={() => props.send(value)}>
          {planText.amend}
        </button>
      ) : null}
      {isFaulty ? <span className="fault">{planText.wrong(quantity(move.most))}</span> : null}
    </span>
  );
}

/** A move in a table and in a file. */
export const moveColumns = [
  {
    name: text.moves.item,
    show: (row: Move) => row.title,
    plain: (row: Move) => row.title,
  },
  {
    name: text.moves.from,
    show: (row: Move) => row.from.name,
    plain: (row: Move) => row.from.name,
  },
  {
    name: text.moves.to,
    show: (row: Move) => row.to.name,
    plain: (row: Move) => row.to.name,
  },
  {
    name: text.moves.quantity,
    show: (row: Move) => counted(row.quantity, row.unit),
    plain: (row: Move) => row.quantity,
    numeric: true,
  },
  {
    name: planText.arrives,
    show: (row: Move) => stamp(row.arrives),
    plain: (row: Move) => row.arrives,
  },
  {
    name: planText.onTime,
    show: (row: Move) => percent(row.onTime),
    plain: (row: Move) => row.onTime,
    numeric: true,
  },
  {
    name: planText.vehicle,
    show: (row: Move) => row.vehicle?.name ?? "",
    plain: (row: Move) => row.vehicle?.name ?? null,
  },
  {
    name: planText.lots,
    show: (row: Move) => lots(row),
    plain: (row: Move) => lots(row),
  },
  {
    name: planText.why,
    show: (row: Move) => row.why,
    plain: (row: Move) => row.why,
  },
];

function lots(move: Move): string {
  return move.lots.map((lot) => `${lot.lot}: ${quantity(lot.quantity)}`).join("; ");
}
