import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, askAhead, forgetAhead } from "../src/asking";

let asked: string[] = [];
let refused = 0;

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  refused = 0;
  vi.stubGlobal("fetch", async (address: string, { signal }: RequestInit) => {
    asked.push(address);
    signal?.throwIfAborted();
    if (refused-- > 0) return new Response('{"what": "busy", "fix": "", "decision": null}', { status: 503, headers: { "content-type": "application/json" } });
    return new Response(JSON.stringify({ n: asked.length }));
  });
});
afterEach(() => {
  forgetAhead();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
async function rest(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

test("what was rested upon is asked once, and what was only passed by is not", async () => {
  askAhead(["/i/one.json"]);
  await rest(30);
  askAhead(["/i/two.json", "/i/also.json"]);
  await rest(100);
  expect(asked).toEqual(["/i/two.json", "/i/also.json"]);
  expect(await ask("/i/two.json")).toEqual({ n: 1 });
  expect(asked).toHaveLength(2);
  // It is given once: who asks again wants to know what stands there now.
  expect(await ask("/i/two.json")).toEqual({ n: 3 });
});

test("nothing that may be old is given", async () => {
  askAhead(["/i/one.json"]);
  await rest(100);
  forgetAhead();
  expect(await ask("/i/one.json")).toEqual({ n: 2 });
  askAhead(["/i/one.json"]);
  await rest(6000);
  expect(await ask("/i/one.json")).toEqual({ n: 4 });
});

test("what could not be had ahead is asked for anew", async () => {
  refused = 1;
  askAhead(["/i/one.json"]);
  await rest(100);
  expect(await ask("/i/one.json")).toEqual({ n: 2 });
  refused = 2;
  askAhead(["/i/one.json"]);
  await rest(100);
  await expect(ask("/i/one.json")).rejects.toThrow("busy");
});

test("who goes elsewhere before the answer is there is not given it", async () => {
  askAhead(["/i/one.json"]);
  await rest(100);
  const stop = new AbortController();
  const given = ask("/i/one.json", stop.signal);
  stop.abort();
  await expect(given).rejects.toThrow();
});
