import { Component, StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import { useAddress, type Screen as Name } from "./address";
import type { PlaceList, SignalList, Summary } from "./contract";
import { useData, type Data } from "./data";
import { Shell } from "./parts/Shell";
import { Empty, Failure, ScreenSkeleton } from "./parts/States";
import { Allocation } from "./screens/Allocation";
import { Beds } from "./screens/Beds";
import { DataHealth } from "./screens/DataHealth";
import { DemandScreen } from "./screens/Demand";
import { Forecasts } from "./screens/Forecasts";
import { HandoverScreen } from "./screens/Handover";
import { OperationsScreen } from "./screens/Operations";
import { Signals } from "./screens/Signals";
import { Situation } from "./screens/Situation";
import { json, Problem, url } from "./server";
import { SummaryProvider } from "./shared";
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

/** The screens, and which of them say nothing before a series has been imported. */
const bodies: Record<Name, { draw: () => JSX.Element; ofSeries: boolean }> = {
  situation: { draw: Situation, ofSeries: true },
  signals: { draw: Signals, ofSeries: true },
  data: { draw: DataHealth, ofSeries: false },
  forecasts: { draw: Forecasts, ofSeries: true },
  demand: { draw: DemandScreen, ofSeries: false },
  allocation: { draw: Allocation, ofSeries: false },
  operations: { draw: OperationsScreen, ofSeries: false },
  handover: { draw: HandoverScreen, ofSeries: false },
  beds: { draw: Beds, ofSeries: false },
};

function Screen(props: { places: Data<PlaceList>; signals: Data<SignalList> }) {
  const { screen } = useAddress();
  const { places, signals } = props;
  const { asof } = useTwin();
  const summary = useData(url("summary", { asof }), (at) => json<Summary>(at));
  return (
    <SummaryProvider value={summary.value}>
      <Shell>
        <Guard key={screen}>
          <Body screen={screen} places={places} signals={signals} />
        </Guard>
      </Shell>
    </SummaryProvider>
  );
}

function Body(props: { screen: Name; places: Data<PlaceList>; signals: Data<SignalList> }) {
  const { screen, places, signals } = props;
  const { draw: Drawn, ofSeries } = bodies[screen];
  const failed = places.problem ?? signals.problem;
  const head = (
    <div className="screen-head">
      <div>
        <h1>{text.screens[screen].name}</h1>
        <p>{text.screens[screen].question}</p>
      </div>
    </div>
  );
  if (places.value === null || signals.value === null) {
    const retry = () => {
      places.reload();
      signals.reload();
    };
    return (
      <>
        {head}
        {failed !== null ? (
          <Failure problem={failed} retry={retry} />
        ) : places.waiting || signals.waiting ? (
          <ScreenSkeleton />
        ) : null}
      </>
    );
  }
  if (ofSeries && signals.value.signals.length === 0) {
    return (
      <>
        {head}
        <div className="card">
          <Empty title={text.nothing} hint={text.nothingHint} />
        </div>
      </>
    );
  }
  return <Drawn />;
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
