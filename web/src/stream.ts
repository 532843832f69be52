/** One event of the server's stream. */
export interface StreamEvent {
  readonly id: string;
  readonly topic: string;
  readonly data: string;
}

/**
 * Cuts a text stream into server-sent events (WHATWG HTML, section 9.2). Unlike `EventSource` it
 * also tells of comments, which are the server's heartbeat.
 */
export class EventParser {
  private rest = "";
  private id = "";
  private topic = "";
  private data: string[] = [];

  feed(chunk: string): StreamEvent[] {
    const events: StreamEvent[] = [];
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop() ?? "";
    for (const line of lines) {
      if (line === "") {
        const event = this.finish();
        if (event !== null) events.push(event);
      } else if (!line.startsWith(":")) {
        this.field(line);
      }
    }
    return events;
  }

  private field(line: string): void {
    const colon = line.indexOf(":");
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "id") this.id = value;
    else if (name === "event") this.topic = value;
    else if (name === "data") this.data.push(value);
  }

  private finish(): StreamEvent | null {
    const event =
      this.data.length === 0
        ? null
        : { id: this.id, topic: this.topic || "message", data: this.data.join("\n") };
    this.topic = "";
    this.data = [];
    return event;
  }
}

/** What the reader of a stream is told. */
export interface StreamListener {
  /** Anything came, if only a heartbeat. */
  beat(): void;
  event(event: StreamEvent): void;
  /** The connection ended; it will be tried again. */
  lost(): void;
}

const waits = [1, 2, 5, 10, 30];

/** Reads the stream until told to stop; tries again after 1, 2, 5, 10, 30 s with jitter. */
export async function follow(
  address: string,
  last: string,
  listener: StreamListener,
  stop: AbortSignal,
): Promise<void> {
  let lastId = last;
  let failures = 0;
  while (!stop.aborted) {
    try {
      const headers: Record<string, string> = { Accept: "text/event-stream" };
      if (lastId !== "") headers["Last-Event-ID"] = lastId;
      const reply = await fetch(address, { headers, signal: stop, cache: "no-store" });
      if (!reply.ok || reply.body === null) throw new Error(`stream: ${reply.status}`);
      const reader = reply.body.getReader();
      const decoder = new TextDecoder();
      const parser = new EventParser();
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        failures = 0;
        listener.beat();
        for (const event of parser.feed(decoder.decode(value, { stream: true }))) {
          if (event.id !== "") lastId = event.id;
          listener.event(event);
        }
      }
    } catch {
      // A lost connection is told below, whatever its reason.
    }
    if (stop.aborted) return;
    listener.lost();
    const wait = (waits[Math.min(failures, waits.length - 1)] ?? 30) * (0.75 + Math.random() / 2);
    failures += 1;
    await new Promise((resume) => window.setTimeout(resume, wait * 1000));
  }
}
