import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ask, askAhead, forgetAhead, restNoMore } from "../src/asking";

let asked: string[] = [];
let stopped: string[] = [];
let refused = 0;
let slow = 0; // ms

beforeEach(() => {
  vi.useFakeTimers();
  asked = [];
  stopped = [];
  refused = slow = 0;
  vi.stubGlobal("fetch", async (address: string, { signal }: RequestInit) => {
    asked.push(address);
    await new Promise((resolve, reject) => {
      setTimeout(resolve, slow);
      signal?.addEventListener("abort", () => {
        stopped.push(address);
        reject(signal.reason as Error);
      });
    });
    if (refused-- > 0) return new Response('{"what": "busy", "fix": "", "decision": null}', { status: 503, headers: { "content-type": "application/json" } });
    return new Response(JSON.stringify({ n: asked.length }));
  });
});
afterEach(() => {
  forgetAhead();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
/** What a promise gives, while the clock goes on. */
async function soon<T>(given: Promise<T>): Promise<T> {
  given.catch(() => undefined);
  await rest(slow + 1);
  return given;
}
async function rest(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

test("what was rested upon is asked once, and what was only passed by is not", async () => {
  askAhead(["/i/one.json"]);
  await rest(30);
  askAhead(["/i/two.json", "/i/also.json"]);
  await rest(100);
  expect(asked).toEqual(["/i/two.json", "/i/also.json"]);
  expect(await soon(ask("/i/two.json"))).toEqual({ n: 2 });
  expect(asked).toHaveLength(2);
  // It is given once: who asks again wants to know what stands there now.
  expect(await soon(ask("/i/two.json"))).toEqual({ n: 3 });
});

test("who leaves before that, or acts, asks for nothing", async () => {
  const leave = askAhead(["/i/one.json"]);
  await rest(30);
  leave();
  await rest(100);
  askAhead(["/i/two.json"]);
  restNoMore();
  await rest(100);
  expect(asked).toEqual([]);
  // Leaving one thing keeps nobody from another.
  const first = askAhead(["/i/one.json"]);
  askAhead(["/i/two.json"]);
  first();
  await rest(100);
  expect(asked).toEqual(["/i/two.json"]);
});

test("nothing that may be old is given", async () => {
  askAhead(["/i/one.json"]);
  await rest(100);
  forgetAhead();
  expect(await soon(ask("/i/one.json"))).toEqual({ n: 2 });
  askAhead(["/i/one.json"]);
  await rest(29_000);
  expect(await soon(ask("/i/one.json"))).toEqual({ n: 3 });
  askAhead(["/i/one.json"]);
  await rest(31_000);
  expect(await soon(ask("/i/one.json"))).toEqual({ n: 5 });
});

test("what takes long is asked once, and stopped where something else is wanted", async () => {
  slow = 60_000;
  askAhead(["/i/one.json"]);
  await rest(40_000);
  askAhead(["/i/one.json"]);
  await rest(100);
  expect(asked).toEqual(["/i/one.json"]);
  askAhead(["/i/two.json"]);
  await rest(100);
  expect(stopped).toEqual(["/i/one.json"]);
  forgetAhead();
  expect(stopped).toEqual(["/i/one.json", "/i/two.json"]);
});

test("what could not be had ahead is asked for anew", async () => {
  refused = 1;
  askAhead(["/i/one.json"]);
  await rest(100);
  expect(await soon(ask("/i/one.json"))).toEqual({ n: 2 });
  refused = 2;
  askAhead(["/i/one.json"]);
  await rest(100);
  await expect(soon(ask("/i/one.json"))).rejects.toThrow("busy");
});

test("who goes elsewhere before the answer is there is not given it, and stops it", async () => {
  slow = 1000;
  askAhead(["/i/one.json"]);
  await rest(100);
  const stop = new AbortController();
  const given = ask("/i/one.json", stop.signal);
  const refusal = expect(given).rejects.toThrow();
  await rest(1);
  stop.abort();
  await refusal;
  expect(stopped).toEqual(["/i/one.json"]);
});
