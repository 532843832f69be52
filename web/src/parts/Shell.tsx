import { useEffect, useRef, useState, type ReactNode } from "react";

import { go, lenses, screens, useAddress, lensOf, type Screen } from "../address";
import { clock } from "../format";
import { useKeys } from "../keys";
import { acceptNew, useLive } from "../live";
import { change, useSettings, type Theme } from "../settings";
import { text } from "../text";
import { asOfWords } from "../twin";
import { announce, useSpoken } from "./announce";
import { copyLink } from "./copyLink";
import { follow } from "./follow";
import { HelpDialog } from "./HelpDialog";
import { Icon } from "./Icon";
import { Palette } from "./Palette";

const groups: { name: string; screens: Screen[] }[] = [
  { name: text.groups.sense, screens: ["situation", "signals"] },
  { name: text.groups.decide, screens: ["forecasts"] },
];
const themes: Theme[] = ["system", "light", "dark"];

/** The frame of every screen: header, menu, time mode, live regions and keys. */
export function Shell(props: { open: number | null; children: ReactNode }) {
  const address = useAddress();
  const settings = useSettings();
  const spoken = useSpoken();
  const live = useLive();
  const asof = address.query.get("asof");
  const [palette, setPalette] = useState(false);
  const [help, setHelp] = useState(false);
  const waitingFor = useRef<number>(0);

  useKeys({
    "?": () => setHelp(true),
    v: () => go({ view: address.query.get("view") === "table" ? null : "table" }),
    y: copyLink,
    r: acceptNew,
    g: () => {
      waitingFor.current = Date.now();
    },
    s: () => jump("situation"),
    i: () => jump("signals"),
    f: () => jump("forecasts"),
  });
  const jump = (screen: Screen): void | false => {
    if (Date.now() - waitingFor.current > 1500) return false;
    waitingFor.current = 0;
    go({ detection: null }, { screen });
    return undefined;
  };

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
          onClick={(event) => follow(event, () => go({ detection: null }, { screen: "situation" }))}
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
      <nav className="side" aria-label={text.navigation}>
        {groups.map((group) => (
          <div key={group.name} className="side-group">
            <p className="overline">{group.name}</p>
            <ul>
              {group.screens
                .filter((name) => screens.includes(name))
                .map((name) => (
                  <li key={name}>
                    <NavLink screen={name} open={name === "signals" ? props.open : null} />
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
      {spoken.toast !== "" ? <p className="toast">{spoken.toast}</p> : null}
      {palette ? <Palette close={() => setPalette(false)} help={() => setHelp(true)} /> : null}
      {help ? <HelpDialog close={() => setHelp(false)} /> : null}
    </>
  );
}

function NavLink({ screen, open }: { screen: Screen; open: number | null }) {
  const address = useAddress();
  const here = address.screen === screen;
  return (
    <a
      href={`/${address.incident}/${screen}`}
      aria-current={here ? "page" : undefined}
      onClick={(event) => follow(event, () => go({ detection: null }, { screen }))}
    >
      <Icon name={screen} />
      <span>{text.screens[screen].name}</span>
      {open !== null && open > 0 ? <span className="badge">{open}</span> : null}
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
