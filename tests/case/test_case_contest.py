"""A person contests what was decided: somebody else decides, what was taken away comes back, courts are kept (L5)."""

import dataclasses
from typing import Any

import pytest

from case_builders import CASE, CITED, OTHER, SEALED, Desk, assessment, face, judged, sends, silence
from dueprocess.acts.evolve import rebuild
from dueprocess.acts.splits import carried
from dueprocess.case import commands as c
from dueprocess.case import contest, status
from dueprocess.case.case_events import AuthorityCalledBack
from dueprocess.case.contest_events import ContestDecided, ContestMade, ContestProposed
from dueprocess.case.contest_records import Contest
from dueprocess.case.decision_events import DecisionVoided
from dueprocess.case.effect import RecordEffect
from dueprocess.case.notice import RecordNotice
from dueprocess.case.outcome import Decided, Rule
from dueprocess.case.state import Deciding
from dueprocess.demand.codes import Kind, Outcome, Role
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Assessment, DutyDue

DAY = "2026-11-02"


def refused(answer: Decided | Denied) -> str:
    assert isinstance(answer, Denied), answer
    return answer.rule


def told(kind: Kind = Kind.CONTENT, outcome: Outcome = Outcome.COMPLY, **more: Any) -> Desk:
    """aster and birk decided, and a named person answered that the person may be told."""
    desk = Desk(face(kind=str(kind), data=None if kind is Kind.CONTENT else ("subscriber",)))
    desk.decides(outcome, "aster", "birk")
    if more.get("effect"):
        desk.does("cedar", RecordEffect(1, desk.item().approval, "removed", DAY))
    desk.does("cedar", c.Answer(1, "tell", "yes", None))
    return desk


def made(**more: Any) -> contest.RecordContest:
    return dataclasses.replace(contest.RecordContest(1, "T1", "person", "page", DAY, None, ""), **more)


def of(desk: Desk) -> Contest:
    return desk.item().contested.contests[-1]


def decide(desk: Desk, end: str = "reversed") -> contest.DecideContest:
    return contest.DecideContest(1, of(desk).statement, end)


def contested(**more: Any) -> Desk:
    desk = told(**more)
    desk.does("aster", made())
    return desk


def lets(law: str = "DE-STPO-95A") -> Assessment:
    """An assessment by which this law stops the handing over while an objection is being decided."""
    owed = DutyDue("respond", None, None, law, "So it is.", None, 1, stops=CITED)
    return dataclasses.replace(assessment(judged()), duties=(owed,))


def couple(desk: Desk) -> None:
    """Nobody but the two who decided is on the roster."""
    del desk.roles["cedar"]


def test_a_contest_is_due_within_thirty_days_or_by_the_law_that_is_earlier() -> None:
    desk = contested()
    assert [(duty.due, duty.rule) for duty in desk.open("decide_contest")] == [("2026-12-03T00:00Z", contest.HOUSE)]
    law = told()
    law.does("aster", made(due="2026-11-10"))
    assert [(duty.due, duty.rule) for duty in law.open("decide_contest")] == [("2026-11-11T00:00Z", "contest.law")]


@pytest.mark.parametrize("person", ["aster", "birk"])
def test_nobody_of_the_first_decision_decides_while_somebody_else_can(person: str) -> None:
    desk = contested()
    answer = desk.says(person, decide(desk))
    assert refused(answer) == Rule.CONTEST_FIRST
    assert isinstance(answer, Denied)
    assert "cedar" in answer.text
    desk.does("cedar", decide(desk))
    assert (of(desk).outcome, of(desk).decided_by, of(desk).same) == ("reversed", "cedar", False)


def test_counsel_from_outside_decides_in_a_house_of_two() -> None:
    desk = contested()
    couple(desk)
    desk.roles["oak"] = frozenset({Role.COUNSEL, Role.OUTSIDE})
    assert refused(desk.says("aster", decide(desk))) == Rule.CONTEST_FIRST
    desk.does("oak", decide(desk, "upheld"))
    assert of(desk).decided_by == "oak"


def test_where_there_is_nobody_else_the_same_two_look_again() -> None:
    desk = contested()
    couple(desk)
    said = desk.does("aster", decide(desk))
    assert isinstance(said.events[0], ContestProposed)
    assert len(desk.open("decide_contest")) == len(desk.open("agree_contest")) == 1
    waits = of(desk).again
    assert waits is not None
    agree = contest.AgreeContest(1, waits.statement, "agreed")
    assert refused(desk.says("aster", agree)) == Rule.FOUR_EYES
    desk.does("birk", agree)
    assert (of(desk).outcome, of(desk).same) == ("reversed", True)
    assert desk.open("decide_contest") == desk.open("agree_contest") == []


