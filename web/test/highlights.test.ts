import { describe, expect, it } from "vitest";
import { paragraphs, pieces } from "../src/highlights";
import { Offsets } from "../src/offsets";

describe("a text in paragraphs and pieces", () => {
  it("keeps where each paragraph stands", () => {
    const text = "One.\n\nTwo 🙂.\n";
    expect(paragraphs(text)).toEqual([{ start: 0, text: "One." }, { start: 6, text: "Two 🙂." }]);
  });

  it("cuts overlapping spans so that the words stay whole", () => {
    const offsets = new Offsets("🙂 The army said ten died");
    const [paragraph] = paragraphs(offsets.text);
    const cut = pieces(paragraph!, [{ name: "source", span: [2, 10] }, { name: "claims", span: [6, 24] }, { name: "number", span: [16, 19] }], offsets);
    expect(cut.map((piece) => piece.text).join("")).toBe(offsets.text);
    expect(cut.filter((piece) => piece.names.includes("source")).map((piece) => piece.text).join("")).toBe("The army");
    expect(cut.find((piece) => piece.text === "army")?.names).toEqual(["source", "claims"]);
    expect(cut.find((piece) => piece.text === "ten")?.names).toEqual(["claims", "number"]);
  });
});
