"""Two people's clients and a desk that lies: a lie is refused by name, or makes no difference to what is signed.

Honest work side by side is refused by what the table of acts says (``acts/moved.py``) and by nothing else.

Attacks that once worked against what clients sign, and where they fail to get through now:

================================================  ======================================================================
the desk has two people sign other facts          ``test_release_facts.py`` (a desk that has people sign other facts)
it chooses basis or revision in the vault         ``frontend/test/compose.test.ts``
it has a withdrawal signed on a low revision      ``test_release_after.py``, ``compose.test.ts``
it swaps the order, or a colleague's note         ``frontend/test/lying.test.ts``
it invents who was verified, called, decided      ``frontend/test/lying.test.ts``; a call back, for host and releasers:
                                                  here
an act is dated years back or ahead               ``test_services_acts.py``, ``test_acts_desk.py`` (an act is of now)
a retired key acts by dating back                 ``test_services_freezing.py`` (does nothing by dating back)
a retirement dated back, by a database's owner    ``test_sealed_standing.py`` (counts up to what somebody else saw)
a lower k or a new releaser, dated back 72 hours  ``test_sealed_roster.py`` (72 hours of each client's own first look)
one agreement of two opens for another holder     ``test_release_giving.py``, ``tests/client/test_release.py``
who submits at the portal keeps the case's key    ``test_case_keys.py`` (whoever handed it in reads nothing)
a person's page opens out of the desk's archive   ``test_backup.py`` (in the archive that dies alone)
================================================  ======================================================================
"""

from __future__ import annotations

import contextlib
import copy
import dataclasses
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule
from test_case_releasing import MARK, desk_of, order
from test_case_releasing import deal as deal_made
from test_release_after import dealt

from case_builders import ACT_OF, CASE, Desk, face, propose
from dueprocess.acts.moved import overtaken
from dueprocess.case import commands as c
from dueprocess.case.basis import basis_of
from dueprocess.case.item_records import Called
from dueprocess.case.outcome import Decided, Rule
from dueprocess.demand.codes import Outcome
from dueprocess.formats import links
from dueprocess.formats.note import Key
from dueprocess.formats.refusal import Denied
from dueprocess.formats.roster import Mark
from dueprocess.formats.statement import Act, Statement, hash_of, item_of, parse_look
from dueprocess.release import checks
from dueprocess.release.evidence import Evidence, ReleaseError
from signed_samples import Signed, says_of

DESK = "d" * 64
AT = "2026-11-02T09:00:00Z"
WORKERS = ("aster", "birk")

LIES = ("withholds", "ends early", "reorders", "repeats", "invents", "swaps")

items = st.integers(1, 2)
facts = st.sampled_from(
    [
        {"country": "PK"},
        {"country": "DE"},
        {"items.1.targets": 2},
        {"items.1.targets": 3},
        {"items.2.targets": 2},
        {"items.1.targets": 2, "items.2.targets": 3},
    ]
)
acts: st.SearchStrategy[Any] = st.one_of(
    st.builds(c.Confirm, facts),
    st.builds(lambda item: propose(Outcome.COMPLY, item=item), items),
    st.builds(lambda item: propose(Outcome.CORRECT, item=item), items),
    st.builds(c.Answer, items, st.sampled_from(["tell", "count"]), st.just("no"), st.none()),
    st.builds(c.ChangeItem, st.just("amend"), items, st.just({"targets": 4})),
    st.builds(c.ChangeItem, st.just("add"), st.integers(3, 4), st.just({"kind": "shutdown"})),
    st.builds(c.AddNote, st.just("s-" + "c" * 24)),
    st.tuples(st.sampled_from(["approves", "sends back", "takes back"]), items),
)


@dataclasses.dataclass(frozen=True)
class Composed:
    """What a client signed on what it was shown, and where the case stood then."""

    command: Any
    note: bytes
    revision: int


def signed(by: str, command: Any, revision: int, basis: str, seen: Mark) -> bytes:
    said = says_of(command)
    made = Statement(DESK, (1, "0" * 64), CASE, revision, ACT_OF[type(command)], by, AT, basis, said, seen=seen)
    return made.sign(Key(by, bytes(32)), lambda _: bytes(64))


