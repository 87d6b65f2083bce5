"""Columns that rows keep for the report, out of a case's state: what was asked, given, kept silent, spent, and when."""

from dataclasses import replace
from typing import Any

import pytest

from case_builders import CASE, face, opening
from dueprocess.acts.evolve import evolve, rebuild
from dueprocess.case.case_events import AssessmentMade, NoteAdded
from dueprocess.case.contest_records import Contest, Contested, Restored
from dueprocess.case.decision_events import (
    DecisionApproved,
    DecisionProposed,
    DecisionSentBack,
    DecisionVoided,
    DecisionWithdrawn,
    ItemLapsed,
    ItemWithdrawn,
)
from dueprocess.case.events import Body, Happened, said
from dueprocess.case.item_records import CostEntry, Silence
from dueprocess.case.letter_events import LetterFailed, LetterReturned, LetterSent
from dueprocess.case.production_events import ReleaseDone, ReleaseRecalled
from dueprocess.case.productions import Producing, Production
from dueprocess.case.state import CaseState, Deciding, ItemState, Line, Stamp, Writing
from dueprocess.demand.codes import Outcome
from dueprocess.report import report_columns
from dueprocess.report.facts import COLUMNS, Kept, kept
from event_samples import happened, made


def case(how: dict[str, Any] | None = None, /, **item: Any) -> CaseState:
    return rebuild(CASE, opening(face(case=how, **item)))


def with_item(made: CaseState, **changes: Any) -> CaseState:
    return replace(made, items=(replace(made.items[0], **changes),))


def granted(*lines: tuple[str, str, str], outcome: Outcome = Outcome.COMPLY, **item: Any) -> dict[str, Any]:
    made = with_item(
        case(**item), outcome=outcome, deciding=Deciding.DECIDED, lines=tuple(Line(*line) for line in lines)
    )
    return report_columns.of_item(made, 1)


def silence(
    source: str = "order", *, tell: bool = True, until: str | None = None, ended: bool = False, agreed: str = "birch"
) -> Silence:
    day = "2026-11-01" if ended else ""
    return Silence(source, "", tell, False, False, until, None, "cedar", day, agreed_by=agreed)


def test_the_names_are_those_that_are_made_and_a_fact_knows_them() -> None:
    assert set(report_columns.of_item(case(), 1)) == set(kept(Kept.OF_ITEM)) < set(COLUMNS)
    assert set(report_columns.of_case(case())) == {"says", "receipted", *kept(Kept.OF_CASE)}


def test_of_the_case_codes_are_kept_and_the_first_of_several_powers() -> None:
    invoked = {"instruments": ("DE-STPO-100J", "DE-TTDSG-22"), "issuer": "judge", "informal": True, "route": "direct"}
    made = case(invoked)
    assert report_columns.of_case(made) == {
        "says": "new_case",
        "issuer": "judge",
        "instrument": "DE-STPO-100J",
        "origin": "state",
        "route": "direct",
        "arrived": "encrypted",
        "informal": True,
        "receipted": False,
    }
    came = {("mail", False): "clear", ("fax", False): "fax", ("fax", None): "fax", ("post", None): ""}
    for (channel, encrypted), arrived in came.items():
        shown = case({"channel": channel, "arrived_encrypted": encrypted})
        assert report_columns.of_case(shown)["arrived"] == arrived
    said = ("instruments", "issuer", "origin", "route", "informal", "arrived_encrypted")
    blank = case(dict.fromkeys(said))
    assert report_columns.of_case(replace(blank, channel="portal")) == {
        "says": "new_case",
        "issuer": "",
        "instrument": "",
        "origin": "",
        "route": "",
        "arrived": "",
        "informal": False,
        "receipted": True,
    }


@pytest.mark.parametrize("counted", ["unmet", "not_asked", "met", ""])
def test_an_item_counts_as_it_was_judged_last_and_what_an_older_version_judged_is_not_known(counted: str) -> None:
    def judged(before: CaseState, **says: str) -> CaseState:
        one = {"item": 1, "recommendation": "comply", "missing": [], "absent": 3, **says}
        event = made(AssessmentMade, items=[one])
        assert said(event)["items"] == [one]  # bytes of old events are frozen
        return evolve(before, Happened(event))

    says = {"standards": counted} if counted else {}
    assert report_columns.of_item(case(), 1)["standards"] == ""
    now = judged(case(), **says)
    assert report_columns.of_item(now, 1)["standards"] == counted
    assert report_columns.of_item(judged(now), 1)["standards"] == ""


