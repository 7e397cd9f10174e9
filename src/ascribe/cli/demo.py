"""`ascribe demo`: reads the shipped reports into a store and shows what comes of them."""

from __future__ import annotations

import shutil
import socket
import sys
from collections import defaultdict
from collections.abc import Sequence
from contextlib import nullcontext
from pathlib import Path

import click

from ascribe.cli.printable import printable
from ascribe.domain.claim import Claim, Record

#: The report that the demo prints with its ledger: short, two sides, figures that contradict each other.
_SHOWN = "pan-ecd-350"
_EPISODE = "panjshir-2021"
#: Where the workbench is looked for first, as by `ascribe serve`.
_USUAL_PORT = 8010
#: Lines a source gets before the rest are counted.
_LINES_PER_SOURCE = 5


@click.command()
@click.option(
    "--store", metavar="DIR", default="ascribe-demo", show_default=True, type=click.Path(path_type=Path), help="Where to keep what is read."
)
@click.option("--serve", "serving", is_flag=True, help="Then open the workbench on them, until Ctrl-C.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="N",
    help="With --serve: its port; 8010 by default, or any that is free if that is not.",
)
@click.option("--no-browser", is_flag=True, help="With --serve: print the address and open nothing.")
def demo(store: Path, serving: bool, port: int | None, no_browser: bool) -> None:
    """Read the reports that come with Ascribe and look at them.

    36 retellings, in our own words, of real reports on Panjshir 2021, Ganja 2020 and Moura 2022, and four texts that
    are not about war at all. Works offline. With --serve the last line is the workbench's address.
    """
    if not serving and (port is not None or no_browser):
        raise click.UsageError("--port and --no-browser are for the workbench: give --serve as well")
    with _listening(port) if serving else nullcontext() as listening:
        _read_and_show(store)
        if listening is not None:
            from ascribe.cli.serve import open_workbench

            _title("The workbench on these reports; Ctrl-C ends it")
            sys.stdout.flush()
            open_workbench(store, listening, browser=not no_browser)


def _listening(port: int | None) -> socket.socket:
    from ascribe.cli.serve import listening_on

    if port is not None:
        return listening_on(port)
    try:
        return listening_on(_USUAL_PORT)
    except click.ClickException:  # somebody else has it
        return listening_on(0)


def _read_and_show(store: Path) -> None:
    from ascribe.cli.progress import Reporter
    from ascribe.cli.show import describe_record
    from ascribe.demo import demo_documents
    from ascribe.pipeline import Summary, read_into_store
    from ascribe.pipeline_incidents import update_incidents
    from ascribe.read.reader import Reader
    from ascribe.store import open_store

    reader = Reader.load()
    documents = list(demo_documents())
    summary = Summary()
    with Reporter("reading", total=len(documents)) as reporter, open_store(store) as opened:
        read_into_store(documents, opened, reader=reader, on_document=reporter.advance, summary=summary)
        update_incidents(opened)
        episode = {d.id for d in demo_documents(_EPISODE)}
        records = [r for r in opened.records(reading=reader.reading.id) if r.document.id in episode]
    reporter.summary(summary, where=str(store))

    shown = next(r for r in records if r.document.input_id == _SHOWN)
    _title("One report and its ledger (retold in our own words; the address leads to the original)")
    click.echo(describe_record(shown))
    _title(f"What the {len(records)} reports on Panjshir claim, source by source")
    click.echo(printable(claims_by_source(records)))
    _title("Next")
    claim = next((c for c in shown.claims if c.quantities), shown.claims[0])
    ascribe = "ascribe" if shutil.which("ascribe") else sys.argv[0]
    click.echo(f"  {ascribe} claims --store {store} --place Khavak          the claims about one place")
    click.echo(f"  {ascribe} claims --store {store} --status denied         who denies what")
    click.echo(f"  {ascribe} incidents --store {store} --documents 3      what several reports tell, figures by source")
    click.echo(f"  {ascribe} show {claim.id[:12]} --store {store}       one claim, its words and where they come from")
    click.echo(f"  {ascribe} export --store {store} --format csv -o claims.csv")
    click.echo(f"  {ascribe} read your-reports/ --store my-store")
    click.echo(f"  {ascribe} serve {store}      the workbench in a browser: incidents, figures by source, a map")


def claims_by_source(records: Sequence[Record]) -> str:
    """Each source with its claims that carry a figure or a status of their own, the same words told once with their outlets.

    Sources stand by the number of their claims. Who speaks for an actor of the catalogue stands under that actor's name.
    """
    from ascribe.lexicon.actors import load_actors
    from ascribe.lexicon.source_kinds import is_nameless

    said: dict[str, list[tuple[Claim, Record]]] = defaultdict(list)
    names: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for record in records:
        for claim in record.claims:
            source = claim.attribution.source
            name = (source.name or source.text or "") if source else "the outlets in their own voice"
            key = (source.actor or name.lower()) if source else ""
            said[key].append((claim, record))
            names[key][name] += 1
    from ascribe.cli.progress import counted

    actors = load_actors().actors
    lines: list[str] = []
    for key in sorted(said, key=lambda k: (-len(said[k]), k)):
        name = actors[key].name if key in actors else max(sorted(names[key]), key=lambda n: names[key][n])
        kinds = sorted({c.attribution.source_kind for c, _ in said[key]})
        if not is_nameless(name):  # who has a name is no unnamed source
            kinds = [kind for kind in kinds if kind != "unnamed"]
        lines.append(f"{name}  ({', '.join(kinds)}{'; ' if kinds else ''}{counted(len(said[key]), 'claim')})")
        told: dict[str, list[str]] = defaultdict(list)
        for claim, record in said[key]:
            if claim.quantities or claim.status != "asserted":
                told[short_claim(claim, record.document.text)].append(record.document.outlet or "?")
        ranked = sorted(told, key=lambda s: (-len(set(told[s])), s))
        for line in ranked[:_LINES_PER_SOURCE]:
            outlets = list(dict.fromkeys(told[line]))
            lines.append(f"    {line}  — {', '.join(outlets[:3])}{f' and {len(outlets) - 3} more' if len(outlets) > 3 else ''}")
        if len(ranked) > _LINES_PER_SOURCE:
            lines.append(f"    … {len(ranked) - _LINES_PER_SOURCE} more")
    return "\n".join(lines)


def short_claim(claim: Claim, text: str) -> str:
    """A claim in a few words: type, status, figures, place, day. `text` is its document's."""
    from ascribe.cli.tables import figure_words, time_words
    from ascribe.publish.sentence import event_words, place_words

    parts = [
        event_words(claim) + (f" ({claim.status})" if claim.status != "asserted" else ""),
        place_words(claim.place) if claim.place else "",
        time_words(claim),
    ]
    figures = figure_words(claim, text)
    return " ".join(p for p in parts if p) + (f": {figures}" if figures else "")


def _title(words: str) -> None:
    click.echo(f"\n{words}\n{'─' * min(len(words), 100)}")
