"""How long the workbench makes people wait on a large store: the first screen, every question that a screen asks, every decision.

In:  how many documents (`evaluation.big_store` makes the store once and keeps it).   Out: a table, and JSON with `--json`.

    python -m evaluation.bench_workbench [--documents 20000] [--json FILE] [--no-browser]

`ascribe serve` runs as a process of its own on a copy of the store, as a user starts it, and is asked over one connection, one question
after another. `first` is the time of the very first of a kind in a server just started, 50 % and 95 % are of all after it, each about
another id. Where Playwright and a chromium are there, the screens are worked too (`evaluation.bench_screens`). Waiting is wall-clock, so
the machine's load stands beside it.
"""

from __future__ import annotations

import argparse
import gzip
import http.client
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

import msgspec

from ascribe.serve.app import STATIC
from ascribe.store import open_store
from evaluation.big_store import big_store
from evaluation.machine import commit, machine_class, memory_ms

__all__ = ["Server", "Waits", "main", "serving"]

#: Ids of a kind that are asked about, and decisions of a kind that are made.
ASKED: Final = 40
DECIDED: Final = 12
#: Words that a person might look for: in most reports, in some, in none.
WORDS: Final = ("valley", "taliban", "panjshir resistance", "army killed", "Khawak", "hospital", "nowhere at all")


class Waits:
    """What was waited for: milliseconds by name, in the order in which names came, and what of them a processor spent on it, all threads
    together. What was refused is told, never timed."""

    def __init__(self) -> None:
        self.of: dict[str, list[float]] = {}
        self.processor: dict[str, list[float]] = {}
        self.failed: dict[str, str] = {}

    def note(self, name: str, milliseconds: float, processor: float | None = None) -> None:
        self.of.setdefault(name, []).append(milliseconds)
        if processor is not None:
            self.processor.setdefault(name, []).append(processor)

    def rows(self) -> list[dict[str, Any]]:
        """A row for each name: how often, the first, the middle, 95 of 100, the worst; the middle and the rest without the first."""
        found = []
        for name, spent in self.of.items():
            later, worked = spent[1:] or spent, self.processor.get(name, [])
            found.append({
                "name": name, "n": len(spent), "first": round(spent[0], 1), "p50": round(statistics.median(later), 1),
                "p95": round(_part(later, 0.95), 1), "worst": round(max(spent), 1),
                "processor": round(_part(worked[1:] or worked, 0.95), 1) if worked else None,
            })  # fmt: skip
        return found


def _part(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, round(part * (len(values) - 1)))]


