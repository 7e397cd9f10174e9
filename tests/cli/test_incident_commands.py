"""`incidents`, `incident`, `merge`, `split`, `undo`: from a store of claims to what a person decides."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import get_args

import jsonschema
import pytest

from ascribe.demo import demo_documents
from ascribe.domain.incident import GradeCode
from ascribe.publish.incidents import FILES
from ascribe.read.reader import Reader
from ascribe.reconcile.clusters import ACROSS
from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.cli.outcome import Ascribe


@pytest.fixture(scope="module")
def episode(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    reader = Reader.load()
    return b"\n".join(reader.read(d).to_json() for d in demo_documents("ganja-2020"))


@pytest.fixture
def folder(tmp_path: Path, episode: bytes) -> Path:
    from ascribe.domain.claim import Record

    with open_store(tmp_path / "ganja") as store:
        for line in episode.splitlines():
            store.add(Record.from_json(line))
    return tmp_path / "ganja"


def listed(ascribe: Ascribe, folder: Path, *options: object) -> list[dict[str, object]]:
    outcome = ascribe("incidents", "--store", folder, *options)
    assert outcome.code == 0, outcome.err
    return [json.loads(line) for line in outcome.out.splitlines()]


def test_the_list_says_what_it_did_and_selects(ascribe: Ascribe, folder: Path) -> None:
    everything = listed(ascribe, folder)
    assert len(everything) > 3
    again = ascribe("incidents", "--store", folder, "--format", "table")
    assert f"{len(everything)} incidents; 0 new or changed, from 0 new documents" in again.err
    assert b"Ganja" in again.out
    assert len(listed(ascribe, folder, "--limit", 2)) == 2
    assert {i["grade"]["code"] for i in listed(ascribe, folder, "--grade", "party_only")} <= {"party_only"}  # type: ignore[index]


def test_an_incident_is_shown_with_who_says_what(ascribe: Ascribe, folder: Path) -> None:
    largest = max(listed(ascribe, folder), key=lambda i: len(i["claims"]))  # type: ignore[arg-type]
    shown = ascribe("incident", str(largest["id"])[:9], "--store", folder)
    assert shown.code == 0
    for words in ("Figures, by who gives them", "Claims, in the order of reporting", str(largest["id"])):
        assert words in shown.out.decode()
    assert json.loads(ascribe("incident", largest["id"], "--store", folder, "--json").out) == largest
    explained = ascribe("incidents", "--store", folder, "--explain", largest["id"])
    assert b"same place" in explained.out


def test_why_names_probabilities_threshold_decisions_and_words_of_the_text(ascribe: Ascribe, folder: Path) -> None:
    everything = listed(ascribe, folder)
    largest = max(everything, key=lambda i: len(i["claims"]))  # type: ignore[arg-type]
    other = next(i["id"] for i in everything if i["id"] != largest["id"])
    assert ascribe("merge", largest["id"], other, "--store", folder, "--author", "Ada", "--reason", "one night").code == 0
    told = ascribe("incidents", "--store", folder, "--explain", largest["id"]).out.decode()
    assert re.search(r"decided by Ada, \d{4}-\d\d-\d\d, merge 1: one night", told)
    assert f"where the mean probability of their pairs is {ACROSS:.2f} or more" in told
    assert re.search(r"\(\d+ claims?\): probability 0\.\d\d\n", told)
    with open_store(folder, read_only=True) as store:
        texts = " ".join(record.document.text for record in store.records())
    words = {word for line in re.findall(r"same words: ([^;\n]+)", told) for word in line.split(", ")}
    assert words
    assert all(re.search(rf"\b{word}\b", texts) for word in words)  # as they stand there, not what they were cut down to


def test_ids_of_another_kind_lead_to_the_right_command(ascribe: Ascribe, folder: Path) -> None:
    incident = listed(ascribe, folder)[0]
    claim, document = (incident["claims"][0][name] for name in ("claim", "document"))  # type: ignore[index]
    for id_ in (claim, claim[:14]):
        refused = ascribe("incident", id_, "--store", folder)
        assert refused.code == 1
        assert f"{id_} is the id of a claim, not of an incident; `ascribe show {id_}` shows it" in refused.err
        assert f"`ascribe incident {incident['id']}` its incident" in refused.err
    assert f"`ascribe show {document}` shows it" in ascribe("incident", document, "--store", folder).err
    assert f"`ascribe incident {incident['id']}` shows it" in ascribe("show", incident["id"], "--store", folder).err


@pytest.mark.parametrize("width", [40, 80, 100, 110, 200])
def test_the_list_fits_the_terminal(ascribe: Ascribe, folder: Path, width: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    lines = ascribe("incidents", "--store", folder, "--format", "table").out.decode().splitlines()
    assert all(len(line) <= width for line in lines)
    n = len(listed(ascribe, folder))
    assert sum(line.startswith("i-") for line in lines) == n
    if width >= 80:  # no word is broken
        assert sum(any(grade.replace("_", " ") in line for grade in get_args(GradeCode)) for line in lines) >= n
        assert not any(line.rstrip().endswith("median_in") for line in lines)


def test_merge_split_undo(ascribe: Ascribe, folder: Path) -> None:
    before = listed(ascribe, folder)
    one, two = str(before[0]["id"]), str(before[1]["id"])
    assert ascribe("merge", one, two, "--store", folder, "--author", "A", "--reason", "same night").code == 0
    assert len(listed(ascribe, folder)) == len(before) - 1
    assert ascribe("undo", "--store", folder, "--author", "A").code == 0
    assert listed(ascribe, folder) == before
    several = next(i for i in before if len(i["claims"]) > 1)  # type: ignore[arg-type]
    claim = several["claims"][0]["claim"]  # type: ignore[index]
    assert ascribe("split", several["id"], claim, "--store", folder, "--author", "A").code == 0
    decisions = ascribe("undo", "--list", "--store", folder).out.decode().splitlines()
    assert [line.split()[3] for line in decisions] == ["merge", "undo", "split"]


def test_what_cannot_be_meant(ascribe: Ascribe, folder: Path, tmp_path: Path) -> None:
    listed(ascribe, folder)
    assert ascribe("incident", "i-000", "--store", folder).code == 1
    assert ascribe("undo", "--store", folder).code == 2
    nowhere = ascribe("incidents", "--store", tmp_path / "nowhere")
    assert nowhere.code == 1
    assert "there is no store here" in nowhere.err


@pytest.mark.parametrize("format", ["jsonl", "csv", "parquet", "geojson"])
def test_incidents_are_exported_with_their_claims(ascribe: Ascribe, folder: Path, tmp_path: Path, format: str) -> None:
    incidents = listed(ascribe, folder)
    outcome = ascribe("export", "incidents", "--format", format, "-o", tmp_path / "out", "--store", folder)
    assert (outcome.code, outcome.out) == (0, b"")
    assert outcome.err.startswith(f"{len(incidents)} incidents with ")
    assert sorted(p.name for p in (tmp_path / "out").iterdir()) == sorted(FILES[format])  # type: ignore[index]
    few = ascribe("export", "incidents", "--format", format, "-o", tmp_path / "out", "--store", folder, "--documents", 3, "--limit", 1)
    assert few.err.startswith("1 incident with ")


def test_a_dossier_of_some_incidents(ascribe: Ascribe, folder: Path, tmp_path: Path) -> None:
    first, second, *_ = (str(i["id"]) for i in listed(ascribe, folder))
    outcome = ascribe("export", "dossier", second, first[:9], "-o", tmp_path / "two.html", "--store", folder)
    assert outcome.code == 0
    assert outcome.err.startswith("2 incidents with ")
    page = (tmp_path / "two.html").read_text("utf-8")
    assert page.index(f'id="{second}"') < page.index(f'id="{first}"'), "in the order in which they were named"
    assert ascribe("export", "dossier", second, first, "--store", folder).out.decode() == page
    selected = ascribe("export", "dossier", "--limit", 3, "--mask-names", "-o", tmp_path / "three.html", "--store", folder)
    assert "3 incidents with " in selected.err
    assert "masked" in selected.err
    assert 'name="masked" content="true"' in (tmp_path / "three.html").read_text("utf-8")
    assert ascribe("export", "dossier", "i-nothing", "-o", tmp_path / "none.html", "--store", folder).code == 1
    assert not (tmp_path / "none.html").exists()


@pytest.mark.parametrize("format", ["csv", "geojson", "parquet"])
def test_exports_say_that_names_are_masked(ascribe: Ascribe, folder: Path, tmp_path: Path, format: str) -> None:
    listed(ascribe, folder)
    for what in ("claims", "incidents"):
        outcome = ascribe("export", what, "--format", format, "-o", tmp_path / what, "--store", folder, "--mask-names")
        assert outcome.code == 0, outcome.err
        assert re.search(r"\d names? masked", outcome.err)
    written = (tmp_path / "claims").read_bytes() + b"".join(f.read_bytes() for f in (tmp_path / "incidents").iterdir())
    assert written.count(b"masked") >= 2


def test_the_export_says_that_reports_came_since(ascribe: Ascribe, folder: Path, tmp_path: Path) -> None:
    listed(ascribe, folder)
    with open_store(folder) as store:
        store.add(fake_record())
    outcome = ascribe("export", "incidents", "--format", "csv", "-o", tmp_path / "out", "--store", folder)
    assert "1 document came or was read anew since" in outcome.err


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("incidents", "--format", "xml", "-o", "out"), "'xml' is not one of"),
        (("incidents", "--format", "csv"), "name a folder"),
        (("incidents", "--format", "csv", "-o", "file"), "is a file"),
        (("incidents", "--format", "csv", "-o", "out", "--status", "denied"), "--status does not select incidents"),
        (("incidents", "--format", "csv", "-o", "out", "--news"), "--background does not select incidents"),
        (("--format", "csv", "--grade", "party_only"), "--grade does not select claims"),
        (("people", "--format", "csv"), "'people' is not one of"),
        (("--output", "out"), "Missing option '--format'"),
        (("claims", "i-1", "--format", "csv", "-o", "out"), "ids of incidents are for `ascribe export dossier`"),
        (("dossier", "--format", "csv", "-o", "out"), "leave --format out"),
        (("dossier", "i-1", "--place", "Ganja", "-o", "out"), "not both"),
        (("dossier", "--status", "denied", "-o", "out"), "--status does not select dossier"),
        (("--format", "jsonl", "-o", "out", "--mask-names"), "JSON lines hold whole texts"),
        (("incidents", "--format", "jsonl", "-o", "out", "--mask-names"), "JSON lines hold whole texts"),
        (("corrections", "--format", "jsonl", "-o", "out", "--mask-names"), "corrections hold whole texts"),
    ],
)
def test_exports_that_cannot_be_meant(ascribe: Ascribe, folder: Path, tmp_path: Path, options: tuple[str, ...], words: str) -> None:
    (tmp_path / "file").write_text("mine")
    outcome = ascribe("export", *options, "--store", folder)
    assert outcome.code == 2
    assert words in outcome.err
    assert not (tmp_path / "out").exists()


def test_a_store_that_was_never_grouped(ascribe: Ascribe, folder: Path, tmp_path: Path) -> None:
    for command in (("export", "incidents", "--format", "csv", "-o", "out"), ("incident", "i-0")):
        outcome = ascribe(*command, "--store", folder)
        assert outcome.code == 3
        assert f"run `ascribe incidents --store {folder}`" in outcome.err
        assert not (tmp_path / "out").exists()


def test_every_incident_is_valid_against_its_schema(ascribe: Ascribe, folder: Path) -> None:
    schema = json.loads(ascribe("schema", "incident").out)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    for incident in listed(ascribe, folder):
        validator.validate(incident)
    with pytest.raises(jsonschema.ValidationError):
        validator.validate({**incident, "casualties": 9})


def test_an_incident_shows_what_its_copies_changed(ascribe: Ascribe, tmp_path: Path) -> None:
    first = (
        "KABUL: Shells allegedly hit the market of Qarabagh on Monday night and killed 41 people, the district governor Ahmad Karimi said "
        "by telephone. Most of them were traders, he said."
    )
    with (tmp_path / "reports.jsonl").open("w") as lines:
        for outlet, day, text in (
            ("The Wire", "2021-09-01", first),
            ("The Post", "2021-09-02", first.replace(" allegedly", "").replace("41", "350")),
        ):
            lines.write(json.dumps({"text": text, "outlet": outlet, "published": day}) + "\n")
    assert ascribe("read", "reports.jsonl", "--store", "s").code == 0
    incidents = listed(ascribe, Path("s"))
    copied = next(i for i in incidents if "copy" in [f["code"] for f in i["flags"]])  # type: ignore[attr-defined]
    shown = ascribe("incident", copied["id"], "--store", "s").out.decode()
    copies = shown[shown.index("Copies, and what they changed") :].splitlines()
    assert copies[1].strip().startswith("The Post, 2021-09-02, repeats The Wire, 2021-09-01, nearly word for word")
    assert {line.strip() for line in copies[2:4]} == {"number: “41” became “350”", "hedge: “allegedly” was left out"}
    assert "[copied]" in shown


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("More than 500 people have been killed in shelling in Kunduz since January, the UN said.", "alone; totals of a period"),
        ("Shells hit the market of Kunduz on Monday, the UN said.", "No source gives a number."),
        ("Shelling killed 12 people in Kunduz over the past 24 hours, the UN said.", "12: the UN"),
    ],
)
def test_without_figures_it_says_which_numbers_there_are(ascribe: Ascribe, tmp_path: Path, text: str, words: str) -> None:
    (tmp_path / "report.txt").write_text(text)
    assert ascribe("read", "report.txt", "--store", "s").code == 0
    (incident,) = listed(ascribe, Path("s"))
    assert words in ascribe("incident", incident["id"], "--store", "s").out.decode()


@pytest.mark.parametrize("module", ["pyspark.sql", "pyarrow"])
def test_spark_that_is_not_there_is_named_with_what_to_do(
    ascribe: Ascribe, folder: Path, module: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, module, None)
    done = ascribe("incidents", "--store", folder, "--engine", "spark")
    assert done.code == 3
    assert "is not installed; pip install 'ascribe[spark]'" in done.err
    assert ascribe("incidents", "--store", folder, "--master", "local[2]").code == 2
