"""Claims of many documents → incidents: which tell the same happening, every figure with its source.

In:  records, what people decided.   Out: `Reconciled`: incidents, and the links that made them.

The work is a plan of named steps (`plan`), so that it runs on one machine or on many; each step is a pure function here.
"""
