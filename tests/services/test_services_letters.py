"""Languages to answer in, and what a letter that did not get there leaves as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from desk_samples import SHUTDOWN, Place

from dueprocess.data.models import Case, Duty, Item
from dueprocess.services import letters, projection
from dueprocess.services.letters import languages_of
from dueprocess.services.result import Done

if TYPE_CHECKING:
    from dueprocess.domain.case.state import CaseState

pytestmark = pytest.mark.django_db


def without_languages(state: CaseState, country: str) -> CaseState:
    return replace(state, face=replace(state.face, case={**state.face.case, "languages": None, "country": country}))


def test_a_demand_is_answered_in_its_own_language_else_in_its_countrys() -> None:
    place = Place.found()
    state = place.state(place.arrive(SHUTDOWN))
    assert languages_of(state) == ("ur", "en")
    for country, language in (("DE", "de"), ("AT", "de"), ("PK", "ur"), ("PT", "en")):
        assert languages_of(without_languages(state, country)) == (language,)


def test_an_acknowledgement_that_was_lost_opens_nothing_again() -> None:
    place = Place.found()
    case = place.ready()
    place.propose(case, "correct")
    Item.objects.filter(case_id=case).update(answered_on=place.desk.today)
    Case.objects.filter(pk=case).update(closed_on=place.desk.today)
    closed = replace(place.state(case), closed=True)
    for kind, answered, still_closed in (("acknowledgement", True, True), ("correction", False, True)):
        projection._letter_undelivered(place.desk, closed, {"items": [1], "kind": kind}, 0, "")  # noqa: SLF001
        assert (Item.objects.get(case_id=case).answered_on is not None) is answered
        assert (Case.objects.get(pk=case).closed_on is not None) is still_closed
    lost = {"items": [1], "kind": "correction"}
    projection._letter_undelivered(place.desk, replace(closed, closed=False), lost, 0, "")  # noqa: SLF001
    assert Case.objects.get(pk=case).closed_on is None


def test_a_day_that_the_demand_sets_is_due_though_no_law_was_named() -> None:
    place = Place.found()
    case = place.arrive()
    assert isinstance(place.confirm(case, deadline="2026-03-12", instruments=[]), Done)
    duty = Duty.objects.get(case_id=case, what="respond", done_at__isnull=True)
    assert (duty.rule, duty.due_at.isoformat()) == ("house.stated-deadline", "2026-03-12T23:00:00+00:00")
    place.confirm(case, deadline=None)
    assert not Duty.objects.filter(case_id=case, what="respond", done_at__isnull=True).exists()


def test_a_letter_does_not_say_that_a_demand_relies_on_a_law_that_it_does_not_name() -> None:
    place = Place.found()
    place.sign_law("DE-STPO-100J", "DE-TTDSG-22")
    case = place.ready()
    for cites, relies in ((True, True), (False, False)):
        place.confirm(case, cites_law=cites)
        state = place.state(case)
        assert bool(letters._invoked(place.desk, state)) is relies  # noqa: SLF001
