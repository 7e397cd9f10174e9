"""The passages annotated by reading: their drafts in words, their stand-off form, and their texts put together again.

A draft names spans by their words (`docs/annotation.md`); `compile` turns it into stand-off form, which holds offsets and the
SHA-256 of the text but, for texts that are not ours, never the text.

    python -m training.annotations compile PASSAGES DRAFT OUT    checks the draft and writes the stand-off form
    python -m training.annotations agree A B                     scores B against A with the claims scorer
    python -m training.annotations check                         scores the rules for late fields against a sample read by hand

In:  drafts, `$ASCRIBE_DATA`.   Out: `training/annotations/*.jsonl`; passages in the form of `$ASCRIBE_DATA/claims` with the
fields that claims.md has since gained.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import os
import re
import sys
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Any, get_args

import msgspec

from ascribe.domain.attribution import Channel, Party, SourceKind
from ascribe.domain.claim import AtIssue, Status
from ascribe.domain.event import EventType
from ascribe.domain.quantity import OfKind, OfSide, Qualifier, QuantityRole, QuantityScope
from ascribe.errors import ResourceMissing
from ascribe.lexicon.actors import actor_key
from ascribe.lexicon.person_groups import load_person_groups
from evaluation.scorers.claims import GoldDocument, same_name, score_claims

__all__ = ["DraftError", "compile_draft", "load_annotated", "load_standoff"]

FOLDER = Path(__file__).parent / "annotations"
_OCCURRENCE = re.compile(r"^(?P<words>.*?)(?:#(?P<n>\d+))?$", re.S)
_DATE = re.compile(r"\d{4}(?:-\d{2}(?:-\d{2})?)?")
_SUSPECTED = re.compile(r"\b(?:suspected|alleged|presumed|believed)\b", re.I)
_UNIDENTIFIED = re.compile(r"\b(?:unidentified|unknown|unnamed)\b", re.I)
_CHOICES: dict[str, tuple[str, ...]] = {
    "type": get_args(EventType), "status": get_args(Status), "source_kind": get_args(SourceKind), "party": get_args(Party),
    "channel": get_args(Channel), "at_issue": get_args(AtIssue),
}  # fmt: skip
_OF_QUANTITY: dict[str, tuple[str, ...]] = {
    "role": get_args(QuantityRole), "qualifier": get_args(Qualifier), "of_kind": get_args(OfKind), "of_side": get_args(OfSide),
    "scope": get_args(QuantityScope),
}  # fmt: skip
_CLAIM_KEYS = {
    "trigger", "content", "type", "status", "at_issue", "source", "source_kind", "party", "cue", "hedge", "channel", "via",
    "initiator", "target", "place", "start", "end", "quantities", "background", "incident",
}  # fmt: skip
_QUANTITY_KEYS = {"words", "role", "low", "high", "qualifier", "of", "of_kind", "of_side", "part_of", "scope"}


class DraftError(ValueError):
    """A draft that does not fit its text; the message names the place and the fix."""


def load_annotated() -> Iterator[dict[str, Any]]:
    """Every annotated passage with its text: those under `$ASCRIBE_DATA/claims`, then the stand-off ones of this folder.

    Raises `DraftError` where a text under `$ASCRIBE_DATA` is no longer the one that was annotated, `ResourceMissing` without the data."""
    if not os.environ.get("ASCRIBE_DATA"):
        raise ResourceMissing("ASCRIBE_DATA", why="it is not set", fix="set it to the folder that holds the data sets (docs/evaluation.md)")
    for file in sorted((Path(os.environ["ASCRIBE_DATA"]) / "claims").glob("*.jsonl.gz")):
        for line in gzip.decompress(file.read_bytes()).splitlines():
            yield _completed(json.loads(line))
    yield from load_standoff()


@cache
def _completions() -> dict[str, list[dict[str, Any]]]:
    """What was read later of the claims under `$ASCRIBE_DATA/claims`, by passage: `completed_*.jsonl`."""
    out: dict[str, list[dict[str, Any]]] = {}
    for file in sorted(FOLDER.glob("completed_*.jsonl")):
        for line in _lines(file):
            row = json.loads(line)
            out.setdefault(row["doc"], []).append(row)
    return out


def _completed(passage: dict[str, Any]) -> dict[str, Any]:
    """The passage with `at_issue`, `party`, `hedge`, and of its figures `part_of`, `scope`, `of_kind`, where they were read."""
    for row in _completions().get(passage["doc"], ()):
        if row["sha256"] != passage["sha256"]:
            raise DraftError(f"{passage['doc']}: the text under ASCRIBE_DATA is not the one whose claims were completed")
        claim = passage["claims"][row["claim"]]
        claim.update({k: row[k] for k in ("at_issue", "party", "hedge") if k in row})
        for quantity, more in zip(claim["quantities"], row.get("quantities", claim["quantities"]), strict=True):
            quantity.update(more)
        for quantity, kind in zip(claim["quantities"], row.get("of_kind", [None] * len(claim["quantities"])), strict=True):
            if kind is not None:
                quantity["of_kind"] = kind
    for claim in passage["claims"]:
        claim.setdefault("party", party_by_rule(claim))
        claim.setdefault("hedge", hedge_by_rule(passage["text"], claim))
        for quantity in claim["quantities"]:
            quantity.setdefault("of_kind", of_kind_by_rule(quantity["of"]))
    return passage


_INDEPENDENT = frozenset(("medical", "witness", "resident", "monitor", "aid_agency", "un", "expert", "media"))
_HEDGE = re.compile(r"\b(?:allegedly|reportedly|apparently|purportedly|suspected|alleged|feared|presumed)\b", re.I)


def party_by_rule(claim: dict[str, Any]) -> str | None:
    """What the source is to the event, where its name or kind decides; None where neither does."""
    if claim["source"] is None or claim["source_kind"] in _INDEPENDENT:
        return "none"
    for role in ("initiator", "target"):
        if any(same_name(claim["source"], name) for name in claim[role]):
            return role
    return None


def hedge_by_rule(text: str, claim: dict[str, Any]) -> str | None:
    """The first hedging word inside the content or just before it."""
    m = _HEDGE.search(text, max(0, claim["content"][0] - 15), claim["content"][1])
    return m.group() if m else None


def of_kind_by_rule(of: str | None) -> str:
    """Civilian or combatant as the counted noun says by itself, else unknown."""
    heads = load_person_groups().heads
    last = actor_key(of or "").split(" ")
    for i in range(len(last)):
        if head := heads.get(" ".join(last[i:])):
            return head.group.of_kind
    return "unknown"


def _check() -> int:
    """How often the rules agree with what was read in the sample, field by field, where the rule decides."""
    passages = {p["doc"]: p for p in load_annotated()}
    n: dict[str, list[int]] = {"party": [0, 0], "hedge": [0, 0], "of_kind": [0, 0]}
    for row in map(json.loads, _lines(FOLDER / "completed_sample.jsonl")):
        passage = passages[row["doc"]]
        claim = passage["claims"][row["claim"]]
        told = [
            ("party", row["party"], party_by_rule(claim)),
            ("hedge", row["hedge"] is None, hedge_by_rule(passage["text"], claim) is None),
        ]
        told += [("of_kind", kind, of_kind_by_rule(q["of"])) for q, kind in zip(claim["quantities"], row["of_kind"], strict=True)]
        for field, read, ruled in told:
            if ruled is not None:
                n[field][0] += read == ruled
                n[field][1] += 1
    print({field: f"{right} of {total}" for field, (right, total) in n.items()})
    return 0


def load_standoff() -> Iterator[dict[str, Any]]:
    """The passages annotated in this folder, with their texts from `$ASCRIBE_DATA`; errors as for `load_annotated`."""
    for file in sorted(FOLDER.glob("*.jsonl")):
        if file.stem.startswith(("twice_", "completed_")):
            continue
        for line in _lines(file):
            passage = json.loads(line)
            if "text" not in passage:
                passage["text"] = _texts(passage["file"])[str(passage["id"])][passage["start"] : passage["end"]]
            if hashlib.sha256(passage["text"].encode()).hexdigest() != passage["sha256"]:
                raise DraftError(f"{file.name}: {passage['doc']}: the text under ASCRIBE_DATA is not the one annotated")
            yield passage


def _lines(file: Path) -> list[str]:
    """Lines end at a line feed only: texts hold other characters that `splitlines` breaks at."""
    return [line for line in file.read_text("utf-8").split("\n") if line]


@cache
def _texts(file: str) -> dict[str, str]:
    lines = gzip.decompress((Path(os.environ["ASCRIBE_DATA"]) / file).read_bytes()).splitlines()
    return {str(r["id"]): r["text"] for r in map(json.loads, lines)}


def compile_draft(passage: dict[str, Any], draft: dict[str, Any]) -> dict[str, Any]:
    """The passage with the draft's claims in offsets. Raises `DraftError` naming the claim and what is wrong with it."""
    text = passage["text"]
    places = draft.get("places") or {}
    claims = []
    for i, c in enumerate(draft["claims"]):
        try:
            claims.append(_compile_claim(text, c, places))
        except DraftError as e:
            raise DraftError(f"{passage['doc']}: claim {i + 1} ({c.get('trigger')!r}): {e}") from None
    claims.sort(key=lambda c: (c["trigger"], c["type"]))
    for a, b in pairwise(claims):
        if (a["trigger"], a["type"], a["source_span"], a["status"], a["place_span"]) == (
            b["trigger"], b["type"], b["source_span"], b["status"], b["place_span"]
        ):  # fmt: skip
            raise DraftError(f"{passage['doc']}: two claims with trigger {text[slice(*a['trigger'])]!r}, one type, source and status")
    return {k: v for k, v in passage.items() if k != "claims"} | {"claims": claims}


