import { describe, expect, test } from "vitest";
import type { ClaimCard, SourceFigure } from "../src/answers";
import { figureQuote, figureRange, jobWords, kindOf, roundAbove } from "../src/words";

describe("a figure's words", () => {
  const told = (id: string, quote: string, figures: [string, number][]): [string, ClaimCard] => {
    const quantities = figures.map(([words, n]) => {
      const at = 100 + [...quote.slice(0, quote.indexOf(words))].length;
      return { role: "killed", of_kind: "unknown", of: null, low: n, high: n, span: [at, at + words.length] };
    });
    return [id, { claim: { id, content: [100, 100 + [...quote].length], quantities }, quote, elsewhere: [] } as unknown as ClaimCard];
  };
  const figure = (n: number, ...claims: string[]) => ({ low: n, high: n, claims }) as unknown as SourceFigure;
  const killed = { role: "killed", of_kind: "unknown", of: null } as const;
  const long =
    "🙂 officials said late on Monday after a long day of confused fighting in several villages along the river that 34 men had died there, " +
    "among them two commanders whose names were not given to anybody who asked for them";
  const cards = new Map([told("c-1", "nine died", [["nine", 9]]), told("c-2", long, [["34", 34], ["two", 2]])]);

  test("are those of the claim that gives it", () => {
    expect(figureQuote(cards, killed, figure(9, "c-2", "c-1"))).toEqual({ card: cards.get("c-1"), words: "nine died" });
    expect(figureQuote(cards, killed, figure(7, "c-1"))?.words).toBe("nine died");
    expect(figureQuote(cards, killed, figure(7))).toBe(null);
  });
  test("are those of the people that it counts", () => {
    const quote = `${"they said that in the night three civilians and, some way down the road where their checkpoint had stood, "}three soldiers died`;
    const kinds = (["civilian", "combatant"] as const).map((of_kind, n) => {
      const at = n ? quote.lastIndexOf("three") : quote.indexOf("three");
      return { role: "killed", of_kind, of: null, low: 3, high: 3, span: [at, at + 5] };
    });
    const both = new Map([["c-3", { claim: { id: "c-3", content: [0, quote.length], quantities: kinds }, quote, elsewhere: [] } as unknown as ClaimCard]]);
    expect(figureQuote(both, { ...killed, of_kind: "civilian" }, figure(3, "c-3"))?.words).toContain("three civilians");
    expect(figureQuote(both, { ...killed, of_kind: "combatant" }, figure(3, "c-3"))?.words).toContain("three soldiers");
  });
  test("are those where the number stands, outside of the claim's own too", () => {
    const [id, card] = told("c-6", "the attack was beaten back", [["beaten", 8]]);
    const apart = new Map([[id, { ...card, elsewhere: [[0, "…eight of them died, he said"]] } as ClaimCard]]);
    expect(figureQuote(apart, killed, figure(8, "c-6"))?.words).toBe("…eight of them died, he said");
  });
  test("are whole where there are no spaces, and never without the number", () => {
    const tight = `${"x".repeat(120)} 34 ${"🙂".repeat(80)}`;
    const odd = new Map([told("c-4", tight, [["34", 34]]), told("c-5", "ж".repeat(200), [["ж", 1]])]);
    expect(figureQuote(odd, killed, figure(34, "c-4"))?.words).toContain("34");
    expect(figureQuote(odd, killed, figure(1, "c-5"))?.words).toBe("ж".repeat(200));
  });
  test.each([[34, "34"], [2, "two"]])("hold the number and cut no word: %s", (n, words) => {
    const quoted = figureQuote(cards, killed, figure(n, "c-2"))?.words ?? "";
    expect(quoted).toContain(words);
    expect(quoted.length).toBeLessThanOrEqual(92);
    expect(long.split(" ")).toEqual(expect.arrayContaining(quoted.replace(/^…|…$/g, "").split(" ")));
  });
});

test("two incidents kept apart are no split", () => {
  expect(kindOf({ kind: "split", subjects: ["i-1", "i-2"] })).toBe("apart");
  expect(kindOf({ kind: "split", subjects: ["i-1", "c-2"] })).toBe("split");
  expect(kindOf({ kind: "merge", subjects: ["i-1", "i-2"] })).toBe("merge");
});

test("what came of what was sent", () => {
  const job = { state: "done", documents: 1, claims: 2, known: 0 } as const;
  expect(jobWords(job)).toBe("read: 1 report, 2 claims");
  expect(jobWords({ ...job, claims: 0 })).toBe("kept: 1 report, in which no claim was found");
  expect(jobWords({ ...job, claims: 0, known: 1 })).toBe("known already: 1 report");
  expect(jobWords({ ...job, documents: 0, claims: 0 })).toBe("nothing of it was read");
  expect(jobWords({ ...job, state: "failed", documents: 0, claims: 0 })).toBe("could not be read");
});

test("none is a number where all that count say it", () => {
  const said = (low: number | null, status: SourceFigure["status"] = "asserted") => ({ low, high: low, status, superseded: false, background: false }) as SourceFigure;
  const head = (...by_source: SourceFigure[]) => figureRange({ low: null, high: null, by_source });
  expect(head(said(0))).toBe("0");
  expect(head(said(0), said(4))).toBe("no number");
  expect(head(said(0, "denied"))).toBe("no number");
  expect(head(said(null))).toBe("no number");
});

test("steps of an axis are round, and no number is too large for one", () => {
  expect([0.2, 1, 3, 5, 7, 36, 51, 99, 101, 1e12, 3e28].map(roundAbove)).toEqual([1, 1, 5, 5, 10, 50, 100, 100, 200, 1e12, 5e28]);
});
