"""Find the texts that contain a given text, by their parts of up to three letters."""

from collections.abc import Sequence
from functools import reduce
from itertools import compress, count, repeat
from operator import and_, contains, not_

from customer_health.domain.customers.bitset import Sets, bits_of, flags_of

LONGEST = 3
"""Letters of the longest parts that are indexed."""


class TextIndex:
    """An index of texts by number. `texts` is the caller's list, which `containing` reads."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._having = Sets()

    def replace(self, number: int, old: str, new: str) -> None:
        had, has = parts(old), parts(new)
        self._having.remove(number, had - has)
        self._having.add(number, has - had)

    def containing(self, text: str) -> int:
        """Return the numbers of the texts that contain this one, as bits.

        A text of up to three letters is a single look-up. For a longer one every text that has all
        of its parts is searched, so the time grows with the number of those.
        """
        if len(text) <= LONGEST:
            return self._having.bits(text)
        trigrams = {text[start : start + LONGEST] for start in range(len(text) - LONGEST + 1)}
        small = [numbers for part in trigrams if (numbers := self._having.small(part)) is not None]
        if small:
            return bits_of([n for n in min(small, key=len) if text in self._texts[n]])
        candidates = reduce(and_, map(self._having.bits, trigrams))
        # map, compress and contains run in C: a Python loop over all candidates is much slower.
        flags = flags_of(candidates)
        hits = list(map(contains, compress(self._texts, flags), repeat(text)))
        if all(hits):
            return candidates
        misses = compress(compress(count(), flags), map(not_, hits))
        return candidates ^ bits_of(list(misses))


def parts(text: str) -> set[str]:
    """Return every part of a text with one, two or three letters."""
    return {
        text[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(text) - length + 1)
    }
