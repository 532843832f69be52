import { Component, StrictMode, type ReactNode } from "react";
import { createRoot } from "react-dom/client";

import "./common";
import { useAddress, type Screen as Name } from "./address";
import type { PlaceList, SignalList, Summary } from "./contract";
import { useData, type Data } from "./data";
import { fetched, type Fetched } from "./parts/fetched";
import { Shell } from "./parts/Shell";
import { Empty, Failure, ScreenSkeleton } from "./parts/States";
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

const screen = (load: () => Promise<() => JSX.Element>) => fetched(load, <ScreenSkeleton />);

/** The screens, and which of them say nothing before a series has been imported. */
const bodies: Record<Name, { draw: Fetched<object>; ofSeries: boolean }> = {
  situation: {
    draw: screen(() => import("./screens/Situation").then((its) => its.Situation)),
    ofSeries: true,
  },
  signals: {
    draw: screen(() => import("./screens/Signals").then((its) => its.Signals)),
    ofSeries: true,
  },
  data: {
    draw: screen(() => import("./screens/DataHealth").then((its) => its.DataHealth)),
    ofSeries: false,
  },
  forecasts: {
    draw: screen(() => import("./screens/Forecasts").then((its) => its.Forecasts)),
    ofSeries: true,
  },
  demand: {
    draw: screen(() => import("./screens/Demand").then((its) => its.DemandScreen)),
    ofSeries: false,
  },
  allocation: {
    draw: screen(() => import("./screens/Allocation").then((its) => its.Allocation)),
    ofSeries: false,
  },
  operations: {
    draw: screen(() => import("./screens/Operations").then((its) => its.OperationsScreen)),
    ofSeries: false,
  },
  handover: {
    draw: screen(() => import("./screens/Handover").then((its) => its.HandoverScreen)),
    ofSeries: false,
  },
  beds: {
    draw: screen(() => import("./screens/Beds").then((its) => its.Beds)),
    ofSeries: false,
  },
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

/** The other screens are fetched once the first one stands, so that a key opens them at once. */
function fetchRest(): void {
  window.setTimeout(() => Object.values(bodies).forEach(({ draw }) => void draw.ready()), 2000);
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
  fetchRest();
}
