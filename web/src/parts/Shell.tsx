import { useEffect, useRef, useState, type ReactNode } from "react";

import { go, lenses, screens, useAddress, lensOf, visit, type Screen } from "../address";
import type { Summary } from "../contract";
import { clock } from "../format";
import { useKeys } from "../keys";
import { acceptNew, useLive } from "../live";
import { change, useSettings, type Theme } from "../settings";
import { useSummary } from "../shared";
import { text } from "../text";
import { asOfWords } from "../twin";
import { announce, useSpoken } from "./announce";
import { copyLink } from "./copyLink";
import { follow } from "./follow";
import { fetched } from "./fetched";
import { Icon } from "./Icon";
import { Palette } from "./Palette";

const HelpDialog = fetched<{ close: () => void }>(
  () => import("./HelpDialog").then((its) => its.HelpDialog),
  null,
);

const groups: { name: string; screens: Screen[] }[] = [
  { name: text.groups.sense, screens: ["situation", "signals", "data"] },
  { name: text.groups.decide, screens: ["forecasts", "demand", "allocation"] },
  { name: text.groups.act, screens: ["operations", "handover"] },
];

/** After `g`, the key of each screen. */
const ways: Record<Screen, string> = {
  situation: "s",
  signals: "i",
  data: "d",
  forecasts: "f",
  demand: "m",
  allocation: "a",
  operations: "o",
  handover: "h",
  beds: "b",
};

/** How many things on a screen need a person. */
function needs(summary: Summary | null, screen: Screen): number {
  if (summary === null) return 0;
  const counts: Partial<Record<Screen, number | undefined>> = {
    situation: summary.waiting,
    signals: summary.openDetections,
    data: summary.feedsTroubled,
    allocation: summary.plansWaiting,
    operations: summary.lateOrders,
  };
  return counts[screen] ?? 0;
}

const themes: Theme[] = ["system", "light", "dark"];

