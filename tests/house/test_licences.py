"""Every package that is deployed, or bundled into the dashboard, has a permissive licence."""

import json
import re
from collections.abc import Iterator
from importlib import metadata
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PERMISSIVE = re.compile(r"\b(MIT(-0)?|0?BSD|Apache|ISC|PSF|MPL|Mozilla Public License 2\.0)\b")
COPYLEFT = re.compile(r"GPL|Affero|General Public|SSPL|BUSL|Commons Clause", re.IGNORECASE)
BUNDLED = ("preact", "@preact/signals", "@preact/signals-core", "openapi-fetch", "firebase")


def deployed() -> Iterator[tuple[str, str]]:
    """Yield each package of the functions with what its metadata says about its licence."""
    pins = (ROOT / "functions/requirements.txt").read_text("utf-8")
    for name in re.findall(r"^([\w.-]+)==", pins, re.MULTILINE):
        about = metadata.metadata(name)
        named = (about.get("License-Expression", ""), about.get("License", "")[:100])
        classified = (one for one in about.get_all("Classifier") or () if "License" in one)
        yield name, " ".join((*named, *classified))


def bundled() -> Iterator[tuple[str, str]]:
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    for name in BUNDLED:
        yield name, packages[f"node_modules/{name}"]["license"]


@pytest.mark.parametrize(("name", "licence"), [*deployed(), *bundled()], ids=lambda text: text[:30])
def test_a_licence_is_permissive(name: str, licence: str) -> None:
    assert PERMISSIVE.search(licence), f"{name}: {licence}"
    assert not COPYLEFT.search(licence), f"{name}: {licence}"


@pytest.mark.parametrize("licence", ["GPL-3.0", "LGPLv3", "AGPL-3.0-only", "Proprietary", ""])
def test_other_licences_are_found(licence: str) -> None:
    assert not PERMISSIVE.search(licence) or COPYLEFT.search(licence)
