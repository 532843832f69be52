import { useEffect, useRef, useState } from "react";

import type { Stat as StatValue } from "../contract";
import { fullDay, interval, percent, quantity } from "../format";
import { text } from "../text";
import { Icon } from "./Icon";

/**
 * A number with its four tags: as-of time, completeness, source and interval. Below 80 %
 * completeness the value is hatched. A value that changes is tinted for a moment.
 */
export function Stat({ stat }: { stat: StatValue }) {
  const before = useRef(stat.value);
  const [changed, setChanged] = useState(false);
  useEffect(() => {
    if (before.current === stat.value) return undefined;
    before.current = stat.value;
    setChanged(true);
    const timer = window.setTimeout(() => setChanged(false), 600);
    return () => window.clearTimeout(timer);
  }, [stat.value]);

  const range = interval(stat.lower, stat.upper);
  const partial = stat.completeness !== null && stat.completeness < 0.8;
  const look = `stat-value${partial ? " hatched" : ""}${changed ? " changed" : ""}`;
  return (
    <li className="stat" data-stat={stat.id}>
      <p className="stat-label">{stat.label}</p>
      <p className={look}>
        {stat.value === null ? (
          <span className="stat-none">{text.stat.noValue}</span>
        ) : (
          <>
            <strong>{quantity(stat.value)}</strong>
            {range !== "" ? (
              <span className="stat-range">
                {" "}
                ({stat.level != null ? `${percent(stat.level)}: ` : ""}
                {range})
              </span>
            ) : null}
          </>
        )}
      </p>
      <p className="stat-unit">{stat.unit}</p>
      {stat.trend !== null ? (
        <p className="stat-trend">
          <Icon name={stat.trend.direction} size={16} />
          {stat.trend.words}
        </p>
      ) : null}
      <p className="stat-tags">
        {stat.asOf !== null ? `${text.stat.asOf} ${fullDay(stat.asOf)}` : null}
        {stat.completeness !== null ? (
          <>
            {" · "}
            <span className={partial ? "mark" : undefined}>
              {percent(stat.completeness)} {text.stat.complete}
            </span>
          </>
        ) : null}
      </p>
      <p className="stat-tags">{stat.source}</p>
      {stat.note !== null ? <p className="stat-tags">{stat.note}</p> : null}
    </li>
  );
}
