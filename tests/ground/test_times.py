"""Times: phrase → interval, the choice of an event's time, background; laws that hold for any text.

Rows are read against Thursday, 2 September 2021 unless they say otherwise.
"""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.span import Span
from ascribe.domain.timex import Time, TimeMention
from ascribe.read.ground.feasts import feast_days
from ascribe.read.ground.time_anchor import anchor_of, date_lines
from ascribe.read.ground.time_of_event import choose_event_time, is_background, story_time
from ascribe.read.ground.time_of_saying import choose_saying_time
from ascribe.read.ground.times import ground_times, read_times
from tests.timing import processor_seconds

PUBLISHED = "2021-09-02"  # a Thursday


def only(text: str, published: str | None = PUBLISHED) -> TimeMention:
    mentions = ground_times(text, published=published)
    assert len(mentions) == 1, [m.span.of(text) for m in mentions]
    return mentions[0]


def days(time: Time) -> str | None:
    if time.start is None:
        return None
    return str(time.start) if time.start == time.end else f"{time.start}..{time.end}"


@pytest.mark.parametrize(
    ("text", "words", "interval"),
    [
        # weekdays: the last one up to publication
        ("It fell on Wednesday.", "Wednesday", "2021-09-01"),
        ("It fell on Thursday.", "Thursday", "2021-09-02"),
        ("It fell on Friday.", "Friday", "2021-08-27"),
        ("It fell last Wednesday.", "last Wednesday", "2021-08-25"),
        ("It fell last Thursday.", "last Thursday", "2021-08-26"),
        ("It fell last Monday.", "last Monday", "2021-08-30"),
        ("It fell this Wednesday.", "this Wednesday", "2021-09-01"),
        ("Talks open next Wednesday.", "next Wednesday", "2021-09-08"),
        ("It fell on Monday last week.", "Monday last week", "2021-08-23"),
        ("Monday's raid", "Monday", "2021-08-30"),
        ("IT FELL ON MONDAY.", "MONDAY", "2021-08-30"),
        ("They fought on Saturday and Sunday.", "Saturday and Sunday", "2021-08-28..2021-08-29"),
        ("the last Thursday of August", "the last Thursday of August", "2021-08-26"),
        # part of a year, and since something was founded
        ("in the first eight months of 2012", "the first eight months of 2012", "2012-01-01..2012-08-31"),
        ("in the last three months of 2020", "the last three months of 2020", "2020-10-01..2020-12-31"),
        ("since it was founded in 1985", "1985", "1985-01-01..2021-09-02"),
        # … and ahead where the words are
        ("They will meet on Friday.", "Friday", "2021-09-03"),
        ("On Friday the court will rule.", "Friday", "2021-09-03"),
        ("Rebels gave them until Saturday to leave.", "Saturday", "2021-09-02..2021-09-04"),
        ("Police were deployed ahead of Sunday's vote.", "Sunday", "2021-09-05"),
        ("They would have been warned on Friday.", "Friday", "2021-08-27"),
        # parts of the day
        ("He fled on Monday night.", "Monday night", "2021-08-30"),
        ("on the night of Aug 31", "the night of Aug 31", "2021-08-31"),
        ("the night of 31 August to 1 September", "the night of 31 August to 1 September", "2021-08-31..2021-09-01"),
        ("It fell late on Monday.", "late on Monday", "2021-08-30"),
        ("It fell early Tuesday.", "early Tuesday", "2021-08-31"),
        ("It fell overnight.", "overnight", "2021-09-01..2021-09-02"),
        ("It fell overnight Tuesday to Wednesday.", "overnight Tuesday to Wednesday", "2021-08-31..2021-09-01"),
        ("It fell overnight into Wednesday.", "overnight into Wednesday", "2021-08-31..2021-09-01"),
        ("It fell before dawn on Tuesday.", "dawn on Tuesday", "2021-08-31"),
        ("IT FELL AT 0600 TODAY.", "AT 0600 TODAY", "2021-09-02"),
        # told from publication
        ("It fell today.", "today", "2021-09-02"),
        ("It fell yesterday morning.", "yesterday morning", "2021-09-01"),
        ("It fell last night.", "last night", "2021-09-01"),
        ("They vote tomorrow.", "tomorrow", "2021-09-03"),
        ("It fell two days ago.", "two days ago", "2021-08-31"),
        ("It fell two weeks ago.", "two weeks ago", "2021-08-18..2021-08-20"),
        ("It fell a few days ago.", "a few days ago", "2021-08-28..2021-08-31"),
        ("It fell three months ago.", "three months ago", "2021-06-01..2021-06-30"),
        ("It fell a year ago.", "a year ago", "2020-09-01..2020-09-30"),
        ("It fell two years ago.", "two years ago", "2019-01-01..2019-12-31"),
        ("It fell last week.", "last week", "2021-08-23..2021-08-29"),
        ("It fell this week.", "this week", "2021-08-30..2021-09-02"),
        ("It fell earlier this week.", "earlier this week", "2021-08-30..2021-09-02"),
        ("It fell last month.", "last month", "2021-08-01..2021-08-31"),
        ("It fell in recent days.", "recent days", "2021-08-26..2021-09-02"),
        ("Ten died in the past 24 hours.", "the past 24 hours", "2021-09-01..2021-09-02"),
        ("It fell over the weekend.", "the weekend", "2021-08-28..2021-08-29"),
        ("It fell at the weekend.", "the weekend", "2021-08-28..2021-08-29"),
        ("They will vote later this month.", "later this month", "2021-09-02..2021-09-30"),
        # dates
        ("on 15 August", "15 August", "2021-08-15"),
        ("on the 15th of August", "the 15th of August", "2021-08-15"),
        ("On August 15,", "August 15", "2021-08-15"),
        ("Aug. 15, 2021", "Aug. 15, 2021", "2021-08-15"),
        ("It fell on Sunday, August 15, 2021.", "Sunday, August 15, 2021", "2021-08-15"),
        ("ON 3 FEBRUARY", "3 FEBRUARY", "2021-02-03"),
        ("it was signed on 4 FEB 90", "4 FEB 90", "1990-02-04"),
        ("on 30 December", "30 December", "2020-12-30"),
        ("on 10 September", "10 September", "2021-09-10"),
        ("it opens 2021-08-15", "2021-08-15", "2021-08-15"),
        ("on 15/8/2021", "15/8/2021", "2021-08-15"),
        ("between 5 and 7 May", "5 and 7 May", "2021-05-05..2021-05-07"),
        ("from 5 to 7 May", "5 to 7 May", "2021-05-05..2021-05-07"),
        ("on May 5-7", "May 5-7", "2021-05-05..2021-05-07"),
        ("on 5–7 May", "5–7 May", "2021-05-05..2021-05-07"),
        ("on 13, 14 and 15 August", "13, 14 and 15 August", "2021-08-13..2021-08-15"),
        ("from 30 December to 2 January 2020", "30 December to 2 January 2020", "2019-12-30..2020-01-02"),
        ("on the eve of 5 May", "the eve of 5 May", "2021-05-04"),
        # months, years, seasons
        ("in August", "August", "2021-08-01..2021-08-31"),
        ("in October", "October", "2020-10-01..2020-10-31"),
        ("in August 2020", "August 2020", "2020-08-01..2020-08-31"),
        ("in August last year", "August last year", "2020-08-01..2020-08-31"),
        ("in early August", "early August", "2021-08-01..2021-08-10"),
        ("in mid-August", "mid-August", "2021-08-10..2021-08-20"),
        ("in late August", "late August", "2021-08-21..2021-08-31"),
        ("the first week of August", "the first week of August", "2021-08-01..2021-08-07"),
        ("in 2019", "2019", "2019-01-01..2019-12-31"),
        ("in 2014-2016", "2014-2016", "2014-01-01..2016-12-31"),
        ("in the 1980s", "the 1980s", "1980-01-01..1989-12-31"),
        ("in the summer of 2014", "the summer of 2014", "2014-06-01..2014-08-31"),
        ("the September 11 attacks", "September 11", "2001-09-11"),
        ("in the '80s", "the '80s", "1980-01-01..1989-12-31"),
        ("in the nineties", "the nineties", "1990-01-01..1999-12-31"),
        ("in the 20th century", "the 20th century", "1901-01-01..2000-12-31"),
        ("in the second quarter", "the second quarter", "2021-04-01..2021-06-30"),
        ("in the fourth quarter of 2019", "the fourth quarter of 2019", "2019-10-01..2019-12-31"),
        ("in the first half of 2020", "the first half of 2020", "2020-01-01..2020-06-30"),
        ("the week of August 15", "the week of August 15", "2021-08-09..2021-08-15"),
        ("Talks were postponed until Monday.", "Monday", "2021-09-02..2021-09-06"),
        ("It fell at 5:30 p.m. on Monday.", "at 5:30 p.m. on Monday", "2021-08-30"),
        # moving feasts
        ("during Ramadan 2019", "Ramadan 2019", "2019-05-06..2019-06-04"),
        ("on Eid al-Adha", "Eid al-Adha", "2021-07-20..2021-07-24"),
        ("on Ashura", "Ashura", "2021-08-18..2021-08-19"),
        ("on Good Friday", "Good Friday", "2021-04-02"),
        ("on Orthodox Easter 2022", "Orthodox Easter 2022", "2022-04-24"),
    ],
)
def test_an_expression_is_an_interval_of_days(text: str, words: str, interval: str) -> None:
    mention = only(text)
    assert (mention.span.of(text), days(mention.time)) == (words, interval)