def _compile_claim(text: str, c: dict[str, Any], places: dict[str, Any]) -> dict[str, Any]:
    if unknown := sorted(set(c) - _CLAIM_KEYS):
        raise DraftError(f"unknown fields {unknown}")
    content = _span(text, c.get("content"), "content", None)
    trigger = _span(text, c.get("trigger"), "trigger", content)
    if trigger is None or content is None:
        raise DraftError("needs a trigger and a content")
    if not content[0] <= trigger[0] <= trigger[1] <= content[1]:
        raise DraftError("the trigger does not stand inside the content")
    if len(text[slice(*trigger)].split()) > 5:
        raise DraftError("a trigger has at most five words")
    for field, choices in _CHOICES.items():
        if c.get(field) is not None and c[field] not in choices:
            raise DraftError(f"{field} {c[field]!r} is none of {', '.join(choices)}")
    if not c.get("type"):
        raise DraftError("needs a type")
    status = c.get("status") or "asserted"
    if (c.get("at_issue") is not None) != (status in ("denied", "unclear")):
        raise DraftError("at_issue goes with denied and unclear, and only with them")
    source = _participant(text, c.get("source"), "source", trigger)
    if (source is None) != (c.get("source_kind") in (None, "outlet")):
        raise DraftError("source_kind is outlet where source is null, and only there")
    place = c.get("place")
    place_name = None
    place_span = None
    if place is not None:
        words, _, name = place.partition(" = ")
        place_span = _span(text, words, "place", trigger, near=True)
        place_name = name or _plain(words)
    at = places.get(place_name or "") or places.get(_plain(place or "")) or [None, None, None]
    if place is not None and place_name not in places and _plain(place) not in places:
        raise DraftError(f"place {place_name!r} is not in `places`: give it [lat, lon, radius_km] or null")
    for field in ("start", "end"):
        if c.get(field) is not None and not _DATE.fullmatch(c[field]):
            raise DraftError(f"{field} {c[field]!r} is no ISO date")
        if c.get(field) and len(c[field]) == 10:
            date.fromisoformat(c[field])
    if (c.get("start") or "") > (c.get("end") or c.get("start") or ""):
        raise DraftError("start is after end")
    people = {r: [_participant(text, p, r, trigger) for p in c.get(r) or []] for r in ("initiator", "target")}
    return {
        "trigger": trigger, "content": content, "type": c["type"], "status": status, "at_issue": c.get("at_issue"),
        "source": source["name"] if source else None, "source_span": source["span"] if source else None,
        "source_kind": c.get("source_kind") or "outlet", "party": c.get("party") or ("none" if source is None else "unknown"),
        "cue": _span(text, c.get("cue"), "cue", trigger, near=True), "hedge": _span(text, c.get("hedge"), "hedge", trigger, near=True),
        "channel": c.get("channel"), "via": [_participant(text, v, "via", trigger)["name"] for v in c.get("via") or []],
        **{r: [p["name"] for p in ps] for r, ps in people.items()},
        **{f"{r}_spans": [p["span"] for p in ps] for r, ps in people.items()},
        **{f"{r}_certainty": [p["certainty"] for p in ps] for r, ps in people.items()},
        "place": place_name, "place_span": place_span, "lat": at[0], "lon": at[1], "radius_km": at[2],
        "start": c.get("start"), "end": c.get("end") or c.get("start"),
        "quantities": [_quantity(text, q, trigger, content, len(c["quantities"])) for q in c.get("quantities") or []],
        "background": bool(c.get("background")),
        **({"incident": c["incident"]} if c.get("incident") else {}),
    }  # fmt: skip


