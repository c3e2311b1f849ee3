"""Make up rows of `CustomerIndex`: the same one for the same number."""

from random import Random
from typing import Any

WORDS = (
    "bistro",
    "café",
    "érablière",
    "marché",
    "atelier",
    "garage",
    "ferme",
    "clinique",
    "salon",
    "hôtel",
    "auberge",
)
NAMES = (
    "Tremblay",
    "Côté",
    "Gagnon",
    "Roy",
    "Bouchard",
    "Morin",
    "Lavoie",
    "Fortin",
    "Gauthier",
    "Ouellet",
    "Pelletier",
)
LEVELS = ("critical", "warning", "healthy", "healthy", "healthy", "none")


def row(number: int) -> dict[str, Any]:
    dice = Random(number)
    name = f"{dice.choice(WORDS)} {dice.choice(NAMES)} {number}"
    averages = {key: dice.random() * 80 for key in ("open", "outside", "clockIns")}
    login = f"2025-11-{dice.randrange(1, 24):02}T14:30:{number % 60:02}Z"
    return {
        "name": name,
        "email": f"boss{number}@{dice.choice(NAMES).lower()}.example.com",
        "master": f"user-{number}",
        "createdAt": "2024-01-01T00:00:00Z",
        "ranAt": "2025-11-24T11:00:00Z",
        "employees": dice.randrange(1, 400),
        "baseline": {"count": dice.randrange(1, 400), "day": "2025-10-25"},
        "login": login,
        **{key: "Yes" if value > 10 else "No" for key, value in averages.items()},
        "averages": averages,
        "coverage": dict.fromkeys(averages, 14),
        "levels": {key: dice.choice(LEVELS) for key in ("employees", "login", *averages)},
        "level": dice.choice(LEVELS[:3]),
        "updatedAt": "2025-11-24T11:00:00Z",
        "owner": {"name": "Ola", "email": f"csm{dice.randrange(12)}@pivotapp.ca"},
        "changedAt": number,
    }


def rows(size: int) -> dict[str, dict[str, Any]]:
    """Return the rows of so many customers, none of which has an alert."""
    return {f"-N{number:08}": row(number) for number in range(size)}
