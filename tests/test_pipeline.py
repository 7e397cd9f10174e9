"""The stages together: a fault in one document costs that document and no other."""

from collections.abc import Iterator
from pathlib import Path

from ascribe.domain.claim import Record
from ascribe.domain.document import Document, Problem
from ascribe.ingest import ingest_paths
from ascribe.pipeline import Summary, read_documents, read_into_store
from ascribe.read.reader import Reader
from ascribe.store import open_store
from ascribe.testing import fake_record


class _Faulty(Reader):
    """Fails on one text, as a reader with a fault would."""

    def read(self, document: Document) -> Record:
        if "fault" in document.text:
            raise ZeroDivisionError("on purpose")
        return super().read(document)


def documents() -> Iterator[Document]:
    for text in ("Rebels attacked the town.", "A fault.", "The army shelled the village."):
        yield Document.of(text, input_id=text[:5])


def test_a_document_that_the_reader_fails_on_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    reader, problems, summary = _Faulty.load(), list[Problem](), Summary()
    with open_store(tmp_path / "store") as store:
        read_into_store(documents(), store, reader=reader, on_problem=problems.append, summary=summary)
        assert store.stats().n_documents == 2
    assert (summary.documents, summary.new, summary.skipped) == (3, 2, 1)
    assert [p.path for p in problems] == ["A fau"]
    assert "ZeroDivisionError: on purpose" in problems[0].reason
    assert [type(r) for r in read_documents(documents(), reader=reader)] == [Record, Problem, Record]


def test_a_store_among_the_reports_is_not_read_as_one(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Rebels attacked the town.")
    with open_store(tmp_path / "ascribe-store") as store:
        store.add(fake_record())
    assert [type(item) for item in ingest_paths([str(tmp_path)])] == [Document]


def test_a_document_in_another_language_is_kept_and_named(tmp_path: Path) -> None:
    problems, summary = list[Problem](), Summary()
    text = "Die Rebellen griffen am Montag die Stadt an, und zwölf Soldaten wurden getötet, sagte ein Sprecher."
    with open_store(tmp_path / "store") as store:
        read_into_store(
            [Document.of(text, language="de")], store, reader=Reader.load(), on_problem=problems.append, summary=summary
        )  # fmt: skip
    assert (summary.new, summary.skipped, summary.warned) == (1, 0, 1)
    assert "'de'" in problems[0].reason
