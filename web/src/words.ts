// What the screens call things, and what a reader is told who has not read the glossary.
import type { Act, Claim, ClaimCard, DecisionKind, Figure, IncidentRow, Job, Place, Quantity, SourceFigure, Span, Time } from "./answers";
import { days } from "./days";
import { Offsets } from "./offsets";

export type Role = "source" | "event" | "number" | "place" | "date" | "cue" | "actor";

/** The roles of words in a claim, in the order of their keys 1 to 7. `shape` says how they are drawn beside their colour. */
export const ROLES: readonly { role: Role; name: string; shape: string }[] = [
  { role: "source", name: "source", shape: "solid line" },
  { role: "event", name: "event", shape: "double line" },
  { role: "number", name: "number", shape: "wave" },
  { role: "place", name: "place", shape: "dashes" },
  { role: "date", name: "date", shape: "dots" },
  { role: "cue", name: "words of saying", shape: "line above" },
  { role: "actor", name: "actor", shape: "thin line" },
];

const TYPE_WORDS: Partial<Record<string, string>> = { sexual_violence: "sexual violence", other: "event" };
export function typeWord(type: string): string {
  return TYPE_WORDS[type] ?? type.replaceAll("_", " ");
}
export function capital(words: string): string {
  return words ? (words[0] as string).toUpperCase() + words.slice(1) : words;
}
export function plain(code: string | null | undefined): string {
  return (code ?? "").replaceAll("_", " ");
}

export const SAYS: Record<Claim["status"], string> = {
  asserted: "says",
  denied: "denies",
  threatened: "threatens",
  demanded: "demands",
  offered: "offers",
  expected: "expects",
  unclear: "cannot confirm",
  retracted: "takes back",
};

export const SOURCE_KINDS: Record<string, string> = {
  belligerent: "armed side", government: "government", military: "military", police: "police", medical: "medical staff", witness: "witness",
  resident: "resident", monitor: "monitor", aid_agency: "aid agency", un: "United Nations", media: "media", expert: "expert",
  unnamed: "unnamed", outlet: "the outlet itself",
};
export const PARTIES: Record<string, string> = {
  initiator: "party to it", target: "party to it", ally: "ally of a party", none: "no party", unknown: "relation unknown",
};
export const CHANNELS: Record<string, string> = {
  social_media: "on social media", statement: "in a statement", interview: "in an interview", broadcast: "in a broadcast",
  news_agency: "through an agency", phone: "by phone", document: "in a document", video: "in a video", photo: "in a photo",
  satellite: "from satellite images", court: "in court", press_conference: "at a press conference",
};

/** Grades: how well an incident stands, with the mark that tells them apart without colour. */
export const GRADES: Record<IncidentRow["grade"], { name: string; mark: string; tells: string }> = {
  several_independent: { name: "Several independent", mark: "●●", tells: "At least two sources that are no party and do not repeat each other tell it." },
  single_source: { name: "One source, or none independent", mark: "●", tells: "One origin tells it; copies of one report count once." },
  party_only: { name: "Parties only", mark: "○", tells: "Only those who took part tell it." },
  contested: { name: "Contested", mark: "◐", tells: "Sources exclude each other on whether or how it happened." },
  retracted: { name: "Retracted", mark: "⊘", tells: "Its source has taken it back." },
};

/** The grade as people are told it: "single source" only of one that is independent and says that it happened. */
export const GRADE_NAMES: Record<IncidentRow["grade_name"], (typeof GRADES)[IncidentRow["grade"]]> = {
  ...GRADES,
  single_source: { ...GRADES.single_source, name: "Single source" },
  none_independent: { name: "None independent", mark: "○", tells: "Nobody who says that it happened is known to be independent of the parties." },
  not_asserted: { name: "Nobody says it happened", mark: "·", tells: "It is demanded, expected or threatened, or nobody could confirm it." },
};

