"""`ProductUsage/{companyId}/features/{id}: {lastUsed, count30d}`, as the app counts it, and
`UsageHistory/{companyId}/{date}`: the sum of a day's `count30d`, for the trend."""

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


async def load(reader: "Reader", company_id: str) -> tuple[list[Feature], dict[date, int]]:
    """The features, and the sums of earlier days. Raises MALFORMED for sums that are none."""
    used, noted = await asyncio.gather(
        reader.get(path(company_id)), reader.get(history_path(company_id))
    )
    return read_features(company_id, used), read_history(noted)


def read_features(company_id: str, raw: Raw) -> list[Feature]:
    """The most used first; one that can't be read is left out."""
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


def noted(database: Database, company_id: str) -> dict[date, int]:
    node = database.get(history_path(company_id)) or {}
    return {date.fromisoformat(day): total for day, total in node.items()}


def total_of(features: Iterable[Feature]) -> int:
    return sum(feature.count_30d for feature in features)


def save(company_id: str, day: date, total: int, known: Mapping[date, int]) -> dict[str, Any]:
    """The day's, if it is not there yet; what is older than anything asks for goes."""
    if day in known:
        return {}
    old = {f"{history_path(company_id)}/{at}": None for at in known if day - at > KEPT}
    return {f"{history_path(company_id)}/{day}": total, **old}
