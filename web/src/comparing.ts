// What a merge, split or move changes, row by row: what is told now, what would be told after it, and where these differ.
import type { Figure, Foreseen, Preview } from "./answers";
import { days } from "./days";
import { capital, figureName, GRADE_NAMES, number, rangeWords, typeWord } from "./words";

type Sides = Pick<Preview, "before" | "after">;
export type Regrouping = "merge" | "split" | "move";

/** One value of one incident. `differs`: the other incident of now has another; `changed`: nothing of now, where it comes from, has it;
    `gone`: something of now has one, and it has none. */
export interface Cell {
  text: string;
  differs: boolean;
  changed: boolean;
  gone: boolean;
}
export interface Row {
  name: string;
  now: Cell[];
  after: Cell[];
}

const NONE = "–";
/** What is not told contradicts nothing. */
const UNTOLD: readonly string[] = [NONE, "no day told", "no place told"];
/** `counts`: how many tell it, which two incidents never have in common. */
const FACTS: readonly { name: string; of: (one: Foreseen) => string; counts?: boolean }[] = [
  { name: "What", of: (one) => capital(typeWord(one.type)) },
  { name: "Where", of: (one) => one.place ?? "no place told" },
  { name: "When", of: (one) => days(one.start, one.end) },
  { name: "Standing", of: (one) => GRADE_NAMES[one.grade_name].name },
  { name: "Who takes part", of: (one) => one.actors.join(", ") || NONE },
  { name: "Claims", of: (one) => number(one.n_claims), counts: true },
  { name: "Reports", of: (one) => number(one.n_documents), counts: true },
  { name: "Independent origins", of: (one) => number(one.n_independent), counts: true },
];

export function figureSays(figure: Figure | undefined): string {
  if (!figure) return NONE;
  const range = figure.low === null && figure.high === null ? "no number" : rangeWords(figure.low, figure.high);
  const best = figure.best !== null && figure.best !== figure.low ? `, best ${number(figure.best)}` : "";
  return `${range}${best}${figure.contested ? " (contested)" : ""}`;
}

/** The facts and then the figures of these incidents, each row with what it says now and after. */
export function compared(kind: Regrouping, { before, after }: Sides): Row[] {
  const names = [...new Set([...before, ...after].flatMap((one) => one.figures.map(figureName)))];
  const figureOf = (name: string) => (one: Foreseen) => figureSays(one.figures.find((figure) => figureName(figure) === name));
  const rows: typeof FACTS = [...FACTS, ...names.map((name) => ({ name, of: figureOf(name) }))];
  return rows.map(({ name, of, counts }) => {
    const [now, then] = [before.map(of), after.map(of)];
    const apart = !counts && new Set(now.filter((text) => !UNTOLD.includes(text))).size > 1;
    // A merged incident comes from all of them, the parts of a split from one, and a move keeps their order.
    const from = (n: number): readonly (string | undefined)[] => (kind === "merge" ? now : kind === "split" ? now.slice(0, 1) : [now[n + now.length - then.length]]);
    const gone = (text: string, n: number): boolean => UNTOLD.includes(text) && from(n).some((was) => was !== text);
    return {
      name,
      now: now.map((text) => ({ text, differs: apart && !UNTOLD.includes(text), changed: false, gone: false })),
      after: then.map((text, n) => ({ text, differs: false, changed: !gone(text, n) && !from(n).includes(text), gone: gone(text, n) })),
    };
  });
}
