"""Copies: what is found, what is not, who is credited, and hostile input."""

from __future__ import annotations

import time

import pytest

from ascribe.domain.document import Document
from ascribe.domain.span import Span
from ascribe.reconcile.alignment import align_words
from ascribe.reconcile.copies import Copied, find_copies
from ascribe.reconcile.credits import Report, credit_of, sort_key
from ascribe.reconcile.origins import Origins, claim_origins, head_of
from ascribe.reconcile.passages import LONGEST, quoted_words, segment_passages, words_of
from ascribe.reconcile.shelf import FIRST, STANDING_WEEKS
from ascribe.testing import fake_record

LEAD = "Shells hit a market in the north of {} on Monday and killed {} people, most of them women, the mayor of the town said."
MORE = "Witnesses told of three aircraft that had come from the east and turned back over the lake after the second strike on {}."
OWN = "Our correspondent in {} heard ambulances all through the night and saw no soldiers near the square on the next morning."


def report(name: str, *paragraphs: str, day: str | None = None, **about: str) -> Report:
    return Report(id=name, text="\n".join(paragraphs), published=f"2021-09-{day}" if day else None, **about)


def found(*reports: Report) -> dict[str, Copied]:
    return {c.document: c for c in find_copies(reports)}


def origins(*reports: Report) -> Origins:
    return Origins(map(head_of, reports), find_copies(reports))


def test_two_outlets_one_text() -> None:
    first, second = (report(i, LEAD.format("Qarabagh", 4), MORE.format("Qarabagh"), day="01", outlet=i) for i in ("Dawn", "Daily Times"))
    copied = found(first, second)
    assert [c.copy_of for c in copied.values()] == [None, "Daily Times"]  # the smaller id is the first of two of one day
    assert {c.kind for c in copied["Dawn"].copies} == {"exact"}
    assert origins(first, second).at("Dawn", Span(0, 9)).name == "outlet:daily-times"


def test_a_paragraph_of_ones_own_keeps_its_origin() -> None:
    wire = report("w", LEAD.format("Qarabagh", 4), day="01", outlet="Reuters")
    paper = report("p", OWN.format("Qarabagh"), LEAD.format("Qarabagh", 4), day="02", outlet="Dawn")
    asked = origins(wire, paper)
    own, taken = segment_passages(paper.text)
    assert (asked.at("p", own).name, asked.at("p", own).copied) == ("outlet:dawn", False)
    assert (asked.at("p", taken).name, asked.at("p", taken).copied, asked.at("p", taken).document) == ("agency:reuters", True, "w")


def test_an_outlet_credited_in_brackets_is_the_origin_and_comes_before_whoever_credits_it() -> None:
    own = report("z", LEAD.format("Ganja", 4), day="01", outlet="Al Jazeera")
    taken = report("a", LEAD.format("Ganja", 14), day="01", outlet="44days.info (Al Jazeera)")
    apart = report("b", OWN.format("Ganja"), day="01", outlet="Dawn (Al Jazeera)")
    asked, copied = origins(own, taken, apart), found(own, taken, apart)
    assert {asked.at(r.id, Span(0, 20)).name for r in (own, taken, apart)} == {"outlet:al-jazeera"}
    assert (copied["z"].copy_of, copied["a"].copy_of) == (None, "z")
    assert head_of(report("c", "x", outlet="Dawn (Lahore)")).origin == "outlet:dawn"


@pytest.mark.parametrize("dateline", ["KABUL, September 2 (Wire) -", "Kabul [Afghanistan], September 2:"])
def test_a_dateline_left_out_changes_nothing(dateline: str) -> None:
    story = LEAD.format("Qarabagh", 4)
    dated = Report(id="a", text=f"{dateline} {story}", published="2021-09-02", datelines=(Span(0, len(dateline)),))
    bare = Report(id="b", text=story, published="2021-09-03")
    other = Report(id="c", text=f"{dateline} {LEAD.format('Qarabagh', 14)}", published="2021-09-03", datelines=dated.datelines)
    assert found(dated, bare)["b"].copies[0].changes == ()
    assert [(c.was and c.was.text, c.now and c.now.text) for c in found(dated, other)["c"].copies[0].changes] == [("4", "14")]
    unmarked = Report(id="d", text=dated.text, published="2021-09-04")
    assert found(bare, unmarked)["d"].copies[0].changes != ()  # a number before the words counts where nothing calls it a dateline


def test_a_chain_has_the_first_origin() -> None:
    wire = report("w", LEAD.format("Qarabagh", 4), MORE.format("Qarabagh"), day="01", outlet="AFP")
    outlet = report("o", LEAD.format("Qarabagh", 14), MORE.format("Qarabagh"), day="02", outlet="Dawn")
    aggregator = report("a", LEAD.format("Qarabagh", 14), day="03", outlet="World in Brief")
    copied, asked = found(wire, outlet, aggregator), origins(wire, outlet, aggregator)
    assert (copied["o"].copy_of, copied["a"].copy_of) == ("w", "o")
    at = asked.at("a", segment_passages(aggregator.text)[0])
    assert (at.name, at.document, at.copied) == ("agency:afp", "w", True)


