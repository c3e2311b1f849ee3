"""The states and reasons in an alert's history, in one language."""

from customer_health.domain.alerts.alert import Axis
from customer_health.domain.alerts.reasons import CODES, MachineReason
from customer_health.domain.instants import parse_instant
from customer_health.notify.text.catalogue.all import CATALOGUE
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import plain


def state_text(axis: Axis, state: str, language: Language) -> str:
    """A state as the history stores it, such as "snoozed until 2025-12-01T14:00:00Z", in words. A
    state that is not known here stays as it is."""
    code, _, until = state.partition(" until ")
    key = f"state.{axis}.{code}"
    if key not in CATALOGUE:
        return state
    words = plain(key, language)
    if not until:
        return words
    return plain("state.until", language, state=words, until=parse_instant(until))


def reason_text(why: str, reason: MachineReason | None, language: Language) -> str:
    """A machine's reason in words. Without one, `why` is a person's words, or a sentence of an
    earlier version: it stays as it is."""
    if reason is None:
        return why
    values = {name: value for name, value in reason.params.items() if name != "ended"}
    words = plain(f"because.{reason.code}", language, **values)
    if "ended" not in reason.params:
        return words
    state = state_text("triage", str(reason.params["ended"]), language)
    return plain("ended", language, state=state, why=words)


def close_text(why: str, language: Language) -> str:
    """Why an alert was closed, from the code that is kept with it."""
    return plain(f"because.{why}", language) if why in CODES else why
