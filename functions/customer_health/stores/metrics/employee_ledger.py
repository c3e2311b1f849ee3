"""`EmployeeLedger/{companyId}`: the employees who count, in buckets, so that an event can update
the number of employees without reading all of them.

    members/{bucket}/e:{employeeId}: 1     the employees who count, spread over buckets
    sizes: [int, …]                        members of each bucket; absent until a full count

The number of employees is the sum of the sizes. The ledger is derived from `Employees`. The prefix
of the ids, and the zeros in the sizes, keep the database from turning an object with number keys
into an array, or a sparse array into an object.
"""

from collections.abc import Iterable
from typing import Any
from zlib import crc32

ROOT = "EmployeeLedger"
BUCKETS = 128


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def bucket_of(employee_id: str) -> int:
    return crc32(employee_id.encode()) % BUCKETS


def members_path(company_id: str, bucket: int) -> str:
    return f"{path(company_id)}/members/b{bucket}"


def sizes_path(company_id: str) -> str:
    return f"{path(company_id)}/sizes"


def member(employee_id: str) -> str:
    return f"e:{employee_id}"


def build(employee_ids: Iterable[str]) -> dict[str, Any]:
    """Build the ledger from a full count."""
    members: dict[str, dict[str, int]] = {}
    sizes = [0] * BUCKETS
    for employee_id in employee_ids:
        bucket = bucket_of(employee_id)
        members.setdefault(f"b{bucket}", {})[member(employee_id)] = 1
        sizes[bucket] += 1
    return {"sizes": sizes, **({"members": members} if members else {})}


def is_built(sizes: Any) -> bool:
    return isinstance(sizes, list) and len(sizes) == BUCKETS


def count_one(
    company_id: str, employee_id: str, active: bool, members: Any, sizes: list[int]
) -> tuple[dict[str, Any], int]:
    """Add or remove one employee. Returns the update, and the number of employees after it.

    `members` are the members of the employee's bucket, `sizes` all sizes, as read. The update also
    corrects the bucket's size if it was wrong. It is empty if nothing changes.
    """
    bucket, key = bucket_of(employee_id), member(employee_id)
    known = set(members or ())
    wanted = known | {key} if active else known - {key}
    updates: dict[str, Any] = {}
    if known != wanted:
        updates[f"{members_path(company_id, bucket)}/{key}"] = 1 if active else None
    if sizes[bucket] != len(wanted):
        updates[f"{sizes_path(company_id)}/{bucket}"] = len(wanted)
    return updates, sum(sizes) - sizes[bucket] + len(wanted)
