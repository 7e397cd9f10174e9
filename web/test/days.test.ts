import { expect, test } from "vitest";
import { dayNumber, daysOfBar, nearOf, spanOf, spanWords } from "../src/days";

test("a span of an address, and what is none", () => {
  expect(spanOf("2021-08-31..2021-09-02")).toEqual(["2021-08-31", "2021-09-02"]);
  expect(spanOf("2021-08-31")).toEqual(["2021-08-31", "2021-08-31"]);
  for (const none of [undefined, "", "foo", "2021-13-41", "2021-08-31..", "..2021-08-31", "2021-08-31..foo"]) expect(spanOf(none)).toBeNull();
});

test("a span in words, and as it stands where it is none", () => {
  expect(spanWords("2021-08-31..2021-09-02")).toBe("31 Aug – 2 Sep 2021");
  expect(spanWords("2021-08-31..")).toBe("from 31 Aug 2021");
  expect(spanWords("..2021-08-31")).toBe("until 31 Aug 2021");
  expect(spanWords("foo")).toBe("foo");
});

test("from near a few days, and up to a hundred, have a bar each", () => {
  const all = [dayNumber("2001-01-01"), dayNumber("2021-12-31")] as const;
  expect(daysOfBar(...all)).toBeGreaterThan(7);
  for (const length of [1, 3, 20, 60, 110, 130]) {
    const first = dayNumber("2010-05-01");
    const near = nearOf([first, first + length - 1], all);
    expect(near[0]).toBeLessThanOrEqual(first);
    expect(near[1]).toBeGreaterThanOrEqual(first + length - 1);
    expect(daysOfBar(...near)).toBe(1);
  }
});
