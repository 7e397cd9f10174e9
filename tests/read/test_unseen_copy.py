"""Sentences of kinds that reports hold and that were once read wrong, each with an ordinary one beside it that must stay as it is."""

from __future__ import annotations

import pytest

from ascribe.domain.actor import Participant
from ascribe.domain.claim import Claim
from ascribe.domain.document import Document
from ascribe.domain.span import Quote, Span
from ascribe.read.people import from_elsewhere
from ascribe.read.reader import Reader


def claims_of(reader: Reader, text: str, published: str | None = "2024-05-03") -> tuple[Claim, ...]:
    return reader.read(Document.of(text, input_id="copy", published=published)).claims


def sides_and_numbers(claim: Claim) -> str:
    sides = " > ".join("+".join(p.name or "" for p in side) or "-" for side in (claim.initiator, claim.target))
    numbers = ", ".join(f"{q.role} {int(q.low or 0)}" for q in claim.quantities)
    return f"{sides} {numbers}".strip()


#: sentence → the types of its claims
TYPES = [
    ("Militants hurled a grenade at a police post in Srinagar, injuring three policemen.", ["attack"]),
    ("Four people were injured in a grenade attack in Sagam area of Anantnag District.", ["attack"]),
    ("A bomb exploded at a police post in Srinagar, injuring three policemen.", ["bombing"]),
    ("The attackers thrashed the officer before dumping him from the vehicle.", ["abuse", "other"]),
    ("The two men were beaten to death by a mob.", ["killing"]),
    ("Security Forces launched a search operation in the forest.", ["other"]),
    ("The army launched an operation against the rebels in the Panjshir valley on Monday.", ["attack"]),
    ("Seven people were killed in a Russian strike on Kyiv.", ["airstrike"]),
    ("Israel intercepts a ballistic missile fired from Yemen.", ["destruction", "shelling"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "types"), TYPES)
def test_means_decide_the_type(reader: Reader, text: str, types: list[str]) -> None:
    assert [c.event.type for c in claims_of(reader, text)] == types


#: sentence → a type that it does not tell
NOTHING = [
    ("Both sides accused the other of violating the ceasefire.", "agreement"),
    ("The first phase of the ceasefire is scheduled to expire today.", "agreement"),
    ("Turkish military jets dropped fliers over Afrin on Friday.", "airstrike"),
    ("The constable was evacuated by air to a hospital in Jagdalpur.", "displacement"),
    ("Did the army kill the villagers?", "killing"),
    ("It would, however, take another three-four days before the trains ran again.", "seizure"),
    ("Donald Trump unleashed a harsh attack on Ben Carson last night.", "attack"),
    ("At least 89 people have been killed in attacks since the start of the ceasefire.", "agreement"),
    ("Landmines have killed at least 188 children since the overthrow of Assad in December 2024.", "attack"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "type_"), NOTHING)
def test_what_is_only_pointed_to_is_no_claim(reader: Reader, text: str, type_: str) -> None:
    assert type_ not in [c.event.type for c in claims_of(reader, text)]


#: sentence → (type, initiators, targets)
PEOPLE = [
    ("Hamas confirms that Israel killed Mohammed Deif along with Marwan Issa.", ("killing", ["Israel"], ["Mohammed Deif", "Marwan Issa"])),
    ("\"They attacked us at night,\" villager Ahmad Khan told AFP.", ("attack", [], [])),
    ("The governor said they had captured three rebels near Kunduz.", ("detention", [], ["rebels"])),
    ("Police said they arrested four men in the raid.", ("detention", ["Police"], ["men"])),
    ("Officials pointed out the advance of the FMLN in the capital.", ("movement", ["FMLN"], [])),
    ("A roadside bombing on a police vehicle killed three.", ("bombing", [], ["police vehicle"])),
    ("Guerrillas attacked a military post in Tirah.", ("attack", ["Guerrillas"], ["military post"])),
    ("A schoolgirl was abducted in the Communist Party of India Maoist (CPI Maoist) hit Kandhamal District.",
     ("abduction", [], ["schoolgirl"])),
    ("Israel intercepts a ballistic missile fired from Yemen.", ("shelling", [], [])),
    ("Three militants were killed in an encounter with Police and Security Forces in Shopian.",
     ("clash", ["militants"], ["Police", "Security Forces"])),
    ("A Policeman identified as Mohammad Yaqoob was shot dead by militants.", ("killing", ["militants"], ["Mohammad Yaqoob"])),
    ("The pilots have been accused of bombing the hospital.", ("airstrike", ["pilots"], ["hospital"])),
    ("Landmines have killed at least 188 children.", ("killing", [], ["children"])),
    ("The attackers lost about 20 men, the army added.", ("killing", [], ["attackers"])),
    ("Maoists demolished a tower and abducted its two security guards at Chain on December 3, reports Zee News.",
     ("abduction", ["Maoists"], ["security guards"])),
    ("A teacher told us that she saw gunmen shoot her two brothers.", ("killing", ["gunmen"], ["brothers"])),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), PEOPLE)
