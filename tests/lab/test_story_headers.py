"""Headers of the made-up mails, held against each other and against their letter: what differs is planted."""

from __future__ import annotations

import datetime
import email
import email.policy
import email.utils
import re
from email.message import EmailMessage

import pytest

from dueprocess_lab import practice_demands, stage, story
from dueprocess_lab.story import days

ENDS = [days.WRITTEN, datetime.date(2027, 1, 2), datetime.date(2028, 2, 29)]
each_end = pytest.mark.parametrize("ends", ENDS, ids=str)
FORGED = {"kdd.talbach.eil@postbox-free.invalid"}
"""The fault of the night call: answers shall go elsewhere."""
STREET = re.compile(r"^.*Lindenhof.*$|^.*\b\d{5} Oberfenchel.*$", re.MULTILINE)


def texts(ends: datetime.date) -> dict[str, str]:
    told = {one.file: one.content.decode() for one in story.story(ends).chapters}
    return told | {one.file: one.content(ends).decode() for one in practice_demands.waiting()}


def mails(ends: datetime.date) -> list[tuple[str, EmailMessage]]:
    policy = email.policy.default
    found = [(name, email.message_from_string(text, policy=policy)) for name, text in texts(ends).items()]
    return [(name, mail) for name, mail in found if name.endswith(".eml")]


def written(day: datetime.date) -> set[str]:
    """A day as letters write it."""
    german, english = days._GERMAN[day.month - 1], days._ENGLISH[day.month - 1]  # noqa: SLF001 - the names of months
    return {f"{day.day}. {german} {day.year}", f"{day.day} {english} {day.year}"}


@each_end
def test_every_header_names_the_senders_own_host(ends: datetime.date) -> None:
    for name, mail in mails(ends):
        (sender,), (_,) = mail["From"].addresses, mail["To"].addresses  # a comma in a name stands in quotes
        host = sender.domain
        assert mail["Message-ID"].rstrip(">").endswith(f"@{host}"), name
        assert email.utils.parseaddr(mail["Return-Path"])[1].endswith(f"@{host}"), name
        assert set(re.findall(r"header\.(?:d|from)=([\w.-]+)", mail["Authentication-Results"])) == {host}, name
        assert mail["Reply-To"] is None or mail["Reply-To"] in FORGED, name


@each_end
def test_the_day_of_the_date_is_that_of_the_message_id_of_its_weekday_and_of_the_letter(ends: datetime.date) -> None:
    stamped = 0
    for name, mail in mails(ends):
        at = email.utils.parsedate_to_datetime(mail["Date"])
        assert str(mail["Date"]).startswith(f"{at:%a}, {at:%d}"), name
        for stamp in re.findall(r"\d{14}", mail["Message-ID"]):
            stamped += 1
            assert stamp == f"{at:%Y%m%d%H%M%S}", name
        years = set(re.findall(r"(?<!\d)20\d\d(?!\d)", mail["Message-ID"]))
        assert years <= {str(at.year)}, name
        if "gold-harvest" not in mail["From"]:
            assert any(day in mail.get_content() for day in written(at.date())), name
    assert stamped >= 2


@each_end
def test_a_file_number_of_the_subject_stands_in_the_letter(ends: datetime.date) -> None:
    numbered = 0
    for name, mail in mails(ends):
        for number in re.findall(r"[A-Z\d]+(?:[-/][A-Z\d]+)+", mail["Subject"]):
            numbered += 1
            assert number in mail.get_content(), name
    assert numbered >= 6


@each_end
def test_no_number_of_a_file_or_message_is_a_day_that_stays_behind(ends: datetime.date) -> None:
    for name, text in texts(ends).items():
        assert not re.search(r"\b[A-Z]+-(?:0[1-9]|[12]\d|3[01])(?:0[1-9]|1[0-2])-", text), name


@each_end
def test_everybody_writes_to_the_house_where_the_house_says_it_sits(ends: datetime.date) -> None:
    street, place = stage.ADDRESS
    lines = [(name, line) for name, text in texts(ends).items() for line in STREET.findall(text)]
    assert len(lines) >= 5
    for name, line in lines:
        assert f"{street}, {place}" in line, name
    for name, mail in mails(ends):
        assert mail["To"].rstrip(">").endswith("@fennelmail.example"), name
