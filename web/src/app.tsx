import { Component, StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { useAddress } from "./address";
import type { PlaceList, SignalList, Summary } from "./contract";
import { useData, type Data } from "./data";
import { Shell } from "./parts/Shell";
import { Empty, Failure, ScreenSkeleton } from "./parts/States";
import { Forecasts } from "./screens/Forecasts";
import { Signals } from "./screens/Signals";
import { Situation } from "./screens/Situation";
import { json, Problem, url } from "./server";
import "./styles/app.css";
import { text } from "./text";
import { TwinProvider, useTwin } from "./twin";

/** Keeps the frame alive when a screen meets something it cannot draw. */
class Guard extends Component<{ children: ReactNode }, { problem: Problem | null }> {
  override state: { problem: Problem | null } = { problem: null };

  static getDerivedStateFromError(reason: unknown): { problem: Problem } {
    const detail = reason instanceof Error ? reason.message : String(reason);
    return { problem: new Problem({ title: text.unknownProblem, detail }) };
  }

  override render(): ReactNode {
    const { problem } = this.state;
    if (problem === null) return this.props.children;
    return <Failure problem={problem} retry={() => this.setState({ problem: null })} />;
  }
}

function Screen(props: { places: Data<PlaceList>; signals: Data<SignalList> }) {
  const { screen } = useAddress();
  const { places, signals } = props;
  const { asof } = useTwin();
  const summary = useData(url("summary", { asof }), (at) => json<Summary>(at));
  return (
    <Shell open={summary.value?.openDetections ?? null}>
      <Guard key={screen}>
        <Body screen={screen} places={places} signals={signals} />
      </Guard>
    </Shell>
  );
}

function Body(props: {
  screen: "situation" | "signals" | "forecasts";
  places: Data<PlaceList>;
  signals: Data<SignalList>;
}) {
  const { screen, places, signals } = props;
  const failed = places.problem ?? signals.problem;
  if (places.value === null || signals.value === null) {
    const head = (
      <div className="screen-head">
        <div>
          <h1>{text.screens[screen].name}</h1>
          <p>{text.screens[screen].question}</p>
        </div>
      </div>
    );
    const retry = () => {
      places.reload();
      signals.reload();
    };
    if (failed !== null) {
      return (
        <>
          {head}
          <Failure problem={failed} retry={retry} />
        </>
      );
    }
    return (
      <>
        {head}
        {places.waiting || signals.waiting ? <ScreenSkeleton /> : null}
      </>
    );
  }
  if (signals.value.signals.length === 0) {
    return (
      <>
        <div className="screen-head">
          <div>
            <h1>{text.screens[screen].name}</h1>
            <p>{text.screens[screen].question}</p>
          </div>
        </div>
        <div className="card">
          <Empty title={text.nothing} hint={text.nothingHint} />
        </div>
      </>
    );
  }
  if (screen === "signals") return <Signals />;
  return screen === "forecasts" ? <Forecasts /> : <Situation />;
}

const root = document.getElementById("root");
if (root !== null) {
  createRoot(root).render(
    <StrictMode>
      <TwinProvider>
        {(places, signals) => <Screen places={places} signals={signals} />}
      </TwinProvider>
    </StrictMode>,
  );
}