export const FLAGS: Record<string, string> = {
  party_only: "Only parties speak", single_source: "One source only", contradiction: "Sources contradict", identity_conflict: "Civilian or combatant?",
  perpetrator_disputed: "Who did it is disputed", copy: "Copied text", vague_date: "Vague date", vague_place: "Vague place",
  anachronism: "Out of its time", figure_outlier: "A figure stands apart", self_contradiction: "Contradicts itself", sum_mismatch: "Parts do not add up",
  location_conflict: "Places conflict", unverified: "Not verified", retracted: "Taken back",
  cut: "More may belong to it",
};
export const DISAGREE: readonly string[] = ["contradiction", "identity_conflict", "perpetrator_disputed", "self_contradiction", "location_conflict"];

export const PRECISIONS: Record<number, string> = {
  1: "the place itself", 2: "near the place", 3: "a district", 4: "a province", 5: "a region", 6: "a country", 7: "sea or sky",
};
export const RULES: Record<string, string> = {
  median_independent: "the middle of what independent sources say",
  lowest_credible: "the lowest that an independent source says",
  ucdp: "chosen as UCDP does",
  acled: "chosen as ACLED does",
};
export const STANCES: Record<string, string> = { claimed: "claims it", accused: "is accused", denied: "denies it", not_established: "not established" };
/** What a decision was: two incidents kept apart are written down as a split of what never was one. */
export function kindOf(act: Pick<Act, "kind" | "subjects">): string {
  return act.kind === "split" && act.subjects.filter((subject) => subject.startsWith("i-")).length > 1 ? "apart" : act.kind;
}
export const KINDS: Record<DecisionKind, string> = {
  accept: "accepted", reject: "rejected", edit: "edited", add: "added a claim", move: "moved a claim", merge: "merged", split: "split", apart: "kept apart",
  note: "noted", undo: "took back",
};
const VAGUE: Record<number, string> = { 3: "several", 20: "tens", 24: "dozens", 40: "scores", 200: "hundreds", 2000: "thousands" };

const NUMBER = new Intl.NumberFormat("en-GB");
export function number(n: number): string {
  return NUMBER.format(n);
}

/** The least of 1, 2, 5, 10, 20 … that is no smaller. */
export function roundAbove(least: number): number {
  const power = 10 ** Math.max(0, Math.floor(Math.log10(least)));
  return [1, 2, 5].map((n) => n * power).find((n) => n >= least) ?? 10 * power;
}

/** Low and high as the source names them: of "more than 40", 40 and null. */
export function statedEnds(q: Pick<SourceFigure, "low" | "high"> & { strict?: boolean }): [number | null, number | null] {
  if (!q.strict || (q.low !== null && q.high !== null)) return [q.low, q.high];
  return [q.low === null ? null : Math.max(q.low - 1, 0), q.high === null ? null : q.high + 1];
}

/** A figure as its source bounds it: `at least 40`, `more than 40`, `about 600`, `9–12`, `hundreds`. */
export function figureWords(q: Pick<Quantity | SourceFigure, "low" | "high" | "qualifier"> & { strict?: boolean }): string {
  const [low, high] = statedEnds(q);
  if (low === null && high === null) return "no number";
  if (low === null) return `${q.strict ? "fewer than" : "up to"} ${number(high as number)}`;
  if (high === null) {
    const vague = q.qualifier === "vague" ? VAGUE[low] : undefined;
    return `${q.strict ? "more than " : vague ? "" : "at least "}${vague ?? number(low)}`;
  }
  if (low !== high) return `${number(low)}–${number(high)}`;
  return q.qualifier === "about" ? `about ${number(low)}` : number(low);
}

/** Low to high as a reader is to take it: `600–1,500`, `at least 24`. */
export function rangeWords(low: number | null, high: number | null): string {
  return figureWords({ low, high, qualifier: "exact" });
}

