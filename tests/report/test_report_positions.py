"""Positions: drafts until counsel signed, ours until taken back, and only in words that counsel saw."""

import datetime
from typing import Any

from dueprocess.law.build import build
from dueprocess.law.finding import Status
from dueprocess.law.shelf import Shelf
from dueprocess.law.texts import Signature
from dueprocess.report.cited import Cited
from dueprocess.report.positions import law_positions, ours_since

DAY = datetime.date(2026, 11, 24)


def stand(name: str = "PK-BILL-1", **more: Any) -> dict[str, Any]:
    base = {
        "id": name,
        "country": "PK",
        "title": {"en": "Sharing abroad"},
        "act": "The Bill",
        "section": "section 38",
        "stage": "bill",
        "on": "2015-04-01",
        "checked_on": "2026-02-01",
        "status": "verified",
        "source": {"title": "the bill"},
        "does": {"en": "It shares.", "ur": "دیتا ہے۔"},
        "position": "oppose",
        "says": {"en": "No consent."},
        "asks": {"en": "Strike it."},
        "standards": ["T-2", "T-1"],
    }
    return {**base, **more}


def standard(name: str, status: str) -> dict[str, Any]:
    base = {"id": name, "title": f"Treaty {name}", "section": "art. 1", "status": status, "checked_on": "2026-01-10"}
    return {**base, "source": {"title": "x"}, "kinds": [], "test": {"always": True}, "says": {"en": "A judge."}}


def shelf(*signed: tuple[str, str], files: tuple[dict[str, Any], ...] = (stand(),)) -> Shelf:
    signatures = [Signature(name, "cedar", datetime.date.fromisoformat(on)) for name, on in signed]
    standards = [standard("T-1", "verified"), standard("T-2", "secondary")]
    return build((), standards, signatures=signatures, positions=files)


def since(*signed: tuple[str, str], on: datetime.date = DAY) -> str:
    return str(ours_since(shelf(*signed), "PK-BILL-1", on))


def test_a_draft_is_nobodys_position() -> None:
    assert law_positions(shelf(), DAY) == ()
    assert since() == "None"
    assert since(("PK-OTHER-1", "2026-03-01")) == "None"


def test_a_position_is_ours_from_the_day_of_the_signature_and_does_not_grow_old() -> None:
    assert since(("PK-BILL-1", "2026-03-01")) == "2026-03-01"
    assert since(("PK-BILL-1", "2026-03-01"), on=datetime.date(2026, 2, 28)) == "None"
    assert since(("PK-BILL-1", "2026-03-01"), on=datetime.date(2031, 1, 1)) == "2026-03-01"
    assert since(("PK-BILL-1", "2026-03-01"), ("PK-BILL-1", "2026-05-01")) == "2026-03-01"


def test_words_that_counsel_never_saw_are_not_ours() -> None:
    assert since(("PK-BILL-1", "2026-01-31")) == "None"
    assert since(("PK-BILL-1", "2026-01-31"), ("PK-BILL-1", "2026-02-01")) == "2026-02-01"
    undated = shelf(("PK-BILL-1", "2020-01-01"), files=(stand(checked_on=None, status="secondary"),))
    (one,) = law_positions(undated, DAY)
    assert one.status is Status.SECONDARY


def test_a_position_is_taken_back_and_taken_again() -> None:
    taken, back = ("PK-BILL-1", "2026-03-01"), ("PK-BILL-1.withdrawn", "2026-04-01")
    assert since(taken, back) == "None"
    assert since(taken, back, on=datetime.date(2026, 3, 31)) == "2026-03-01"
    assert since(taken, back, ("PK-BILL-1", "2026-04-01")) == "None", "on one day the withdrawal holds"
    assert since(taken, back, ("PK-BILL-1", "2026-04-02")) == "2026-04-02"


def test_what_stands_in_the_register() -> None:
    (one,) = law_positions(shelf(("PK-BILL-1", "2026-03-01")), DAY)
    assert (one.id, one.country, one.stage, one.position) == ("PK-BILL-1", "PK", "bill", "oppose")
    assert one.cited == Cited("The Bill", "section 38")
    assert (one.on, one.taken_on) == (datetime.date(2015, 4, 1), datetime.date(2026, 3, 1))
    assert [(norm.title["en"], norm.read) for norm in one.norms] == [("Treaty T-1", True), ("Treaty T-2", False)]
    assert (one.status, one.replaced_by) == (Status.VERIFIED, "")


def test_the_newest_comes_first_and_a_later_one_of_ours_is_named() -> None:
    files = (stand(replaced_by="PK-ACT-2"), stand("PK-ACT-2", stage="act"), stand("PK-ACT-3", replaced_by="PK-LAW-9"))
    signed = [("PK-BILL-1", "2026-03-01"), ("PK-ACT-3", "2026-03-02")]
    assert [(one.id, one.replaced_by) for one in law_positions(shelf(*signed, files=files), DAY)] == [
        ("PK-ACT-3", ""),
        ("PK-BILL-1", ""),
    ]
    signed.append(("PK-ACT-2", "2026-06-01"))
    assert [(one.id, one.replaced_by) for one in law_positions(shelf(*signed, files=files), DAY)] == [
        ("PK-ACT-2", ""),
        ("PK-ACT-3", ""),
        ("PK-BILL-1", "PK-ACT-2"),
    ]
