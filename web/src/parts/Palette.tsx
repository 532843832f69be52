import { useMemo, useState } from "react";

import { go, screens, visit } from "../address";
import { capital, unitWords } from "../format";
import { change } from "../settings";
import { text } from "../text";
import { useTwin } from "../twin";
import { copyLink } from "./copyLink";
import { Dialog } from "./Dialog";

interface Item {
  readonly key: string;
  readonly group: string;
  readonly name: string;
  readonly detail: string;
  readonly act: () => void;
}

const most = 40;

/** The command palette: screens, places, series and acts, found by typing. */
export function Palette(props: { close: () => void; help: () => void; only?: "places" }) {
  const { places, signals, address, root } = useTwin();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);

  const items = useMemo<Item[]>(() => {
    const ways: Item[] = [...places.values()].map((place) => ({
      key: `place ${place.id}`,
      group: text.palette.places,
      name: place.name,
      detail: [capital(place.level), places.get(place.parent ?? "")?.name]
        .filter(Boolean)
        .join(" · "),
      act: () => go({ geo: place.id === root?.id ? null : place.id, detection: null }),
    }));
    if (props.only === "places") return ways;
    const pages = screens.map((screen) => ({
      key: screen,
      group: text.palette.screens,
      name: text.screens[screen].name,
      detail: text.screens[screen].question,
      act: () => visit(screen),
    }));
    const series = signals.map((signal) => ({
      key: `signal ${signal.id}`,
      group: text.palette.measured,
      name: signal.title,
      detail: unitWords(signal.unit),
      act: () => go({ signal: signal.id }),
    }));
    const table = address.query.get("view") === "table";
    const act = (name: string, detail: string, run: () => void): Item => ({
      key: name,
      group: text.palette.actions,
      name,
      detail,
      act: run,
    });
    const acts = [
      act(text.export.link, "", copyLink),
      act(`${text.view.chart} / ${text.view.table}`, "v", () =>
        go({ view: table ? null : "table" }),
      ),
      act(`${text.theme.name}: ${text.theme.light}`, "", () => change({ theme: "light" })),
      act(`${text.theme.name}: ${text.theme.dark}`, "", () => change({ theme: "dark" })),
      act(`${text.theme.name}: ${text.theme.system}`, "", () => change({ theme: "system" })),
      act(text.help, "?", props.help),
    ];
    if (address.query.has("asof")) {
      acts.unshift(act(text.asOf.back, "", () => go({ asof: null })));
    }
    return [...pages, ...acts, ...series, ...ways];
  }, [places, signals, address, root, props.only, props.help]);

  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const found = items.filter((item) => {
    const hay = `${item.name} ${item.detail}`.toLowerCase();
    return words.every((word) => hay.includes(word));
  });
  // Within its group, what is so called comes before what lies in what is so called.
  const named = (item: Item) =>
    words.every((word) => item.name.toLowerCase().includes(word)) ? 0 : 1;
  const groups = [...new Set(found.map((item) => item.group))];
  const shown = [...found]
    .sort((a, b) => groups.indexOf(a.group) - groups.indexOf(b.group) || named(a) - named(b))
    .slice(0, most);
  const current = Math.min(at, Math.max(0, shown.length - 1));
  const run = (item: Item | undefined) => {
    if (item === undefined) return;
    props.close();
    // The dialog gives its focus back first, so that an act may place it elsewhere.
    window.setTimeout(item.act, 0);
  };
  const press = (event: React.KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(current + 1, shown.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(current - 1, 0));
    else if (event.key === "Enter") run(shown[current]);
    else return;
    event.preventDefault();
  };

  let group = "";
  return (
    <Dialog label={text.palette.name} look="palette" close={props.close}>
      <input
        type="text"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={shown.length > 0 ? `palette-${current}` : undefined}
        aria-label={props.only === "places" ? text.palette.places : text.palette.hint}
        placeholder={props.only === "places" ? text.palette.places : text.palette.hint}
        value={query}
        autoFocus
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => {
          setQuery(event.target.value);
          setAt(0);
        }}
        onKeyDown={press}
      />
      <ul id="palette-list" role="listbox" aria-label={text.palette.name} tabIndex={-1}>
        {shown.map((item, index) => {
          const first = item.group !== group;
          group = item.group;
          return (
            <li
              key={item.key}
              id={`palette-${index}`}
              role="option"
              aria-selected={index === current}
              ref={(element) => {
                if (index === current) element?.scrollIntoView({ block: "nearest" });
              }}
              onClick={() => run(item)}
              onPointerMove={() => setAt(index)}
            >
              {first ? (
                <span className="overline" aria-hidden="true">
                  {item.group}
                </span>
              ) : null}
              <span className="option">
                <span>{item.name}</span>
                <span className="caption">{item.detail}</span>
              </span>
            </li>
          );
        })}
      </ul>
      <p className="palette-count" role="status">
        {found.length === 0 ? text.palette.none : text.palette.count(found.length)}
      </p>
    </Dialog>
  );
}
