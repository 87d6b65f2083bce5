"""Costs of an item, the claim that dies, and what an invoice may say."""

import dataclasses
import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from case_builders import CASE, CITED, NOW, OTHER, SEALED, STANDING, Desk, face, first, judged, sends
from dueprocess.acts.evolve import rebuild
from dueprocess.acts.parse import command_of
from dueprocess.acts.turn import House, Owed, turn
from dueprocess.case import commands as c
from dueprocess.case.commands import BadCommandError
from dueprocess.case.costs import INVOICE, LOUDER, claim, invoice_number, loudness, unclaimed
from dueprocess.case.decisions import GIVES
from dueprocess.case.letter_events import LetterQueued, came_back, gave_up, left, still_stands
from dueprocess.case.outcome import Decided, NewDuty, Rule
from dueprocess.case.state import GRANTS
from dueprocess.demand.codes import Outcome, Role
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.clocks import Span, Unit
from dueprocess.law.finding import Charge

RECORD, TRAFFIC = "DE-X.tariff.record", "DE-X.tariff.traffic"
MONTHS = Span(3, Unit.MONTHS)
A_DAY = datetime.timedelta(days=1)


def charge(position: str = RECORD, cents: int = 1800, **more: Any) -> Charge:
    tariff = position.rpartition(".")[0]
    whole = Charge(position, tariff, "record", "one record", cents, "EUR", CITED, decides=True, expires=MONTHS)
    return dataclasses.replace(whole, **more)


def desk(*charges: Charge, items: int = 2, outcome: Outcome = Outcome.COMPLY, **how: Any) -> Desk:
    """A desk whose first item was answered as ``outcome`` and whose law pays."""
    made = Desk(face(items=items, data=("subscriber", "traffic")), **how)
    paid = charges or (charge(), charge(TRAFFIC, 3500))
    made.judged = {number: dataclasses.replace(judged(number), charges=paid) for number in range(1, items + 1)}
    made.decides(outcome, "aster", "birk")
    return made


def record(item: int = 1, tariff: str = RECORD, units: int = 1, minutes: int = 0) -> c.RecordCost:
    return c.RecordCost(item, tariff, units, minutes)


def rule(said: Decided | Denied) -> Rule | None:
    return said.rule if isinstance(said, Denied) else None


@pytest.mark.parametrize("outcome", sorted(GIVES))
def test_units_are_priced_by_the_tariff_of_the_day_and_stay_so(outcome: Outcome) -> None:
    ours = desk(outcome=outcome)
    ours.does("aster", record(units=3, minutes=25))
    ours.judged[1] = dataclasses.replace(ours.judged[1], charges=(charge(cents=99),))
    (entry,) = ours.case.costs
    assert (entry.item, entry.tariff, entry.units, entry.minutes) == (1, RECORD, 3, 25)
    assert (entry.cents, entry.currency, entry.by) == (5400, "EUR", "aster")
    assert entry.seq == ours.case.revision
    assert rebuild(CASE, ours.events) == ours.case


def test_who_is_to_write_an_invoice_counts_its_units_first() -> None:
    ours = desk()
    house = House({"aster": frozenset({Role.CLERK})})
    assert turn(ours.case, Owed(INVOICE, 1), house).act is Act.COST_RECORD
    ours.does("aster", record(tariff="", units=0, minutes=5))
    assert turn(ours.case, Owed(INVOICE, 1), house).act is Act.COST_RECORD
    ours.does("aster", record())
    assert turn(ours.case, Owed(INVOICE, 1), house).act is Act.LETTER_SEND


def test_minutes_count_whatever_is_decided_and_claim_nothing() -> None:
    ours = Desk()
    ours.does("birk", record(tariff="", units=0, minutes=90))
    (entry,) = ours.case.costs
    assert (entry.minutes, entry.cents, entry.currency) == (90, 0, "")
    assert not entry.unclaimed
    assert not ours.open(INVOICE)
    ours.decides(Outcome.REFUSE, "aster", "birk")
    ours.does("aster", record(tariff="", units=0, minutes=5))