def _quantity(text: str, q: dict[str, Any], trigger: list[int], content: list[int], n: int) -> dict[str, Any]:
    if unknown := sorted(set(q) - _QUANTITY_KEYS):
        raise DraftError(f"unknown fields of a quantity {unknown}")
    for field, choices in _OF_QUANTITY.items():
        if q.get(field) is not None and q[field] not in choices:
            raise DraftError(f"{field} {q[field]!r} is none of {', '.join(choices)}")
    span = _span(text, q.get("words"), "quantity", content) if _plain(q.get("words") or "") in text[slice(*content)] else None
    span = span or _span(text, q.get("words"), "quantity", trigger, near=True)
    low, high = q.get("low"), q.get("high")
    if span is None or q.get("role") is None or (low is None and high is None and q.get("qualifier") != "vague"):
        raise DraftError("a quantity needs words, role, and low or high unless it is vague")
    if low is not None and high is not None and low > high:
        raise DraftError(f"low {low} is above high {high}")
    if q.get("part_of") is not None and not 0 <= q["part_of"] < n:
        raise DraftError(f"part_of {q['part_of']} counts the claim's quantities from 0")
    of = _span(text, q.get("of"), "of", span, near=True)
    return {
        "role": q["role"], "low": low, "high": high, "qualifier": q.get("qualifier") or "exact", "of": text[slice(*of)] if of else None,
        "of_kind": q.get("of_kind") or "unknown", "of_side": q.get("of_side"), "part_of": q.get("part_of"),
        "scope": q.get("scope") or "event",
        "span": span,
    }  # fmt: skip


