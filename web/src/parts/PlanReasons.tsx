import type { Plan } from "../contractAct";
import { percent } from "../format";
import { planText } from "../texts/plans";

/** Why the plan is as it is: its limits, the moves it refused, and the floors it keeps. */
export function PlanReasons({ plan }: { plan: Plan }) {
  return (
    <section className="card reasons">
      <h2>{planText.binding}</h2>
      {plan.binding.length === 0 ? (
        <p className="muted">{planText.bindingNone}</p>
      ) : (
        <ul className="bullets">
          {plan.binding.map((one) => (
            <li key={one.words}>{one.words}</li>
          ))}
        </ul>
      )}
      <h2>{planText.whyNot}</h2>
      {plan.rejected.length === 0 ? (
        <p className="muted">{planText.whyNotNone}</p>
      ) : (
        <ul className="bullets">
          {plan.rejected.map((one) => (
            <li key={`${one.item} ${one.from.id} ${one.to.id}`}>
              {one.title}, {one.from.name} → {one.to.name}: {one.why}
            </li>
          ))}
        </ul>
      )}
      {plan.floors.length > 0 ? (
        <>
          <h2>{planText.floors}</h2>
          <ul className="floors">
            {plan.floors.map((floor) => (
              <li key={floor.place.id}>
                <span>
                  {floor.place.name}
                  {floor.isVulnerable ? (
                    <span className="caption"> {planText.vulnerable}</span>
                  ) : null}
                </span>
                <Bar coverage={floor.coverage} floor={floor.floor} />
                <span className={floor.isHeld ? undefined : "mark"}>
                  {percent(floor.coverage)}{" "}
                  <span className="caption">
                    {planText.floor(percent(floor.floor))}:{" "}
                    {floor.isHeld ? planText.held : planText.broken}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </section>
  );
}

const width = 120;

/** How much of its need a district gets, against the least that it must get. */
function Bar({ coverage, floor }: { coverage: number; floor: number }) {
  const x = (share: number) => Math.min(1, Math.max(0, share)) * (width - 8) + 4;
  return (
    <svg className="bullet" viewBox={`0 0 ${width} 20`} aria-hidden="true">
      <rect className="track" x="4" y="7" width={width - 8} height="6" rx="3" />
      <rect
        className={coverage < floor ? "beyond" : "within"}
        x="4"
        y="7"
        width={x(coverage) - 4}
        height="6"
        rx="3"
      />
      <line className="limit" x1={x(floor)} x2={x(floor)} y1="3" y2="17" />
    </svg>
  );
}
