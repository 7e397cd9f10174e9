import { expect, test } from "vitest";
import type { Foreseen, Preview } from "../src/answers";
import { compared } from "../src/comparing";

const figure = (low: number, high: number | null, of: string | null = null): Foreseen["figures"][number] => ({
  role: "killed", of_kind: "unknown", of_side: null, low, best: null, high, contested: false, rule: "median_independent", by_source: [], history: [], of,
}); // prettier-ignore
const told = (given: Partial<Foreseen>): Foreseen => ({
  headline: "clash at Bazarak", type: "clash", place: "Bazarak", start: "2021-09-05", end: "2021-09-05", grade: "single_source", grade_name: "single_source", actors: ["Taliban"], n_claims: 2,
  n_documents: 1, n_independent: 1, figures: [], ...given,
}); // prettier-ignore
const row = (preview: Pick<Preview, "before" | "after">, kind: "merge" | "split" | "move", name: string) => compared(kind, preview).find((one) => one.name === name);

test("what the two tell differently is marked, and what neither told", () => {
  const preview = {
    before: [told({ figures: [figure(9, 9)] }), told({ place: "Anaba", figures: [figure(34, 34)] })],
    after: [told({ n_claims: 4, n_documents: 2, figures: [figure(9, 34)] })],
  };
  expect(row(preview, "merge", "Where")).toEqual({
    name: "Where",
    now: [{ text: "Bazarak", differs: true, changed: false, gone: false }, { text: "Anaba", differs: true, changed: false, gone: false }],
    after: [{ text: "Bazarak", differs: false, changed: false, gone: false }],
  });
  expect(row(preview, "merge", "Killed")?.after).toEqual([{ text: "9–34", differs: false, changed: true, gone: false }]);
  expect(row(preview, "merge", "When")?.now.some((cell) => cell.differs)).toBe(false);
});

test("what is not told contradicts nothing, nor do counts", () => {
  const preview = { before: [told({ start: null, end: null }), told({ n_claims: 9, figures: [figure(7, 7)] })], after: [told({})] };
  for (const name of ["When", "Killed", "Claims"]) expect(row(preview, "merge", name)?.now.some((cell) => cell.differs)).toBe(false);
});

test("the parts of a split are compared with the whole, those of a move each with its own", () => {
  const split = { before: [told({ n_claims: 3 })], after: [told({ n_claims: 2 }), told({ n_claims: 1, type: "surrender" })] };
  expect(row(split, "split", "What")?.after.map((cell) => cell.changed)).toEqual([false, true]);
  const move = { before: [told({ place: "Anaba" }), told({})], after: [told({ place: "Anaba" }), told({})] };
  expect(row(move, "move", "Where")?.after.map((cell) => cell.changed)).toEqual([false, false]);
  const emptied = { before: [told({ place: "Anaba", n_claims: 1 }), told({})], after: [told({ n_claims: 3 })] };
  expect(row(emptied, "move", "Where")?.after.map((cell) => cell.changed)).toEqual([false]);
});

test("a figure that goes is no longer told, and not new", () => {
  const preview = { before: [told({ figures: [figure(9, 9)] }), told({ place: null })], after: [told({})] };
  expect(row(preview, "merge", "Killed")?.after).toEqual([{ text: "–", differs: false, changed: false, gone: true }]);
  expect(row(preview, "merge", "Where")?.after[0]).toMatchObject({ changed: false, gone: false });
  const never = { before: [told({ place: null }), told({ place: null })], after: [told({ place: null })] };
  expect(row(never, "merge", "Where")?.after[0]?.gone).toBe(false);
});
