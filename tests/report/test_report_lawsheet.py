"""The sheets about law: names only until counsel has signed a whole country, and one signature changes nothing."""

import dataclasses
import datetime

import pytest

from dueprocess.adapters.law_files import load
from dueprocess.demand.codes import DataCategory, Kind
from dueprocess.law.build import build
from dueprocess.law.finding import Allowed, Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.report.cited import Cited, SnapshotError, check_line
from dueprocess.report.lawsheet import LEAST, LawDetail, LawEntry, LawSheet, law_sheets, law_standards
from law_builders import cite, instrument, secrecy

DAY = datetime.date(2026, 11, 24)
SHELF = load()
SHELVES = sorted({one.country for one in SHELF.instruments.values()})


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
    assert [one.country for one in sheets] == SHELVES
    assert all(one.until is None and all(row.detail is None for row in one.entries) for one in sheets)
    standing = {name for name, one in SHELF.instruments.items() if one.at(DAY) is not None}
    assert {row.id for one in sheets for row in one.entries} == standing
    assert "EU-CSA-2021-1232" not in standing


@pytest.mark.parametrize("country", [one for one in SHELVES if len(one) == 2])
def test_a_sheet_opens_as_a_whole(country: str) -> None:
    names = read(country)
    for left_out in names:
        rest = signed(*(name for name in names if name != left_out))
        assert sheet(rest, country) == sheet(SHELF, country), f"{left_out} is not signed"
    full = sheet(signed(*names), country)
    opens = len(names) >= LEAST
    assert full.until == (datetime.date(2027, 11, 24) if opens else None), "one signature alone opens nothing"
    assert {row.id for row in full.entries if row.detail} == (set(names) if opens else set())


def test_a_signature_over_what_is_known_from_others_opens_nothing() -> None:
    everything = signed(*SHELF.instruments)
    for one in law_sheets(everything, DAY):
        for row in one.entries:
            assert (row.detail is not None) is (one.until is not None and row.status is Status.VERIFIED), row.id
    only = signed("PK-PTA-54", "EU-TCO-3")
    assert law_sheets(only, DAY) == law_sheets(SHELF, DAY)


