"""The companies of a dump, with their names, places and shapes."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from random import Random
from typing import Literal
from zoneinfo import ZoneInfo

from faker import Faker

from demo.app.businesses import KINDS, PLACES, Kind, Place
from demo.app.dates import TORONTO, last_change
from demo.app.shapes import SHAPES, Shape

Link = Literal["linked", "exact", "near", "ambiguous"]

FAKERS = {False: Faker("en_CA"), True: Faker("fr_CA")}

# Companies that are not linked: name, kind, and what the CRM mirror holds. Accents test matching.
WAITING: tuple[tuple[str, str, Link], ...] = (
    ("Pâtisserie Mésange-Fauvette", "bakery", "exact"),
    ("Café Érable-Étoilé", "cafe", "near"),
    ("Clinique Sainte-Amarante-des-Prés", "clinic", "ambiguous"),
)


@dataclass(frozen=True)
class Company:
    number: int
    name: str
    shape: Shape
    size: int
    kind: Kind
    place: Place
    link: Link = "linked"

    @property
    def id(self) -> str:
        return re.sub(r"[^a-z0-9]+", "-", unaccented(self.name).lower()).strip("-")

    @property
    def domain(self) -> str:
        return f"{self.id}.example.com"

    @property
    def email(self) -> str:
        return f"admin@{self.domain}"

    @property
    def phone(self) -> str:
        return f"514-555-01{self.number:02d}"

    @property
    def timezone(self) -> str:
        """Return the zone in the company's record, which may be one that does not exist."""
        return "America/Montréal" if self.shape.zone == "unknown" else self.place.zone

    @property
    def zone(self) -> ZoneInfo:
        return TORONTO if self.shape.zone == "unknown" else ZoneInfo(self.place.zone)


def companies(today: date, seed: int) -> list[Company]:
    """Return the linked companies, one for each size in the table of shapes, then those that wait
    for a match."""
    rng = Random(f"{seed}:cast")
    for faker in FAKERS.values():
        faker.seed_instance(f"{seed}:cast")
    shapes = [(shape, size) for shape in SHAPES for size in shape.sizes]
    made: list[Company] = []
    for shape, size in shapes:
        kind = KINDS[shape.kind or rng.choice(list(KINDS))]
        place = _place(shape, today, rng)
        name = _name(kind, place, {company.name for company in made})
        made.append(Company(len(made), name, shape, size, kind, place))
    for name, kind_name, link in WAITING:
        made.append(Company(len(made), name, SHAPES[0], 9, KINDS[kind_name], PLACES[0], link))
    return made


def unaccented(text: str) -> str:
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()


def _place(shape: Shape, today: date, rng: Random) -> Place:
    if shape.zone == "dst":
        return max(PLACES, key=lambda place: last_change(ZoneInfo(place.zone), today))
    return rng.choices(PLACES, [place.weight for place in PLACES])[0]


def _name(kind: Kind, place: Place, taken: set[str]) -> str:
    """Return a new name. Two surnames make it unlikely that a real business has it."""
    faker = FAKERS[place.french]
    pattern = kind.french if place.french else kind.english
    while True:
        first, second = faker.last_name(), faker.last_name()
        name = pattern.format(f"{first}-{second}")
        if first != second and name not in taken:
            return name
