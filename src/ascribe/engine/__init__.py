"""Where a plan runs: a plan is named steps over tables, an engine runs them; `duckdb` on one machine, `spark` on many.

In:  a plan and its input tables.   Out: the tables that the steps write, the same on every engine once sorted.
"""

from ascribe.engine.steps import Columns, Engine, FoldStep, GroupStep, Kind, MapStep, PairStep, SqlStep, Step, Table, n_rows

__all__ = ["Columns", "Engine", "FoldStep", "GroupStep", "Kind", "MapStep", "PairStep", "SqlStep", "Step", "Table", "n_rows"]
