import { go, here as addressNow, read, write } from "../address";
import type { Change, Summary } from "../contract";
import type { Data } from "../data";
import { stamp } from "../format";
import { text } from "../text";
import { follow } from "./follow";
import { Shown } from "./States";

/** What came into the journal since this reader last looked, newest first. */
export function Changes(props: { data: Data<Summary>; first: boolean }) {
  // The headline numbers already say why the summary is missing.
  const quiet = props.data.value === null ? { ...props.data, problem: null } : props.data;
  return (
    <section className="card" aria-labelledby="changes-title">
      <header className="card-head">
        <h2 id="changes-title">{props.first ? text.changes.first : text.changes.title}</h2>
      </header>
      {props.data.value === null && props.data.problem !== null ? (
        <p className="card-foot muted">{text.changes.unknown}</p>
      ) : null}
      <Shown data={quiet} lines={5}>
        {(summary) =>
          summary.changes.length === 0 ? (
            <p className="card-foot muted">{text.changes.none}</p>
          ) : (
            <ol className="changes">
              {folded(summary.changes).map(({ change, more }) => (
                <li key={change.sequence}>
                  <span className={`kind kind-${change.kind}`} aria-hidden="true" />
                  <span className="changes-text">
                    {change.link === null ? (
                      change.text
                    ) : (
                      <ChangeLink to={change.link}>{change.text}</ChangeLink>
                    )}
                    <span className="caption">
                      {stamp(change.recorded)} · <span className="mono">v{change.sequence}</span>
                      {more > 0 ? ` · ${text.changes.more(more)}` : ""}
                    </span>
                  </span>
                </li>
              ))}
            </ol>
          )
        }
      </Shown>
    </section>
  );
}

const most = 8;
const alike = 2;

/** Runs of one kind are folded behind their first two, so that each kind has its place. */
function folded(changes: readonly Change[]): { change: Change; more: number }[] {
  const shown: { change: Change; more: number }[] = [];
  let run = 0;
  let kind = "";
  for (const change of changes) {
    run = change.kind === kind ? run + 1 : 1;
    kind = change.kind;
    const last = shown[shown.length - 1];
    if (run > alike && last !== undefined) last.more += 1;
    else shown.push({ change, more: 0 });
  }
  return shown.slice(0, most);
}

/** A link of the server's, opened inside the page with the reader's other filters kept. */
function ChangeLink({ to, children }: { to: string; children: string }) {
  const [path, search] = to.split("?");
  const target = read(path ?? "/", search ?? "");
  const changes: Record<string, string> = {};
  target.query.forEach((value, key) => {
    changes[key] = value;
  });
  return (
    <a
      className="link"
      href={write(addressNow(), changes, target.screen)}
      onClick={(event) => follow(event, () => go(changes, { screen: target.screen }))}
    >
      {children}
    </a>
  );
}
