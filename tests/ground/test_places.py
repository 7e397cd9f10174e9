"""Places: phrase → toponyms and what they resolve to; event → its place."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ascribe.domain.place import Place
from ascribe.domain.span import Span
from ascribe.gazetteer import Gazetteer, load_gazetteer
from ascribe.read.ground.place_evidence import kilometres
from ascribe.read.ground.places import choose_event_place, ground_places, place_names
from ascribe.read.segment import segment_sentences
from tests.timing import processor_seconds


@pytest.fixture(scope="module")
def gazetteer() -> Iterator[Gazetteer]:
    with load_gazetteer() as opened:
        yield opened


def read(gazetteer: Gazetteer, text: str, **more: object) -> tuple[Place, ...]:
    return ground_places(text, gazetteer=gazetteer, sentences=segment_sentences(text), **more)  # type: ignore[arg-type]


def names(places: tuple[Place, ...]) -> list[str | None]:
    return [p.name for p in places]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Two died in Kabul.", ["Kabul"]),
        ("Shells fell near Deir ez-Zor and in al-Bab.", ["Deir ez-Zor", "al-Bab"]),
        ("Fighting went on in the Panjshir Valley and on the Khawak Pass.", ["Panjshir Valley", "Khawak Pass"]),
        ("The Democratic Republic of the Congo closed its border.", ["Democratic Republic of the Congo"]),
        ("Troops left Trinidad and Tobago.", ["Trinidad and Tobago"]),
        ("They fled northern Syria for eastern Ghouta.", ["northern Syria", "eastern Ghouta"]),
        ("It happened in Idlib province, Nad-e Ali district and Mosul city.", ["Idlib province", "Nad-e Ali district", "Mosul city"]),
        ("A rocket hit Goma International Airport.", ["Goma International Airport"]),
        (
            "In Nad ‘Ali district, Helmand province, and in Pul-e ‘Alam.",
            ["Nad ‘Ali district", "Helmand province", "Pul-e ‘Alam"],
        ),
        ("In Herat ‘Ali and his men’ were seen.", ["Herat"]),
        ("Three died in Quxabad village of Kunar province.", ["Quxabad village", "Kunar province"]),
        ("The column came from Walizai, Paktia province.", ["Walizai", "Paktia province"]),
        # Not places: persons, peoples, months, papers, bodies of a faraway place's name.
        ("Paul Jordan met Mr. Hama and President Lincoln.", []),
        ("Syrian and Afghan soldiers died in March, wrote the Washington Post.", []),
        ("Sumbal said that her brother was shot.", []),
        ("Most were young; the Reading was long. Nice words, he said.", []),
        ("May and Same were not hurt. Police came.", []),
        # Whom the text names in full is no town of that name, unless the text says that something is there.
        ("Ariel Morgan, 20, was shot. A friend of Morgan urged witnesses to come forward in Ariel's name.", []),
        ("Capt. Roy A. Nelson was hurt. Soldiers found Nelson at dawn.", []),
        ("Sarah Anderson was stabbed. Three people were hurt in Anderson.", ["Anderson"]),
        ("Shells hit Fort Worth. Fort Worth burned.", ["Fort Worth", "Fort Worth"]),
        ("General Abdul Zabul said that militants attacked Kabul.", ["Kabul"]),
        ("Rebels took Colbert. Colbert is a town.", ["Colbert", "Colbert"]),
        ("Embattled Bakhmut was shelled. Bakhmut fell.", ["Bakhmut"]),
        ("Rebels Seize Bria After Clashes. Bria residents fled.", ["Bria"]),
        ("The Azaz Media Center said so. Azaz was shelled.", ["Azaz"]),
        ("Khaled Hama, 40, was arrested. Rebels attacked Hama.", ["Hama"]),
        ("Jets bombed Idlib & N Hama; Bosnia & Herzegovina objected.", ["Idlib", "Bosnia"]),
        ("Staff of Swift & Ostrander fled Jammu & Kashmir.", ["Jammu", "Kashmir"]),
    ],
)
def test_which_words_are_toponyms(gazetteer: Gazetteer, text: str, expected: list[str]) -> None:
    assert names(read(gazetteer, text)) == expected


@pytest.mark.parametrize(
    ("text", "name", "precision"),
    [
        ("Ten died in Aleppo.", "Aleppo", 1),
        ("Ten died near Aleppo.", "Aleppo", 2),
        ("Ten died on the outskirts of Aleppo.", "Aleppo", 2),
        ("Ten died 20 km north of Aleppo.", "Aleppo", 2),
        ("Ten died in Sangin district, Helmand province.", "Sangin district", 3),
        ("Ten died in Helmand province.", "Helmand province", 4),
        ("Ten died in the Panjshir valley.", "Panjshir valley", 5),
        ("Ten died in southern Yemen.", "southern Yemen", 5),
        ("Ten died in Yemen.", "Yemen", 6),
        ("The ship burned in the Red Sea.", "Red Sea", 7),
    ],
)
def test_precision_is_what_the_words_support(gazetteer: Gazetteer, text: str, name: str, precision: int) -> None:
    place = read(gazetteer, text)[0]
    assert (place.name, place.precision) == (name, precision)
    assert place.radius_km is not None
    assert place.radius_km > 0


@pytest.mark.parametrize(
    ("text", "country", "admin1"),
    [
        ("Clashes in Tripoli, Lebanon, killed two.", "LB", None),
        ("Militias fought in Tripoli as Libyan officials fled; Benghazi was calm.", "LY", None),
        ("Gunmen attacked San Miguel. The Salvadoran army sent troops from San Salvador.", "SV", None),
        ("A bomb went off in Hyderabad, in Pakistan's Sindh province.", "PK", "Sindh"),
        ("Police in Atlanta, Georgia, held two men.", "US", "Georgia"),
        ("Troops left Georgia after talks in Tbilisi.", "GE", None),
    ],
)
def test_namesakes_are_told_apart_by_the_rest_of_the_text(gazetteer: Gazetteer, text: str, country: str, admin1: str | None) -> None:
    place = read(gazetteer, text)[0]
    assert place.country == country
    if admin1:
        assert place.admin1 == admin1


def test_a_namesake_elsewhere_is_not_taken_for_the_place_the_text_means(gazetteer: Gazetteer) -> None:
    place = read(gazetteer, "Two workers were found dead in Burgos, Tamaulipas.")[0]
    assert (place.name, place.lat, place.country) == ("Burgos", None, "MX")


def test_an_unknown_village_keeps_its_name_and_the_province_beside_it(gazetteer: Gazetteer) -> None:
    place = read(gazetteer, "Rebels burned Oduvale village in Borno State.")[0]
    assert (place.name, place.lat, place.gazetteer_id, place.country, place.admin1) == ("Oduvale village", None, None, "NG", "Borno")


def test_the_noun_of_a_list_is_that_of_all(gazetteer: Gazetteer) -> None:
    places = read(gazetteer, "Raids went on in Zabul, Ghazni and Khost provinces.")
    assert [(p.name, p.precision) for p in places] == [("Zabul", 4), ("Ghazni", 4), ("Khost provinces", 4)]


def test_wire_copy_in_capitals(gazetteer: Gazetteer) -> None:
    text = "SAN SALVADOR, 3 JAN 90 -- GUERRILLAS ATTACKED SOYAPANGO AND THE TOWN OF SUCHITOTO, IN CUSCATLAN DEPARTMENT."
    places = read(gazetteer, text)
    assert names(places) == ["SAN SALVADOR", "SOYAPANGO", "SUCHITOTO", "CUSCATLAN DEPARTMENT"]
    assert {p.country for p in places} == {"SV"}


def test_words_of_the_text_alone_in_small_letters(gazetteer: Gazetteer) -> None:
    assert names(read(gazetteer, "police arrested ten men in godhra and two in ahmedabad; nice work, said the man")) == [
        "godhra",
        "ahmedabad",
    ]


def test_nothing_inside_a_known_name_is_a_place(gazetteer: Gazetteer) -> None:
    text = "The Kabul Players came to Herat."
    assert names(read(gazetteer, text, known_names=[Span(4, 17)])) == ["Herat"]


def test_a_border_has_no_point(gazetteer: Gazetteer) -> None:
    place = read(gazetteer, "They were stopped at the Turkey border.")[0]
    assert (place.name, place.lat, place.precision) == ("Turkey border", None, 5)


def test_the_north_of_a_country_lies_north_of_its_middle(gazetteer: Gazetteer) -> None:
    middle, north, south = (read(gazetteer, f"Ten died in {w}Syria.")[0].lat for w in ("", "northern ", "southern "))
    assert south is not None
    assert middle is not None
    assert north is not None
    assert south < middle < north


def chosen(
    gazetteer: Gazetteer, text: str, trigger: str, speakers: tuple[str, ...] = ()
) -> tuple[str | None, list[tuple[str, str | None]]]:
    start = text.index(trigger)
    span = Span(start, start + len(trigger))
    sentence = next(s.span for s in segment_sentences(text) if span in s.span)
    spoken = [Span(text.index(s), text.index(s) + len(s)) for s in speakers]
    place, others = choose_event_place(read(gazetteer, text), trigger=span, clause=sentence, sentence=sentence, text=text, speakers=spoken)
    return (place.name if place else None), [(o.role, o.name) for o in others]


@pytest.mark.parametrize(
    ("text", "trigger", "place"),
    [
        ("Officials in Kabul said a bomb killed two in Herat.", "killed", "Herat"),
        ("Turkey shelled Afrin on Monday.", "shelled", "Afrin"),
        ("Rockets hit Rafah in the Gaza Strip.", "hit", "Rafah"),
        ("Soldiers were killed in Kupwara, Jammu and Kashmir, India.", "killed", "Kupwara"),
        ("The governor of Kandahar said three were shot in Spin Boldak.", "shot", "Spin Boldak"),
        ("Iran's army said the drone was downed over Bushehr.", "downed", "Bushehr"),
        ("Fighting broke out in Bunia. Two peacekeepers were wounded.", "wounded", "Bunia"),
        ("The Taliban said they had surrounded Panjshir. Resistance leaders in the valley denied that it fell.", "fell", "Panjshir"),
        ("KABUL: Nine were hurt in a blast.", "hurt", "KABUL"),
        ("They fled from Raqqa to Tabqa.", "fled", "Tabqa"),
        ("Nobody was hurt.", "hurt", None),
    ],
)
def test_the_place_of_an_event(gazetteer: Gazetteer, text: str, trigger: str, place: str | None) -> None:
    assert chosen(gazetteer, text, trigger)[0] == place


@pytest.mark.parametrize(
    ("text", "trigger", "speakers", "place"),
    [
        ("Moscow said its men had wrecked 12 tanks.", "wrecked", ("Moscow",), None),
        ("Moscow said its men had wrecked 12 tanks. Kyiv said four were killed.", "killed", ("Moscow", "Kyiv"), None),
        ("The White House said two soldiers died.", "died", ("The White House",), None),
        ("A post burned near Kherson. Moscow and Minsk said two died.", "died", ("Moscow and Minsk",), "Kherson"),
        ("Doctors in Mosul said ten were killed.", "killed", ("Doctors in Mosul",), "Mosul"),
        ("Mosul police said ten were killed.", "killed", ("Mosul police",), "Mosul"),
        ("A resident of Mosul said soldiers killed ten.", "killed", ("A resident of Mosul",), "Mosul"),
        ("Two were killed at the border with Chad.", "killed", (), "Chad"),
        ("The governor of Kandahar said three were killed.", "killed", ("The governor of Kandahar",), None),
        ("KABUL: The governor of Kandahar said three were killed.", "killed", ("The governor of Kandahar",), "KABUL"),
        ("Russia's army killed three civilians. Two more were wounded.", "killed", (), None),
        ("Russia's army killed three civilians. Two more were wounded.", "wounded", (), None),
        ("Ukraine said Russia shelled its cities.", "shelled", ("Ukraine",), None),
        ("Fighting broke out in Bunia. Congo's army killed three men.", "killed", (), "Bunia"),
    ],
)
def test_who_speaks_or_acts_tells_no_place(
    gazetteer: Gazetteer, text: str, trigger: str, speakers: tuple[str, ...], place: str | None
) -> None:
    assert chosen(gazetteer, text, trigger, speakers)[0] == place


def test_places_joined_and_places_of_origin_stand_beside(gazetteer: Gazetteer) -> None:
    assert chosen(gazetteer, "Fighting raged in Bunia and Beni.", "raged") == ("Bunia", [("also", "Beni")])
    assert chosen(gazetteer, "They fled from Raqqa to Tabqa.", "fled") == ("Tabqa", [("from", "Raqqa")])
    assert chosen(gazetteer, "Bombs went off in Herat, Afghanistan.", "went off") == ("Herat", [])


@pytest.mark.parametrize("trigger", ["raged", "killing"])
def test_one_preposition_holds_the_whole_list(gazetteer: Gazetteer, trigger: str) -> None:
    text = "Fighting raged around Bagram, Charikar and Ghazni, killing 14."
    place, others = chosen(gazetteer, text, trigger)
    assert sorted([(place, "place"), *((name, role) for role, name in others)]) == [  # type: ignore[type-var]
        ("Bagram", "place"),
        ("Charikar", "also"),
        ("Ghazni", "also"),
    ]


def test_words_that_refer_back_carry_the_name_they_mean(gazetteer: Gazetteer) -> None:
    text = "The Panjshir Valley lies north of Kabul. Ten fighters were killed in the valley."
    start = text.index("killed")
    sentence = segment_sentences(text)[1].span
    place, _ = choose_event_place(read(gazetteer, text), trigger=Span(start, start + 6), clause=sentence, sentence=sentence, text=text)
    assert place is not None
    assert (place.text, place.name) == ("the valley", "Panjshir Valley")


WORDS = st.sampled_from(
    [
        "in",
        "near",
        "Kabul",
        "Herat",
        "the",
        "Panjshir",
        "valley",
        "district",
        "of",
        "Mr",
        "Jordan",
        ",",
        ".",
        "\n",
        "from",
        "Qux",
        "“",
        "20 km",
        "north",
        "’s",
    ]
)


@given(st.lists(WORDS, max_size=40).map(" ".join))
def test_laws(text: str) -> None:
    with load_gazetteer() as gazetteer:
        places = read(gazetteer, text)
        assert places == read(gazetteer, text)
    end = 0
    for place in places:
        assert place.span is not None
        assert place.text == place.span.of(text) == place.name
        assert place.span.start >= end
        assert (place.lat is None) == (place.gazetteer_id is None) == (place.radius_km is None)
        end = place.span.end


@given(st.text(max_size=300))
def test_any_text_is_read(text: str) -> None:
    with load_gazetteer() as gazetteer:
        ground_places(text, gazetteer=gazetteer)


@pytest.mark.parametrize("unit", ["In Kabul and Xyzzy, ", "from ", "A", "and A ", "in the ", "20 km north of ", "Kabul's "])
def test_time_grows_with_length_only(gazetteer: Gazetteer, unit: str) -> None:
    def seconds(n: int) -> float:
        return processor_seconds(lambda: ground_places(unit * n, gazetteer=gazetteer))

    seconds(500)
    assert seconds(8000) < 40 * max(seconds(1000), 0.01)


@pytest.mark.parametrize(
    ("text", "name", "where"),
    [
        ("Shots were fired in Alexandria, Louisiana, and in Monroe and Lafayette.", "Monroe", ("US", "Louisiana")),
        ("The fire in Alexandria killed two in Rapides Parish, Louisiana.", "Alexandria", ("US", "Louisiana")),
        ("Alexandria is Egypt's second port after Damietta.", "Alexandria", ("EG", "Alexandria")),
        ("Troops moved from Tripoli to Benghazi and Misrata.", "Tripoli", ("LY", None)),
        ("Clashes in Tripoli, Lebanon, reached Sidon.", "Tripoli", ("LB", None)),
    ],
)
def test_namesakes_are_told_apart_by_the_company_they_keep(
    gazetteer: Gazetteer, text: str, name: str, where: tuple[str, str | None]
) -> None:
    place = next(p for p in read(gazetteer, text) if p.name == name)
    assert place.country == where[0]
    assert where[1] in (None, place.admin1)


def test_names_given_are_resolved_where_no_finder_would_look(gazetteer: Gazetteer) -> None:
    text = "Russian forces; a man from Huntington, W. Va., and Zzyzxburg"
    spans = [Span(text.index(w), text.index(w) + len(w)) for w in ("Russian", "W. Va.", "Zzyzxburg")]
    russia, state, none = place_names(text, spans, gazetteer=gazetteer)
    assert russia is not None
    assert russia.country == "RU"
    assert state is not None
    assert state.admin1 == "West Virginia"
    assert none is None


@pytest.mark.parametrize("names", [("Khavak", "Khawak", "Kotal-e Khawak"), ("Shutul", "Shotul"), ("Shusha", "Şuşa")])
def test_spellings_of_one_place(gazetteer: Gazetteer, names: tuple[str, ...]) -> None:
    first, *others = (gazetteer.lookup(name)[0] for name in names)
    assert all(kilometres(first, c) < 30 for c in others)


def test_between_two_towns_is_the_stretch_between_them(gazetteer: Gazetteer) -> None:
    (place,) = read(gazetteer, "An ambush between Kabul and Jalalabad killed three.")
    assert (place.text, place.precision, place.country) == ("Kabul and Jalalabad", 5, "AF")
    assert place.lon is not None
    assert place.radius_km is not None
    assert 69.5 < place.lon < 70.1
    assert 55 < place.radius_km < 75


@pytest.mark.parametrize("text", ["Talks between Moscow and Kyiv failed.", "Clashes between Syria and Iraq killed two."])
def test_between_parties_is_no_stretch(gazetteer: Gazetteer, text: str) -> None:
    assert len(read(gazetteer, text)) == 2


@pytest.mark.parametrize("text", ["Two died on the border of Syria and Iraq.", "A boat sank off the coast of Libya."])
def test_the_edge_of_a_country_is_not_its_middle(gazetteer: Gazetteer, text: str) -> None:
    places = read(gazetteer, text)
    assert places
    assert all((p.precision, p.lat) == (5, None) for p in places)


def test_a_district_is_no_province_of_a_country_that_is_not_named(gazetteer: Gazetteer) -> None:
    """Salaheddin is a quarter of Aleppo and a province of Iraq."""
    aleppo = read(gazetteer, "Four fell in the Salaheddin district of Aleppo, Syria.")[0]
    assert aleppo.country != "IQ"
    iraq = read(gazetteer, "Four fell in Salaheddin province, Iraq.")[0]
    assert (iraq.country, iraq.precision) == ("IQ", 4)
