"""Every limit of reading in, each with its reason. A limit that is met gives one report and costs one document, never a batch.

In:  nothing.   Out: constants; sizes in bytes unless the name says characters or seconds.
"""

from __future__ import annotations

__all__ = [
    "FEED_SECONDS", "MAX_COMBINING_RUN", "MAX_DAMAGES", "MAX_EXPANDED_BYTES", "MAX_FIELD_CHARS", "MAX_LINE_BYTES",
    "MAX_PAGE_BYTES", "MAX_RATIO", "MAX_RECORD_BYTES", "MAX_TEXT_BYTES", "MAX_TEXT_CHARS", "PAGE_MEMORY_BYTES",
    "PAGE_SECONDS", "RATIO_FREE_BYTES",
]  # fmt: skip

#: A report is a few thousand characters, the longest book about three million. Beyond this it is a concatenation, whose parts
#: have publication dates and outlets of their own that one document cannot carry.
MAX_TEXT_CHARS = 5_000_000
#: No text of that many characters has more bytes in any encoding that is read; more need not be read to be refused.
MAX_TEXT_BYTES = 4 * MAX_TEXT_CHARS + 4
#: Titles, outlets, addresses and ids: longer ones are not what their key says.
MAX_FIELD_CHARS = 10_000
#: One JSON line: the longest text with every character escaped (`\\uXXXX`) is 30 MB, so 64 MB leaves no honest line out.
MAX_LINE_BYTES = 64 << 20
#: A page with its inline pictures; parsed trees take about fifteen times the page, so this also keeps the parser in its memory.
MAX_PAGE_BYTES = 32 << 20
#: One WARC record, expanded. Longer ones are videos and archives, not reports.
MAX_RECORD_BYTES = 64 << 20
#: Damaged places in one WARC. Each restart may read up to one record, so a file made of damage must end some time.
MAX_DAMAGES = 1000
#: One compressed file, expanded as a stream of lines.
MAX_EXPANDED_BYTES = 64 << 30
#: Text compresses by 3 to 10, very repetitive JSON by 100; a bomb by about 1,000.
MAX_RATIO = 200
#: Small files may compress better without harm.
RATIO_FREE_BYTES = 64 << 20
#: A page takes milliseconds; a hostile one may take for ever.
PAGE_SECONDS = 10.0
#: A feed of 10,000 entries takes about ten seconds.
FEED_SECONDS = 60.0
#: Address space of the parsing process; its libraries alone take 0.2 GB.
PAGE_MEMORY_BYTES = 1 << 30
#: Unicode normalisation sorts a run of combining marks in quadratic time. Living scripts stack under ten, ornaments about a hundred.
MAX_COMBINING_RUN = 250
