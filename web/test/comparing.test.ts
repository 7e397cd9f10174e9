import { expect, test } from "vitest";
import type { Foreseen, Preview } from "../src/answers";
import { compared, marked, sentenceAround, sidesAfter, type Regrouping } from "../src/comparing";

const figure = (low: number, high: number | null, of: string | null = null): Foreseen["figures"][number] => ({
  role: "killed", of_kind: "unknown", of_side: null, low, best: null, high, contested: false, rule: "median_independent", by_source: [], history: [], of,
}); // prettier-ignore
const told = (given: Partial<Foreseen>): Foreseen => ({
  headline: "clash at Bazarak", type: "clash", place: "Bazarak", start: "2021-09-05", end: "2021-09-05", grade: "single_source", grade_name: "single_source", actors: ["Taliban"], n_claims: 2,
  n_documents: 1, n_independent: 1, figures: [], ...given,
}); // prettier-ignore
const row = (preview: Pick<Preview, "before" | "after">, kind: Regrouping, name: string) => compared(kind, preview).find((one) => one.name === name);
const marks = (preview: Pick<Preview, "before" | "after">, kind: Regrouping, name: string) => row(preview, kind, name)?.after.map((cell) => cell.mark);

test("what the two tell differently is marked, and what neither told", () => {
  const preview = {
    before: [told({ figures: [figure(9, 9)] }), told({ place: "Anaba", figures: [figure(34, 34)] })],
    after: [told({ n_claims: 4, n_documents: 2, figures: [figure(9, 34)] })],
  };
  expect(row(preview, "merge", "Where")).toEqual({
    name: "Where",
    counts: false,
    now: [{ text: "Bazarak", mark: "differs" }, { text: "Anaba", mark: "differs" }],
    after: [{ text: "Bazarak", mark: null }],
  });
  expect(row(preview, "merge", "Killed")?.after).toEqual([{ text: "9–34", mark: "new" }]);
  expect(row(preview, "merge", "When")?.now.some((cell) => cell.mark)).toBe(false);
});

test("what is not told contradicts nothing, nor do counts", () => {
  const preview = { before: [told({ start: null, end: null }), told({ n_claims: 9, figures: [figure(7, 7)] })], after: [told({})] };
  for (const name of ["When", "Killed", "Claims"]) expect(row(preview, "merge", name)?.now.some((cell) => cell.mark)).toBe(false);
});

test("the parts of a split are compared with the whole, those of a move each with its own", () => {
  const split = { before: [told({ n_claims: 3 })], after: [told({ n_claims: 2 }), told({ n_claims: 1, type: "surrender" })] };
  expect(marks(split, "split", "What")).toEqual([null, "new"]);
  const move = { before: [told({ place: "Anaba" }), told({})], after: [told({ place: "Anaba" }), told({})] };
  expect(marks(move, "move", "Where")).toEqual([null, null]);
  const emptied = { before: [told({ place: "Anaba", n_claims: 1 }), told({})], after: [told({ n_claims: 3 })] };
  expect(marks(emptied, "move", "Where")).toEqual([null]);
  expect(sidesAfter("move", emptied)).toEqual(["Where it went"]);
});

test("a figure that goes is no longer told, and not new", () => {
  const preview = { before: [told({ figures: [figure(9, 9)] }), told({ place: null })], after: [told({})] };
  expect(row(preview, "merge", "Killed")?.after).toEqual([{ text: "–", mark: "gone" }]);
  expect(marks(preview, "merge", "Where")).toEqual([null]);
  const never = { before: [told({ place: null }), told({ place: null })], after: [told({ place: null })] };
  expect(marks(never, "merge", "Where")).toEqual([null]);
});

test("what one part of a split still tells is neither gone nor new", () => {
  const whole = told({ n_claims: 3, figures: [figure(9, 9), figure(4, 4, "Taliban")] });
  const preview = { before: [whole], after: [told({ figures: whole.figures }), told({ n_claims: 1, place: null, start: null, end: null })] };
  const rows = compared("split", preview);
  expect(marked(rows, "gone")).toEqual([]);
  expect(marked(rows, "new")).toEqual([]);
  expect(row(preview, "split", "Killed")?.after).toEqual([{ text: "9", mark: null }, { text: "–", mark: null }]);
  const lost = { before: [whole], after: [told({}), told({ n_claims: 1 })] };
  expect(marked(compared("split", lost), "gone")).toEqual(["Killed", "Killed (Taliban)"]);
});

test("what a claim takes along moves, and stands in no other list", () => {
  const [nine, four] = [figure(9, 9), figure(4, 4, "Taliban")];
  const preview = { before: [told({ n_claims: 3, figures: [nine] }), told({ figures: [four] })], after: [told({}), told({ n_claims: 3, figures: [nine, four] })] };
  const rows = compared("move", preview);
  expect(marked(rows, "moved")).toEqual(["Killed"]);
  expect(marked(rows, "gone")).toEqual([]);
  expect(marked(rows, "new")).toEqual([]);
  expect(row(preview, "move", "Killed")?.after).toEqual([{ text: "–", mark: null }, { text: "9", mark: "moved" }]);
  expect(row(preview, "move", "Claims")?.after.map((cell) => cell.mark)).toEqual(["new", "new"]);
});

test("standings are worked out anew, and nothing moves back", () => {
  const preview = { before: [told({ n_claims: 3, grade_name: "contested", place: "Anaba" }), told({})], after: [told({ place: "Bazarak" }), told({ n_claims: 3, grade_name: "contested" })] };
  expect(marked(compared("move", preview), "moved")).toEqual([]);
  expect(marks(preview, "move", "Standing")).toEqual(["new", "new"]);
  expect(marks(preview, "move", "Where")).toEqual(["new", null]);
});

test("others that arise have no column, but what they tell is not gone", () => {
  const preview = { before: [told({ n_claims: 3, figures: [figure(9, 9)] }), told({})], after: [told({ n_claims: 1 }), told({ n_claims: 3 }), told({ n_claims: 1, figures: [figure(9, 9)] })] };
  const rows = compared("move", preview);
  expect(rows.every((one) => one.now.length === 2 && one.after.length === 2)).toBe(true);
  expect(marked(rows, "gone")).toEqual([]);
});

test("the sentence that a word stands in", () => {
  const text = "🙂 Title\nThe army said fighting went on. Rebels, led by Gen. Ali, denied it.";
  const at = (words: string): [number, number] => {
    const before = [...text.slice(0, text.indexOf(words))].length;
    return [before, before + [...words].length];
  };
  expect(sentenceAround(text, at("fighting"))).toBe("The army said fighting went on.");
  expect(sentenceAround(text, at("denied"))).toContain("denied it.");
  expect(sentenceAround(`${"word ".repeat(200)}fighting${" word".repeat(200)}`, [1000, 1008])).toMatch(/^…(word )+fighting( word)+…$/);
});
