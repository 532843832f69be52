import { CoverageChart } from "../charts/CoverageChart";
import { quantileLine } from "../charts/FanChart";
import type { ForecastReply, HorizonScore } from "../contract";
import { count, day, fullDay, percent, quantity, unitWords } from "../format";
import { text } from "../text";
import { DataTable } from "./DataTable";
import { ExportMenu } from "./ExportMenu";
import { Empty } from "./States";

/** The weeks ahead in numbers, then how good earlier forecasts were, by horizon. */
export function ScoresCard({ reply }: { reply: ForecastReply }) {
  const { scores, forecast } = reply;
  return (
    <>
      {forecast !== null ? (
        <Outlook forecast={forecast} unit={unitWords(reply.signal.unit)} />
      ) : null}
      <section className="card" aria-labelledby="scores-title">
        <header className="card-head">
          <h2 id="scores-title">{text.forecasts.scores}</h2>
          {scores !== null ? (
            <ExportMenu
              title={text.forecasts.scores}
              sentence={scores.words}
              provenance={{
                source: `${reply.signal.title}, ${reply.place.name}, ${forecast?.model ?? ""}`,
                asOf: fullDay(forecast?.referenceDate),
              }}
              columns={scoreColumns}
              rows={scores.byHorizon}
            />
          ) : null}
        </header>
        {scores === null ? (
          <Empty title={text.forecasts.noScores} hint={text.forecasts.noScoresHint} />
        ) : (
          <>
            <p className="figure-sentence">{scores.words}</p>
            <DataTable
              caption={text.forecasts.scores}
              columns={shownColumns}
              rows={scores.byHorizon}
              id={(row) => String(row.horizon)}
            />
            <p className="caption padded">{text.forecasts.wisHelp}</p>
            <div className="padded">
              <CoverageChart scores={scores.byHorizon} />
            </div>
            <p className="caption padded">{text.forecasts.coverageHelp}</p>
          </>
        )}
      </section>
    </>
  );
}

function Outlook(props: { forecast: NonNullable<ForecastReply["forecast"]>; unit: string }) {
  const { forecast } = props;
  const line = (level: number) => quantileLine(forecast.levels, forecast.quantiles, level);
  const median = line(0.5);
  const low = line(0.1);
  const high = line(0.9);
  return (
    <section className="card" aria-labelledby="outlook-title">
      <header className="card-head">
        <h2 id="outlook-title">{text.forecasts.outlook}</h2>
        <span className="caption">{props.unit}</span>
      </header>
      <ul className="outlook">
        {forecast.dates.map((date, h) => (
          <li key={date}>
            <span className="caption">{day(date)}</span>
            <strong>{quantity(Math.round(median[h] ?? NaN))}</strong>
            <span className="caption">
              {quantity(Math.round(low[h] ?? NaN))}–{quantity(Math.round(high[h] ?? NaN))}
            </span>
          </li>
        ))}
      </ul>
      <p className="caption padded">
        {text.forecasts.median}: {text.forecasts.half}. 80 %: {text.forecasts.most}.
      </p>
    </section>
  );
}

const scoreColumns = [
  {
    name: text.forecasts.horizon,
    show: (row: HorizonScore) => text.forecasts.weeks(row.horizon),
    plain: (row: HorizonScore) => row.horizon,
  },
  {
    name: text.forecasts.scored,
    show: (row: HorizonScore) => count(row.n),
    plain: (row: HorizonScore) => row.n,
    numeric: true,
  },
  {
    name: text.forecasts.wis,
    show: (row: HorizonScore) => quantity(row.wis),
    plain: (row: HorizonScore) => row.wis,
    numeric: true,
  },
  {
    name: text.forecasts.baseline,
    show: (row: HorizonScore) => quantity(row.baseline),
    plain: (row: HorizonScore) => row.baseline,
    numeric: true,
  },
  {
    name: text.forecasts.ratio,
    show: (row: HorizonScore) => <Ratio value={row.ratio} />,
    plain: (row: HorizonScore) => row.ratio,
    numeric: true,
  },
  ...(["50", "80", "95"] as const).map((level) => ({
    name: text.forecasts.coverage(`${level}\u00a0%`),
    show: (row: HorizonScore) => percent(row[`coverage${level}`]),
    plain: (row: HorizonScore) => row[`coverage${level}`],
    numeric: true,
    // The chart below the table shows the same.
    minor: true,
  })),
];

/** The baseline's own score is in the export; the ratio says the same in less room. */
const shownColumns = scoreColumns.filter((column) => column.name !== text.forecasts.baseline);

/** A ratio with its verdict as a sign, not by colour alone. */
function Ratio({ value }: { value: number | null }) {
  if (value === null) return <>{quantity(value)}</>;
  const better = value < 1;
  return (
    <span className={better ? "better" : "worse"}>
      {quantity(value)} <span aria-hidden="true">{better ? "✓" : "△"}</span>
      <span className="hidden">{better ? text.forecasts.better : text.forecasts.notBetter}</span>
    </span>
  );
}