@pytest.mark.parametrize(
    ("command", "says"),
    [
        (record(item=3), Rule.NO_ITEM),
        (record(units=0), Rule.NO_COST),
        (record(tariff=""), Rule.NO_COST),
        (record(tariff="", units=0), Rule.NO_COST),
        (record(item=2), Rule.STATE),
        (record(tariff="DE-X.tariff.other"), Rule.NO_POSITION),
    ],
)
def test_what_is_no_cost_is_refused(command: c.RecordCost, says: Rule) -> None:
    assert rule(desk().says("aster", command)) is says


def test_what_was_refused_earns_nothing_and_an_item_that_nobody_judged_has_no_position() -> None:
    refused = desk(outcome=Outcome.REFUSE)
    assert rule(refused.says("aster", record())) is Rule.STATE
    ours = desk()
    del ours.judged[1]
    assert rule(ours.says("aster", record())) is Rule.NO_POSITION


def test_what_was_recorded_wrongly_no_longer_counts_and_stays_in_the_record() -> None:
    ours = desk()
    ours.does("aster", record(units=200))
    cost = ours.case.costs[0].statement
    assert rule(ours.says("birk", c.WithdrawCost("0" * 64))) is Rule.NO_COST
    ours.does("birk", c.WithdrawCost(cost))
    assert ours.case.costs[0].withdrawn
    assert unclaimed(ours.case) == ()
    assert rule(ours.says("birk", c.WithdrawCost(cost))) is Rule.NO_COST
    ours.does("aster", record(units=2))
    assert [one.units for one in unclaimed(ours.case)] == [2]


# --- the duty --------------------------------------------------------------------------------------------------------


def duties(ours: Desk) -> list[NewDuty]:
    return ours.open(INVOICE)


@pytest.mark.parametrize("outcome", sorted(GIVES))
def test_a_decision_that_gives_raises_the_duty_to_claim(outcome: Outcome) -> None:
    raised = [(duty.item, duty.rule, duty.due) for duty in duties(desk(outcome=outcome))]
    # NOW is 2 November: the last day of the claim is 2 February.
    assert raised == ([(1, "DE-X.tariff", "2027-02-03T00:00Z")] if outcome in GRANTS else [])


def test_no_tariff_or_no_end_of_the_claim_raises_none() -> None:
    free = Desk()
    free.decides(Outcome.COMPLY, "aster", "birk")
    assert not duties(free)
    assert not duties(desk(charge(expires=None)))


def test_the_earliest_end_counts_and_the_day_is_that_of_the_provider() -> None:
    late = desk(charge("B.tariff.x"), charge("A.tariff.x", expires=Span(30, Unit.DAYS)))
    assert [(duty.rule, duty.due) for duty in duties(late)] == [("A.tariff", "2026-12-03T00:00Z")]
    eastern = Desk(face(data=("subscriber", "traffic")))
    eastern.judged[1] = dataclasses.replace(judged(1), charges=(charge(),))
    eastern.timezone, eastern.at = "Asia/Karachi", datetime.datetime(2026, 11, 30, 20, 0, tzinfo=datetime.UTC)
    eastern.decides(Outcome.COMPLY, "aster", "birk")
    assert [duty.due for duty in duties(eastern)] == ["2027-03-01T19:00Z"], "1 December there; over on 1 March there"


def test_an_open_duty_keeps_its_day_and_a_new_one_counts_from_the_decision() -> None:
    ours = desk()
    ours.at += 60 * A_DAY
    ours.does("aster", record())
    assert [duty.due for duty in duties(ours)] == ["2027-02-03T00:00Z"]
    ours.does("aster", c.DoDuty(1, INVOICE))
    assert not duties(ours)
    ours.does("aster", record(), decided_on={1: NOW.date()})
    assert [duty.due for duty in duties(ours)] == ["2027-02-03T00:00Z"]


def test_what_was_given_stays_claimable_when_the_authority_takes_the_item_back() -> None:
    ours = desk()
    ours.does("aster", record())
    ours.ends("aster", "withdraw")
    assert duties(ours)
    ours.does("aster", sends(INVOICE))
    assert not duties(ours)


def test_it_grows_louder_30_7_and_1_day_before_and_then_every_day() -> None:
    due = datetime.datetime(2027, 2, 3, tzinfo=datetime.UTC)
    minute = datetime.timedelta(minutes=1)
    steps = [due - days * A_DAY for days in LOUDER]
    assert [loudness(INVOICE, due, at - minute) for at in steps] == [0, 1, 2]
    assert [loudness(INVOICE, due, at) for at in steps] == [1, 2, 3]
    assert [loudness(INVOICE, due, due + late) for late in (0 * A_DAY, minute, A_DAY)] == [3, 4, 5]


