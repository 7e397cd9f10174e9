"""`ascribe read`: documents in, records out, into a store or onto standard output."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ascribe.cli.options import DEFAULT_STORE, gazetteer_option

if TYPE_CHECKING:
    from ascribe.cli.progress import Reporter
    from ascribe.domain.document import Document, Problem
    from ascribe.engine.spark import SparkEngine
    from ascribe.pipeline import Summary
    from ascribe.read.reader import Reader


@click.command()
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--store", metavar="DIR", type=click.Path(path_type=Path), help=f"The store's folder.  [default: {DEFAULT_STORE}]")
@click.option("--format", "format_", type=click.Choice(["jsonl"]), help="Write one record a document to standard output, in no store.")
@click.option("--published", metavar="DATE", help="Publication date (ISO) of documents that carry none.")
@click.option("--outlet", metavar="NAME", help="Outlet of documents that name none.")
@click.option("--workers", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N", help="Processes that read side by side.")
@click.option(
    "--shards", metavar="DIR", type=click.Path(path_type=Path), help="Keep the work in this folder as shards: a killed run goes on."
)
@click.option(
    "--engine", type=click.Choice(["duckdb", "spark"]), default="duckdb", help="What reads: this machine, or Spark.  [default: duckdb]"
)
@click.option("--master", metavar="URL", help="The Spark to use, as spark://host:7077 or yarn; by default N workers on this machine.")
@gazetteer_option
def read(
    paths: tuple[str, ...],
    store: Path | None,
    format_: str | None,
    published: str | None,
    outlet: str | None,
    workers: int,
    shards: Path | None,
    engine: str,
    master: str | None,
    gazetteer: Path | None,
) -> None:
    """Read reports into claims.

    PATH is a file, a folder, a glob, or - for standard input: plain text, HTML, RSS or Atom, WARC, JSON lines, each
    also gzipped. Without --format or --shards the records go into the store; reading the same again adds nothing.
    With --shards alone they stay there; with --store or --format too, they then go on from the shards.
    """
    if store is not None and format_ is not None:
        raise click.UsageError("--store and --format exclude each other: records go into a store or onto standard output")
    if master is not None and (engine != "spark" or workers > 1):
        raise click.UsageError("--master is for --engine spark, and says itself how many workers there are")
    remote = [path for path in paths if "://" in path]
    if remote and (engine != "spark" or shards is None or len(paths) > 1):
        raise click.UsageError(f"{remote[0]} is for Spark's workers to read: give it alone, with --engine spark and --shards")
    if remote and (published or outlet):
        raise click.UsageError("--published and --outlet are for reports; documents that Spark's workers read have their own")
    _check_date(published)
    from ascribe.cli.progress import Reporter, counted
    from ascribe.ingest import ingest_paths
    from ascribe.pipeline import Summary
    from ascribe.read.reader import Reader

    reader = Reader.load(gazetteer)
    items = ingest_paths(paths, published=published, outlet=outlet, stdin=sys.stdin.buffer if "-" in paths else None)
    folder = None if format_ or (shards and not store) else store or Path(DEFAULT_STORE)
    summary = Summary()
    with Reporter("reading") as reporter, _engine(engine, master, workers) as opened:
        run = _Run(reader, gazetteer, workers, opened)
        try:
            if shards is not None:
                _into_shards(remote[0] if remote else items, shards, run, summary, reporter)
                if summary.documents:
                    _from_shards(shards, folder, to_output=format_ is not None, reading=reader.reading.id)
            elif folder is None:
                _onto_standard_output(items, run, summary, reporter)
            else:
                _into_store(items, folder, run, summary, reporter)
        except KeyboardInterrupt:
            reporter.close()
            kept = " and kept; the same command goes on from there" if shards or folder else ""
            click.echo(f"interrupted: {counted(summary.new, 'document')} read{kept}", err=True)
            raise SystemExit(1) from None
    where = shards or folder
    reporter.summary(summary, where=str(where) if where and summary.documents else None)
    if summary.skipped or summary.documents == 0:
        raise SystemExit(1)


class _Run(NamedTuple):
    """What reads, and in how many processes, or on which engine."""

    reader: Reader
    gazetteer: Path | None
    workers: int
    engine: SparkEngine | None


@contextmanager
def _engine(name: str, master: str | None, workers: int) -> Iterator[SparkEngine | None]:
    """Spark, started; nothing for this machine, whose processes need no engine."""
    if name == "duckdb":
        yield None
        return
    from ascribe.engine.spark import SparkEngine

    with SparkEngine(master or f"local[{workers},4]") as engine:
        yield engine


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
    for record in read_documents(documents(), reader=run.reader, gazetteer=run.gazetteer, workers=run.workers, engine=run.engine):
        if isinstance(record, Problem):
            summary.count(record)
            reporter.problem(record)
            continue
        out.write(record.to_json() + b"\n")
        summary.new += 1
        summary.claims += len(record.claims)
        reporter.advance(summary)
    out.flush()


def _from_first(items: Iterator[Document | Problem], summary: Summary, reporter: Reporter) -> Iterator[Document | Problem] | None:
    """The items from the first document on, None where there is none: a mistyped path leaves no folder behind."""
    from ascribe.domain.document import Document

    for first in items:
        if isinstance(first, Document):
            return chain([first], items)
        summary.count(first)
        reporter.problem(first)
    return None


def _into_shards(items: Iterator[Document | Problem] | str, folder: Path, run: _Run, summary: Summary, reporter: Reporter) -> None:
    """Keeps the records as shards; the items may be the address of files that the workers read."""
    from ascribe.pipeline_shards import read_files_into_shards, read_into_shards

    if isinstance(items, str):
        assert run.engine is not None
        read_files_into_shards(
            items, folder, engine=run.engine, reader=run.reader, gazetteer=run.gazetteer,
            on_problem=reporter.problem, on_document=reporter.advance, summary=summary,
        )  # fmt: skip
    elif (found := _from_first(items, summary, reporter)) is not None:
        read_into_shards(
            found, folder, reader=run.reader, gazetteer=run.gazetteer, workers=run.workers, engine=run.engine,
            on_problem=reporter.problem, on_document=reporter.advance, summary=summary,
        )  # fmt: skip


def _from_shards(shards: Path, store: Path | None, *, to_output: bool, reading: str) -> None:
    """Brings every record of the shards in this reading where it is asked for."""
    from ascribe.pipeline_shards import records_of
    from ascribe.store import open_store

    if to_output:
        for record in records_of(shards, reading):
            sys.stdout.buffer.write(record.to_json() + b"\n")
        sys.stdout.buffer.flush()
    elif store is not None:
        with open_store(store) as opened:
            for record in records_of(shards, reading):
                opened.add(record)


def _into_store(items: Iterator[Document | Problem], folder: Path, run: _Run, summary: Summary, reporter: Reporter) -> None:
    """Keeps the records; the store is opened, and made, only when there is a document."""
    from ascribe.pipeline import read_into_store
    from ascribe.store import open_store

    if (found := _from_first(items, summary, reporter)) is None:
        return
    with open_store(folder) as opened:
        read_into_store(
            found, opened, reader=run.reader, gazetteer=run.gazetteer, workers=run.workers, engine=run.engine,
            on_problem=reporter.problem, on_document=reporter.advance, summary=summary,
        )  # fmt: skip