def test_who_acts_and_who_is_acted_upon(reader: Reader, text: str, expected: tuple[str, list[str], list[str]]) -> None:
    type_, initiator, target = expected
    (claim,) = [c for c in claims_of(reader, text) if c.event.type == type_]
    assert ([p.name for p in claim.initiator], [p.name for p in claim.target]) == (initiator, target)


#: sentence → (type, [(role, low)])
NUMBERS = [
    ("Unidentified militants hurled a grenade at a police post, injuring three policemen.", ("attack", [("injured", 3)])),
    ("Police recovered a grenade and two pistols.", ("weapons", [("materiel", 1), ("materiel", 2)])),
    ("Russia launched 273 drones at Kyiv.", ("airstrike", [("materiel", 273)])),
    ("At least 1,225 civilians were killed in forty-seven separate massacres in western Syria.", ("killing", [("killed", 1225)])),
    ("One of eight British nationals killed fighting Islamic State was named on Monday.", ("killing", [("killed", 8)])),
    ("The army lost three men in the ambush.", ("killing", [("killed", 3)])),
    ("Four officers may be involved in the murder of the priests.", ("killing", [])),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), NUMBERS)
def test_what_a_number_counts(reader: Reader, text: str, expected: tuple[str, list[tuple[str, int]]]) -> None:
    type_, figures = expected
    (claim,) = [c for c in claims_of(reader, text) if c.event.type == type_]
    assert [(q.role, q.low) for q in claim.quantities] == figures


#: sentence → the place of its last claim
PLACES = [
    ("The gunmen fired at Malik Shadir Gul, a retired subedar, when he was on way to a shop in Janikhel area.", "Janikhel area"),
    ("Police and Naxalites had exchanged fire for two hours before the rebels retreated on October 6.", None),
    ("Sirhan was stabbed at the Richard J. Donovan Correctional Facility in San Diego County, California.", "San Diego County"),
    ("THE REGIME HAS TRIED TO BLAME US FOR THE ATTACK ON A RED CROSS AMBULANCE.", None),
    ("THE REBELS ATTACKED TWO BASES IN THE US.", "US"),
    ("The Israeli Air Force carries out airstrikes against the group's office in Doha, Qatar, during a meeting.", "Doha"),
    ("Nineteen soldiers are killed at two hideouts near the Durand Line in Bajaur District, Pakistan.", "Bajaur District"),
    ("Russian forces shelled the town of Bakhmut 28 times on Sunday, killing four civilians.", "Bakhmut"),
    ("A ballistic missile launched from Yemen hit the airport near Tel Aviv.", "Tel Aviv"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "place"), PLACES)
def test_where_it_happened(reader: Reader, text: str, place: str | None) -> None:
    found = claims_of(reader, text)[-1].place
    assert (found.name if found else None) == place


def test_a_date_of_something_else_dates_no_event(reader: Reader) -> None:
    for text in (
        "Russian forces entered the city of Kupiansk for the first time since 2022.",
        "He travelled to Syria in 2014 and is now being held in a Kurdish prison.",
        "The killing of Pablo Pelaez, mayor of Medellin in 1984, shocked the country.",
    ):
        time = claims_of(reader, text)[-1].time
        assert time is not None
        assert time.start is not None
        assert time.start.year == 2024


