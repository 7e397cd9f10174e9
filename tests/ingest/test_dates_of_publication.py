"""What a publication date may look like, and what is none."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.document import published_day
from ascribe.ingest.dates import read_date

ROWS = [
    ("2021-09-02", "2021-09-02"),
    ("2021-09-02T10:00:00Z", "2021-09-02T10:00:00Z"),
    ("2021-09-02T10:00:00+04:30", "2021-09-02T10:00:00+04:30"),
    ("2021-09-02T10:00+0430", "2021-09-02T10:00+0430"),
    ("2021-09-02 10:00:00 +0430", "2021-09-02T10:00:00+0430"),
    ("2021-09-02T10:00:00.1234567Z", "2021-09-02T10:00:00.123456Z"),
    ("2021/09/02", "2021-09-02"),
    ("2021-9-2", "2021-09-02"),
    ("20210902", "2021-09-02"),
    ("20210902T101500Z", "2021-09-02T10:15:00Z"),
    ("Thu, 02 Sep 2021 10:00:00 GMT", "2021-09-02T10:00:00Z"),
    ("Thu, 02 Sep 2021 23:30:00 -0400", "2021-09-02T23:30:00-04:00"),
    ("Thu, 02 Sep 2021 10:00:00 -0000", "2021-09-02T10:00:00"),
    ("2 September 2021", "2021-09-02"),
    ("Sept. 2, 2021", "2021-09-02"),
    ("Thursday, September 2nd, 2021", "2021-09-02"),
]
NO_DATES = [
    "", "2021", "2021-08", "August 2021", "02/09/2021", "2021-02-30", "2021-13-01", "2021-09-02T25:00", "0000-01-01", "yesterday",
    "1630576800", "٢٠٢١-٠٩-٠٢", "2021-09-02T10", "2021-09-02 and more", "Wed, 31 Feb 2021 10:00:00 GMT",
]  # fmt: skip


@pytest.mark.parametrize(("written", "iso"), ROWS)
def test_full_dates_keep_their_zone_and_become_iso(written: str, iso: str) -> None:
    assert read_date(written) == iso


@pytest.mark.parametrize("written", NO_DATES)
def test_what_names_no_day_or_two_is_no_date(written: str) -> None:
    assert read_date(written) is None


_OFFSETS = st.integers(-12 * 4, 14 * 4).map(lambda quarters: timezone(timedelta(minutes=15 * quarters)))


@given(st.datetimes(timezones=_OFFSETS | st.none()))
def test_every_iso_date_time_is_kept_as_given(moment: datetime) -> None:
    read = read_date(moment.isoformat())
    assert read == moment.isoformat()
    assert published_day(read) == moment.date()


@given(st.text("0123456789-/:. TZ+SepOct,", max_size=40))
def test_whatever_is_written_gives_a_date_that_documents_accept_or_none(written: str) -> None:
    read = read_date(written)
    assert read is None or published_day(read)
