// What all screens share: the session, who decides, what was just said to the person, and the dialogs that ask.
import type { Act, Claim, Decided, DecisionKind, Session, Settled } from "./answers";
import { ask, forgetAhead, openSession, Refused, tell, whenLost, type Lost } from "./asking";
import { Undoing, type Written } from "./undoing";
import { KINDS } from "./words";

const AUTHOR = "ascribe.author";

export interface Note {
  n: number;
  text: string;
  undo: number | null;
  bad: boolean;
  again: (() => void) | null;
}
export interface Wanted {
  title: string;
  text: string;
  action: string;
  needed: boolean;
  /** What is written, where it is no reason. */
  field?: string;
  answer: (reason: string | null) => void;
}
export interface Conflict {
  act: Act | null;
  what: string;
  /** What was typed as the reason, so that it can be copied. */
  reason: string;
}

export const workbench = $state<{
  session: Session | null;
  failed: Refused | null;
  lost: Lost | null;
  author: string;
  notes: Note[];
  wanted: Wanted | null;
  naming: ((name: string | null) => void) | null;
  conflict: Conflict | null;
  keys: boolean;
  changed: number;
  settling: boolean;
}>({
  session: null, failed: null, lost: null, author: localStorage.getItem(AUTHOR) ?? "", notes: [], wanted: null, naming: null, conflict: null, keys: false, changed: 0, settling: false,
}); // prettier-ignore

/** Has all that is shown asked anew. */
export function askAnew(): void {
  forgetAhead();
  workbench.changed += 1;
}

let nextNote = 0;

/** Says something at the foot of the page. What failed stays until it is dismissed or tried again. */
export function say(text: string, { undo = null, bad = false, again = null }: Partial<Omit<Note, "n" | "text">> = {}): void {
  const n = (nextNote += 1);
  workbench.notes = [...workbench.notes.slice(-2), { n, text, undo, bad, again }];
  if (!bad) setTimeout(() => silence(n), 9000);
}

/** Opens the session, and asks everything that is shown anew. */
export async function start(): Promise<void> {
  try {
    const session = (workbench.session = await openSession());
    workbench.failed = null;
    // Somebody else decided, or this page was loaded anew while the figures were being brought up to date.
    if (!session.settled && !troubled) void followed();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    workbench.failed = error;
  }
}
const PATIENCE = 2500;
let waiting: ReturnType<typeof setInterval> | null = null;
// Whoever lost the server need not load the page anew, and loses nothing that was written in it.
whenLost((how) => {
  if (how === workbench.lost) return;
  workbench.lost = how;
  if (how && !waiting) waiting = setInterval(() => void start(), PATIENCE);
  else if (!how && waiting) {
    clearInterval(waiting);
    waiting = null;
    askAnew();
  }
});
export function silence(n: number): void {
  workbench.notes = workbench.notes.filter((note) => note.n !== n);
}

export function rename(name: string): void {
  workbench.author = name.trim();
  localStorage.setItem(AUTHOR, workbench.author);
}

/** Asks for the reason of a decision; null where the person thinks better of it. */
export function reasonFor(wanted: Omit<Wanted, "answer">): Promise<string | null> {
  return new Promise((resolve) => {
    workbench.wanted = {
      ...wanted,
      answer: (reason) => {
        workbench.wanted = null;
        resolve(reason);
      },
    };
  });
}

/** Whether it is known who decides, which is asked where it is not. */
export async function signed(): Promise<boolean> {
  return Boolean(await author());
}
async function author(): Promise<string | null> {
  if (workbench.author) return workbench.author;
  const name = await new Promise<string | null>((resolve) => {
    workbench.naming = (given) => {
      workbench.naming = null;
      resolve(given);
    };
  });
  if (name) rename(name);
  return name;
}

export interface Deciding {
  kind: DecisionKind;
  subjects: string[];
  reason?: string;
  claim?: Claim;
  seen?: number;
  /** What it is about, in words; not sent. */
  about?: string;
}

