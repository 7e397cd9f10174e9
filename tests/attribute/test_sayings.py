"""The shapes of saying: a row each, sentence → source, cue, content, force, relays."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ascribe.domain.attribution import AttributionRelation

Relations = Callable[..., tuple[AttributionRelation, ...]]

SAYINGS = [
    # content after the cue
    ("The governor said that six villagers were killed.", "The governor", "said", ["that six villagers were killed"]),
    ("The governor says six villagers were killed.", "The governor", "says", ["six villagers were killed"]),
    ("The governor said on Monday that six villagers were killed.", "The governor", "said", ["that six villagers were killed"]),
    ("Police in Rahn told reporters the bridge was mined.", "Police in Rahn", "told", ["the bridge was mined"]),
    ("Residents who fled said the school burned.", "Residents", "said", ["the school burned"]),
    ("An officer who gave only his rank said the pass had fallen.", "An officer", "said", ["the pass had fallen"]),
    ("Families interviewed on arrival state that the road is cut.", "Families", "state", ["that the road is cut"]),
    ("In Rahn police said two men died.", "police", "said", ["two men died"]),
    ("Meanwhile, the army said two men died.", "the army", "said", ["two men died"]),
    ("UN and aid officials said the road was closed.", "UN and aid officials", "said", ["the road was closed"]),
    ("Witnesses report that jets hit the depot.", "Witnesses", "report", ["that jets hit the depot"]),
    ("Karim Wali, spokesman of the Front, said some forty of his men died.", "Karim Wali", "said", ["some forty of his men died"]),
    ("A spokesman for the militias that control Rahn said two men died.", "A spokesman for the militias", "said", ["two men died"]),
    ("A schoolmaster whose feet were black said two men died.", "A schoolmaster", "said", ["two men died"]),
    ("A doctor smuggled out of Rahn said two men died.", "A doctor", "said", ["two men died"]),
    # the source is the noun phrase alone
    ("On Monday the army said two men died.", "the army", "said", ["two men died"]),
    ("On Sunday Ahmad Wali claimed that two drones fell.", "Ahmad Wali", "claimed", ["that two drones fell"]),
    ("A week after seizing Rahn the rebels said the war was over.", "the rebels", "said", ["the war was over"]),
    ("It came hours after rebel chief Zabih tweeted that Rahn fell.", "rebel chief Zabih", "tweeted", ["that Rahn fell"]),
    ("The rebels moved after the army announced that it was leaving.", "the army", "announced", ["that it was leaving"]),
    ("Four men died, according to the ministry.", "the ministry", "according to", ["Four men died"]),
    # content before it
    ("Six villagers were killed, the governor said on Monday.", "the governor", "said", ["Six villagers were killed"]),
    ("Six villagers were killed, said the governor.", "the governor", "said", ["Six villagers were killed"]),
    ("Four men were shot dead in Bara, reports The Rahn Times.", "The Rahn Times", "reports", ["Four men were shot dead in Bara"]),
    ("“We left at dawn,” a farmer said.", "a farmer", "said", ["“We left at dawn,”"]),
    # around it
    ("The town, he insists, never changed hands.", "he", "insists", ["The town", "never changed hands"]),
    # according to
    ("According to the health ministry, 12 people died.", "the health ministry", "According to", ["12 people died"]),
    ("Twelve people died, according to the health ministry.", "the health ministry", "according to", ["Twelve people died"]),
    # quoted
    ("“We left.” Karim Wali said.", "Karim Wali", "said", ["“We left.”"]),
    ("According to Karim Wali, who speaks for the Front, Rahn fell.", "Karim Wali", "According to", ["Rahn fell"]),
    ("According to the ministry he died in Rahn.", "the ministry", "According to", ["he died in Rahn"]),
    ("According to security sources Rahn jets hit the depot.", "security sources", "According to", ["Rahn jets hit the depot"]),
    ("According to reports gunmen fired at a bus.", "reports", "According to", ["gunmen fired at a bus"]),
    ("By the army’s own estimate, forty rebels died.", "the army", "By the army’s own estimate", ["forty rebels died"]),
    # between semicolons
    ("The raid failed, he said; two men died.", "he", "said", ["The raid failed", "two men died"]),
    # appositions are no content
    ("“Rahn fell,” said Karim Wali, the head of the relief office.", "Karim Wali", "said", ["“Rahn fell,”"]),
    ("On Monday, the mayor told his guest, Karim Wali, that Rahn fell.", "the mayor", "told", ["that Rahn fell"]),
    # the passive
    ("The fall of Rahn was confirmed by two aid workers.", "two aid workers", "confirmed", ["The fall of Rahn"]),
    ("The army was accused by residents of burning huts.", "residents", "accused", ["The army", "of burning huts"]),
    # the object of a denial is no saying of its own
    ("The spokesman dismissed reports that the pass fell.", "The spokesman", "dismissed", ["reports that the pass fell"]),
    ("The mayor later allowed that two men died.", "The mayor", "allowed", ["that two men died"]),
    ("Officials point to the death of nine villagers.", "Officials", "point to", ["the death of nine villagers"]),
    ("The commission documented 12 killings in May.", "The commission", "documented", ["12 killings in May"]),
    # a participle, and who does it
    (
        "The League signed its truce under a plan announced in May by President Alvar Ruiz.",
        "President Alvar Ruiz",
        "announced",
        ["The League signed its truce under a plan"],
    ),
    (
        "Strikes went on despite the envoy claiming that a truce had been reached.",
        "the envoy",
        "claiming",
        ["that a truce had been reached"],
    ),
    ("Meanwhile reports say the army left the valley.", "reports", "say", ["the army left the valley"]),
    (
        "First reports, the mayor said, indicated that nine men died.",
        "the mayor",
        "said",
        ["First reports", "indicated that nine men died"],
    ),
    ("Moscow's daily briefing claims the village was taken.", "Moscow", "claims", ["the village was taken"]),
    # accounts are somebody's
    ("According to police reports, nine men died.", "police reports", "According to", ["nine men died"]),
    ("According to media reports from the area, nine men died.", "media reports", "According to", ["nine men died"]),
    (
        "The government condemns as biased and fictitious the report which says that two men died.",
        "The government",
        "condemns",
        ["that two men died"],
    ),
    # nouns of saying
    ("The army’s claim that the pass fell was false.", "The army", "claim", ["that the pass fell was false"]),
    # headlines
    ("Police: 12 killed in market blast", "Police", ":", ["12 killed in market blast"]),
    ("12 killed in market blast: police", "police", ":", ["12 killed in market blast"]),
    # figures
    ("The mayor put the toll at 14.", "The mayor", "put", ["the toll at 14"]),
    ("The mayor put losses at 350, with over 40 captured.", "The mayor", "put", ["losses at 350, with over 40 captured"]),
    # capitals
    ("THE ARMY SAID TODAY THAT GUERRILLAS ATTACKED A FARM.", "THE ARMY", "SAID", ["THAT GUERRILLAS ATTACKED A FARM"]),
    ("A PATROL CLASHED WITH A COLUMN, COLONEL RUIZ NOTED.", "COLONEL RUIZ", "NOTED", ["A PATROL CLASHED WITH A COLUMN"]),
    ("POLICEMEN DISPATCHED TO THE SCENE REPORTED THAT NO ONE DIED.", "POLICEMEN", "REPORTED", ["THAT NO ONE DIED"]),
    ("RAHN, 3 MAY 91 (WIRE) -- [TEXT] TWO MEN DIED, POLICE SAID.", "POLICE", "SAID", ["TWO MEN DIED"]),
    # lower case
    ("two persons were killed, police said.", "police", "said", ["two persons were killed"]),
]


@pytest.mark.parametrize(("text", "source", "cue", "contents"), SAYINGS, ids=[row[0][:50] for row in SAYINGS])
def test_who_says_what_by_which_word(relations: Relations, text: str, source: str, cue: str, contents: list[str]) -> None:
    (relation,) = relations(text)
    assert relation.source is not None
    assert relation.cue is not None
    assert relation.source.of(text) == source
    assert relation.cue.of(text) == cue
    assert [c.of(text) for c in relation.contents] == contents


FORCES = [
    ("The army denied that its jets had hit the school.", "deny"),
    ("The army denied hitting the school.", "deny"),
    ("The governor rejected the claim that his guards had opened fire.", "deny"),
    ("The ministry dismissed reports of a massacre.", "deny"),
    ("The governor called the report false.", "deny"),
    ("The governor rejected the plan.", "refuse"),
    ("The group refused to leave the hill.", "refuse"),
    ("The rebels threatened to attack the city if the talks fail.", "threaten"),
    ("The commander vowed to retake the town.", "threaten"),
    ("The president called on the rebels to lay down their arms.", "demand"),
    ("The UN urged both sides to stop the shelling.", "demand"),
    ("The group demanded the release of its prisoners.", "demand"),
    ("The rebels offered to free ten hostages.", "offer"),
    ("Residents accused the army of burning two villages.", "accuse"),
    ("The minister blamed the rebels for the explosion.", "accuse"),
    ("The Islamic Front claimed responsibility for the bombing.", "own"),
    ("The general admitted that 40 soldiers had been captured.", "admit"),
    ("The governor could not confirm that the town had fallen.", "doubt"),
    ("The army neither confirmed nor denied that it had struck.", "doubt"),
    ("It is unclear whether the shells came from the east bank.", "doubt"),
    ("The ministry expects that the siege will end.", "expect"),
]


@pytest.mark.parametrize(("text", "force"), FORCES, ids=[row[0][:50] for row in FORCES])
def test_what_the_saying_does(relations: Relations, text: str, force: str) -> None:
    assert relations(text)[0].force == force


NOT_SAYINGS = [
    "The violence claimed 40 lives.",
    "Local reports were read aloud.",
    "The United States withdrew.",
    "No group has claimed responsibility for the blast.",
    "The wounded were not said to be in danger.",
    "Peace talks began in the capital.",
    "The offensive, dubbed Operation Dawn, began on Monday.",
    "We believe the road was cut.",
    "We call on all parties to lay down their arms.",
    "The guards accused of the killing were among eleven men arrested on Saturday.",
    "Police arrested a group of soldiers suspected of arming the rebels.",
    "The two men alleged to have burned the school were shot.",
    "The Daily Post reached us late.",
]


@pytest.mark.parametrize("text", NOT_SAYINGS)
def test_words_that_say_nothing(relations: Relations, text: str) -> None:
    assert [r for r in relations(text) if r.source is not None] == []


RELAYS = [
    ("Four men died, police said, reports The Hindu.", "police", ["The Hindu"]),
    ("Four men died, police said, according to the Rahn Times.", "police", ["the Rahn Times"]),
    ("A shopkeeper told Reuters two shells landed near the bridge.", "A shopkeeper", ["Reuters"]),
    ("She told the Times her son had left.", "She", ["the Times"]),
    ("The colonel told the BBC that his men had withdrawn.", "The colonel", ["the BBC"]),
    ("State television quoted the general as saying the bridge was down.", "the general", ["State television"]),
    ("The general was quoted as saying by state media that the bridge was down.", "The general", ["state media"]),
    ("The rebels said Rahn fell, Reuters reported, and that two men died.", "The rebels", ["Reuters"]),
    ("The agency reported, citing a military source, that the airport was hit.", "a military source", ["The agency"]),
    ("Citing army officials, the Rahn Times reported that two men were captured.", "army officials", ["the Rahn Times"]),
]


@pytest.mark.parametrize(("text", "source", "via"), RELAYS, ids=[row[0][:50] for row in RELAYS])
def test_a_relay_is_no_source(relations: Relations, text: str, source: str, via: list[str]) -> None:
    (relation,) = relations(text)
    assert relation.source is not None
    assert relation.source.of(text) == source
    assert [v.of(text) for v in relation.via] == via


def test_a_saying_told_in_a_saying_has_the_teller_as_relay(relations: Relations) -> None:
    text = "The army said the rebels had admitted that they lost the town."
    outer, inner = relations(text)
    assert (outer.source_name, inner.source_name) == ("The army", "the rebels")
    assert [v.of(text) for v in inner.via] == ["The army"]
    assert inner.contents[0] in outer.contents[0]


def test_what_is_denied_is_no_saying_of_its_own(relations: Relations) -> None:
    text = "The Front denied reports that Rahn had fallen, and said that its men held the pass."
    assert [(r.source_name, r.force) for r in relations(text)] == [("The Front", "deny"), ("The Front", "assert")]


def test_who_said_follows_whom_it_accords_to(relations: Relations) -> None:
    text = "Most of the dead were traders, according to witnesses, who said that some were fighters."
    assert [c.of(text) for c in relations(text)[-1].contents] == ["that some were fighters"]


def test_two_sayings_divide_their_sentence(relations: Relations) -> None:
    text = "Police said two people died, but the rebels put the toll at 12."
    police, rebels = relations(text)
    assert [c.of(text) for c in police.contents] == ["two people died"]
    assert [c.of(text) for c in rebels.contents] == ["the toll at 12"]


def test_a_second_verb_keeps_its_subject(relations: Relations) -> None:
    text = "Police said two people died, adding that a bus had burned."
    said, adding = relations(text)
    assert [c.of(text) for c in said.contents] == ["two people died"]
    assert (adding.source_name, [c.of(text) for c in adding.contents]) == ("Police", ["that a bus had burned"])


def test_hedges_name_nobody_unless_somebody_speaks(relations: Relations) -> None:
    text = "The rebels reportedly captured the town."
    (hedged,) = relations(text)
    assert (hedged.source, hedged.source_kind) == (None, "outlet")
    assert hedged.hedge is not None
    assert hedged.hedge.of(text) == "reportedly"
    text = "Police said the rebels reportedly captured the town."
    assert {r.source_name for r in relations(text)} == {"Police"}


def test_the_outlet_is_never_a_source_of_its_own_report(relations: Relations) -> None:
    text = "Four men died in Bara, reports The Rahn Times."
    assert relations(text, outlet="Rahn Times") == ()
