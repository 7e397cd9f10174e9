// How the pages tell in a line what was decided, and about what.
import type { Act } from "./answers";
import { day } from "./days";
import { kindOf, KINDS } from "./words";

/** So much of these words as a line has room for, cut between words. */
export function beginning(words: string, most = 60): string {
  const line = words.replace(/\s+/g, " ").trim();
  if (line.length <= most) return line;
  const cut = line.lastIndexOf(" ", most - 1);
  return `${line.slice(0, cut > most / 2 ? cut : most - 1)}…`;
}
/** The beginning of a claim's words, as a quote. */
export function quoted(words: string): string {
  return `“${beginning(words)}”`;
}
/** A line with its days as the screens write them: `clash at Tarkan, 1 Sep 2021`. */
export function dated(line: string): string {
  return line.replace(/\b\d{4}-\d\d-\d\d\b/g, day);
}

/** What somebody decided, in words: `accepted “…”`, `took back decision 3`. */
export function actWords(act: Act): string {
  const what = act.undoes ? `took back decision ${act.undoes}` : (KINDS[kindOf(act) as keyof typeof KINDS] ?? act.kind);
  const claim = act.about.find((one) => one.id.startsWith("c-") && one.words);
  return claim ? `${what} ${quoted(claim.words as string)}` : what;
}
/** The notes that stand on a claim, report or incident, the first first. */
export function notesOn(acts: readonly Act[], id: string): Act[] {
  return acts.filter((act) => act.kind === "note" && act.stands && act.about.some((one) => one.id === id)).reverse();
}
