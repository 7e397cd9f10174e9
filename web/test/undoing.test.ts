import { beforeEach, expect, test } from "vitest";
import { Undoing, type Written } from "../src/undoing";

let sent: string[] = [];
let next = 0;
let answers: ((written?: Written) => void)[] = [];
/** Sends something that is answered when `answer` is called: with its number, or why not. */
function send(what: string): Promise<Written> {
  sent.push(what);
  return new Promise((resolve) => answers.push((written) => resolve(written ?? (next += 1))));
}
async function rest(): Promise<void> {
  for (let n = 0; n < 20; n++) await Promise.resolve();
}
async function answer(written?: Written): Promise<void> {
  await rest();
  answers.shift()?.(written);
  await rest();
}
let undoing: Undoing;
beforeEach(() => {
  [sent, answers, next] = [[], [], 0];
  undoing = new Undoing((n, words, again) => send(`${again ? "again" : "undo"} ${n} ${words}`));
});
const decide = (what: string): Promise<Written> => undoing.decide(() => send(what), what);

test("undo pressed while a decision is sent takes back that one", async () => {
  void decide("first");
  await answer();
  void decide("second");
  expect(undoing.undo()).toBe(true);
  await rest();
  expect(sent).toEqual(["first", "second"]);
  await answer();
  expect(sent[2]).toBe("undo 2 second");
});

test("three undoings at once take back three decisions, the last first, and one more takes back none", async () => {
  for (const what of ["a", "b", "c"]) {
    void decide(what);
    await answer();
  }
  expect([undoing.undo(), undoing.undo(), undoing.undo(), undoing.undo()]).toEqual([true, true, true, false]);
  for (let n = 0; n < 3; n++) await answer();
  expect(sent.slice(3)).toEqual(["undo 3 c", "undo 2 b", "undo 1 a"]);
});

test("what was refused leaves nothing to take back, least of all the decision before it", async () => {
  void decide("first");
  await answer();
  void decide("second");
  undoing.undo();
  await answer("refused");
  expect(sent).toEqual(["first", "second"]);
  undoing.undo();
  await rest();
  expect(sent[2]).toBe("undo 1 first");
});

test("what was undone is redone, until something else is decided", async () => {
  void decide("a");
  undoing.undo();
  expect(undoing.redo()).toBe(true);
  for (let n = 0; n < 3; n++) await answer();
  expect(sent).toEqual(["a", "undo 1 a", "again 2 a"]);
  undoing.undo();
  await answer();
  void decide("b");
  await answer();
  expect(undoing.redo()).toBe(false);
});

test("a button pressed twice takes back once, and keys go on with what is left", async () => {
  void decide("a");
  await answer();
  void decide("b");
  await answer();
  void undoing.undoOf(1, "", false);
  void undoing.undoOf(1, "", false);
  await answer();
  expect(sent.slice(2)).toEqual(["undo 1 a"]);
  undoing.undo();
  await rest();
  expect(sent[3]).toBe("undo 2 b");
});

test("what did not reach the server can be undone again", async () => {
  void decide("a");
  await answer();
  undoing.undo();
  await answer("unreached");
  expect(undoing.redo()).toBe(false);
  undoing.undo();
  await rest();
  expect(sent.slice(1)).toEqual(["undo 1 a", "undo 1 a"]);
});
