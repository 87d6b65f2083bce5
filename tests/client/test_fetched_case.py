"""What a person's machine refuses of a desk that shows one thing and would have another signed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from desk_samples import CONTACT, Place, contact_hash, signed
from dueprocess.acts.declaration import About
from dueprocess.acts.table import ON_CASE
from dueprocess.case import outside
from dueprocess.case.decision_events import DecisionProposed
from dueprocess.case.events import Happened
from dueprocess.case.fields import Field, Only, Texts
from dueprocess.case.state import Deciding
from dueprocess.client.fetched_case import about_of, check_letter, check_outside, check_rests, fetch, reckoned_of
from dueprocess.demand.codes import Outcome
from dueprocess.desk.services import rosters
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Statement, parse_look
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import ReleaseError
from in_process import client
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


def test_who_was_away_works_on_while_their_own_72_hours_run(proposed: ReleaseHouse) -> None:
    """ADR 0084: for the desk the next roster is in force, this machine sees it first now; a release alone waits."""
    first, now = proposed.place.desk.roster, proposed.place.desk.now
    after = replace(rosters.successor(first, (), (), None, now), notice=72)  # signers give it hours, whatever changes

    def of_number(number: int) -> Callable[[Shown], Shown]:
        return lambda shown: replace(shown, rosters=(signed(first), signed(after)), roster=number)

    assert rests(proposed, shows=of_number(2)) == "comply"
    assert fetch(proposed.client("birch"), proposed.case).looked.seen.roster == first
    for number in (0, 3):  # no roster of the chain
        assert rests(proposed, shows=of_number(number)) == "counter.form"


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


def test_a_number_that_nobody_verified_is_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, shows=lambda shown: replace(shown, phone="+49305550199")) == "authority.number"


def test_a_contact_that_nobody_verified_is_refused(proposed: ReleaseHouse) -> None:
    assert rests(proposed, shows=lambda shown: replace(shown, contact="else@x.example")) == "authority.unverified"


# --- each act names what it means: what a desk puts in its place is refused, and who left is still withdrawn ----------

NAMING = [
    (act, key, named)
    for act, declared in ON_CASE.items()
    for key, field in declared.fields.items()
    for named in field.rests
]


def takes(field: Field) -> list[tuple[Mapping[str, str], bool]]:
    """What an act can say beside what it names, and whether it takes that back by it."""
    if not isinstance(field.ever, Only):
        return [({}, field.ever)]
    return [({field.ever.key: value}, True) for value in field.ever.values] + [({field.ever.key: "gives"}, False)]


def named_by(
    house: ReleaseHouse,
    act: Act,
    key: str,
    signed: Statement,
    item: int = 1,
    says: Mapping[str, str] | None = None,
    **seen: Any,
) -> str:
    """The rule by which birch's machine refuses to name that statement in an act on an item; empty where it does."""
    fetched = fetch(house.client("birch"), house.case)
    name, declared = "a" * 64, ON_CASE[act]
    evidence = replace(fetched.looked.seen, **({"statements": {name: signed}} | seen))
    told = replace(fetched, looked=replace(fetched.looked, seen=evidence))
    says_: dict[str, Any] = dict.fromkeys(declared.fields, "") | {"item": item, **(says or {})}
    says_[key] = [name] if isinstance(declared.fields[key].kind, Texts) else name
    try:
        check_rests(declared, told, About(fetched.case, item), says_)
    except DeniedError as fault:
        return fault.rule
    return ""


def said_by_aster(proposed: ReleaseHouse, act: Act, says: dict[str, Any]) -> Statement:
    """A statement of aster's on the case, not signed."""
    roster = proposed.place.desk.roster
    return Statement(roster.desk_id, roster.mark, proposed.case, 3, act, "aster", "", "", says)