/** What came of what was sent to be read. */
export function jobWords({ state, documents, claims, known }: Pick<Job, "state" | "documents" | "claims" | "known">): string {
  const reports = `${number(documents)} ${documents === 1 ? "report" : "reports"}`;
  const told = `${reports}, ${number(claims)} ${claims === 1 ? "claim" : "claims"}${known ? `, ${number(known)} known already` : ""}`;
  if (state === "waiting") return "waits for its turn";
  if (state === "running") return `is being read: ${told}`;
  if (!documents) return state === "failed" ? "could not be read" : "nothing of it was read";
  if (state === "failed") return `could not be read to its end: ${told}`;
  if (known === documents) return `known already: ${reports}`;
  return claims ? `read: ${told}` : `kept: ${reports}, in which no claim was found${known ? `; ${number(known)} known already` : ""}`;
}

/** What stands in the place of figures where an incident has none. */
export function noFigureWords(claims: readonly ClaimCard[]): string {
  const apart = claims.some(({ claim }) => claim.quantities.some((q) => q.scope !== "event"));
  return apart ? "No source gives a number for this alone; totals of a period, or numbers at the time, stand with the claims." : "No source gives a number.";
}

/** The range of a figure as its head says it. Where no source gives a range but they say that it was none, that is a number too. */
export function figureRange(figure: Pick<Figure, "low" | "high" | "by_source">): string {
  if (figure.low !== null || figure.high !== null) return rangeWords(figure.low, figure.high);
  const said = figure.by_source.filter((one) => one.status === "asserted" && !one.superseded && !one.background && (one.low !== null || one.high !== null));
  return said.length && said.every((one) => one.low === 0 && one.high === 0) ? number(0) : "no number";
}

/** The killed of an incident in a list, and what has to be said beside the number; null where no number is told. */
export function killedWords({ killed, killed_of_several }: IncidentRow): { figure: string; beside: string } | null {
  if (!killed || (killed[0] === null && killed[2] === null)) return null;
  const beside = [killed_of_several ? "largest of several figures" : "", killed[1] === null ? "no independent figure" : ""].filter(Boolean).join("; ");
  return { figure: rangeWords(killed[0], killed[2]), beside };
}
/** The same in a sentence. */
export function killedSaid(row: IncidentRow): string {
  const told = killedWords(row);
  return told ? `killed ${told.figure}${told.beside ? ` (${told.beside})` : ""}` : "";
}

const SIDES: Record<string, string> = { initiator: "of the attacking side", target: "of the side attacked" };
export function figureName(figure: Figure): string {
  const who = figure.of_kind === "civilian" ? "civilians" : figure.of_kind === "combatant" ? "combatants" : "";
  const of = figure.of && figure.of.toLowerCase() !== who ? figure.of : "";
  return [capital(figure.role), of ? `(${of})` : who ? `(${who})` : "", !of && figure.of_side ? SIDES[figure.of_side] : ""].filter(Boolean).join(" ");
}

export function placeWords(place: Pick<Place, "name" | "text" | "precision" | "admin1"> | null): string {
  if (!place) return "no place told";
  const name = place.name ?? place.text ?? "";
  const prefix = place.precision === 1 || place.precision === null ? "at" : place.precision === 2 ? "near" : "in";
  return `${prefix} ${name}${place.admin1 && !name.includes(place.admin1) ? `, ${place.admin1}` : ""}`;
}

const BOUNDS: Record<Time["bound"], string> = { exact: "on", not_before: "since", not_after: "by", between: "between" };
export function timeWords(time: Time | null): string {
  if (!time) return "undated";
  if (!time.start || !time.end) return "undated";
  if (time.bound === "not_after") return `by ${days(time.end, time.end)}`;
  if (time.bound === "not_before") return `since ${days(time.start, time.start)}`;
  if (time.start === time.end) return `on ${days(time.start, time.end)}`;
  return `${BOUNDS[time.bound] === "between" ? "within" : "on"} ${days(time.start, time.end)}`;
}

