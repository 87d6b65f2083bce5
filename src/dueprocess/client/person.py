"""A releaser's client: what it checks before its share opens, what it signs, how shares meet, on the person's machine.

Nothing that the desk says is believed: rosters are walked from the person's pin, statements are verified, and the
revision that was seen stays in the pin file, so that a desk which was put back to an earlier state is refused.
"""

import datetime as dt
import hashlib
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from dueprocess.adapters.identity import Identity
    from dueprocess.formats.chain import Pin
    from dueprocess.formats.manifest import Manifest
    from dueprocess.formats.object import Header, ObjectKind
    from dueprocess.formats.statement import Act, Statement
    from dueprocess.release.checks import Dealt
    from dueprocess.release.desk_client import Brought, Counter, Did, Piece, Production, Shown
    from dueprocess.release.evidence import Evidence

MAX_SMALL = 8 << 20
"""Bytes of a ciphertext that is no part."""

AUTHENTICATORS = 2
"""How many of them open the identity of somebody who releases (ADR 0050)."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What the desk showed, and what of it stands by signatures."""

    shown: "Shown"
    seen: "Evidence"


@dataclass(frozen=True, slots=True)
class Ready:
    """A deal that this person may agree to: checked, its manifest read."""

    looked: Looked
    production: "Production"
    dealt: "Dealt"
    manifest: "Manifest"


