"""Bodies of events: written and read back, every kind; refused by rule where they have another form."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_builders import Desk
from dueprocess.case import event_table
from dueprocess.case.case_events import DutyDone, DutyRaised, FaceDrafted, NoteAdded
from dueprocess.case.desk_events import SitePublished
from dueprocess.case.events import Body, EventError, EventKind, heard, said, version_of
from dueprocess.case.production_events import ReleaseCollected
from dueprocess.formats.canonical import decode, encode
from event_samples import FACE, good, made, plain

BODIES = sorted(event_table.OF_KIND.values(), key=lambda body: str(body.KIND))
LATER = {
    *(EventKind.NOTICE_SEALED, EventKind.NOTICE_SENT, EventKind.CONTEST_MADE, EventKind.CONTEST_DECIDED),
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
    for key in told:
        if not key.startswith("key"):  # an authority's key may be missing
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
