// Questions to the server and what it answers. A refusal is an exception that says what went wrong and what to do.
import type { Problem, Session } from "./answers";

export class Refused extends Error {
  constructor(
    readonly status: number,
    readonly problem: Problem,
  ) {
    super(problem.what);
  }
}

let csrf = "";

/** What keeps every question from being answered: the server is gone, or it was started anew and knows this browser no more. */
export type Lost = "server" | "session";
let losing: (how: Lost | null) => void = () => undefined;

/** Calls this with each answer: what is lost, or null where nothing is. */
export function whenLost(then: (how: Lost | null) => void): void {
  losing = then;
}

/** The session, asked before anything else; its word goes with whatever changes something. */
export async function openSession(): Promise<Session> {
  const session = await ask<Session>("/session.json");
  csrf = session.csrf;
  return session;
}

/** The answer at an address of the server. */
export async function ask<T>(address: string, signal?: AbortSignal): Promise<T> {
  const known = await takeAhead<T>(address, signal);
  signal?.throwIfAborted();
  return known ?? fetched<T>(address, signal);
}
async function fetched<T>(address: string, signal?: AbortSignal): Promise<T> {
  return answered<T>(await reach(address, { headers: { accept: "application/json" }, signal: signal ?? null }));
}

// What a person is likely to ask for in a moment, since they rest on what leads there, is asked ahead: what one thing leads to, at a time.
const REST = 60; // ms
const FRESH = 30_000; // ms: a page that stands open is no younger than that; whoever decides on what is old is told so (409)
interface Ahead {
  /** The answer, or null where it could not be had. */
  answer: Promise<unknown>;
  /** When the answer came, by the clock of the day, which goes on while the machine sleeps; null before it did. */
  came: number | null;
  stop: AbortController;
}
const ahead = new Map<string, Ahead>();
let resting: ReturnType<typeof setTimeout> | undefined;

/** Asks for what stands at these addresses once a person has rested there for so many milliseconds, unless something else is expected by
 * then. What it returns is to be called when they leave before that. */
export function askAhead(addresses: readonly string[], rest = REST): () => void {
  clearTimeout(resting);
  const mine = (resting = setTimeout(() => {
    for (const [address, { stop }] of ahead) {
      if (addresses.includes(address)) continue;
      stop.abort();
      ahead.delete(address);
    }
    for (const address of addresses) {
      if (isFresh(ahead.get(address))) continue;
      const stop = new AbortController();
      const entry: Ahead = { answer: Promise.resolve(null), came: null, stop };
      // What cannot be had ahead is asked for anew, which tells why.
      entry.answer = fetched(address, stop.signal).catch(() => null).finally(() => (entry.came = Date.now())); // prettier-ignore
      ahead.set(address, entry);
    }
  }, rest));
  return () => clearTimeout(mine);
}
/** Asks nothing more ahead: the person acts. What was asked is kept. */
export function restNoMore(): void {
  clearTimeout(resting);
}
/** Lets go of all that was asked ahead: it may be old. */
export function forgetAhead(): void {
  restNoMore();
  for (const { stop } of ahead.values()) stop.abort();
  ahead.clear();
}
function takeAhead<T>(address: string, signal?: AbortSignal): Promise<T | null> | null {
  const found = ahead.get(address);
  ahead.delete(address);
  if (!isFresh(found)) return null;
  signal?.addEventListener("abort", () => found.stop.abort());
  return found.answer as Promise<T | null>;
}
function isFresh(found: Ahead | undefined): found is Ahead {
  if (!found) return false;
  const age = found.came === null ? 0 : Date.now() - found.came;
  return age >= 0 && age < FRESH;
}

/** Sends something that is to change something. */
export async function tell<T>(address: string, body: unknown): Promise<T> {
  return answered<T>(
    await reach(address, { method: "POST", headers: { "x-ascribe-csrf": csrf, "content-type": "application/json" }, body: JSON.stringify(body) }),
  );
}

/** Sends a file, and says as it goes which share of it has left (0 to 1). */
export function send<T>(address: string, file: Blob, onprogress: (share: number) => void): Promise<T> {
  return new Promise((resolve, reject) => {
    // fetch cannot say how much of a body has left.
    const request = new XMLHttpRequest();
    request.open("POST", address);
    request.setRequestHeader("x-ascribe-csrf", csrf);
    request.setRequestHeader("content-type", "application/octet-stream");
    request.upload.onprogress = (event) => event.total && onprogress(event.loaded / event.total);
    request.onload = () => {
      const headers = { "content-type": request.getResponseHeader("content-type") ?? "" };
      answered<T>(new Response(request.responseText, { status: request.status, headers })).then(resolve, reject);
    };
    request.onerror = () => {
      losing("server");
      reject(gone());
    };
    request.send(file);
  });
}

/** The part of an address behind its `?`, without what is empty. */
export function queryOf(parts: Record<string, string | number | boolean | readonly string[] | null | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one !== null && one !== undefined && one !== "") query.append(name, String(one));
    }
  }
  const text = query.toString().replaceAll("%2C", ",");
  return text ? `?${text}` : "";
}

async function reach(address: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(address, { ...init, credentials: "same-origin" });
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") throw error;
    losing("server");
    throw gone();
  }
}
function gone(): Refused {
  return new Refused(0, { what: "the server does not answer", fix: "look whether `ascribe serve` still runs", decision: null });
}

async function answered<T>(response: Response): Promise<T> {
  losing(response.status === 401 ? "session" : null);
  if (response.ok) return (await response.json()) as T;
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/json")) {
    throw new Refused(response.status, JSON.parse(text) as Problem);
  }
  throw new Refused(response.status, { what: text.trim(), fix: "", decision: null });
}