class TwoClients(RuleBasedStateMachine):
    """Two people look, compose and hand in, in whatever order; now and then one of them is lied to."""

    def __init__(self) -> None:
        super().__init__()
        self.desk = Desk(face(items=2))
        self.notes: list[bytes] = []
        self.heads: list[str] = [links.first(DESK, CASE)]
        self.kept: dict[str, Mark] = {}
        self.waits: dict[str, Composed] = {}

    @initialize()
    def begins(self) -> None:
        for by in WORKERS:
            self.desk.reads(by)

    @rule(by=st.sampled_from(WORKERS), act=acts)
    def composes(self, by: str, act: Any) -> None:
        command = self._named(*act) if isinstance(act, tuple) else act
        self.kept[by] = links.follow(DESK, CASE, self.notes, self.kept.get(by))
        basis = basis_of(self.desk.relied(), item_of(says_of(command)))
        revision = self.desk.case.revision
        self.waits[by] = Composed(command, signed(by, command, revision, basis, self.kept[by]), revision)

    @rule(by=st.sampled_from(WORKERS))
    def hands_in(self, by: str) -> None:
        made = self.waits.pop(by, None)
        if made is None or made.note in self.notes:
            return
        links.check_next(DESK, CASE, self.notes, made.note)  # each has one window: nobody overtakes themselves
        act, came = ACT_OF[type(made.command)], [event.body for event in self.desk.events[made.revision :]]
        says = says_of(made.command)
        now = basis_of(self.desk.relied(), item_of(says))
        (stated,) = parse_look(made.note)[0].statements
        given = {"statement": hash_of(made.note), "basis": stated.basis, "basis_now": now, "came": tuple(came)}
        answer = self.desk.says(by, made.command, **given)
        if overtaken(act, made.command, came) is None:
            self._as_if_composed_now(by, made.command, answer)
        else:
            assert isinstance(answer, Denied)
            assert answer.rule is Rule.STALE
        if isinstance(answer, Decided):
            self.desk.writes(answer)
            self.notes.append(made.note)
            self.heads.append(links.after(self.heads[-1], made.note))

    @rule(by=st.sampled_from(WORKERS), mine=acts, theirs=acts)
    def works_beside(self, by: str, mine: Any, theirs: Any) -> None:
        """The shortest of all races: both compose on the same case, and the other one is first."""
        other = next(name for name in WORKERS if name != by)
        self.composes(by, mine)
        self.composes(other, theirs)
        self.hands_in(other)
        self.hands_in(by)

    def _as_if_composed_now(self, by: str, command: Any, answer: Decided | Denied) -> None:
        """What the table lets come between makes no difference: neither to what is refused nor to what is done."""
        fresh = self.desk.says(by, command)
        assert isinstance(answer, Decided) is isinstance(fresh, Decided), (answer, fresh)
        if isinstance(answer, Denied) and isinstance(fresh, Denied):
            assert answer.rule is fresh.rule

    @rule(by=st.sampled_from(WORKERS), lie=st.sampled_from(LIES), at=st.integers(0, 30), other=st.integers(0, 30))
    def is_lied_to(self, by: str, lie: str, at: int, other: int) -> None:
        """The client refuses by name; or it saw true notes alone; or whoever looks later refuses what it signed."""
        try:
            size, head = links.follow(DESK, CASE, self._lied(lie, at, other), self.kept.get(by))
        except links.ChainError:
            return
        if size < len(self.heads) and self.heads[size] == head:
            return
        note = signed(by, c.AddNote("s-" + "e" * 24), self.desk.case.revision, "b" * 64, (size, head))
        for view in (self.notes, [*self.notes, signed("cedar", c.Close(), 99, "b" * 64, (0, self.heads[0]))]):
            with pytest.raises(links.ChainError) as caught:
                links.follow(DESK, CASE, [*view, note])
            assert caught.value.rule == "chain.forked"

    def _lied(self, lie: str, at: int, other: int) -> Sequence[bytes]:
        notes = self.notes
        if not notes:
            return notes
        one, two = sorted((at % len(notes), other % len(notes)))
        made = signed("cedar", c.Close(), 1, "c" * 64, (one, self.heads[one]))
        between = notes[one + 1 : two]
        return {
            "withholds": [*notes[:one], *notes[one + 1 :]],
            "ends early": notes[:one],
            "reorders": [*notes[:one], notes[two], *between, notes[one], *notes[two + 1 :]] if one < two else notes,
            "repeats": [*notes[:one], notes[two], *notes[one:]],
            "invents": [*notes[:one], made, *notes[one:]],
            "swaps": [*notes[:one], made, *notes[one + 1 :]],
        }[lie]

    def _named(self, how: str, item: int) -> Any:
        found = self.desk.item(item).proposal
        proposal = found.statement if found else "0" * 64
        if how == "approves":
            return c.Approve(item, proposal)
        return c.SendBack(item, proposal, "facts") if how == "sends back" else c.Withdraw(item, proposal)


