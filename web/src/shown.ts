/** The newest data version that any part of the page shows; a copied link pins it. */
let version = 0;

export function noteVersion(seen: number | undefined): void {
  if (seen !== undefined && Number.isFinite(seen)) version = seen;
}

export function shownVersion(): number {
  return version;
}