def test_a_sheet_closes_when_the_first_signature_ends() -> None:
    first, *rest = read("EU")
    early = datetime.date(2026, 1, 10)
    shelf = dataclasses.replace(
        SHELF, signatures=(Signature(first, "cedar", early), *(Signature(name, "cedar", DAY) for name in rest))
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
    assert (row.status, row.checked_on) == (Status.VERIFIED, datetime.date(2026, 4, 4))
    assert (detail.kinds, detail.power, detail.review) == ((Kind.DISCLOSURE,), True, "formal")
    assert DataCategory.SUBSCRIBER in detail.data
    asks = {ask.says["en"]: ask for ask in detail.asks}
    assert asks["the order of the court"].binding
    assert asks["the order of the court"].cited.section == "§ 100j(3)"
    assert set(asks["the order of the court"].says) >= {"en", "de", "ur"}
    silence = detail.silence
    assert (silence.tell, silence.who_notifies, silence.by_order_only) == (Allowed.NO, "authority", False)


def test_rules_without_words_for_a_letter_and_rules_not_read_are_left_out() -> None:
    detail = entry("US-2703A").detail
    assert detail is not None
    rules = SHELF.instruments["US-2703A"].latest.rules
    assert len(detail.asks) == len([r for r in rules if r.ask and r.cited.citation.status is Status.VERIFIED])
    assert len(detail.asks) < len([r for r in rules if r.ask]) < len(rules)
    other = entry("US-2703B").detail
    assert other is not None
    assert any(not ask.binding for ask in other.asks)


def test_a_silence_that_nobody_read_is_not_told() -> None:
    assert (none := entry("DE-TKG-173").detail) is not None
    assert none.silence is None
    one = SHELF.instruments["EU-DSA-9"]
    rule = one.latest.secrecy
    unread = dataclasses.replace(rule.cited.citation, status=Status.SECONDARY)
    secrecy = dataclasses.replace(rule, cited=dataclasses.replace(rule.cited, citation=unread))
    other = dataclasses.replace(one, versions=(dataclasses.replace(one.latest, secrecy=secrecy),))
    second = SHELF.instruments["EU-DSA-10"]
    shelf = dataclasses.replace(signed("EU-DSA-9", "EU-DSA-10"), instruments={one.id: other, second.id: second})
    row = next(row for row in sheet(shelf, "EU").entries if row.id == "EU-DSA-9")
    assert row.detail is not None
    assert row.detail.silence is None


def test_a_text_without_a_day_has_none() -> None:
    assert entry("PK-MRTT-2010").checked_on is None


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


def test_no_single_signature_changes_a_sheet_of_the_law_that_ships() -> None:
    closed = law_sheets(SHELF, DAY)
    changed = [name for name in SHELF.instruments if law_sheets(signed(name), DAY) != closed]
    assert changed == []


def made(*files: dict[str, object], sign: tuple[str, ...] = (), standards: tuple[dict[str, object], ...] = ()) -> Shelf:
    return build(files, standards, signatures=[Signature(name, "cedar", DAY) for name in sign])


def two(**more: object) -> LawDetail:
    """What an open sheet says of the first of two provisions."""
    standards = (
        standard("T-1", "verified", "Treaty A", "art. 1"),
        standard("T-2", "secondary", "Treaty B", "art. 2"),
        standard("T-3", "verified", "Treaty A", "art. 1"),
    )
    other = instrument(id="X-ACT-2", rules=[], aliases=[])
    shelf = made(instrument(**more), other, sign=("X-ACT-1", "X-ACT-2"), standards=standards)
    detail = law_sheets(shelf, DAY)[0].entries[0].detail
    assert detail is not None
    return detail


def standard(name: str, status: str, title: str, section: str) -> dict[str, object]:
    base = {"id": name, "title": title, "section": section, "status": status, "checked_on": "2026-01-10"}
    return {**base, "source": {"title": title}, "kinds": [], "test": {"always": True}, "says": {"en": "A judge."}}


def part(code: str, number: int, status: str = "verified") -> dict[str, object]:
    name = f"{code}-{number}"
    return instrument(id=name, country=code, aliases=[], rules=[], status=status)


def test_the_parts_of_a_state_have_sheets_of_their_own_that_open_together() -> None:
    files = [part("DE", 1), part("DE", 2), part("DE-NW", 1), part("DE-BY", 1), part("DE-BY", 2, "secondary")]
    parts = ("DE-NW-1", "DE-BY-1")
    for sign in ((), ("DE-1",), ("DE-NW-1",), ("DE-BY-1",), ("DE-NW-1", "DE-1")):
        assert law_sheets(made(*files, sign=sign), DAY) == law_sheets(made(*files), DAY), (
            "one signature changes nothing"
        )
    opened = {one.country: one.until is not None for one in law_sheets(made(*files, sign=parts), DAY)}
    assert opened == {"DE": False, "DE-BY": True, "DE-NW": True}
    opened = {one.country: one.until is not None for one in law_sheets(made(*files, sign=("DE-1", "DE-2")), DAY)}
    assert opened == {"DE": True, "DE-BY": False, "DE-NW": False}
    sheets = law_sheets(made(*files), DAY)
    assert [(one.country, one.state, one.is_part) for one in sheets] == [
        ("DE", "DE", False),
        ("DE-BY", "DE", True),
        ("DE-NW", "DE", True),
    ]
    assert [row.id for row in sheets[1].entries] == ["DE-BY-1", "DE-BY-2"]


def test_a_sheet_that_one_signature_could_open_stays_closed() -> None:
    alone = [part("TR", 1), part("TR", 2, "secondary")]
    assert law_sheets(made(*alone, sign=("TR-1", "TR-2")), DAY) == law_sheets(made(*alone), DAY)


def test_an_open_sheet_says_who_asks_and_with_which_court() -> None:
    assert (two().who, two().court) == (None, "unknown")
    told = two(who={"en": "A judge"}, court="prior")
    assert (told.who, told.court) == ({"en": "A judge"}, "prior")


def test_deadlines_and_uses_that_nobody_read_are_left_out() -> None:
    clock = {"what": "respond", "due": {"days": 10}, "says": {"en": "Ten days."}, "cite": cite()}
    urgent = {**clock, "due": None, "when": {"flag": "emergency"}, "says": {"en": "At once."}}
    unread = {**clock, "says": {"en": "Heard of."}, "cite": cite("secondary")}
    told = two(clocks=[clock, urgent, unread])
    assert [(one.says["en"], one.always, one.due is None) for one in told.clocks] == [
        ("Ten days.", True, False),
        ("At once.", False, True),
    ]
    use = {"code": "abroad", "effect": "sharing", "when": None, "says": {"en": "Abroad."}, "cite": cite()}
    bound = {**use, "code": "purpose_bound", "effect": "condition", "says": {"en": "For this case."}}
    told = two(onward=[use, bound, {**use, "cite": cite("unverified")}])
    assert [(one.says["en"], one.sharing) for one in told.onward] == [("Abroad.", True), ("For this case.", False)]


def test_only_standards_that_were_read_are_claimed_to_be_missed() -> None:
    told = two(falls_short=["T-1", "T-2", "T-3", "T-NONE"])
    assert [(one.title["en"], one.section) for one in told.falls_short] == [("Treaty A", "art. 1")]


def test_the_public_sentence_is_that_of_a_statute() -> None:
    public = {"en": "Never."}
    for source, words in (("statute", public), ("order", None)):
        silence = two(secrecy=secrecy(source=source, public=public)).silence
        assert silence.public == words


def test_a_line_is_checked() -> None:
    check_line("a name", "StPO", 80)
    for text in ("", " ", "a@b.example", "https://x.example", "x" * 81, "a\nb", "\u202eb"):
        with pytest.raises(SnapshotError):
            check_line("a name", text, 80)