@pytest.mark.parametrize(
    ("text", "interval", "bound"),
    [
        ("They have held it since Monday.", "2021-08-30..2021-09-02", "not_before"),
        ("They have held it since January.", "2021-01-01..2021-09-02", "not_before"),
        ("They must leave by Friday.", "2021-09-02..2021-09-03", "not_after"),
        ("By Monday the toll was nine.", "2021-08-30", "not_after"),
        ("It happened between Monday and Wednesday.", "2021-08-30..2021-09-01", "between"),
        ("It happened on Monday.", "2021-08-30", "exact"),
    ],
)
def test_words_before_a_time_say_how_it_binds(text: str, interval: str, bound: str) -> None:
    time = only(text).time
    assert (days(time), time.bound) == (interval, bound)


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("on Monday night", "night"), ("early Tuesday", "morning"), ("late on Monday", "evening"), ("at dawn on Friday", "dawn"),
        ("last night", "night"), ("on Friday at noon", "noon"), ("yesterday afternoon", "afternoon"), ("at 18:30 on Monday", "evening"),
    ],
)  # fmt: skip
def test_the_part_of_the_day_is_kept(text: str, part: str) -> None:
    assert only(text).time.part == part


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("It lasted for three days.", "duration"),
        ("two days after the raid", "duration"),
        ("They march every Friday.", "set"),
        ("It began at dawn.", "clock"),
        ("Shots were heard two hours later.", "clock"),
        ("during Passover", "date"),
        ("on the first day of Ramadan", "date"),
        ("on 12 Muharram 1443", "date"),
        ("on 1400 Sunbulah 10", "date"),
        ("on 1400/6/11", "date"),
        ("on 12 August 2564", "date"),
        ("on 12 Meskerem 2014", "date"),
        ("It is now closed.", "vague"),
        ("a three-day siege", "duration"),
        ("a daily raid", "set"),
        ("on 5/8/2021", "date"),
        ("on 31 February", "date"),
    ],
)
def test_words_without_days_of_their_own_keep_their_span(text: str, kind: str) -> None:
    mention = only(text)
    assert (mention.kind, mention.time.start, mention.time.precision) == (kind, None, None)


