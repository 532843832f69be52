import { useEffect, useRef, useState } from "react";

import type { Provenance } from "../drawing";
import { csv, fileName, save } from "../save";
import { text } from "../text";
import { toast } from "./announce";
import { copyLink } from "./copyLink";
import { cells, type Column } from "./DataTable";
import { Icon } from "./Icon";

interface ExportProps<Row> {
  readonly title: string;
  readonly sentence: string;
  readonly provenance: Provenance;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly drawing?: (() => SVGSVGElement | null) | undefined;
}

/** Saves a figure as PNG, SVG or CSV, each with title, source, as-of and licence inside. */
export function ExportMenu<Row>(props: ExportProps<Row>) {
  const [open, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  const opener = useRef<HTMLButtonElement>(null);

  useEffect(() => {
    if (!open) return undefined;
    const away = (event: Event) => {
      if (event.target instanceof Node && box.current?.contains(event.target) === true) return;
      setOpen(false);
    };
    document.addEventListener("pointerdown", away);
    document.addEventListener("focusin", away);
    box.current?.querySelector<HTMLButtonElement>("[role=menuitem]")?.focus();
    return () => {
      document.removeEventListener("pointerdown", away);
      document.removeEventListener("focusin", away);
    };
  }, [open]);

  const name = fileName(props.title, props.provenance.asOf);
  const close = () => {
    setOpen(false);
    opener.current?.focus();
  };
  const asDrawing = (kind: "png" | "svg") => {
    const drawing = props.drawing?.() ?? null;
    if (drawing !== null) {
      const about = { ...props.provenance, title: props.title, sentence: props.sentence };
      import("../drawing").then(
        ({ paintPng, svgText }) => {
          if (kind === "svg") save(`${name}.svg`, svgText(drawing, about), "image/svg+xml");
          else paintPng(drawing, about, (blob) => save(`${name}.png`, blob, "image/png"));
        },
        () => toast(text.unfetched),
      );
    }
    close();
  };
  const asTable = () => {
    const rows = cells(props.columns, props.rows);
    save(`${name}.csv`, csv(props.title, props.provenance, rows), "text/csv");
    close();
  };
  const move = (event: React.KeyboardEvent) => {
    const items = [...(box.current?.querySelectorAll<HTMLElement>("[role=menuitem]") ?? [])];
    const at = items.findIndex((item) => item === document.activeElement);
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) items[(at + step + items.length) % items.length]?.focus();
    else if (event.key === "Escape") close();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  return (
    <div className="menu-box" ref={box} onKeyDown={open ? move : undefined}>
      <button
        type="button"
        className="quiet"
        ref={opener}
        aria-haspopup="menu"
        aria-expanded={open}
        onClick={() => setOpen(!open)}
      >
        <Icon name="export" size={16} />
        <span className="word">{text.export.name}</span>
        <span className="hidden"> {props.title}</span>
      </button>
      {open ? (
        <div className="menu" role="menu" aria-label={`${text.export.name} ${props.title}`}>
          {props.drawing !== undefined ? (
            <>
              <button type="button" role="menuitem" onClick={() => asDrawing("png")}>
                {text.export.png}
              </button>
              <button type="button" role="menuitem" onClick={() => asDrawing("svg")}>
                {text.export.svg}
              </button>
            </>
          ) : null}
          <button type="button" role="menuitem" onClick={asTable}>
            {text.export.csv}
          </button>
          <button
            type="button"
            role="menuitem"
            onClick={() => {
              copyLink();
              close();
            }}
          >
            {text.export.link}
          </button>
        </div>
      ) : null}
    </div>
  );
}
