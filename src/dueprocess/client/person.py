"""A person's own machine before one desk: what it looks at, what it remembers, and what it signs.

Nothing that the desk says is believed: rosters are walked from the person's pin, statements are verified, and the
revision that was seen stays in the pin file, so that a desk which was put back to an earlier state is refused.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from dueprocess.acts.purge import purged
from dueprocess.acts.table import ACTS
from dueprocess.adapters import crypto
from dueprocess.adapters.identity import Identity
from dueprocess.adapters.law_library import LIBRARY
from dueprocess.client.kept_shares import Shares, remember
from dueprocess.client.pins import read_mark, read_opened, read_own, read_pin, read_seen, write_own
from dueprocess.formats.chain import Pin, check_founding
from dueprocess.formats.errors import StatementError
from dueprocess.formats.links import DESK, goes_into, name_of
from dueprocess.formats.object import Header, ObjectKind
from dueprocess.formats.refusal import DeniedError, wrong
from dueprocess.formats.statement import Act, LawAnswer, Look, Opened, Said, Statement
from dueprocess.release import house_keys
from dueprocess.release import looked as looks
from dueprocess.release.checks import Grant
from dueprocess.release.desk_client import Brought, DeskClient, Did, Shown, taken
from dueprocess.release.evidence import ReleaseError, suspect
from dueprocess.release.law_again import Answered, check_law
from dueprocess.release.looked import Looked

if TYPE_CHECKING:
    from dueprocess.client.case_keys import CaseKeys, More

MAX_SMALL = 8 << 20
"""Bytes of a ciphertext that is no part."""

AUTHENTICATORS = 2
"""How many of them open the identity of somebody who releases (ADR 0050)."""


@dataclass(frozen=True, slots=True)
class Person:
    """One person, their identity and pin, before one desk.

    Attributes:
        identity: whose machine it is.
        desk: whom it asks.
        pin_file: what it remembers (``client/pins.py``).
        clock: the time, aware. What is signed after gigabytes were sealed is dated when it is signed.
        keys: which key a case has, for who opens cases.
        desk_id: of the desk that people compared aloud, where no roster was seen yet.
    """

    identity: Identity
    desk: DeskClient
    pin_file: Path
    clock: Callable[[], dt.datetime]
    desk_id: str = ""
    keys: "CaseKeys | None" = None

    @property
    def now(self) -> dt.datetime:
        """The time, aware."""
        return self.clock()

    @property
    def shares(self) -> Shares:
        """The shares that wait on this machine, beside what it remembers of the desk."""
        return Shares(self.pin_file.with_suffix(".shares"), self.pin_file)

    def look(self, case: str) -> Looked:
        """All about one case, checked. Raises RosterError, ReleaseError, DeniedError (``case.purged``: it is gone)."""
        shown = self.desk.shown(case)
        pin = read_pin(self.pin_file) or self._founding(shown)
        seen_before = read_seen(self.pin_file, case)
        kept = {of: read_mark(self.pin_file, of) for of in (case, DESK)}
        own = read_own(self.pin_file, case, DESK)
        looked = looks.look(self.identity.name, case, shown, pin, seen_before, crypto.verify, self.now, kept)
        looks.check_own(looked, own)
        looks.check_me(looked, self.identity.signer()[0].vkey)
        remember(self.pin_file, looked)
        if looked.purged is not None:
            raise DeniedError(purged(looked.purged))
        return looked

    def _founding(self, shown: Shown) -> Pin:
        """The pin where none is kept: of the desk that people compared, whose founding roster has that hash."""
        if self.desk_id or not shown.rosters:
            return Pin(self.desk_id, 1, self.desk_id)
        return Pin.of(check_founding(shown.rosters[0], crypto.verify))

    def act(
        self,
        looked: Looked,
        act: Act,
        says: Mapping[str, Any],
        brought: Sequence[Brought] = (),
        law: LawAnswer | None = None,
    ) -> Did:
        """Sign, bound to what was looked at, and do. Raises as the desk does; DeniedError for text in a code.

        ``law``: what this machine reckoned, where the act hangs on it.
        """
        stated = replace(looked.statement(act, says, self.now), law=law, opened=self._opened(looked))
        into = goes_into(act, says)
        if into:
            stated = replace(stated, beside=(*stated.beside, (into, *self.look(into).mark)))
        more = self._more(looked, [act])
        if not more.acts:
            return self._perform(stated, brought)
        if ACTS[act].alone or ACTS[act].dated:
            self._bring(looked, more)
            return self.act(self.look(looked.shown.case), act, says, brought, law)
        return self._together(looked, (Said(act, says),), brought, law, more)

    def act_with(
        self, looked: Looked, acts: Sequence[Said], brought: Sequence[Brought], law: LawAnswer | None = None
    ) -> Did:
        """Sign several acts in one look, and do them all or none. Raises as ``act``."""
        return self._together(looked, acts, brought, law, self._more(looked, [one.act for one in acts]))

    def _opened(self, looked: Looked) -> tuple[Opened, ...]:
        """The originals that were shown here, whole, within a day (``open``), as one's own vault says it.

        Where two keys take one place that is said elsewhere: what stops does not wait for it.
        """
        try:
            key = house_keys.standing(looked.seen)
        except ReleaseError:
            return ()
        named = read_opened(self.pin_file, looked.shown.case, key.name if key else "", self.now)
        return tuple((one, ObjectKind.ORIGINAL) for one in named)

    def _more(self, looked: Looked, acts: Sequence[Act]) -> "More":
        """What the look says besides of the case's key (ADR 0082)."""
        from dueprocess.client.case_keys import More

        return More() if self.keys is None else self.keys.more(looked, acts)

    def _together(
        self, looked: Looked, acts: Sequence[Said], brought: Sequence[Brought], law: LawAnswer | None, more: "More"
    ) -> Did:
        look = replace(looked.several([*acts, *more.acts], self.now), law=law, opened=self._opened(looked))
        return self._perform(look, [*brought, *more.brought], more.envelopes)

    def _perform(
        self, said: Statement | Look, brought: Sequence[Brought], envelopes: Mapping[str, bytes] = MappingProxyType({})
    ) -> Did:
        """Sign, do, and remember that the desk took it: from then on it has to show it."""
        note = self.signed(said)
        did = self.desk.perform(note, brought, envelopes)
        write_own(self.pin_file, said.case or DESK, name_of(note).hex())
        return did

    def bring(self, looked: Looked, acts: Sequence[Act] = ()) -> Looked:
        """What ``acts`` need of the case's key in a look of its own, where they go to another address."""
        more = self._more(looked, acts)
        if not more.acts:
            return looked
        self._bring(looked, more)
        return self.look(looked.shown.case)

    def _bring(self, looked: Looked, more: "More") -> None:
        """A look of its own, before an act that stands alone."""
        look = looked.several(more.acts, self.now)
        self._perform(look, more.brought, more.envelopes)

    def law_again(self, looked: Looked, grant: Grant) -> Answered:
        """What people signed of the law's answer and this machine reckons otherwise; conditions of what was granted.

        Raises ReleaseError ``grant.law`` for what the law does not give; as the desk does, where it is asked for texts.
        """
        case = looked.shown.case
        return check_law(
            looked.seen, looked.shown, grant, LIBRARY, self.now.date(), lambda: self.desk.shown(case, texts=True).texts
        )

    def note(self, looked: Looked, act: Act, says: Mapping[str, Any]) -> bytes:
        """The signed statement, bound to what was looked at. Raises DeniedError for text in a code."""
        return self.signed(looked.statement(act, says, self.now))

    def signed(self, statement: Statement | Look) -> bytes:
        """The note of a statement or a look, with this person's signature. Raises DeniedError for text in a code.

        What it ends counts on this machine from here on, whatever becomes of the note.
        """
        acts = statement.acts if isinstance(statement, Look) else (Said(statement.act, statement.says),)
        self.shares.ended(statement.case or DESK, acts)
        try:
            return statement.sign(*self.identity.signer())
        except StatementError as fault:
            raise wrong(fault.reason) from fault

    def take(self, looked: Looked, production: str, sealed: str) -> bytes:
        """A small ciphertext of a production, whole. Raises DeniedError ``counter.length``."""
        return taken(self.desk, looked.shown.case, production, sealed, MAX_SMALL)

    def opened(self, data: bytes, kind: ObjectKind) -> tuple[Header, bytes]:
        """What is sealed to this person. Raises AgeError, ObjectError; ReleaseError ``release.kind``."""
        header, content = crypto.unseal(data, self.identity.age_secrets)
        if header.kind is not kind:
            suspect("release.kind", f"what the desk gave is no {kind}, but a {header.kind}")
        return header, content

    def check_authenticators(self, *, one_account: bool) -> None:
        """Whether this identity releases: two authenticators open it. Else DeniedError ``identity.authenticators``.

        The file says so, under the seed's own seal; no desk is asked, and none is told. ``one_account``: for subscriber
        data of one account one authenticator is enough beside recovery words, which lie elsewhere on paper (ADR 0050).
        """
        has = self.identity.authenticators
        if has >= AUTHENTICATORS or (one_account and has and self.identity.words):
            return
        rule = "identity.authenticators"
        many = "one authenticator opens" if has else "no authenticator opens"
        message = (
            f"Who releases has two authenticators, and {many} the file that you gave: with one thing your identity "
            "could be lost, or fall into other hands. Start `dueprocess vault`, unlock, enrol "
            f"{'another' if has else 'two'} under 'How your identity opens', save the file, and give that one. "
            "For subscriber data of one account one is enough beside recovery words on paper. "
            "To end a release you need none of this."
        )
        raise DeniedError.because(rule, message)
