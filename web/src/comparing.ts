// What a merge, split or move changes, row by row: what is told now, what would be told after it, and where these differ.
import type { Figure, Foreseen, Preview } from "./answers";
import { days } from "./days";
import { Offsets } from "./offsets";
import { capital, figureName, figureRange, GRADE_NAMES, number, typeWord } from "./words";

type Sides = Pick<Preview, "before" | "after">;
export type Regrouping = "merge" | "split" | "move";
/** `differs`: the other incident of now has another; `new`: nothing of now, where it comes from, has it; `moved`: it comes with the claim
    from the incident where that stood; `gone`: it was told, and no incident after it tells any. */
export type Mark = "differs" | "new" | "moved" | "gone";

/** One value of one incident. */
export interface Cell {
  text: string;
  mark: Mark | null;
}
/** `counts`: how many tell it, which every regrouping changes. */
export interface Row {
  name: string;
  counts: boolean;
  now: Cell[];
  after: Cell[];
}

const NONE = "–";
/** What is not told contradicts nothing. */
const UNTOLD: readonly string[] = [NONE, "no day told", "no place told"];
const isTold = (text: string): boolean => !UNTOLD.includes(text);
/** Two incidents never have in common how many tell them (`counts`). `stays`: it is worked out anew, and no claim takes it along. */
const FACTS: readonly { name: string; of: (one: Foreseen) => string; counts?: boolean; stays?: boolean }[] = [
  { name: "What", of: (one) => capital(typeWord(one.type)) },
  { name: "Where", of: (one) => one.place ?? "no place told" },
  { name: "When", of: (one) => days(one.start, one.end) },
  { name: "Standing", of: (one) => GRADE_NAMES[one.grade_name].name, stays: true },
  { name: "Who takes part", of: (one) => one.actors.join(", ") || NONE },
  { name: "Claims", of: (one) => number(one.n_claims), counts: true },
  { name: "Reports", of: (one) => number(one.n_documents), counts: true },
  { name: "Independent origins", of: (one) => number(one.n_independent), counts: true },
];

export function figureSays(figure: Figure | undefined): string {
  if (!figure) return NONE;
  const best = figure.best !== null && figure.best !== figure.low ? `, best ${number(figure.best)}` : "";
  return `${figureRange(figure)}${best}${figure.contested ? " (contested)" : ""}`;
}

/** What the incidents after it are called, those that it is about. The server gives these first, in this order; others that arise follow. */
export function sidesAfter(kind: Regrouping, { before }: Pick<Preview, "before">): readonly string[] {
  if (kind === "merge") return ["As one"];
  if (kind === "split") return ["What stays", "What leaves"];
  // Of an incident of one claim nothing is left behind.
  return before[0]?.n_claims === 1 ? ["Where it went"] : ["Where it stood", "Where it went"];
}

/** The facts and then the figures of the incidents that it is about, each row with what it says now and after. */
export function compared(kind: Regrouping, { before, after }: Sides): Row[] {
  const sides = after.slice(0, sidesAfter(kind, { before }).length);
  const names = [...new Set([...before, ...sides].flatMap((one) => one.figures.map(figureName)))];
  const figureOf = (name: string) => (one: Foreseen) => figureSays(one.figures.find((figure) => figureName(figure) === name));
  const rows: typeof FACTS = [...FACTS, ...names.map((name) => ({ name, of: figureOf(name) }))];
  return rows.map(({ name, of, counts = false, stays = counts }) => {
    const [now, then] = [before.map(of), sides.map(of)];
    const apart = !counts && new Set(now.filter(isTold)).size > 1;
    const someTell = after.some((one) => isTold(of(one)));
    // A merged incident comes from all of them, the parts of a split from one, and a move keeps their order.
    const from = (n: number): readonly (string | undefined)[] => (kind === "merge" ? now : kind === "split" ? now.slice(0, 1) : [now[n + now.length - then.length]]);
    const mark = (text: string, n: number): Mark | null => {
      if (!isTold(text)) return !someTell && from(n).some((was) => was !== text) ? "gone" : null;
      if (from(n).includes(text)) return null;
      return kind === "move" && !stays && n === then.length - 1 && text === now[0] ? "moved" : "new";
    };
    return {
      name,
      counts,
      now: now.map((text) => ({ text, mark: apart && isTold(text) ? "differs" : null })),
      after: then.map((text, n) => ({ text, mark: mark(text, n) })),
    };
  });
}

/** The names of the rows that bear a mark, without those of counts. */
export function marked(rows: readonly Row[], mark: Mark): string[] {
  return rows.filter((row) => !row.counts && [...row.now, ...row.after].some((cell) => cell.mark === mark)).map((row) => row.name);
}

const AROUND = 240;

/** The sentence that a span of a text stands in, as far as punctuation tells, and no more than some words of a long one. */
export function sentenceAround(text: string, [start, end]: readonly [number, number]): string {
  const offsets = new Offsets(text);
  const [from, to] = [offsets.units(start), offsets.units(end)];
  const [before, after] = [text.slice(Math.max(0, from - AROUND), from), text.slice(to, to + AROUND)];
  const begins = [...before.matchAll(/[.!?]["”’)]*\s+(?=["“‘(]?\p{Lu})|\n/gu)].at(-1);
  const ends = /[.!?]["”’)]*(?=\s|$)|\n/u.exec(after);
  const head = begins ? before.slice(begins.index + begins[0].length) : from > AROUND ? `…${before.replace(/^\S*\s/, "")}` : before;
  const tail = ends ? after.slice(0, ends.index + ends[0].length) : to + AROUND < text.length ? `${after.replace(/\s\S*$/, "")}…` : after;
  return `${head}${text.slice(from, to)}${tail}`.trim();
}
