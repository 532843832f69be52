import { useDark } from "../settings";
import { text } from "../text";
import { classWords, inks } from "./palette";

/** The fixed classes of the whole period, and how "no report" and "few" look. */
export function Legend(props: { breaks: readonly number[]; unit: string; detected: boolean }) {
  const colours = useDark() ? inks.dark : inks.light;
  return (
    <div className="legend">
      <span className="legend-unit">{props.unit}</span>
      <ul>
        {props.breaks.map((_, index) => (
          <li key={index}>
            <svg width="22" height="12" aria-hidden="true">
              <rect width="22" height="12" fill={colours.classes[index]} stroke={colours.edge} strokeWidth="0.75" />
            </svg>
            {classWords(props.breaks, index)}
          </li>
        ))}
        <li>
          <svg width="22" height="12" aria-hidden="true">
            <rect width="22" height="12" fill={colours.missing} stroke={colours.edge} strokeWidth="0.75" />
            <path d="M-2 12 10 0M5 12 17 0M12 12 24 0" stroke={colours.hatch} strokeWidth="1.5" />
          </svg>
          {text.map.missing}
        </li>
        <li>
          <svg width="22" height="12" aria-hidden="true">
            <rect width="22" height="12" fill={colours.classes[0]} stroke={colours.edge} strokeWidth="0.75" />
            <path d="M4 3.5h2M10 3.5h2M16 3.5h2M4 8.5h2M10 8.5h2M16 8.5h2" stroke={colours.hatch} strokeWidth="2" />
          </svg>
          {text.map.suppressed}
        </li>
        {props.detected ? (
          <li>
            <svg width="14" height="12" aria-hidden="true">
              <path d="M7 1 12.5 11h-11z" fill={colours.mark} stroke={colours.ink} />
            </svg>
            {text.map.detected}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
