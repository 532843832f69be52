import { useCallback, useEffect, useRef, useState } from "react";

import { useAddress } from "./address";
import { useLive } from "./live";
import { Problem } from "./server";

/** What a part of a page knows of its data. */
export interface Data<T> {
  readonly value: T | null;
  readonly problem: Problem | null;
  /** True once waiting has lasted long enough to say so. */
  readonly waiting: boolean;
  /** Newer data exist and wait for the reader's word. */
  readonly newer: boolean;
  readonly reload: () => void;
  /** Puts in its place what the answer to an act of the reader's own says. */
  readonly put: (value: T) => void;
}

/** How new data come in: at once in place, or only when the reader asks for them. */
export type Follow = "at once" | "when asked" | "never";

const kept = new Map<string, unknown>();
const keepAtMost = 200;

function keep(address: string, value: unknown): void {
  kept.delete(address);
  kept.set(address, value);
  const oldest = kept.keys().next();
  if (kept.size > keepAtMost && !oldest.done) kept.delete(oldest.value);
}

/** Lets the next screen begin with an answer that this one already has. */
export function foretell(address: string, value: unknown): void {
  keep(address, value);
}

interface State<T> {
  address: string | null;
  value: T | null;
  problem: Problem | null;
  waiting: boolean;
  version: number;
}

/** Loads an address, keeps the last good answer while a newer one is fetched or fails. */
export function useData<T>(
  address: string | null,
  load: (address: string) => Promise<T>,
  follow: Follow = "at once",
): Data<T> {
  const { version, accepted } = useLive();
  // A page as of an earlier moment does not change under the reader.
  const detached = useAddress().query.has("asof");
  const [turn, setTurn] = useState(0);
  const [state, setState] = useState<State<T>>({
    address: null,
    value: null,
    problem: null,
    waiting: false,
    version: 0,
  });
  const loader = useRef(load);
  loader.current = load;
  const seen = useRef(version);
  seen.current = version;
  const turned = useRef(turn);
  const trigger =
    detached || follow === "never" ? 0 : follow === "at once" ? version : accepted;

  useEffect(() => {
    if (address === null) return undefined;
    let current = true;
    const known = (kept.get(address) as T | undefined) ?? null;
    const at = seen.current;
    setState((old) => ({
      address,
      value: known ?? (old.address === address ? old.value : null),
      problem: null,
      waiting: false,
      version: at,
    }));
    const patience = window.setTimeout(() => {
      if (current) setState((old) => ({ ...old, waiting: old.value === null }));
    }, 150);
    // Several events in a row make one request; what the reader asks for is fetched at once.
    const asked = turned.current !== turn;
    turned.current = turn;
    const pause = window.setTimeout(() => {
      loader.current(address).then(
        (value) => {
          keep(address, value);
          if (current) setState({ address, value, problem: null, waiting: false, version: at });
        },
        (reason: unknown) => {
          const problem =
            reason instanceof Problem ? reason : new Problem({ title: String(reason) });
          if (current) setState((old) => ({ ...old, problem, waiting: false }));
        },
      ).finally(() => window.clearTimeout(patience));
    }, known === null || asked ? 0 : 300);
    return () => {
      current = false;
      window.clearTimeout(patience);
      window.clearTimeout(pause);
    };
  }, [address, trigger, turn]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);
  const put = useCallback(
    (value: T) => {
      if (address === null) return;
      keep(address, value);
      setState((old) => ({ ...old, address, value, problem: null, waiting: false }));
    },
    [address],
  );
  const fresh = state.address === address;
  return {
    value: fresh ? state.value : null,
    problem: fresh ? state.problem : null,
    waiting: fresh && state.waiting,
    newer: !detached && follow === "when asked" && version > Math.max(state.version, accepted),
    reload,
    put,
  };
}