@given(st.integers(-100_000, 100_000))
def test_every_other_duty_grows_louder_by_days_late_alone(minutes: int) -> None:
    due, now = NOW, NOW + datetime.timedelta(minutes=minutes)
    assert loudness("respond", due, now) == (int((now - due) / A_DAY) + 1 if now > due else 0)
    assert loudness(INVOICE, due, now) <= loudness(INVOICE, due, now + A_DAY)


# --- the invoice -----------------------------------------------------------------------------------------------------


def test_an_invoice_sums_positions_up_and_claims_each_cost_once() -> None:
    ours = desk()
    for command in (record(units=2), record(tariff=TRAFFIC), record(units=3), record(tariff="", units=0, minutes=9)):
        ours.does("aster", command)
    lines = claim(ours.case, (1,), ours.judged[1].charges)
    assert not isinstance(lines, Denied)
    assert [(one.charge.position, one.units, one.each) for one in lines] == [(RECORD, 5, 1800), (TRAFFIC, 1, 3500)]
    done = ours.does("aster", sends(INVOICE))
    assert [end.what[0] for end in done.ended] == [INVOICE]
    assert [one.invoice for one in ours.case.costs] == [1, 1, 1, 0]
    assert rule(ours.says("aster", sends(INVOICE))) is Rule.NO_CLAIM
    assert ours.item().writing == "none", "an invoice answers nothing"
    ours.does("aster", record())
    ours.does("aster", dataclasses.replace(sends(INVOICE), sealed="s-" + "e" * 24))
    assert [one.invoice for one in ours.case.costs] == [1, 1, 1, 0, 2]
    assert rebuild(CASE, ours.events) == ours.case


def test_a_position_whose_price_changed_stands_in_two_lines() -> None:
    ours = desk()
    ours.does("aster", record())
    ours.judged[1] = dataclasses.replace(ours.judged[1], charges=(charge(cents=2000),))
    ours.does("aster", record())
    lines = claim(ours.case, (1,), ours.judged[1].charges)
    assert not isinstance(lines, Denied)
    assert [(one.units, one.each) for one in lines] == [(1, 1800), (1, 2000)]


@pytest.mark.parametrize(
    ("charges", "says"),
    [((charge(decides=False),), Rule.NO_TARIFF), ((charge(TRAFFIC),), Rule.NO_POSITION), ((), Rule.NO_POSITION)],
)
def test_an_invoice_rests_only_on_what_the_law_gives_and_somebody_read(charges: tuple[Charge, ...], says: Rule) -> None:
    ours = desk()
    ours.does("aster", record())
    ours.judged[1] = dataclasses.replace(ours.judged[1], charges=charges)
    denied = ours.says("aster", sends(INVOICE))
    assert rule(denied) is says
    assert says is not Rule.NO_TARIFF or "law sign DE-X.tariff" in denied.text
    ours.judged.clear()
    assert rule(ours.says("aster", sends(INVOICE))) is Rule.NO_POSITION


def test_an_invoice_names_what_waits_and_nothing_else() -> None:
    ours = desk()
    assert rule(ours.says("aster", sends(INVOICE))) is Rule.NO_CLAIM
    assert rule(claim(ours.case, (), ())) is Rule.NO_CLAIM
    ours.does("aster", record())
    assert rule(ours.says("aster", sends(INVOICE, item=2))) is Rule.NO_CLAIM
    assert rule(ours.says("aster", c.SendLetter((1, 2), INVOICE, "en", "post", SEALED, STANDING))) is Rule.NO_CLAIM
    assert rule(ours.says("aster", sends(INVOICE, item=3))) is Rule.NO_ITEM
    assert rule(ours.says("aster", sends(INVOICE), authority_verified=False)) is Rule.NOT_VERIFIED


def test_an_invoice_on_one_item_leaves_the_others_waiting() -> None:
    ours = desk()
    ours.proposes("aster", Outcome.COMPLY, item=2)
    ours.approves("birk", item=2)
    for item in (1, 2):
        ours.does("aster", record(item=item))
    done = ours.does("aster", sends(INVOICE))
    assert [end.item for end in done.ended] == [1]
    assert [one.invoice for one in ours.case.costs] == [1, 0]
    assert [duty.item for duty in duties(ours)] == [2]


