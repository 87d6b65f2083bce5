"""The first hour of a new desk, as docs/tutorial/first-hour.md tells it: each command, each click, each sentence."""

from __future__ import annotations

import contextlib
import email
import email.policy
import re
from typing import Any

import pypdfium2
import pytest

pytest.importorskip("playwright.sync_api", reason="Playwright is not installed")

from collections.abc import Iterator
from pathlib import Path

import first_hour
from first_hour import Hour, Walked

mail_servers = pytest.importorskip("mail_servers", reason="aiosmtpd is not installed")

THURSDAY = r"Thu(rsday)? \d+ \w+( \d{4})?, 24:00"  # the year stands there in its last week

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def box() -> Any:
    return mail_servers.Mailbox()


@pytest.fixture(scope="module")
def hour(tmp_path_factory: pytest.TempPathFactory, box: Any) -> Iterator[Hour]:
    folder = tmp_path_factory.mktemp("first-hour")
    with mail_servers.smtp(box) as port, first_hour.opened(folder, port) as opened:
        yield opened


@pytest.fixture(scope="module")
def walked(hour: Hour, chromium: Any) -> Walked:
    return first_hour.walk(hour, chromium, lambda _name, _tab: None)


def test_before_anybody_read_it_nothing_may_be_told(walked: Walked) -> None:
    assert "Not known: so no, until a named person answers" in walked.arrived
    missing = "Missing under the law that is invoked The demand names no power that lets the authority ask for this."
    assert missing in walked.arrived
    assert "rests on what nobody confirmed" in walked.arrived


def test_due_thursday_missing_the_provision_and_nobody_may_be_told(walked: Walked) -> None:
    assert re.search(rf"Due (.* )?{THURSDAY} (· )?answer the authority", walked.three)
    missing = "Missing under the law that is invoked The demand does not cite the provision that it rests on."
    assert missing in walked.three
    assert "May I tell the person? You may not tell the person" in walked.three
    assert "The law suggests: return it for correction" in walked.three
    assert re.search(THURSDAY, walked.due)


def test_the_letter_left_for_the_verified_address_with_their_number_in_it(walked: Walked, box: Any) -> None:
    assert ["1 letter left; 0 did not" in walked.worker[0], "2 letters left; 0 did not" in walked.worker[1]] == [
        True
    ] * 2
    assert [to for _sender, to, _data in box.taken] == [["post@moorau.example"]] * 3
    letter = _letter(box, 0)
    assert "MOO-2026-1142" in letter
    assert "Rechtsvorschrift" in letter


def test_who_proposed_may_not_agree_and_the_other_does(walked: Walked) -> None:
    assert "Nothing is missing" in walked.right
    assert "You proposed this yourself. A second person must approve it." in walked.alone
    assert re.search(r"Item 1 · disclosure comply", walked.agreed)


def test_the_invoice_claims_what_the_law_pays(walked: Walked, box: Any) -> None:
    assert "20 minutes, 25.00 EUR" in walked.costed
    assert "write the invoice, or the claim expires" in walked.costed
    assert "write the invoice, or the claim expires" not in walked.invoice
    assert "25,00" in "".join(_letter(box, number) for number in (1, 2))


def test_the_night_says_why_an_order_of_eight_hours_could_not_be_met(walked: Walked) -> None:
    assert "Could an 8-hour order be met? no" in walked.night


def test_what_the_page_quotes_stands_on_the_desks_pages(hour: Hour, walked: Walked) -> None:
    seen = "\n".join([hour.seen, *walked.worker]).casefold()
    quoted = [one for one in first_hour.said() if one != "Thursday"]  # as THURSDAY above
    assert len(quoted) > 40
    assert [one for one in quoted if one.rstrip(".").casefold() not in seen] == []


def test_nothing_of_the_letter_lies_in_clear_on_the_desk(hour: Hour, walked: Walked) -> None:
    assert walked.order
    stored = b"".join(_bytes_of(hour.folder / "desk"))
    assert b"PI-MOORAU" in stored
    for marker in (b"kranich77", b"MOO-2026-1142", b"Wollgras"):
        assert marker not in stored


def _letter(box: Any, number: int) -> str:
    """The text of the PDF that a mail carries."""
    mail = email.message_from_bytes(box.taken[number][2], policy=email.policy.default)
    (part,) = mail.iter_attachments()
    with contextlib.closing(pypdfium2.PdfDocument(part.get_content())) as document:
        return "\n".join(page.get_textpage().get_text_range() for page in document)


def _bytes_of(folder: Path) -> Iterator[bytes]:
    for file in sorted(folder.rglob("*")):
        if file.is_file():
            yield file.read_bytes()
