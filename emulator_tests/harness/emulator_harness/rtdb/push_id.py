"""The keys that POST makes: 20 characters that sort by the time of their making."""

import secrets
from collections.abc import Iterator

_ALPHABET = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_RANDOM_BITS = 72


class PushIds:
    """Two keys of the same millisecond still sort: the second one's random part is one more."""

    def __init__(self) -> None:
        self._last_ms = 0
        self._random = 0

    def next(self, now_ms: int) -> str:
        if now_ms > self._last_ms:
            self._last_ms = now_ms
            self._random = secrets.randbits(_RANDOM_BITS - 1)
        else:
            self._random += 1
        number = (self._last_ms << _RANDOM_BITS) | self._random
        return "".join(_digits(number, 20))


def _digits(number: int, width: int) -> Iterator[str]:
    for place in reversed(range(width)):
        yield _ALPHABET[(number >> (6 * place)) & 63]