def test_of_several_contests_the_most_that_came_of_one_counts_and_its_days() -> None:
    def contest(outcome: str = "", done: str = "", back: str = "") -> Contest:
        restored = Restored("content", "2026-03-09", "aster", "a" * 64, back) if back else None
        first = Contest(1, "T1", "person", "page", "2026-03-01", "2026-03-31", "", ("aster",), "aster", "b" * 64)
        return replace(first, outcome=outcome, decided_on=done, restored=restored)

    def counted(*contests: Contest) -> tuple[str, int | None]:
        made = case()
        item = replace(made.items[0], contested=Contested(contests))
        found = report_columns.of_item(replace(made, items=(item, *made.items[1:])), 1)
        return found["contested"], found["contest_days"]

    assert counted() == ("", None)
    assert counted(contest()) == ("open", None)
    stands, changed = contest("upheld", "2026-03-04"), contest("changed", "2026-03-08")
    assert counted(stands, contest()) == ("upheld", 3)
    assert counted(changed, stands) == ("changed", 7)
    assert counted(contest("reversed", "2026-03-02", "birch"), changed) == ("restored", 1)


@pytest.mark.parametrize(
    ("data", "asked"),
    [
        (None, ""),
        (("content",), "content"),
        (("content", "traffic"), "both"),
        (("access_codes", "subscriber"), "non_content"),
    ],
)
def test_what_is_asked_is_content_other_data_or_both(data: tuple[str, ...] | None, asked: str) -> None:
    assert report_columns.of_item(case(data=data), 1)["asked"] == asked


def test_what_is_given_is_what_was_granted_and_counts_each_account_once() -> None:
    lines = (
        ("T1", "content", "granted"),
        ("T1", "traffic", "granted"),
        ("T2", "content", "refused"),
        ("T2", "traffic", "refused"),
    )
    both = {"data": ("content", "traffic"), "targets": 2}
    found = granted(*lines, outcome=Outcome.PARTIAL, **both)
    assert (found["given"], found["accounts"]) == ("both", 1)
    found = granted(("T1", "traffic", "granted"), ("T1", "content", "no_data"), outcome=Outcome.PARTIAL, **both)
    assert (found["given"], found["accounts"]) == ("non_content", 1)
    found = granted(*lines, outcome=Outcome.REFUSE, **both)
    assert (found["given"], found["accounts"]) == ("", 0)


def test_where_no_target_is_named_everything_asked_about_was_given_or_it_is_not_known() -> None:
    line = ("ALL", "subscriber", "granted")
    assert granted(line, targets=0)["accounts"] == 0
    assert granted(line, targets=None)["accounts"] is None
    assert granted(("ALL", "", "granted"), data=None, kind="content", targets=None)["given"] == ""


@pytest.mark.parametrize(
    ("silences", "answer", "secrecy", "notice"),
    [
        ((), None, "", ""),
        ((), "yes", "", ""),  # a yes allows; that somebody told, no event says yet
        ((), "no", "", "not_told"),
        ((silence("request", tell=False),), "no", "request", "not_told"),
        ((silence("request"),), None, "request", "delayed"),
        ((silence("order", until="2027-01-01"),), None, "order", "delayed"),
        ((silence("order"), silence("statute", tell=False)), None, "statute", "forbidden"),
        ((silence("statute", ended=True), silence("request", tell=False)), "no", "statute", "delayed"),
    ],
)
def test_the_strongest_silence_that_ran_and_what_it_means_for_the_person(
    silences: tuple[Silence, ...], answer: str | None, secrecy: str, notice: str
) -> None:
    answers = {"tell": answer} if answer else {}
    found = report_columns.of_item(with_item(case(), silences=silences, answers=answers), 1)
    assert (found["secrecy"], found["notice"]) == (secrecy, notice)


def test_a_yes_counts_unless_a_silence_forbids_it() -> None:
    yes = with_item(case(), answers={"count": "yes", "admit": "no"})
    assert {name: report_columns.of_item(yes, 1)[name] for name in ("countable", "admissible")} == {
        "countable": True,
        "admissible": False,
    }
    quiet = with_item(yes, silences=(replace(silence(), count=True),))
    assert report_columns.of_item(quiet, 1)["countable"] is False


def test_costs_of_one_currency_that_stand_and_what_of_them_was_claimed() -> None:
    def cost(seq: int, cents: int, currency: str = "EUR", **more: Any) -> CostEntry:
        return CostEntry(seq, 1, "X-1" if currency else "", 1, 0, cents, currency, "aster", **more)

    costs = (
        cost(5, 0, ""),
        cost(6, 1800, invoice=1),
        cost(7, 700),
        cost(8, 900, withdrawn=True),
        cost(9, 50, "USD"),
        replace(cost(10, 4000), item=2),
    )
    found = report_columns.of_item(replace(case(), costs=costs), 1)
    assert (found["cents"], found["claimed"], found["currency"]) == (2500, 1800, "EUR")
    assert report_columns.of_item(case(), 1)["currency"] == ""


def test_a_challenge_is_remembered_when_another_decision_follows() -> None:
    challenged = case()
    for outcome in ("challenge", "comply"):
        challenged = evolve(evolve(challenged, proposed(outcome)), happened(DecisionApproved, outcome=outcome))
        assert report_columns.of_item(challenged, 1)["challenged"] is True
        challenged = evolve(challenged, Happened(DecisionVoided(1)))
    assert report_columns.of_item(challenged, 1)["challenged"] is True
    assert report_columns.of_item(case(), 1)["challenged"] is False


