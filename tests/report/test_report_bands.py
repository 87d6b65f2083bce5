"""50 USC 1874: four structures, their bands, delays, and what is opened later."""

import dataclasses
import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.report.bands import PROCESS, STRUCTURES, band, due, opened_within, security
from dueprocess.report.edition import Security
from dueprocess.report.facts import Fact

MARCH = datetime.date(2025, 3, 4)
LATE = datetime.date(2030, 1, 1)
LETTER = Fact(letter="n0", received_on=MARCH, country="US", kind="disclosure", instrument="US-2709", targets=3)
DIRECTIVE = dataclasses.replace(LETTER, letter="f0", instrument="US-FISA-702", kind="interception", targets=2)
RECORDS = dataclasses.replace(DIRECTIVE, letter="p0", kind="disclosure", asked="non_content", targets=1)
PLAIN = dataclasses.replace(LETTER, letter="w0", instrument="US-2703A")


def many(one: Fact, count: int) -> list[Fact]:
    return [dataclasses.replace(one, letter=f"{one.letter}-{number}") for number in range(count)]


def told(bands: tuple[Security, ...]) -> dict[str, tuple[int, int]]:
    return {one.category: (one.low, one.high) for one in bands}


@given(st.integers(0, 5000), st.sampled_from([one.width for one in STRUCTURES.values()]))
def test_a_band_holds_its_count_and_the_first_begins_with_zero(count: int, width: int) -> None:
    low, high = band(count, width)
    assert low <= count <= high
    assert (low % width, high - low + 1) == (0, width)


def test_four_structures() -> None:
    facts = [*many(LETTER, 300), *many(DIRECTIVE, 2), *many(RECORDS, 600), *many(PLAIN, 5000)]
    assert told(security(facts, 1, "2025-H1", LATE)) == {
        "nsl": (0, 999),
        "nsl_selectors": (0, 999),
        "fisa_content": (0, 999),
        "fisa_content_selectors": (0, 999),
        "fisa_non_content": (0, 999),
        "fisa_non_content_selectors": (0, 999),
    }
    assert told(security(facts, 2, "2025-H1", LATE))["nsl_selectors"] == (500, 999)
    assert told(security(facts, 2, "2025-H1", LATE))["fisa_non_content"] == (500, 999)
    assert told(security(facts, 3, "2025-H1", LATE)) == {"process": (750, 999), "process_selectors": (1500, 1749)}
    assert told(security(facts, 4, "2025", LATE)) == {"process": (900, 999), "process_selectors": (1500, 1599)}
    assert told(security([], 3, "2025-H2", LATE)) == {"process": (0, 249), "process_selectors": (0, 249)}


def test_two_items_of_one_order_are_one() -> None:
    facts = [*many(LETTER, 249), dataclasses.replace(LETTER, letter="n0-0", item=2)]
    assert told(security(many(LETTER, 249), 3, "2025-H1", LATE))["process"] == (0, 249)
    assert told(security([*many(LETTER, 249), *facts], 3, "2025-H1", LATE))["process"] == (0, 249)
    assert told(security([*facts, dataclasses.replace(LETTER, order=2)], 3, "2025-H1", LATE))["process"] == (250, 499)


def test_what_does_not_say_is_taken_for_content() -> None:
    facts = many(dataclasses.replace(DIRECTIVE, kind="disclosure"), 500)
    assert told(security(facts, 2, "2025-H1", LATE))["fisa_content"] == (500, 999)


@pytest.mark.parametrize(
    ("structure", "period", "first"),
    [
        (1, "2025-H1", "2025-12-27"),
        (2, "2025-H2", "2026-06-29"),
        (3, "2025-H1", "2025-07-01"),
        (4, "2024", "2025-12-31"),
    ],
)
def test_each_structure_waits(structure: int, period: str, first: str) -> None:
    day = datetime.date.fromisoformat(first)
    assert due(structure, period) == day
    assert security([], structure, period, day)
    with pytest.raises(ValueError, match=rf"from {first} on \(50 USC 1874.*earlier period"):
        security([], structure, period, day - datetime.timedelta(1))


def test_a_new_platform_waits_540_days_in_structures_1_and_2() -> None:
    facts = [*many(DIRECTIVE, 500), *many(LETTER, 500)]
    soon, later = MARCH + datetime.timedelta(539), MARCH + datetime.timedelta(540)
    assert told(security(facts, 2, "2025-H1", soon, MARCH))["fisa_content"] == (0, 499)
    assert told(security(facts, 2, "2025-H1", soon, MARCH))["nsl"] == (500, 999), "letters do not wait"
    assert told(security(facts, 2, "2025-H1", later, MARCH))["fisa_content"] == (500, 999)
    assert told(security(facts, 2, "2025-H1", soon, MARCH + datetime.timedelta(1)))["fisa_content"] == (500, 999)
    assert told(security(facts, 3, "2025-H1", soon, MARCH))["process"] == (1000, 1249)


@pytest.mark.parametrize(
    ("structure", "period", "says"),
    [
        (5, "2025-H1", "structures 1 to 4"),
        (1, "2025", "like 2026-H1"),
        (4, "2025-H1", "like 2026,"),
        (3, "2025-Q1", "like 2026-H1"),
    ],
)
def test_what_the_section_does_not_know_is_refused(structure: int, period: str, says: str) -> None:
    with pytest.raises(ValueError, match=says):
        security([], structure, period, LATE)


def test_selectors_that_are_not_known_make_no_band() -> None:
    with pytest.raises(ValueError, match="enter its number of targets"):
        security([dataclasses.replace(LETTER, targets=None)], 3, "2025-H1", LATE)


def test_a_band_holds_what_has_been_opened_since() -> None:
    opened = many(dataclasses.replace(LETTER, countable=True, admissible=True), 300)
    bands = security(opened, 3, "2025-H1", LATE)
    assert opened_within(bands, opened, "2025-H1") == ()
    narrow = (Security(3, "process", 0, 249),)
    assert opened_within(narrow, opened, "2025-H1") == (
        "process 2025-H1 is told as 0 to 249, and 300 have been opened since",
    )
    assert opened_within(narrow, opened, "2025-H2") == ()
    assert opened_within(narrow, many(LETTER, 300), "2025-H1") == (), "sealed"
    unknown = many(dataclasses.replace(opened[0], targets=None), 300)
    assert opened_within((Security(3, "process_selectors", 0, 249),), unknown, "2025-H1") == ()


def test_the_process_is_known_to_the_law_data() -> None:
    assert {"US-2709", "US-FISA-702"} == PROCESS
