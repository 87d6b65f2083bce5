"""What an extraction host makes of an order: whose it is, whether it still stands, what may be read, what it signs."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Callable
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dueprocess.case import commands as c
from dueprocess.case.state import Line
from dueprocess.demand.codes import LineAnswer
from dueprocess.formats.roster import Own, Person, Roster
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import checks, hosting
from dueprocess.release.desk_client import Piece, Production, Shown
from dueprocess.release.evidence import Evidence, ReleaseError

CASE, X, S = "c-" + "a" * 24, "x-" + "b" * 24, "s-" + "c" * 24
ORDER, APPROVAL = "1" * 64, "2" * 64
BERLIN = ZoneInfo("Europe/Berlin")
WELL = Person("well", ("producer",), "age1well", "well+00000001+AAAA")
ROSTER = Roster(
    desk="",
    number=1,
    previous="",
    people=(
        Person("aster", ("clerk", "releaser"), "age1aster", "aster+1", Own("age1asters", "aster+2")),
        Person("birch", ("approver", "releaser"), "age1birch", "birch+1", Own("age1birchs", "birch+2")),
        Person("cedar", ("counsel", "releaser"), "age1cedar", "cedar+1", Own("age1cedars", "cedar+2")),
        WELL,
    ),
    k=2,
    recovery="",
    worker=None,
    made_at="2026-03-01T08:00:00Z",
)
COMMAND = c.OrderProduction(1, APPROVAL, X, "well", S)


def granted(*lines: tuple[str, str], **asked: Any) -> checks.Ordered:
    face = {
        "case": {"authority": "DE-BKA", "instruments": ["DE-STPO-100G"]},
        "confirmed": [],
        "items": [{"period_from": "2026-10-01", "period_to": "2026-10-31", **asked}],
    }
    listed = tuple(Line(handle, category, LineAnswer.GRANTED) for handle, category in lines)
    grant = checks.Grant(1, listed, face, "3" * 64, APPROVAL, frozenset({"aster", "birch"}), 4)
    return checks.Ordered(ORDER, COMMAND, grant, {}, "aster")


def stated(act: Act, revision: int, by: str = "aster", **says: Any) -> Statement:
    made = Statement("0" * 64, (1, "0" * 64), CASE, revision, act, by, "2026-03-09T09:00:00Z", "0" * 64, says)
    return replace(made, link=revision)


def evidence(*statements: Statement, **more: Any) -> Evidence:
    order = {ORDER: stated(Act.PRODUCTION_ORDER, 5, item=1, production=X)}
    others = {f"{number:064x}": one for number, one in enumerate(statements, 100)}
    given: dict[str, Any] = {"roster": ROSTER, "strict": ROSTER, "relied": {}, "statements": {**order, **others}}
    return Evidence(CASE, **{**given, **more})


def production(**more: Any) -> Production:
    piece = Piece("order", 0, "", "well", S, "")
    given = Production(X, 1, "ordered", "well", ORDER, "", "", 0, "", (piece,))
    return replace(given, **more)


def refused(call: Callable[[], object]) -> str:
    with pytest.raises(ReleaseError) as caught:
        call()
    return caught.value.rule


def test_the_host_is_on_the_roster_with_its_own_keys() -> None:
    assert hosting.me_of(evidence(), WELL) == WELL
    for card in (replace(WELL, age="age1eve"), replace(WELL, vkey="eve"), replace(WELL, name="eve")):
        assert refused(lambda card=card: hosting.me_of(evidence(), card)) == "production.not-listed"  # type: ignore[misc]
    retired = evidence(retired=frozenset({"well"}))
    assert refused(lambda: hosting.me_of(retired, WELL)) == "production.not-listed"
    waits = evidence(strict=replace(ROSTER, people=ROSTER.people[:1]))  # in force still, and not in what is to come
    assert refused(lambda: hosting.me_of(waits, WELL)) == "production.not-listed"
    assert refused(lambda: hosting.me_of(evidence(), ROSTER.people[0])) == "production.not-listed"


@pytest.mark.parametrize(
    ("statements", "more", "rule"),
    [
        ((), {}, ""),
        ((), {"item": 2}, "production.another"),
        ((), {"id": "x-" + "z" * 24}, "production.another"),
        ((), {"state": "dropped"}, "production.ended"),
        ((stated(Act.PRODUCTION_DEAL, 6, "well", order=ORDER),), {"state": "dealt"}, "production.dealt"),
        ((stated(Act.PRODUCTION_DEAL, 6, "spring", order=ORDER),), {}, ""),
        ((stated(Act.PRODUCTION_DEAL, 6, "well", order="9" * 64),), {}, ""),
        ((stated(Act.PRODUCTION_DROP, 6, production=X),), {}, "production.ended"),
        ((stated(Act.PRODUCTION_DROP, 6, production="x-" + "z" * 24),), {}, ""),
        ((stated(Act.RELEASE_VETO, 6, production=X),), {}, "production.ended"),
        ((stated(Act.PRODUCTION_ORDER, 6, item=1, production="x-" + "z" * 24),), {}, "production.ended"),
        ((stated(Act.PRODUCTION_ORDER, 6, item=2, production="x-" + "z" * 24),), {}, ""),
        ((stated(Act.PRODUCTION_ORDER, 4, item=1, production="x-" + "z" * 24),), {}, ""),
    ],
)
def test_an_order_stands_or_ended(
    statements: tuple[Statement, ...], more: dict[str, Any], rule: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # check_order itself is tried with real signatures in tests/desk/services and tests/host.
    monkeypatch.setattr(checks, "check_order", lambda *_: granted(("T1", "subscriber")))
    ask = lambda: hosting.order_of(evidence(*statements), production(**more), "well")  # noqa: E731
    if rule:
        assert refused(ask) == rule
    else:
        assert ask().hash == ORDER


def test_what_somebody_ended_who_left_since_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "check_order", lambda *_: granted(("T1", "subscriber")))
    for one in (
        stated(Act.PRODUCTION_DROP, 6, production=X),
        stated(Act.RELEASE_VETO, 6, production=X),
        stated(Act.PRODUCTION_ORDER, 6, item=1, production="x-" + "z" * 24),
    ):
        left = replace(evidence(), past={"a" * 64: one})
        assert refused(lambda left=left: hosting.order_of(left, production(), "well")) == "production.ended"  # type: ignore[misc]


def test_the_sealed_order_is_the_one_that_was_signed() -> None:
    order = granted(("T1", "subscriber"))
    assert hosting.inside_of(production(), order).sealed == S
    other = Piece("order", 0, "", "well", "s-" + "z" * 24, "")
    for pieces in (
        (),
        (other,),
        (replace(other, kind="part", sealed=S),),
        (*production().pieces, *production().pieces),
    ):
        assert (
            refused(lambda pieces=pieces: hosting.inside_of(production(pieces=pieces), order)) == "production.another"
        )  # type: ignore[misc]


def test_days_of_a_period_are_whole_days_in_the_zone() -> None:
    scope = hosting.scope_of(granted(("T1", "traffic"), ("T1", "content"), ("T2", "subscriber")), BERLIN)
    assert scope.kinds == {"T1": frozenset({"traffic", "content"}), "T2": frozenset({"subscriber"})}
    assert scope.since == dt.datetime(2026, 9, 30, 22, tzinfo=dt.UTC)
    assert scope.until == dt.datetime(2026, 10, 31, 23, tzinfo=dt.UTC)  # summer time ended meanwhile


@pytest.mark.parametrize(
    "asked",
    [
        {"period_from": None},
        {"period_to": None},
        {"period_from": "2026-11-01"},
        {"period_to": "9999-12-31"},
        {"period_from": "yesterday"},
    ],
)
def test_what_has_a_time_needs_a_period(asked: dict[str, Any]) -> None:
    assert refused(lambda: hosting.scope_of(granted(("T1", "traffic"), **asked), BERLIN)) == "grant.period"
    who = hosting.scope_of(granted(("T1", "subscriber"), **asked), BERLIN)  # who somebody is has no time
    assert set(who.kinds) == {"T1"}


def test_what_two_people_gave_less_of_is_all_that_a_host_may_read() -> None:
    order = granted(("T1", "traffic"), ("T1", "subscriber"))
    less = replace(order, grant=replace(order.grant, since="2026-10-10", until="2026-10-12", part="name_address"))
    scope = hosting.scope_of(less, BERLIN)
    assert (scope.since, scope.until) == (
        dt.datetime(2026, 10, 9, 22, tzinfo=dt.UTC),
        dt.datetime(2026, 10, 12, 22, tzinfo=dt.UTC),
    )
    assert scope.wanted == {"traffic", "subscriber/name_address"}
    told = hosting.metadata_of(evidence(), less)
    assert (told.period_from, told.period_to, told.part) == ("2026-10-10", "2026-10-12", "name_address")
    wider = replace(order, grant=replace(order.grant, since="2020-01-01", until="2030-01-01"))
    assert wider.grant.period == ("2026-10-01", "2026-10-31")  # nobody widens what was asked


def test_a_grant_of_nothing() -> None:
    assert refused(lambda: hosting.scope_of(granted(), BERLIN)) == "grant.kinds"
    assert refused(lambda: hosting.scope_of(granted(("ALL", "")), BERLIN)) == "grant.kinds"


def test_metadata_of_the_manifest() -> None:
    told = hosting.metadata_of(evidence(), granted(("T1", "traffic")))
    assert (told.case, told.item, told.production, told.order, told.approval) == (CASE, 1, X, ORDER, APPROVAL)
    assert (told.authority, told.instruments) == ("DE-BKA", ("DE-STPO-100G",))
    assert (told.period_from, told.period_to) == ("2026-10-01", "2026-10-31")


def test_the_recipient_is_the_verified_contact() -> None:
    shown = Shown(CASE, 7, (), (), {}, (), (), contact="post@talbach.example")
    fine = evidence(relied={"recipient": hashlib.sha256(b"post@talbach.example").hexdigest()})
    assert hosting.recipient_of(shown, fine) == "post@talbach.example"
    for contact, seen in ((shown.contact, evidence(relied={"recipient": "9" * 64})), (shown.contact, evidence())):
        other = replace(shown, contact=contact)
        assert refused(lambda other=other, seen=seen: hosting.recipient_of(other, seen)) == "authority.unverified"  # type: ignore[misc]
    empty = evidence(relied={"recipient": hashlib.sha256(b"").hexdigest()})
    assert refused(lambda: hosting.recipient_of(replace(shown, contact=""), empty)) == "authority.unverified"


def test_the_quorum_is_the_rosters_without_who_retired() -> None:
    assert hosting.quorum_of(evidence()) == (2, {"aster": "age1asters", "birch": "age1birchs", "cedar": "age1cedars"})
    retired = evidence(retired=frozenset({"cedar"}))
    assert hosting.quorum_of(retired) == (2, {"aster": "age1asters", "birch": "age1birchs"})
    few = evidence(retired=frozenset({"cedar", "birch"}))
    assert refused(lambda: hosting.quorum_of(few)) == "release.quorum"
    assert refused(lambda: hosting.quorum_of(evidence(strict=replace(ROSTER, k=0)))) == "release.quorum"


def test_a_deal_says_what_its_act_says() -> None:
    from dueprocess.acts.parse import command_of

    says = hosting.deal_says(
        granted(("T1", "traffic")),
        recipient="age1" + "q" * 58,
        k=2,
        parts=[(S, "4" * 64)],
        manifest=(S, "5" * 64),
        shares=[("aster", "6" * 64, S), ("birch", "7" * 64, S)],
    )
    command = command_of(Act.PRODUCTION_DEAL, says)
    assert isinstance(command, c.Deal)
    assert (command.order, command.production, command.parts) == (ORDER, X, ((S, "4" * 64),))
    assert command.shares == (("aster", "6" * 64, S), ("birch", "7" * 64, S))
