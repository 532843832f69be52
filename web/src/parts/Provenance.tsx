import type { ForecastReply } from "../contract";
import { fullDay } from "../format";
import { text } from "../text";
import { asOfWords } from "../twin";

/** Which model, version, data and seed made a forecast: enough to make it again. */
export function Provenance(props: {
  reply: ForecastReply;
  forecast: NonNullable<ForecastReply["forecast"]>;
}) {
  const { forecast } = props;
  const asOf = forecast.asOf === "latest" ? forecast.asOf : asOfWords(forecast.asOf);
  return (
    <p className="provenance caption">
      {text.forecasts.provenance} {forecast.model} {forecast.modelVersion} ·{" "}
      {text.forecasts[forecast.kind].toLowerCase()} {fullDay(forecast.referenceDate)} ·{" "}
      {text.export.asOf.toLowerCase()} {asOf} ·{" "}
      <span className="mono">
        v{forecast.sequence} · seed {forecast.seed} · {forecast.id}
      </span>
    </p>
  );
}
