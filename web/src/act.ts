import { useCallback, useRef, useState } from "react";

import { Problem } from "./server";

/** An act of the reader's on its way to the server, and why it failed. */
export interface Act {
  readonly busy: boolean;
  readonly problem: Problem | null;
  /** Runs one act at a time: a second one is not begun while the first is unanswered. */
  readonly run: <T>(work: () => Promise<T>, done: (answer: T) => void) => void;
  readonly clear: () => void;
}

/** Nothing is shown as done before the server has said so. */
export function useAct(): Act {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const running = useRef(false);
  const run = useCallback(<T>(work: () => Promise<T>, done: (answer: T) => void) => {
    if (running.current) return;
    running.current = true;
    setBusy(true);
    setProblem(null);
    work()
      .then(done, (reason: unknown) => {
        setProblem(reason instanceof Problem ? reason : new Problem({ title: String(reason) }));
      })
      .finally(() => {
        running.current = false;
        setBusy(false);
      });
  }, []);
  const clear = useCallback(() => setProblem(null), []);
  return { busy, problem, run, clear };
}
