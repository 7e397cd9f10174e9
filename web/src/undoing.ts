// What was decided here since the page was loaded, undone and redone by keys. What is decided is sent one after the other, and can be taken
// back as soon as it is on its way: pressing undo at once never takes back the decision before it.

/** What came of sending a decision: its number, or why it was not written down. */
export type Written = number | "refused" | "unreached";
interface Sent {
  written: Promise<Written>;
  /** Its number once it is written down. */
  n: number | null;
  /** What was decided, in words: `accepted “…”`. */
  words: string;
}

export class Undoing {
  private turn: Promise<unknown> = Promise.resolve();
  private readonly done: Sent[] = [];
  private readonly undone: Sent[] = [];
  /** Those that a button takes back now: pressed twice, it takes them back once. */
  private readonly going = new Set<number>();

  /** `takeBack` sends what takes back the decision of a number; `again`: which makes another stand again. */
  constructor(private readonly takeBack: (n: number, words: string, again: boolean) => Promise<Written>) {}

  /** Sends a decision when those before it are sent. */
  decide(send: () => Promise<Written>, words: string): Promise<Written> {
    const sent = this.enter(this.done, words, send);
    void sent.written.then((written) => typeof written === "number" && (this.undone.length = 0));
    return sent.written;
  }
  /** Takes back what was decided last; false where nothing is left. */
  undo(): boolean {
    const last = this.done.pop();
    if (last) void this.move(last, this.done, this.undone, false);
    return last !== undefined;
  }
  /** Has what was taken back last stand again; false where nothing is left. */
  redo(): boolean {
    const last = this.undone.pop();
    if (last) void this.move(last, this.undone, this.done, true);
    return last !== undefined;
  }
  /** Takes back the decision of this number, whoever made it. `words` and `again` are of one that was not made here. */
  async undoOf(n: number, words: string, again: boolean): Promise<void> {
    if (this.going.has(n)) return;
    this.going.add(n);
    for (const [list, other, restores] of [[this.done, this.undone, false], [this.undone, this.done, true]] as const) {
      const at = list.findIndex((sent) => sent.n === n);
      if (at < 0) continue;
      const [sent] = list.splice(at, 1);
      await this.move(sent as Sent, list, other, restores);
      this.going.delete(n);
      return;
    }
    await this.move({ written: Promise.resolve(n), n, words }, null, this.undone, again);
    this.going.delete(n);
  }

  private async move(sent: Sent, from: Sent[] | null, to: Sent[], again: boolean): Promise<void> {
    const moved = this.enter(to, sent.words, async () => {
      const n = await sent.written;
      // What was refused is told already, and leaves nothing to take back.
      return typeof n === "number" ? this.takeBack(n, sent.words, again) : "refused";
    });
    if ((await moved.written) === "unreached") from?.push(sent);
  }
  private enter(list: Sent[], words: string, send: () => Promise<Written>): Sent {
    const sent: Sent = { n: null, words, written: this.turn.then(send) };
    this.turn = sent.written.catch(() => undefined);
    list.push(sent);
    sent.written = sent.written.then((written) => {
      if (typeof written === "number") sent.n = written;
      else if (list.includes(sent)) list.splice(list.indexOf(sent), 1);
      return written;
    });
    return sent;
  }
}