@pytest.mark.parametrize(("act", "key", "named"), NAMING)
def test_each_act_names_a_statement_of_that_sort_about_its_item(
    proposed: ReleaseHouse, act: Act, key: str, named: Act
) -> None:
    says = {"items": [1, 3]} if named is Act.LETTER_SEND else {"item": 1}
    signed = said_by_aster(proposed, named, says)
    field = ON_CASE[act].fields[key]
    assert named_by(proposed, act, key, signed) == ""
    assert named_by(proposed, act, key, replace(signed, act=Act.NOTE_ADD)) == "release.unsigned"
    if "item" in ON_CASE[act].fields:
        assert named_by(proposed, act, key, signed, 2) == "release.unsigned"
    for says, ever in takes(field):
        left = named_by(proposed, act, key, signed, statements={}, past={"a" * 64: signed}, says=says)
        assert left == ("" if ever else "release.unsigned")


@pytest.mark.parametrize(
    ("act", "key", "named", "answer", "rule"),
    [
        (Act.ITEM_END, "proposal", Act.ITEM_CHANGE, "goes_on", ""),
        (Act.ITEM_END, "proposal", Act.ITEM_CHANGE, "ended", "release.unsigned"),
        (Act.SECRECY_AGREE, "record", Act.SECRECY_RECORD, "refused", ""),
        (Act.SECRECY_AGREE, "record", Act.SECRECY_RECORD, "agreed", "release.unsigned"),
    ],
)
def test_what_somebody_said_who_left_since_is_refused_and_agreed_to_by_nobody(
    proposed: ReleaseHouse, act: Act, key: str, named: Act, answer: str, rule: str
) -> None:
    """An item would wait for a second person for ever; and two who agree are two who are here (ADR 0068)."""
    signed = said_by_aster(proposed, named, {"item": 1})
    left: dict[str, Any] = {"statements": {}, "past": {"a" * 64: signed}}
    assert named_by(proposed, act, key, signed, says={"answer": answer}, **left) == rule


@pytest.mark.parametrize(("act", "key", "named"), NAMING)
def test_what_was_taken_back_by_its_hash_is_named_by_nothing_any_more(
    proposed: ReleaseHouse, act: Act, key: str, named: Act
) -> None:
    signed = Statement(
        proposed.place.desk.roster.desk_id,
        proposed.place.desk.roster.mark,
        proposed.case,
        9,
        named,
        "aster",
        "",
        "",
        {"items": [1]},
    )
    each = [(other, by, ON_CASE[other].fields[by]) for other, by, of in NAMING if of is named]
    for other, by, more, ever in [(other, by, *one) for other, by, field in each for one in takes(field)]:
        kind = ON_CASE[other].fields[by].kind
        name: Any = ["a" * 64] if isinstance(kind, Texts) else "a" * 64
        # By somebody who left since, on an older revision than what it takes back.
        back = Statement(
            signed.desk, signed.roster, proposed.case, 1, other, "birch", "", "", {by: name, "item": 1, **more}
        )
        assert named_by(proposed, act, key, signed, past={"b" * 64: back}) == ("grant.withdrawn" if ever else "")
        elsewhere = replace(back, says={**back.says, by: "c" * 64})
        assert named_by(proposed, act, key, signed, past={"b" * 64: elsewhere}) == ""


def test_a_desk_that_goes_behind_what_was_signed_about_itself_is_refused_by_name(proposed: ReleaseHouse) -> None:
    """Who an authority is, which law counts, and what stops are of the desk's own chain, which a client keeps, too."""
    who = proposed.client("birch")
    fetch(who, proposed.case)

    def of_desk(notes: tuple[bytes, ...]) -> tuple[bytes, ...]:
        return tuple(note for note in notes if parse_look(note)[0].case is None)

    def shows(lie: Callable[[tuple[bytes, ...]], tuple[bytes, ...]]) -> str:
        proposed.lies(shows=lambda shown: replace(shown, notes=lie(shown.notes)))
        try:
            fetch(proposed.client("birch"), proposed.case)
        except DeniedError as fault:
            return fault.rule
        return ""

    first, last, *_ = of_desk(proposed.client("birch").desk.shown(proposed.case).notes)
    assert shows(lambda notes: notes) == ""
    mine = who.look(proposed.case).statement(Act.NOTE_ADD, {"sealed": "s-" + "q" * 24}, who.now)
    under = {"another": (1, "0" * 64), "a later": (2, mine.roster[1])}
    forged = {name: who.signed(replace(mine, roster=roster)) for name, roster in under.items()}
    assert shows(lambda notes: (*notes, forged["another"])) == "roster.fork"
    assert shows(lambda notes: (*notes, forged["a later"])) == "roster.lower-number"
    assert shows(lambda notes: tuple(note for note in notes if note != last)) in {"chain.shorter", "chain.forked"}
    assert shows(lambda notes: (*notes, first)) == "chain.twice"
    assert shows(
        lambda notes: tuple(reversed(of_desk(notes))) + tuple(n for n in notes if n not in of_desk(notes))
    ) in {
        "chain.forked",
        "chain.other",
    }