/** `Clash at Dashte Rewak`. */
export function incidentName(type: string, place: Pick<Place, "name" | "precision"> | null): string {
  return capital(typeWord(type)) + (place?.name ? ` ${place.precision !== null && place.precision <= 1 ? "at" : place.precision === 2 ? "near" : "in"} ${place.name}` : "");
}
export function rowName(row: Pick<IncidentRow, "type" | "place" | "headline">): string {
  // The headline knows the preposition: "clash at …", "killing in … (province)".
  const named = row.headline.replace(/(district|province|region) \(\1\)/, "$1");
  return capital(named.split(", ")[0]?.replace(/^\w+/, (word) => typeWord(word)) ?? typeWord(row.type));
}

export interface Part {
  text: string;
  role: Role | null;
  span: Span | null;
  strong?: boolean;
  inferred?: boolean;
}

/** An open figure in its source's own words, where it bounds it in words: "over 700" is kept as 701 or more. */
function boundWords(q: Quantity, words: (span: Span) => string): string {
  const said = words(q.span as Span);
  const bounded = (q.qualifier === "at_least" || q.qualifier === "at_most") && / /.test(said);
  return bounded ? said.charAt(0).toLowerCase() + said.slice(1) : figureWords(q);
}

/** `700 killed`, `hundreds of fighters`: things are counted by their name, people by what became of them. */
function countWords(q: Quantity, words: (span: Span) => string): string {
  const figure = boundWords(q, words);
  if (figure === "no number") return `${words(q.span as Span)} ${q.role}`;
  if (q.role !== "forces" && q.role !== "materiel") return `${figure} ${q.role}`;
  return `${figure}${VAGUE[q.low ?? 0] === figure && figure !== "several" ? " of" : ""} ${q.of ?? q.role}`;
}

/** A claim as a sentence of parts, each with its role and the span that it stands on. */
export function claimParts(claim: Claim, outlet: string | null, words: (span: Span) => string): Part[] {
  const parts: Part[] = [];
  const say = (text: string, role: Role | null = null, span: readonly number[] | null = null, more: Partial<Part> = {}): void => {
    parts.push({ text, role, span: span as Span | null, ...more });
  };
  const { source, via, channel, cue } = claim.attribution;
  say(source ? (source.name ?? source.text ?? "?") : (outlet ?? "The outlet"), "source", source?.span ?? null, { strong: true, inferred: source !== null && !source.span });
  say(" ");
  say(SAYS[claim.status], "cue", cue as Span | null, { strong: true });
  say(" ");
  if (channel) say(`${CHANNELS[channel] ?? plain(channel)} `);
  via.forEach((relay, n) => {
    say(n ? ", " : "through ");
    say(relay.name ?? relay.text ?? "?", "source", relay.span as Span | null);
    say(n === via.length - 1 ? " " : "");
  });
  say("→ ");
  say(typeWord(claim.event.type), "event", claim.event.trigger as Span, { strong: true });
  claim.quantities.forEach((q, n) => {
    say(n ? ", " : ": ");
    say(countWords(q, words), "number", q.span as Span, { strong: true });
  });
  const people = (list: typeof claim.initiator): void =>
    list.forEach((one, n) => {
      if (n) say(n === list.length - 1 ? " and " : ", ");
      say(one.name ?? one.text ?? "?", "actor", one.span as Span | null, { inferred: !one.span });
    });
  const mutual = claim.event.type === "clash" || claim.event.type === "talks" || claim.event.type === "agreement";
  if (claim.initiator.length) {
    say(mutual && claim.target.length ? " between " : " by ");
    people(claim.initiator);
  }
  if (claim.target.length) {
    say(mutual ? (claim.initiator.length ? " and " : " with ") : claim.quantities.length ? " among " : " of ");
    people(claim.target);
  }
  if (claim.place) {
    const [preposition, ...rest] = placeWords(claim.place).split(" ");
    say(` ${preposition} `);
    say(rest.join(" "), "place", claim.place.span as Span | null, { inferred: !claim.place.span });
  }
  if (claim.time?.start) {
    say(", ");
    say(timeWords(claim.time), "date", claim.time.span as Span | null, { inferred: claim.time.inferred });
  } else if (claim.time?.span) {
    say(", ");
    say(words(claim.time.span as Span), "date", claim.time.span as Span);
  }
  return parts;
}

