import { useRef, type ReactNode } from "react";

import { go, useAddress } from "../address";
import type { Provenance } from "../drawing";
import { text } from "../text";
import { DataTable, type TableProps } from "./DataTable";
import { ExportMenu } from "./ExportMenu";
import { Icon, type IconName } from "./Icon";

interface FigureProps<Row> {
  readonly id: string;
  readonly title: string;
  /** The finding in a sentence: what a reader who cannot see the drawing is told. */
  readonly sentence: string;
  readonly provenance: Provenance;
  readonly table: Omit<TableProps<Row>, "caption">;
  /** Nothing can be drawn: no switch between picture and table. */
  readonly tableOnly?: boolean;
  /** Shown as its table whatever the address says. */
  readonly asTable?: boolean;
  readonly picture?: "map" | "chart" | "list";
  /** Makes the drawing to export, where the one on the page will not do. */
  readonly drawing?: () => SVGSVGElement | null;
  readonly controls?: ReactNode;
  readonly children: ReactNode;
  readonly foot?: ReactNode;
}

/** A map or chart with its table twin, its finding in words and its exports. */
export function Figure<Row>(props: FigureProps<Row>) {
  const address = useAddress();
  const body = useRef<HTMLDivElement>(null);
  const asTable = props.asTable === true || address.query.get("view") === "table";
  const picture: IconName = props.picture ?? "chart";
  const live = () => body.current?.querySelector<SVGSVGElement>("svg[data-figure]") ?? null;
  return (
    <section className="card figure" aria-labelledby={`${props.id}-title`}>
      <header className="card-head">
        <h2 id={`${props.id}-title`}>{props.title}</h2>
        <div className="card-tools">
          {props.tableOnly === true ? null : (
            <div className="segments" role="group" aria-label={text.view.switch}>
              <button
                type="button"
                aria-pressed={!asTable}
                onClick={() => go({ view: null })}
                title={`${text.view[props.picture ?? "chart"]} (v)`}
              >
                <Icon name={picture} size={16} />
                <span className="word">{text.view[props.picture ?? "chart"]}</span>
              </button>
              <button
                type="button"
                aria-pressed={asTable}
                onClick={() => go({ view: "table" })}
                title={`${text.view.table} (v)`}
              >
                <Icon name="table" size={16} />
                <span className="word">{text.view.table}</span>
              </button>
            </div>
          )}
          <ExportMenu
            title={props.title}
            sentence={props.sentence}
            provenance={props.provenance}
            columns={props.table.columns}
            rows={props.table.rows}
            drawing={asTable ? props.drawing : (props.drawing ?? live)}
          />
        </div>
      </header>
      <p className="figure-sentence">{props.sentence}</p>
      {props.controls !== undefined && !asTable ? (
        <div className="figure-controls">{props.controls}</div>
      ) : null}
      <div ref={body}>
        {asTable ? <DataTable {...props.table} caption={props.title} /> : props.children}
      </div>
      {props.foot}
    </section>
  );
}
