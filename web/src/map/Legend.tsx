import { useDark } from "../settings";
import { text } from "../text";
import { classWords, inks } from "./palette";

interface LegendProps {
  readonly breaks: readonly number[];
  readonly unit: string;
  readonly detected: boolean;
}

/** The classes, the same for the whole period, and how "no report" and "few" look. */
export function Legend({ breaks, unit, detected }: LegendProps) {
  const colours = useDark() ? inks.dark : inks.light;
  const classes = breaks.map((_, index) => index).reverse();
  return (
    <div className="legend">
      <p className="legend-unit">{unit}</p>
      <ul className="legend-classes">
        {classes.map((index) => (
          <li key={index}>
            <svg width="24" height="18" aria-hidden="true">
              <rect width="24" height="18" fill={colours.classes[index]} />
              <path d="M0 0V18M24 0V18" stroke={colours.edge} />
            </svg>
            {classWords(breaks, index)}
          </li>
        ))}
      </ul>
      <ul className="legend-others">
        <li>
          <svg width="24" height="12" aria-hidden="true">
            <rect width="24" height="12" fill={colours.missing} stroke={colours.edge} />
            <path d="M-2 12 10 0M5 12 17 0M12 12 24 0" stroke={colours.hatch} strokeWidth="1.5" />
          </svg>
          {text.map.missing}
        </li>
        <li>
          <svg width="24" height="12" aria-hidden="true">
            <rect width="24" height="12" fill={colours.classes[0]} stroke={colours.edge} />
            <path
              d="M5 3.5h2M11 3.5h2M17 3.5h2M5 8.5h2M11 8.5h2M17 8.5h2"
              stroke={colours.hatch}
              strokeWidth="2"
            />
          </svg>
          {text.map.suppressed}
        </li>
        {detected ? (
          <li>
            <svg width="24" height="12" aria-hidden="true">
              <path d="M12 1 17.5 11h-11z" fill={colours.mark} stroke={colours.ink} />
            </svg>
            {text.map.detected}
          </li>
        ) : null}
      </ul>
    </div>
  );
}
