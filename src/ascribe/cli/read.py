"""`ascribe read`: documents in, records out, into a store or onto standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ascribe.cli.options import DEFAULT_STORE, gazetteer_option

if TYPE_CHECKING:
    from ascribe.cli.progress import Reporter
    from ascribe.domain.document import Document, Problem
    from ascribe.pipeline import Summary
    from ascribe.read.reader import Reader


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--store", metavar="DIR", type=click.Path(path_type=Path), help=f"The store's folder.  [default: {DEFAULT_STORE}]")
@click.option("--format", "format_", type=click.Choice(["jsonl"]), help="Write one record a document to standard output, in no store.")
@click.option("--published", metavar="DATE", help="Publication date (ISO) of documents that carry none.")
@click.option("--outlet", metavar="NAME", help="Outlet of documents that name none.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N", help="Processes that read side by side.")
@gazetteer_option
def read(
    paths: tuple[str, ...],
    store: Path | None,
    format_: str | None,
    published: str | None,
    outlet: str | None,
    workers: int,
    gazetteer: Path | None,
) -> None:
    """Read reports into claims.

    PATH is a file, a folder, a glob, or - for standard input: plain text, HTML, RSS or Atom, WARC, JSON lines, each
    also gzipped. Without --format the records go into the store; reading the same again adds nothing.
    """
    if store is not None and format_ is not None:
        raise click.UsageError("--store and --format exclude each other: records go into a store or onto standard output")
    _check_date(published)
    from ascribe.cli.progress import Reporter, counted
    from ascribe.ingest import ingest_paths
    from ascribe.pipeline import Summary
    from ascribe.read.reader import Reader

    run = _Run(Reader.load(gazetteer), gazetteer, workers)
    items = ingest_paths(paths, published=published, outlet=outlet, stdin=sys.stdin.buffer if "-" in paths else None)
    folder = None if format_ else store or Path(DEFAULT_STORE)
    summary = Summary()
    with Reporter("reading") as reporter:
        try:
            if folder is None:
                _onto_standard_output(items, run, summary, reporter)
            else:
                _into_store(items, folder, run, summary, reporter)
        except KeyboardInterrupt:
            reporter.close()
            kept = " and kept; the same command goes on from there" if folder else ""
            click.echo(f"interrupted: {counted(summary.new, 'document')} read{kept}", err=True)
            raise SystemExit(1) from None
    reporter.summary(summary, where=str(folder) if folder and summary.documents else None)
    if summary.skipped or summary.documents == 0:
        raise SystemExit(1)


class _Run(NamedTuple):
    """What reads, and in how many processes."""

    reader: Reader
    gazetteer: Path | None
    workers: int


def _check_date(published: str | None) -> None:
    from ascribe.domain.document import published_day

    try:
        if published is not None:
            published_day(published)
    except ValueError:
        raise click.BadParameter(
            f"{published!r} is not a date; write it as 2021-09-02 or 2021-09-02T10:00:00+04:30", param_hint="--published"
        ) from None


def _onto_standard_output(items: Iterator[Document | Problem], run: _Run, summary: Summary, reporter: Reporter) -> None:
    """A line of JSON a record, written as it comes."""
    from ascribe.domain.document import Problem
    from ascribe.pipeline import language_note, read_documents

    def documents() -> Iterator[Document]:
        for item in items:
            if isinstance(item, Problem):
                summary.count(item)
                reporter.problem(item)
            else:
                summary.documents += 1
                if note := language_note(item):
                    summary.count(note)
                    reporter.problem(note)
                yield item

    out = sys.stdout.buffer
    for record in read_documents(documents(), reader=run.reader, gazetteer=run.gazetteer, workers=run.workers):
        if isinstance(record, Problem):
            summary.count(record)
            reporter.problem(record)
            continue
        out.write(record.to_json() + b"\n")
        summary.new += 1
        summary.claims += len(record.claims)
        reporter.advance(summary)
    out.flush()


def _into_store(items: Iterator[Document | Problem], folder: Path, run: _Run, summary: Summary, reporter: Reporter) -> None:
    """Keeps the records. The store is opened, and made, only when there is a document: a mistyped path leaves nothing behind."""
    from ascribe.domain.document import Document
    from ascribe.pipeline import read_into_store
    from ascribe.store import open_store

    for first in items:
        if isinstance(first, Document):
            break
        summary.count(first)
        reporter.problem(first)
    else:
        return
    with open_store(folder) as opened:
        read_into_store(
            chain([first], items), opened, reader=run.reader, gazetteer=run.gazetteer, workers=run.workers,
            on_problem=reporter.problem, on_document=reporter.advance, summary=summary,
        )  # fmt: skip
