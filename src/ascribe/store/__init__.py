"""The embedded database: records of every reading, and the log of decisions.

In:  records, decisions.   Out: claims by filter, records, counts; `docs/store.md` says what the files hold.
"""

from ascribe.store.database import Store, StoredClaim, StoredReading, StoreStats, open_store
from ascribe.store.decisions import DecisionLog
from ascribe.store.filter import ClaimFilter
from ascribe.store.incident_filter import IncidentFilter

__all__ = ["ClaimFilter", "DecisionLog", "IncidentFilter", "Store", "StoreStats", "StoredClaim", "StoredReading", "open_store"]
