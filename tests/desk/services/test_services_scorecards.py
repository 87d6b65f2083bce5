"""The desk's own scorecard: answers are kept over years, records gain nothing, a page is opened as a stranger does."""

from __future__ import annotations

import datetime
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from desk_samples import DISCLOSURE, SHUTDOWN, Place
from dueprocess.acts.desk_state import Brought
from dueprocess.demand.codes import ServiceClass
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import Scorecard, ScoreLook
from dueprocess.desk.services import desk_acts, scorecard_bytes, scorecards
from dueprocess.desk.services.house import House, Service
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.desk.services.scorecards import Noted
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act

HOUSE = House(
    "Kelp",
    "DE",
    services=(
        Service("Line", ServiceClass.TELECOM, "broadband"),
        Service("Post", ServiceClass.TELECOM, "email"),
        Service("Attic", ServiceClass.HOSTING),
    ),
)
PAGE = "https://kelp.example/demands"


@pytest.fixture
def place(db: None) -> Place:
    del db
    return Place.found(11, house=HOUSE)


def noted(place: Place, **more: Any) -> Noted:
    made = Noted(["Line", "Post"], {"P10a.1": "Y"}, PAGE, "We look at each demand.", place.desk.today)
    return replace(made, **more)


def test_an_answer_is_kept_with_its_page_and_never_changed(place: Place) -> None:
    assert scorecards.note(place.desk, "aster", noted(place)) == 2
    assert scorecards.note(place.desk, "aster", noted(place, answers={"F5a.1": "Y", "P10a.2": "P"})) == 3, (
        "e-mail is not asked F5a"
    )
    sheet = scorecards.sheet(place.desk)
    assert [one.name for one in sheet.entities] == ["Kelp", "Line", "Post"], "a service without a kind is not scored"
    assert sheet.card.indicators["P10a"].score == Fraction(150, 7)
    first = ScoreLook.objects.earliest("pk")
    assert (first.text, first.person) == ("We look at each demand.", "aster")
    assert ScoreLook.objects.exclude(text="").count() == 1, "one text is stored once"
    for change in (lambda: ScoreLook.objects.update(answer="N"), first.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            change()


def test_the_years_stand_beside_each_other(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place))
    place.later(days=300)
    scorecards.note(place.desk, "birch", noted(place, answers={"P10a.1": "Y", "P10a.2": "Y"}, seen=place.desk.today))
    (was, before), (now, after) = scorecards.sheet(place.desk).years()
    assert now == was + 1
    assert before.indicators["P10a"].score == Fraction(100, 7)
    assert after.total is not None
    assert before.total is not None
    assert after.total > before.total


@pytest.mark.parametrize(
    "changes",
    [
        {"entities": []},
        {"entities": ["Attic"]},
        {"answers": {}},
        {"answers": {"P10a.1": "yes"}},
        {"answers": {"P10a.9": "Y"}},
        {"answers": {"F9.3": "NA"}},
        {"address": "http://kelp.example/"},
        {"address": "https://kelp.example/\N{LATIN SMALL LETTER E WITH ACUTE}"},
        {"address": ""},
        {"text": "  "},
        {"text": "x" * (scorecards.MAX_TEXT + 1)},
        {"seen": None},
        {"seen": datetime.date(2099, 1, 1)},
        {"law": "see https://law.example"},
        {"says": "two\nlines"},
        {"answers": {"P16.why": ""}},
    ],
)
def test_what_is_no_answer_is_refused(place: Place, changes: dict[str, Any]) -> None:
    denied = scorecards.note(place.desk, "aster", noted(place, **changes))
    assert isinstance(denied, Denied)
    assert denied.rule == "score.look"
    assert not ScoreLook.objects.exists()


def test_who_is_not_of_the_desk_answers_nothing(place: Place) -> None:
    denied = scorecards.note(place.desk, "nobody", noted(place))
    assert isinstance(denied, Denied)
    assert denied.rule == "access.role"


def test_what_the_records_show_is_told_apart_and_gains_nothing(place: Place) -> None:
    assert not {one for one in scorecards.true(place.desk) if one.startswith(("P11a", "F10", "F6"))}
    place.arrive(DISCLOSURE)
    place.arrive(SHUTDOWN)
    true = scorecards.true(place.desk)
    assert {"P11a.2", "F10.6"} <= true
    assert "F6.7" not in true, "nothing was restricted"
    sheet = scorecards.sheet(place.desk)
    assert sheet.card.total == 0
    assert any("F10.6" in one.true for one in sheet.steps(true))


def test_a_page_is_looked_at_again_with_the_answers_that_it_shows(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place, answers={"P10a.1": "Y", "P10a.2": "P"}))
    scorecards.note(place.desk, "aster", noted(place, answers={"P10a.3": "ND"}, address="", text="", seen=None))
    scorecards.note(place.desk, "aster", noted(place, entities=["Line"], answers={"P10a.2": "Y"}, law="50 USC 1874"))
    found = [(one.entities, one.answers, one.law) for one, _ in scorecards.again(place.desk)]
    assert found == [
        (["Line"], {"P10a.1": "Y"}, ""),
        (["Line"], {"P10a.2": "Y"}, "50 USC 1874"),
        (["Post"], {"P10a.1": "Y", "P10a.2": "P"}, ""),
    ]