def test_what_was_not_confirmed_is_unclear(reader: Reader) -> None:
    (claim,) = claims_of(reader, "The rebels kidnapped the priest, but this was not confirmed.")
    assert claim.status == "unclear"


def test_the_accused_are_suspected(reader: Reader) -> None:
    for text in (
        "The pilots have been accused of bombing the hospital.",
        "Suspected Communist Party of India Maoist (CPI Maoist) cadres on July 6 night killed a person.",
    ):
        (claim,) = claims_of(reader, text)
        assert [p.certainty for p in claim.initiator] == ["suspected"]


def test_old_years_are_background_without_a_date_of_publication(reader: Reader) -> None:
    text = "Robert F. Kennedy was assassinated in 1968. In August 2019 Sirhan was stabbed in a prison in California."
    assert [c.background for c in claims_of(reader, text, published=None)] == [True, False]


def test_a_name_that_begins_with_a_verb(reader: Reader) -> None:
    (claim,) = claims_of(reader, "Save the Children says that at least 12 children were killed in Homs.")
    assert claim.attribution.source is not None
    assert (claim.attribution.source.name, claim.attribution.source_kind) == ("Save the Children", "aid_agency")


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("At least 800 people were killed in Ardamata, West Darfur, Human Rights Watch said today.", "Human Rights Watch"),
        ("In Herat, Afghanistan, the UN mission said 12 people were killed.", "the UN mission"),
        ("The blast hit Karrada, a suburb of Baghdad, Iraqi police said.", "Iraqi police"),
    ],
)
def test_who_speaks_stands_behind_where(reader: Reader, text: str, source: str) -> None:
    (claim,) = claims_of(reader, text)
    assert claim.attribution.source is not None
    assert claim.attribution.source.name == source


def test_police_are_not_named_after_a_station(reader: Reader) -> None:
    text = "Three vehicles were burnt under Chitrakonda Police Station limits. Two men were injured, said Police."
    names = {c.attribution.source.name for c in claims_of(reader, text) if c.attribution.source is not None}
    assert names == {"Police"}


#: Ordinary sentences near the edges of these rules → what stays told: type, status, initiators, targets and numbers.
ORDINARY = [
    ("The army said it had killed 40 rebels near Goma, but this could not be independently verified.",
     "killing asserted army > rebels killed 40"),
    ("The bomb killed six people, but it was not immediately confirmed who planted it.", "killing asserted - > people killed 6"),
    ("Israel hit areas in southern Lebanon on Tuesday, killing four people.", "attack asserted Israel > people killed 4"),
    ("Police arrested 12 people who are suspected of planting the bomb.", "detention asserted Police > people captured 12"),
    ("Islamic State executed three men who were accused of spying.", "killing asserted Islamic State > men killed 3"),
    ("Soldiers killed one Palestinian and wounded three others.", "killing asserted Soldiers > Palestinian killed 1, injured 3"),
    ("About 2,000 civilians were evacuated from Al-Shifa hospital.", "displacement asserted - > civilians displaced 2000"),
    ("Rebels could take Kabul within weeks.", "seizure expected Rebels > -"),
    ("Boko Haram's abduction in 2014 of 276 schoolgirls shocked the world.", "abduction asserted Boko Haram > schoolgirls"),
    ("Three militants were killed in a clash with the army, police said.", "clash asserted militants > army killed 3"),
    ("Two soldiers were killed in fighting with rebels and the army sent reinforcements.", "clash asserted soldiers > rebels killed 2"),
    ("The two sides signed a truce hours before the deadline expired.", "agreement asserted sides > -"),
    ("The gunmen's strike on the hotel in Bamako left 20 dead.", "attack asserted gunmen > hotel killed 20"),
    ("Soldiers were involved in an ambush by militants.", "attack asserted militants > Soldiers"),
    ("Uganda has been accused of supporting the M23 offensive.", "attack asserted M23 > -"),
    ("Since the start of this year attacks by bandits have killed 300 people.", "attack asserted bandits > people killed 300"),
    ("Villagers said they killed three bandits.", "killing asserted Villagers > bandits killed 3"),
    ("After the militants killed 14 policemen in Sukma on Monday, what will the government do?",
     "killing asserted militants > policemen killed 14"),
    ("In spite of violations the rivals signed a peace deal in Juba.", "agreement asserted - > -"),
    ("Rebels launched a sharp attack on the army post, killing three.", "attack asserted Rebels > army post killed 3"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), ORDINARY)
