import { NeedChart } from "../charts/NeedChart";
import { over, QuantileDotplot } from "../charts/QuantileDotplot";
import type { DemandSeries, Estimate } from "../contractAct";
import { useData } from "../data";
import { day, fullDay, percent, quantity, unitsOf } from "../format";
import { json, url } from "../server";
import { demandText } from "../texts/demand";
import { useTwin } from "../twin";
import { Figure } from "./Figure";
import { Shown } from "./States";

/** The course of one figure: what was counted, what will be needed, and the chances of its peak. */
export function NeedFigure(props: { site: string; resource: string; estimate: Estimate }) {
  const { asof } = useTwin();
  const data = useData(
    url("demand/series", { site: props.site, resource: props.resource, asof }),
    (at) => json<DemandSeries>(at),
  );
  return (
    <Shown data={data} height={560}>
      {(series) => (
        <Figure
          id="need"
          title={demandText.need(series.title, series.site.name)}
          sentence={series.sentence}
          provenance={{
            source: `${series.title}, ${series.site.name}; ${props.estimate.id}`,
            asOf: `${fullDay(props.estimate.day)}, v${series.version}`,
          }}
          table={{
            columns: columnsOf(series),
            rows: series.dates.map((_, i) => i),
            id: String,
            height: 420,
          }}
          foot={series.dots.length > 0 ? <Chances series={series} /> : null}
        >
          <NeedChart series={series} />
        </Figure>
      )}
    </Shown>
  );
}

function Chances({ series }: { series: DemandSeries }) {
  const { capacity, dots, unit } = series;
  const last = series.dates[series.dates.length - 1] ?? null;
  const title = demandText.dots(series.isCumulative ? day(last) : null);
  return (
    <div className="chances">
      <QuantileDotplot dots={dots} capacity={capacity} unit={unit} title={title} />
      <div>
        <h3>{title}</h3>
        {capacity === null ? null : (
          <p className="lead">
            {demandText.dotsOver(over(dots, capacity), quantity(capacity), unitsOf(capacity, unit))}
          </p>
        )}
      </div>
    </div>
  );
}

function columnsOf(series: DemandSeries) {
  return [
    {
      name: demandText.date,
      show: (i: number) => fullDay(series.dates[i]),
      plain: (i: number) => series.dates[i] ?? null,
    },
    ...series.levels.map((level, q) => ({
      name: `${demandText.quantile} ${level}`,
      show: (i: number) => quantity(series.quantiles[i]?.[q]),
      plain: (i: number) => series.quantiles[i]?.[q] ?? null,
      numeric: true,
    })),
    {
      name: demandText.chance,
      show: (i: number) => percent(series.byDay[i]),
      plain: (i: number) => series.byDay[i] ?? null,
      numeric: true,
    },
  ];
}
