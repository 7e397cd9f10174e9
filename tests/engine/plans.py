"""Plans that every engine runs alike: each kind of step, nulls, unicode, empty tables, groups larger than a batch, skew."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import msgspec
import numpy as np

from ascribe.engine import Columns, Engine, FoldStep, GroupStep, MapStep, PairStep, SqlStep, Step, Table, n_rows
from ascribe.engine.batches import joined
from ascribe.engine.steps import Kind, reads_of

__all__ = ["BATCH", "CASES", "DIFFERENCES", "SAID", "WORDS", "Case", "as_bytes", "outcome", "said", "words"]

#: Small, so that groups are larger.
BATCH = 50

SAID = Table("said", {"id": "integer", "source": "text", "words": "text", "figure": "number", "denied": "flag"})
WORDS = Table("words", {"word": "text"})
_AWKWARD = [
    "",
    " ",
    "a",
    "B",
    "ä",
    "a\u0308",
    "\u200d",
    "İstanbul",
    "ÖLÜ",
    "\uffff",
    "\U00010000",
    "😀",
    "line\nend\ttab",
    "nul\0here",
    "'\"`\\",
    "zz",
]


def words(n: int = 2 * BATCH) -> Columns:
    """Text that sorts, folds and quotes awkwardly, repeated, with nulls."""
    return {"word": np.array([None if i % 13 == 5 else _AWKWARD[i * 7 % len(_AWKWARD)] for i in range(n)], dtype=object)}


def said(n: int = 237) -> Columns:
    """Rows of every kind: null sources and words, numbers that are null, infinite or minus zero, one source with most rows."""
    rng = np.random.default_rng(20)
    sources = [None if i % 29 == 0 else "army" if i % 10 else f"source {i % 7}" for i in range(n)]
    figures = rng.normal(size=n).round(3) * 1e6
    figures[::11], figures[3::37], figures[4::37], figures[5::37] = np.nan, np.inf, -np.inf, -0.0
    ids = rng.permutation(n).astype(np.int64)
    ids[10:11], ids[20:21] = np.iinfo(np.int64).max, np.iinfo(np.int64).min
    return {
        "id": ids,
        "source": np.array(sources, dtype=object),
        "words": words(n)["word"],
        "figure": figures,
        "denied": rng.random(n) < 0.3,
    }


@dataclass(frozen=True)
class Case:
    """A plan over `said` and `words`, and how many rows each of them has."""

    name: str
    plan: tuple[Step, ...]
    n_said: int = 237
    n_words: int = 2 * BATCH


def outcome(engine: Engine, case: Case, *, order: Callable[[int], np.ndarray] | None = None) -> dict[str, bytes]:
    """The bytes of every table that a case writes (or puts in, where it writes none), by name; `order` shuffles the input's rows."""
    given = {SAID.name: (SAID, said(case.n_said)), WORDS.name: (WORDS, words(case.n_words))}
    read = {name for step in case.plan for name in reads_of(step)} or given.keys()
    for name in sorted(read & given.keys()):
        table, rows = given[name]
        shuffled = rows if order is None else {name: column[order(n_rows(rows))] for name, column in rows.items()}
        engine.put(table, [{name: column[i : i + 60] for name, column in shuffled.items()} for i in range(0, n_rows(rows), 60)])
    engine.run(case.plan)
    written = [step.writes for step in case.plan] or [SAID, WORDS]
    return {table.name: as_bytes(joined(list(engine.rows(table, ())), table)) for table in written}


def as_bytes(columns: Columns) -> bytes:
    """Rows, to the bit."""
    return b"\n".join(
        name.encode() + b": " + (msgspec.json.encode(column.tolist()) if column.dtype == object else column.tobytes())
        for name, column in columns.items()
    )


def _sql(name: str, columns: dict[str, Kind], sql: str) -> Case:
    return Case(name, (SqlStep(Table("out", columns), tuple(table for table in ("said", "words") if f" {table}" in sql), sql),))


def _copied(rows: Columns) -> Columns:
    return rows


def _long(rows: Columns) -> Columns:
    """Some rows go, some come twice, and figures are reckoned with."""
    keep = np.repeat(np.arange(n_rows(rows)), rows["id"] % 3)
    return {
        "id": rows["id"][keep] // 2,
        "shout": np.array([None if w is None else w.upper() for w in rows["words"][keep]], dtype=object),
        "root": np.sqrt(np.abs(rows["figure"][keep])),
        "high": rows["figure"][keep] > 0,
    }


def _both(rows: Columns) -> Columns:
    both = [None if a is None or b is None else f"{a} {b}" for a, b in zip(rows["a_source"], rows["b_source"], strict=True)]
    return {"a": rows["a"], "b": rows["b"], "far": rows["far"], "both": np.array(both, dtype=object),
            "more": np.maximum(rows["a_figure"], rows["b_figure"])}  # fmt: skip