def test_an_invoice_has_one_currency() -> None:
    ours = desk(charge(), charge(TRAFFIC, currency="CHF"))
    ours.does("aster", record())
    ours.does("aster", record(tariff=TRAFFIC))
    assert rule(ours.says("aster", sends(INVOICE))) is Rule.NO_CLAIM


def test_a_practice_case_claims_nothing() -> None:
    ours = desk(practice=True)
    ours.does("aster", record())
    assert rule(ours.says("aster", sends(INVOICE))) is Rule.PRACTICE


@pytest.mark.parametrize("after_leaving", [False, True])
def test_an_invoice_that_never_arrived_gives_back_what_it_claimed(*, after_leaving: bool) -> None:
    ours = desk()
    ours.does("aster", record())
    queued = first(LetterQueued, ours.does("aster", sends(INVOICE, how="mail")))
    assert duties(ours), "what waits in the outbox is not claimed yet"
    ours.does("aster", record(minutes=1))
    assert still_stands(ours.case, queued)
    if after_leaving:
        ours.writes(left(ours.case, queued))
        assert not duties(ours)
        assert [one.invoice for one in ours.case.costs] == [1, 0], "what was recorded since waits for the next one"
        ours.writes(came_back(ours.case, queued, "5", NOW))
    else:
        ours.writes(gave_up(ours.case, queued, "refused", NOW))
    assert [one.invoice for one in ours.case.costs] == [0, 0]
    assert ours.open("letter_undelivered")
    again = dataclasses.replace(sends(INVOICE), sealed="s-" + "e" * 24)
    ours.does("aster", again)
    assert [one.invoice for one in ours.case.costs] == [2, 2]
    assert not ours.open("letter_undelivered")
    assert rebuild(CASE, ours.events) == ours.case


def test_an_undelivered_invoice_does_not_open_a_closed_case_again() -> None:
    ours = desk(items=1, outcome=Outcome.NO_DATA)
    ours.does("aster", sends("no_data"))
    ours.does("aster", record())
    ours.does("aster", c.Close())
    invoice = dataclasses.replace(sends(INVOICE, how="mail"), sealed="s-" + "e" * 24)
    queued = first(LetterQueued, ours.does("aster", invoice))
    ours.writes(gave_up(ours.case, queued, "refused", NOW))
    assert ours.case.closed
    assert ours.item().writing == "sent"


@given(st.lists(st.tuples(st.sampled_from([RECORD, TRAFFIC]), st.integers(1, 50), st.booleans()), max_size=6))
def test_what_is_claimed_is_the_sum_of_what_stands(costs: list[tuple[str, int, bool]]) -> None:
    ours = desk()
    for tariff, units, wrong in costs:
        ours.does("aster", record(tariff=tariff, units=units))
        if wrong:
            ours.does("birk", c.WithdrawCost(ours.case.costs[-1].statement))
    price = {RECORD: 1800, TRAFFIC: 3500}
    owed = sum(price[tariff] * units for tariff, units, wrong in costs if not wrong)
    lines = claim(ours.case, (1,), ours.judged[1].charges)
    assert sum(one.units * one.each for one in lines) == owed if not isinstance(lines, Denied) else owed == 0


def test_the_number_counts_no_other_case() -> None:
    assert invoice_number(CASE, 1) == "A" * 12 + "-1"
    assert {invoice_number(CASE, 2), invoice_number(OTHER, 2)} == {"A" * 12 + "-2", "B" * 12 + "-2"}


@pytest.mark.parametrize(
    "wrong",
    [
        {"units": -1},
        {"units": True},
        {"minutes": 100_001},
        {"minutes": "5"},
        {"tariff": "a position"},
        {"item": 0},
        {"item": None},
    ],
)
def test_only_codes_and_counts_make_a_cost(wrong: dict[str, Any]) -> None:
    says: dict[str, Any] = {"item": 1, "tariff": RECORD, "units": 1, "minutes": 5}
    assert command_of(Act.COST_RECORD, says) == record(minutes=5)
    assert command_of(Act.COST_WITHDRAW, {"cost": "a" * 64}) == c.WithdrawCost("a" * 64)
    with pytest.raises(BadCommandError):
        command_of(Act.COST_RECORD, says | wrong)