def letters(house: ReleaseHouse, point: str, *more: tuple[Act, str, dict[str, Any]], agreed: bool = False) -> str:
    """The rule by which a correction is not sent; the desk shows it as decided, ``more`` is what others signed."""
    fetched = fetch(house.client("cedar"), house.case)
    item = fetched.case.items[0]
    assert item.proposal is not None
    first = (Act.DECISION_PROPOSE, "aster", {"outcome": "correct", "point": point})
    signed = {
        f"{at}" * 64: Statement(
            house.place.desk.roster.desk_id,
            house.place.desk.roster.mark,
            house.case,
            at,
            act,
            by,
            "",
            "",
            {"item": 1, **says},
        )
        for at, (act, by, says) in enumerate((first, *more), 1)
    }
    shown = replace(
        item,
        deciding=Deciding.DECIDED,
        outcome=Outcome.CORRECT,
        proposal=replace(item.proposal, statement="1" * 64, outcome=Outcome.CORRECT, point=point, needs_two=False),
        approval="2" * 64 if point or agreed else "",
    )
    seen = replace(fetched.looked.seen, statements=signed, past={})
    told = replace(fetched, case=replace(fetched.case, items=(shown,)), looked=replace(fetched.looked, seen=seen))
    try:
        check_letter(told, "correction", [1])
    except DeniedError as fault:
        return fault.rule
    return ""


def test_a_letter_in_the_houses_own_words_needs_two_whatever_the_desk_says(proposed: ReleaseHouse) -> None:
    def approves(by: str) -> tuple[Act, str, dict[str, Any]]:
        return Act.DECISION_APPROVE, by, {"proposal": "1" * 64}

    assert letters(proposed, "") == ""
    # That a second person agreed is signed, too, where the desk says it: the letter names that statement.
    assert letters(proposed, "", agreed=True) == "release.unsigned"
    assert letters(proposed, "", approves("birch"), agreed=True) == ""
    assert letters(proposed, "p" * 64) == "release.unsigned"
    assert letters(proposed, "p" * 64, approves("aster")) == "release.unsigned"
    assert letters(proposed, "p" * 64, approves("birch")) == ""
    back = (Act.DECISION_WITHDRAW, "aster", {"proposal": "1" * 64})
    assert letters(proposed, "", back) == "grant.withdrawn"


def test_what_was_not_granted_is_given_outside_by_nobody(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that checks nothing had an honest second person agree, also to a contact of the first one's own."""
    place = Place.found(releasing=True)
    case = place.ready()
    place.keyed(case)
    for name in ("_may_give", "_read", "another_approval"):
        monkeypatch.setattr(outside, name, lambda *_: None)
    says = {"approval": "b" * 64, "files": ["a" * 64], "how": "authority_portal", "item": 1, "why": "no_host"}
    told = {**says, "recipient": contact_hash(CONTACT)}
    assert isinstance(place.act("aster", Act.OUTSIDE_PROPOSE, case, told), Done)
    who, _ = client(place, "birch")
    fetched = fetch(who, case)
    waits = fetched.case.items[0].outside
    assert waits is not None
    agrees = {"files": ["a" * 64], "item": 1, "proposal": waits.statement}
    for act, said in ((Act.OUTSIDE_PROPOSE, told), (Act.OUTSIDE_APPROVE, agrees)):
        with pytest.raises(ReleaseError) as refused:
            check_outside(act, fetched, 1, said)
        assert refused.value.rule == "release.unsigned"