def _participant(text: str, words: str | None, field: str, trigger: list[int]) -> Any:
    if words is None:
        return None
    span_words, _, name = words.partition(" = ")
    span = _span(text, span_words, field, trigger, near=True)
    assert span is not None
    around = text[max(0, span[0] - 20) : span[1]]
    certainty = "suspected" if _SUSPECTED.search(around) else "unidentified" if _UNIDENTIFIED.search(around) else "stated"
    return {"name": name or text[slice(*span)], "span": span, "certainty": certainty}


def _plain(words: str) -> str:
    m = _OCCURRENCE.match(words)
    assert m is not None
    return m["words"]


def _span(text: str, words: str | None, field: str, inside: list[int] | None, *, near: bool = False) -> list[int] | None:
    """Where the words stand: the occurrence told (`killed#2`), else the only one, the only one `inside`, or the one `near` it."""
    if words is None:
        return None
    m = _OCCURRENCE.match(words)
    assert m is not None
    if not m["words"].strip():
        raise DraftError(f"{field} is empty")
    pattern = r"\s+".join(map(re.escape, m["words"].split()))
    found = [list(x.span()) for x in re.finditer(rf"(?<!\w){pattern}(?!\w)", text)] or [list(x.span()) for x in re.finditer(pattern, text)]
    if not found:
        raise DraftError(f"{field} {m['words']!r} does not stand in the text")
    if m["n"] is not None:
        if not 1 <= int(m["n"]) <= len(found):
            raise DraftError(f"{field} {m['words']!r} stands only {len(found)} times in the text")
        return found[int(m["n"]) - 1]
    if len(found) > 1 and inside is not None and not near:
        found = [f for f in found if inside[0] <= f[0] and f[1] <= inside[1]] or found
    if len(found) > 1 and near and inside is not None:
        return min(found, key=lambda f: (max(f[0] - inside[1], inside[0] - f[1]), f))
    if len(found) > 1:
        raise DraftError(f"{field} {m['words']!r} stands {len(found)} times in the text: write {m['words']}#1 for the first, and so on")
    return found[0]


