import { describe, expect, it } from "vitest";
import type { Act } from "../src/answers";
import { actWords, beginning, dated, notesOn } from "../src/noting";

const act: Act = { n: 4, author: "R. Editor", time: "2026-01-02T00:00:00Z", kind: "accept", subjects: ["c-1"], reason: "", stands: true, undoes: null, about: [{ id: "c-1", words: "Ten men died", document: "sha256:1", stands: true }] };

describe("what was decided, in a line", () => {
  it("begins with whole words", () => {
    expect(beginning("Ten men\n died", 20)).toBe("Ten men died");
    expect(beginning("Ten men died in the valley", 15)).toBe("Ten men died…");
    expect(beginning("x".repeat(99), 10)).toBe(`${"x".repeat(9)}…`);
  });
  it("writes days as the screens do", () => {
    expect(dated("killing in Mopti (province), 2022-03-27 to 2022-03-31")).toBe("killing in Mopti (province), 27 Mar 2022 to 31 Mar 2022");
  });
  it("says about which claim", () => {
    expect(actWords(act)).toBe("accepted “Ten men died”");
    expect(actWords({ ...act, kind: "undo", undoes: 3, about: [] })).toBe("took back decision 3");
  });
  it("shows notes that stand where they were made", () => {
    const note = { ...act, kind: "note" };
    expect(notesOn([act, note, { ...note, n: 2 }, { ...note, n: 1, stands: false }], "c-1").map(({ n }) => n)).toEqual([2, 4]);
    expect(notesOn([note], "c-2")).toEqual([]);
  });
});