const BETWEEN = 250;
let following: Promise<boolean> | null = null;
// What went wrong is said once, and tried again when somebody decides or says so.
let troubled = false;
/** Whether figures have followed all that is decided: one question for however many wait for it. What shows figures asks anew then. */
function followed(): Promise<boolean> {
  following ??= follow().finally(() => {
    following = null;
    workbench.settling = false;
    askAnew();
  });
  return following;
}
async function follow(): Promise<boolean> {
  workbench.settling = true;
  try {
    while (!(await ask<Settled>("/api/settled.json")).settled) await new Promise((resolve) => setTimeout(resolve, BETWEEN));
    troubled = false;
    return true;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    troubled = true;
    if (error.status >= 500) say(`It is written down, but the figures do not follow: ${faultWords(error)}`, { bad: true, again: () => void followed() });
    return false;
  }
}

// What one has decided oneself was seen, though the page that shows it is still on its way.
const own = new Set<number>();
const undoing = new Undoing(async (n, words, again) => {
  const told = words ? `: ${words}.` : ".";
  const written = await write({ kind: "undo", subjects: [String(n)] }, again ? `It stands again${told}` : `Decision ${n} is taken back${told}`, undefined, () => void undo(n, words, again));
  if (typeof written === "string") return written;
  workbench.notes = workbench.notes.filter((note) => note.undo !== n);
  return written.n;
});

/** Writes a decision down; null where it was not. Every screen that shows what it changed asks anew (`workbench.changed`): at once, and when the
 * figures have followed; `then` is called then. */
export async function decide(given: Deciding, said?: string, then?: (decided: Decided) => void): Promise<Decided | null> {
  if (workbench.session?.read_only) {
    say("Nothing is written down: the store is served for reading only. Serve it without --read-only for that.", { bad: true });
    return null;
  }
  if (!(await signed())) return null;
  const { about, ...decision } = given;
  const came: Decided[] = [];
  await undoing.decide(
    async () => {
      const written = await write(decision, said, then, () => void decide(given, said, then));
      if (typeof written === "string") return written;
      came.push(written);
      return written.n;
    },
    `${KINDS[given.kind]}${about ? ` ${about}` : ""}`,
  );
  return came[0] ?? null;
}

async function write(given: Deciding, said: string | undefined, then: ((decided: Decided) => void) | undefined, again: () => void): Promise<Decided | Exclude<Written, number>> {
  let { seen } = given;
  while (seen !== undefined && own.has(seen + 1)) seen += 1;
  try {
    const decided = await tell<Decided>("/api/decisions", { reason: "", ...given, seen, author: workbench.author, wait: false });
    own.add(decided.n);
    say(said ?? `You ${KINDS[given.kind]} it.`, { undo: decided.n });
    askAnew();
    if (!decided.settled) {
      // One that began before this decision does not wait for it.
      void (following ?? Promise.resolve(true))
        .then(followed)
        .then(async (done) => done && then?.(await ask<Decided>(`/api/decisions/${decided.n}.json`)));
    } else then?.(decided);
    return decided;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const unreached = error.status === 0 || error.status === 401;
    if (error.status === 409) {
      const acts = await ask<Act[]>("/history.json");
      workbench.conflict = { act: acts.find((act) => act.n === error.problem.decision) ?? null, what: error.problem.what, reason: given.reason ?? "" };
      askAnew();
    } else {
      say(`Not written down: ${faultWords(error)}`, { bad: true, again: unreached ? again : null });
    }
    return unreached ? "unreached" : "refused";
  }
}

/** What went wrong and what to do about it, in a sentence each. */
export function faultWords({ problem }: Refused): string {
  const [what, fix] = [problem.what, problem.fix].map((words) => words.trim().replace(/\.$/, ""));
  return fix && !what?.includes(fix) ? `${what}; ${fix}.` : `${what}.`;
}

/** Takes back one decision. Of one that was not made here, `words` say what was decided, and `again` that this makes another stand again. */
export async function undo(n: number, words = "", again = false): Promise<void> {
  if (await signed()) await undoing.undoOf(n, words, again);
}
export function undoLast(): void {
  if (!undoing.undo()) say("Nothing is left to undo of what was decided here since this page was loaded. The history has every decision, each with Undo.");
}
export function redoLast(): void {
  if (!undoing.redo()) say("Nothing was taken back here since this page was loaded.");
}

/** Copies words; says so. */
export async function copy(text: string, what: string): Promise<void> {
  await navigator.clipboard.writeText(text);
  say(`${what} copied.`);
}