def test_two_that_credit_one_agency_are_one_origin_whatever_their_words() -> None:
    one = report("1", "KABUL (Reuters) - " + LEAD.format("Qarabagh", 4), day="01", outlet="Dawn")
    two = report("2", "KABUL, Sept 1 (Reuters) - " + OWN.format("Qarabagh"), day="01", outlet="Daily Times")
    asked = origins(one, two)
    assert {asked.at(r.id, Span(20, 60)).name for r in (one, two)} == {"agency:reuters"}


def test_a_later_credit_tells_whose_an_uncredited_text_is() -> None:
    bare = report("b", LEAD.format("Qarabagh", 4), day="01", outlet="The Valley News")
    credited = report("c", LEAD.format("Qarabagh", 4), MORE.format("Qarabagh"), "(Reuters)", day="02", outlet="Dawn")
    assert origins(bare, credited).at("b", Span(0, 20)).name == "agency:reuters"
    assert origins(bare).at("b", Span(0, 20)).name == "outlet:valley news"


def test_the_origins_of_claims() -> None:
    record = fake_record()
    told = dict(claim_origins([record, record]))
    assert set(told) == {c.id for c in record.claims}
    assert not any(o.copied for o in told.values())


@pytest.mark.parametrize(
    ("text", "agency"),
    [
        ("By The Associated Press\n" + LEAD.format("Kabul", 4), "ap"),
        ("By JOHN DOE, Associated Press\n" + LEAD.format("Kabul", 4), "ap"),
        (LEAD.format("Kabul", 4) + "\nCopyright 2017 The Associated Press. All rights reserved.", "ap"),
        (LEAD.format("Kabul", 4) + "\n(Reporting by John Doe; Editing by Jane Roe)", "reuters"),
        (LEAD.format("Kabul", 4) + "\n— AFP", "afp"),
        ("ISLAMABAD (APP): " + LEAD.format("Kabul", 4), "app"),
        (LEAD.format("Kabul", 4) + "\nThe Associated Press contributed to this report.", None),
        (LEAD.format("Kabul", 4) + "\nCopyright 2017 Channel 5. All rights reserved.", None),
        ("The army (which denies it) said: " + LEAD.format("Kabul", 4), None),
        (LEAD.format("Kabul (Old Town)", 4), None),
    ],
)
def test_credits(text: str, agency: str | None) -> None:
    assert credit_of(Report(id="d", text=text), segment_passages(text)).agency == agency


def test_the_order_of_telling() -> None:
    told = [
        report("undated wire", "x", outlet="Reuters"),
        report("b", "x", day="01"),
        report("wire", "x", day="02", outlet="Reuters"),
        report("zz", "x", day="02T08:00:00Z"),
        report("a", "x", day="02T09:00:00Z"),
        report("cites", LEAD.format("Kabul", 4) + " BBC reported.", day="02"),
        report("undated", "x"),
    ]
    places = [sort_key(r, credit_of(r, segment_passages(r.text))) for r in told]
    assert places == sorted(places)


def test_a_quotation_comes_along_where_the_report_is_copied() -> None:
    quote = "“We will not leave this valley while one of us can still stand and carry a rifle,” the commander said."
    text = (LEAD.format("Qarabagh", 4), quote, MORE.format("Qarabagh"))
    copied = found(report("1", *text, day="01"), report("2", *text, day="02"))["2"]
    assert [c.kind for c in copied.copies] == ["exact"] * 3
    alone = found(report("1", *text, day="01"), report("2", OWN.format("Qarabagh"), quote, day="02"))["2"]
    assert [c.kind for c in alone.copies] == ["quotation"]
    assert alone.copy_of is None


def test_standing_matter_of_an_outlet_is_no_copy() -> None:
    line = "The editors of this paper read every letter that is sent to them and answer those that bear a full name and an address."
    weeks = [f"2021-{w // 4 + 1:02d}-{w % 4 * 7 + 1:02d}" for w in range(STANDING_WEEKS)]
    reports = [Report(id=str(i), text=f"{OWN.format(f'town {i}, province {i},')}\n{line}", published=day) for i, day in enumerate(weeks)]
    assert all(line not in c.span.of(reports[int(d)].text) for d, copied in found(*reports).items() for c in copied.copies)
    assert [c.span.of(reports[1].text) for c in found(*reports[:2])["1"].copies if "editors" in c.span.of(reports[1].text)]


def test_a_dispatch_that_very_many_print_is_still_one() -> None:
    reports = [report(f"{i:03d}", LEAD.format("Qarabagh", 4), day=f"{i % 20 + 1:02d}") for i in range(5 * FIRST)]
    copied = found(*reports)
    assert {c.copy_of for c in copied.values()} == {None, "000"}