def test_a_third_who_comes_in_between_decides_in_their_place() -> None:
    desk = contested()
    couple(desk)
    desk.does("aster", decide(desk))
    waits = of(desk).again
    assert waits is not None
    desk.roles["cedar"] = frozenset({Role.APPROVER})
    agree = contest.AgreeContest(1, waits.statement, "agreed")
    assert refused(desk.says("birk", agree)) == Rule.CONTEST_FIRST
    desk.does("cedar", decide(desk, "upheld"))


def test_alone_nobody_looks_again_at_what_they_decided() -> None:
    desk = contested()
    couple(desk)
    del desk.roles["birk"]
    assert refused(desk.says("aster", decide(desk))) == Rule.NO_SECOND


def test_whoever_was_on_a_decision_that_was_taken_back_since_does_not_decide_either() -> None:
    desk = contested()
    desk.does("aster", desk.withdrawal())
    desk.proposes("cedar", Outcome.COMPLY)
    desk.approves("birk")
    assert contest.first_deciders(desk.item()) == {"aster", "birk", "cedar"}
    desk.roles["dill"] = frozenset({Role.COUNSEL})
    for person in ("aster", "birk", "cedar"):
        assert refused(desk.says(person, decide(desk))) == Rule.CONTEST_FIRST


def test_a_split_takes_the_contest_along_and_whom_it_keeps_away() -> None:
    desk = contested()
    bodies = carried(desk.case, {1: 1}, "cedar")
    found = next(body for body in bodies if isinstance(body, ContestMade))
    assert (found.item, found.first, found.statement) == (1, ("aster", "birk"), "")
    other = Desk(face(kind="content", data=None))
    other.happens(found)
    other.case = rebuild(OTHER, other.events)
    assert refused(other.says("aster", contest.DecideContest(1, "", "upheld"))) == Rule.CONTEST_FIRST
    other.does("cedar", contest.DecideContest(1, "", "upheld"))


def test_in_a_silent_case_a_contest_exists_only_where_the_person_was_told() -> None:
    desk = told()
    desk.does("cedar", silence())
    assert refused(desk.says("aster", made())) == Rule.CONTEST_SILENT
    unasked = Desk(face(kind="content", data=None))
    unasked.decides(Outcome.COMPLY, "aster", "birk")
    assert refused(unasked.says("aster", made())) == Rule.CONTEST_SILENT
    first = told()
    first.does("aster", RecordNotice(1, "T1", "page", DAY, "6" * 64))
    first.does("cedar", silence())
    first.does("aster", made())  # it was told before the silence began


def test_what_was_not_decided_and_who_is_nobody_is_not_contested() -> None:
    desk = Desk(face(kind="content", data=None))
    assert refused(desk.says("aster", made())) == Rule.CONTEST
    assert refused(told().says("aster", made(handle="T2"))) == Rule.LINES
    assert refused(told().says("aster", made(on="2027-01-01"))) == Rule.CONTEST


def test_what_was_not_given_yet_is_decided_anew_where_the_person_is_right() -> None:
    desk = contested(kind=Kind.DISCLOSURE)
    said = desk.does("cedar", decide(desk, "changed"))
    assert [type(body) for body in said.events] == [ContestDecided, DecisionVoided]
    assert desk.item().deciding is Deciding.OPEN
    assert desk.open("order_production") == []
    stands = contested(kind=Kind.DISCLOSURE)
    stands.does("cedar", decide(stands, "upheld"))
    assert stands.item().deciding is Deciding.DECIDED


def test_what_was_taken_away_is_owed_until_two_say_that_it_is_back() -> None:
    desk = contested(effect=True)
    desk.does("cedar", decide(desk))
    assert len(desk.open("restore")) == 1
    desk.does("aster", contest.NameRestored(1, of(desk).statement, "content", DAY))
    assert len(desk.open("restore")) == 1
    given = of(desk).restored
    assert given is not None
    confirm = contest.ConfirmRestored(1, given.statement)
    assert refused(desk.says("aster", confirm)) == Rule.FOUR_EYES
    desk.does("birk", confirm)
    assert desk.open("restore") == desk.open("confirm_restored") == []
    effect = desk.item().effect
    assert effect is not None
    assert (effect.how, effect.on) == ("restored", DAY)
    assert refused(desk.says("cedar", confirm)) == Rule.CONTEST


def test_what_a_person_is_owed_no_general_ending_closes_and_no_word_alone() -> None:
    desk = contested(effect=True)
    desk.does("cedar", decide(desk))
    for what in ("restore", "tell_contest"):
        assert refused(desk.says("aster", c.DoDuty(1, what))) == Rule.DUTY_TELL
    desk.ends("aster", "withdraw")
    assert len(desk.open("restore")) == len(desk.open("tell_contest")) == 1


