import { useState } from "react";

import { go } from "../address";
import { text } from "../text";
import { lineage, useTwin } from "../twin";
import { Icon } from "./Icon";
import { Palette } from "./Palette";

/** Which measured series the page shows. */
export function SignalSelect(props: { only?: readonly string[]; value?: string }) {
  const { signals, signal } = useTwin();
  const shown = signals.filter((one) => props.only?.includes(one.id) ?? true);
  if (shown.length === 0) return null;
  return (
    <label className="field">
      <span>{text.forecasts.signal}</span>
      <select
        value={props.value ?? signal?.id ?? ""}
        onChange={(event) => go({ signal: event.target.value, reference: null })}
      >
        {shown.map((one) => (
          <option key={one.id} value={one.id}>
            {one.title}
          </option>
        ))}
      </select>
    </label>
  );
}

/** The chosen place as a trail up to the whole region; the last step opens the list of places. */
export function PlaceTrail() {
  const { places, place, root } = useTwin();
  const [open, setOpen] = useState(false);
  const trail = lineage(places, place?.id ?? null).reverse();
  return (
    <nav className="trail" aria-label={text.forecasts.place}>
      <ol>
        {trail.slice(0, -1).map((step) => (
          <li key={step.id}>
            <button
              type="button"
              className="link"
              onClick={() => go({ geo: step.id === root?.id ? null : step.id })}
            >
              {step.name}
            </button>
            <Icon name="next" size={12} />
          </li>
        ))}
        <li>
          <button
            type="button"
            className="button"
            aria-haspopup="dialog"
            onClick={() => setOpen(true)}
          >
            <span className="hidden">{text.forecasts.place}: </span>
            {place?.name ?? text.map.whole}
            <Icon name="chevron" size={12} />
          </button>
        </li>
      </ol>
      {open ? <Palette only="places" close={() => setOpen(false)} help={() => undefined} /> : null}
    </nav>
  );
}

/** The head of a screen: its name, the question it answers, and its filters. */
export function ScreenHead(props: {
  name: string;
  question: string;
  children?: React.ReactNode;
}) {
  return (
    <>
      <div className="screen-head">
        <div>
          <h1>{props.name}</h1>
          <p>{props.question}</p>
        </div>
        <div className="filters">{props.children}</div>
      </div>
      <Unknown />
    </>
  );
}

/** Says which place or series of the address is not known here, and what is shown instead. */
function Unknown() {
  const { address, places, place, signals, signal } = useTwin();
  const geo = address.query.get("geo");
  const asked = address.query.get("signal");
  const isPlace = geo !== null && geo !== "" && !places.has(geo);
  const isSeries = asked !== null && asked !== "" && !signals.some((one) => one.id === asked);
  if (!isPlace && !isSeries) return null;
  return (
    <div className="notice" role="status">
      {isPlace ? <p>{text.unknown.place(geo, place?.name ?? text.map.whole)}</p> : null}
      {isSeries ? (
        <p>{text.unknown.series(asked, address.screen === "situation" ? signal?.title : undefined)}</p>
      ) : null}
    </div>
  );
}