TestTwoClients = TwoClients.TestCase


# --- each thing that a grant rests on, one at a time ------------------------------------------------------------------


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Paths of all single values in a JSON value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    found = [inner for key, one in pairs for inner in leaves(one, (*path, key))]
    yield from found or [path]


def other(value: Any) -> Any:
    if isinstance(value, str):
        return "9" * 64 if len(value) == 64 else f"{value}x"
    return [*value, "mallory"] if isinstance(value, list) else not value if isinstance(value, bool) else 7


RELIED = dealt(items=2)[0].relied()


@pytest.mark.parametrize("path", list(leaves(RELIED)), ids=lambda path: ".".join(map(str, path)))
def test_a_desk_that_changes_one_thing_that_was_relied_on_is_refused_or_it_is_another_items(
    path: tuple[Any, ...],
) -> None:
    signed_, deal = dealt(items=2)
    true = checks.check_deal(signed_.seen(), deal, "birk")
    relied = copy.deepcopy(signed_.relied())
    *way, last = path
    inside: Any = relied
    for key in way:
        inside = inside[key]
    inside[last] = other(inside[last])
    elsewhere = path[:3] == ("face", "items", 1) or path[:2] == ("items", 1)
    named = path[:2] == ("face", "confirmed") and str(RELIED["face"]["confirmed"][path[2]]).startswith("items.2.")
    found = refused(signed_.seen(relied), deal)
    if elsewhere and path != ("items", 1, "number"):
        assert found == ""
        assert checks.check_deal(signed_.seen(relied), deal, "birk") == true
    else:
        assert found in ({"", "grant.basis"} if named or path == ("items", 1, "number") else {"grant.basis"})


LIE_OF: dict[str, Callable[[Statement], Statement | None]] = {
    "withheld": lambda _: None,
    "dated to the first revision": lambda stated: dataclasses.replace(stated, revision=0),
    "renumbered to the last": lambda stated: dataclasses.replace(stated, revision=10**6),
    "in another's name": lambda stated: dataclasses.replace(stated, by="birk" if stated.by != "birk" else "aster"),
    "of another item": lambda stated: dataclasses.replace(stated, says={**stated.says, "item": 2}),
    "of another act": lambda stated: dataclasses.replace(stated, act=Act.NOTE_ADD),
    "on another case": lambda stated: dataclasses.replace(stated, case="c-" + "z" * 24),
    "on other facts": lambda stated: dataclasses.replace(stated, basis="e" * 64),
}


DECIDING = {"decision.propose", "decision.approve"}
NEEDED = DECIDING | {"face.confirm", "target.read", "authority.verify", "authority.confirm", "production.order"}
"""Acts without which nothing is given: a desk that keeps one back, or turns it into another, is refused."""


def _statements() -> list[tuple[str, int, str]]:
    signed_, _ = dealt(items=2)
    listed = [(str(stated.act), place) for place, stated in enumerate(signed_.notes.values())]
    return [(act, place, lie) for act, place in listed for lie in LIE_OF]