class Server:
    """A running `ascribe serve`: its address with the token, and one connection that asks."""

    def __init__(self, address: str, started: float, process: int) -> None:
        self.address, self.started, self.process = address, started, process
        self.base = "{0.scheme}://{0.netloc}".format(urlsplit(address))
        self._connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=600)
        self._connect()
        entered = self._request("GET", urlsplit(address).path + "?" + urlsplit(address).query, None, {})
        self.cookie = entered[2]["set-cookie"].partition(";")[0]
        self._headers = {"cookie": self.cookie}
        self._headers["x-ascribe-csrf"] = self.ask("/session.json")["csrf"]

    def _connect(self) -> None:
        for _ in range(600):
            with suppress(ConnectionRefusedError):  # the address is printed a moment before it listens
                self._connection.connect()
                return
            time.sleep(0.05)
        raise SystemExit("`ascribe serve` printed its address and does not listen")

    def ask(self, path: str, body: Any = None, *, waits: Waits | None = None, name: str = "") -> Any:
        """The answer at a path, as JSON; how long it took is noted. None where it was refused."""
        given = None if body is None else msgspec.json.encode(body)
        headers = {**self._headers, **({"content-type": "application/json"} if body is not None else {})}
        worked = _processor_ms(self.process)
        status, content, _, spent = self._request("GET" if body is None else "POST", path, given, headers)
        if status >= 300:
            if waits is None:
                raise RuntimeError(f"{path}: {status} {content[:200]!r}")
            waits.failed.setdefault(name, f"{path}: {status} {content[:160].decode(errors='replace')}")
            return None
        if waits is not None:
            waits.note(name, spent, _since(self.process, worked))
        return json.loads(content) if content[:1] in b"[{" else content

    def _request(self, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> tuple[int, bytes, Any, float]:
        begun = time.perf_counter()
        self._connection.request(method, path, body, headers)
        answer = self._connection.getresponse()
        content = answer.read()
        return answer.status, content, answer.headers, (time.perf_counter() - begun) * 1000


def _since(process: int, before: float | None) -> float | None:
    now = _processor_ms(process)
    return None if now is None or before is None else now - before


def _processor_ms(process: int) -> float | None:
    """What the threads of a process have spent on processors, where the system tells."""
    try:
        threads = [(task / "schedstat").read_text() for task in Path(f"/proc/{process}/task").iterdir()]
    except OSError:
        return None
    return sum(int(thread.split()[0]) for thread in threads) / 1e6


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """`ascribe serve` on the store, until the block ends."""
    begun = time.perf_counter()
    command = [sys.executable, "-m", "ascribe", "serve", str(folder), "--port", "0", "--no-browser"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().strip()
            if not address:
                raise SystemExit("`ascribe serve` ended at once")
            yield Server(address, time.perf_counter() - begun, process.pid)
        finally:
            process.terminate()
            process.wait()


class Sample(msgspec.Struct, frozen=True, kw_only=True):
    """Ids to ask about, spread over the store by a digest of the id; `big` are the incidents of most claims."""

    documents: list[str]
    incidents: list[str]
    big: list[str]
    actors: list[str]
    outlets: list[str]
    #: Claims with their documents; each of another incident, none of which is decided about twice.
    claims: list[tuple[str, str]]
    #: Incidents with two claims or more, and the last claim of each.
    splits: list[tuple[str, str]]
    reading: str
    days: tuple[str, str]


def sample(folder: Path, n_decisions: int = DECIDED) -> Sample:
    """What to ask about, and enough for so many decisions of each kind."""
    with open_store(folder, create=False, read_only=True) as store:
        query = store.query

        def ids(sql: str, n: int = ASKED) -> list[str]:
            return [row[0] for row in query(f"{sql} LIMIT {n}")]

        claims = query(
            "SELECT arg_min(claim, md5(claim)), arg_min(document, md5(claim)) "
            "FROM incident_claims JOIN latest_claims USING (document, claim) "
            f"GROUP BY incident ORDER BY md5(incident || 'decide') LIMIT {8 * n_decisions}"
        )
        taken = {claim for claim, _ in claims}
        splits = query(
            "SELECT incident, max(claim) FROM incident_claims GROUP BY incident HAVING count(*) BETWEEN 2 AND 12 "
            f"AND NOT bool_or(claim IN (SELECT unnest(?))) ORDER BY md5(incident || 'split') LIMIT {n_decisions}", sorted(taken),
        )  # fmt: skip
        ((first, last),) = query("SELECT min(time_start), max(time_start) FROM incidents")
        return Sample(
            documents=ids("SELECT document FROM documents ORDER BY md5(document)"),
            incidents=ids("SELECT incident FROM incidents ORDER BY md5(incident)"),
            big=ids("SELECT incident FROM incidents ORDER BY n_claims DESC, incident", 10),
            actors=ids("SELECT actor FROM incident_actors WHERE actor IS NOT NULL GROUP BY 1 ORDER BY count(*) DESC, 1"),
            outlets=ids("SELECT outlet FROM documents WHERE outlet IS NOT NULL GROUP BY 1 ORDER BY md5(outlet)"),
            claims=claims, splits=splits, reading=store.readings()[0].id, days=(first.isoformat(), last.isoformat()),
        )  # fmt: skip


def screens(sampled: Sample) -> Iterator[tuple[str, str]]:
    """Every question that a screen asks: its name, and its address."""
    yield from [("session", "/session.json"), ("inbox", "/inbox.json?limit=30")] * 6
    for document in sampled.documents:
        yield "document", f"/d/{document.removeprefix('sha256:')[:16]}.json"
    for incident in sampled.incidents:
        yield "incident", f"/i/{incident}.json"
    for incident in sampled.big:
        yield "incident, of most claims", f"/i/{incident}.json"
    for offset in (0, 50, 100, 1000, 5000):
        yield "documents, a page", f"/d.json?limit=50&offset={offset}"
    for word in WORDS * 2:
        yield "documents, search", f"/d.json?limit=50&q={quote(word)}"
    yield from [("explore, all", "/explore.json?limit=50")] * 6
    for name, asked in _filters(sampled):
        yield name, f"/explore.json?limit=50&{asked}"
    for offset in (50, 100, 1000, 5000, 10000):
        yield "explore, a page", f"/explore.json?limit=50&offset={offset}"
    yield from [("actors", "/a.json")] * 4
    for actor in sampled.actors:
        yield "actor", f"/a/{quote(actor)}.json"
    yield from [("outlets", "/s.json")] * 4
    for outlet in sampled.outlets:
        yield "outlet", f"/s/{quote(outlet, safe='')}.json"
    yield from [("runs", "/runs.json"), ("run", f"/runs/{sampled.reading}.json"), ("history", "/history.json")] * 4
    for name in ("Khawak", "Kabul", "Mopti", "Bazarak"):
        yield "places of a name", f"/api/places.json?name={name}"


def _filters(sampled: Sample) -> Iterator[tuple[str, str]]:
    for type_ in ("killing", "clash", "attack", "shelling", "airstrike", "bombing", "detention", "talks"):
        yield "explore, a type", f"type={type_}"
    for grade in ("contested", "party_only", "several_independent"):
        yield "explore, a standing", f"grade={grade}"
    first, last = (int(day[:4]) for day in sampled.days)
    for year in range(first, last + 1):
        yield "explore, days brushed", f"t={year}-03-01..{year}-06-30"
        yield "explore, days brushed", f"t={year}-01-01..{year + 1}-12-31"
    for box in ("60,29,75,39", "30,0,50,20", "-20,-20,20,20", "-180,-90,180,90", "68,34,70,36"):
        yield "explore, an area", f"bbox={box}"
    for actor in sampled.actors[:6]:
        yield "explore, an actor", f"actor={quote(actor)}"
    for place in ("Panjshir", "Kabul", "UA", "nowhere"):
        yield "explore, a place", f"place={place}"
    yield "explore, several filters", f"type=killing&contested=true&bbox=60,29,75,39&t={first}-01-01..{last}-12-31"
    yield "explore, several filters", f"type=killing&type=clash&flag=contradiction&t={first}-01-01..{first + 3}-12-31"


def decisions(server: Server, sampled: Sample, waits: Waits) -> None:
    """Decisions of each kind, each about another incident, with what the screen asks after one."""
    parts: list[list[tuple[str, str]]] = [sampled.claims[i::8] for i in range(8)]
    made: dict[str, list[int]] = {}

    def decide(name: str, kind: str, subjects: Sequence[str], **more: Any) -> None:
        body = {"kind": kind, "author": "R. Editor", "subjects": list(subjects), "reason": "measured", "wait": False, **more}
        done = server.ask("/api/decisions", body, waits=waits, name=name)
        if done is not None:
            made.setdefault(name, []).append(done["n"])
            if not done["settled"]:
                server.ask("/api/settled.json", waits=waits, name=f"figures, after {name}")
            server.ask("/session.json", waits=waits, name="session, after a decision")
            server.ask("/inbox.json?limit=30", waits=waits, name=f"inbox, after {kind}")

    def held(claim: str) -> str | None:
        document = next(d for c, d in sampled.claims if c == claim)
        page = server.ask(f"/d/{document}.json")
        return next((card["incident"] for card in page["claims"] if card["claim"]["id"] == claim), None)

    for claim, _ in parts[0]:
        decide("accept", "accept", [claim])
    for number in made.get("accept", []):
        decide("undo an accept", "undo", [str(number)])
    for claim, _ in parts[1]:
        decide("note", "note", [claim])
    for claim, _ in parts[2]:
        decide("reject", "reject", [claim])
    for number in made.get("reject", []):
        decide("undo a reject", "undo", [str(number)])
    for claim, document in parts[3]:
        page = server.ask(f"/d/{document}.json")
        card = next(card["claim"] for card in page["claims"] if card["claim"]["id"] == claim)
        decide("edit", "edit", [claim], claim={**card, "background": not card["background"]})
    for one, other in zip(parts[4], parts[5], strict=True):
        pair = [held(claim) for claim, _ in (one, other)]
        body = {"kind": "merge", "subjects": pair}
        server.ask("/api/preview", body, waits=waits, name="preview of a merge")
        decide("merge", "merge", [i for i in pair if i])
    for number in made.get("merge", []):
        decide("undo a merge", "undo", [str(number)])
    for one, other in zip(parts[6], parts[7], strict=True):
        decide("keep apart", "apart", [i for claim, _ in (one, other) if (i := held(claim))])
    for incident, claim in sampled.splits:
        server.ask("/api/preview", {"kind": "split", "subjects": [incident, claim]}, waits=waits, name="preview of a split")
        decide("split", "split", [incident, claim])
    for number in made.get("split", []):
        decide("undo a split", "undo", [str(number)])
    server.ask("/history.json", waits=waits, name="history, long")


def bundle() -> dict[str, int]:
    """What a first visit may load: bytes as they are, and compressed."""
    files = [path for path in sorted(STATIC.rglob("*")) if path.suffix in (".html", ".js", ".css", ".json", ".svg")]
    contents = [path.read_bytes() for path in files]
    return {"bytes": sum(map(len, contents)), "compressed": sum(len(gzip.compress(content)) for content in contents)}


def load() -> float:
    """How many processes wanted to run, on average over the last minute."""
    return round(os.getloadavg()[0], 1)


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m evaluation.bench_workbench", description="How long people wait for the workbench.")
    parser.add_argument("--documents", type=int, default=20_000, help="size of the store (default: 20000, made once in about ten minutes)")
    parser.add_argument("--no-browser", action="store_true", help="ask the server only")
    parser.add_argument("--decisions", type=int, default=DECIDED, help=f"how many of each kind to make (default: {DECIDED})")
    parser.add_argument("--json", type=Path, help="write all of it there too")
    options = parser.parse_args(arguments)
    store = big_store(options.documents)
    sampled = sample(Path(store.folder), options.decisions)
    report: dict[str, Any] = {
        "commit": commit(), "machine": machine_class(), "store": msgspec.to_builtins(store) | {"folder": Path(store.folder).name},
        "bundle": bundle(), "memory_ms": memory_ms(),
    }  # fmt: skip
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary) / "store"
        shutil.copytree(store.folder, folder)
        waits, before = Waits(), load()
        with serving(folder) as server:
            report["server_start_s"] = round(server.started, 2)
            for name, path in screens(sampled):
                server.ask(path, waits=waits, name=name)
            decisions(server, sampled, waits)
        report["server_ms"], report["refused"], report["load"] = waits.rows(), waits.failed, [before, load()]
        if not options.no_browser:
            from evaluation.bench_screens import worked

            before = load()
            report["screens"] = worked(folder)
            report["load_screens"] = [before, load()]
    print("\n".join(_table(report)))
    if options.json:
        options.json.write_text(json.dumps(report, indent=1) + "\n", encoding="utf-8")
    return 0


def _table(report: dict[str, Any]) -> Iterator[str]:
    store, machine = report["store"], report["machine"]
    yield f"{report['commit']} on {machine['cpus']} × {machine['cpu']}, {machine['os']}, Python {machine['python']}"
    yield f"{store['documents']} documents, {store['claims']} claims, {store['incidents']} incidents; data {store['digest']}"
    yield f"bundle: {report['bundle']['compressed'] / 1000:.0f} kB compressed, {report['bundle']['bytes'] / 1000:.0f} kB"
    memory = report["memory_ms"]
    yield f"100 MB of memory looked at again: {memory['at_once']} ms at once, {memory['left_alone']} ms after a second left alone"
    yield f"server ready after {report['server_start_s']} s"
    yield f"\nserver, ms (load {report['load'][0]} to {report['load'][1]})"
    yield from _lines(report["server_ms"])
    for name, why in report["refused"].items():
        yield f"refused: {name}: {why}"
    shown = report.get("screens")
    if shown is None:
        return
    if isinstance(shown, str):
        yield f"\nno screens: {shown}"
        return
    yield f"\nscreens, ms (load {report['load_screens'][0]} to {report['load_screens'][1]})"
    yield from _lines(shown)


def _lines(rows: Iterable[dict[str, Any]]) -> Iterator[str]:
    yield f"{'':44}{'n':>5}{'first':>9}{'50 %':>9}{'95 %':>9}{'worst':>9}{'cpu 95 %':>9}"
    for row in rows:
        yield f"{row['name']:44}{row['n']:>5}{row['first']:>9}{row['p50']:>9}{row['p95']:>9}{row['worst']:>9}{row['processor'] or '':>9}"


if __name__ == "__main__":
    sys.exit(main())
