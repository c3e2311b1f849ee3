"""The peer: the list of customers as a plain FastAPI service, with all customers in memory.

It reads all rows when it starts, filters and sorts them for each request, and reads one customer
from the database, as that must be as new as in the API. It has no rows that are gone or can't be
read, no alerts and no roles, and does not look for changes: all of these save it work.
"""

import os
import unicodedata
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import Counter
from datetime import datetime, timedelta
from typing import Annotated, Any

import firebase_admin
from fastapi import Depends, FastAPI, Header, HTTPException, Query
from firebase_admin import auth, db

from benchmarks.peer.models import Customer, Detail, Page, customer

LEVELS = ("unknown", "healthy", "warning", "critical")

firebase_admin.initialize_app(options={"databaseURL": os.environ["DATABASE_URL"]})
app = FastAPI()


def folded(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if not unicodedata.combining(letter))


rows: dict[str, Any] = db.reference("CustomerIndex").get()
customers = [customer(key, row) for key, row in rows.items()]
texts = {one.id: f"{folded(one.name)}\n{folded(one.email or '')}" for one in customers}
run = max(datetime.fromisoformat(row["ranAt"]) for row in rows.values())
freshness = {
    "lastUpdated": max(one.lastUpdated for one in customers),
    "lastRun": run,
    "newSince": run - timedelta(days=1),
}


def signed_in(authorization: Annotated[str, Header()]) -> None:
    claims = auth.verify_id_token(authorization.removeprefix("Bearer "))
    if not claims["email_verified"] or not claims["email"].endswith("@pivotapp.ca"):
        raise HTTPException(403)


SIGNED_IN = [Depends(signed_in)]


@app.get("/v1/customers", dependencies=SIGNED_IN, response_model_exclude_none=True)
def list_customers(
    search: str = "",
    level: Annotated[list[str], Query()] = [],  # noqa: B006
    owner: str = "",
    sort: str = "level",
    order: str = "desc",
    limit: int = 50,
    cursor: str = "",
) -> Page:
    found = [one for one in customers if not owner or (one.owner or {}).get("email") == owner]
    if search:
        text = folded(search)
        found = [one for one in found if text in texts[one.id]]
    counts = Counter(one.alertLevel for one in found)
    if level:
        found = [one for one in found if one.alertLevel in level]
    found.sort(key=lambda one: (texts[one.id], one.id))
    found.sort(key=lambda one: value(one, sort), reverse=order == "desc")
    start = int(urlsafe_b64decode(cursor)) if cursor else 0
    end = start + limit
    return Page(
        customers=found[start:end],
        total=len(found),
        summary={name: counts[name] for name in LEVELS},
        freshness=freshness,
        next=urlsafe_b64encode(str(end).encode()).decode() if end < len(found) else None,
    )


@app.get("/v1/customers/{key}", dependencies=SIGNED_IN, response_model_exclude_none=True)
def one_customer(key: str) -> Detail:
    row = db.reference(f"CustomerIndex/{key}").get()
    if row is None:
        raise HTTPException(404)
    return customer(key, row)


def value(one: Customer, column: str) -> Any:
    if column == "level":
        return LEVELS.index(one.alertLevel), one.criticals
    if column == "name":
        return texts[one.id]
    return getattr(one, column)