@pytest.mark.parametrize(
    "text",
    [
        "They may attack.", "They march on the town.", "Wait a second.", "The Sun rose.", "He sat down.", "April Jones fled.",
        "They killed 2014 people.", "UN resolution 2042 demands it.", "the 14th October Brigade", "for the second time this week",
        "It went on day after day.", "They took Now Zad.", "three quarters of the town",
        "in the last quarters of the town", "Bashar al-Asad fled.",
    ],
)  # fmt: skip
def test_words_that_only_look_like_times(text: str) -> None:
    assert ground_times(text, published=PUBLISHED) == ()


@pytest.mark.parametrize(
    ("text", "intervals"),
    [
        ("He fell on Saturday. A day later she fled.", ["2021-08-28", "2021-08-29"]),
        ("He came on Monday, having left the previous evening.", ["2021-08-30", "2021-08-29"]),
        # a day that is history is not the one before the night that the news is about
        ("Kabul fell on 15 August 2021. The minister said they were beaten the previous night.", ["2021-08-15", "2021-09-01"]),
        ("The staff met on 23 August; a week earlier gunmen had come.", ["2021-08-23", "2021-08-16"]),
        ("It began on 30 August and ended on the 31st.", ["2021-08-30", "2021-08-31"]),
        ("The army said on Wednesday it would attack on Friday.", ["2021-09-01", "2021-09-03"]),
    ],
)
def test_a_story_goes_on_from_the_day_named_before(text: str, intervals: list[str]) -> None:
    assert [days(m.time) for m in ground_times(text, published=PUBLISHED)] == intervals


