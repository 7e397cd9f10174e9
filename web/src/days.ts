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

/** A moment in the reader's own time. */
export function moment(iso: string): string {
  return MOMENT.format(new Date(iso));
}

/** When a report was published: with its hour where it has one. */
export function published(iso: string | null): string {
  return iso ? day(iso) : "no date";
}
