"""What can go wrong, as a tree.

AscribeError
├── InputError         a document or path that cannot be read: names file, place, reason and fix
├── ResourceMissing    a gazetteer, catalogue or model that is not there (exit code 3)
├── StoreError         a store that cannot be opened, is locked, or is of another version
├── DecisionConflict   a decision about something that somebody else has decided about meanwhile
└── UsageError         arguments that make no sense together (exit code 2)

The library raises these; the command line prints one line on standard error and exits with `exit_code`.
"""

from __future__ import annotations

__all__ = ["AscribeError", "DecisionConflict", "InputError", "ResourceMissing", "StoreError", "UsageError"]


class AscribeError(Exception):
    """Every error that Ascribe raises on purpose."""

    exit_code = 1


class InputError(AscribeError):
    """Input that cannot be read. `where` is the file and the place in it, `fix` what the user can do."""

    def __init__(self, where: str, reason: str, fix: str) -> None:
        super().__init__(f"{where}: {reason}; {fix}")
        self.where, self.reason, self.fix = where, reason, fix


class ResourceMissing(AscribeError):
    """A resource the work needs is absent or unusable: which one, why, and the command that brings it."""

    exit_code = 3

    def __init__(self, resource: str, *, why: str, fix: str) -> None:
        super().__init__(f"{resource}: {why}; {fix}")
        self.resource, self.why, self.fix = resource, why, fix


class StoreError(AscribeError):
    """A store that cannot be used as asked: its path, why, and what to do."""

    def __init__(self, path: str, reason: str, fix: str) -> None:
        super().__init__(f"{path}: {reason}; {fix}")
        self.path, self.reason, self.fix = path, reason, fix


class UsageError(AscribeError):
    """Arguments that cannot be meant; says which and what would be right."""

    exit_code = 2


class DecisionConflict(AscribeError):
    """Somebody decided about the same claim or incident first: who, what kind of decision, and its place in the log."""

    def __init__(self, author: str, kind: str, n: int) -> None:
        super().__init__(f"{author} made decision {n} ({kind}) about this meanwhile; look at it and decide again")
        self.author, self.kind, self.n = author, kind, n