def test_ordinary_sentences_stay_as_they_are(reader: Reader, text: str, told: str) -> None:
    claim = claims_of(reader, text)[0]
    assert f"{claim.event.type} {claim.status} {sides_and_numbers(claim)}" == told


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("Warplanes bombed a village 20 kilometres from Aleppo.", "Aleppo"),
        ("Dozens died in attacks on two villages, a police spokesman in Abuja said.", None),
        ("Police said shots were fired at Westfield Bondi on Saturday.", "Westfield Bondi"),
        ("Shells fell in Umm Baru's outskirts.", "Umm Baru"),
        ("Syrian jets bombed a convoy of people fleeing from Raqqa.", "Raqqa"),
        ("TWO WERE KILLED IN A US CITY.", "US CITY"),
    ],
)
def test_ordinary_places_stay(reader: Reader, text: str, place: str | None) -> None:
    found = claims_of(reader, text)[0].place
    assert (found.name if found else None) == place


#: sentence → what each claim tells, in text order: type, status, source, sides, numbers
TOLD = [
    ("The army repelled a rebel attack on Bor on Friday, killing 40 rebels.", ["clash asserted - army > rebel+rebels killed 40"]),
    ("Soldiers repulsed an ambush on a convoy near Gubio, killing 13 militants.",
     ["clash asserted - Soldiers > convoy+militants killed 13"]),
    ("Police repelled an attack on Friday; another attack on the same post on Sunday killed three officers.",
     ["clash asserted - Police > -", "attack asserted - - > officers killed 3"]),
    ("The army denied bombing the market, in which 40 civilians were killed.",
     ["airstrike denied The army army > market", "killing asserted - - > civilians killed 40"]),
    ("The military denied that it had bombed the hospital, where MSF says 22 people died.",
     ["airstrike denied The military military > hospital+people", "killing asserted MSF - > people killed 22"]),
    ("The ministry denied responsibility for the ambush, in which two traders were killed.",
     ["attack denied The ministry - > traders", "killing asserted - - > traders killed 2"]),
    ("A man and a woman were killed when a drone hit their car in Nikopol.",
     ["airstrike asserted - - > man+woman killed 1, killed 1"]),
    ("A woman and her daughter were injured by shelling in Kherson.", ["shelling asserted - - > woman+daughter injured 1, injured 1"]),
    ("A couple and their daughter were killed in the strike.", ["airstrike asserted - - > couple+daughter killed 2, killed 1"]),
    ("An Afghan and international force killed 12 insurgents.",
     ["killing asserted - international force > insurgents killed 12"]),
    ("A man and his vehicle were seized at a checkpoint.", ["abduction asserted - - > man abducted 1"]),
    ("A local resident reached by phone said 12 bodies lay in the street.", ["killing asserted A local resident - > - killed 12"]),
    ("The gunman killed a woman at the synagogue. He was arrested at the scene.",
     ["killing asserted - gunman > woman killed 1", "detention asserted - - > -"]),
    ("Soldiers burned 30 homes. They were later arrested.",
     ["destruction asserted - Soldiers > homes materiel 30", "detention asserted - - > -"]),
    ("Soldiers killed four herders near Gao, a charge the army denied.",
     ["killing asserted - Soldiers > herders killed 4", "killing denied the army Soldiers > herders"]),
    ("Syria denied a chemical attack on Douma, in which more than 40 people were killed.",
     ["attack denied Syria Syria > -", "killing asserted - - > people killed 41"]),
    ("A statement on Facebook claims that 40 Ukrainian soldiers were captured.",
     ["detention asserted A statement - > Ukrainian soldiers captured 40"]),
    ("A civilian and his son were shot dead by soldiers in Bamenda.",
     ["killing asserted - soldiers > civilian+son killed 1, killed 1"]),
    ("A Hezbollah commander and his family were killed in the strike.",
     ["airstrike asserted - - > Hezbollah commander+family killed 1"]),
    ("The dead and wounded numbered 45.", ["killing asserted - - > - affected 45"]),
    ("Ukraine needs weapons to repel Russian attacks, President Zelensky said.", ["weapons asserted Zelensky Ukraine > -"]),
    ("Police fended off an attack by a mob on the station.", ["attack asserted - mob > -"]),
    ("Troops raised the flag over the town after a battle that left from 30 to 40 dead.", ["clash asserted - Troops > - killed 30"]),
    ("The army did not say that the reports were false.", ["attack unclear The army - > -"]),
    ("Kharkiv was hit by heavy artillery shelling that killed three.", ["shelling asserted - - > Kharkiv killed 3"]),
    ("Rebels attacked a convoy near Tessit. The Front said it killed 23 soldiers.",
     ["attack asserted - Rebels > convoy", "killing asserted The Front The Front > soldiers killed 23"]),
    ("Kyiv said Russia shelled the hospital in Kherson, a claim Moscow denied.",
     ["shelling asserted Kyiv Russia > hospital", "shelling denied Moscow Russia > hospital"]),
    ("Kyiv said Russia shelled the hospital in Kherson, a claim denied by Moscow.",
     ["shelling asserted Kyiv Russia > hospital", "shelling denied Moscow Russia > hospital"]),
    ("Washington said Moscow bombed Ghouta – a charge Russia denied.",
     ["airstrike asserted Washington Moscow > Ghouta", "airstrike denied Russia Moscow > Ghouta"]),
    ("Rebels said they had captured Bunia, which the armed forces of the Democratic Republic of the Congo have denied. The UN sent aid.",
     ["seizure asserted Rebels Rebels > -",
      "seizure denied the armed forces of the Democratic Republic of the Congo Rebels > -", "aid asserted - UN > -"]),
    ("RUSSIA SAYS IT REPELLED UKRAINIAN ATTACK ON BELGOROD, A CLAIM KYIV DENIED.",
     ["clash asserted RUSSIA RUSSIA > -", "clash denied KYIV RUSSIA > -"]),
    ("Insurgents kidnapped 18 labourers, eight of whom were later found dead.",
     ["abduction asserted - Insurgents > labourers abducted 18", "killing asserted - - > labourers killed 8"]),
    ("The rebels said they had captured Bunia, a claim the army dismissed.",
     ["seizure asserted The rebels The rebels > -", "seizure denied the army The rebels > -"]),
    ("Hamas says Israel bombed the school, which Israel denies.",
     ["airstrike asserted Hamas Israel > school", "airstrike denied Israel Israel > school"]),
    ("Opposition groups said soldiers had shot dead nine protesters in Conakry, allegations the government has dismissed as baseless.",
     ["killing asserted Opposition groups soldiers > protesters killed 9", "killing denied the government soldiers > protesters"]),
    ("The ministry said its troops had destroyed 12 tanks near Lyman, which could not be verified.",
     ["destruction asserted The ministry The ministry > tanks materiel 12"]),
    ("The council approved the plan, which the opposition disputes.", []),
    ("Rebels said they shot down a plane, a report the air force neither confirmed nor denied.",
     ["destruction asserted Rebels Rebels > plane materiel 1"]),
    ("Police detained the journalist; he was beaten, his editor said.",
     ["detention asserted his editor Police > journalist", "abuse asserted his editor Police > journalist"]),
    ("Rebels attacked the convoy. They were driven off by the army and three were killed.",
     ["attack asserted - Rebels > convoy", "withdrawal asserted - army > -", "killing asserted - - > - killed 3"]),
    ("Azerbaijan accused Armenia of firing on its positions near Kalbajar. Yerevan said the report was false.",
     ["attack asserted Azerbaijan Armenia > -", "attack denied Yerevan Armenia > -"]),
    ("Azerbaijan said Armenia fired on its positions near Kalbajar. Yerevan said this was not true.",
     ["attack asserted Azerbaijan Armenia > -", "attack denied Yerevan Armenia > -"]),
    ("Yerevan said the report did not correspond to reality.", []),
    ("Houthi media said US strikes killed 80 workers. The Pentagon had no comment on the casualty claims.",
     ["airstrike asserted Houthi media US > workers killed 80"]),
    ("The Saudi-led coalition has not commented on Houthi claims that 60 prisoners were killed in the Dhamar strike.",
     ["airstrike asserted Houthi - > prisoners killed 60"]),
    ("The Taliban have denied carrying out reprisal killings, despite videos that appear to show executions in Panjshir.",
     ["killing denied The Taliban Taliban > -", "killing asserted - - > -"]),
    ("Rwandan troops fought alongside M23 rebels, a UN report said.", ["clash asserted a UN report Rwandan troops+M23 rebels > -"]),
    ("No group has claimed responsibility for the bombing, which killed nine.", ["killing asserted - - > - killed 9"]),
    ("The Pentagon revised its estimate of civilians killed in the Mosul strike from 12 to 105.",
     ["airstrike asserted Pentagon - > civilians killed 105"]),
    ("The guard received two bullet wounds and was taken to a hospital in Quetta.", []),
    ("Troops seized 300 bullets and two rifles.", ["weapons asserted - Troops > - materiel 300, materiel 2"]),
    ("By nightfall the dead numbered 31.", ["killing asserted - - > - killed 31"]),
    ("The governor said 22 bodies had been buried in Kourfa.", ["killing asserted The governor - > - killed 22"]),
    ("Rebels took 12 hostages, three of whom were later killed.",
     ["abduction asserted - Rebels > hostages abducted 12", "killing asserted - Rebels > hostages killed 3"]),
    ("Boko Haram fighters attacked Gamboru on Saturday, looting shops and killing eight villagers before troops repelled them.",
     ["attack asserted - Boko Haram fighters > villagers killed 8", "destruction asserted - Boko Haram fighters > shops+villagers",
      "clash asserted - troops > -"]),
    ("More than 20 civilians, among them a 7-year-old girl, were wounded when a shell struck a market in Lyman.",
     ["shelling asserted - - > civilians+7-year-old girl+market injured 21, injured 1"]),
    ("Troops who had reached Bor said the rebels had killed nine people.",
     ["movement asserted - Troops > -", "killing asserted Troops rebels > people killed 9"]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "told"), TOLD)
