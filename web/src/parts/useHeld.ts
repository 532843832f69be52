import { useEffect, useMemo, useRef, useState } from "react";

import type { Warning } from "../contractAct";
import { useLive } from "../live";
import { text } from "../text";
import { announce, interrupt } from "./announce";

interface Held {
  /** What the reader has before them, in the order they know, each as it stands now. */
  readonly warnings: readonly Warning[];
  /** What came since and waits for the reader's word. */
  readonly fresh: readonly Warning[];
  /** What the newest list no longer has. */
  readonly gone: ReadonlySet<string>;
  readonly accept: () => void;
  readonly replace: (warning: Warning) => void;
}

/**
 * Holds a list still while it is read: known warnings change in place, new ones are counted and
 * told, and enter when the reader asks. An empty list takes what comes at once.
 */
export function useHeld(newest: readonly Warning[] | null, version: number, where: string): Held {
  const { accepted } = useLive();
  const [kept, setKept] = useState<{ where: string; warnings: readonly Warning[] } | null>(null);
  const told = useRef(new Set<string>());
  useEffect(() => {
    if (newest === null) return;
    setKept((old) =>
      old === null || old.where !== where || old.warnings.length === 0 || version <= accepted
        ? { where, warnings: newest }
        : old,
    );
  }, [newest, version, accepted, where]);

  const held = kept?.where === where ? kept.warnings : (newest ?? []);
  const known = useMemo(() => new Map((newest ?? []).map((one) => [one.id, one])), [newest]);
  const ids = new Set(held.map((warning) => warning.id));
  const fresh = (newest ?? []).filter((warning) => !ids.has(warning.id));
  useEffect(() => {
    for (const warning of fresh) {
      if (told.current.has(warning.id)) continue;
      told.current.add(warning.id);
      const words = `${text.warnings.fresh(1)}: ${warning.headline}, ${warning.where.name}`;
      if (warning.grade === 1) interrupt(words);
      else announce(words);
    }
  });
  return {
    warnings: held.map((warning) => known.get(warning.id) ?? warning),
    fresh,
    gone: new Set(
      held.filter((one) => one.state === "waiting" && !known.has(one.id)).map((one) => one.id),
    ),
    accept: () => setKept({ where, warnings: newest ?? [] }),
    replace: (warning) =>
      setKept((old) =>
        old === null
          ? old
          : {
              ...old,
              warnings: old.warnings.map((one) => (one.id === warning.id ? warning : one)),
            },
      ),
  };
}