def test_a_contest_stops_the_release_only_where_a_law_is_named_and_until_it_is_decided() -> None:
    desk = told(Kind.DISCLOSURE)
    assert refused(desk.says("aster", made(stays="XX-NO-LAW"))) == Rule.NO_RULE
    assert refused(desk.says("aster", made(stays="DE-STPO-95A"))) == Rule.CONTEST
    desk.does("aster", made(stays="DE-STPO-95A"), assessment=lets())
    for person in ("aster", "birk"):
        desk.reads(person)
        desk.does(person, c.ReadTarget(1, "T1", "6" * 64))
    order = c.OrderProduction(1, desk.item().approval, "x-" + "a" * 24, "well", SEALED)
    well = frozenset({"well"})
    assert refused(desk.says("cedar", order, producers=well)) == Rule.CONTEST
    stopped = contest.stayed(desk.item())
    assert stopped is not None
    assert "DE-STPO-95A" in stopped.text
    desk.does("cedar", decide(desk, "upheld"))
    assert contest.stayed(desk.item()) is None
    desk.does("cedar", order, producers=well)
    measure = told()
    measure.does("aster", made(stays="DE-STPO-95A"), assessment=lets())
    done = RecordEffect(1, measure.item().approval, "removed", DAY)
    assert refused(measure.says("cedar", done)) == Rule.CONTEST
    late = told(effect=True)
    assert refused(late.says("aster", made(stays="DE-STPO-95A"), assessment=lets())) == Rule.CONTEST


def test_the_answer_is_told_unless_a_silence_began() -> None:
    desk = contested()
    desk.does("cedar", decide(desk, "upheld"))
    assert len(desk.open("tell_contest")) == 1
    answer = contest.AnswerContest(1, of(desk).statement, DAY)
    quiet = Desk(face(kind="content", data=None))
    quiet.events, quiet.case, quiet.duties = list(desk.events), desk.case, list(desk.duties)
    quiet.does("cedar", silence())
    assert refused(quiet.says("aster", answer)) == Rule.GATE_CLOSED
    desk.does("aster", answer)
    assert (of(desk).told_on, desk.open("tell_contest")) == (DAY, [])
    assert refused(desk.says("aster", answer)) == Rule.CONTEST


def test_that_an_objection_was_taken_back_is_told_to_who_is_said_to_have_done_it() -> None:
    desk = contested()
    assert refused(desk.says("aster", decide(desk, "taken_back"))) == Rule.CONTEST_FIRST
    desk.does("cedar", decide(desk, "taken_back"))
    assert (len(desk.open("tell_contest")), desk.open("decide_contest")) == (1, [])
    desk.does("aster", contest.AnswerContest(1, of(desk).statement, DAY))
    assert desk.open("tell_contest") == []


def test_steps_before_a_court_with_days_outcome_and_costs() -> None:
    desk = told()
    step = contest.RecordCourt(1, "provider", "filed", DAY, "", 0, "", "2026-12-10")
    desk.does("aster", step)
    assert [duty.due for duty in desk.open("court_day")] == ["2026-12-11T00:00Z"]
    last = dataclasses.replace(step, step="decided", result="lifted", cents=120_000, currency="EUR", next=None)
    assert refused(desk.says("aster", dataclasses.replace(last, currency=""))) == Rule.CONTEST
    assert refused(desk.says("aster", dataclasses.replace(last, on="2027-01-01"))) == Rule.CONTEST
    assert refused(desk.says("aster", dataclasses.replace(last, next="2026-11-01"))) == Rule.CONTEST
    desk.does("aster", last)
    assert desk.open("court_day") == []
    assert [(one.step, one.outcome, one.cents) for one in desk.item().contested.court] == [
        ("filed", "", 0),
        ("decided", "lifted", 120_000),
    ]


def test_events_come_back_the_same() -> None:
    desk = contested()
    assert rebuild(CASE, desk.events).items == desk.case.items


@pytest.mark.parametrize("closed", [False, True])
def test_the_official_never_sees_it(*, closed: bool) -> None:
    """What an authority can read of a case is the same with a contest, a court and its end, and without (6.6)."""
    desks = [told(effect=True), told(effect=True)]
    for desk in desks:
        desk.happens(AuthorityCalledBack("dill", "call_back", "confirmed", "6" * 64, ""))
        if closed:
            desk.does("aster", sends("carried_out"), authority_verified=True)
            desk.does("aster", c.Close())
    without, with_ = desks
    seen = status.word(without.case, verified=True)
    assert seen == ("closed" if closed else "in_review")
    with_.does("aster", made())
    assert status.word(with_.case, verified=True) == seen
    for step in ("filed", "decided"):
        with_.does("aster", contest.RecordCourt(1, "person", step, DAY, "", 0, "", None))
    with_.does("cedar", decide(with_))
    with_.does("aster", contest.AnswerContest(1, of(with_).statement, DAY))
    assert status.word(with_.case, verified=True) == seen


def test_a_decider_who_may_nothing_is_refused_by_role() -> None:
    desk = contested()
    desk.roles["clove"] = frozenset({Role.CLERK})
    assert refused(desk.says("clove", decide(desk))) == Rule.ROLE
