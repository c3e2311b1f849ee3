"""The dashboard's French has a no-break space before : and %, and no space before ; ? and !"""

import re
from pathlib import Path

import pytest

WORDS = Path(__file__).parents[3] / "dashboard/src/i18n/fr"
TEXTS = re.compile(r'"[^"\n]*"|`[^`\n]*`')
EXPRESSION = re.compile(r"\$\{[^}]*\}")
WRONG = re.compile(r"[\w»’] [:%]|[\w»’][ \xa0][;?!]|[a-zé»]:(?= )|« | »")


def wrong(text: str) -> bool:
    return bool(WRONG.search(EXPRESSION.sub("x", text)))


@pytest.mark.parametrize("text", ["Note : 3", "3 %", "Quoi ?", "Note: 3", "« ici »", "${n} : 3"])
def test_the_rule_finds_a_wrong_space(text: str) -> None:
    assert wrong(text)


@pytest.mark.parametrize("text", ["Note\xa0: 3", "3\xa0%", "Quoi?", "à 10:30", "«\xa0ici\xa0»"])
def test_the_rule_accepts_canadian_french(text: str) -> None:
    assert not wrong(text)


@pytest.mark.parametrize("file", sorted(WORDS.glob("*.ts")), ids=lambda file: file.stem)
def test_the_words_have_the_right_spaces(file: Path) -> None:
    assert [text for text in TEXTS.findall(file.read_text()) if wrong(text[1:-1])] == []
