"""Many machines: a plan runs on Spark, rows handed to functions and back through Arrow.

In:  a plan and its input tables.   Out: the tables that the steps write, as temporary views of the session.

Every step's table is written before the next step begins, as on one machine, so that progress and faults have a step's name. Needs the
extra `ascribe[spark]` and Java 17 or newer; on a cluster the workers need Ascribe too. Loopback only where the master is local.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from ascribe.engine.batches import BATCH, joined, whole_groups
from ascribe.engine.steps import TYPES, Columns, GroupStep, Kind, MapStep, PairStep, SqlStep, Step, Table, check_plan, paired
from ascribe.errors import ResourceMissing, UsageError

if TYPE_CHECKING:
    import pyarrow
    from pyspark.sql import DataFrame, SparkSession

__all__ = ["LOCAL", "SparkEngine"]

#: Two cores of this machine; a task whose Python process dies is tried three times more, which plain `local[2]` does not.
LOCAL = "local[2,4]"
_SPARK: dict[Kind, str] = {"text": "string", "integer": "bigint", "number": "double", "flag": "boolean"}
_NULL = "an integer or flag is null"
#: A column as its table keeps it: numbers that are none are null, and there is one zero.
_KEPT: dict[Kind, str] = {
    "text": "CAST({0} AS STRING)",
    "integer": f"coalesce(CAST({{0}} AS BIGINT), CAST(raise_error('{_NULL}') AS BIGINT))",
    "number": "CASE WHEN isnan(CAST({0} AS DOUBLE)) THEN NULL ELSE CAST({0} AS DOUBLE) + 0.0D END",
    "flag": f"coalesce(CAST({{0}} AS BOOLEAN), CAST(raise_error('{_NULL}') AS BOOLEAN))",
}
#: What a session needs for our steps, whoever made it.
_SESSION: dict[str, str] = {
    "spark.sql.ansi.enabled": "true",  # a number that does not fit is an error, as in DuckDB
    "spark.sql.ansi.doubleQuotedIdentifiers": "true",  # "end" and "group" are names, as in DuckDB
    "spark.sql.execution.arrow.pyspark.enabled": "true",
    "spark.sql.execution.arrow.pyspark.fallback.enabled": "false",
    "spark.sql.files.maxPartitionBytes": "16m",  # reading a document costs far more than opening its file
    "spark.sql.files.openCostInBytes": "64k",
}
#: Faults reach the caller as exceptions, so Spark's own log of them is left out; the second logger keeps Spark from resetting the first.
_LOG = """
rootLogger.level = fatal
rootLogger.appenderRef.stderr.ref = stderr
appender.stderr.type = Console
appender.stderr.name = stderr
appender.stderr.target = SYSTEM_ERR
appender.stderr.layout.type = PatternLayout
appender.stderr.layout.pattern = spark: %m%n
logger.gateway.name = org.apache.spark.api.python.PythonGatewayServer
logger.gateway.level = fatal
"""


class SparkEngine:
    """Runs plans on the Spark of `master`, or in `session`, which stays its owner's.

    `checkpoints` is a folder that every worker reaches (`s3a://…`, `hdfs://…`): with it, a lost machine costs no step that was
    written; without it, a cluster does lost parts again. `settings` are Spark's own, over ours. `ResourceMissing` without pyspark or Java.
    """

    def __init__(
        self,
        master: str = LOCAL,
        *,
        session: SparkSession | None = None,
        batch: int = BATCH,
        checkpoints: str | None = None,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        #: The Spark session in which the plans run.
        self.session: SparkSession
        self._tables: dict[str, Table] = {}
        self._frames: dict[str, DataFrame] = {}
        self._folder: tempfile.TemporaryDirectory[str] | None = None
        if session is None:
            self._folder = tempfile.TemporaryDirectory(prefix="ascribe-spark-")
            session = _session(master, self._folder.name, settings or {})
            self.session = session
        else:
            self.session = session.newSession()  # its own views, the same machines
        for name, value in {**_SESSION, "spark.sql.execution.arrow.maxRecordsPerBatch": str(batch)}.items():
            self.session.conf.set(name, value)
        self._batch = batch
        self._is_local = self.session.sparkContext.master.split("[")[0] == "local"
        if "spark.sql.shuffle.partitions" not in (settings or {}):  # as many pieces of work as there is room for, and some more
            usual = 1 if self._is_local else int(self.session.conf.get("spark.sql.shuffle.partitions"))
            self.session.conf.set("spark.sql.shuffle.partitions", str(max(usual, 2 * self.n_slots)))
        self._checkpoints = checkpoints
        if checkpoints is not None:
            self.session.sparkContext.setCheckpointDir(checkpoints)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    @property
    def n_slots(self) -> int:
        """How many batches are worked on side by side."""
        return int(self.session.sparkContext.defaultParallelism)

    def put(self, table: Table, batches: Iterable[Columns]) -> None:
        """Fills `table` from this machine, replacing what had its name, each batch a piece of work of its own.

        `ValueError` where rows do not fit the table.
        """
        import pyarrow as pa

        rows = pa.Table.from_batches([_arrow(table, columns) for columns in batches], schema=_schema(table))
        self._keep(table, self.session.createDataFrame(rows, schema=_ddl(table)))

    def put_files(self, table: Table, path: str) -> None:
        """Fills `table` from files that Spark's workers read: Parquet with its columns, or, for a table of one text, lines (`.jsonl`)."""
        read = self.session.read
        frame = read.text(path).toDF(*table.columns) if ".jsonl" in Path(path).suffixes else read.parquet(path)
        self._keep(table, self._cast(table, frame))

    def run(self, plan: Sequence[Step], on_step: Callable[[str], None] = lambda _: None) -> None:
        """Runs the steps in order; `on_step` is told the name of each table before it is written.

        `ValueError` where the plan cannot be meant, before anything is written; where a step fails, with its name as a note.
        """
        check_plan(plan, self._tables)
        for step in plan:
            on_step(step.writes.name)
            try:
                self._run_step(step)
            except Exception as error:
                if _NULL in str(error) and not isinstance(error, ValueError):
                    raise ValueError(f"{step.writes.name}: {_NULL}") from error
                error.add_note(f"in the step that writes {step.writes.name}")
                raise

    def rows(self, table: Table, order: tuple[str, ...]) -> Iterator[Columns]:
        """The rows of a table, a batch at a time, sorted by the columns of `order`, then by all others. No batch is empty."""
        known = self._tables.get(table.name)
        if known is None or dict(known.columns) != dict(table.columns):
            raise ValueError(f"there is no table {table.name} with these columns; there are {sorted(self._tables)}")
        yield from self._collected(table, order)

    def close(self) -> None:
        """Lets go of everything: views, what is kept in memory, and Spark itself if the engine started it. Closing twice is fine."""
        for name, frame in self._frames.items():
            frame.unpersist()
            self.session.catalog.dropTempView(name)
        self._frames.clear()
        self._tables.clear()
        if self._folder is not None:
            self.session.stop()
            self._folder.cleanup()
            self._folder = None

    def _run_step(self, step: Step) -> None:
        table = step.writes
        if isinstance(step, SqlStep):
            self._keep(table, self._cast(table, self.session.sql(step.sql)))
        elif isinstance(step, MapStep):
            mapped = partial(_mapped, step.function, self._tables[step.reads], table)
            self._keep(table, self._frames[step.reads].mapInArrow(mapped, _ddl(table)))
        elif isinstance(step, GroupStep):
            read = self._tables[step.reads]
            grouped = partial(_grouped, step.function, step.key, read, table)
            parted = self._frames[step.reads].repartition(step.key)
            sorted_ = parted.sortWithinPartitions(*_order(read, (step.key, *step.order), fully=not step.unique))
            self._keep(table, sorted_.mapInArrow(grouped, _ddl(table)))
        elif isinstance(step, PairStep):
            pairs, read = self._tables[step.pairs], self._tables[step.reads]
            both = Table("pairs", paired(pairs, read, step.takes))
            asked = ", ".join([f"p.`{name}`" for name in pairs.columns] + [f"{s}.`{n}` AS `{s}_{n}`" for s in "ab" for n in step.takes])
            joined_ = self.session.sql(
                f"SELECT {asked} FROM `{step.pairs}` p JOIN `{step.reads}` a ON a.`{step.key}` = p.a "
                f"JOIN `{step.reads}` b ON b.`{step.key}` = p.b"
            )
            self._keep(table, joined_.mapInArrow(partial(_mapped, step.function, both, table), _ddl(table)))
        else:
            inputs = [self._tables[name] for name in step.reads]
            self.put(table, [step.function(*(joined(list(self._collected(read, ())), read) for read in inputs))])

    def _cast(self, table: Table, frame: DataFrame) -> DataFrame:
        return frame.selectExpr(*(f"{_KEPT[kind].format(f'`{name}`')} AS `{name}`" for name, kind in table.columns.items()))

    def _keep(self, table: Table, frame: DataFrame) -> None:
        """Makes the table and gives it its name. Where nothing can be lost, or it lies in the folder, it forgets how it came about."""
        if self._checkpoints is not None:
            kept = frame.checkpoint(eager=True)
        elif self._is_local:
            kept = frame.localCheckpoint(eager=True)
        else:
            kept = frame.persist()
            kept.count()
        kept.createOrReplaceTempView(table.name)
        if table.name in self._frames:
            self._frames[table.name].unpersist()
        self._tables[table.name], self._frames[table.name] = table, kept

    def _collected(self, table: Table, order: tuple[str, ...]) -> Iterator[Columns]:
        """Sorted rows, a part at a time, so that this machine need not hold all of them."""
        import pyarrow as pa

        packed = self._frames[table.name].sort(*_order(table, order)).mapInArrow(_packed, "rows binary")
        for row in packed.toLocalIterator():
            with pa.ipc.open_stream(row[0]) as stream:
                for batch in stream:
                    yield _columns(table, batch)