def _compile(passages: Path, draft: Path, out: Path) -> int:
    """Writes what compiles; says what does not. Exit status 1 where a passage is missing or wrong."""
    known = {}
    if passages.exists():
        known = {p["doc"]: p for p in map(json.loads, _lines(passages))}
    done: dict[str, dict[str, Any]] = {}
    wrong = 0
    for n, line in enumerate(_lines(draft), 1):
        if not line.strip():
            continue
        try:
            d = json.loads(line)
            passage = known.get(d["doc"])
            if passage is None:  # a passage of our own brings its text
                passage = {"doc": d["doc"], "corpus": "own", "outlet": d.get("outlet"), "published": d.get("published"),
                           "title": d.get("title"), "text": d["text"],
                           "sha256": hashlib.sha256(d["text"].encode()).hexdigest()}  # fmt: skip
            if d["doc"] in done:
                raise DraftError(f"{d['doc']} stands twice in the draft")
            done[d["doc"]] = compile_draft(passage, d)
        except (DraftError, KeyError, ValueError, TypeError) as e:
            wrong += 1
            print(f"{draft.name}:{n}: {type(e).__name__}: {e}" if not isinstance(e, DraftError) else f"{draft.name}:{n}: {e}")
    missing = [doc for doc in known if doc not in done]
    ours = {doc for doc in done if doc not in known}
    lines = [json.dumps({k: v for k, v in p.items() if k != "text" or doc in ours}, ensure_ascii=False) for doc, p in sorted(done.items())]
    out.write_text("".join(line + "\n" for line in lines), "utf-8")
    claims = sum(len(p["claims"]) for p in done.values())
    print(f"{len(done)} passages with {claims} claims written; {wrong} wrong; {len(missing)} still missing {missing[:3]}")
    return 1 if wrong or missing else 0


def _agree(a: Path, b: Path) -> int:
    """Scores the second reading of the passages that both files hold against the first."""

    def load(path: Path) -> dict[str, dict[str, Any]]:
        return {p["doc"]: p for p in map(json.loads, _lines(path))}

    first = {p["doc"]: p for p in load_annotated()} | load(a)
    second = load(b)
    gold = [msgspec.convert(first[doc], GoldDocument, strict=False) for doc in sorted(second)]
    records = [_as_record(first[doc]["text"], second[doc]["claims"]) for doc in sorted(second)]
    print(json.dumps(score_claims(gold, records), indent=1))
    return 0


def _as_record(text: str, claims: list[dict[str, Any]]) -> dict[str, Any]:
    """A reading by a person in the shape of a record, as far as the scorer looks at it."""
    return {"document": {"text": text}, "claims": [
        {"event": {"type": c["type"], "trigger": c["trigger"]}, "content": c["content"], "status": c["status"],
         "attribution": {"source": {"name": c["source"]} if c["source"] else None, "source_kind": c["source_kind"]},
         "initiator": [{"name": n} for n in c["initiator"]], "target": [{"name": n} for n in c["target"]],
         "place": {"name": c["place"], "lat": c["lat"], "lon": c["lon"]} if c["place"] else None,
         "time": {"start": c["start"], "end": c["end"]} if c["start"] else None,
         "quantities": c["quantities"], "background": c["background"]} for c in claims
    ]}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    c = commands.add_parser("compile")
    for name in ("passages", "draft", "out"):
        c.add_argument(name, type=Path)
    a = commands.add_parser("agree")
    for name in ("a", "b"):
        a.add_argument(name, type=Path)
    commands.add_parser("check")
    args = parser.parse_args()
    if args.command == "check":
        return _check()
    return _compile(args.passages, args.draft, args.out) if args.command == "compile" else _agree(args.a, args.b)


if __name__ == "__main__":
    sys.exit(main())
