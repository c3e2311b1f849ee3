"""Why points of the score are missing, why a flag is up, and why a source is silent: sentences."""

from collections.abc import Mapping

from customer_health.domain.context.flags import Flag
from customer_health.domain.context.score import Loss
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import FailureKind
from customer_health.notify.text.wording import LANGUAGES, Language, number, say

Phrase = tuple[str, str]

LOSSES: Mapping[str, Phrase] = {
    "payment_status.past_due": ("A payment is overdue.", "Un paiement est en retard."),
    "payment_status.paused": ("Billing is paused.", "La facturation est suspendue."),
    "failed_payments": (
        "Failed payments in 12 months: {count}.",
        "Paiements échoués en 12 mois\xa0: {count}.",
    ),
    "balance": ("Outstanding balance: {amount}.", "Solde impayé\xa0: {amount}."),
    "active_users": (
        "Active users: {active} of {seats} seats.",
        "Utilisateurs actifs\xa0: {active} sur {seats} places.",
    ),
    "last_login": (
        "Days since anybody logged in: {days}.",
        "Jours depuis la dernière connexion\xa0: {days}.",
    ),
    "never_logged_in": ("Nobody has ever logged in.", "Personne ne s'est jamais connecté."),
    "adoption": (
        "Features used in 30 days: {used} of {offered}.",
        "Fonctions utilisées en 30 jours\xa0: {used} sur {offered}.",
    ),
    "trend": (
        "Use changed by {percent} % in 30 days.",
        "L'utilisation a varié de {percent}\xa0% en 30 jours.",
    ),
    "satisfaction": (
        "Mean satisfaction with support: {mean} of 5.",
        "Satisfaction moyenne du soutien\xa0: {mean} sur 5.",
    ),
    "escalations": (
        "Tickets escalated in 12 months: {count}.",
        "Billets escaladés en 12 mois\xa0: {count}.",
    ),
    "open_tickets": ("Open tickets: {count}.", "Billets ouverts\xa0: {count}."),
    "ticket_trend": (
        "Tickets in 12 months: {count}, after {before} in the year before.",
        "Billets en 12 mois\xa0: {count}, après {before} l'année précédente.",
    ),
    "metric.warning": ("{metric}: warning.", "{metric}\xa0: avertissement."),
    "metric.critical": ("{metric}: critical.", "{metric}\xa0: critique."),
}

FLAGS: Mapping[str, Phrase] = {
    "vip.revenue": (
        "Revenue of 12 months: {amount}; the top tenth starts at {from}.",
        "Revenu de 12 mois\xa0: {amount}; le premier dixième commence à {from}.",
    ),
    "vip.no_rank": (
        "There is no revenue that could be ranked.",
        "Il n'y a pas de revenu à classer.",
    ),
    "churn_risk.engagement": (
        "Engagement: {engagement} of 100.",
        "Engagement\xa0: {engagement} sur 100.",
    ),
    "at_risk.score": ("Health score: {score}.", "Indice de santé\xa0: {score}."),
    "at_risk.renewal.high": (
        "The risk that the contract is not renewed is high.",
        "Le risque de non-renouvellement est élevé.",
    ),
    "at_risk.renewal": (
        "The score is not red, and the renewal's risk not high.",
        "L'indice n'est pas rouge, et le risque de non-renouvellement n'est pas élevé.",
    ),
    "renewal_due.contract_end": (
        "Days until the contract ends: {days}.",
        "Jours avant la fin du contrat\xa0: {days}.",
    ),
    "open_escalation.tickets": (
        "Open tickets that are escalated: {count}.",
        "Billets ouverts escaladés\xa0: {count}.",
    ),
    "legal_hold.not_set": (
        "No hold: billing may be changed.",
        "Pas de blocage\xa0: la facturation peut être modifiée.",
    ),
    "by_hand": ("Decided by {who}.", "Décidé par {who}."),
    "unknown": (
        "The source that would tell is not there now.",
        "La source qui le dirait n'est pas disponible.",
    ),
}

SOURCES: Mapping[SourceName, Phrase] = {
    "crm": ("The CRM", "Le CRM"),
    "billing": ("Billing", "La facturation"),
    "support": ("The help desk", "Le centre d'assistance"),
    "usage": ("Product usage", "L'utilisation du produit"),
}

TROUBLES: Mapping[FailureKind, Phrase] = {
    "not_configured": ("{source}: not configured.", "{source}\xa0: non configuré."),
    "down": (
        "{source}: no answer just now; it is asked again soon.",
        "{source}\xa0: pas de réponse pour l'instant; une nouvelle demande suivra.",
    ),
    "refused": (
        "{source}: access refused; an administrator must look at its settings.",
        "{source}\xa0: accès refusé; un administrateur doit vérifier ses paramètres.",
    ),
    "bad_answer": (
        "{source}: it answered something that can't be read.",
        "{source}\xa0: sa réponse est illisible.",
    ),
    "not_found": (
        "{source}: it knows no such customer.",
        "{source}\xa0: ce client y est inconnu.",
    ),
    "ambiguous": (
        "{source}: several customers there fit; somebody must say which.",
        "{source}\xa0: plusieurs clients correspondent; quelqu'un doit choisir.",
    ),
}

ALL_WELL: Phrase = ("Nothing is wrong.", "Tout va bien.")
NO_DATA: Phrase = ("There is no data yet.", "Il n'y a pas encore de données.")


def why_lost(loss: Loss, language: Language) -> str:
    variant = loss.params.get("status") or loss.params.get("level")
    phrase = f"{loss.code}.{variant}" if variant else loss.code
    shown = {**shown_params(loss.params, language)}
    if "metric" in loss.params:
        shown["metric"] = str(say(f"name.{loss.params['metric']}", language))
    return in_words(LOSSES[phrase], language, shown)


def why_flagged(flag: Flag, language: Language) -> str:
    shown = shown_params(flag.params, language)
    if flag.set_by:
        return in_words(FLAGS["by_hand"], language, {"who": flag.set_by})
    names = (f"{flag.name}.{flag.reason}.{flag.params.get('risk')}", f"{flag.name}.{flag.reason}")
    phrase = next((FLAGS[name] for name in names if name in FLAGS), FLAGS["unknown"])
    return in_words(phrase, language, shown)


def why_silent(source: SourceName, kind: FailureKind, language: Language) -> str:
    name = SOURCES[source][LANGUAGES.index(language)]
    return in_words(TROUBLES[kind], language, {"source": name})


def in_words(phrase: Phrase, language: Language, values: Mapping[str, str]) -> str:
    return phrase[LANGUAGES.index(language)].format_map(values)


def shown_params(params: Mapping[str, float | str], language: Language) -> dict[str, str]:
    """Numbers as the language writes them; cents with their currency."""
    shown = {
        name: value if isinstance(value, str) else number(value, language)
        for name, value in params.items()
    }
    currency = shown.get("currency", "")
    for name, key in (("cents", "amount"), ("from", "from")):
        if currency and name in params:
            shown[key] = money(int(params[name]), currency, language)
    return shown


def money(cents: int, currency: str, language: Language) -> str:
    text = f"{cents / 100:,.2f}"
    if language == "fr":
        text = text.replace(",", "\xa0").replace(".", ",")
    return f"{text}\xa0{currency}"
