import type { Provenance } from "./drawing";
import { text } from "./text";

/** Hands a file to the reader. */
export function save(name: string, content: string | Blob, type: string): void {
  const blob = typeof content === "string" ? new Blob([content], { type }) : content;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(blob);
  link.download = name;
  link.click();
  window.setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** A file name that tells what and as of when: salus-epidemic-curve-2026-11-20. */
export function fileName(title: string, asOf: string): string {
  const plain = `${title} ${asOf}`
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-+|-+$/g, "");
  return `salus-${plain}`;
}

function cell(value: string | number | null): string {
  if (value === null) return "";
  // A leading = + - @ in a text cell would be run as a formula by a spreadsheet.
  const written = typeof value === "string" && /^[=+\-@]/.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(written) ? `"${written.replace(/"/g, '""')}"` : written;
}

/** A CSV file (RFC 4180) whose first lines, marked #, say what it is. */
export function csv(
  title: string,
  provenance: Provenance,
  rows: readonly (readonly (string | number | null)[])[],
): string {
  const about = [
    title,
    `${text.export.source}: ${provenance.source}`,
    `${text.export.asOf}: ${provenance.asOf}`,
    `${text.export.licence}: ${text.export.terms}`,
  ];
  const lines = [
    ...about.map((line) => `# ${line.replace(/[\r\n]+/g, " ")}`),
    ...rows.map((row) => row.map(cell).join(",")),
  ];
  return `${lines.join("\r\n")}\r\n`;
}
