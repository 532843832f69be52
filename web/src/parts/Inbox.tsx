import { go, type Changes } from "../address";
import { Bullet } from "../charts/Bullet";
import type { DetectionList, Place } from "../contract";
import type { Data } from "../data";
import { count, plural, stamp } from "../format";
import { text } from "../text";
import { lineage } from "../twin";
import { follow } from "./follow";
import { Empty, Shown } from "./States";

const most = 3;

/** The signals to look at first, the most unusual on top, each one step from its evidence. */
export function Inbox(props: {
  data: Data<DetectionList>;
  place: Place | null;
  places: ReadonlyMap<string, Place>;
  href: (changes: Changes) => string;
}) {
  return (
    <section className="card" aria-labelledby="inbox-title">
      <header className="card-head">
        <h2 id="inbox-title">{text.inbox.title}</h2>
        <a
          className="link"
          href={props.href({ detection: null })}
          onClick={(event) => follow(event, () => go({ detection: null }, { screen: "signals" }))}
        >
          {text.inbox.all}
        </a>
      </header>
      <Shown data={props.data} height={280}>
        {(list) => {
          const here = list.detections.filter(
            (found) =>
              props.place === null ||
              lineage(props.places, found.place.id).some((step) => step.id === props.place?.id) ||
              !props.places.has(found.place.id),
          );
          const last = list.lastRun;
          if (here.length === 0) {
            return (
              <Empty
                title={text.inbox.none}
                hint={last ? text.inbox.last(stamp(last.at), count(last.series)) : text.inbox.never}
              />
            );
          }
          return (
            <>
              <ol className="inbox">
                {here.slice(0, most).map((found) => (
                  <li key={found.id}>
                    <a
                      href={props.href({ detection: found.id })}
                      onClick={(event) =>
                        follow(event, () => go({ detection: found.id }, { screen: "signals" }))
                      }
                    >
                      <span className="inbox-place">{found.place.name}</span>
                      <Bullet
                        observed={found.observed}
                        expected={found.expected}
                        upper={found.upper}
                      />
                      <span className="inbox-words">{found.words}</span>
                      <span className="caption">
                        {found.signalTitle} · {text.signals.agree(found.agreeing.length)}
                      </span>
                    </a>
                  </li>
                ))}
              </ol>
              <p className="card-foot caption">
                {here.length > most ? `${text.inbox.more(here.length - most)}. ` : ""}
                {last
                  ? text.inbox.last(stamp(last.at), count(last.series))
                  : plural(here.length, "signal", "signals")}
              </p>
            </>
          );
        }}
      </Shown>
    </section>
  );
}
