// Days in words. Days of events are calendar days of their place, so they are never moved between time zones.

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric", timeZone: "UTC" });
const DAY_OF_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", timeZone: "UTC" });
const MOMENT = new Intl.DateTimeFormat("en-GB", { dateStyle: "medium", timeStyle: "short" });

export const MS_OF_DAY = 86_400_000;

export function dayNumber(iso: string): number {
  return Math.floor(Date.parse(`${iso.slice(0, 10)}T00:00:00Z`) / MS_OF_DAY);
}
export function isoOf(dayNumber: number): string {
  return new Date(dayNumber * MS_OF_DAY).toISOString().slice(0, 10);
}
export function day(iso: string): string {
  return DAY.format(new Date(`${iso.slice(0, 10)}T00:00:00Z`)).replace("Sept", "Sep");
}

/** `5 Sep 2021`, `5–6 Sep 2021`, `30 Aug – 2 Sep 2021`. */
export function days(start: string | null, end: string | null): string {
  if (!start || !end) return "no day told";
  if (start === end) return day(start);
  const [from, to] = [start.split("-"), end.split("-")];
  if (from[0] === to[0] && from[1] === to[1]) return `${Number(from[2])}–${day(end)}`;
  if (from[0] === to[0]) return `${DAY_OF_YEAR.format(new Date(`${start}T00:00:00Z`)).replace("Sept", "Sep")} – ${day(end)}`;
  return `${day(start)} – ${day(end)}`;
}

/** Whether this is a day as it stands in an address, `2021-09-05`. */
export function isDay(iso: string | undefined): iso is string {
  return iso !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(iso) && !Number.isNaN(Date.parse(`${iso}T00:00:00Z`));
}
/** First and last day of a span as it stands in an address; null where it is open, or none. */
export function spanOf(t: string | undefined): [string, string] | null {
  const [first, last] = (t ?? "").split("..");
  if (!isDay(first)) return null;
  return last === undefined ? [first, first] : isDay(last) ? [first, last] : null;
}
/** A span of an address in words; what is no span, as it stands there. */
export function spanWords(t: string): string {
  const span = spanOf(t);
  if (span) return days(...span);
  const [first, last] = t.split("..");
  if (!first && isDay(last)) return `until ${day(last)}`;
  return isDay(first) && last === "" ? `from ${day(first)}` : t;
}

/** Lengths of a bar in days, and how many bars there are at most. */
const BINS = [1, 7, 30.44, 91.31, 365.25] as const;
const MOST_BARS = 130;
/** How many days a bar is, where bars reach from one day to another. */
export function daysOfBar(first: number, last: number): number {
  return BINS.find((days) => (last - first + 1) / days <= MOST_BARS) ?? 365.25;
}
/** A span with some days beside it, within all days: a bar a day for as long as there are not too many. */
export function nearOf(span: readonly [number, number], [first, last]: readonly [number, number]): [number, number] {
  const length = span[1] - span[0] + 1;
  const beside = Math.max(Math.min(Math.max(10, length), Math.floor((MOST_BARS - length) / 2)), 0);
  return [Math.max(first, span[0] - beside), Math.min(last, span[1] + beside)];
}

/** A moment in the reader's own time. */
export function moment(iso: string): string {
  return MOMENT.format(new Date(iso));
}

/** When a report was published: with its hour where it has one. */
export function published(iso: string | null): string {
  return iso ? day(iso) : "no date";
}
