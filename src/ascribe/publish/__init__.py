"""Records, claims and incidents as files that other people's tools open, and as a page that people read.

In:  records, or claims or incidents selected from a store.
Out: JSON Lines, CSV, Parquet, GeoJSON, a dossier; `docs/export.md` says what is in them. Claims to be corrected in brat, Label Studio,
Prodigy: `docs/correcting.md`.
"""

from ascribe.publish.account import Account, Rejected
from ascribe.publish.correcting import publish_brat, publish_labelstudio, publish_prodigy
from ascribe.publish.corrections import publish_corrections
from ascribe.publish.csv import publish_csv
from ascribe.publish.dossier import DossierAccount, publish_dossier
from ascribe.publish.geojson import publish_geojson
from ascribe.publish.incidents import IncidentAccount, publish_incidents
from ascribe.publish.jsonl import publish_jsonl
from ascribe.publish.parquet import publish_parquet
from ascribe.publish.sentence import sentence_of

__all__ = [
    "Account", "DossierAccount", "IncidentAccount", "Rejected", "publish_brat", "publish_corrections", "publish_csv", "publish_dossier",
    "publish_geojson", "publish_incidents", "publish_jsonl", "publish_labelstudio", "publish_parquet", "publish_prodigy", "sentence_of",
]  # fmt: skip
