// Spans drawn over a text without cutting it into pieces: the CSS Custom Highlight API. Where a browser lacks it, `pieces` cuts.
import type { Span } from "./answers";
import type { Offsets } from "./offsets";

export interface Paragraph {
  /** UTF-16 unit of the whole text at which it starts. */
  start: number;
  text: string;
}

export const DRAWS_OVER = typeof CSS !== "undefined" && "highlights" in CSS;

/** The text's paragraphs: between line ends, which belong to none. */
export function paragraphs(text: string): Paragraph[] {
  const found: Paragraph[] = [];
  for (const match of text.matchAll(/[^\n]+/g)) {
    if (match[0].trim()) found.push({ start: match.index, text: match[0] });
  }
  return found;
}

/** Draws these spans under one name, in place of what was drawn under it. */
export function draw(name: string, root: HTMLElement, spans: readonly Span[], offsets: Offsets): void {
  if (!DRAWS_OVER) return;
  const ranges = spans.flatMap((span) => rangesOf(root, offsets.units(span[0]), offsets.units(span[1])));
  CSS.highlights.set(name, new Highlight(...ranges));
}
export function erase(names: readonly string[]): void {
  if (DRAWS_OVER) names.forEach((name) => CSS.highlights.delete(name));
}

/** One range for each paragraph that a span touches. */
export function rangesOf(root: HTMLElement, start: number, end: number): Range[] {
  const ranges: Range[] = [];
  for (const element of root.querySelectorAll<HTMLElement>("[data-start]")) {
    const from = Number(element.dataset.start);
    const node = element.firstChild;
    if (!(node instanceof Text)) continue;
    const [a, b] = [Math.max(start - from, 0), Math.min(end - from, node.length)];
    if (a >= b) continue;
    const range = document.createRange();
    range.setStart(node, a);
    range.setEnd(node, b);
    ranges.push(range);
  }
  return ranges;
}

/** The UTF-16 unit of the whole text at a point of the page's tree; null outside of the text. */
export function unitAt(root: HTMLElement, node: Node, offset: number): number | null {
  const element = (node instanceof Element ? node : node.parentElement)?.closest<HTMLElement>("[data-start]");
  if (!element || !root.contains(element)) return null;
  const before = document.createRange();
  before.setStart(element, 0);
  before.setEnd(node, offset);
  return Number(element.dataset.start) + before.toString().length;
}

/** The selected words as a span of code points, without the blanks at their ends; null where none of the text is selected. */
export function selectedSpan(root: HTMLElement, offsets: Offsets): Span | null {
  const selection = getSelection();
  if (!selection || selection.isCollapsed || selection.rangeCount === 0) return null;
  const range = selection.getRangeAt(0);
  let [start, end] = [unitAt(root, range.startContainer, range.startOffset), unitAt(root, range.endContainer, range.endOffset)];
  if (start === null || end === null || start >= end) return null;
  const words = offsets.text.slice(start, end);
  start += words.length - words.trimStart().length;
  end -= words.length - words.trimEnd().length;
  return start < end ? [offsets.points(start), offsets.points(end)] : null;
}

/** The code point under a position of the window. */
export function pointAt(root: HTMLElement, offsets: Offsets, x: number, y: number): number | null {
  const caret = document.caretPositionFromPoint?.(x, y);
  if (!caret) return null;
  const unit = unitAt(root, caret.offsetNode, caret.offset);
  return unit === null ? null : offsets.points(unit);
}

/** A paragraph cut where spans begin and end, each piece with the names that cover it: for browsers that cannot draw over a text. */
export function pieces(paragraph: Paragraph, spans: readonly { name: string; span: Span }[], offsets: Offsets): { text: string; names: string[] }[] {
  const length = paragraph.text.length;
  const ends = spans.map(({ name, span }) => ({ name, start: offsets.units(span[0]) - paragraph.start, end: offsets.units(span[1]) - paragraph.start }));
  const cuts = [...new Set([0, length, ...ends.flatMap(({ start, end }) => [start, end]).filter((cut) => cut > 0 && cut < length)])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, n) => {
    const end = cuts[n + 1] as number;
    const names = [...new Set(ends.filter((one) => one.start <= start && one.end >= end).map((one) => one.name))];
    return { text: paragraph.text.slice(start, end), names };
  });
}
