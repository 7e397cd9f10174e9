"""`ascribe show`: one claim as a sentence, its words in context, and where they come from; or a document's claims."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from ascribe.cli.options import store_option
from ascribe.cli.printable import printable, printable_line
from ascribe.cli.progress import counted
from ascribe.domain.claim import Claim, Record
from ascribe.domain.document import Document
from ascribe.domain.span import Span

#: Code points of context on each side of a claim's words.
_CONTEXT = 160


@click.command()
@click.argument("id", metavar="ID")
@store_option
@click.option("--json", "as_json", is_flag=True, help="The record or claim as JSON.")
def show(id: str, store: Path, as_json: bool) -> None:
    """Show a claim or a document with its words and provenance.

    ID is the id of a claim (c-…) or of a document (sha256:…), or the beginning of one.
    """
    import msgspec

    from ascribe.errors import AscribeError
    from ascribe.store import StoredClaim, open_store

    with open_store(store, create=False, read_only=True) as opened:
        found = opened.find(id)
    if not found and id.startswith("i-"):
        raise AscribeError(f"{id} is the id of an incident, not of a claim or document; `ascribe incident {id}` shows it")
    if not found:
        raise AscribeError(f"{store}: no claim or document has an id that begins with {id!r}; list them with `ascribe claims`")
    if len(found) > 1:
        ids = ", ".join((f.claim.id if isinstance(f, StoredClaim) else f.document.id)[:22] for f in found[:5])
        raise AscribeError(f"{id!r} fits more than one ({ids}{', …' if len(found) > 5 else ''}); give more of it")
    one = found[0]
    if as_json:
        value = {"document": {"id": one.document.id}, "claim": one.claim} if isinstance(one, StoredClaim) else one
        sys.stdout.buffer.write(msgspec.json.encode(value) + b"\n")
    elif isinstance(one, StoredClaim):
        click.echo(describe_claim(one.claim, one.document))
    else:
        click.echo(describe_record(one))


def describe_claim(claim: Claim, document: Document) -> str:
    """A claim for a person: its sentence, its words marked in their context, its fields, its provenance."""
    from ascribe.publish import sentence_of

    text = document.text
    lines = [printable_line(sentence_of(claim, document)), "", _in_context(claim, text), ""]
    a = claim.attribution
    rows: list[tuple[str, str | None]] = [
        ("claim", claim.id),
        ("event", f"{claim.event.type} ({_quote(text, claim.event.trigger)})"),
        ("status", claim.status + (f", at issue: {claim.at_issue}" if claim.at_issue else "")),
        ("source", f"{a.source.name} ({a.source_kind}; party: {a.party})" if a.source else "the outlet itself"),
        ("cue", _quote(text, a.cue) if a.cue else None),
        ("hedge", _quote(text, a.hedge) if a.hedge else None),
        ("channel", a.channel),
        ("via", ", ".join(p.name or "" for p in a.via) or None),
        ("initiator", _people(claim.initiator)),
        ("target", _people(claim.target)),
        ("place", _place(claim)),
        ("time", _time(claim, text)),
        *(
            (q.role, f"{_bounds(q.low, q.high)} {q.qualifier}{' ' + q.of if q.of else ''} ({_quote(text, q.span)})")
            for q in claim.quantities
        ),
        *(("verification", f"{v.state.replace('_', ' ')} ({_quote(text, v.span)})") for v in claim.verification),
        *(("means", f"{m.kind} ({_quote(text, m.span)})") for m in claim.event.means),
        ("background", "told as earlier context" if claim.background else None),
        ("reading confidence", f"{claim.reading_confidence:.2f}" if claim.reading_confidence is not None else None),
    ]
    lines += [_row(name, value) for name, value in rows if value]
    lines += ["", _provenance(document)]
    return "\n".join(lines)


def describe_record(record: Record) -> str:
    """A document for a person: its head, its text, and a ledger of its claims."""
    from ascribe.publish import sentence_of

    d = record.document
    head = (d.title or "(no title)", f"{d.outlet or 'outlet unknown'}, {d.published or 'date unknown'}")
    lines = [*map(printable_line, head), "", printable(d.text.strip()), ""]
    for claim in record.claims:
        lines.append(f"  {claim.id[:10]}  {printable_line(sentence_of(claim, d))}")
    flags = [printable_line(f"  {f.code}: {f.why} ({', '.join(c[:10] for c in f.claims)})") for f in d.flags]
    lines += ["", counted(len(record.claims), "claim"), *([counted(len(flags), "flag") + ":", *flags] if flags else []), _provenance(d)]
    return "\n".join(lines)


def _in_context(claim: Claim, text: str) -> str:
    """The claim's words between « », its trigger between * *, in the text around them."""
    span, trigger = claim.content, claim.event.trigger
    left, right = max(0, span.start - _CONTEXT), min(len(text), span.end + _CONTEXT)
    words = f"{text[span.start : trigger.start]}*{trigger.of(text)}*{text[trigger.end : span.end]}"
    if not (span.start <= trigger.start and trigger.end <= span.end):
        words = span.of(text)
    around = f"{'…' if left else ''}{text[left : span.start]}«{words}»{text[span.end : right]}{'…' if right < len(text) else ''}"
    return "    " + printable_line(around)


def _row(name: str, value: str) -> str:
    return f"{name:>19}  {printable_line(value)}"


def _quote(text: str, span: Span) -> str:
    return f"“{' '.join(span.of(text).split())}” {span.start}–{span.end}"


def _people(people: tuple[object, ...]) -> str | None:
    from ascribe.domain.actor import Participant

    out = []
    for p in people:
        assert isinstance(p, Participant)
        extra = "; ".join(x for x in (p.actor, f"side {p.side}" if p.side else None, p.certainty if p.certainty != "stated" else None) if x)
        out.append((p.name or "") + (f" ({extra})" if extra else ""))
    return ", ".join(out) or None


def _place(claim: Claim) -> str | None:
    p = claim.place
    if p is None:
        return None
    where = ", ".join(x for x in (p.admin2, p.admin1, p.country) if x and x != p.name)
    point = f"; {p.lat:.3f}, {p.lon:.3f} within {p.radius_km:g} km" if p.lat is not None and p.radius_km is not None else "; not located"
    return f"{p.name}{f' ({where})' if where else ''}{point}; precision {p.precision or 'unknown'}"


def _time(claim: Claim, text: str) -> str | None:
    t = claim.time
    if t is None:
        return None
    days = "unresolved" if t.start is None else str(t.start) if t.start == t.end else f"{t.start} to {t.end}"
    said = _quote(text, t.span) if t.span else "no words beside it say so: inferred from the report"
    return f"{days}, {t.bound} ({said})"


def _bounds(low: int | None, high: int | None) -> str:
    if low is None and high is None:
        return "?"
    return str(low) if low == high else f"{low if low is not None else ''}..{high if high is not None else ''}"


def _provenance(d: Document) -> str:
    assert d.reading is not None
    resources = ", ".join(f"{r.name} {r.sha256.removeprefix('sha256:')[:12]}" for r in d.reading.resources)
    rows = [
        ("document", d.id),
        ("title", d.title),
        ("outlet", d.outlet),
        ("published", f"{d.published} ({'from the page' if d.published_from == 'page' else 'as given'})" if d.published else None),
        ("url", d.url),
        ("text", d.text_sha256),
        ("as received", d.source_sha256),
        ("read by", f"{d.reading.reader} {d.reading.version} ({resources}), reading {d.reading.id}"),
    ]
    return "\n".join(_row(name, value) for name, value in rows if value)
