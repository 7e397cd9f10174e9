"""What a person sees on standard error while a batch is read: a bar on a terminal, one line a problem, a summary."""

from __future__ import annotations

import sys
from collections import Counter
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import click

from ascribe.cli.printable import printable_line

if TYPE_CHECKING:
    from ascribe.domain.document import Problem
    from ascribe.pipeline import Summary

__all__ = ["Reporter", "counted"]

#: Warnings of one reason shown before the rest are only counted; lost documents are always named.
_SHOWN_WARNINGS = 5


def counted(n: int, noun: str) -> str:
    """A number of things in words.

    >>> counted(1, "claim"), counted(2, "claim")
    ('1 claim', '2 claims')
    """
    return f"{n} {noun}" if n == 1 else f"{n} {noun}s"


class Reporter:
    """Reports on a run. Without a terminal there is no bar, so that logs stay readable."""

    def __init__(self, verb: str, total: int | None = None) -> None:
        self._verb = verb
        self._total = total
        self._warnings: Counter[str] = Counter()
        self._bar: Any = None
        self._task: Any = None

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

            look = [SpinnerColumn(), TextColumn("{task.description}"), *([BarColumn()] if self._total else []), TimeElapsedColumn()]
            self._bar = Progress(*look, console=Console(stderr=True), transient=True)
            self._bar.start()
            self._task = self._bar.add_task(f"{self._verb} …", total=self._total)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Takes the bar away."""
        if self._bar is not None:
            self._bar.stop()
            self._bar = None

    def advance(self, summary: Summary) -> None:
        """Shows how far the run has come."""
        if self._bar is not None:
            done = summary.new + summary.known
            self._bar.update(
                self._task, completed=done, description=f"{self._verb} … {counted(done, 'document')}, {counted(summary.claims, 'claim')}"
            )

    def step(self, name: str) -> None:
        """Shows what is being done."""
        if self._bar is not None:
            self._bar.update(self._task, description=f"{self._verb} … {name}")

    def problem(self, problem: Problem) -> None:
        """Names a problem on a line of its own; many warnings of one kind are named once more often than five times."""
        if not problem.skipped:
            self._warnings[problem.reason] += 1
            if self._warnings[problem.reason] > _SHOWN_WARNINGS:
                return
        line = printable_line(f"{'skipped' if problem.skipped else 'note'}: {problem}")
        if self._bar is not None:
            self._bar.console.print(line, markup=False, emoji=False, highlight=False, soft_wrap=True)
        else:
            click.echo(line, err=True)

    def summary(self, summary: Summary, *, where: str | None) -> None:
        """One last line: what was read, what was known, what was lost."""
        self.close()
        for reason, n in sorted(self._warnings.items()):
            if n > _SHOWN_WARNINGS:
                click.echo(printable_line(f"note: {n - _SHOWN_WARNINGS} more: {reason}"), err=True)
        parts = [f"{counted(summary.documents, 'document')}: {summary.new} read, {counted(summary.claims, 'claim')}"]
        if summary.known:
            parts.append(f"{summary.known} already there")
        if summary.skipped:
            parts.append(f"{summary.skipped} skipped")
        if summary.warned:
            parts.append(counted(summary.warned, "note"))
        click.echo("; ".join(parts) + (f"; in {where}" if where else ""), err=True)
