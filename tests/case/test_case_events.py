"""Bodies of events: written and read back, every kind; refused by rule where they have another form."""

import dataclasses
import datetime
import json
import re
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_builders import ARRIVAL, CASE, NOW, Desk, face, propose, silence
from dueprocess.acts import reference
from dueprocess.case import commands as c
from dueprocess.case import event_table
from dueprocess.case.case_events import DutyDone, DutyRaised, FaceDrafted, NoteAdded
from dueprocess.case.desk_events import SitePublished
from dueprocess.case.events import Body, EventError, EventKind, heard, said, version_of
from dueprocess.case.outcome import KEPT, Rule
from dueprocess.case.production_events import ReleaseCollected
from dueprocess.case.state import AGGREGATE, Line
from dueprocess.demand.codes import Outcome
from dueprocess.formats.canonical import decode, encode
from dueprocess.formats.record import MAYBE
from dueprocess.rows import Receipt, Row, Rows, day, rows
from event_samples import FACE, good, made, plain

BODIES = sorted(event_table.OF_KIND.values(), key=lambda body: str(body.KIND))
LATER = {
    *(EventKind.NOTICE_SEALED, EventKind.NOTICE_SENT),
    *(EventKind.PRODUCTION_MADE, EventKind.CASE_PURGED, EventKind.COVER, EventKind.DESK_EMPLOYEE_NOTED),
}
"""Kinds that nobody writes yet."""

kinds = st.sampled_from(BODIES)
values = kinds.flatmap(
    lambda kind: st.tuples(
        st.just(kind), st.fixed_dictionaries({key: st.sampled_from(found) for key, found in good(kind).items()})
    )
)


def test_every_kind_but_those_of_later_parts_has_one_body() -> None:
    assert set(event_table.OF_KIND) == set(map(str, EventKind)) - set(map(str, LATER))


def test_the_page_of_kinds_is_the_table(root: Path) -> None:
    """No field, type or version of a kind changes unseen."""
    assert (root / "docs/reference/event-kinds.md").read_text() == event_table.page()


@given(values)
def test_a_body_of_any_kind_comes_back_as_it_was_written(of: tuple[type[Body[Any]], dict[str, Any]]) -> None:
    kind, told = of
    body = event_table.read(str(kind.KIND), version_of(kind), json.loads(json.dumps(told)))
    assert type(body) is kind
    assert said(body) == told
    assert event_table.read(str(kind.KIND), version_of(kind), decode(encode(said(body)))) == body


@pytest.mark.parametrize("kind", BODIES, ids=lambda kind: str(kind.KIND))
def test_a_body_of_another_form_is_refused_by_rule(kind: type[Body[Any]]) -> None:
    told = plain(kind)

    def refused(value: object, version: int = version_of(kind)) -> str:
        with pytest.raises(EventError) as fault:
            event_table.read(str(kind.KIND), version, value)
        return fault.value.rule

    assert refused({**told, "more": 1}) == "event.malformed"
    for wrong in (None, [], "text", {}):
        assert refused(wrong) == "event.malformed"
    missing = {one.name for one in dataclasses.fields(kind) if MAYBE in getattr(one.type, "__metadata__", ())}
    for key in told:
        if key not in missing:
            assert refused({name: value for name, value in told.items() if name != key}) == "event.malformed"
        assert refused({**told, key: 0.5}) == "event.malformed", key
        assert refused({**told, key: "a sentence of one's own"}) == "event.malformed", key
    for version in (0, version_of(kind) + 1):
        assert refused(told, version) == "event.version"


def test_a_kind_of_a_newer_program_is_no_body() -> None:
    assert event_table.read("case:future:thing", 7, {"any": "thing"}) is None


def test_what_no_state_remembers_moves_the_revision_alone() -> None:
    desk = Desk()
    for body in (made(ReleaseCollected), made(NoteAdded), made(DutyRaised), made(DutyDone)):
        before = desk.case
        desk.happens(body)
        assert replace(desk.case, revision=before.revision) == before


@pytest.mark.parametrize("face", [{**FACE, "confirmed": [["country"]]}, {**FACE, "case": {"country": "Germany"}}])
def test_a_face_that_is_none_is_refused_before_anything_is_made_of_it(face: dict[str, Any]) -> None:
    with pytest.raises(EventError):
        made(FaceDrafted, face=face)


def test_what_would_not_be_read_back_is_not_written() -> None:
    with pytest.raises(EventError) as fault:
        said(SitePublished("no hash", "site"))
    assert fault.value.rule == "event.malformed"


class Second(Body[Any], kind=EventKind.COVER):
    """A kind whose body said a person's name in its first version, and in its second whether two signed as well."""

    EARLIER: ClassVar[Any] = (lambda first: {"by": first["who"], "two": False},)
    by: str
    two: bool


def test_a_body_of_an_earlier_version_is_read_in_the_form_of_today() -> None:
    assert version_of(Second) == 2
    assert heard(Second, 1, {"who": "aster"}) == Second("aster", two=False)
    assert heard(Second, 2, {"by": "aster", "two": True}) == Second("aster", two=True)
    for version, wrong in ((1, {"by": "aster", "two": True}), (1, "text"), (2, {"who": "aster"}), (3, {})):
        with pytest.raises(EventError):
            heard(Second, version, wrong)


# --- the reference pages say what the code says ---


def test_every_rule_has_its_row_and_no_other(root: Path) -> None:
    rows = re.findall(
        r"^\| `([^`]+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$", (root / "docs/reference/rules.md").read_text(), re.MULTILINE
    )
    assert rows == [str(rule) for rule in Rule]


def test_every_rule_refuses_somewhere(root: Path) -> None:
    code = "".join(path.read_text() for path in (root / "src/dueprocess").rglob("*.py"))
    assert [rule for rule in Rule if f"Rule.{rule.name}" not in code] == []


def test_the_page_of_acts_is_the_table(root: Path) -> None:
    """Nothing of an act changes unseen: its keys, codes, people, states and words are lines of this page."""
    assert (root / "docs/reference/acts.md").read_text() == reference.page()


def test_duties_that_nothing_general_closes_are_named(root: Path) -> None:
    last = (root / "docs/reference/case.md").read_text().rstrip().splitlines()[-1]
    assert set(re.findall(r"`([a-z_]+)`", last)) == KEPT


# --- the rows of a case follow from its state: what the lists, the counts and the constraints then say ---

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
    assert part(item, "outcome", "ground", "decided_on") == ["partial", "counsel", TODAY]
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
