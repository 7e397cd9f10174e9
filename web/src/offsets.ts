// Code points to UTF-16 and back: the only place where the two are converted. The server counts code points, the browser UTF-16 units.
import type { Span } from "./answers";

/** A text that can be asked for either offset. Offsets outside of the text give its nearest end. */
export class Offsets {
  readonly length: number;
  // Code points beyond the basic plane, in order: each shifts what follows by one.
  private readonly wide: number[] = [];

  constructor(readonly text: string) {
    let points = 0;
    for (const character of text) {
      if (character.length === 2) this.wide.push(points);
      points += 1;
    }
    this.length = points;
  }

  /** UTF-16 units before this code point. */
  units(point: number): number {
    const within = Math.min(Math.max(point, 0), this.length);
    return within + before(this.wide, within);
  }

  /** Code points before this UTF-16 unit; a unit inside of a pair counts as its start. */
  points(unit: number): number {
    let low = 0;
    let high = this.length;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.units(middle) <= unit) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  /** The words at a span of code points. */
  words(span: Span): string {
    return this.text.slice(this.units(span[0]), this.units(span[1]));
  }

  /** Where these words stand, in code points: the occurrence nearest to `near`, null where there is none. */
  find(words: string, near = 0): Span | null {
    if (!words) return null;
    const wanted = this.units(near);
    let best = -1;
    for (let at = this.text.indexOf(words); at >= 0; at = this.text.indexOf(words, at + 1)) {
      if (best < 0 || Math.abs(at - wanted) < Math.abs(best - wanted)) best = at;
    }
    return best < 0 ? null : [this.points(best), this.points(best + words.length)];
  }
}

function before(sorted: number[], point: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < point) low = middle + 1;
    else high = middle;
  }
  return low;
}
