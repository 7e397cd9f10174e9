"""Builds the actor catalogue.

In:  the UCDP Actor Dataset 22.1 as CSV (CC BY 4.0; Davies, Pettersson and Öberg), `actors_curated.json`, `nationalities.json`.
Out: `actors.jsonl`, one actor a line, sorted by id.

    python -m ascribe.lexicon.build_actors ucdp-actor-221.csv

Every state gets a government, a military and a police by rule. A curated entry takes in the UCDP rows it names, or adds to
the state's actor whose id it has. Which names are weak (need a country of the actor in the text) is decided here.
"""

from __future__ import annotations

import csv
import json
import re
import sys
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec

from ascribe.errors import InputError
from ascribe.lexicon.actors import ACTORS_FILE, BRANCHES, Actor, Country, actor_key, load_countries

__all__ = ["build_actors", "is_weak", "main"]

CURATED_FILE = Path(__file__).with_name("actors_curated.json")

STATE, PARTY_SUPPORTERS, COMMUNAL = "4", "2", "3"

#: Words that many organisations share: a name of these alone does not tell one from another.
GENERIC = frozenset(
    [
        "a", "al", "alliance", "and", "armed", "army", "battalion", "brigade", "brigades", "change", "coalition", "cobras",
        "command", "committee", "communist", "community", "congress", "council", "de", "defence", "defense", "democracy",
        "democratic", "division", "east", "eastern", "el", "elements", "equality", "faction", "falcons", "fighters", "first",
        "followers", "for", "force", "forces", "free", "freedom", "front", "gang", "god", "government", "greenlanders", "group",
        "guard", "guardians", "guards", "hawks", "holy", "in", "independence", "independent", "insurgents", "islam", "islamic",
        "justice", "knights", "la", "liberation", "lions", "los", "military", "militia", "militias", "mountain", "movement",
        "muslim", "nation", "national", "new", "ninjas", "north", "northern", "of", "on", "opposition", "organisation",
        "organization", "outlaws", "parliamentary", "partisans", "party", "patriotic", "peace", "peasant", "people", "peoples",
        "popular", "rebels", "regiment", "renewal", "republic", "republican", "resistance", "revolution", "revolutionary",
        "royalists", "s", "salvation", "second", "self", "socialist", "soldiers", "south", "southern", "state", "student",
        "students", "supporters", "the", "third", "union", "united", "unity", "war", "warriors", "west", "western", "with",
        "worker", "workers",
    ]
)  # fmt: skip

#: UCDP names that are places, peoples or titles to everyone else.
NOT_NAMES = frozenset(
    ["maidan", "tibet", "spanish", "jamaat", "estados unidos", "presidential guard", "revolutionary left", "garde presidentielle"]
)


def is_weak(name: str) -> bool:
    """Whether a name, alone, does not tell its bearer from others: short abbreviations and names of generic words only.

    >>> is_weak("NRF"), is_weak("National Liberation Army"), is_weak("Moro National Liberation Front")
    (True, True, False)
    """
    keys = actor_key(name).split()
    short = len(keys) == 1 and len(keys[0]) <= 6 and name.upper() == name
    return short or len("".join(keys)) < 4 or all(k in GENERIC for k in keys)


