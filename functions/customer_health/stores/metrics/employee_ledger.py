"""`EmployeeLedger/{companyId}`: the employees who count, so that an event needs to read little.

    members/{bucket}/e:{employeeId}: 1     the employees who count, spread over buckets
    sizes: [int, …]                        how many each bucket holds; absent until a full count

The number of employees is the sum of the sizes. Everything in it follows from `Employees`. The
letter before the ids, and the zeros in the sizes, make the database send one shape always.
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
    """The ledger of a full count."""
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
    """Compare one employee's bucket of the ledger with whether the employee is active.

    `members` and `sizes` are the bucket's members and all sizes, as read. Returns the updates that
    correct the ledger, and the number of employees after them.
    """
    bucket, key = bucket_of(employee_id), member(employee_id)
    held = set(members or ())
    wanted = held | {key} if active else held - {key}
    updates: dict[str, Any] = {}
    if held != wanted:
        updates[f"{members_path(company_id, bucket)}/{key}"] = 1 if active else None
    if sizes[bucket] != len(wanted):
        updates[f"{sizes_path(company_id)}/{bucket}"] = len(wanted)
    return updates, sum(sizes) - sizes[bucket] + len(wanted)
