"""Sets of small numbers as bits of one int: bit n is set if n is in the set.

`&`, `|` and `bit_count` on such ints take microseconds for a hundred thousand numbers. `Sets`
stores many sets in a form that can change, and returns each as such an int.
"""

import re
from array import array
from collections.abc import Collection, Hashable, Iterable, Sequence

SMALL = 64
"""Up to this many numbers a set is kept as an array."""
AHEAD = 128
"""Bytes by which the bits of a set grow at least, so that they grow seldom."""

ANY_BIT = re.compile(rb"[^\0]", re.DOTALL)
BINARY = bytes.maketrans(b"01", b"\0\1")
SET_BITS = [[bit for bit in range(8) if byte >> bit & 1] for byte in range(256)]
"""The positions of the set bits in each byte."""


def bits_of(numbers: Collection[int]) -> int:
    # Into bytes first: setting bits of an int one by one would copy the whole int each time.
    buffer = bytearray((max(numbers, default=-1) >> 3) + 1)
    for number in numbers:
        buffer[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(buffer, "little")


def numbers_of(bits: int) -> list[int]:
    """Return the numbers in a set, in order."""
    data, numbers = as_bytes(bits), list[int]()
    for byte in ANY_BIT.finditer(data):  # skips runs of zero bytes in C
        index = byte.start()
        numbers += [index * 8 + bit for bit in SET_BITS[data[index]]]
    return numbers


def flags_of(bits: int) -> bytes:
    """Return a byte for each number up to the greatest one: 1 if it is in the set, else 0."""
    return f"{bits:b}".encode().translate(BINARY)[::-1]


def as_bytes(bits: int) -> bytes:
    return bits.to_bytes((bits.bit_length() + 7) // 8, "little")


class Sets:
    """Many sets by key, to and from which one number at a time is added and removed.

    A set of up to SMALL numbers is an array. A larger one is kept as bits once an array of 32-bit
    numbers would take more memory: when its size is more than a 32nd of the number just added.
    """

    def __init__(self) -> None:
        self._small: dict[Hashable, array[int]] = {}
        self._large: dict[Hashable, bytearray] = {}

    def add(self, number: int, keys: Iterable[Hashable]) -> None:
        """Add a number to the sets of these keys, none of which may contain it yet."""
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
        """Remove a number from the sets of these keys, all of which must contain it."""
        for key in keys:
            large = self._large.get(key)
            if large is None:
                self._small[key].remove(number)
            else:
                large[number >> 3] ^= 1 << (number & 7)

    def small(self, key: Hashable) -> Sequence[int] | None:
        """Return the numbers of a set that is kept as an array, None if it is kept as bits."""
        return None if key in self._large else self._small.get(key, ())

    def bits(self, key: Hashable) -> int:
        large = self._large.get(key)
        if large is None:
            return bits_of(self._small.get(key, ()))
        return int.from_bytes(large, "little")
