"""Claims of many documents → incidents: which tell the same happening, every figure with its source.

In:  records, what people decided.   Out: `Reconciled`: incidents, and the groups of claims behind them.

The work is a plan of named steps (`plan`, `building`), so that it runs on one machine or on many; each step is a pure function here.
"""

from ascribe.reconcile.whole import Reconciled, reconcile

__all__ = ["Reconciled", "reconcile"]
