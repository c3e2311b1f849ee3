"""`ProductUsage/{companyId}/features/{id}: {lastUsed, count30d}`, as the app counts it, and
`UsageHistory/{companyId}/{date}`: the total of `count30d` on that day, for the trend."""

import asyncio
from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, Any

import msgspec

from customer_health.domain.context.usage_history import KEPT
from customer_health.domain.context.vendor_records import Feature
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.decoding import MALFORMED, Raw, Timestamp, children, instant

if TYPE_CHECKING:
    from customer_health.stores.rtdb.bulk_client import Reader

ROOT = "ProductUsage"
HISTORY = "UsageHistory"


class FeatureRecord(msgspec.Struct, rename={"last_used": "lastUsed", "count_30d": "count30d"}):
    last_used: Timestamp | None = None
    count_30d: int = 0


DECODER = msgspec.json.Decoder(FeatureRecord)


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}/features"


def history_path(company_id: str) -> str:
    return f"{HISTORY}/{company_id}"


async def load(reader: "Reader", company_id: str) -> tuple[list[Feature] | None, dict[date, int]]:
    """Read the features, and the totals of earlier days. Raises MALFORMED for wrong totals.

    The features are None if the app has recorded nothing: that is no data, not a use of zero.
    """
    used, history = await asyncio.gather(
        reader.get(path(company_id)), reader.get(history_path(company_id))
    )
    features = None if used == b"null" else read_features(company_id, used)
    return features, read_history(history)


def read_features(company_id: str, raw: Raw) -> list[Feature]:
    """Read the features, the most used first. A malformed one is left out."""
    found = []
    for key, child in children(raw, path(company_id), []):
        try:
            record = DECODER.decode(child)
            # Apps write "" for a time that is unset.
            found.append(Feature(key, instant(record.last_used or None), record.count_30d))
        except MALFORMED:
            continue
    return sorted(found, key=lambda feature: (-feature.count_30d, feature.id))


def read_history(raw: Raw) -> dict[date, int]:
    found = msgspec.json.decode(raw, type=dict[date, int] | None)
    return found or {}


def history(database: Database, company_id: str) -> dict[date, int]:
    node = database.get(history_path(company_id)) or {}
    return {date.fromisoformat(day): total for day, total in node.items()}


def total_of(features: Iterable[Feature]) -> int:
    return sum(feature.count_30d for feature in features)


def save(company_id: str, day: date, total: int, totals: Mapping[date, int]) -> dict[str, Any]:
    """Return the updates that store the day's total, if it is new, and delete old totals."""
    if day in totals:
        return {}
    old = {f"{history_path(company_id)}/{at}": None for at in totals if day - at > KEPT}
    return {f"{history_path(company_id)}/{day}": total, **old}