@pytest.mark.parametrize(
    ("text", "published", "interval"),
    [
        ("It fell in May 2019.", None, "2019-05-01..2019-05-31"),
        ("It fell on May 26.", None, None),
        ("It fell yesterday.", None, None),
        ("It fell yesterday.", "2021-09-02T00:30:00+04:30", "2021-09-01"),  # the day as written, whatever it is in UTC
    ],
)
def test_what_can_be_resolved_depends_on_publication(text: str, published: str | None, interval: str | None) -> None:
    mention = only(text, published)
    assert (days(mention.time), mention.time.span is not None) == (interval, True)


@pytest.mark.parametrize("published", ["2031-09-02", "2021-09-02T23:30:00-12:00"])
def test_a_document_is_read_from_its_publication_whatever_the_date_is_today(published: str) -> None:
    """The library has no clock: a date to come is a date, and an offset moves no day."""
    assert days(only("It fell yesterday.", published).time) == f"{published[:8]}01"


@pytest.mark.parametrize(("year", "n"), [(1900, 0), (2021, 1), (2030, 2), (2100, 0)])
def test_ramadan_begins_where_the_calendar_reaches(year: int, n: int) -> None:
    assert len(feast_days("ramadan", year)) == n


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Wait until May.", "May"),
        ("They left soon.", "soon"),
        ("It fell on Monday night.", "Monday"),
        ("Earlier this month it fell.", "this month"),
        ("It fell for the year.", "the year"),
    ],
)
def test_words_known_to_be_a_time_are_read_without_their_company(text: str, words: str) -> None:
    start = text.index(words)
    (mention,) = read_times(text, [Span(start, start + len(words))], published=PUBLISHED)
    assert mention
    assert mention.time.part is None


def test_a_range_keeps_its_ends() -> None:
    text = "They fought from Monday to Wednesday."
    assert [m.span.of(text) for m in only(text).ends] == ["Monday", "Wednesday"]


@pytest.mark.parametrize(
    ("text", "cue", "content", "when"),
    [
        ("The army said on Monday that it shelled the town on Sunday.", "said", "it shelled the town on Sunday", "2021-08-30"),
        ("On Monday, an army spokesman said it shelled the town.", "said", "it shelled the town", "2021-08-30"),
        ("Forces today confirmed the arrest.", "confirmed", "the arrest", "2021-09-02"),
        (
            "In a report released in April, it said the army shelled the town.",
            "said",
            "the army shelled the town",
            "2021-04-01..2021-04-30",
        ),
        ("The army said it shelled the town on Sunday.", "said", "it shelled the town on Sunday", None),
        ("The army said it shelled the town.", "said", "it shelled the town", None),
    ],
)
def test_when_it_was_said(text: str, cue: str, content: str, when: str | None) -> None:
    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    mentions = ground_times(text, published=PUBLISHED)
    time = choose_saying_time(mentions, text=text, cue=span(cue), source=None, contents=(span(content),))
    assert (days(time) if time else None) == when


def test_a_day_that_closes_the_sentence_dates_its_one_event() -> None:
    text = "Forces detained a leader who worked out of the city, while they searched a compound in the old town, in the south, on Monday."
    near, far = (
        chosen(text, "detained", clause="detained a leader"),
        chosen(text, "detained", clause="detained a leader", others=("searched",)),
    )
    assert near
    assert far
    assert (days(near), far.inferred) == ("2021-08-30", True)


