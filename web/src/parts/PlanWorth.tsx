import type { Fan, Plan, Total } from "../contractAct";
import { interval, quantity, unitWords } from "../format";
import { planText } from "../texts/plans";
import { Figure } from "./Figure";

interface WorthRow {
  readonly key: string;
  readonly label: string;
  readonly unit: string;
  readonly nothing: Fan;
  readonly plan: Fan;
  readonly best: Fan | null;
  /** The plan's value before the last amendment. */
  readonly was: Fan | null;
}

/** What the plan buys against doing nothing and against the best that could be had. */
export function PlanWorth({ plan, before }: { plan: Plan; before: Plan | null }) {
  const rows: WorthRow[] = [
    ...plan.totals.map((total, index) => ({
      key: `total ${index}`,
      label: total.label,
      unit: unitWords(total.unit),
      nothing: total.nothing,
      plan: total.plan,
      best: total.best,
      was: before?.totals.find((old: Total) => old.label === total.label)?.plan ?? null,
    })),
    ...plan.unmet.map((one) => ({
      key: `${one.site.id} ${one.resource}`,
      label: `${planText.unmet}: ${one.title}, ${one.site.name}`,
      unit: unitWords(one.unit),
      nothing: one.nothing,
      plan: one.plan,
      best: null,
      was:
        before?.unmet.find((old) => old.site.id === one.site.id && old.resource === one.resource)
          ?.plan ?? null,
    })),
  ];
  return (
    <Figure
      id="worth"
      title={planText.buys}
      sentence={planText.bestHelp}
      provenance={{ source: planText.title(plan.id), asOf: `v${plan.sequence}` }}
      table={{ columns, rows, id: (row) => row.key, height: 360 }}
      tableOnly
      asTable
    >
      {null}
    </Figure>
  );
}

/** What is expected; the plan's own sentence tells the same number. */
function expected(fan: Fan): number {
  return fan.mean ?? fan.median;
}

/** What is expected, over its interval. */
function Two({ fan, was }: { fan: Fan; was?: Fan | null }) {
  const isNew = was != null && quantity(expected(was)) !== quantity(expected(fan));
  return (
    <span className="two">
      {quantity(expected(fan))}
      <span className="caption">{interval(fan.lower, fan.upper)}</span>
      {isNew ? (
        <span className="caption">
          {planText.changedBy(quantity(expected(was)), quantity(expected(fan)))}
        </span>
      ) : null}
    </span>
  );
}

const columns = [
  {
    name: planText.buys,
    show: (row: WorthRow) => (
      <span className="two label-cell">
        {row.label}
        <span className="caption">{row.unit}</span>
      </span>
    ),
    plain: (row: WorthRow) => `${row.label} (${row.unit})`,
  },
  {
    name: planText.nothing,
    show: (row: WorthRow) => <Two fan={row.nothing} />,
    plain: (row: WorthRow) => expected(row.nothing),
    numeric: true,
  },
  {
    name: planText.plan,
    show: (row: WorthRow) => (
      <strong>
        <Two fan={row.plan} was={row.was} />
      </strong>
    ),
    plain: (row: WorthRow) => expected(row.plan),
    numeric: true,
  },
  {
    name: planText.best,
    show: (row: WorthRow) => (row.best === null ? "" : <Two fan={row.best} />),
    plain: (row: WorthRow) => (row.best === null ? null : expected(row.best)),
    numeric: true,
    minor: true,
  },
];
