"""Which texts contain a text: by the parts of up to three letters that they have in common."""

from collections.abc import Sequence
from functools import reduce
from itertools import compress, count, repeat
from operator import and_, contains, not_

from customer_health.domain.customers.bitset import Sets, bits_of, flags_of

LONGEST = 3


class TextIndex:
    """Texts by number; `texts` is the caller's own list of them."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._texts = texts
        self._having = Sets()

    def replace(self, number: int, old: str, new: str) -> None:
        had, has = parts(old), parts(new)
        self._having.remove(number, had - has)
        self._having.add(number, has - had)

    def containing(self, text: str) -> int:
        """The numbers of the texts that contain this one, as bits. That takes as long as there are
        texts with all of its parts; of up to three letters, no time at all."""
        if len(text) <= LONGEST:
            return self._having.bits(text)
        wanted = {text[start : start + LONGEST] for start in range(len(text) - LONGEST + 1)}
        few = [numbers for part in wanted if (numbers := self._having.small(part)) is not None]
        if few:
            return bits_of([n for n in min(few, key=len) if text in self._texts[n]])
        candidates = reduce(and_, map(self._having.bits, wanted))
        flags = flags_of(candidates)
        hits = list(map(contains, compress(self._texts, flags), repeat(text)))
        if all(hits):
            return candidates
        misses = compress(compress(count(), flags), map(not_, hits))
        return candidates ^ bits_of(list(misses))


def parts(text: str) -> set[str]:
    """All that it contains of one, two or three letters."""
    return {
        text[start : start + length]
        for length in range(1, LONGEST + 1)
        for start in range(len(text) - length + 1)
    }
