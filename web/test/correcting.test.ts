import { describe, expect, it } from "vitest";
import { bounded, emptyClaim, faults, quantity, settled, unchanged } from "../src/correcting";
import { Offsets } from "../src/offsets";

const offsets = new Offsets("🙂 They killed 1,350 men");
const number = quantity([14, 19], offsets);

describe("a claim that is corrected", () => {
  it("takes a number from its words", () => {
    expect([number.low, number.high, number.qualifier]).toEqual([1350, 1350, "exact"]);
    expect(quantity([7, 13], offsets).qualifier).toBe("vague");
  });

  const rows: [Parameters<typeof bounded>[0]["qualifier"], number | null, number | null][] = [
    ["exact", 1350, 1350],
    ["at_least", 1350, null],
    ["at_most", null, 1350],
    ["about", 1350, 1350],
  ];
  it.each(rows)("bounds %s as the server does", (qualifier, low, high) => {
    expect(bounded({ ...number, qualifier })).toMatchObject({ low, high });
  });

  it("names its faults", () => {
    const claim = { ...emptyClaim([7, 13], "2021-09-05"), quantities: [{ ...number, qualifier: "range" as const, low: 9, high: 3 }, { ...number, low: null, high: null }] };
    expect(faults(claim)).toEqual(["Figure 1 ends below its beginning", "Figure 2 has no number"]);
    expect(faults(emptyClaim([7, 13], null))).toEqual([]);
  });

  it("knows an edit that changes nothing", () => {
    const claim = emptyClaim([7, 13], "2021-09-05");
    expect(unchanged(claim, settled(structuredClone(claim)))).toBe(true);
    expect(unchanged(claim, { ...claim, background: true })).toBe(false);
  });

  it("leaves out what its parts do not allow", () => {
    const claim = emptyClaim([7, 13], "2021-09-05");
    expect(settled({ ...claim, at_issue: "figure" }).at_issue).toBeNull();
    expect(settled({ ...claim, attribution: { ...claim.attribution, source_kind: "police" } }).attribution.source_kind).toBe("outlet");
    expect(settled({ ...claim, time: { ...claim.time!, start: null, end: null } }).time).toBeNull();
    expect(settled({ ...claim, time: { ...claim.time!, span: [0, 1] } }).time?.inferred).toBe(false);
  });
});
