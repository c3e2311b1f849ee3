"""Which texts may contain a text: by the rarest three letters of it."""

from array import array
from collections import defaultdict
from collections.abc import Iterable

Numbers = Iterable[int]


class Trigrams:
    """Texts by number. A text that changed may still be found by what it was: look again."""

    def __init__(self) -> None:
        self._numbers: dict[str, array[int]] = defaultdict(lambda: array("I"))

    def add(self, number: int, text: str, before: str = "") -> None:
        for trigram in trigrams(text) - trigrams(before):
            self._numbers[trigram].append(number)

    def candidates(self, text: str, limit: int) -> set[int] | None:
        """The numbers of all texts that may contain this one; None if they are more than `limit`,
        or it is too short to tell."""
        lists = [self._numbers.get(trigram, array("I")) for trigram in trigrams(text)]
        rarest = min(lists, key=len, default=None)
        return None if rarest is None or len(rarest) > limit else set(rarest)


def trigrams(text: str) -> set[str]:
    return {text[start : start + 3] for start in range(len(text) - 2)}
