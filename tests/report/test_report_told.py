"""Access that we cannot see, and silence by statute: named where the law lets us, whatever counsel signed."""

import datetime
from typing import Any

import pytest

from dueprocess.law.build import build
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.report.cited import Cited
from dueprocess.report.provider import Declared
from dueprocess.report.told import StandingError, law_silences, standing_laws, unseen_access
from law_builders import cite, instrument, secrecy

DAY = datetime.date(2026, 11, 24)
SINCE = datetime.date(2021, 12, 1)
NEVER = {"en": "Never.", "de": "Nie."}


def standing(public: str, status: str = "verified") -> dict[str, Any]:
    return {"says": {"en": "The file is open."}, "since": None, "public": public, "cite": cite(status)}


def file(name: str, **more: Any) -> dict[str, Any]:
    return instrument(id=name, aliases=[], rules=[], title={"en": name}, **more)


SHELF = build(
    [
        file("A-YES", standing=standing("yes")),
        file("A-NO", standing=standing("no")),
        file("A-ASK", standing=standing("unknown")),
        file("A-HEARD", standing=standing("yes", "secondary")),
        file("A-PLAIN"),
        file("A-GONE", standing=standing("yes"), in_force={"from": None, "until": "2024-01-01"}),
        file("A-PART", country="DE-NW", standing=standing("yes")),
        file("A-OTHER", country="FR", standing=standing("yes")),
    ]
)


def test_standing_laws_are_those_in_force() -> None:
    assert set(standing_laws(SHELF, DAY)) == {"A-YES", "A-NO", "A-ASK", "A-HEARD", "A-PART", "A-OTHER"}
    assert set(standing_laws(SHELF, DAY, "FR")) == {"A-OTHER"}
    assert "A-PART" in standing_laws(SHELF, DAY, "DE"), "the law of a part is law of its state"


def test_what_may_be_named_is_named_and_of_the_rest_nothing() -> None:
    declared = [Declared(name, SINCE) for name in ("A-YES", "A-NO", "A-ASK", "A-HEARD")]
    (one,) = unseen_access(SHELF, declared, DAY)
    assert (one.id, one.cited, one.since, one.services) == ("A-YES", Cited("Act", "s. 1"), SINCE, ())
    assert one.says == {"en": "The file is open."}
    last = datetime.date(2027, 1, 10)  # twelve months after somebody read the text: the law may forbid it since
    assert [len(unseen_access(SHELF, declared, last + datetime.timedelta(days=more))) for more in (0, 1)] == [1, 0]
    assert unseen_access(SHELF, [], DAY) == ()
    assert unseen_access(SHELF, declared[1:], DAY) == ()


def test_the_oldest_comes_first() -> None:
    later = Declared("A-YES", SINCE + datetime.timedelta(days=1), ("Mail",))
    found = unseen_access(SHELF, [later, Declared("A-PART", SINCE)], DAY)
    assert [one.id for one in found] == ["A-PART", "A-YES"]
    assert found[1].services == ("Mail",)


@pytest.mark.parametrize("law", ["A-PLAIN", "A-GONE", "B-NONE"])
def test_a_law_that_gives_no_standing_access_is_refused_with_what_there_is(law: str) -> None:
    with pytest.raises(StandingError, match=rf"no standing law {law} in force\. It has: A-ASK, A-HEARD, A-NO"):
        unseen_access(SHELF, [Declared(law, SINCE)], DAY)
    with pytest.raises(StandingError, match="none yet"):
        unseen_access(build([file("A-PLAIN")]), [Declared(law, SINCE)], DAY)


def silent(*files: dict[str, Any], signed: tuple[str, ...] = ()) -> Shelf:
    return build(files, signatures=[Signature(name, "cedar", DAY) for name in signed])


def test_a_silence_by_statute_is_said_once_with_all_its_provisions() -> None:
    shelf = silent(
        file("A-1", secrecy=secrecy(public=NEVER), section="s. 1"),
        file("A-2", secrecy=secrecy(public=NEVER), section="s. 2", country="DE-NW"),
        file("A-3", secrecy=secrecy(public={"en": "Never, later perhaps."}), section="s. 3"),
        file("A-4", secrecy=secrecy(public=NEVER), country="FR"),
    )
    found = law_silences(shelf, "DE", DAY)
    assert [(one.says["en"], [name.section for name in one.cited]) for one in found] == [
        ("Never.", ["s. 1", "s. 2"]),
        ("Never, later perhaps.", ["s. 3"]),
    ]
    assert law_silences(shelf, "PK", DAY) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        {"secrecy": None},
        {"secrecy": secrecy()},
        {"secrecy": secrecy(public=NEVER, source="order")},
        {"secrecy": secrecy(public=NEVER, cite=cite("secondary"))},
        {"secrecy": secrecy(public=NEVER, cite=cite("secondary", None))},
        {"secrecy": secrecy(public=NEVER, cite=cite(checked="2025-11-23"))},
        {"secrecy": secrecy(public=NEVER), "in_force": {"from": None, "until": "2024-01-01"}},
    ],
)
def test_what_nobody_read_lately_is_not_said_and_no_signature_changes_it(wrong: dict[str, Any]) -> None:
    for signed in ((), ("A-1", "A-1.secrecy")):
        assert law_silences(silent(file("A-1", **wrong), signed=signed), "DE", DAY) == ()
    assert law_silences(silent(file("A-1", secrecy=secrecy(public=NEVER))), "DE", DAY)


def test_a_verification_without_a_day_says_nothing() -> None:
    shelf = silent(file("A-1", secrecy=secrecy(public=NEVER, cite=cite("verified", None))))
    assert law_silences(shelf, "DE", DAY) == ()
