"""The docs and the code agree on paths, settings, functions, commands and links."""

import ast
import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
PACKAGE = ROOT / "functions" / "customer_health"
ELSEWHERE = {"venv", "node_modules", "build"}


def pages() -> list[Path]:
    found: list[Path] = []
    for place, folders, files in os.walk(ROOT):
        folders[:] = [name for name in folders if name not in ELSEWHERE and name[0] != "."]
        found += [Path(place, name).relative_to(ROOT) for name in files if name.endswith(".md")]
    return sorted(found)


def doc(name: str) -> str:
    return (ROOT / "docs" / name).read_text("utf-8")


def nodes(source: Path) -> Iterator[ast.AST]:
    return ast.walk(ast.parse(source.read_text("utf-8")))


def texts(source: Path) -> Iterator[str]:
    """Yield the texts of constants, and the first texts of f-strings."""
    for node in nodes(source):
        match node:
            case ast.Assign(value=ast.Constant(value=str(text))):
                yield f"{text}/"
            case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]):
                yield text


def roots() -> set[str]:
    """Return the top-level keys of the database that the stores use."""
    found = (text for source in PACKAGE.glob("stores/**/*.py") for text in texts(source))
    return {key[1] for text in found if (key := re.match(r"([A-Z][a-z]+(?:[A-Z][a-z]+)*)/", text))}


def settings() -> set[str]:
    return {
        name
        for node in nodes(PACKAGE / "config.py")
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "env"
        for name in [ast.literal_eval(node.args[0])]
    }


MANIFEST = PACKAGE.parent / "main.py"


def deployed(trigger: str = "") -> set[str]:
    """Return the deployed functions, of one kind of trigger such as `on_schedule` or of all."""
    return {
        function.name
        for function in nodes(MANIFEST)
        if isinstance(function, ast.FunctionDef)
        for decorator in function.decorator_list
        if trigger in ast.unparse(decorator)
    }


def secrets() -> set[str]:
    """Return the secrets in the manifest. No other text in it is in capitals."""
    found = (node.value for node in nodes(MANIFEST) if isinstance(node, ast.Constant))
    return {one for one in found if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", str(one))}


def found_in_deployment(sentence: str) -> set[str]:
    """Return the names in a part of the deployment's page, given by a pattern."""
    [part] = re.findall(sentence, doc("deploy.md"))
    return set(re.findall(r"`(\w+)`", part))


def test_the_patterns_find_something() -> None:
    assert {"Companies", "CustomerIndex", "EmployeeLedger", "Availability", "CrmLinks"} <= roots()
    assert {"EMAIL_DOMAIN", "SLACK_TOKEN"} <= settings()
    assert {"api", "runShard", "onEmployeeCreate"} <= deployed()
    assert "runShard" in deployed("on_task_dispatched")
    assert {"SLACK_TOKEN", "STRIPE_KEY"} <= secrets()
    assert Path("docs/data-contract.md") in pages()


@pytest.mark.parametrize("root", sorted(roots()))
def test_every_path_is_in_the_contract(root: str) -> None:
    assert re.search(rf"^{root}/", doc("data-contract.md"), re.MULTILINE)


@pytest.mark.parametrize("setting", sorted(settings()))
def test_every_setting_is_in_the_table(setting: str) -> None:
    assert f"\n| `{setting}` |" in doc("deploy.md")


@pytest.mark.parametrize("function", sorted(deployed()))
def test_every_function_is_in_the_table(function: str) -> None:
    assert f"\n| `{function}` |" in doc("architecture.md")


def test_every_secret_is_in_the_deployments_page() -> None:
    commands = re.findall(r"functions:secrets:set (\w+) --project", doc("deploy.md"))
    assert sorted(commands) == sorted(secrets())


def test_the_deployments_page_lists_what_is_deployed() -> None:
    assert found_in_deployment(r"the jobs of (.+?) in Cloud Scheduler") == deployed("on_schedule")
    assert found_in_deployment(r"the queues (.+?) in Cloud Tasks") == deployed("on_task_dispatched")


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_link_has_a_target(page: Path) -> None:
    text = (ROOT / page).read_text("utf-8")
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        if not re.match(r"https?://|mailto:", link):
            name, _, heading = link.partition("#")
            target = (ROOT / page).parent / name if name else ROOT / page
            assert target.exists(), link
            assert not heading or heading in headings(target), link


def headings(page: Path) -> set[str]:
    """Return the headings in the form of links: lower case, no punctuation, hyphens for spaces."""
    titles = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_decision_has_a_number_of_its_own() -> None:
    numbers = [path.name[:4] for path in sorted((ROOT / "docs/decisions").iterdir())]
    assert numbers == [f"{n:04}" for n in range(1, len(numbers) + 1)]


@pytest.mark.parametrize("page", pages(), ids=str)
def test_every_make_target_exists(page: Path) -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for target in re.findall(r"`(?:\w+=\S+ )?make (\w+)`", (ROOT / page).read_text("utf-8")):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE), target
