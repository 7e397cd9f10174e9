"""Documents that come in through the workbench: a file, a pasted text, or an address where that is allowed.

In:  a site, bytes.   Out: a job that reads them into the store and brings the incidents up to date.
"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path, PurePosixPath, PureWindowsPath

import msgspec

from ascribe.domain.document import Document, Problem
from ascribe.errors import InputError, UsageError
from ascribe.ingest import ingest_paths, ingest_text
from ascribe.ingest.limits import MAX_COMBINING_RUN, MAX_FIELD_CHARS
from ascribe.ingest.normalise import longest_combining_run, normalise_text
from ascribe.pipeline import read_into_store
from ascribe.serve.endpoints import NotFound
from ascribe.serve.fetching import fetch
from ascribe.serve.jobs import Job
from ascribe.serve.questions import AboutJob
from ascribe.serve.site import Site

__all__ = ["FILE_BYTES", "Address", "NamedFile", "Pasted", "show_job", "take_address", "take_file", "take_text"]

#: A file sent through the browser; larger ones are read by `ascribe read`, which streams.
FILE_BYTES = 64 * 1024 * 1024


class NamedFile(msgspec.Struct, frozen=True, kw_only=True):
    """The name of the file that is sent, by its ending; what its texts are called, when and by whom they were published, where it does not
    say. Texts without a title bear the file's name."""

    name: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None


class Pasted(msgspec.Struct, frozen=True, kw_only=True):
    """A text, and what is known of it."""

    text: str
    title: str | None = None
    outlet: str | None = None
    published: str | None = None
    url: str | None = None


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """A page on the network, http or https."""

    url: str
    outlet: str | None = None
    published: str | None = None


def take_file(site: Site, named: NamedFile, content: bytes) -> Job:
    """Reads the documents of a file that was sent."""
    name = PureWindowsPath(PurePosixPath(named.name).name).name
    if not name.strip(". ") or not content:
        raise UsageError("send a file with a name and something in it")
    title = _title(named.title or "") or _title(name)

    def items() -> Iterator[Document | Problem]:
        with tempfile.TemporaryDirectory(prefix="ascribe-") as folder:
            path = Path(folder) / f"sent{_ending(name)}"
            path.write_bytes(content)
            for item in ingest_paths([str(path)], published=named.published, outlet=named.outlet):
                if isinstance(item, Problem):
                    yield msgspec.structs.replace(item, path=name)
                else:
                    yield item if item.title else msgspec.structs.replace(item, title=title)

    return _start(site, name, items)


def _title(given: str) -> str | None:
    """A title as those of documents are written; `UsageError` where it is none."""
    if len(given) > MAX_FIELD_CHARS or longest_combining_run(given) > MAX_COMBINING_RUN:
        raise UsageError(f"that is no title; give one of at most {MAX_FIELD_CHARS:,} characters")
    return normalise_text(given).strip() or None


def _ending(name: str) -> str:
    """The ending of a name, which says what it is: of letters and digits only, since a file is named by it."""
    return "".join(suffix for suffix in Path(name).suffixes[-2:] if re.fullmatch(r"\.[A-Za-z0-9]{1,9}", suffix))


def take_text(site: Site, _: object, pasted: Pasted) -> Job:
    """Reads a text that was pasted."""
    if not pasted.text.strip():
        raise UsageError("paste a text with words in it")
    try:
        document, problems = ingest_text(
            pasted.text, title=pasted.title, url=pasted.url, outlet=pasted.outlet, published=pasted.published or None
        )
    except ValueError as error:
        raise InputError("the pasted text", str(error), "give the day as 2021-09-02") from None
    return _start(site, pasted.title or "a pasted text", lambda: iter((*problems, document)))


def take_address(site: Site, _: object, address: Address) -> Job:
    """Fetches a page and reads it, where the server was started with --allow-fetch."""
    if not site.settings.fetch:
        raise UsageError("this workbench opens no addresses; start it with --allow-fetch, or save the page and send the file")

    def items() -> Iterator[Document | Problem]:
        page = fetch(address.url)
        with tempfile.TemporaryDirectory(prefix="ascribe-") as folder:
            path = Path(folder) / f"page{page.suffix}"
            path.write_bytes(page.content)
            for item in ingest_paths([str(path)], published=address.published, outlet=address.outlet):
                yield msgspec.structs.replace(item, path=address.url) if isinstance(item, Problem) else item

    return _start(site, address.url, items)


def show_job(site: Site, asked: AboutJob) -> Job:
    """How far a job is."""
    job = site.jobs.get(asked.n)
    if job is None:
        raise NotFound(f"no job {asked.n}; see /runs")
    return job


Items = Callable[[], Iterator[Document | Problem]]


def _note(problems: list[str], what: str, id: str | None, problem: Problem) -> None:
    # A pasted text has no name but its id, which tells nobody anything.
    problems.append(str(msgspec.structs.replace(problem, path=what) if problem.path == id else problem))


def _start(site: Site, what: str, items: Items) -> Job:
    site.check_writable()
    return site.jobs.start(what, lambda job: _read(site, job, items))


def _read(site: Site, job: Job, items: Items) -> Iterator[Job]:
    """Reads one document after the other, so that people see how far it is. Nobody who decides waits for it: the store itself sees to it
    that a record is added between two changes of others."""
    store, reading = site.store, site.reader.reading.id
    for item in items():
        problems: list[str] = []
        known = isinstance(item, Document) and store.has(item.id, reading)
        on_problem = partial(_note, problems, job.what, item.id if isinstance(item, Document) else None)
        summary = read_into_store([item], store, reader=site.reader, on_problem=on_problem)
        site.changed()
        job = msgspec.structs.replace(
            job, documents=job.documents + summary.documents, claims=job.claims + summary.claims, known=job.known + known,
            documents_read=(*job.documents_read, item.id) if isinstance(item, Document) else job.documents_read,
            problems=(*job.problems, *problems),
        )  # fmt: skip
        yield job
    site.settling.ask()
    site.settled()
    yield job
