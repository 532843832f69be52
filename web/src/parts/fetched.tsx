import { useEffect, useState, type ReactElement } from "react";

import { awaited, Problem } from "../server";
import { text } from "../text";
import { Failure } from "./States";

/** A part of the page whose code is fetched when it is first shown. */
export interface Fetched<Props> {
  (props: Props): ReactElement | null;
  /** Fetches the code beforehand; what goes wrong is said when the part is shown. */
  readonly ready: () => Promise<void>;
}

/** @param waiting stands in its place until the code is there. */
export function fetched<Props extends object>(
  load: () => Promise<(props: Props) => ReactElement | null>,
  waiting: ReactElement | null,
): Fetched<Props> {
  let part: ((props: Props) => ReactElement | null) | null = null;
  const fetchOnce = async () => {
    part ??= await load();
  };
  function Part(props: Props) {
    const [failed, setFailed] = useState<Problem | null>(null);
    const [, setReady] = useState(part !== null);
    const begin = () => {
      setFailed(null);
      awaited(fetchOnce()).then(
        () => setReady(true),
        () => setFailed(new Problem({ title: text.unfetched, detail: text.unfetchedHint })),
      );
    };
    useEffect(begin, []);
    const Drawn = part;
    if (Drawn !== null) return <Drawn {...props} />;
    return failed !== null ? <Failure problem={failed} retry={begin} /> : waiting;
  }
  return Object.assign(Part, { ready: () => fetchOnce().catch(() => undefined) });
}