def proposed(outcome: str) -> Happened:
    return happened(DecisionProposed, outcome=outcome)


# --- when ------------------------------------------------------------------------------------------------------------

LATER = "2026-11-09"
OURS, NEWER = "s-" + "a" * 24, "s-" + "b" * 24
WHEN = ("decided_on", "answered_on", "decided_at", "acknowledged_at", "effect_at")
BEFORE = Stamp("2026-11-03", 7)
ALL = dict(zip(WHEN, ("2026-11-03", "2026-11-03", BEFORE, BEFORE, BEFORE), strict=True))


def when(made: CaseState, kind: type[Body[CaseState]], /, **fields: Any) -> dict[str, str]:
    """What an event on another day changes: column to day, empty where it takes one back."""
    before, after = made.items[0], evolve(made, happened(kind, LATER, **fields)).items[0]
    changed = {name: getattr(after, name) for name in WHEN if getattr(after, name) != getattr(before, name)}
    for name, value in changed.items():
        assert value in {"", LATER, None, Stamp(LATER, made.revision + 1)}, name
    return {name: LATER if value else "" for name, value in changed.items()}


def letter(made: CaseState, kind: str, sealed: str = OURS, event: type[Body[CaseState]] = LetterSent) -> dict[str, str]:
    by = {"by": "rule-worker"} if event is LetterSent else {}
    return when(made, event, kind=kind, sealed=sealed, **by)


def test_a_decision_sets_its_day_and_minute_and_one_that_falls_takes_all_but_the_receipt_back() -> None:
    waits = evolve(case(), proposed("comply"))
    assert when(waits, DecisionApproved) == {"decided_on": LATER, "decided_at": LATER}
    gone = dict.fromkeys(("decided_on", "answered_on", "decided_at", "effect_at"), "")
    for kind in (DecisionSentBack, DecisionWithdrawn, DecisionVoided):
        assert when(with_item(case(), **ALL), kind) == gone


def test_what_the_authority_or_time_ended_has_a_day_and_no_minute_of_a_decision() -> None:
    for kind in (ItemWithdrawn, ItemLapsed):
        assert when(with_item(case(), **ALL), kind) == {"decided_on": LATER, "decided_at": ""}
        gone = Production("p", "1", "aster", "host", Producing.RELEASED)
        left = with_item(case(), **ALL, outcome=Outcome.COMPLY, productions=(gone,))
        assert when(left, kind) == {}  # data had left: the decision by which they did stands


def test_a_letter_answers_what_it_is_about_and_at_the_latest_confirms_receipt() -> None:
    waiting = with_item(case(), writing=Writing.QUEUED, letter=OURS)
    both = {"answered_on": LATER, "acknowledged_at": LATER}
    assert letter(waiting, "objection") == both
    assert letter(with_item(waiting, acknowledged_at=BEFORE), "objection") == {"answered_on": LATER}
    assert letter(waiting, "objection", NEWER) == {}  # overtaken
    assert letter(case(), "acknowledgement") == {"acknowledged_at": LATER}
    assert letter(waiting, "recall") == {}
    for beside in ("comply_notice", "partial"):  # the release answers
        assert letter(waiting, beside) == {"acknowledged_at": LATER}
        assert letter(with_item(case(), **ALL), beside, event=LetterReturned) == {}


def test_a_letter_that_came_back_answered_nothing() -> None:
    answered = with_item(case(), **ALL)
    for event in (LetterFailed, LetterReturned):
        assert letter(answered, "objection", event=event) == {"answered_on": ""}
        assert letter(with_item(answered, letter=NEWER), "objection", event=event) == {}  # a newer one stands
        assert letter(answered, "acknowledgement", event=event) == {}


def test_an_acknowledgement_that_was_lost_opens_nothing_again() -> None:
    closed = replace(with_item(case(), writing=Writing.SENT, letter=OURS), closed_on="2026-11-03")
    for kind, still in (("acknowledgement", True), ("correction", False)):
        assert evolve(closed, happened(LetterFailed, LATER, kind=kind, sealed=OURS)).closed is still


def test_a_release_gives_effect_and_what_is_called_back_had_none() -> None:
    dealt = with_item(case(), productions=(Production("x-" + "a" * 24, "1", "aster", "host", Producing.DEALT),))
    assert when(dealt, ReleaseDone) == dict.fromkeys(("answered_on", "effect_at", "acknowledged_at"), LATER)
    assert when(with_item(dealt, **ALL), ReleaseDone) == {"answered_on": LATER}
    assert when(with_item(dealt, **ALL), ReleaseRecalled) == {"effect_at": ""}
    assert when(dealt, NoteAdded) == {}


def test_an_item_of_no_case_is_a_fault_of_ours() -> None:
    with pytest.raises(AssertionError):
        report_columns.of_item(replace(case(), items=()), 1)
    assert ItemState(1).challenged is False
