// The larger towns of a part of the world, from the server's gazetteer: by them a map is read.
import type { Town } from "./answers";
import { ask, queryOf } from "./asking";

const kept = new Map<string, Promise<Town[]>>();
const KEPT = 60;
/** Degrees of longitude beyond which towns would only clutter a map. */
export const WIDEST = 45;

/** The largest towns of a box of degrees, the largest first; none where they cannot be had. */
export function townsIn(west: number, south: number, east: number, north: number): Promise<Town[]> {
  const bbox = [west, south, east, north].map((n) => n.toFixed(2)).join(",");
  let asked = kept.get(bbox);
  if (!asked) {
    if (kept.size >= KEPT) kept.clear();
    asked = ask<Town[]>(`/api/towns.json${queryOf({ bbox })}`).catch(() => (kept.delete(bbox), []));
    kept.set(bbox, asked);
  }
  return asked;
}
