"""A baseline for the daily run: the requirements' pseudo-code, written down literally.

    calculateDailyMetrics() { for each company: fetch, calculate, update, store history }

It runs one company after the other over firebase-admin, and reads each node whole. The calculation
is the daily run's own code, since the comparison is about reading the database.
"""

from collections.abc import Iterable
from typing import Any

from firebase_admin import App, db

from benchmarks.data.histories import TODAY, WINDOW, nobody
from customer_health.domain.customers.customer import as_assessed
from customer_health.domain.metrics.assessment import assess
from customer_health.flows.runs.load_company import load
from customer_health.stores.customers import metrics_node
from demo.runs.dump import Dump

PER_COMPANY = ("Companies", "Schedules", "Timecards", "Employees", "CustomerHealthMetrics")


async def calculate_daily_metrics(app: App, company_ids: Iterable[str]) -> None:
    for company_id in company_ids:
        data = fetch(app, company_id)
        loaded = await load(Dump(data), company_id, WINDOW, nobody)
        assessment = assess(loaded.records, loaded.window)
        customer = as_assessed(loaded.records.company, loaded.master_user_id, assessment)
        metrics = db.reference(metrics_node.path(company_id), app)
        metrics.update(metrics_node.node(customer))
        metrics.child(f"history/{TODAY}").set(metrics_node.snapshot(customer))


def fetch(app: App, company_id: str) -> dict[str, Any]:
    """Return a company's part of the database."""

    def read(path: str) -> Any:
        return db.reference(path, app).get()

    data = {top: {company_id: read(f"{top}/{company_id}")} for top in PER_COMPANY}
    staff = data["Employees"][company_id] or {}
    master = data["Companies"][company_id].get("masterUserId")
    return {
        **data,
        "Availability": {employee_id: read(f"Availability/{employee_id}") for employee_id in staff},
        "PresenceStatus": {master: read(f"PresenceStatus/{master}")} if master else {},
    }