def _session(master: str, folder: str, settings: Mapping[str, str]) -> SparkSession:
    try:
        import pyarrow  # noqa: F401 - Spark asks for it only when the first rows move
        from pyspark.errors import PySparkRuntimeError
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise ResourceMissing("spark", why=f"{error.name} is not installed", fix="pip install 'ascribe[spark]'") from error
    java = Path(os.environ["JAVA_HOME"], "bin", "java") if os.environ.get("JAVA_HOME") else shutil.which("java")
    fix = "install Java 17 or newer, or set JAVA_HOME to where it is"
    if java is None or not Path(java).exists():
        raise ResourceMissing("java", why="Spark runs on Java, and none was found", fix=fix)
    if SparkSession.getActiveSession() is not None:
        raise UsageError("a Spark session is running in this process; give it as `session`")
    log = Path(folder, "log4j2.properties")
    log.write_text(_LOG, "utf-8")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    ours = {
        "spark.ui.enabled": "false",
        "spark.ui.showConsoleProgress": "false",
        "spark.driver.extraJavaOptions": f"-Dlog4j2.configurationFile=file:{log}",
        "spark.sql.warehouse.dir": str(Path(folder, "warehouse")),
        "spark.driver.maxResultSize": "0",  # results come a part at a time
        "spark.python.worker.reuse": "true",  # a worker keeps what it has loaded
    }
    if master.startswith("local"):
        ours |= {
            "spark.driver.host": "127.0.0.1",
            "spark.driver.bindAddress": "127.0.0.1",
            "spark.local.dir": folder,
            "spark.executorEnv.PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        }
    builder = SparkSession.builder.master(master).appName("ascribe")
    for name, value in {**ours, **settings}.items():
        builder = builder.config(name, value)
    try:
        return builder.getOrCreate()
    except PySparkRuntimeError as error:
        raise ResourceMissing("java", why=f"Spark did not start ({str(error).splitlines()[0]})", fix=fix) from error


def _ddl(table: Table) -> str:
    return ", ".join(f"`{name}` {_SPARK[kind]}" for name, kind in table.columns.items())


def _order(table: Table, order: tuple[str, ...], *, fully: bool = True) -> list[Any]:
    from pyspark.sql import functions

    return [functions.col(name).asc_nulls_first() for name in dict.fromkeys((*order, *(table.columns if fully else ())))]


def _schema(table: Table) -> pyarrow.Schema:
    import pyarrow as pa

    types = {"text": pa.string(), "integer": pa.int64(), "number": pa.float64(), "flag": pa.bool_()}
    return pa.schema([(name, types[kind]) for name, kind in table.columns.items()])


def _arrow(table: Table, columns: Columns) -> pyarrow.RecordBatch:
    """Rows as Arrow has them, NaN as null."""
    import pyarrow as pa

    checked, schema = table.checked(columns), _schema(table)
    return pa.RecordBatch.from_arrays(
        [pa.array(checked[field.name], type=field.type, from_pandas=True) for field in schema], schema=schema
    )  # fmt: skip


def _columns(table: Table, batch: pyarrow.RecordBatch) -> Columns:
    """Rows as functions take them, which may write on them: Arrow's own memory is not for writing."""
    out: dict[str, Any] = {}
    for (name, kind), column in zip(table.columns.items(), batch.columns, strict=True):
        values = column.to_numpy(zero_copy_only=False)
        out[name] = np.array(values, dtype=TYPES[kind], copy=not values.flags.writeable)
    return out


def _mapped(
    function: Callable[[Columns], Columns], reads: Table, writes: Table, batches: Iterator[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    for batch in batches:
        if batch.num_rows:
            yield _arrow(writes, function(_columns(reads, batch)))


def _grouped(
    function: Callable[[Columns], Columns], key: str, reads: Table, writes: Table, batches: Iterator[pyarrow.RecordBatch]
) -> Iterator[pyarrow.RecordBatch]:
    for rows in whole_groups((_columns(reads, batch) for batch in batches), key, reads):
        yield _arrow(writes, function(rows))


def _packed(batches: Iterator[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
    """Each batch as the one value of one row."""
    import pyarrow as pa

    for batch in batches:
        if batch.num_rows:
            sink = pa.BufferOutputStream()
            with pa.ipc.new_stream(sink, batch.schema) as stream:
                stream.write_batch(batch)
            yield pa.RecordBatch.from_arrays([pa.array([sink.getvalue().to_pybytes()], type=pa.binary())], names=["rows"])
