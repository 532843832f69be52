import { useSyncExternalStore } from "react";

import { url } from "./server";
import { follow, type StreamEvent } from "./stream";

/** How the page stands to the server's stream. */
export interface Live {
  readonly status: "connecting" | "live" | "stale";
  /** Seconds without a sign of life, while stale. */
  readonly silence: number;
  /** The newest journal sequence heard of; 0 before any. */
  readonly version: number;
  /** The version up to which the reader has asked for new data. */
  readonly accepted: number;
}

/** What tabs tell each other: one of them holds the connection for all. */
type Message =
  | { kind: "hello" }
  | { kind: "beat" }
  | { kind: "lost" }
  | { kind: "event"; id: string; topic: string };

const patience = 30;

let live: Live = { status: "connecting", silence: 0, version: 0, accepted: 0 };
let lastBeat = Date.now();
let lastId = "";
const listeners = new Set<() => void>();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("salus.stream") : null;

function set(changes: Partial<Live>): void {
  const next = { ...live, ...changes };
  const same =
    next.status === live.status &&
    next.silence === live.silence &&
    next.version === live.version &&
    next.accepted === live.accepted;
  if (same) return;
  live = next;
  for (const listener of listeners) listener();
}

/** Lets the new data into the lists that wait for the reader's word. */
export function acceptNew(): void {
  set({ accepted: live.version });
}

function hear(message: Message): void {
  if (message.kind === "hello") {
    // A new tab need not wait for the next heartbeat.
    if (leading && live.status === "live") channel?.postMessage({ kind: "beat" });
    return;
  }
  // Quiet until the patience is over: a short break is no news.
  if (message.kind === "lost") return;
  lastBeat = Date.now();
  if (message.kind === "event") lastId = message.id;
  const heard = message.kind === "event" ? Number(message.id) || 0 : 0;
  set({ status: "live", silence: 0, version: Math.max(live.version, heard) });
}

function tell(message: Message): void {
  hear(message);
  channel?.postMessage(message);
}

let leading = false;

function lead(stop: AbortSignal): Promise<void> {
  leading = true;
  const listener = {
    beat: () => tell({ kind: "beat" }),
    event: (event: StreamEvent) => tell({ kind: "event", id: event.id, topic: event.topic }),
    lost: () => tell({ kind: "lost" }),
  };
  return follow(url("stream"), lastId, listener, stop);
}

let started = false;

/** Connects once. The tab that holds the lock reads the stream and tells the others. */
function start(): void {
  if (started) return;
  started = true;
  if (channel !== null) {
    channel.onmessage = (event: MessageEvent<Message>) => hear(event.data);
    channel.postMessage({ kind: "hello" });
  }
  const stop = new AbortController();
  if (channel !== null && "locks" in navigator) {
    void navigator.locks.request("salus.stream", () => lead(stop.signal));
  } else {
    void lead(stop.signal);
  }
  window.setInterval(() => {
    const silence = Math.floor((Date.now() - lastBeat) / 1000);
    if (silence >= patience) set({ status: "stale", silence });
  }, 1000);
}

export function useLive(): Live {
  return useSyncExternalStore(
    (listener) => {
      start();
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => live,
  );
}
