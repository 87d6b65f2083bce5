"""What a person's machine refuses of a desk that shows one thing and would have another signed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dueprocess.acts.table import ON_CASE
from dueprocess.case.decision_events import DecisionProposed
from dueprocess.case.events import Happened
from dueprocess.client.fetched_case import about_of, check_rests, fetch, reckoned_of
from dueprocess.demand.codes import Outcome
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import Shown
from in_process import material as material_of
from release_house import ReleaseHouse

Events = tuple[Happened, ...]


@pytest.fixture
def proposed(db: None, tmp_path: Path) -> ReleaseHouse:
    house = ReleaseHouse.at(tmp_path, "built")
    assert isinstance(house.place.propose(house.case, "comply", by="cedar"), Done)
    return house


def rests(house: ReleaseHouse, **lies: Any) -> str:
    """The outcome that birch would agree to, or the rule by which their machine refuses."""
    house.lies(**lies)
    who, approve = house.client("birch"), ON_CASE[Act.DECISION_APPROVE]
    try:
        fetched = fetch(who, house.case)
        material = material_of(house.place, "birch")
        looks_at = about_of(fetched, reckoned_of(fetched, material, who.now)[1], 1)
        check_rests(approve, fetched, looks_at, {key: made(looks_at) for key, made in approve.filled.items()})
    except DeniedError as fault:
        return fault.rule
    assert looks_at.judged is not None
    assert looks_at.item is not None
    assert looks_at.item.proposal is not None
    return str(looks_at.item.proposal.outcome)


def with_proposal(**other: Any) -> Callable[[Events], Events]:
    def told(events: Events) -> Events:
        return tuple(
            replace(event, body=replace(event.body, **other)) if isinstance(event.body, DecisionProposed) else event
            for event in events
        )

    return told


def test_an_honest_desk_is_believed(proposed: ReleaseHouse) -> None:
    assert rests(proposed) == "comply"


def test_a_proposal_that_says_something_else_than_its_statement_is_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, happened=with_proposal(outcome=Outcome.OBJECT)) == "release.unsigned"
    assert rests(proposed, happened=with_proposal(by="aster")) == "release.unsigned"
    assert rests(proposed, happened=with_proposal(ground="counsel")) == "release.unsigned"


def test_a_proposal_that_nobody_signed_is_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, happened=with_proposal(statement="5" * 64)) == "release.unsigned"


def test_events_that_are_missing_or_differ_from_what_decisions_rely_on_are_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, happened=lambda events: events[:-1]) == "case.revision-moved"
    assert rests(proposed, happened=lambda events: events[1:] + events[:1]) == "counter.form"

    def other(shown: Shown) -> Shown:
        return replace(shown, relied={**shown.relied, "refiled": not shown.relied["refiled"]})

    assert rests(proposed, shows=other) == "counter.form"


def test_a_contact_that_nobody_verified_is_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, shows=lambda shown: replace(shown, contact="else@x.example")) == "authority.unverified"
