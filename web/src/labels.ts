// Where names stand on a map, so that none covers another: those that come first are placed first, and what finds no room is left out.

export interface Label {
  text: string;
  x: number;
  y: number;
  /** Pixels that keep the name off its point; null: the name stands on the point itself, as that of a country does. */
  off: number | null;
  /** Height of its letters in pixels. */
  size: number;
  kind: "place" | "country" | "town";
}
export interface Placed extends Label {
  /** Where the text begins, ends or is centred, and its base line. */
  at: [number, number];
  anchor: "start" | "middle" | "end";
}
export type Box = [left: number, top: number, right: number, bottom: number];

/** Width of a letter as a share of its height, on the wide side of what system fonts have. */
const LETTER = 0.6;

/** The labels that have room within `width` × `height` and off `taken`, in their order. */
export function placed(labels: readonly Label[], width: number, height: number, taken: readonly Box[] = []): Placed[] {
  const boxes = [...taken];
  const found: Placed[] = [];
  for (const label of labels) {
    if (found.some((one) => one.text === label.text && Math.hypot(one.x - label.x, one.y - label.y) < 60)) continue;
    for (const [at, anchor] of spotsOf(label)) {
      const box = boxOf(label, at, anchor);
      if (box[0] < 3 || box[1] < 3 || box[2] > width - 3 || box[3] > height - 3 || boxes.some((one) => overlap(one, box))) continue;
      boxes.push(box);
      found.push({ ...label, at, anchor });
      break;
    }
  }
  return found;
}

function* spotsOf({ x, y, off, size }: Label): Generator<[[number, number], Placed["anchor"]]> {
  const middle = y + size * 0.36;
  if (off === null) {
    for (const shift of [0, 1.6, -1.6, 3.2, -3.2]) yield [[x, middle + shift * size], "middle"];
    return;
  }
  yield [[x + off + 4, middle], "start"];
  yield [[x - off - 4, middle], "end"];
  yield [[x, y - off - 5], "middle"];
  yield [[x, y + off + size], "middle"];
}

function boxOf({ text, size }: Label, [x, y]: [number, number], anchor: Placed["anchor"]): Box {
  const width = text.length * size * LETTER;
  const left = anchor === "start" ? x : anchor === "end" ? x - width : x - width / 2;
  return [left - 2, y - size, left + width + 2, y + size * 0.3];
}

function overlap(a: Box, b: Box): boolean {
  return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
}
