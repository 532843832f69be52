import type { ForecastReply } from "../contract";
import { text } from "../text";
import { Icon } from "./Icon";

/** In words and above the picture: whether to rely on the forecast, and what kind it is. */
export function Caution({ reply }: { reply: ForecastReply }) {
  const kind = reply.forecast?.kind ?? "issued";
  const help = kind === "issued" ? text.forecasts.issuedHelp : text.forecasts.hindcastHelp;
  const warned = !reply.reliable || reply.caution !== null;
  return (
    <div className={warned ? "caution warned" : "caution"} role="note">
      <Icon name={warned ? "caution" : "check"} />
      <div>
        <p className="caution-title">
          {reply.reliable ? text.forecasts.reliable : text.forecasts.caution}
        </p>
        {reply.caution !== null ? <p>{reply.caution}</p> : null}
        <p className="caption">
          <strong>{text.forecasts[kind]}</strong>: {help}.
        </p>
      </div>
    </div>
  );
}
