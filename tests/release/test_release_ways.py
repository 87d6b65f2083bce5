"""A client that believes signatures alone comes to the desk's own answer; a desk that lies moves it to nothing more."""

from __future__ import annotations

import datetime
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import invariant, rule
from test_case_releasing import PEOPLE, WaysRoundTheQuorum

from dueprocess.case import commands as c
from dueprocess.case.outcome import Decided
from dueprocess.formats import moment
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import checks
from dueprocess.release.evidence import Evidence, ReleaseError
from dueprocess.release.giving import Saw
from signed_samples import Signed


def passes(seen: Evidence, deal: str, me: str, since: Saw | None, now: Any) -> bool:
    """Whether ``me`` may combine, by what a client checks; ``since``: what it remembers."""
    try:
        checks.check_quorum(seen, checks.check_deal(seen, deal, me), me, "age", since, now)
    except ReleaseError:
        return False
    return True


class ClientsAndTheirDesk(WaysRoundTheQuorum):
    """Every order of acts, as in the machine that this one goes on from; a client looks after each step.

    Shown everything, it says what the desk says. Shown everything with old facts, it never says more. Shown a part of
    what was signed, it still needs k people who agreed to exactly that, two who decided, two who read, and the hold.
    """

    def prepare(self) -> None:
        self.signed = Signed(self.desk)

    def tries(self, by: str, command: c.Command) -> None:
        answer = self.signed.tries(by, command, frozen=self.frozen)
        if isinstance(answer, Decided):
            self.log.append((by, command, self.desk.at))

    @rule(by=st.sampled_from(PEOPLE))
    def adds(self, by: str) -> None:
        if len(self.desk.case.items) < 3:
            number = len(self.desk.case.items) + 1
            self.tries(by, c.ChangeItem("add", number, {"kind": "disclosure", "data": ["traffic"]}))

    @rule(by=st.sampled_from(PEOPLE), op=st.sampled_from(("amend", "withdraw")), day=st.sampled_from((1, 2)))
    def changes_another(self, by: str, op: str, day: int) -> None:
        if len(self.desk.case.items) > 1:
            fields = {"period_from": f"2026-01-0{day}"} if op == "amend" else {}
            self.tries(by, c.ChangeItem(op, 2, fields))

    @rule(by=st.sampled_from(PEOPLE), day=st.sampled_from(("2026-10-30", "2026-10-29")))
    def confirms(self, by: str, day: str) -> None:
        self.desk.reads(by)
        self.tries(by, c.Confirm({"issued_on": day}))

    @rule(by=st.sampled_from(PEOPLE))
    def calls_back(self, by: str) -> None:
        self.tries(by, c.CallBack("call_back", "confirmed"))

    @invariant()
    def shown_all_they_agree(self) -> None:
        for deal, one in self.deals_made():
            found = (made for made in self.desk.item().productions if made.id == one.says["production"])
            agreed = tuple(one.statement for made in found for one in made.agreements)
            command = c.Release(1, str(one.says["production"]), deal, "age", "9" * 64, ("6" * 64,), agreed)
            for me in PEOPLE:
                desk = isinstance(self.desk.says(me, command, frozen=self.frozen), Decided)
                assert self.passes(deal, me, self.signed.relied()) == desk
                assert desk or not any(self.passes(deal, me, old) for old in self.signed.said[-6:])

    def passes(self, deal: str, me: str, relied: Any) -> bool:
        return passes(self.signed.seen(relied, frozen=self.frozen), deal, me, self.since(deal), self.desk.at)

    def since(self, deal: str) -> Saw | None:
        """What a client that was shown everything at every step remembers: when the first agreement came."""
        said = self.signed.notes.values()
        first = [one.at for one in said if one.act is Act.RELEASE_APPROVE and one.says["deal"] == deal]
        return Saw(moment.parse(min(first)), frozenset()) if first else None

    def deals_made(self) -> list[tuple[str, Statement]]:
        return [(hash_, one) for hash_, one in self.signed.notes.items() if one.act is Act.PRODUCTION_DEAL]

    @rule(data=st.data())
    def shown_a_part(self, data: st.DataObject) -> None:
        deals = [hash_ for hash_, _ in self.deals_made()]
        if not deals:
            return
        deal, me = data.draw(st.sampled_from(deals)), data.draw(st.sampled_from(PEOPLE))
        hidden = data.draw(st.sets(st.sampled_from(sorted(self.signed.notes)), max_size=4))
        notes = {hash_: one for hash_, one in self.signed.notes.items() if hash_ not in hidden}
        for relied in self.signed.said:
            if passes(self.signed.seen(relied, statements=notes), deal, me, self.since(deal), self.desk.at):
                self.is_enough(notes, deal, me)

    def is_enough(self, notes: Any, deal: str, me: str) -> None:
        said = list(notes.values())
        newest = {one.by: one for one in said if one.act is Act.RELEASE_APPROVE and one.says["deal"] == deal}
        agreed = [one for one in newest.values() if (one.says["finisher"], one.says["way"]) == (me, "age")]
        assert len(agreed) >= 2
        since = self.since(deal)
        assert since is not None
        assert since.at <= self.desk.at - datetime.timedelta(hours=24)
        order = notes[notes[deal].says["order"]]
        approval = notes[order.says["approval"]]
        assert approval.by != notes[approval.says["proposal"]].by
        assert len({one.by for one in said if one.act is Act.TARGET_READ}) >= 2
        assert not [one for one in said if one.act is Act.RELEASE_VETO and one.says["deal"] == deal]


ClientsAndTheirDesk.TestCase.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)
test_clients_and_their_desk = ClientsAndTheirDesk.TestCase
