"""The card by the door: one page a language, whole, with the house's address, and the guide beside it."""

import re
from pathlib import Path

import pypdfium2
import pytest

from commands_here import ran
from dueprocess.adapters.pdf import PdfError, card_pdf
from dueprocess.adapters.texts import table
from dueprocess.cli import raid
from dueprocess.cli.main import cli
from dueprocess.operate.home import Desk, Home, write_desk


def made(tmp_path: Path, *args: str) -> tuple[int, str, list[str]]:
    out = tmp_path / "card.pdf"
    done = ran(cli, ["raid", "card", "--out", str(out), "--home", str(tmp_path / "home"), *args])
    if not out.exists():
        return done.exit_code, done.output, []
    document = pypdfium2.PdfDocument(out)
    return done.exit_code, done.output, [page.get_textpage().get_text_bounded() for page in document]


def flat(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize(("paper", "people"), [("a4", 0), ("a5", 6)])
def test_one_page_a_language_on_either_paper(tmp_path: Path, paper: str, people: int) -> None:
    calls = [
        word for number in range(people) for word in ("--call", f"Counsel of the house {number}:+49 30 555010{number}")
    ]
    code, _, pages = made(tmp_path, "--paper", paper, *calls)
    assert code == 0
    assert len(pages) == len(raid.LANGUAGES)
    for language, page in zip(("en", "de"), pages, strict=False):
        words = table("raid", language)
        for name, text in words.items():
            if name not in {"name", "dir", "stop_1", "nobody"}:
                assert flat(text)[:40] in flat(page), (language, name)
        assert page.count("+49 30 555010") == people


def test_the_button_is_named_where_the_desk_has_one(tmp_path: Path) -> None:
    home = Home(tmp_path / "home").create()
    write_desk(home, Desk("Fennel Mail", "DE", staff_address="https://desk.fennel.example"))
    _, _, (english,) = made(tmp_path, "--lang", "en")
    assert "Open https://desk.fennel.example/freeze/, log in" in flat(english)


def test_nobody_is_told_to_lie_or_to_destroy(tmp_path: Path, root: Path) -> None:
    _, _, (english,) = made(tmp_path, "--lang", "en")
    assert "Nobody lies, hides, deletes or resists." in flat(english)
    assert "Do not delete, switch off, unplug or move anything." in flat(english)
    guide = (root / "docs/operator/raid/README.md").read_text()
    assert "no panic wipe, no duress password" in guide
    statuses = re.findall(r"\| (verified|secondary|unverified)[^|]*\|$", guide, re.MULTILINE)
    laws = re.findall(r"^\| (?:DE|PK|GB|US)\b.*\|$", guide, re.MULTILINE)
    assert len(statuses) == len(laws) > 8


@pytest.mark.parametrize("call", ["nobody", ":+49", "x:", "x" * 41 + ":1", "a\nb:1"])
def test_a_name_needs_its_number(tmp_path: Path, call: str) -> None:
    code, said, pages = made(tmp_path, "--call", call)
    assert (code, pages) == (2, [])
    assert "NAME:NUMBER" in said


def test_more_than_six_do_not_fit(tmp_path: Path) -> None:
    code, said, _ = made(tmp_path, *["--call", "a:1"] * 7)
    assert code == 2
    assert "More than 6" in said


def test_what_is_typed_is_text(tmp_path: Path) -> None:
    _, _, (page,) = made(tmp_path, "--lang", "en", "--call", '#read("x") *b*:#1')
    assert '#read("x") *b*' in page


def test_json_is_alone_on_standard_output(tmp_path: Path) -> None:
    _, said, _ = made(tmp_path, "--json", "--lang", "ur")
    assert said == f'{{"file": "{tmp_path / "card.pdf"}", "languages": ["ur"], "pages": 1, "paper": "a4"}}\n'


def test_the_languages_say_the_same_things() -> None:
    tables = {one: table("raid", one) for one in raid.LANGUAGES}
    assert len({tuple(words) for words in tables.values()}) == 1


def test_a_card_that_cannot_fit_is_refused() -> None:
    card = raid.plain_card("en", raid.people_of([]), "") | {"after_1": "much " * 3000}
    with pytest.raises(PdfError, match="does not fit one page"):
        card_pdf({"cards": [card], "paper": "a5", "title": "x"})
