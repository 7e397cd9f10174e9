// Where we are: the path and query of the browser's address, and how to go elsewhere without loading the page anew.

import { askAhead, queryOf, restNoMore } from "./asking";

export const address = $state({ path: "", query: "", hash: "" });

function look(): void {
  address.path = decodeURI(location.pathname);
  address.query = location.search;
  address.hash = location.hash;
}

/** Goes to an address of the workbench. `stay` changes only what stands in the address, for filters. */
export function go(to: string, { stay = false } = {}): void {
  restNoMore();
  keepScroll();
  if (stay) history.replaceState(history.state, "", to);
  else history.pushState(null, "", to);
  look();
  if (!stay) {
    restoring = false;
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}

// How far each entry of the history was scrolled stands with it.
const SCROLL_REST = 150; // ms
const PATIENCE = 3000; // ms: what is drawn later leaves the page where it is
let keeping: ReturnType<typeof setTimeout> | undefined;
let restoring = false;
let nextRestoring = 0;
function keepScroll(): void {
  clearTimeout(keeping);
  if (!restoring) history.replaceState({ ...(history.state as object | null), scroll: scrollY }, "");
}
/** Scrolls to where this entry was left, once so much of it is drawn, unless the person does something else first. */
function restoreScroll(): void {
  const wanted = (history.state as { scroll?: number } | null)?.scroll;
  if (wanted === undefined) return; // a new entry, or a place on the same page
  const until = performance.now() + PATIENCE;
  const mine = (nextRestoring += 1);
  restoring = true;
  const step = (): void => {
    if (!restoring || mine !== nextRestoring) return;
    const isLong = document.documentElement.scrollHeight - innerHeight >= wanted - 1;
    if (isLong) scrollTo(0, wanted);
    if ((isLong && document.querySelector("main h1") && !document.querySelector("main [aria-busy=true]")) || performance.now() > until) restoring = false;
    else requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
}

/** Follows links of our own pages and the browser's back and forward; asks ahead for the page of a link on which somebody rests. */
export function followLinks(): void {
  look();
  // The browser would restore it before the answer is drawn, when the page is too short for it.
  history.scrollRestoration = "manual";
  restoreScroll();
  addEventListener("popstate", () => {
    clearTimeout(keeping);
    restNoMore();
    look();
    restoreScroll();
  });
  addEventListener("scroll", () => {
    clearTimeout(keeping);
    keeping = setTimeout(keepScroll, SCROLL_REST);
  });
  for (const acts of ["wheel", "touchstart", "pointerdown", "keydown"] as const) addEventListener(acts, () => (restoring = false), { passive: true });
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = ownLink(event);
    if (!link) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
  let leave = (): void => undefined;
  for (const rests of ["pointerover", "focusin"] as const) {
    document.addEventListener(rests, (event) => {
      const link = ownLink(event);
      // A finger that scrolls comes upon links that nobody means.
      if (link && (event as PointerEvent).pointerType !== "touch") leave = restOn(link.pathname + link.search);
    });
  }
  for (const leaves of ["pointerout", "focusout"] as const) {
    document.addEventListener(leaves, (event) => {
      if (ownLink(event)) leave();
    });
  }
}
/** The link of an event where it leads to another page of ours. */
function ownLink(event: Event): HTMLAnchorElement | null {
  const link = (event.target as Element).closest("a");
  if (!link?.getAttribute("href") || link.target || link.hasAttribute("download") || link.origin !== location.origin) return null;
  if (/\.(json|csv|geojson)$/.test(link.pathname)) return null;
  return link.pathname === location.pathname && link.search === location.search && link.hash ? null : link;
}

/** What the page of one thing asks of the server, by the page's path and query. */
export function answerOf(path: string, query = ""): string {
  const then = new URLSearchParams(query).get("at");
  return `${path}.json${path.startsWith("/i/") ? queryOf({ at: then, why: false }) : ""}`;
}
/** Asks ahead for a page of one thing, should somebody rest on what leads there; what it returns is to be called when they leave it. The
 * past is made again for nobody who only passes by. */
export function restOn(page: string, rest?: number): () => void {
  const to = new URL(page, location.origin);
  if (!/^\/[aids]\/./.test(to.pathname) || to.searchParams.has("at")) return () => undefined;
  return askAhead([answerOf(to.pathname, to.search)], rest);
}
/** What the list of reports asks of the server. */
export function answerOfReports(words: string, offset = 0): string {
  return `/d.json${queryOf({ q: words.trim(), limit: REPORTS, offset: offset || null })}`;
}
/** Reports on a page of their list. */
export const REPORTS = 50;

/** A report's own address where it is one of the web, null otherwise: what a report says of itself may be anything. */
export function webAddress(given: string | null): URL | null {
  try {
    const url = new URL(given ?? "");
    return ["http:", "https:"].includes(url.protocol) ? url : null;
  } catch {
    return null;
  }
}
export function toDocument(id: string): string {
  return `/d/${id.replace("sha256:", "").slice(0, 16)}`;
}
export function toClaim(document: string, claim: string, span?: readonly number[]): string {
  return `${toDocument(document)}?claim=${claim}${span ? `#o=${span[0]}-${span[1]}` : ""}`;
}
/** `at` is the moment as of which it is to be shown, none for now. */
export function toIncident(id: string, at: string | null = null): string {
  return `/i/${id}${at ? `?at=${encodeURIComponent(at)}` : ""}`;
}
export function toActor(id: string): string {
  return `/a/${encodeURIComponent(id)}`;
}
export function toSource(name: string): string {
  return `/s/${encodeURIComponent(name)}`;
}