/** The frame of every screen: header, menu, time mode, live regions and keys. */
export function Shell(props: { children: ReactNode }) {
  const address = useAddress();
  const settings = useSettings();
  const spoken = useSpoken();
  const live = useLive();
  const asof = address.query.get("asof");
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);

  const jumps = Object.fromEntries(
    screens.map((screen) => [`g ${ways[screen]}`, () => visit(screen)]),
  );
  useKeys(
    {
      ...jumps,
      "?": () => setHelp(true),
      v: () => go({ view: address.query.get("view") === "table" ? null : "table" }),
      y: copyLink,
      r: acceptNew,
    },
    true,
  );

  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        setPalette(true);
      }
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);

  useEffect(() => {
    if (live.status === "stale" && asof === null) announce(text.live.lost);
  }, [live.status, asof]);
  useEffect(() => {
    if (live.version > live.accepted && asof === null) announce(text.live.announce);
  }, [live.version, live.accepted, asof]);

  const screen = text.screens[address.screen];
  useEffect(() => {
    document.title = `${screen.name} · ${text.product}`;
  }, [screen.name]);

  const menu = useRef<HTMLElement>(null);
  useEffect(() => {
    // Where the menu is one long row, the screen that is shown is brought into sight.
    const here = menu.current?.querySelector<HTMLElement>("[aria-current]");
    if (here && menu.current) menu.current.scrollLeft = here.offsetLeft - 48;
  }, [address.screen]);

  const mode = asof !== null ? "as-of" : live.status === "stale" ? "stale" : "live";
  return (
    <>
      <a className="skip" href="#content">
        {text.skip}
      </a>
      <header className={`top ${mode}`}>
        <a
          className="brand"
          href={`/${address.incident}/situation`}
          onClick={(event) => follow(event, () => visit("situation"))}
        >
          <Mark />
          <span className="word">{text.product}</span>
        </a>
        <label className="lens" title={text.lensHelp}>
          <span className="word">
            {text.incident} <span aria-hidden="true">·</span>{" "}
          </span>
          <span className="hidden">{text.lens}</span>
          <select
            value={lensOf(address)}
            onChange={(event) =>
              go({ lens: event.target.value === "response" ? null : event.target.value })
            }
          >
            {lenses.map((lens) => (
              <option key={lens} value={lens}>
                {text.lenses[lens]}
              </option>
            ))}
          </select>
        </label>
        <span className="gap" />
        <Status asof={asof} />
        <button
          type="button"
          className="quiet"
          onClick={() => setPalette(true)}
          aria-keyshortcuts="Control+K"
        >
          <Icon name="search" size={16} />
          <span className="word">{text.commands}</span>
          <kbd className="word">Ctrl K</kbd>
        </button>
        <button
          type="button"
          className="quiet only-icon"
          onClick={() => {
            const next = themes[(themes.indexOf(settings.theme) + 1) % themes.length];
            change({ theme: next ?? "system" });
          }}
          title={`${text.theme.name}: ${text.theme[settings.theme]}`}
        >
          <Icon name={settings.theme} size={16} />
          <span className="hidden">
            {text.theme.name}: {text.theme[settings.theme]}
          </span>
        </button>
        <button
          type="button"
          className="quiet only-icon"
          onClick={() => setHelp(true)}
          title={`${text.help} (?)`}
        >
          <Icon name="help" size={16} />
          <span className="hidden">{text.help}</span>
        </button>
      </header>
      <nav className="side" aria-label={text.navigation} ref={menu}>
        {groups.map((group) => (
          <div key={group.name} className="side-group">
            <p className="overline">{group.name}</p>
            <ul>
              {group.screens
                .filter((name) => screens.includes(name))
                .map((name) => (
                  <li key={name}>
                    <NavLink screen={name} />
                  </li>
                ))}
            </ul>
          </div>
        ))}
      </nav>
      <main id="content" tabIndex={-1}>
        {asof !== null ? (
          <div className="banner" role="status">
            <span>{text.asOf.banner(asOfWords(asof))}</span>
            <button type="button" className="button" onClick={() => go({ asof: null })}>
              {text.asOf.back}
            </button>
          </div>
        ) : null}
        {props.children}
      </main>
      <div aria-live="polite" className="hidden" data-live="polite">
        {spoken.polite}
      </div>
      <div aria-live="assertive" className="hidden" data-live="assertive">
        {spoken.assertive}
      </div>
      {spoken.toast !== "" ? <p className="toast">{spoken.toast}</p> : null}
      {palette ? <Palette close={() => setPalette(false)} help={() => setHelp(true)} /> : null}
      {help ? <HelpDialog close={() => setHelp(false)} /> : null}
    </>
  );
}

function NavLink({ screen }: { screen: Screen }) {
  const address = useAddress();
  const open = needs(useSummary(), screen);
  const here = address.screen === screen || (screen === "demand" && address.screen === "beds");
  return (
    <a
      href={`/${address.incident}/${screen}`}
      aria-current={here ? "page" : undefined}
      title={`g ${ways[screen]}`}
      onClick={(event) => follow(event, () => visit(screen))}
    >
      <Icon name={screen} />
      <span>{text.screens[screen].name}</span>
      {open > 0 ? (
        <span className="badge">
          {open}
          <span className="hidden"> {text.needs}</span>
        </span>
      ) : null}
    </a>
  );
}

function Status({ asof }: { asof: string | null }) {
  const live = useLive();
  const newer = live.version > live.accepted;
  if (asof !== null) {
    return (
      <span className="status as-of" data-status="as-of">
        <span className="lamp" aria-hidden="true" />
        {text.asOf.short(asOfWords(asof))}
      </span>
    );
  }
  return (
    <span className={`status ${live.status}`} data-status={live.status}>
      <span className="lamp" aria-hidden="true" />
      {live.status === "stale" ? text.live.stale(clock(live.silence)) : text.live[live.status]}
      {live.version > 0 ? <span className="mono word"> v{live.version}</span> : null}
      {newer ? (
        <button type="button" className="button small" onClick={acceptNew} title="r">
          {text.live.show}
        </button>
      ) : null}
    </span>
  );
}

function Mark() {
  return (
    <svg width="24" height="24" viewBox="0 0 32 32" aria-hidden="true" className="mark-icon">
      <rect width="32" height="32" rx="8" />
      <path d="M5 18.5h5.2l3-8.5 5 13.5 2.8-7.5 1.2 2.5H27" />
    </svg>
  );
}
