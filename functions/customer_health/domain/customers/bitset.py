"""Sets of small numbers as one whole number, a bit each.

Two sets are joined by one `&` or `|`, and counted by `bit_count`: microseconds for a hundred
thousand numbers.
"""

import re
from array import array
from collections.abc import Collection, Hashable, Iterable, Sequence

SMALL = 64
AHEAD = 128
"""Bytes by which bits grow at least, so that they seldom have to."""

ANY_BIT = re.compile(rb"[^\0]", re.DOTALL)
BINARY = bytes.maketrans(b"01", b"\0\1")
PLACES = [[place for place in range(8) if byte >> place & 1] for byte in range(256)]


def bits_of(numbers: Collection[int]) -> int:
    found = bytearray((max(numbers, default=-1) >> 3) + 1)
    for number in numbers:
        found[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(found, "little")


def numbers_of(bits: int) -> list[int]:
    stored, found = as_bytes(bits), list[int]()
    for byte in ANY_BIT.finditer(stored):
        index = byte.start()
        found += [index * 8 + place for place in PLACES[stored[index]]]
    return found


def flags_of(bits: int) -> bytes:
    """A byte for each number up to the greatest: 1 if it is in the set, else 0."""
    return f"{bits:b}".encode().translate(BINARY)[::-1]


def as_bytes(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


class Sets:
    """Sets by key, of which some change by one number at a time. A small one is a list of its
    numbers; from a 32nd of the greatest number on, when that takes as much memory, bits."""

    def __init__(self) -> None:
        self._small: dict[Hashable, array[int]] = {}
        self._large: dict[Hashable, bytearray] = {}

    def add(self, number: int, keys: Iterable[Hashable]) -> None:
        """To sets that it is not in."""
        index, bit, large_of = number >> 3, 1 << (number & 7), self._large.get
        for key in keys:
            large = large_of(key)
            if large is None:
                self._add_to_small(number, key)
                continue
            try:
                large[index] |= bit
            except IndexError:
                large.extend(bytes(index + AHEAD - len(large)))
                large[index] |= bit

    def _add_to_small(self, number: int, key: Hashable) -> None:
        small = self._small.get(key)
        if small is None:
            small = self._small[key] = array("I")
        small.append(number)
        if len(small) > SMALL and len(small) * 32 > number:
            self._large[key] = bytearray(as_bytes(bits_of(self._small.pop(key))))

    def remove(self, number: int, keys: Iterable[Hashable]) -> None:
        """From sets that it is in."""
        for key in keys:
            large = self._large.get(key)
            if large is None:
                self._small[key].remove(number)
            else:
                large[number >> 3] ^= 1 << (number & 7)

    def small(self, key: Hashable) -> Sequence[int] | None:
        """The numbers of a set that is kept as such."""
        return None if key in self._large else self._small.get(key, ())

    def bits(self, key: Hashable) -> int:
        large = self._large.get(key)
        if large is None:
            return bits_of(self._small.get(key, ()))
        return int.from_bytes(large, "little")
