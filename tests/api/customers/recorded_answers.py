"""Ask 200 made-up questions about made-up customers that change in between, and record the answers.

`functions/venv/bin/python -m tests.api.customers.recorded_answers` records them anew. Do so only
when an answer has to change: `test_recorded_answers.py` holds the list to what it answered before.
"""

import json
import re
from collections.abc import Iterator
from hashlib import sha1
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from customer_health.api.customers.models import CustomerPage
from customer_health.api.http.operation import as_json
from customer_health.domain.customers.list_entry import COLUMNS
from customer_health.domain.metrics.names import METRICS, PERCENTAGES
from customer_health.stores.customers.rows import SHORT_NAMES
from tests.api.client import Api, as_
from tests.memory_database import MemoryDatabase

RECORDED = Path(__file__).with_name("recorded_answers.json")
QUESTIONS = 200
CUSTOMERS = 120
ROUND = 20
"""After this many questions some customers change."""
CHANGES = 12

KINDS = ("Bistro", "Café", "Érablière", "Marché", "Hôtel", "Auberge", "Bœuf &", "Ferme")
FAMILIES = ("Tremblay", "Côté", "Gagnon", "L'Heureux", "Éthier", "Œuvray", "Noël", "O’Brien")
SEARCHES = ("cote", "CÔTÉ", "boeuf", "Œuv", "é", "a", "example.com", "noel 1", "l'heur", "zz", "2@")
LEVELS = ("critical", "warning", "healthy", "none")
RESULTS = ("Yes", "No", "None")
OWNERS = ("ola@pivotapp.ca", "max@pivotapp.ca")


def made_up_row(dice: Random, number: int, changed_at: int) -> dict[str, Any]:
    """Return a customer's row, a removed customer's, or one in 25 times one that can't be read."""
    if dice.random() < 0.1:
        return {"gone": True, "changedAt": changed_at}
    up_to_worst = LEVELS[dice.randrange(4) :]
    levels = {short: dice.choice(up_to_worst) for short in SHORT_NAMES.values()}
    kind = dice.choice(KINDS)
    row = {
        "name": f"{kind} {dice.choice(FAMILIES)} {number % 9}",
        "level": dice.choice(("critical", "warning", "healthy", "unknown")),
        "levels": levels,
        "employees": dice.randrange(40),
        **{short: dice.choice(RESULTS) for short in ("open", "outside", "clockIns")},
        "updatedAt": at(dice),
        "changedAt": changed_at,
    }
    optional = {
        "email": f"boss{number}@{kind[:4].lower()}.example.com",
        "login": at(dice),
        "ranAt": "2025-11-24T11:00:00Z",
        "baseline": {"count": dice.randrange(30), "day": "2025-10-25"},
        "averages": {"open": dice.randrange(9) * 12.5, "clockIns": dice.random() * 80},
        "owner": {"name": dice.choice(("Ola", "Éve", "max")), "email": dice.choice(OWNERS)},
        "flaws": {"malformed": dice.randrange(4)},
        "trend": [dice.randrange(40) for _ in range(3)],
        "worsenedOn": {"open": f"2025-11-{dice.randrange(20, 25)}"},
        "score": {"score": dice.randrange(101), "coverage": 80},
        "revenue": {"cents": dice.randrange(-5, 9) * 10_000, "currency": "CAD"},
        "plan": dice.choice(("Pro", "Équipe")),
        "alerts": {"clockIns": alert(dice)},
    }
    row |= {key: value for key, value in optional.items() if dice.random() < 0.7}
    return row if dice.random() > 0.04 else row | {"levels": "?"}


def alert(dice: Random) -> dict[str, Any]:
    return {
        "episode": 1,
        "ruleVersion": 1,
        "phase": dice.choice(("firing", "recovering")),
        "severity": dice.choice(("critical", "warning")),
        "openedAt": at(dice),
        "since": at(dice),
        "asOf": "2025-11-24T11:00:00Z",
        "triage": {"kind": "acknowledged", "who": OWNERS[0], "at": at(dice)},
    }


def at(dice: Random) -> str:
    return f"2025-11-{dice.randrange(10, 25)}T{dice.randrange(10, 24)}:30:00Z"


def questions(dice: Random) -> Iterator[dict[str, Any]]:
    """Yield every order both ways, and filters of all kinds among them."""
    orders = list(product(COLUMNS, ("asc", "desc")))
    dice.shuffle(orders)
    filters: list[dict[str, Any]] = [
        *({"search": search} for search in SEARCHES),
        *({"level": level} for level in LEVELS[:3]),
        {"level": ["unknown", "critical"]},
        *({"metricLevel": f"{metric}:{dice.choice(LEVELS)}"} for metric in METRICS),
        *({"metricResult": f"{metric}:{dice.choice(RESULTS)}"} for metric in PERCENTAGES),
        *({"owner": owner} for owner in (*OWNERS, "none")),
        *({"growthMin": least} for least in ("-50", "0", "20")),
        {"new": "true"},
    ]
    while True:
        for column, order in orders:
            picked = dice.sample(filters, dice.choice((0, 0, 1, 1, 1, 2, 3)))
            yield {
                "sort": column,
                "order": order,
                "limit": dice.choice((3, 7, 10)),
                **{key: value for one in picked for key, value in one.items()},
            }


def without_version(body: bytes) -> bytes:
    """Return a body as it was before pages had a version."""
    return re.sub(rb'"version":"[0-9a-f]{16}",?', b"", body).replace(b"},}", b"}}")


def answers() -> Iterator[dict[str, Any]]:
    """Yield the answer to each question, with the digest of its body."""
    dice = Random(38)
    api, asked, following = Api(MemoryDatabase({})), questions(dice), None
    numbers: Any = range(CUSTOMERS)
    for number in range(QUESTIONS):
        if number % ROUND == 0:
            changed = {f"c{n}": made_up_row(dice, n, 1 + number) for n in numbers}
            api.database.patch({f"CustomerIndex/{key}": row for key, row in changed.items()})
            numbers = dice.sample(range(CUSTOMERS + 10), CHANGES)
        question = following or next(asked)
        answer = api.client.get("/v1/customers", query_string=question, headers=as_())
        assert answer.status_code == 200, answer.text
        assert as_json(CustomerPage.model_validate_json(answer.data)).encode() == answer.data
        page = answer.json
        yield {
            "ids": [customer["id"] for customer in page["customers"]],
            "total": page["total"],
            "levels": list(page["summary"].values()),
            "body": sha1(without_version(answer.data), usedforsecurity=False).hexdigest()[:16],
        }
        goes_on = "next" in page and dice.random() < 0.6
        following = question | {"cursor": page["next"]} if goes_on else None


def main() -> None:
    lines = ",\n".join(map(json.dumps, answers()))
    RECORDED.write_text(f"[\n{lines}\n]\n", "utf-8")


if __name__ == "__main__":
    main()