@dataclass(frozen=True, slots=True)
class Releaser:
    """One person, their identity and pin, before one desk.

    ``desk`` is the id that people compared aloud, where no roster was seen yet; ``clock`` is this machine's clock where
    the desk has its own: what is signed after gigabytes were sealed, or a listing was read, is dated then.
    """

    identity: "Identity"
    counter: "Counter"
    pin_file: Path
    began: dt.datetime
    desk: str = ""
    clock: "Callable[[], dt.datetime] | None" = None

    @property
    def now(self) -> dt.datetime:
        """The time, aware."""
        return self.clock() if self.clock is not None else self.began

    def look(self, case: str) -> Looked:
        """All about one case, checked. Raises RosterError, ReleaseError, DeniedError."""
        from dueprocess.adapters import crypto
        from dueprocess.client.pins import raise_pin, read_pin, read_seen, write_seen
        from dueprocess.formats.chain import Pin, walk
        from dueprocess.release.checks import check_said, check_seen
        from dueprocess.release.evidence import gather

        shown = self.counter.shown(case)
        if shown.case != case or not shown.rosters:
            refuse("counter.form", "the desk answered about another case, or shows no roster")
        pin = read_pin(self.pin_file) or self._founding(shown)
        rosters = walk(pin, shown.rosters, crypto.verify, self.now)
        relied, attested = shown.relied, shown.attested
        seen = gather(case, rosters, shown.notes, relied, crypto.verify, at=self.now, attested=attested)
        check_seen(seen, read_seen(self.pin_file, case))
        check_said(seen, shown.revision)
        self._check_me(seen)
        raise_pin(self.pin_file, Pin.of(rosters[-1]))
        write_seen(self.pin_file, case, seen.revision)
        return Looked(shown, seen)

    def _founding(self, shown: "Shown") -> "Pin":
        """The pin where none is kept: of the desk that people compared, whose founding roster has that hash."""
        from dueprocess.adapters import crypto
        from dueprocess.formats.chain import Pin, check_founding

        return Pin(self.desk, 1, self.desk) if self.desk else Pin.of(check_founding(shown.rosters[0], crypto.verify))

    def _check_me(self, seen: "Evidence") -> None:
        listed = seen.roster.person(self.identity.name)
        if listed is None or listed.vkey != self.identity.card().vkey:
            refuse("access.not-on-roster", f"roster {seen.roster.number} does not name this key for you")
        if self.identity.name in seen.retired:
            refuse("statement.retired-key", "you retired this key")

    def act(self, looked: Looked, act: "Act", says: dict[str, Any], brought: "Sequence[Brought]" = ()) -> "Did":
        """Sign, bound to what was looked at, and do. Raises as the counter does; DeniedError for text in a code."""
        from dueprocess.case.basis import hash_of as basis_hash
        from dueprocess.formats import moment
        from dueprocess.formats.statement import Statement

        statement = Statement(
            desk=looked.seen.roster.desk_id,
            roster=looked.seen.roster.number,
            case=looked.shown.case,
            revision=looked.shown.revision,
            act=act,
            by=self.identity.name,
            at=moment.write(self.now),
            basis=basis_hash(looked.shown.relied),
            says=says,
        )
        return self.counter.perform(self._signed(statement), brought)

    def _signed(self, statement: "Statement") -> bytes:
        from dueprocess.formats.errors import StatementError
        from dueprocess.formats.refusal import wrong

        try:
            return statement.sign(*self.identity.signer())
        except StatementError as fault:
            raise wrong(fault.reason) from fault

    def ready(self, looked: Looked, production: "Production") -> Ready:
        """A deal whose share may open: grant, recipient, order, deal and manifest hold. Raises DeniedError."""
        from dueprocess.client.pins import write_unseen
        from dueprocess.formats import moment
        from dueprocess.release import checks, contents

        dealt = checks.check_deal(looked.seen, production.deal, self.identity.name)
        if dealt.command.production != production.id:
            refuse("deal.order", "the desk names another deal than this production's")
        manifest = self._manifest(looked, production, dealt)
        contents.check_manifest(manifest, dealt, looked.seen)
        if not dealt.approvals:
            write_unseen(self.pin_file, production.id, moment.write(self.now))
        return Ready(looked, production, dealt, manifest)

    def _manifest(self, looked: Looked, production: "Production", dealt: "Dealt") -> "Manifest":
        from dueprocess.formats import manifest
        from dueprocess.formats.object import ObjectKind

        data = self.take(looked, production, dealt.command.manifest)
        if hashlib.sha256(data).hexdigest() != dealt.command.manifest_hash:
            refuse("manifest.altered", "the manifest's bytes are not those that were dealt")
        return manifest.parse(self._opened(data, ObjectKind.MANIFEST)[1])

    def take(self, looked: Looked, production: "Production", sealed: str) -> bytes:
        """A small ciphertext, whole. Raises DeniedError ``counter.length``."""
        out = _Bounded(MAX_SMALL)
        self.counter.piece(looked.shown.case, production.id, sealed, out)
        return out.getvalue()

    def _opened(self, data: bytes, kind: "ObjectKind") -> "tuple[Header, bytes]":
        from dueprocess.adapters import crypto

        header, content = crypto.unseal(data, [self.identity.age_secret])
        if header.kind is not kind:
            refuse("release.kind", f"what the desk gave is no {kind}, but a {header.kind}")
        return header, content

    def check_authenticators(self) -> None:
        """Whether this identity releases: two authenticators open it. Else DeniedError ``identity.authenticators``.

        The file says so, under the seed's own seal; no desk is asked, and none is told.
        """
        has = self.identity.authenticators
        if has >= AUTHENTICATORS:
            return
        rule = "identity.authenticators"
        many = "one authenticator opens" if has else "no authenticator opens"
        message = (
            f"Who releases has two authenticators, and {many} the file that you gave: with one thing your identity "
            "could be lost, or fall into other hands. Start `dueprocess vault`, unlock, enrol "
            f"{'another' if has else 'two'} under 'How your identity opens', save the file, and give that one. "
            "To end a release you need none of this."
        )
        raise DeniedError.because(rule, message)

    def own_share(self, ready: Ready) -> bytes:
        """This person's share, held against the deal. Raises ReleaseError ``release.share``; AgeError; DeniedError."""
        self.check_authenticators()
        named = {name: sealed for name, _, sealed in ready.dealt.command.shares}
        return self._share(ready, self.identity.name, named[self.identity.name])

    def _share(self, ready: Ready, holder: str, sealed: str) -> bytes:
        from dueprocess.formats.object import ObjectKind
        from dueprocess.release import contents

        header, share = self._opened(self.take(ready.looked, ready.production, sealed), ObjectKind.SHARE)
        contents.check_share(ready.dealt, holder, share)
        contents.check_share_order(ready.dealt, holder, header.name)
        return share

    def given(self, ready: Ready) -> dict[str, bytes]:
        """Shares by holder: one's own, and those that others who agreed sealed to this person."""
        found = {self.identity.name: self.own_share(ready)}
        for piece in self._given_to_me(ready):
            found[piece.by] = self._share(ready, piece.by, piece.sealed)
        return found

    def _given_to_me(self, ready: Ready) -> "Iterator[Piece]":
        for piece in ready.production.pieces:
            mine = piece.kind == "given" and piece.to == self.identity.name != piece.by
            if mine and piece.by in ready.dealt.approvals:
                yield piece

    def approve(self, ready: Ready) -> None:
        """Agree: the share goes to each of the other holders, sealed to one. Raises as ``act`` does."""
        from dueprocess.adapters import crypto
        from dueprocess.formats import ids, moment
        from dueprocess.formats.object import Header, ObjectKind
        from dueprocess.formats.statement import Act
        from dueprocess.release.desk_client import Brought

        share, roster = self.own_share(ready), ready.looked.seen.roster
        nobody = {self.identity.name, *ready.looked.seen.retired}
        made, order = moment.write(self.now), ready.dealt.order.hash
        header = Header(ObjectKind.SHARE, "application/octet-stream", order, len(share), made)
        brought, named = [], []
        for holder, _, _ in ready.dealt.command.shares:
            person = roster.person(holder)
            if holder in nobody or person is None:
                continue
            data = crypto.seal(header, share, person.age)
            brought.append(Brought(ids.sealed_id(crypto.random_bytes(15)), "given", "release", data))
            named.append({"sealed": brought[-1].id, "to": holder})
        command = ready.dealt.command
        says = {"deal": ready.dealt.hash, "item": command.item, "production": command.production, "shares": named}
        self.act(ready.looked, Act.RELEASE_APPROVE, says, brought)

    def key(self, ready: Ready) -> str:
        """The production's age identity, put together in memory. Raises ReleaseError ``release.*``."""
        from dueprocess.adapters import crypto
        from dueprocess.client.pins import read_unseen
        from dueprocess.formats import moment
        from dueprocess.release import checks, contents

        unseen = read_unseen(self.pin_file, ready.production.id)
        checks.check_quorum(ready.dealt, self.identity.name, self.now, moment.parse(unseen) if unseen else None)
        secret = contents.combined(ready.dealt, self.given(ready))
        if crypto.recipient_of(secret) != ready.dealt.command.recipient:
            refuse("release.key", "the shares do not give the key that the parts are sealed to")
        return secret


def refuse(rule: str, message: str) -> NoReturn:
    """Raise DeniedError."""
    raise DeniedError.because(rule, f"{message[:1].upper()}{message[1:]}. Tell the others before you do anything.")


class _Bounded(io.BytesIO):
    """Bytes up to a limit; whoever sends more is refused."""

    def __init__(self, limit: int) -> None:
        super().__init__()
        self.limit = limit

    def write(self, data: Any) -> int:  # noqa: ANN401 - whatever is bytes
        if self.tell() + len(data) > self.limit:
            refuse("counter.length", f"a ciphertext has more than {self.limit >> 20} MiB")
        return super().write(data)
