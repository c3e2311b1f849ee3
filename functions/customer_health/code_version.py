"""The version of the code that computes figures: a hash of its source.

It is in the evidence of each figure. Two runs of one version find the same figures in the same
records. It changes only with the code of the figures, not with each release, and needs no version
control at run time.
"""

from functools import cache
from hashlib import sha256
from pathlib import Path

PACKAGE = Path(__file__).parent
COMPUTES = ("domain/metrics", "stores/metrics", "flows/runs")
"""The folders whose code decides on a figure: the metrics, how records are read, and the run."""


@cache
def code_version(package: Path = PACKAGE) -> str:
    """Return the hash, of 12 hexadecimal digits. Computed once in each instance."""
    found = sha256()
    for folder in COMPUTES:
        for source in sorted((package / folder).glob("*.py")):
            found.update(source.name.encode() + b"\n" + source.read_bytes())
    return found.hexdigest()[:12]
