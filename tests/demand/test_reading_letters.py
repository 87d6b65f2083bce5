"""Letters of senders that no directory knows, each with its truth: what is filled is right, and most is filled.

``python -m bench.letters tests/golden/incoming/own/de`` prints the figures, ``--misses FIELD`` what is read otherwise.
"""

import importlib
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters import languages, reader
from dueprocess.demand.draft import NO_DEMAND, NO_WORDS
from dueprocess.demand.reading import Cover, read
from dueprocess.demand.reading.page import page

IDENTIFIERS = ("targets", "register_numbers")
INCOMING = Path(__file__).resolve().parents[1] / "golden" / "incoming"
OWN = INCOMING / "own"


@pytest.fixture
def bench(root: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(root))
    return importlib.import_module("bench.letters")


@pytest.mark.parametrize("language", sorted(folder.name for folder in OWN.iterdir()))
def test_our_own_letters_are_read(bench: Any, language: str) -> None:
    found = bench.figures(bench.letters(OWN / language))
    assert found["is_demand"].precision == 1
    for name, one in found.items():
        wrong = one.filled - one.right
        assert wrong <= max(1, one.filled // (20 if name in IDENTIFIERS else 10)), (name, one)
        assert one.recall >= 0.6 or one.there < 3, (name, one)  # of two, a half is one letter


BATCHES = sorted({one.name for one in INCOMING.iterdir() if one.is_dir()} - {"own", "heads"})
UNMENDED = {"seventeenth": 3, "nineteenth": 5, "twentieth": 3, "twentyfourth": 6, "twentyfifth": 4}
"""Letters that a batch may have wrong where nobody mended on whether they are demands."""
AS_THEY_CAME = {"twentieth": 0.8, "twentyfourth": 0.8, "twentyfifth": 0.75}
"""Batches on whose accounts nobody mended, and what of these is right at least."""


@pytest.mark.slow
@pytest.mark.parametrize("batch", BATCHES)
def test_letters_that_others_wrote_are_known_as_what_they_are(bench: Any, batch: str) -> None:
    read = [one for folder in sorted((INCOMING / batch).iterdir()) for one in bench.letters(folder)]
    found = bench.figures(read)
    assert len(read) > 30
    assert found["is_demand"].filled - found["is_demand"].right <= max(UNMENDED.get(batch, 2), len(read) * 0.03)
    assert found["targets"].precision >= AS_THEY_CAME.get(batch, 0.9)


@pytest.mark.parametrize(
    ("letter", "box"),
    [
        ("eighteenth/a/18-fr.pdf", "instruction@ta-wiltzbourg.example"),  # of the court, at the foot
        ("eighteenth/b/15-es.pdf", "teresa.concejala@ayto-villarredonda.example"),  # of the victim, in the facts
        ("twentieth/c/19-it.pdf", "vetrinaweb@pec.vetrinaweb.example"),  # of the provider, in the head
        ("twentieth/d/01-de.pdf", "fk4.kk-steinwedel@polizei-nordmark.example"),  # of the desk that gets the answer
        ("twentyfirst/a/03-en.txt", "t.oberg@tamarackso.example"),  # of the officer, below the name
    ],
)
def test_a_mailbox_that_no_word_calls_an_account_is_shown_and_not_filled(bench: Any, letter: str, box: str) -> None:
    draft = bench.read(INCOMING / letter)
    assert box not in draft.targets
    assert box in draft.perhaps["targets"]


def test_rows_of_a_table_are_lines_and_a_day_that_a_line_begins_with_is_no_point() -> None:
    text = (
        "Police Station North\n\nAsked are the registration data of these accounts under section 94 and the Order of\n"
        "27. 02. 2026 that stands:\n1\thr.taskpoint@mail.example\tsent an offer letter to complainant\n"
        "2\twithdraw.support7@mail.example\tdemanded an amount\n\nYours faithfully"
    )
    found = page(text, reader.tables())
    assert "order of 27. 02. 2026 that stands:\n1 hr" in found.low
    assert "complainant\n2 withdraw" in found.low


def test_a_box_that_is_not_ticked_says_nothing_in_a_cell_of_its_own() -> None:
    found = page("We ask for:\n☒\tname and address\n☐\tcontent of messages\n☐\tlocation", reader.tables())
    assert "name and address" in found.low
    assert "content" not in found.low
    assert "location" not in found.low


@pytest.mark.parametrize(
    "head",
    [
        "On Mon, Nov 2, 2026 at 10:12 AM Support <support@prov.example> wrote:",
        "El lun, 2 nov 2026 a las 10:12, Support (<support@prov.example>) escribió:",
        "пн, 2 нояб. 2026 г. в 10:12, Support <support@prov.example>:",
        "De: Support <support@prov.example>\nEnviado el: 2 de noviembre de 2026 10:12\nPara: a@b.example",
        "Kimden: Support\nGönderildi: 2 Kasım 2026 Pazartesi 10:12\nKime: a@b.example\nKonu: x",
    ],
)
def test_a_mail_that_is_quoted_in_any_language_ends_the_letter(head: str) -> None:
    letter = "Police Station North\n\n" + "Please hand over the name of the holder of a@b.example. " * 10
    found = page(f"{letter}\n\n{head}\n\nWe answer within 14 days.", reader.tables())
    assert 500 < found.older < found.low.find("we answer")


def test_a_sentence_goes_on_behind_a_day_that_is_set_apart() -> None:
    set_apart = "Die Frist wird bis zum\n\n          11. Dezember 2026\n\nverlängert. Einer Begründung bedarf es nicht."
    assert "bis zum 11. dezember 2026 verlängert" in " ".join(page(set_apart, reader.tables()).low.split(" ")).replace(
        "  ", ""
    )
    heading = "Nordhafen\n\n11. Dezember 2026\n\nSehr geehrte Damen und Herren"
    assert "11. dezember 2026\nsehr geehrte" in page(heading, reader.tables()).low


def test_the_day_of_a_mail_that_is_passed_on_is_not_the_letters() -> None:
    head = "From: Office <o@a.example>\nSent: Monday, November 2, 2026 10:12 AM\nTo: abuse@prov.example\n\n"
    letter = "Police Station North\n\n3 November 2025\n\nPlease hand over the name of the holder of a@b.example."
    assert read(f"FYI\n\n{head}{letter}", reader.tables(), languages.languages).document_date == "2025-11-03"
    bare = letter.replace("3 November 2025\n\n", "")
    assert read(f"FYI\n\n{head}{bare}", reader.tables(), languages.languages).document_date == "2026-11-02"


@pytest.mark.parametrize(
    ("cover", "sent", "value"),
    [
        ("Anbei der Beschluss.\n", "2026-11-05", "2026-11-02"),  # says only that it is enclosed: the decision's
        ("Anbei übersende ich den Beschluss mit der Bitte um Umsetzung. " * 9, "2026-11-05", "2026-11-05"),
        ("Anbei der Beschluss.\n", "2026-11-01", "2026-11-01"),  # no letter is written after it was sent
    ],
)
def test_a_mail_that_encloses_a_decision_is_of_its_own_day(cover: str, sent: str, value: str) -> None:
    decision = (
        "Amtsgericht Nordhafen\n\nB e s c h l u s s\n\n"
        + "Die Herausgabe der Bestandsdaten zu a@b.example wird angeordnet. " * 4
        + "\n\nNordhafen, den 02.11.2026\n\nDr. Arndt\nRichterin"
    )
    text = f"{cover}\nStaatsanwaltschaft Nordhafen\n\n\n{decision}"
    found = read(text, reader.tables(), languages.languages, cover=Cover(sent))
    assert found.document_date == value


def test_a_language_of_which_no_file_has_words_is_said_and_not_that_nothing_is_asked() -> None:
    text = "Kérjük, hogy 15 napon belül közölje a maria@larkspur.example fiók előfizetőjének nevét és címét."
    draft = read(text, reader.tables(), lambda _: ("hu",))
    assert draft.to_plain() == {"file": None, "error": NO_WORDS, "languages": ["hu"]}
    assert read("Thank you.", reader.tables(), lambda _: ("en",)).to_plain() == {"file": None, "error": NO_DEMAND}
    assert "languages" not in read("x", reader.tables(), lambda _: ()).unsure
