"""The rows of a case follow from its state: what the lists, the counts and the constraints then say."""

import datetime
from typing import Any

from case_builders import ARRIVAL, CASE, NOW, Desk, face, propose, silence
from dueprocess.case import commands as c
from dueprocess.case.state import AGGREGATE, Line
from dueprocess.demand.codes import Outcome
from dueprocess.rows import Receipt, Row, Rows, day, rows

TODAY = datetime.date(2026, 11, 2)


def of(desk: Desk, first: Receipt | None = None) -> Rows:
    return rows(desk.case, first)


def part(row: Row, *names: str) -> list[Any]:
    return [row[name] for name in names]


def test_a_case_that_nobody_touched() -> None:
    found = of(Desk(face(items=2, case={"emergency": True}), practice=True), Receipt(NOW, TODAY))
    assert {table: len(kept) for table, kept in found.items() if kept} == {"case": 1, "arrivals": 1, "items": 2}
    (case,) = found["case"].values()
    assert part(case, "opened_on", "received_on", "received_at", "closed_on") == [TODAY, TODAY, NOW, None]
    assert part(case, "merged_into_id", "split_from_id", "practice", "historic") == [None, None, True, False]
    assert part(case, "country", "authority", "emergency", "shelf") == ["DE", "DE-LKA", True, "5" * 64]
    arrival = found["arrivals"][ARRIVAL,]
    assert part(arrival, "channel", "says", "case_id", "practice") == ["mail", "new_case", CASE, True]
    assert arrival["received_at"] == datetime.datetime(2026, 11, 2, 8, tzinfo=datetime.UTC)
    item = found["items"][2,]
    assert part(item, "kind", "order", "targets", "data", "outcome") == ["disclosure", 1, 1, "subscriber", ""]
    assert part(item, "publication", "decided_on", "decided_at") == [AGGREGATE, None, None]


def test_what_is_not_known_has_its_own_value() -> None:
    blank = dict.fromkeys(("country", "authority", "authority_kind", "emergency"))
    found = of(Desk(face(case=blank, kind=None, order=None, data=None, targets=None)))
    assert part(found["case"][()], "country", "authority", "emergency", "received_on") == ["", "", False, None]
    assert part(found["items"][1,], "kind", "order", "data", "targets") == ["disclosure", 1, "", None]
    assert (day(None), day(""), day("2026-11-02")) == (None, None, TODAY)


def test_each_proposal_has_a_row_with_how_it_ended_and_its_lines() -> None:
    desk = Desk(face(data=("subscriber", "traffic")))
    lines = (Line("T1", "subscriber", "granted"), Line("T1", "traffic", "refused"))
    desk.does("aster", propose(Outcome.PARTIAL, lines=lines))
    (first,) = of(desk)["decisions"].values()
    assert part(first, "item", "outcome", "state", "needs_two", "proposer", "approver") == [
        *(1, "partial", "open", True, "aster", "")
    ]
    assert [(key[1:], row["answer"]) for key, row in of(desk)["lines"].items()] == [
        (("T1", "subscriber"), "granted"),
        (("T1", "traffic"), "refused"),
    ]
    desk.approves("birk")
    approved = of(desk)
    (row,) = approved["decisions"].values()
    assert part(row, "state", "approver", "approved_by_statement") == ["approved", "birk", desk.item().approval]
    item = approved["items"][1,]
    assert part(item, "outcome", "ground", "decided_on") == ["partial", "", TODAY]
    assert item["decided_at"].day == TODAY


def test_answers_and_silences_stay_with_what_ended_them() -> None:
    desk = Desk()
    desk.does("aster", silence(until="2026-11-10"))
    desk.does("aster", c.Answer(1, "count", "no", None))
    found = of(desk)
    (one,) = found["silences"].values()
    assert part(one, "item", "source", "tell", "until", "review_on", "ended_on") == [
        *(1, "order", True, datetime.date(2026, 11, 10), None, None)
    ]
    (answer,) = found["answers"].values()
    assert part(answer, "answer", "person", "until") == ["no", "aster", None]
