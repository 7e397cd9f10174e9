import { describe, expect, it } from "vitest";
import { Offsets } from "../src/offsets";

describe("offsets", () => {
  const rows: [string, string, number, number][] = [
    ["plain", "two died", 4, 8],
    ["an emoji before the words", "🙂 two died", 6, 10],
    ["a flag of two code points", "🇲🇱: two died", 8, 12],
    ["Arabic script", "۳۵۰ تن کشته شدند", 4, 6],
    ["a combining sign is a code point of its own", "Khāwak", 3, 7],
  ];
  it.each(rows)("%s", (_, text, start, end) => {
    const points = [...text];
    expect(new Offsets(text).words([start, end])).toBe(points.slice(start, end).join(""));
  });

  it("goes there and back at every code point", () => {
    const text = "a🙂b🇦🇫ç𝔘 کابل 👩‍🚒.";
    const offsets = new Offsets(text);
    for (let point = 0; point <= [...text].length; point += 1) {
      expect(offsets.units(point)).toBe([...text].slice(0, point).join("").length);
      expect(offsets.points(offsets.units(point))).toBe(point);
    }
  });

  it("takes the inside of a pair for its start, and ends where the text ends", () => {
    const offsets = new Offsets("a🙂b");
    expect(offsets.points(2)).toBe(1);
    expect(offsets.points(99)).toBe(3);
    expect(offsets.units(99)).toBe(4);
  });

  it("finds the occurrence nearest to a place", () => {
    const offsets = new Offsets("🙂 died; two died; he died");
    expect(offsets.find("died", 14)).toEqual([12, 16]);
    expect(offsets.find("nobody")).toBeNull();
  });
});
