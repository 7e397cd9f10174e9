"""Names over a document, kinds of sources, channels, and speakers carried on: rows and the rule behind them."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ascribe.domain.attribution import AttributionRelation, SourceKind
from ascribe.domain.span import Span
from ascribe.lexicon.source_kinds import kind_of_words
from ascribe.read.attribute import attribute_sources, source_of
from ascribe.read.segment import segment_sentences

Relations = Callable[..., tuple[AttributionRelation, ...]]

NAMES = [
    ("Colonel Ahmad Wardak said the pass held. He added that two men were hurt.", "Ahmad Wardak"),
    ("Gen. Amir Dashti said the pass held. Dashti denied that it fell.", "Amir Dashti"),
    ("Rahn’s interior ministry said the pass held. The ministry added that two died.", "Rahn’s interior ministry"),
    ("A police colonel said two men died. The colonel said both were armed.", "A police colonel"),
    ("Military sources said the bridge held. The sources added that a tank burned.", "Military sources"),
    ("Witnesses said the market burned. They added that jets came back.", "Witnesses"),
    ("The Rahn Front said it held the pass. The group said two fighters died.", "The Rahn Front"),
    ("Salma Idris was buying bread when the shell fell. She said two men died.", "Salma Idris"),
    ("Two men died. The mayor, Karim Wali, said so. He said the road was shut.", "Karim Wali"),
    ("Karim Wali, the mayor of Rahn, said two men died. He said the road was shut.", "Karim Wali"),
    ("The Rahn Liberation Council (RLC) said it held the pass. The RLC said two died.", "The Rahn Liberation Council (RLC)"),
    ("The Front’s spokesman Karim Wali said two men died.", "Karim Wali"),
    ("Karim Wali of the Rahn Front said two men died.", "Karim Wali"),
    ("US secretary of state Jane Roe said two men died.", "Jane Roe"),
    ("A spokesman calling himself Karim Wali said two men died.", "Karim Wali"),
    ("On Sunday Ahmad Wali spoke. Wali said two men died.", "Ahmad Wali"),
    ("A shopkeeper said two men died.", "A shopkeeper"),
    ("Recently, the army said two men died.", "the army"),
    ("More recently, a rebel commander said two men died.", "a rebel commander"),
    ("Eventually Hamas said two men died.", "Hamas"),
    ("Beverly Kelly, a doctor, said two men died.", "Beverly Kelly"),
    ("Two soldiers died. The rebels admit losing a man and say they counted ten dead.", "The rebels"),
    ("“Leave,” the town council wrote. The Houthis want the road. They warned that it would be shelled.", "The Houthis"),
    ("The mayor Karim Wali called for calm. In Rahn the UN envoy asked for a truce and said he was ready to fly there.", "the UN envoy"),
    ("The Rahn Front said nobody should go. The movement repeated that it held the pass.", "The Rahn Front"),
    ("Rebel spokesman Abu Karim al-Wali said two men died.", "Abu Karim al-Wali"),
    ("The General Staff said two men died.", "The General Staff"),
    ("A spokesman of the Rahn Front spoke to us. The Front said two men died.", "The Front"),
    ("A spokesman of the Rahn Front said one man fled. The Front said two men died.", "the Rahn Front"),
    ("Rebel spokesman Karim Wali said one man fled. The rebels said two men died.", "The rebels"),
    ("Karim Wali, son of Ahmad Shah Wali, said two men died. Wali said the pass held.", "Karim Wali"),
    ("Karim Wali said two men died. A woman wept. He said the road was shut.", "Karim Wali"),
    ("Human Rights Watch said ten died. The organisation said two were boys.", "Human Rights Watch"),
    ("Colonel Karim Wali read a statement. No man died, the statement said.", "Karim Wali"),
    ("Karim Wali told us so. By his count two men died.", "Karim Wali"),
    ("Donald Trump has not commented on it. On Saturday, he said in a pair of tweets that two men died.", "Donald Trump"),
    ("The International Rescue Committee works in Rahn. Two men died, the IRC said.", "International Rescue Committee"),
    ("The Rahn Liberation Front fled. Two men died, the Rural Labour Federation told us. The RLF said one was armed.", "The RLF"),
    ("Two men died, said a rebel commander at Rahn, who uses the nom de guerre Adnan Wali.", "Adnan Wali"),
    ("Two men died, said a farmer, who was in Rahn.", "a farmer"),
    ("Two men died, said a farmer, who is Kurdish.", "a farmer"),
    ("Two men died, said a rebel commander, who goes by Abu Karim.", "Abu Karim"),
    ("COLONEL RUIZ SAID THE FARM BURNED. RUIZ ADDED THAT TWO MEN DIED.", "RUIZ"),
]


@pytest.mark.parametrize(("text", "name"), NAMES, ids=[row[0][:50] for row in NAMES])
def test_pronouns_and_short_forms_have_the_fullest_name(relations: Relations, text: str, name: str) -> None:
    assert relations(text)[-1].source_name == name


def test_the_words_stay_what_they_are(relations: Relations) -> None:
    text = "Colonel Ahmad Wardak said the pass held. He added that two men were hurt."
    source = relations(text)[-1].source
    assert source is not None
    assert source.of(text) == "He"


STATEMENT = "The Rahn Mission strongly condemns the shelling of the clinic. {} We saw the crater."


@pytest.mark.parametrize(
    ("text", "sources"),
    [
        (STATEMENT.format("We urge the army to spare the town."), ["The Rahn Mission", "The Rahn Mission"]),
        (STATEMENT.format("“We call on you,” the mayor said."), ["The Rahn Mission", "the mayor"]),
        ("We call on the army to stop. The Rahn Mission deplores the killing of two men.", ["The Rahn Mission", "The Rahn Mission"]),
        # Who is told of in the past does not speak here.
        ("The Rahn Mission condemned the shelling. We urge the army to spare the town.", ["The Rahn Mission"]),
    ],
)
def test_we_of_a_statement_is_who_issues_it(relations: Relations, text: str, sources: list[str]) -> None:
    assert [r.source_name for r in relations(text) if not r.carried] == sources


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("The men left, the Rahn president has said. The Rahn president, Amir Wali, spoke on Monday.", ["Amir Wali"]),
        ("The Front's spokesman said the pass fell. Front spokesman Karim Wali later spoke to reporters.", ["Karim Wali"]),
        ("The men left, a Rahn elder said. The elder, Ag Mohamed Wali, said five men died.", ["Ag Mohamed Wali", "Ag Mohamed Wali"]),
        # One of several is nobody by name, nor are two.
        ("A police officer said nine men died. Police officer Alan Bright was there.", ["A police officer"]),
        ("The police officer said nine died. Police officer Alan Bright and police officer Bob Wood were there.", ["The police officer"]),
        ("The Foreign Secretary, Alan Bright, said nine men died.", ["Alan Bright"]),
    ],
)
def test_a_description_has_the_name_that_stands_elsewhere(relations: Relations, text: str, names: list[str]) -> None:
    assert [r.source_name for r in relations(text)] == names


def test_who_plans_has_not_said_so(relations: Relations) -> None:
    text = "The general plans to withdraw his troops from Rahn, according to two officials."
    at = text.index("withdraw")
    relation = source_of(relations(text), Span(at, at + len("withdraw")))
    assert relation is not None
    assert relation.source_name == "two officials"


def test_who_releases_a_film_shows_it(relations: Relations) -> None:
    shown = [
        r for r in relations("The army denies the attack and releases drone footage showing men firing at a clinic.") if r.force == "assert"
    ]
    assert [(r.source_name, r.channel) for r in shown] == [("The army", "video")]


def test_a_statement_speaks_for_whoever_issued_it(relations: Relations) -> None:
    text = "A communique issued by the Rahn Front said two men died. The communique added that a jeep burned."
    first, second = relations(text)
    assert (first.source_name, first.channel) == ("the Rahn Front", "statement")
    assert (second.source_name, second.channel) == ("the Rahn Front", "statement")


KINDS: list[tuple[str, SourceKind | None]] = [
    ("a police spokesman", "police"),
    ("the deputy inspector general", "police"),
    ("Lt. Col. Sami Durrani", "military"),
    ("the army", "military"),
    ("Russian commanders", "military"),
    ("rebel commanders", "belligerent"),
    ("a spokesman for the rebels", "belligerent"),
    ("Taliban officials", "belligerent"),
    ("the provincial governor", "government"),
    ("the foreign ministry", "government"),
    ("Kabul", "government"),
    ("Iranian officials", "government"),
    ("the health ministry", "medical"),
    ("doctors at the clinic", "medical"),
    ("the Syrian Observatory for Human Rights", "monitor"),
    ("the Red Cross", "aid_agency"),
    ("UN monitors", "un"),
    ("two witnesses", "witness"),
    ("residents of the old town", "resident"),
    ("state media", "media"),
    ("Reuters", "media"),
    ("military analysts", "military"),
    ("a defence analyst", "expert"),
    ("officials", "unnamed"),
    ("a spokesman", "unnamed"),
    ("the UN human rights office", "un"),
    ("resistance fighters", "belligerent"),
    ("protesters", "resident"),
    ("the group", "belligerent"),
    ("the supermarket group", "unnamed"),
    ("sources close to the talks", "unnamed"),
    ("Ali Khan", None),
]


@pytest.mark.parametrize(("words", "kind"), KINDS)
def test_what_kind_of_source_words_name(words: str, kind: SourceKind | None) -> None:
    assert kind_of_words(words) == kind


OWNERS = [
    ("The Rahn Alliance held on. Another of its tweets put losses at 350.", "The Rahn Alliance", "social_media"),
    ("The Rahn Alliance held on. In one tweet the Alliance said two men died.", "The Rahn Alliance", "social_media"),
    ("The Front’s statement said two men died.", "The Front", "statement"),
    ("A statement by the ministry said two men died.", "the ministry", "statement"),
    ("Hamas released a video showing a captive alive.", "Hamas", "video"),
    ("Pictures shared by the rebels show men at the gate.", "the rebels", "photo"),
    ("The video shows soldiers burning huts.", "The video", "video"),
    ("Satellite images show burned villages.", "Satellite images", "satellite"),
    ("The statement said two men died.", "The statement", "statement"),
]


@pytest.mark.parametrize(("text", "name", "channel"), OWNERS, ids=[row[0][:50] for row in OWNERS])
def test_a_statement_speaks_for_its_owner_or_for_itself(relations: Relations, text: str, name: str, channel: str) -> None:
    assert [(r.source_name, r.channel) for r in relations(text)] == [(name, channel)]


ORGANISATIONS: list[tuple[str, SourceKind]] = [
    ("Karim Wali, who speaks for the rebels, was in town. Wali said two men died.", "belligerent"),
    ("Karim Wali, spokesman of the police, was in town. Wali said two men died.", "police"),
    ("The militia’s spokesman Karim Wali was in town. Wali said two men died.", "belligerent"),
    ("The rebels took the hill. Their spokesman Karim Wali said two men died.", "belligerent"),
    ("The rebels took the hill. Spokesman Karim Wali said two men died.", "belligerent"),
    ("President Karim Wali met the rebels’ leader. Wali said two men died.", "government"),
    ("Spokesman Karim Wali said two men died.", "unnamed"),
    ("The Servants of Rahn (SR) took the hill. Karim Wali, spokesman of SR, said two men died.", "unnamed"),
    ("The Rahn Mujahideen (RM) took the hill. Karim Wali, spokesman of RM, said two men died.", "belligerent"),
    ("The Sons of Rahn claimed responsibility for the blast.", "belligerent"),
]


@pytest.mark.parametrize(("text", "kind"), ORGANISATIONS, ids=[row[0][:50] for row in ORGANISATIONS])
def test_a_spokesman_has_the_kind_of_the_organisation_wherever_it_is_told(relations: Relations, text: str, kind: SourceKind) -> None:
    assert relations(text)[-1].source_kind == kind


def test_one_source_has_one_kind(relations: Relations) -> None:
    text = "Wali said two men died. Karim Wali, a commander of the rebels, said the pass held. He said three fell."
    assert {r.source_kind for r in relations(text)} == {"belligerent"}


def test_a_catalogue_is_asked_first() -> None:
    text = "Jund al-Rahn said it held the pass."
    catalogue: dict[str, SourceKind] = {"Jund al-Rahn": "belligerent"}
    (relation,) = attribute_sources(text, segment_sentences(text), (), kind_of=catalogue.get)
    assert relation.source_kind == "belligerent"


def test_the_kind_stands_beside_the_name(relations: Relations) -> None:
    text = "The mayor of Rahn, Karim Wali, was in town. Two men died, Wali said."
    assert relations(text)[-1].source_kind == "government"


CHANNELS = [
    ("The group said in a statement that it held the pass.", "statement"),
    ("In a statement, the group said it held the pass.", "statement"),
    ("The minister said on Twitter that the pass had fallen.", "social_media"),
    ("The minister announced the capture of the pass via his Telegram channel.", "social_media"),
    ("The minister tweeted that the pass had fallen.", "social_media"),
    ("A nurse said by phone that two men had died.", "phone"),
    ("The mayor told the BBC in an interview that two men had died.", "interview"),
    ("The bishop told a French radio that the town was quiet.", "broadcast"),
    ("State television reported that the bridge was down.", "broadcast"),
    ("The army said at a news conference that the bridge was down.", "press_conference"),
    ("The army said the bridge was down.", None),
    ("The army said two men were shot at a border post.", None),
]


@pytest.mark.parametrize(("text", "channel"), CHANNELS, ids=[row[0][:50] for row in CHANNELS])
def test_through_which_channel(relations: Relations, text: str, channel: str | None) -> None:
    assert relations(text)[0].channel == channel


def under(relations: Relations, text: str, trigger: str) -> AttributionRelation | None:
    at = text.index(trigger)
    return source_of(relations(text), Span(at, at + len(trigger)))


CARRIED = [
    ("“They came at dawn,” a villager said. “They burned the school.”", "burned", "a villager"),
    ("A villager spoke slowly. “They came at dawn and burned the whole school.”", "burned", "A villager"),
    ("“They came.” a villager said.\n\n“They burned the school.”", "burned", "a villager"),
    ("The minister said:\n\nWe are shocked. The shelling killed ten people.\n\nIt must end.", "killed", "The minister"),
]


@pytest.mark.parametrize(("text", "trigger", "name"), CARRIED, ids=[row[0][:40] for row in CARRIED])
def test_who_still_speaks(relations: Relations, text: str, trigger: str, name: str) -> None:
    relation = under(relations, text, trigger)
    assert relation is not None
    assert relation.source_name == name


def test_a_plain_sentence_after_a_saying_is_the_outlets_own(relations: Relations) -> None:
    text = "Police said two men died in Bara. A bus burned on the highway."
    assert under(relations, text, "burned") is None


def test_the_innermost_named_source_wins_over_hedges_and_relays(relations: Relations) -> None:
    text = "The army said the rebels had admitted that they reportedly lost the town."
    relation = under(relations, text, "lost")
    assert relation is not None
    assert relation.source_name == "the rebels"


def test_a_threat_is_the_claim_of_the_one_who_makes_it(relations: Relations) -> None:
    text = "The ministry said the rebels threatened the city."
    relation = under(relations, text, "threatened")
    assert relation is not None
    assert (relation.source_name, relation.force) == ("the rebels", "threaten")


def test_what_is_told_of_a_denial_is_still_the_denier_s(relations: Relations) -> None:
    text = "The rebels denied shelling Rahn, the UN mission said."
    relation = source_of(relations(text), Span(text.index("shelling"), text.index("shelling") + 8))
    assert relation is not None
    assert relation.source is not None
    assert relation.source.of(text) == "The rebels"
    assert [via.of(text) for via in relation.via] == ["the UN mission"]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        # in capitals not every word is a name
        ('"WE ARE IN A SPECIFIC AREA AGAINST THE CARTEL." HE ALSO SAID THAT TWO MEN DIED.', ["HE"]),
        (
            "TWO MEN DIED, ACCORDING TO A REPORT FROM THE RAHN RIVER COMMISSION, WHICH STATED THAT ON MONDAY REBELS BLEW UP A BRIDGE.",
            ["THE RAHN RIVER COMMISSION"] * 2,
        ),
        # whom somebody accuses is not who accuses
        ("GEN WALI -- WE HEARD HIM SPEAK -- ACCUSED THE FRONT OF KILLING THE PRIESTS.", ["WALI"]),
        ("Gen. Wali, in a speech, accused the Front of killing the priests.", ["Wali"]),
        ("The soldiers, accused of killing the priests, fled.", []),
        # "the report" is that of whoever was said to have written one
        (
            "Four men died, according to a report by the Rahn Commission. The report added that a bridge was destroyed.",
            ["the Rahn Commission", "the Rahn Commission"],
        ),
    ],
)
def test_who_speaks_in_capitals_and_reports(relations: Relations, text: str, names: list[str]) -> None:
    assert [r.source_name for r in relations(text) if r.source is not None] == names
