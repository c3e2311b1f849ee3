"""Counts of requests and bytes, in total and by top-level key."""

from collections import defaultdict
from collections.abc import Mapping

import msgspec


class Counter(msgspec.Struct, rename="camel"):
    requests: int = 0
    bytes_read: int = 0
    bytes_written: int = 0

    def add(self, read: int, written: int) -> None:
        self.requests += 1
        self.bytes_read += read
        self.bytes_written += written


class Counters:
    """`bytesRead` counts the bodies of answers to GETs, `bytesWritten` the bodies of writes."""

    def __init__(self) -> None:
        self._total = Counter()
        self._paths: defaultdict[str, Counter] = defaultdict(Counter)

    def add_read(self, path: str, size: int) -> None:
        self._total.add(size, 0)
        self._paths[path].add(size, 0)

    def add_write(self, size: int, by_path: Mapping[str, int]) -> None:
        """Count one request of `size` bytes; `by_path` says how many go to each top-level key."""
        self._total.add(0, size)
        for path, share in by_path.items():
            self._paths[path].add(0, share)

    def snapshot(self) -> dict[str, object]:
        total: dict[str, object] = msgspec.to_builtins(self._total)
        return total | {"paths": msgspec.to_builtins(dict(self._paths))}
