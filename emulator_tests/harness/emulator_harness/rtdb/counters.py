"""Counts of requests and bytes, in total and by top-level key."""

from collections import defaultdict
from collections.abc import Mapping

import msgspec


class Counter(msgspec.Struct, rename="camel"):
    requests: int = 0
    bytes_read: int = 0
    bytes_written: int = 0


class Counters:
    """`bytesRead` counts the bodies of answers to GETs, `bytesWritten` the bodies of writes."""

    def __init__(self) -> None:
        self._total = Counter()
        self._paths: defaultdict[str, Counter] = defaultdict(Counter)

    def add_read(self, path: str, size: int) -> None:
        for counter in (self._total, self._paths[path]):
            counter.requests += 1
            counter.bytes_read += size

    def add_write(self, size: int, by_path: Mapping[str, int]) -> None:
        """Count one request of `size` bytes; `by_path` says how many go to each top-level key."""
        self._total.requests += 1
        self._total.bytes_written += size
        for path, share in by_path.items():
            counter = self._paths[path]
            counter.requests += 1
            counter.bytes_written += share

    def snapshot(self) -> dict[str, object]:
        total: dict[str, object] = msgspec.to_builtins(self._total)
        return total | {"paths": msgspec.to_builtins(dict(self._paths))}