@pytest.mark.parametrize(
    ("text", "anchor", "line"),
    [
        ("LIMA, 25 MAR 90 (EFE) -- POLICE SAID", "1990-03-25", "25 MAR 90"),
        ("KABUL, Afghanistan (Nov. 17, 2010) – Forces said", "2010-11-17", "Nov. 17, 2010"),
        ("Friday, January 4, 2019\nPolice said", "2019-01-04", "Friday, January 4, 2019"),
        ("This story is from March 1, 2002 the town", "2002-03-01", "March 1, 2002"),
        ("August 15 clashes killed five.", None, None),
        ("2012-04-S-048\nKABUL, Afghanistan (Apr. 25)\nA force", "2012-04-25", "Apr. 25"),
        ("KABUL, Sept 2 (Agency) - Forces said", None, "Sept 2"),
        ("Fighting began on 25 March 1990 in the town.", None, None),
    ],
)
def test_the_head_of_a_text_may_date_it(text: str, anchor: str | None, line: str | None) -> None:
    found = anchor_of(text, None)
    assert (str(found) if found else None, [s.of(text) for s in date_lines(text)]) == (anchor, [line] if line else [])


def test_a_dateline_of_the_week_before_outweighs_publication() -> None:
    text = "KABUL, Afghanistan (Feb. 17)  Two died yesterday."
    assert days(ground_times(text, published="2011-02-20")[-1].time) == "2011-02-16"


def test_a_dateline_dates_no_event() -> None:
    text = "GROZNY, NOV 30 - Guns fired."
    assert [m.kind for m in ground_times(text, published="1999-11-30")] == ["dateline"]


def documented() -> list[tuple[str, str, str]]:
    page = (Path(__file__).parents[2] / "docs" / "times.md").read_text(encoding="utf-8")
    rows = [[cell.strip() for cell in line.strip("| ").split("|")] for line in page.splitlines() if line.startswith("| ")]
    return [(row[0], row[1], row[2]) for row in rows if row[0] != "words"]


@pytest.mark.parametrize(("text", "interval", "bound"), documented())
def test_the_documentation_tells_the_truth(text: str, interval: str, bound: str) -> None:
    time = only(text).time
    assert (days(time) or "–", time.bound) == (interval, bound)


# ---------------------------------------------------------------- the time of an event


def chosen(
    text: str,
    trigger: str,
    *,
    published: str | None = PUBLISHED,
    status: str = "asserted",
    cue: str | None = None,
    clause: str | None = None,
    background: bool = False,
    earlier: Time | None = None,
    others: tuple[str, ...] = (),
) -> Time | None:
    def span(words: str) -> Span:
        return Span(text.index(words), text.index(words) + len(words))

    return choose_event_time(
        ground_times(text, published=published),
        trigger=span(trigger),
        clause=span(clause or text),
        sentence=Span(0, len(text)),
        text=text,
        published=published,
        status=status,
        background=background,
        earlier=earlier,
        cue=span(cue) if cue else None,
        others=tuple(span(o) for o in others),
    )


def test_an_event_takes_the_time_beside_it() -> None:
    text = "Rebels shelled the town on Monday and stormed it on Wednesday."
    monday, wednesday = chosen(text, "shelled"), chosen(text, "stormed")
    assert monday
    assert wednesday
    assert (days(monday), days(wednesday)) == ("2021-08-30", "2021-09-01")


def test_the_day_of_the_saying_is_not_the_day_of_the_event() -> None:
    text = "The army said on Monday that it had shelled the town."
    time = chosen(text, "shelled", cue="said", clause="it had shelled the town")
    assert time
    assert (time.inferred, time.bound, days(time)) == (True, "not_after", "2021-08-29..2021-08-30")


@pytest.mark.parametrize(
    ("text", "cue", "days_up_to", "background"),
    [
        ("Auditors said on April 5 that the army executed 300 people.", "said", "2021-04-04..2021-04-05", True),
        ("The army executed 300 people, auditors said on April 5.", "said", "2021-04-04..2021-04-05", True),
        ("In a report on 5 April, auditors said the army executed 300 people.", "said", "2021-04-04..2021-04-05", True),
        ("The army executed 300 people, auditors said in a report released in April.", "said", "2021-04-01..2021-04-30", True),
        ("Auditors said on August 1 that the army executed 300 people.", "said", "2021-07-31..2021-08-01", False),
    ],
)
def test_an_event_lies_before_its_saying_however_old(text: str, cue: str, days_up_to: str, background: bool) -> None:
    start = text.index("the army") if "the army" in text else 0
    end = text.index("300 people") + len("300 people")
    time = chosen(text, "executed", cue=cue, clause=text[start:end], background=True)
    assert time
    assert (time.inferred, time.span, time.bound, days(time)) == (True, None, "not_after", days_up_to)
    assert is_background(text, Span(0, len(text)), Span(start, start + 3), time, PUBLISHED) is background