def test_what_a_sentence_tells_whole(reader: Reader, text: str, told: list[str]) -> None:
    sources = [(c, c.attribution.source) for c in claims_of(reader, text)]
    assert [f"{c.event.type} {c.status} {s.name if s else '-'} {sides_and_numbers(c)}" for c, s in sources] == told


def test_of_two_that_another_sentence_names_nothing_says_which_did_it() -> None:
    text = "Azerbaijan and Armenia traded blame. Houses were levelled."
    one, two = (Participant.at(Quote.at(text, Span(text.index(w), text.index(w) + len(w)))) for w in ("Azerbaijan", "Armenia"))
    here = Span(37, len(text))
    assert from_elsewhere([one, two], here, None) == ()
    assert [p.certainty for p in from_elsewhere([one], here, None)] == ["inferred"]
    assert len(from_elsewhere([one, two], here, None, mutual=True)) == 2


@pytest.mark.parametrize(
    "text", ['"They shelled us." , a charge Moscow denied.', ", a claim Kyiv denied.", "Rebels fled.\n\n, which Kyiv denies."]
)
def test_a_denial_before_which_nothing_stands_is_read(reader: Reader, text: str) -> None:
    assert reader.read(Document.of(text)).document.text == text


#: text → for each claim whether it says that nobody could verify it
VERIFIED = [
    ("The Taliban said they killed 14 soldiers in Logar. The army said it had shot five insurgents dead. "
     "Reuters could not confirm the Taliban's claim.", [True, False]),
    ("The rebels said 30 soldiers died at Goma. The army said it lost four men. "
     "Claims by the rebels could not be independently verified.", [True, False]),
    ("The military said it killed 20 fighters in Sokoto. A hospital source in Sokoto said 11 bodies were received. "
     "Neither account could be verified.", [True, True]),
    ("The ministry said 40 drones were downed. Kyiv's claim could not be verified.", [True]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "unverified"), VERIFIED)
def test_a_check_covers_what_those_said_whose_claim_it_names(reader: Reader, text: str, unverified: list[bool]) -> None:
    assert [bool(c.verification) for c in claims_of(reader, text)] == unverified
