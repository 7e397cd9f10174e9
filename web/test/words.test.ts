import { describe, expect, test } from "vitest";
import type { ClaimCard, SourceFigure } from "../src/answers";
import { figureQuote, gradeWords, GRADES } from "../src/words";

test("a single source is one that is independent", () => {
  expect(gradeWords("single_source", 1)).toBe(GRADES.single_source);
  expect(gradeWords("single_source", 0).name).toBe("None independent");
  expect(gradeWords("several_independent", 2)).toBe(GRADES.several_independent);
  expect(gradeWords("party_only", 0)).toBe(GRADES.party_only);
});

describe("a figure's words", () => {
  const told = (id: string, quote: string, figures: [string, number][]): [string, ClaimCard] => {
    const quantities = figures.map(([words, n]) => {
      const at = 100 + [...quote.slice(0, quote.indexOf(words))].length;
      return { role: "killed", low: n, high: n, span: [at, at + words.length] };
    });
    return [id, { claim: { id, content: [100, 100 + [...quote].length], quantities }, quote } as unknown as ClaimCard];
  };
  const figure = (n: number, ...claims: string[]) => ({ low: n, high: n, claims }) as unknown as SourceFigure;
  const long =
    "🙂 officials said late on Monday after a long day of confused fighting in several villages along the river that 34 men had died there, " +
    "among them two commanders whose names were not given to anybody who asked for them";
  const cards = new Map([told("c-1", "nine died", [["nine", 9]]), told("c-2", long, [["34", 34], ["two", 2]])]);

  test("are those of the claim that gives it", () => {
    expect(figureQuote(cards, "killed", figure(9, "c-2", "c-1"))).toEqual({ card: cards.get("c-1"), words: "nine died" });
    expect(figureQuote(cards, "killed", figure(7, "c-1"))?.words).toBe("nine died");
    expect(figureQuote(cards, "killed", figure(7))).toBe(null);
  });
  test.each([[34, "34"], [2, "two"]])("hold the number and cut no word: %s", (n, words) => {
    const quoted = figureQuote(cards, "killed", figure(n, "c-2"))?.words ?? "";
    expect(quoted).toContain(words);
    expect(quoted.length).toBeLessThanOrEqual(92);
    expect(long.split(" ")).toEqual(expect.arrayContaining(quoted.replace(/^…|…$/g, "").split(" ")));
  });
});
