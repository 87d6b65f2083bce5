"""The sheets about law: names only until counsel has signed a whole country, and one signature changes nothing."""

from __future__ import annotations

import dataclasses
import datetime
from typing import TYPE_CHECKING

import pytest

from dueprocess.adapters.law_files import load
from dueprocess.domain.demand.codes import DataCategory, Kind
from dueprocess.domain.law.finding import Allowed, Status
from dueprocess.domain.law.texts import Signature
from dueprocess.domain.report.cited import Cited, SnapshotError, check_line
from dueprocess.domain.report.lawsheet import LawEntry, LawSheet, law_sheets, law_standards

if TYPE_CHECKING:
    from dueprocess.domain.law.shelf import Shelf

DAY = datetime.date(2026, 11, 24)
SHELF = load()


def read(country: str) -> list[str]:
    """Provisions of a country that are in force and were read in their text."""
    found = ((one, one.at(DAY)) for one in SHELF.instruments.values() if one.country == country)
    return [one.id for one, text in found if text and text.cited.citation.status is Status.VERIFIED]


def signed(*names: str, on: datetime.date = DAY) -> Shelf:
    return dataclasses.replace(SHELF, signatures=tuple(Signature(name, "cedar", on) for name in names))


def sheet(shelf: Shelf, country: str, on: datetime.date = DAY) -> LawSheet:
    return next(one for one in law_sheets(shelf, on) if one.country == country)


def entry(name: str, shelf: Shelf | None = None) -> LawEntry:
    country = SHELF.instruments[name].country
    return next(one for one in sheet(shelf or signed(*read(country)), country).entries if one.id == name)


def test_every_country_with_law_has_a_sheet_and_nothing_is_told_before_counsel_signed() -> None:
    sheets = law_sheets(SHELF, DAY)
    assert [one.country for one in sheets] == sorted(SHELF.countries)
    assert all(one.until is None and all(row.detail is None for row in one.entries) for one in sheets)
    standing = {name for name, one in SHELF.instruments.items() if one.at(DAY) and one.country == one.state}
    assert {row.id for one in sheets for row in one.entries} == standing
    assert "EU-CSA-2021-1232" not in standing


@pytest.mark.parametrize("country", sorted(SHELF.countries))
def test_a_sheet_opens_as_a_whole(country: str) -> None:
    names = read(country)
    for left_out in names:
        rest = signed(*(name for name in names if name != left_out))
        assert sheet(rest, country) == sheet(SHELF, country), f"{left_out} is not signed"
    full = sheet(signed(*names), country)
    assert full.until == (datetime.date(2027, 11, 24) if names else None), "what nobody read never opens"
    assert {row.id for row in full.entries if row.detail} == set(names)


def test_a_signature_over_what_is_known_from_others_opens_nothing() -> None:
    everything = signed(*SHELF.instruments)
    for one in law_sheets(everything, DAY):
        for row in one.entries:
            assert (row.detail is None) is (row.status is not Status.VERIFIED), row.id
    only = signed("PK-PTA-54", "EU-TCO-3")
    assert law_sheets(only, DAY) == law_sheets(SHELF, DAY)


def test_a_sheet_closes_when_the_first_signature_ends() -> None:
    first, *rest = read("EU")
    early = datetime.date(2026, 1, 10)
    shelf = dataclasses.replace(
        SHELF,
        signatures=(Signature(first, "cedar", early), *(Signature(name, "cedar", DAY) for name in rest)),
    )
    assert sheet(shelf, "EU").until == datetime.date(2027, 1, 10)
    assert sheet(shelf, "EU", datetime.date(2027, 1, 11)).until is None
    again = dataclasses.replace(shelf, signatures=(*shelf.signatures, Signature(first, "cedar", DAY)))
    assert sheet(again, "EU").until == datetime.date(2027, 11, 24)
    tomorrow = signed(*read("EU"), on=DAY + datetime.timedelta(days=1))
    assert sheet(tomorrow, "EU").until is None, "a signature of tomorrow is none today"


