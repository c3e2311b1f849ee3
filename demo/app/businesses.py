"""The kinds of business that the demo's companies are, and the places where they are."""

from dataclasses import dataclass

Hours = tuple[str, str]


@dataclass(frozen=True)
class Kind:
    english: str
    french: str
    departments: tuple[tuple[str, str], ...]
    """In English and in French."""
    hours: tuple[Hours, ...]
    """Start and end of each shift of a day; a person always works the same one."""


@dataclass(frozen=True)
class Place:
    city: str
    province: str
    country: str
    zone: str
    french: bool = False
    weight: int = 1


KINDS = {
    "cafe": Kind(
        "{} Coffee House",
        "Café {}",
        (("Counter", "Comptoir"), ("Kitchen", "Cuisine")),
        (("06:00", "14:00"), ("11:30", "19:00")),
    ),
    "restaurant": Kind(
        "{} Kitchen & Bar",
        "Bistro {}",
        (("Dining room", "Salle"), ("Kitchen", "Cuisine"), ("Bar", "Bar")),
        (("10:00", "17:00"), ("16:30", "23:30"), ("17:00", "02:00")),
    ),
    "clinic": Kind(
        "{} Walk-in Clinic",
        "Clinique {}",
        (("Front desk", "Accueil"), ("Nursing", "Soins infirmiers"), ("Laboratory", "Laboratoire")),
        (("07:30", "15:30"), ("12:00", "20:00")),
    ),
    "hotel": Kind(
        "{} Inn",
        "Hôtel {}",
        (
            ("Front desk", "Réception"),
            ("Housekeeping", "Entretien ménager"),
            ("Security", "Sécurité"),
        ),
        (("07:00", "15:00"), ("15:00", "23:00"), ("23:00", "07:00")),
    ),
    "shop": Kind(
        "{} Outfitters",
        "Boutique {}",
        (("Checkout", "Caisse"), ("Floor", "Plancher"), ("Stockroom", "Entrepôt")),
        (("08:30", "16:30"), ("13:00", "21:00")),
    ),
    "factory": Kind(
        "{} Woodworks",
        "Manufacture {}",
        (
            ("Assembly", "Assemblage"),
            ("Finishing", "Finition"),
            ("Packing", "Emballage"),
            ("Maintenance", "Entretien"),
            ("Shipping", "Expédition"),
        ),
        (("06:00", "14:00"), ("14:00", "22:00"), ("22:00", "06:00")),
    ),
    "bakery": Kind(
        "{} Bakery",
        "Pâtisserie {}",
        (("Ovens", "Fournil"), ("Sales", "Vente")),
        (("03:30", "11:30"), ("07:00", "14:00"), ("11:00", "18:00")),
    ),
    "pharmacy": Kind(
        "{} Pharmacy",
        "Pharmacie {}",
        (("Counter", "Comptoir"), ("Laboratory", "Laboratoire")),
        (("08:00", "16:00"), ("14:00", "22:00")),
    ),
    "care home": Kind(
        "{} Care Home",
        "Résidence {}",
        (
            ("Care", "Soins"),
            ("Kitchen", "Cuisine"),
            ("Upkeep", "Entretien"),
            ("Activities", "Loisirs"),
        ),
        (("07:00", "15:00"), ("15:00", "23:00"), ("23:00", "07:00")),
    ),
    "gym": Kind(
        "{} Athletics",
        "Centre sportif {}",
        (("Front desk", "Réception"), ("Coaches", "Entraîneurs")),
        (("05:30", "13:00"), ("13:00", "21:30")),
    ),
}

PLACES = (
    Place("Montréal", "QC", "CA", "America/Toronto", french=True, weight=12),
    Place("Québec", "QC", "CA", "America/Toronto", french=True, weight=8),
    Place("Toronto", "ON", "CA", "America/Toronto", weight=10),
    Place("Vancouver", "BC", "CA", "America/Vancouver", weight=6),
    Place("Winnipeg", "MB", "CA", "America/Winnipeg", weight=3),
    Place("Halifax", "NS", "CA", "America/Halifax", weight=3),
    Place("St. John's", "NL", "CA", "America/St_Johns", weight=3),
    Place("Regina", "SK", "CA", "America/Regina", weight=2),
    Place("Paris", "Île-de-France", "FR", "Europe/Paris", french=True, weight=3),
    Place("Sydney", "NSW", "AU", "Australia/Sydney", weight=2),
    Place("Santiago", "RM", "CL", "America/Santiago", weight=2),
)
