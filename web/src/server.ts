import type { Cube, CubeHead, ProblemDocument } from "./contract";

/** Why an answer did not come, in the words of the server's problem document. */
export class Problem extends Error {
  readonly title: string;
  readonly status: number;
  readonly hint: string;
  readonly requestId: string;
  /** What changed since the version that was decided on. */
  readonly changed: readonly string[];

  constructor(document: ProblemDocument) {
    super(document.detail ?? document.title);
    this.title = document.title;
    this.status = document.status ?? 0;
    this.hint = document.hint ?? "";
    this.requestId = document.requestId ?? "";
    this.changed = Array.isArray(document.changed) ? document.changed : [];
  }
}

/** Makes a path under `/api/v1`; empty parameters are left out. */
export function url(
  path: string,
  query: Readonly<Record<string, string | number | null | undefined>> = {},
): string {
  const parts = new URLSearchParams();
  for (const [key, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== "") parts.set(key, String(value));
  }
  const text = parts.toString();
  return `/api/v1/${path}${text === "" ? "" : `?${text}`}`;
}

const patience = 30_000;

let pending = 0;

/** Marks the page while answers are awaited, for whoever waits for it to be settled. */
function count(step: 1 | -1): void {
  pending += step;
  document.documentElement.toggleAttribute("data-waiting", pending > 0);
}

/** Runs a request with the page marked as waiting until its body is read. */
export async function awaited<T>(work: Promise<T>): Promise<T> {
  count(1);
  try {
    return await work;
  } finally {
    count(-1);
  }
}

async function ask(address: string, accept: string, body?: unknown): Promise<Response> {
  const stop = new AbortController();
  const timer = window.setTimeout(() => stop.abort(), patience);
  let reply: Response;
  try {
    reply = await fetch(
      address,
      body === undefined
        ? { headers: { Accept: accept }, signal: stop.signal }
        : {
            method: "POST",
            headers: { Accept: accept, "Content-Type": "application/json" },
            body: JSON.stringify(body),
            signal: stop.signal,
          },
    );
  } catch {
    throw new Problem({
      title: "The server does not answer",
      detail: `Nothing came back from ${address}.`,
      hint: "Check that `salus up` is still running, then try again.",
    });
  } finally {
    window.clearTimeout(timer);
  }
  if (!reply.ok) throw new Problem(await problemOf(reply));
  return reply;
}

async function problemOf(reply: Response): Promise<ProblemDocument> {
  const plain = { title: `The server answered ${reply.status}`, status: reply.status };
  try {
    const document: unknown = await reply.json();
    if (typeof document === "object" && document !== null && "title" in document) {
      return { ...plain, ...(document as ProblemDocument) };
    }
  } catch {
    // Not a problem document: the status is all there is to say.
  }
  return plain;
}

/** Asks for JSON. The contract is checked by the server's own tests, so it is taken at its word. */
export function json<T>(address: string): Promise<T> {
  return awaited(readJson<T>(address));
}

/**
 * Sends an act and returns the new state of the thing. It is never sent twice by itself: whether
 * an unanswered act was carried out is for the reader to see.
 */
export function send<T>(address: string, body: Readonly<Record<string, unknown>>): Promise<T> {
  return awaited(readJson<T>(address, body));
}

async function readJson<T>(address: string, body?: unknown): Promise<T> {
  const reply = await ask(address, "application/json", body);
  try {
    return (await reply.json()) as T;
  } catch {
    throw new Problem({
      title: "The answer was cut short",
      detail: `What came from ${address} is no complete JSON document.`,
      hint: "Try again.",
    });
  }
}

/** Asks for a class cube and checks its length against its header. */
export function cube(address: string): Promise<Cube> {
  return awaited(readCube(address));
}

async function readCube(address: string): Promise<Cube> {
  const reply = await ask(address, "application/octet-stream");
  const text = reply.headers.get("Salus-Cube");
  const classes = new Uint8Array(await reply.arrayBuffer());
  const head = text === null ? null : (JSON.parse(text) as CubeHead);
  if (head === null || classes.length !== head.days * head.regions.length) {
    throw new Problem({
      title: "The map's data are incomplete",
      detail: `${classes.length} values do not fit the header of ${address}.`,
      hint: "Try again.",
    });
  }
  return { head, classes };
}