def test_a_country_of_which_no_text_was_read_never_opens() -> None:
    only = {name: one for name, one in SHELF.instruments.items() if name == "PK-PTA-54"}
    shelf = dataclasses.replace(signed("PK-PTA-54"), instruments=only)
    assert sheet(shelf, "PK").until is None


def test_law_that_is_not_in_force_is_not_shown() -> None:
    one = SHELF.instruments["EU-DSA-9"]
    gone = dataclasses.replace(one, versions=(dataclasses.replace(one.latest, until=datetime.date(2020, 1, 1)),))
    shelf = dataclasses.replace(SHELF, instruments={gone.id: gone})
    assert law_sheets(shelf, DAY) == ()


def test_what_a_provision_says_comes_from_the_law_data() -> None:
    row = entry("DE-STPO-100J")
    detail = row.detail
    assert detail is not None
    assert row.cited == Cited("Strafprozessordnung (StPO)", "§ 100j")
    assert (row.status, row.checked_on) == (Status.VERIFIED, datetime.date(2022, 3, 26))
    assert (detail.kinds, detail.power, detail.review) == ((Kind.DISCLOSURE,), True, "formal")
    assert DataCategory.SUBSCRIBER in detail.data
    asks = {ask.says["en"]: ask for ask in detail.asks}
    assert asks["the order of the court"].binding
    assert asks["the order of the court"].cited.section == "§ 100j(3)"
    assert set(asks["the order of the court"].says) >= {"en", "de", "ur"}
    silence = detail.silence
    assert silence is not None
    assert (silence.tell, silence.who_notifies, silence.by_order_only) == (Allowed.NO, "authority", False)


def test_rules_without_words_for_a_letter_and_rules_not_read_are_left_out() -> None:
    detail = entry("US-2703A").detail
    assert detail is not None
    rules = SHELF.instruments["US-2703A"].latest.rules
    assert len(detail.asks) == len([r for r in rules if r.ask and r.cited.citation.status is Status.VERIFIED])
    assert len(detail.asks) < len([r for r in rules if r.ask]) < len(rules)
    assert any(not ask.binding for ask in detail.asks)


def test_a_silence_that_nobody_read_is_not_told() -> None:
    assert (none := entry("DE-TKG-173").detail) is not None
    assert none.silence is None
    one = SHELF.instruments["EU-DSA-9"]
    rule = one.latest.secrecy
    assert rule is not None
    unread = dataclasses.replace(rule.cited.citation, status=Status.SECONDARY)
    secrecy = dataclasses.replace(rule, cited=dataclasses.replace(rule.cited, citation=unread))
    other = dataclasses.replace(one, versions=(dataclasses.replace(one.latest, secrecy=secrecy),))
    shelf = dataclasses.replace(signed("EU-DSA-9"), instruments={one.id: other})
    (row,) = sheet(shelf, "EU").entries
    assert row.detail is not None
    assert row.detail.silence is None


def test_a_text_without_a_day_has_none() -> None:
    assert entry("PK-PTA-54").checked_on is None


def test_standards_stand_once_with_their_weakest_status() -> None:
    found = {one.title: one.status for one in law_standards(SHELF)}
    assert list(found) == sorted(found)
    assert found["Necessary and Proportionate Principles"] is Status.UNVERIFIED
    assert found["Podchasov v. Russia, no. 33696/19, 13 February 2024"] is Status.VERIFIED
    assert found["Court of Justice, Prokuratuur"] is Status.SECONDARY


def test_what_standards_ask_of_the_provider_is_not_named_as_held_against_demands() -> None:
    found = {one.title: one.status for one in law_standards(SHELF)}
    assert "UN Guiding Principles on Business and Human Rights" not in found
    assert found["Roman Zakharov v. Russia [GC], no. 47143/06, 4 December 2015"] is Status.VERIFIED


def test_a_line_is_checked() -> None:
    check_line("a name", "StPO", 80)
    for text in ("", " ", "a@b.example", "https://x.example", "x" * 81, "a\nb", "\u202eb"):
        with pytest.raises(SnapshotError):
            check_line("a name", text, 80)
