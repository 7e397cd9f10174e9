"""Review: what people correct in a reading.

In:  records, and the decisions about their claims.   Out: the records as they stand after them.
"""
