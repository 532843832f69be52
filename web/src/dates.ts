/** Civil dates as whole days since 1970-01-01, so that charts can reckon with them. */
export function dayNumber(date: string): number {
  return Math.round(Date.parse(`${date}T00:00:00Z`) / 86_400_000);
}

export function dateOf(day: number): string {
  return new Date(day * 86_400_000).toISOString().slice(0, 10);
}

/** The first day of each month between two days, for axes. */
export function monthStarts(first: number, last: number): number[] {
  const starts: number[] = [];
  const from = new Date(first * 86_400_000);
  let year = from.getUTCFullYear();
  let month = from.getUTCMonth();
  for (;;) {
    const day = Math.round(Date.UTC(year, month, 1) / 86_400_000);
    if (day > last) return starts;
    if (day >= first) starts.push(day);
    month += 1;
    if (month === 12) {
      month = 0;
      year += 1;
    }
  }
}
