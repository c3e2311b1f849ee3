"""Push ids, the keys that POST creates: 20 characters that sort by time of creation."""

import secrets
from collections.abc import Iterator

_ALPHABET = "-0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz"
_RANDOM_BITS = 72


class PushIds:
    """A generator of ids. Within one millisecond the random part is counted up, to keep order."""

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
