"""Reasons in letters: only what the map says, in every language, and nothing about an account."""

import datetime

import pytest

from dueprocess.adapters.texts import letters
from dueprocess.demand.codes import DataCategory
from dueprocess.holdings.judge import told
from dueprocess.law.finding import Citation, Status
from dueprocess.letter.held import about, no_key, reasons
from dueprocess.letter.kinds import LetterKind
from holdings_samples import read

WORDS = letters()
ON = datetime.date(2026, 3, 1)
CHECKED = "2026-02-01"
NO, CANNOT = LetterKind.NO_DATA, LetterKind.NOT_EXECUTABLE


@pytest.mark.parametrize(
    ("letter", "item", "words"),
    [
        (NO, {"data": ("location",)}, "location data: the service keeps none, for any of its users"),
        (CANNOT, {"data": ("location",)}, "location data: the service keeps none, for any of its users"),
        (NO, {"data": ("traffic",), "period_to": "2026-01-01"}, "traffic data: the service deletes them after 7 days"),
        (CANNOT, {"data": ("access_codes",)}, "access codes: they are encrypted, and we hold no key to them"),
        (NO, {"data": ("access_codes",)}, "access codes"),  # held: nothing true can be said of why it is not
        (CANNOT, {"data": ("location",), "future": True}, "location data: they do not pass through our systems"),
        (NO, {"data": ("subscriber",)}, "subscriber data"),
        (CANNOT, {"data": ("content",)}, "content data"),  # a part can be read: the letter does not say that none can
    ],
)
def test_a_reason_stands_where_the_map_has_one(letter: LetterKind, item: dict[str, object], words: str) -> None:
    values = {"kind": "disclosure", "received_on": "2026-02-20", **item}
    (said,) = reasons(WORDS, letter, told(values, read("mail", checked=CHECKED), ON))
    assert said.words["en"] == words
    assert said.citation is None
    assert set(said.words) == set(WORDS)
    assert all(text and "{" not in text for text in said.words.values())


@pytest.mark.parametrize("checked", ["", "2025-01-01"])
def test_what_nobody_checked_lately_gives_no_reason(checked: str) -> None:
    values = {"kind": "disclosure", "data": ("location",)}
    (said,) = reasons(WORDS, NO, told(values, read("mail", checked=checked), ON))
    assert said.words["en"] == "location data"


def test_services_that_differ_give_no_reason() -> None:
    values = {"kind": "disclosure", "data": ("identification", "location")}
    given = reasons(WORDS, NO, told(values, read("mail", "tunnel", checked=CHECKED), ON))
    assert [one.words["en"] for one in given] == [
        "data that identify a user",
        "location data: the service keeps none, for any of its users",
    ]


def test_undoing_encryption_cites_the_law_only_where_it_was_read() -> None:
    cited = Citation("Act", "s. 1", None, None, "2026-01-01", Status.VERIFIED)
    assert no_key(WORDS, cited).citation is cited
    assert no_key(WORDS, None).citation is None
    assert set(no_key(WORDS, None).words) == set(WORDS)


@pytest.mark.parametrize("category", DataCategory)
def test_each_category_has_a_reason_in_words_of_its_own(category: DataCategory) -> None:
    have = read("mail", checked=CHECKED)
    (said,) = reasons(WORDS, CANNOT, told({"kind": "interception", "data": (str(category),)}, have, ON))
    assert len({*said.words.values()}) == len(WORDS)


def test_what_a_point_is_about_speaks_every_language() -> None:
    assert about(WORDS, ["traffic", "subscriber"]).words["de"] == "Verkehrsdaten, Bestandsdaten"
    assert about(WORDS, ()).words["en"] == "the measure demanded"
    for said in (about(WORDS, ()), *(about(WORDS, [str(one)]) for one in DataCategory)):
        assert set(said.words) == set(WORDS)
        assert all(said.words.values())
    assert all(words.items.provision for words in WORDS.values())