def build_actors(ucdp: Iterable[dict[str, str]], curated: Iterable[dict[str, Any]], countries: dict[str, Country]) -> tuple[Actor, ...]:
    """The catalogue's actors, sorted by id."""
    rows = {int(row["ActorId"]): row for row in ucdp}
    isos = {actor_key(n): iso for iso, c in reversed(countries.items()) for n in (c.name, *c.names)}
    found: dict[str, dict[str, Any]] = {}
    for iso, country in countries.items():
        for branch, title in zip(BRANCHES, ("Government", "Armed forces", "Police"), strict=True):
            found[f"{_slug(country.name)}-{branch}"] = {
                "name": f"{title} of {country.name}", "kind": branch, "source_kind": branch, "countries": [iso], "sources": ["state"],
            }  # fmt: skip
    taken: dict[int, str] = {}
    for entry in curated:
        actor = found.setdefault(entry["id"], {"name": entry["name"], "sources": ["curated"]})
        if actor["sources"] == ["state"]:
            actor["sources"] = ["state", "curated"]
            actor.setdefault("aliases", []).append(entry["name"])
        else:
            actor.update(
                {k: v for k, v in entry.items() if k in ("kind", "source_kind", "countries", "parent", "renamed_to", "renamed_from")}
            )
        for key in ("aliases", "weak"):
            actor.setdefault(key, []).extend(entry.get(key, []))
        actor["held_weak"] = entry.get("weak", [])
        actor.update(
            {new: entry[old] for old, new in (("from", "since"), ("to", "until")) if old in entry and actor["sources"][0] != "state"}
        )
        actor.update({key: entry[key] for key in ("governs", "names", "dated_by") if key in entry})
        if "alliance" in entry:
            actor["alliance"] = [entry["alliance"]]
        taken.update(dict.fromkeys(entry.get("ucdp", []), entry["id"]))
    known = {actor_key(n): i for i, a in found.items() for n in (a["name"], *a.get("aliases", ())) if a["sources"][-1] == "curated"}
    for number, row in sorted(rows.items()):
        same = next((known[k] for n, strength in _names(row) if strength == "aliases" and (k := actor_key(n)) in known), None)
        if number not in taken and same is not None:
            taken[number] = same
    for number, row in sorted(rows.items()):
        if number not in taken:
            taken[number] = _new_id(row, found, isos)
            kinds = {COMMUNAL: ("civilian", "resident"), PARTY_SUPPORTERS: ("civilian", "resident")}
            kind, source_kind = kinds.get(row["Org"], ("armed_group", "belligerent"))
            found.setdefault(taken[number], {"name": _title(row), "kind": kind, "source_kind": source_kind, "sources": []})
    for number, actor_id in sorted(taken.items()):
        if number not in rows:
            raise InputError(CURATED_FILE.name, f"{actor_id} names the UCDP row {number}, which the data set lacks", "correct the number")
        _add_row(found[actor_id], rows[number], isos, taken)
    return tuple(_finished(actor_id, found[actor_id]) for actor_id in sorted(found))


def _new_id(row: dict[str, str], found: dict[str, dict[str, Any]], isos: dict[str, str]) -> str:
    title, places = _title(row), _isos(row["Location"], isos)
    if row["Org"] == STATE:
        iso = isos.get(actor_key(_plain(title.removeprefix("Government of "))))
        for actor_id, actor in found.items():
            if iso and actor["sources"][0] == "state" and actor["countries"] == [iso] and actor_id.endswith("-government"):
                return actor_id
    slug = _slug(title)
    if slug not in found:
        return slug
    where = f"{slug}-{places[0].lower()}" if places else slug
    return where if where not in found else f"{slug}-{row['ActorId']}"


def _add_row(actor: dict[str, Any], row: dict[str, str], isos: dict[str, str], taken: dict[int, str]) -> None:
    actor["sources"].append(f"ucdp:{row['ActorId']}")
    if row["Org"] == STATE and actor.get("kind") == "government":
        return
    if not actor.get("countries"):
        actor["countries"] = _isos(row["Location"], isos) if actor["sources"][0] != "curated" else []
    for name, strength in _names(row):
        actor.setdefault(strength, []).append(name)
    allies = [taken[int(n)] for n in re.findall(r"\d+", row["ActorIdAlliance"]) if int(n) in taken]
    actor["alliance"] = list(dict.fromkeys([*actor.get("alliance", []), *allies]))
    if row["Splinter"] == "1":
        parents = [taken[int(n)] for n in re.findall(r"\d+", row["ActorIdPrev"]) if int(n) in taken]
        actor["split_from"] = list(dict.fromkeys([*actor.get("split_from", []), *parents]))


