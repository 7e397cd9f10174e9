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

/** The session, asked before anything else; its word goes with whatever changes something. */
export async function openSession(): Promise<Session> {
  const session = await ask<Session>("/session.json");
  csrf = session.csrf;
  return session;
}

/** The answer at an address of the server. */
export async function ask<T>(address: string, signal?: AbortSignal): Promise<T> {
  return answered<T>(await reach(address, { headers: { accept: "application/json" }, signal: signal ?? null }));
}

/** Sends something that is to change something: a value as JSON, or a file as it is. */
export async function tell<T>(address: string, body: unknown): Promise<T> {
  const file = body instanceof Blob;
  return answered<T>(
    await reach(address, {
      method: "POST",
      headers: { "x-ascribe-csrf": csrf, "content-type": file ? "application/octet-stream" : "application/json" },
      body: file ? body : JSON.stringify(body),
    }),
  );
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
    throw new Refused(0, { what: "the server does not answer", fix: "look whether `ascribe serve` still runs, then load this page again", decision: null });
  }
}

async function answered<T>(response: Response): Promise<T> {
  if (response.ok) return (await response.json()) as T;
  const text = await response.text();
  if (response.headers.get("content-type")?.startsWith("application/json")) {
    throw new Refused(response.status, JSON.parse(text) as Problem);
  }
  throw new Refused(response.status, { what: text.trim(), fix: "", decision: null });
}