def test_a_repeated_stretch_of_two_long_paragraphs() -> None:
    shared = " ".join(LEAD.format(f"town {chr(97 + i)}", i + 3) + " " + MORE.format(f"post {chr(97 + i)}") for i in range(6))
    filler = [" ".join(f"{w}{i}{j} stood by." if j % 9 == 8 else f"{w}{i}{j}" for j in range(200)) for i, w in enumerate(("foo", "bar"))]
    first, second = report("1", f"{filler[0]} {shared}", day="01"), report("2", f"{shared} {filler[1]}", day="02")
    copied = found(first, second)["2"]
    words = sum(len(words_of(c.span.of(second.text))) for c in copied.copies)
    assert words >= 0.7 * len(words_of(shared))


def test_what_is_put_between_copied_stretches_is_the_reports_own() -> None:
    own = "But two teachers who live beside the square and a driver who carried the wounded away said that no more than two had died there."
    wire = report("w", f"{LEAD.format('Qarabagh', 4)} {MORE.format('Qarabagh')}", day="01", outlet="Reuters")
    paper = report("p", f"{LEAD.format('Qarabagh', 4)} {own} {MORE.format('Qarabagh')}", day="02", outlet="Dawn")
    asked = origins(wire, paper)
    assert [c.kind for c in found(wire, paper)["p"].copies] == ["partial", "partial"]
    names = [asked.at("p", Span(at, at + 12)).name for at in (0, paper.text.index("teachers"), paper.text.index("aircraft"))]
    assert names == ["agency:reuters", "outlet:dawn", "agency:reuters"]


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        (
            "قال رئيس البلدية إن أربعة أشخاص قتلوا عندما سقطت قذائف على سوق المدينة يوم الاثنين",
            "قال رئيس البلدية إن تسعة أشخاص قتلوا عندما سقطت قذائف على سوق المدينة يوم الاثنين",
        ),
        ("缅甸军方周一在若开邦北部炮击一处集市造成四人死亡当地居民说", "缅甸军方周一在若开邦北部炮击一处集市造成九人死亡当地居民说"),
        ("Снаряды попали в рынок на севере города в понедельник, погибли четыре человека, сообщил мэр.",) * 2,
    ],
)
def test_any_script(earlier: str, later: str) -> None:
    assert found(report("1", earlier, day="01"), report("2", later, day="02"))["2"].copy_of == "1"


@pytest.mark.parametrize("text", ["", " \n\n ", "Two died.", "…", "word " * 4])
def test_next_to_nothing_copies_nothing(text: str) -> None:
    assert [c.copies for c in found(report("1", text), report("2", text)).values()] == [(), ()]


def test_no_dates() -> None:
    copied = found(report("b", LEAD.format("Kabul", 4)), report("a", LEAD.format("Kabul", 4)))
    assert (copied["a"].copy_of, copied["b"].copy_of) == (None, "a")


def test_one_id_twice_counts_once() -> None:
    assert list(found(report("a", LEAD.format("Kabul", 4)), report("a", MORE.format("Kabul")))) == ["a"]


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="not an ISO date"):
        Report(id="a", text="x", published="last Friday")


def test_notices_are_left_out() -> None:
    text = f"{OWN.format('Kabul')}\n{LEAD.format('Kabul', 4)}"
    notice = segment_passages(text)[1]
    first, second = (
        Report(id=i, text=text.replace("Our", o), published=f"2021-09-0{i}", notices=(notice,)) for i, o in (("1", "Our"), ("2", "Our"))
    )
    assert [c.passage for c in found(first, second)["2"].copies] == [0]


def test_a_megabyte_without_a_line_end() -> None:
    text = "shells hit the town again and nobody knew why because " * 20_000
    start = time.process_time()
    copied = found(report("1", text, day="01"), report("2", text, day="02"))
    assert time.process_time() - start < 30
    assert copied["2"].copy_of == "1" or not copied["2"].copies
    assert all(len(words_of(p.of(text))) <= 2 * LONGEST for p in segment_passages(text))


def test_the_report_of_a_document() -> None:
    document = Document.of("Two died.", outlet="Dawn", published="2021-09-01")
    assert (Report.of(document).id, Report.of(document).outlet) == (document.id, "Dawn")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("He said “we left” and went.", ["we", "left"]),
        ("The army's men said 'we left' and went.", ["we", "left"]),
        ("He said: “We left. We will", ["we", "left", "we", "will"]),
        ("«Мы ушли», сказал он.", ["мы", "ушли"]),
        ("The boys' camp was the girls' camp.", []),
    ],
)
def test_quoted_words(text: str, quoted: list[str]) -> None:
    words = words_of(text)
    told = quoted_words(text, Span(0, len(text)), words)
    assert [k for k, q in zip(words.keys, told, strict=True) if q] == quoted


def test_alignment_leaves_scattered_words_out() -> None:
    a = ["the", "mayor", "said", "that", "the", "army", "had", "left", "the", "town", "in", "the", "night"]
    b = ["in", "the", "night", "the", "army", "shelled", "the", "mayor", "and", "the", "town", "said", "nothing"]
    assert align_words(a, b) == ()
