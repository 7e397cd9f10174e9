// Where we are: the path and query of the browser's address, and how to go elsewhere without loading the page anew.

export const address = $state({ path: "", query: "", hash: "" });

function look(): void {
  address.path = decodeURI(location.pathname);
  address.query = location.search;
  address.hash = location.hash;
}

/** Goes to an address of the workbench. `stay` changes only what stands in the address, for filters. */
export function go(to: string, { stay = false } = {}): void {
  history[stay ? "replaceState" : "pushState"](null, "", to);
  look();
  if (!stay) {
    scrollTo(0, 0);
    requestAnimationFrame(() => document.querySelector<HTMLElement>("main")?.focus({ preventScroll: true }));
  }
}

/** Follows links of our own pages and the browser's back and forward. */
export function followLinks(): void {
  look();
  addEventListener("popstate", look);
  document.addEventListener("click", (event) => {
    if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    const link = (event.target as Element).closest("a");
    if (!link?.getAttribute("href") || link.target || link.hasAttribute("download") || link.origin !== location.origin) return;
    if (/\.(json|csv|geojson)$/.test(link.pathname)) return;
    if (link.pathname === location.pathname && link.search === location.search && link.hash) return;
    event.preventDefault();
    go(link.pathname + link.search + link.hash);
  });
}

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
