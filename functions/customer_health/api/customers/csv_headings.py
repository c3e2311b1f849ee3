"""The columns of `customers.csv` for people: headings and words of one language."""

from collections.abc import Callable

from customer_health.api.http.csv_table import Cell, Columns
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)
from customer_health.notify.text.language import Language, Phrase

METRIC_NAMES = {
    EMPLOYEES: Phrase("Employees", "Employés"),
    LOGIN: Phrase("Last login", "Dernière connexion"),
    OPEN_SHIFTS: Phrase("Open shifts", "Quarts ouverts"),
    OUTSIDE_AVAILABILITY: Phrase("Shifts outside availability", "Quarts hors disponibilité"),
    CONFLICTING_CLOCK_INS: Phrase("Conflicting clock-ins", "Pointages en conflit"),
}
LEVEL = Phrase("{}: level", "{}\xa0: niveau")
AVERAGE = Phrase("{}: average (%)", "{}\xa0: moyenne (%)")


def of_metric(pattern: Phrase, metric: str) -> Phrase:
    name = METRIC_NAMES[metric]
    return Phrase(str(pattern.en).format(name.en), str(pattern.fr).format(name.fr))


HEADINGS = {
    "id": Phrase("Identifier", "Identifiant"),
    "name": Phrase("Customer", "Client"),
    "email": Phrase("E-mail", "Courriel"),
    "owner": Phrase("Owner", "Responsable"),
    "alertLevel": Phrase("Level", "Niveau"),
    "employeeChange30d": Phrase("Employees, 30-day change (%)", "Employés, variation 30 j (%)"),
    **METRIC_NAMES,
    **{f"{metric}.average": of_metric(AVERAGE, metric) for metric in PERCENTAGES},
    **{f"{metric}.level": of_metric(LEVEL, metric) for metric in METRICS},
    "lastUpdated": Phrase("Updated", "Mise à jour"),
    "contact": Phrase("Contact", "Contact"),
    "plan": Phrase("Plan", "Forfait"),
    "score": Phrase("Health score", "Indice de santé"),
}

LEVEL_WORDS = {
    "critical": Phrase("Critical", "Critique"),
    "warning": Phrase("Warning", "Avertissement"),
    "healthy": Phrase("Healthy", "Sain"),
    "unknown": Phrase("No data", "Sans données"),
    "none": Phrase("No data", "Sans données"),
}
RESULT_WORDS = {
    "Yes": Phrase("Yes", "Oui"),
    "No": Phrase("No", "Non"),
    "None": Phrase("No data", "Sans données"),
}
WORDS = {
    "alertLevel": LEVEL_WORDS,
    **dict.fromkeys(PERCENTAGES, RESULT_WORDS),
    **{f"{metric}.level": LEVEL_WORDS for metric in METRICS},
}
"""The columns whose values are codes, with the words for each."""


def for_people(columns: Columns[Customer], language: Language) -> Columns[Customer]:
    """Return the columns under headings of a language, with figures as the dashboard shows them."""
    return {
        str(HEADINGS[key].text(language)): shown(key, tell, language)
        for key, tell in columns.items()
    }


def shown(
    key: str, tell: Callable[[Customer], Cell], language: Language
) -> Callable[[Customer], Cell]:
    words = WORDS.get(key, {})

    def cell(customer: Customer) -> Cell:
        value = tell(customer)
        if isinstance(value, float):
            return round(value, 1)
        return str(words[value].text(language)) if isinstance(value, str) and words else value

    return cell
