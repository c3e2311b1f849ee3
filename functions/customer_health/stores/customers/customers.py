"""Save a customer's figures in the two places that hold them: its row and its metrics node."""

from typing import Any

from customer_health.domain.customers.customer import Customer
from customer_health.stores.customers import metrics_node, rows
from customer_health.stores.rtdb.server_time import SERVER_TIME

Json = Any
Updates = dict[str, Json]


def save(customer: Customer, stored_row: Json) -> Updates:
    """Write all figures of a customer. Keys of `stored_row` that the customer no longer has are
    deleted; a row that would stay the same is not written."""
    path = metrics_node.path(customer.id)
    updates = {f"{path}/{key}": value for key, value in metrics_node.node(customer).items()}
    old = rows.customer_fields(stored_row)
    if old != rows.row(customer):
        values = {**dict.fromkeys(old), **rows.row_fields(customer), "changedAt": SERVER_TIME}
        updates |= {f"{rows.path(customer.id)}/{key}": value for key, value in values.items()}
    return updates


def save_changes(before: Customer, after: Customer, stored_row: Json) -> Updates:
    """Write only the leaves that differ, so that a concurrent event on another figure isn't undone.

    Returns an empty update if only the times of computing differ.
    """
    changes = difference(rows.path(after.id), rows.customer_fields(stored_row), rows.row(after))
    if all("/fresher" in path or path.endswith("/updatedAt") for path in changes):
        return {}
    path = metrics_node.path(after.id)
    return {
        **changes,
        **difference(path, metrics_node.node(before), metrics_node.node(after)),
        f"{path}/alertLevel": after.level,
        f"{rows.path(after.id)}/changedAt": SERVER_TIME,
    }


def save_known(before: Customer, after: Customer) -> Updates:
    """Write into the row what the sources have said about a customer, if that differs from what was
    read there."""
    changes = difference(rows.path(after.id), rows.row(before), rows.row(after))
    return {**changes, f"{rows.path(after.id)}/changedAt": SERVER_TIME} if changes else {}


def difference(path: str, old: Json, new: Json) -> Updates:
    """Return the leaves to write below `path` to turn `old` into `new`; None deletes a leaf."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {
            leaf: value
            for key in {**old, **new}
            for leaf, value in difference(f"{path}/{key}", old.get(key), new.get(key)).items()
        }
    return {} if old == new else {path: new}