def test_the_story_does_not_date_what_was_told_before_it() -> None:
    story = chosen("Rebels shelled the town on Wednesday.", "shelled")
    text = "Auditors said on Monday that the army executed 300 people."
    time = chosen(text, "executed", cue="said", clause="the army executed 300 people", earlier=story)
    assert time
    assert days(time) == "2021-08-29..2021-08-30"


@pytest.mark.parametrize("status", ["expected", "unclear"])
@pytest.mark.parametrize(
    ("text", "trigger", "when"),
    [
        ("The army may have killed 20 civilians last week.", "killed", "2021-08-23..2021-08-29"),
        ("Some 20 civilians could have been killed on Monday.", "killed", "2021-08-30"),
        ("The army might not have shelled the town on Friday.", "shelled", "2021-08-27"),
        ("The army would also have shelled the town on Friday.", "shelled", "2021-08-27"),
        ("The army may have shelled the town.", "shelled", "2021-09-01..2021-09-02"),
    ],
)
def test_what_may_have_happened_lies_in_the_past(status: str, text: str, trigger: str, when: str) -> None:
    time = chosen(text, trigger, status=status)
    assert time
    assert days(time) == when


def test_undated_news_happened_by_publication() -> None:
    time = chosen("Rebels shelled the town.", "shelled")
    assert time
    assert (time.inferred, time.span, time.bound, days(time)) == (True, None, "not_after", "2021-09-01..2021-09-02")


def test_what_is_to_come_does_not_lie_before_publication() -> None:
    time = chosen("Rebels threatened to shell the town.", "shell", status="threatened")
    assert time
    assert (time.inferred, time.bound, days(time)) == (True, "not_before", "2021-09-02")


def test_a_past_day_does_not_date_what_is_to_come() -> None:
    text = "After Monday's raid they may shell the town."
    time = chosen(text, "shell", status="expected")
    assert time
    assert time.inferred


def test_undated_background_and_undatable_news_have_no_time() -> None:
    assert chosen("Rebels shelled the town.", "shelled", background=True) is None
    assert chosen("Rebels shelled the town.", "shelled", published=None) is None


def test_the_story_carries_its_time_on() -> None:
    first = chosen("Rebels shelled the town on Monday.", "shelled")
    story = story_time(None, first, "asserted", False)
    time = chosen("They also burned a school.", "burned", earlier=story)
    assert time
    assert (time.inferred, days(time)) == (True, "2021-08-30")
    assert story_time(story, chosen("It fell today.", "fell"), "asserted", False) == story
    assert story_time(None, first, "expected", False) is None


def test_an_old_date_stays_with_its_own_event() -> None:
    text = "Soldiers retook the village, which rebels had seized in May 2019."
    news, old = chosen(text, "retook", others=("seized",)), chosen(text, "seized", others=("retook",))
    assert news
    assert old
    assert (news.inferred, days(old)) == (True, "2019-05-01..2019-05-31")


def test_a_possessive_belongs_to_its_noun() -> None:
    text = "Mourners marched after Tuesday's attack."
    attack, march = chosen(text, "attack"), chosen(text, "marched")
    assert attack
    assert march
    assert (days(attack), march.inferred) == ("2021-08-31", True)


@pytest.mark.parametrize(
    ("text", "background"),
    [
        ("It fell in 2019.", True),
        ("It fell last year.", True),
        ("It fell in March.", True),
        ("It fell in July.", False),
        ("It has fallen since 2019.", False),
        ("It fell.", False),
    ],
)
def test_background_lies_ninety_days_back(text: str, background: bool) -> None:
    trigger = Span(text.index("f"), text.index("f") + 4)
    time = chosen(text, trigger.of(text), background=True)
    assert is_background(text, Span(0, len(text)), trigger, time, PUBLISHED) is background