def _names(row: dict[str, str]) -> Iterator[tuple[str, str]]:
    """A row's names, each with the list it belongs to: `aliases` or `weak`."""
    if row["Org"] in (COMMUNAL, PARTY_SUPPORTERS):  # their names are a people's or a party's, who are far more than the group
        return
    acronym = _is_acronym(row["NameData"])
    translated = (row["NameOrigFullEng"], row["NewNameFullEng"])
    originals = (row["NameData"], row["NameOrig"], row["NameOrigFull"], row["NewName"], row["NewNameFullMotherTongue"])
    for name in (*originals, *translated):
        name = _clean(name)
        if not name or name == "n/a" or actor_key(name) in NOT_NAMES:
            continue
        literal = name in translated and name not in originals and not acronym
        if literal and len(name.split()) < 3:  # "Army of God", "Unity" translate a name; no newspaper uses them
            continue
        plain = _plain(name)
        weak = literal or is_weak(name) or plain != name
        yield plain, "weak" if weak else "aliases"


def _finished(actor_id: str, actor: dict[str, Any]) -> Actor:
    seen: set[str] = set() if actor["sources"][0] == "state" else {actor_key(actor["name"])}
    if is_weak(actor["name"]) and actor["sources"][0] != "curated" and actor["sources"][0] != "state":
        actor.setdefault("weak", []).insert(0, actor["name"])
    lists: dict[str, list[str]] = {}
    held_weak = {actor_key(n) for n in actor.get("held_weak", ())}
    actor["aliases"] = [n for n in actor.get("aliases", ()) if actor_key(n) not in held_weak]
    for key in ("aliases", "weak"):
        kept = lists.setdefault(key, [])
        for name in _spelt(actor.get(key, ())):
            filed = actor_key(name)
            own = key == "weak" and name == actor["name"] and name not in kept
            if filed and (filed not in seen or own):
                seen.add(filed)
                kept.append(name)
    actor.pop("held_weak", None)
    return msgspec.convert({**actor, "id": actor_id, **lists}, Actor)


def _spelt(names: Iterable[str]) -> Iterator[str]:
    """Each name, and after it its common other spellings: "Peoples" for "People's", "Defense" for "Defence"."""
    for name in names:
        yield name
        for old, new in (("People's", "Peoples"), ("People’s", "Peoples"), ("Defence", "Defense"), ("Organisation", "Organization")):
            if old in name:
                yield name.replace(old, new)


def _title(row: dict[str, str]) -> str:
    name, english = _clean(row["NameData"]), _clean(row["NameOrigFullEng"])
    if row["Org"] == COMMUNAL:
        return f"{name} (communal group)"
    if actor_key(name) in NOT_NAMES:
        return f"{name} (armed group)"
    return english if _is_acronym(name) and english not in ("", "n/a") else name


def _is_acronym(name: str) -> bool:
    head = _clean(name).split(" ")[0]
    return len(re.findall(r"[A-Z0-9]", head)) * 2 > len(head)


def _isos(location: str, isos: dict[str, str]) -> list[str]:
    found = (isos.get(actor_key(_plain(p.removeprefix("Kingdom of ")))) for p in re.split(r",\s*", location))
    return list(dict.fromkeys(iso for iso in found if iso))


def _plain(name: str) -> str:
    """A name without what stands in brackets."""
    return _clean(re.sub(r"\([^()]*\)|\[[^\[\]]*\]", " ", name)) or name


def _clean(name: str) -> str:
    return " ".join(name.replace("´", "'").split()).strip(" -–,;")


def _slug(name: str) -> str:
    plain = "".join(c for c in unicodedata.normalize("NFKD", _plain(name)) if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", "-", re.sub(r"['’.]", "", plain.lower())).strip("-")


def main(arguments: list[str]) -> int:
    """Writes the catalogue from the CSV file named by the one argument; returns the exit code."""
    if len(arguments) != 1:
        print("usage: python -m ascribe.lexicon.build_actors UCDP_ACTORS.csv", file=sys.stderr)
        return 2
    with Path(arguments[0]).open(encoding="utf-8-sig", newline="") as file:
        actors = build_actors(csv.DictReader(file), json.loads(CURATED_FILE.read_bytes()), load_countries())
    ACTORS_FILE.write_bytes(b"".join(msgspec.json.encode(a) + b"\n" for a in actors))
    print(f"{len(actors)} actors in {ACTORS_FILE}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
