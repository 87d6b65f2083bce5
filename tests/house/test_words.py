"""One word for one thing: what the table of docs/style.md forbids stands on no page and on no command line."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from dueprocess.desk.web import languages

ROOT = Path(__file__).parents[2]
COMMANDS = ("cli", "operate", "night", "client", "host")
QUOTED = re.compile(r"`[^`]*`")
"""A command or a field, by its name; names are for ever."""


def rows() -> list[list[str]]:
    """The table: what it is, the word, the German word, what is never said, what is never said in German."""
    page = (ROOT / "docs" / "style.md").read_text("utf-8").partition("## One word in both programs\n")[2]
    lines = page.partition("\n## ")[0].splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines if line.startswith("|")][2:]


def forbidden(place: int) -> list[str]:
    return [word.strip() for row in rows() for word in row[place].split(";") if word.strip()]


def catalogue(*, german: bool) -> Iterator[str]:
    with (languages.LOCALE / "de" / "LC_MESSAGES" / "django.po").open("rb") as file:
        for one in read_po(file):
            said = one.string if german else one.id
            yield from said if isinstance(said, tuple | list) else (said,)


def vault(*, german: bool) -> Iterator[str]:
    for path in sorted((ROOT / "frontend/src/words").glob("de*.ts")):
        for english, translated in re.findall(r'"((?:[^"\\]|\\.)+)":\s+"((?:[^"\\]|\\.)*)"', path.read_text("utf-8")):
            yield translated if german else english


def commands() -> Iterator[str]:
    """What the commands print and what their help says: each sentence of the modules, and the page made of the help."""
    yield from (ROOT / "docs/reference/cli.md").read_text("utf-8").splitlines()
    for path in (one for name in COMMANDS for one in sorted((ROOT / "src/dueprocess" / name).rglob("*.py"))):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
                node.value.value = ""  # a docstring speaks to us
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and " " in node.value:
                yield node.value


def found(texts: Iterator[str], words: list[str]) -> list[str]:
    one = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in words), re.IGNORECASE)
    return [text for text in texts if one.search(QUOTED.sub("", text))]


def test_the_table_holds_words_for_both_programs() -> None:
    assert len(rows()) > 15
    assert all(len(row) == 5 for row in rows())
    assert len(forbidden(3)) > 15
    assert len(forbidden(4)) > 15


@pytest.mark.parametrize(
    "program",
    [lambda: catalogue(german=False), lambda: vault(german=False), commands],
    ids=["desk", "vault", "commands"],
)
def test_no_english_sentence_has_another_word_for_the_same_thing(program: object) -> None:
    texts = list(program())  # type: ignore[operator]
    assert len(texts) > 400
    assert not found(iter(texts), forbidden(3))


@pytest.mark.parametrize("program", [catalogue, vault], ids=["desk", "vault"])
def test_no_german_sentence_has_another_word_for_the_same_thing(program: object) -> None:
    texts = list(program(german=True))  # type: ignore[operator]
    assert len(texts) > 400
    assert not found(iter(texts), forbidden(4))


def test_a_wrong_word_would_be_found() -> None:
    assert found(iter(["A test page was sent."]), ["test page"])
    assert not found(iter(["Run `dueprocess test page`."]), ["test page"])