@pytest.mark.parametrize("published", ["0001-01-01T00:00:00", "0001-01-01T00:00:00-12:00", "9999-12-31", "9999-12-31T23:59:59+14:00"])
@pytest.mark.parametrize("status", ["asserted", "expected"])
def test_the_calendar_ends_without_an_error(published: str, status: str) -> None:
    text = "Rebels shelled the town on Friday, last month, next year, tomorrow, overnight, 30 years ago and in the past week."
    ground_times(text, published=published)
    time = chosen("Rebels shelled the town.", "shelled", published=published, status=status)
    assert time
    assert (time.inferred, str(time.end)) == (True, published[:10])


# ---------------------------------------------------------------- laws

PIECES = [
    *("on", "the", "night", "of", "Monday", "May", "may", "5", "12", "31", "1999", "2021", "last", "next", "week", "two", "days", "ago"),
    *("since", "by", "from", "to", "and", "between", "until", "early", "late", "August", "Aug.", "-", "–", ",", ".", "(", "overnight"),
    *(
        "weekend",
        "year",
        "earlier",
        "today",
        "at",
        "dawn",
        "0600",
        "2021-08-15",
        "summer",
        "Ramadan",
        "'s",
        "will",
        "said",
        "99",
        "centuries",
    ),
]
texts = st.one_of(st.text(max_size=80), st.lists(st.sampled_from(PIECES), max_size=24).map(" ".join))
dates = st.one_of(st.none(), st.dates(min_value=date(1, 1, 1)).map(str))


@given(text=texts, published=dates)
def test_any_text_gives_ordered_mentions_with_ordered_days(text: str, published: str | None) -> None:
    mentions = ground_times(text, published=published)
    for mention in mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
        assert (mention.time.start is None) == (mention.time.precision is None)
        assert not mention.time.inferred
    assert all(a.span.end <= b.span.start for a, b in pairwise(mentions))


@given(
    day=st.dates(min_value=date(1900, 1, 1), max_value=date(2090, 1, 1)),
    phrase=st.sampled_from(["on Monday", "last Friday", "next Sunday", "on Tuesday night", "yesterday", "last week", "two days ago"]),
)
def test_a_week_later_the_same_words_mean_a_week_later(day: date, phrase: str) -> None:
    first, second = (only(phrase, str(day + timedelta(days=d))).time for d in (0, 7))
    assert first.start
    assert second.start
    assert second.start - first.start == timedelta(days=7)


@given(text=texts, published=dates)
def test_the_same_text_reads_the_same_twice(text: str, published: str | None) -> None:
    assert ground_times(text, published=published) == ground_times(text, published=published)


@pytest.mark.parametrize("piece", ["may ", "on the ", "2014-", "the last ", "Monday to ", "two days ", "1", "early late ", "May 5, "])
def test_hostile_repetition_takes_linear_time(piece: str) -> None:
    def seconds(n: int) -> float:
        text = (piece * n)[:n]
        return processor_seconds(lambda: ground_times(text, published=PUBLISHED))

    seconds(2_000)
    assert seconds(40_000) < 0.05 + 10 * seconds(10_000)


def test_a_report_of_six_hundred_words_takes_under_ten_milliseconds() -> None:
    text = "Rebels shelled the town on Monday night, two days after talks collapsed in August, an officer said on 1 September. " * 30
    ground_times(text, published=PUBLISHED)
    assert (
        processor_seconds(lambda: ground_times(text, published=PUBLISHED), runs=5) < 0.05
    )  # 600 words with 120 times; ordinary reports have five


def test_what_led_up_to_a_dated_event_shares_its_date() -> None:
    text = "The army took the town in 2015 after months of shelling."
    taken, shelled = chosen(text, "took", others=("shelling",)), chosen(text, "shelling", others=("took",))
    assert taken
    assert shelled
    assert (days(taken), taken.bound) == ("2015-01-01..2015-12-31", "exact")
    assert (days(shelled), shelled.bound) == ("2015-01-01..2015-12-31", "not_after")
    news = "In 2015 they took the town, and on Monday troops killed two rebels."
    assert days(chosen(news, "killed", others=("took",))) == "2021-08-30"