/** The words at a span, where only the claim's quote is at hand: those inside of it. */
export function wordsWithin(card: ClaimCard): (span: Span) => string {
  const quote = new Offsets(card.quote);
  const start = card.claim.content[0] as number;
  return (span) => quote.words([span[0] - start, span[1] - start]) || "some";
}

const QUOTED = 90;
const BEFORE = 45;

/** The claim that a source's figure stands in, and its words around that figure. */
export function figureQuote(cards: ReadonlyMap<string, ClaimCard>, figure: Pick<Figure, "role" | "of_kind" | "of">, one: SourceFigure): { card: ClaimCard; words: string } | null {
  const told = one.claims.map((id) => cards.get(id)).filter((card): card is ClaimCard => Boolean(card));
  const found = told.flatMap((card) => card.claim.quantities.filter((q) => q.role === figure.role && q.low === one.low && q.high === one.high).map((q) => ({ card, q, elsewhere: card.elsewhere.find(([n]) => card.claim.quantities[n] === q)?.[1] })));
  // One number may count two kinds of people in one claim.
  const best = found.find(({ q }) => q.of_kind === figure.of_kind && (!figure.of || q.of === figure.of)) ?? found.find(({ q }) => q.of_kind === figure.of_kind) ?? found[0];
  if (best) return { card: best.card, words: best.elsewhere ?? wordsAround(best.card, best.q.span as Span | null) };
  const [card] = told;
  return card ? { card, words: wordsAround(card, null) } : null;
}

/** So much of a claim's words as a row of a table has room for, with those at the span, where they are among them; cut between words. */
function wordsAround(card: ClaimCard, span: Span | null): string {
  const { quote } = card;
  if (quote.length <= QUOTED) return quote;
  const offsets = new Offsets(quote);
  const start = card.claim.content[0] as number;
  const within = span !== null && span[0] >= start && span[1] <= start + offsets.length;
  const [at, until] = within ? [offsets.units(span[0] - start), offsets.units(span[1] - start)] : [0, 0];
  // Where words end: the text may be cut there and loses nothing but the space.
  const gaps = [...quote.matchAll(/\s+/g)].map((gap) => gap.index);
  const earliest = Math.min(at - BEFORE, quote.length - QUOTED);
  const before = earliest <= 0 ? -1 : (gaps.find((gap) => gap >= earliest && gap < at) ?? gaps.findLast((gap) => gap < at) ?? -1);
  const from = before < 0 ? 0 : before + 1;
  const to = from + QUOTED >= quote.length ? quote.length : (gaps.findLast((gap) => gap > from && gap >= until && gap <= from + QUOTED) ?? gaps.find((gap) => gap >= Math.max(until, from + 1)) ?? quote.length);
  return `${from ? "…" : ""}${quote.slice(from, to).trim()}${to < quote.length ? "…" : ""}`;
}

/** The words of a claim by role. */
export function roleSpans(claim: Claim): { role: Role; span: Span }[] {
  const found: { role: Role; span: Span }[] = [];
  const take = (role: Role, span: readonly number[] | null | undefined): void => {
    if (span) found.push({ role, span: span as Span });
  };
  take("source", claim.attribution.source?.span);
  claim.attribution.via.forEach((relay) => take("source", relay.span));
  take("cue", claim.attribution.cue);
  take("cue", claim.attribution.hedge);
  take("event", claim.event.trigger);
  claim.quantities.forEach((q) => take("number", q.span));
  [...claim.initiator, ...claim.target].forEach((one) => take("actor", one.span));
  take("place", claim.place?.span);
  claim.other_places.forEach((place) => take("place", place.span));
  take("date", claim.time?.span);
  return found;
}

export function citation(card: ClaimCard, outlet: string | null, published: string | null, url: string): string {
  const span = card.claim.content as Span;
  return `“${card.quote}” (${[outlet, published].filter(Boolean).join(", ")}; characters ${span[0]}–${span[1]}) ${url}`;
}