def _none(rows: Columns) -> Columns:
    return {name: column[:0] for name, column in rows.items()}


def _written_on(rows: Columns) -> Columns:
    rows["figure"][:] = rows["figure"] * 2
    return rows


def _places_in_group(rows: Columns) -> Columns:
    """Each row's place in its group, the group's size and running sum: wrong as soon as a group is torn or sorted otherwise."""
    keys = [(k is None, k) for k in rows["source"]]
    seen: dict[object, int] = {}
    sums: dict[object, float] = {}
    place, total = [], []
    for key, figure in zip(keys, rows["figure"], strict=True):
        seen[key] = seen.get(key, 0) + 1
        sums[key] = sums.get(key, 0.0) + (0.0 if not np.isfinite(figure) else float(figure))
        place.append(seen[key])
        total.append(sums[key])
    return {
        "id": rows["id"], "source": rows["source"], "place": np.array(place), "size": np.array([seen[k] for k in keys]),
        "total": np.array(total),
    }  # fmt: skip


_PLACED = {"id": "integer", "source": "text", "place": "integer", "size": "integer", "total": "number"}


def _folded(rows: Columns, of_words: Columns) -> Columns:
    """Sums in the order of the rows, which would differ in the last digits were the order another."""
    finite = np.where(np.isfinite(rows["figure"]), rows["figure"], 0.0)
    return {
        "running": np.cumsum(finite) / 3.0,
        "word": np.resize(of_words["word"], n_rows(rows)) if n_rows(of_words) else np.full(n_rows(rows), None, dtype=object),
    }


_ALL_KINDS: tuple[Step, ...] = (
    SqlStep(
        Table("by_source", {"source": "text", "n": "integer", "least": "number", "any_denied": "flag"}), ("said",),
        "SELECT source, count(*) AS n, min(figure) AS least, max(CASE WHEN denied THEN 1 ELSE 0 END) = 1 AS any_denied "
        "FROM said GROUP BY source",
    ),
    MapStep(Table("longer", {"id": "integer", "shout": "text", "root": "number", "high": "flag"}), "said", _long),
    GroupStep(Table("placed", _PLACED), "said", "source", ("figure", "words"), _places_in_group),
    FoldStep(Table("folded", {"running": "number", "word": "text"}), ("said", "words"), _folded),
    SqlStep(Table("told", {"name": "text", "source": "text", "figure": "number"}), ("said",),
            "SELECT CAST(id AS STRING) AS name, source, figure FROM said"),
    SqlStep(Table("near", {"a": "text", "b": "text", "far": "integer"}), ("said",),
            "SELECT CAST(s.id AS STRING) AS a, CASE WHEN t.id % 11 = 0 THEN 'nobody' WHEN t.id % 13 <> 0 THEN CAST(t.id AS STRING) END "
            "AS b, t.id - s.id AS far FROM said s JOIN said t ON t.id > s.id AND t.id < s.id + 9 WHERE s.id BETWEEN 0 AND 900"),
    PairStep(Table("pairs", {"a": "text", "b": "text", "far": "integer", "both": "text", "more": "number"}), "near", "told", "name",
             ("source", "figure"), _both, ("far", "a")),
)  # fmt: skip

