import type { ForecastReply } from "../contract";
import { fullDay } from "../format";
import { text } from "../text";
import { asOfWords } from "../twin";

type Made = NonNullable<ForecastReply["forecast"]>;

/** For the week to 2 May 2026, from data to 25 Apr 2026. */
export function basisWords(forecast: Made): string {
  const data = forecast.dataThrough ? fullDay(forecast.dataThrough) : null;
  return text.forecasts.basis(fullDay(forecast.referenceDate), data);
}

/** Which model, version, data and seed made a forecast: enough to make it again. */
export function Provenance(props: {
  reply: ForecastReply;
  forecast: Made;
}) {
  const { forecast } = props;
  const asOf = forecast.asOf === "latest" ? forecast.asOf : asOfWords(forecast.asOf);
  return (
    <p className="provenance caption">
      {text.forecasts.provenance} {forecast.model} {forecast.modelVersion} ·{" "}
      {text.forecasts[forecast.kind].toLowerCase()} {basisWords(forecast)} ·{" "}
      {text.export.asOf.toLowerCase()} {asOf} ·{" "}
      <span className="mono">
        v{forecast.sequence} · seed {forecast.seed} · {forecast.id}
      </span>
    </p>
  );
}