@pytest.mark.parametrize(("act", "place", "lie"), _statements())
def test_a_desk_that_lies_about_one_statement_opens_no_share_of_anything_else(act: str, place: int, lie: str) -> None:
    """Signatures stand beside this: it is what a desk could show of statements that people did sign, elsewhere."""
    signed_, deal = dealt(items=2)
    true = checks.check_deal(signed_.seen(), deal, "birk")
    name, stated = list(signed_.notes.items())[place]
    assert str(stated.act) == act
    changed = LIE_OF[lie](stated)
    notes = {hash_: one for hash_, one in signed_.notes.items() if hash_ != name}
    seen = signed_.seen(statements={**notes, **({name: changed} if changed else {})})
    if lie in {"withheld", "of another act", "on other facts"} and act in NEEDED:
        assert refused(seen, deal) != "" or (lie == "on other facts" and act not in DECIDING)
    if not refused(seen, deal):
        found = checks.check_deal(seen, deal, "birk")
        assert given(found) == given(true)


def given(found: checks.Dealt) -> tuple[object, ...]:
    """What leaves, to whom, under whose eyes."""
    order = found.order
    return (found.command, order.command, order.marks, order.grant.lines, order.grant.face, order.grant.item)


@pytest.mark.parametrize("signed_by", ["nobody", "another", "elsewhere", "somebody who left"])
def test_a_desk_that_invents_a_call_back_is_refused_before_anything_is_made_ready(signed_by: str) -> None:
    """Two people decided under a hash that says *cedar called them back*: host and releasers ask for cedar's word."""
    signed_ = calls("cedar")
    made = signed_.stated("cedar", Act.AUTHORITY_CALL_BACK, says_of(c.CallBack("call_back", "confirmed")), link=1)
    assert refused(signed_.seen(statements={**signed_.notes, "c" * 64: made}), deal_of(signed_)) == ""
    notes, past = dict(signed_.notes), {}
    if signed_by == "another":
        notes["c" * 64] = dataclasses.replace(made, by="dill")
    if signed_by == "elsewhere":
        notes["c" * 64] = dataclasses.replace(made, case="c-" + "z" * 24)
    if signed_by == "somebody who left":
        past["c" * 64] = made
    seen = signed_.seen(statements=notes, past=past)
    expected = "" if past else "release.unsigned"
    assert refused(seen, deal_of(signed_)) == expected
    with contextlib.nullcontext() if past else pytest.raises(ReleaseError, match="called"):
        checks.check_order(seen, signed_.desk.item().productions[0].order, "well")


def test_a_desk_that_hides_who_called_back_is_refused_too() -> None:
    """Whoever called back neither proposes nor agrees; without the name, nobody could tell (hazard 2.3)."""
    signed_, deal = dealt()
    made = signed_.stated("cedar", Act.AUTHORITY_CALL_BACK, says_of(c.CallBack("call_back", "confirmed")), link=1)
    assert refused(signed_.seen(statements={**signed_.notes, "c" * 64: made}), deal) == "release.unsigned"


def calls(name: str) -> Signed:
    """A production that was dealt, of a case in which somebody is said to have called the authority back."""
    signed_ = Signed(desk_of())
    signed_.desk.case = dataclasses.replace(signed_.desk.case, callers=frozenset({name}), called=Called.CONFIRMED)
    for reader in WORKERS:
        signed_.desk.reads(reader)
        signed_.does(reader, c.ReadTarget(1, "T1", MARK))
    signed_.does("aster", propose(Outcome.COMPLY))
    signed_.does("birk", signed_.desk.approval())
    signed_.does("aster", order(signed_.desk))
    signed_.does("well", deal_made(signed_.desk))
    return signed_


def deal_of(signed_: Signed) -> str:
    return signed_.desk.item().productions[0].deal


def refused(seen: Evidence, deal: str) -> str:
    try:
        checks.check_deal(seen, deal, "birk")
    except ReleaseError as fault:
        return fault.rule
    return ""
