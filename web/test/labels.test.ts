import { expect, test } from "vitest";
import { placed, type Label } from "../src/labels";

const label = (text: string, x: number, y: number, more: Partial<Label> = {}): Label => ({ text, x, y, off: 5, size: 12, kind: "place", ...more });

test("the first has its place; the next goes elsewhere, or is left out", () => {
  const found = placed([label("Bazarak", 100, 100), label("Anaba", 104, 102), label("Bazarak", 103, 100)], 400, 300);
  expect(found.map((one) => one.text)).toEqual(["Bazarak", "Anaba"]);
  expect(found.map((one) => one.anchor)).toEqual(["start", "end"]);
});

test("none leaves the map or covers what is taken", () => {
  expect(placed([label("Panjshir", 395, 100)], 400, 300)[0]?.anchor).toBe("end");
  expect(placed([label("Afghanistan", 200, 100, { off: null })], 400, 300, [[0, 0, 400, 300]])).toEqual([]);
  expect(placed([label("Panjshir", 10, 100)], 20, 300)).toEqual([]);
});

test("the same places come out of the same labels", () => {
  const labels = Array.from({ length: 40 }, (_, n) => label(`Town ${n}`, (n * 67) % 400, (n * 41) % 300));
  expect(placed(labels, 400, 300)).toEqual(placed(labels, 400, 300));
});