CASES = [
    Case("what is put in comes out", ()),
    _sql("a column of each kind", dict(SAID.columns), "SELECT id, source, words, figure, denied FROM said"),
    _sql("rows that fit", {"id": "integer"}, "SELECT id FROM said WHERE denied AND figure IS NOT NULL AND source <> 'army'"),
    _sql("no rows", {"id": "integer", "word": "text"}, "SELECT id, words AS word FROM said WHERE 1 = 0"),
    _sql(
        "counted by group", {"source": "text", "n": "integer", "words": "integer", "total": "integer", "most": "number"},
        "SELECT source, count(*) AS n, count(DISTINCT words) AS words, sum(CASE WHEN denied THEN 2 ELSE 1 END) AS total, "
        "max(figure) AS most FROM said GROUP BY source HAVING count(*) > 1",
    ),
    _sql(
        "joined", {"id": "integer", "other": "integer"},
        "WITH few AS (SELECT id, words FROM said WHERE id BETWEEN 0 AND 40) "
        "SELECT a.id AS id, b.id AS other FROM few a JOIN few b ON a.words = b.words AND a.id < b.id",
    ),
    _sql(
        "joined with what is not there", {"id": "integer", "word": "text"},
        "SELECT s.id AS id, w.word AS word FROM said s "
        "LEFT JOIN (SELECT DISTINCT word FROM words WHERE length(word) > 1) w ON s.words = w.word",
    ),
    _sql(
        "numbered in a window", {"id": "integer", "place": "integer", "before": "text"},
        "SELECT id, row_number() OVER (PARTITION BY source ORDER BY id) AS place, lag(words) OVER (ORDER BY id) AS before FROM said",
    ),
    _sql(
        "reckoned", {"id": "integer", "rest": "integer", "half": "number", "part": "number", "whole": "integer"},
        "SELECT id % 1000 AS id, id % 7 AS rest, figure / 2 AS half, (id % 1000) / 8 AS part, "
        "CAST(floor(CAST(id % 1000 AS DOUBLE) / 7) AS BIGINT) AS whole FROM said",
    ),
    _sql(
        "cut from text", {"n": "integer", "begin": "text", "both": "text", "kind": "text"},
        "SELECT coalesce(length(word), -1) AS n, substr(word, 1, 2) AS begin, word || '-' || word AS both, "
        "CASE WHEN word LIKE 'a%' THEN 'a' WHEN word IS NULL THEN 'none' ELSE coalesce(nullif(word, ''), 'empty') END AS kind FROM words",
    ),
    _sql(
        "united", {"word": "text"},
        "SELECT word FROM words UNION ALL SELECT source FROM said UNION ALL SELECT words FROM said WHERE denied",
    ),
    _sql(
        "not in the other", {"source": "text"},
        "SELECT DISTINCT source FROM said s WHERE NOT EXISTS (SELECT 1 FROM words w WHERE w.word = s.source)",
    ),
    _sql("numbers that are none", {"x": "number"}, "SELECT CASE WHEN denied THEN CAST('NaN' AS DOUBLE) ELSE -0.0 * 1 END AS x FROM said"),
    _sql("the first few", {"word": "text"}, "SELECT DISTINCT word FROM words ORDER BY word DESC NULLS LAST LIMIT 5"),
    _sql("digests", {"digest": "text"}, "SELECT DISTINCT md5(word) AS digest FROM words"),
    Case("mapped to the same", (MapStep(Table("out", dict(SAID.columns)), "said", _copied),)),
    Case("mapped to more and fewer", (_ALL_KINDS[1],)),
    Case("mapped to nothing", (MapStep(Table("out", dict(SAID.columns)), "said", _none),)),
    Case("a function that writes on its rows", (MapStep(Table("out", dict(SAID.columns)), "said", _written_on),)),
    Case("groups larger than a batch, one with most rows, one without key", (_ALL_KINDS[2],), n_said=911),
    Case("one group", (SqlStep(Table("mine", dict(SAID.columns)), ("said",), "SELECT * FROM said WHERE source = 'army'"),
                       GroupStep(Table("out", _PLACED), "mine", "source", ("id",), _places_in_group))),
    Case("every row a group", (GroupStep(Table("out", {"id": "integer"}), "said", "id", (), lambda rows: {"id": rows["id"]}),)),
    Case("folded", (_ALL_KINDS[3],)),
    Case("groups whose rows are all unlike", (GroupStep(Table("out", _PLACED), "said", "source", ("id",), _places_in_group, unique=True),)),
    Case("paired, some with nobody", _ALL_KINDS[4:]),
    Case("every kind of step over no rows", _ALL_KINDS, n_said=0, n_words=0),
    Case("every kind of step over one row", _ALL_KINDS, n_said=1, n_words=1),
    Case("every kind of step", (
        *_ALL_KINDS,
        SqlStep(Table("most", {"source": "text", "size": "integer", "n": "integer"}), ("placed", "by_source"),
                "SELECT p.source AS source, max(p.size) AS size, max(b.n) AS n FROM placed p "
                "JOIN by_source b ON p.source = b.source GROUP BY p.source"),
        MapStep(Table("last", {"source": "text"}), "most", lambda rows: {"source": rows["source"]}),
    )),
]  # fmt: skip

#: What SQL may not say in a plan, since the engines understand it differently: why, and the plan.
DIFFERENCES = [
    ("concat leaves nulls out in DuckDB and is null in Spark; write ||",
     _sql("concat", {"x": "text"}, "SELECT concat(source, 'x') AS x FROM said")),
    ("a cast to integer rounds in DuckDB and cuts in Spark; write floor or round",
     _sql("cast", {"x": "integer"}, "SELECT CAST(id % 10 + 0.7 AS BIGINT) AS x FROM said")),
    ("division by zero is a value in DuckDB and an error in Spark; write nullif",
     _sql("zero", {"x": "number"}, "SELECT figure / (id - id) AS x FROM said WHERE id > 0")),
    ("a number as text is spelt by each in its own way; keep numbers",
     _sql("spelt", {"x": "text"}, "SELECT CAST(figure AS VARCHAR(99)) AS x FROM said")),
    ("Spark has no unnest; make rows in a MapStep",
     _sql("unnest", {"x": "integer"}, "SELECT unnest([1, 2]) AS x FROM said")),
    ("nulls sort last in DuckDB and first in Spark; write NULLS FIRST or LAST",
     _sql("nulls", {"x": "text"}, "SELECT DISTINCT source AS x FROM said ORDER BY source LIMIT 2")),
]  # fmt: skip
