// A claim on its way to be corrected: how one begins, and how its parts are made so that the server takes them.
import type { Claim, Participant, Quantity, Span } from "./answers";
import type { Offsets } from "./offsets";

/** A new claim that stands on these words, or on none yet, and says nothing else. */
export function emptyClaim(chosen: Span | null, published: string | null): Claim {
  const span: Span = chosen ?? [0, 0];
  const day = published?.slice(0, 10) ?? null;
  return {
    id: "c-000000000000000000000000",
    content: [...span],
    event: { type: "other", trigger: [...span], extent: null, means: [], outcome: null },
    status: "asserted",
    at_issue: null,
    attribution: { source: null, cue: null, hedge: null, channel: null, via: [], source_kind: "outlet", party: "none", basis: null, time: null },
    revises: [],
    initiator: [],
    target: [],
    place: null,
    other_places: [],
    time: day ? { span: null, start: day, end: day, precision: "day", bound: "not_after", part: null, inferred: true } : null,
    quantities: [],
    verification: [],
    background: false,
    reading_confidence: null,
  };
}

export function participant(span: Span, offsets: Offsets): Participant {
  const text = offsets.words(span);
  return { span: [...span], text, name: text, actor: null, side: null, kind: null, certainty: "stated" };
}

/** A quantity of these words: exact where they hold a number. */
export function quantity(span: Span, offsets: Offsets): Quantity {
  const digits = /\d[\d,. ]*/.exec(offsets.words(span))?.[0].replace(/[,. ]/g, "");
  const n = digits ? Number(digits) : null;
  return { span: [...span], role: "killed", low: n, high: n, qualifier: n === null ? "vague" : "exact", of: null, of_kind: "unknown", of_side: null, part_of: null, scope: "event", was: null };
}

/** The bounds that a qualifier allows, from the two numbers of the form. */
export function bounded(q: Quantity): Quantity {
  const { low, high } = q;
  switch (q.qualifier) {
    case "exact":
    case "about":
      return { ...q, low: low ?? high, high: low ?? high };
    case "at_least":
      return { ...q, low: low ?? high, high: null };
    case "at_most":
      return { ...q, low: null, high: high ?? low };
    default:
      return q;
  }
}

/** What keeps a claim from being written down; empty where nothing does. */
export function faults(claim: Claim): string[] {
  const found: string[] = [];
  if (claim.content[0] === claim.content[1]) found.push("The words that state it are missing");
  if (claim.event.trigger[0] === claim.event.trigger[1]) found.push("The words that name the event are missing");
  claim.quantities.forEach((q, n) => {
    if (["exact", "about", "at_least", "at_most"].includes(q.qualifier) && q.low === null && q.high === null) found.push(`Figure ${n + 1} has no number`);
    if (q.qualifier === "range" && (q.low === null || q.high === null)) found.push(`Figure ${n + 1} needs both ends`);
    if (q.low !== null && q.high !== null && q.low > q.high) found.push(`Figure ${n + 1} ends below its beginning`);
  });
  if (claim.time?.start && claim.time.end && claim.time.start > claim.time.end) found.push("The last day lies before the first");
  if (claim.time && !claim.time.start !== !claim.time.end) found.push("Give both days, or none");
  if (claim.place && !claim.place.name) found.push("The place has no name");
  return found;
}

/** What is wrong with the fields of a form, each by an id of its own; fields note it under this name of a context. */
export type Faults = Record<string, string>;
export const FAULTS = Symbol("faults");

/** Whether an edit would change nothing. */
export function unchanged(before: Claim, after: Claim): boolean {
  return JSON.stringify(settled(before)) === JSON.stringify(settled(after));
}

/** The claim as it is sent: without what its parts do not allow. */
export function settled(claim: Claim): Claim {
  const source = claim.attribution.source;
  const time = claim.time && (claim.time.start || claim.time.span) ? { ...claim.time, inferred: claim.time.span === null } : null;
  return {
    ...claim,
    at_issue: claim.status === "denied" || claim.status === "unclear" ? claim.at_issue : null,
    attribution: { ...claim.attribution, source_kind: source ? (claim.attribution.source_kind === "outlet" ? "unnamed" : claim.attribution.source_kind) : "outlet" },
    time,
    quantities: claim.quantities.map(bounded),
  };
}