def signs(place: Place, by: str, act: Act = Act.SCORE_SIGN, data: bytes | None = None) -> Done | Denied:
    card = scorecard_bytes.encode(place.desk, place.desk.today) if data is None else data
    says = {"card": scorecard_bytes.hash_of(card)}
    return desk_acts.perform(place.desk, place.ask(by, act, says), Brought(card=card if act is Act.SCORE_SIGN else b""))


def rule(done: Done | Denied) -> str:
    assert isinstance(done, Denied), done
    return done.rule


def test_two_of_the_house_sign_and_then_it_is_public(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place))
    assert rule(signs(place, "birch", Act.SCORE_PUBLISH)) == "score.changed", "nobody signed it"
    assert isinstance(signs(place, "aster"), Done)
    assert rule(signs(place, "birch", Act.SCORE_PUBLISH)) == "score.two-signers"
    place.later(seconds=2)
    assert rule(signs(place, "aster")) == "case.four-eyes"
    assert scorecard_bytes.waiting(place.desk)["signed"] == ["aster"]
    assert isinstance(signs(place, "birch"), Done)
    assert not scorecard_bytes.published(place.desk)
    assert isinstance(signs(place, "birch", Act.SCORE_PUBLISH), Done)
    (one,) = scorecard_bytes.published(place.desk)
    assert one.plain["elements"]["answered"] == 1
    assert one.plain["answers"][0]["address"] == PAGE
    assert len(one.signers) == 2
    place.later(seconds=2)
    assert rule(signs(place, "birch", Act.SCORE_PUBLISH)) == "score.changed", "it is public already"


def test_what_was_answered_since_makes_another_scorecard(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place))
    before = scorecard_bytes.encode(place.desk, place.desk.today)
    assert isinstance(signs(place, "aster"), Done)
    scorecards.note(place.desk, "aster", noted(place, answers={"P10a.2": "Y"}))
    assert rule(signs(place, "birch", data=before)) == "score.changed"
    assert scorecard_bytes.waiting(place.desk)["signed"] == []


def test_a_score_that_the_answers_do_not_give_is_not_signed(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place))
    made = scorecard_bytes.encode(place.desk, place.desk.today)
    better = made.replace(b'"total":', b'"total":9', 1)
    assert better != made
    for data in (better, b"", b"[]", b"{", b'{"made_on": 7}', made + b" "):
        assert rule(signs(place, "aster", data=data)) == "score.changed"


def test_bytes_that_somebody_changed_are_believed_by_nobody(place: Place) -> None:
    scorecards.note(place.desk, "aster", noted(place))
    for by in ("aster", "birch"):
        assert isinstance(signs(place, by), Done)
    assert isinstance(signs(place, "birch", Act.SCORE_PUBLISH), Done)
    guards.remove()
    Scorecard.objects.update(bytes=b"{}")
    guards.install()
    with pytest.raises(ForgedRowError):
        scorecard_bytes.published(place.desk)


def test_what_only_the_records_show_stands_in_no_scorecard(place: Place) -> None:
    before = scorecard_bytes.encode(place.desk, place.desk.today)
    place.arrive(SHUTDOWN)
    assert scorecards.true(place.desk)
    assert scorecard_bytes.encode(place.desk, place.desk.today) == before


def test_what_changed_is_computed_from_last_years_signed_scorecard(place: Place) -> None:
    def told() -> dict[str, Any]:
        made: dict[str, Any] = scorecard_bytes.readable(place.desk, scorecards.sheet(place.desk))
        return made

    post = replace(noted(place), entities=["Post"])
    assert scorecards.note(place.desk, "aster", replace(post, answers={"P16.1": "P", "P16.2": "Y"})) == 2
    line = Noted(["Post"], {"P16.until": ""}, says="the end of 2026")
    assert scorecards.note(place.desk, "aster", line) == 1
    assert isinstance(scorecards.note(place.desk, "aster", replace(line, answers={"P16.changed": ""})), Denied), (
        "nobody writes what changed"
    )
    assert (told()["since"], [one["changed"] for one in told()["readable"]]) == ("", [[], [], []])
    for by, act in (("aster", Act.SCORE_SIGN), ("birch", Act.SCORE_SIGN), ("birch", Act.SCORE_PUBLISH)):
        assert isinstance(signs(place, by, act), Done)
    signed = place.desk.today.isoformat()
    assert told()["since"] == "", "a scorecard of this year is not one of an earlier"
    place.later(days=300)
    fresh = replace(post, seen=place.desk.today)
    scorecards.note(place.desk, "aster", replace(fresh, answers={"P16.1": "Y", "P16.4": "Y"}))
    scorecards.note(place.desk, "aster", replace(line, says="the end of 2028"))
    other = replace(HOUSE, services=(*HOUSE.services[1:], Service("Cellar", ServiceClass.HOSTING)))
    place.desk = replace(place.desk, house=other)
    then = told()
    assert (then["since"], then["closed"]) == (signed, ["Line"])
    assert {one["service"]: one["changed"] for one in then["readable"]} == {
        "Post": [
            {"what": "P16.1", "was": "P", "is": "Y"},
            {"what": "P16.2", "was": "Y", "is": "ND"},
            {"what": "P16.4", "was": "ND", "is": "Y"},
            {"what": "until", "was": "the end of 2026", "is": "the end of 2028"},
        ],
        "Attic": [],
        "Cellar": [{"what": "readable", "was": "no", "is": "yes"}],
    }
    card = scorecard_bytes.encode(place.desk, place.desk.today)
    assert b'"what":"P16.1","was":"P","is":"Y"' in card, "it stands in what two people sign"
