"""System outputs made from gold: the gold itself as records, and records that go wrong in every way the scorer looks at.

Reproducible: only `Random.random` is drawn from, in a fixed order.
"""

from __future__ import annotations

from random import Random
from typing import Any

Row = dict[str, Any]


def as_record(row: Row) -> Row:
    """A gold document in the form of a record."""
    return {"document": {"text": row["text"]}, "claims": [as_claim(c, row["text"]) for c in row["claims"]]}


def as_claim(gold: Row, text: str) -> Row:
    def participants(names: list[str] | None) -> list[Row]:
        return [{"span": None, "text": None, "name": name, "kind": None} for name in names or []]

    place = None
    if gold.get("place"):
        place = {"name": gold["place"], "text": None, "lat": gold.get("lat"), "lon": gold.get("lon"), "admin1": gold.get("admin1")}
    time = None
    if gold.get("start"):
        time = {"start": gold["start"], "end": gold.get("end") or gold["start"], "inferred": False, "precision": "day"}
    return {
        "content": gold.get("content") or gold["trigger"],
        "event": {"type": gold["type"], "trigger": gold["trigger"]},
        "status": gold["status"],
        "attribution": {
            "source": {"name": gold["source"], "text": None} if gold.get("source") else None,
            "source_kind": gold.get("source_kind"),
        },
        "initiator": participants(gold.get("initiator")),
        "target": participants(gold.get("target")),
        "place": place,
        "time": time,
        "quantities": [{"role": q["role"], "low": q.get("low"), "high": q.get("high")} for q in gold.get("quantities") or []],
        "background": bool(gold.get("background")),
        "reading_confidence": None,
    }


def perturbed(rows: list[Row], seed: int) -> list[Row]:
    """Records that a bad reader could have made of the rows; some documents are missing, some texts gain outer blank space."""
    rng = Random(seed)
    names = ["Taliban fighters", "the army", "Reuters", "a police spokesman", "U.N. officials", "residents", "", "Syria", "people"]
    types = ["attack", "clash", "killing", "movement", "seizure", "detention", "talks", "other", "threat", "siege"]
    statuses = ["asserted", "denied", "threatened", "expected", "unclear"]
    records = []

    def chance(p: float) -> bool:
        return rng.random() < p

    def pick(values: list[Any]) -> Any:
        return values[int(rng.random() * len(values))]

    for row in rows:
        if chance(0.05):
            continue
        record, text = as_record(row), row["text"]
        claims = [c for c in record["claims"] if not chance(0.15)]
        claims += [as_claim(row["claims"][int(rng.random() * len(row["claims"]))], text) for _ in range(2) if row["claims"] and chance(0.3)]
        for c in claims:
            if chance(0.2):
                start = int(rng.random() * max(1, len(text) - 80))
                c["event"] = {**c["event"], "trigger": [start, start + 1 + int(rng.random() * 70)]}
            if chance(0.2):
                start = int(rng.random() * max(1, len(text) - 80))
                c["content"] = [start, min(len(text), start + 10 + int(rng.random() * 200))]
            if chance(0.15):
                c["event"] = {**c["event"], "type": pick(types)}
            if chance(0.05):
                c["event"] = {"type": c["event"]["type"], "trigger": None}
            if chance(0.1):
                c["status"] = pick(statuses)
            if chance(0.2):
                c["attribution"] = {
                    "source": pick([None, {"name": None, "text": pick(names)}, {"name": pick(names)}]),
                    "source_kind": pick([None, "media"]),
                }
            for role in ("initiator", "target"):
                if chance(0.2):
                    c[role] = [{"name": pick(names), "text": None} for _ in range(int(rng.random() * 4))]
                if chance(0.05):
                    c[role] = None
            if c["place"] and chance(0.4):
                shift = rng.random() * 2
                known = c["place"]["lat"] is not None
                c["place"] = pick([
                    None,
                    {"text": pick(names), "lat": None, "lon": None},
                    {**c["place"], "lat": None, "lon": None},
                    {**c["place"], "lat": c["place"]["lat"] + shift, "lon": c["place"]["lon"]} if known else None,
                ])  # fmt: skip
            if chance(0.3):
                c["time"] = pick([
                    None,
                    {"start": "2021-09-01", "end": "2021-09-02", "inferred": chance(0.5)},
                    {"start": None, "end": None, "inferred": False},
                    {"start": "2021-08", "end": None, "inferred": False},
                    {"start": "2020", "end": "2021", "inferred": False},
                ])  # fmt: skip
            for q in c["quantities"]:
                if chance(0.2):
                    q["low"] = int(rng.random() * 9)
                if chance(0.1):
                    q["high"] = None
                if chance(0.1):
                    q["role"] = "injured"
            if chance(0.1):
                c["quantities"] = [*c["quantities"], {"role": "killed", "low": 3, "high": 3}]
            if chance(0.1):
                c["background"] = not c["background"]
            if seed % 2 == 0 and chance(0.9):
                c["reading_confidence"] = rng.random()
        record["claims"] = claims
        if chance(0.1):
            lead = " \n"
            record["document"] = {"text": lead + text + "\n"}
            for c in claims:
                c["content"] = [o + len(lead) for o in c["content"]]
                if c["event"]["trigger"]:
                    c["event"] = {**c["event"], "trigger": [o + len(lead) for o in c["event"]["trigger"]]}
        records.append(record)
    return records[::-1] if seed % 3 == 0 else records
