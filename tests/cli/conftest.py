"""The command line as a caller meets it: arguments in; exit code, standard output and standard error out."""

from __future__ import annotations

import io
import sys
from pathlib import Path

import pytest

from ascribe.cli import main
from ascribe.store import open_store
from ascribe.testing import fake_record
from tests.cli.outcome import Ascribe, Outcome


@pytest.fixture
def ascribe(capsysbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Ascribe:
    """Runs `ascribe ARGS` in this process, in an empty folder, with `stdin`."""
    monkeypatch.chdir(tmp_path)

    def run(*args: object, stdin: bytes = b"") -> Outcome:
        monkeypatch.setattr(sys, "argv", ["ascribe", *map(str, args)])
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin)))
        capsysbinary.readouterr()
        with pytest.raises(SystemExit) as end:
            main()
        out, err = capsysbinary.readouterr()
        assert isinstance(end.value.code, int)
        assert b"\x1b[" not in out + err, "colours without a terminal"
        return Outcome(end.value.code, out, err.decode())

    return run


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store of four claims in three documents, one of them read twice; made up, so that the tests know what is in it."""
    folder = tmp_path_factory.mktemp("stores") / "made-up"
    with open_store(folder) as opened:
        opened.add(fake_record(n_claims=2))
        opened.add(fake_record(type="airstrike", status="denied", outlet="Other Post", published="2021-09-05", title="No raid"))
        opened.add(fake_record("Injured at the Café.", type="injury", title=None, url=None, outlet=None, published=None))
        opened.add(fake_record(n_claims=2, reader_version="1"))
    return folder
