"""The key of a case on a person's machine: drawn where the case has none of the house, compared by a second person.

Both are an act of the look that the person signs anyway (ADR 0082). An act that stands alone is preceded by a look of
its own.
"""

import base64
import contextlib
import datetime
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.adapters.identity import Identity
from dueprocess.demand.codes import Channel
from dueprocess.formats import ids, links, moment, selector
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.object import Header, ObjectKind, commitment
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act, Said
from dueprocess.release import house_keys, purging
from dueprocess.release.desk_client import Brought
from dueprocess.release.evidence import suspect
from dueprocess.release.house_keys import Standing
from dueprocess.release.looked import Looked

MAX_SEALED: Final = 300 << 20
RECOVERY: Final = "recovery"
UNOPENED: Final = "application/octet-stream"
ARRIVED: Final = frozenset({ObjectKind.ORIGINAL, ObjectKind.PARTICULARS})
"""What no colleague writes: it came, or machines read it."""
GIVES: Final = frozenset(
    {Act.DECISION_APPROVE, Act.PRODUCTION_ORDER, Act.PRODUCTION_DEAL, Act.RELEASE_APPROVE, Act.OUTSIDE_APPROVE}
)
NEVER: Final = "1970-01-01T00:00:00Z"


@dataclass(frozen=True, slots=True)
class Opened:
    """One sealed object in clear, in the memory of this process."""

    id: str
    header: Header
    content: bytes = field(repr=False)
    own: bool  # its id is made of its bytes, so that who signed the id signed these
    cipher: str = ""  # SHA-256 of what was opened


@dataclass(frozen=True, slots=True)
class Drawn:
    """A house key that nobody signed yet, and all that was sealed anew to it."""

    secret: str = field(repr=False)
    recipient: str
    objects: tuple[dict[str, str], ...]
    brought: tuple[Brought, ...] = field(repr=False)
    replaces: str = ""  # a key that was struck out and that nobody compared
    notes: tuple[Said, ...] = ()  # what was written under that one

    @property
    def said(self) -> Said:
        """The act that brings it."""
        marks = crypto.sha256(selector.target_key(self.secret.encode()))
        says: dict[str, Any] = {"house": self.recipient, "marks": marks, "objects": list(self.objects)}
        says["replaces"] = self.replaces
        return Said(Act.CASE_KEY, says)


@dataclass(frozen=True, slots=True)
class More:
    """What a look says besides, and what comes with it."""

    acts: tuple[Said, ...] = ()
    brought: tuple[Brought, ...] = field(default=(), repr=False)
    envelopes: Mapping[str, bytes] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True)
class CaseKeys:
    """Keys of cases for one person. Each raises DeskClientError, AgeError, ObjectError or ReleaseError.

    ``told``: what the desk handed over; that it was taken is recorded there first, once for each of these.
    ``struck``: a key that was struck out before anybody compared it, and what the desk hands over under it.
    """

    far: FarDesk
    who: Identity
    look: Callable[[str], Looked]
    told: dict[str, dict[str, Any]] = field(default_factory=dict)
    drawn: dict[str, Drawn] = field(default_factory=dict)
    struck: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)

    def material(self, case: str) -> dict[str, Any]:
        """What the desk handed over of a case: ``envelope``, ``recipient``, ``objects``, ``committed``, ``vessel``."""
        if case not in self.told:
            self.told[case] = self.far.material(case)
        return self.told[case]

    def secret(self, case: str) -> str:
        """The key to which this person seals: the one that stands, or one that is drawn now and signed later."""
        if self._standing(case) is not None:
            return self._opens(self.material(case))
        if case not in self.drawn:
            self.drawn[case] = self._draw(case)
        return self.drawn[case].secret

    def opened(self, case: str) -> list[Opened]:
        """All that is sealed to the case, oldest first. Raises ReleaseError ``sealed.successor``, too."""
        found = self._standing(case)
        told = self.material(case)
        opened = self._open(told, self._opens(told), told["objects"])
        if found is not None:
            mine = {one.id: commitment(one.header, one.content) for one in opened}
            if any(mine.get(sealed) != said for sealed, said in found.taken.items()):
                suspect("sealed.successor", f"what {found.by} sealed anew is not here, or it is another object")
            # The key is public: a desk could seal another letter to it. What comes later is another case.
            more = [one for one in opened if one.header.kind is ObjectKind.ORIGINAL and one.id not in found.taken]
            if more and found.bound:
                suspect("sealed.successor", f"an original is here that {found.by} did not seal anew")
        return opened

    def more(self, looked: Looked, acts: Sequence[Act]) -> More:
        """What a look of ``acts`` says besides of the case's key: the first one brings it, another person's compares.

        What only stops waits for neither.
        """
        case, found = looked.shown.case, house_keys.standing(looked.seen)
        if found is not None and found.origin and list(acts) == [Act.CASE_MERGE]:
            return More()  # it goes back, also where whoever split it sealed its key to nobody
        if found is None and case not in self.drawn and self._opens_case(looked, acts):
            self.secret(case)
        drawn = self.drawn.get(case)
        if drawn is not None:
            if found is not None:
                del self.drawn[case]
            if found is not None and found.house != drawn.recipient:
                message = "Somebody else gave the case its key meanwhile. Give the command again."
                raise DeniedError.because("case.key", message)
            if found is None:
                roster = looked.seen.roster
                readers = {one.name: one.age for one in roster.people if access.reads(access.roles_of(one.roles))}
                at = moment.write(self.far.now())
                envelopes = crypto.wrap_key(drawn.secret, {**readers, RECOVERY: roster.recovery}, at)
                return More((*drawn.notes, drawn.said), drawn.brought, envelopes)
        waits = found is not None and not found.seen and found.by != self.who.name
        merged = looked.seen.merged and GIVES.intersection(acts)
        if not (waits or merged) or not self._opens_case(looked, acts):
            return More()
        if merged:
            self._check_merged(looked)
        return self._compares(case, found, acts) if found is not None and waits else More()

    def _compares(self, case: str, found: Standing, acts: Sequence[Act]) -> More:
        if self._compared(case, found):
            return More((Said(Act.CASE_KEY_SEEN, {"key": found.name}),))
        if GIVES.intersection(acts):
            house_keys.check_compared(self.look(case).seen)
        return More()

    def _check_merged(self, looked: Looked) -> None:
        """Whether what went into the case was compared by somebody else than who sealed it anew; else it is, now.

        A desk could take a merge of what one person alone opened. Raises ReleaseError ``sealed.successor``,
        ``case.vessel``.
        """
        for other, found in house_keys.uncompared(looked.seen):
            if found is not None and found.by != self.who.name and self._compared(other, found):
                continue
            if found is not None and found.once:
                house_keys.check_compared(looked.seen)  # whoever did left: it says what to do
            suspect("sealed.successor", f"nobody compared what came in case {other}, which went into this one")

    def _opens_case(self, looked: Looked, acts: Sequence[Act]) -> bool:
        """Whether this person's machine draws or compares now: they may, have an envelope, and do more than stop."""
        me = looked.seen.roster.person(self.who.name)
        if me is None or not access.may(access.roles_of(me.roles), Act.CASE_KEY):
            return False
        if acts and links.STOPS.issuperset(acts):
            return False
        try:
            self.material(looked.shown.case)
        except DeniedError as fault:
            if fault.rule != "access.no-envelope":
                raise
            return False  # they joined since: the machine of somebody else does it
        return True

    def _standing(self, case: str) -> Standing | None:
        told, seen = self.material(case), self.look(case).seen
        found, void = house_keys.standing(seen), house_keys.void(seen)
        gone = purging.forgotten_by(seen)
        if gone is not None and told.get("envelope"):
            suspect("case.vessel-kept", f"{' and '.join(gone[1])} forgot this case; the desk keeps what opens it")
        if void and told.get("vessel"):  # what came is opened as before that key, which counts for nothing
            self.struck[case] = (void, told)
            self.told[case] = told = {**told, **told["vessel"], "vessel": None}
        if found is not None and told["recipient"] != found.house:
            del self.told[case]  # taken before the key came
            told = self.material(case)
        vessel = told.get("vessel")
        house_keys.check_told(found, str(told["recipient"]), str(vessel["recipient"]) if vessel else "")
        return found

    def _opens(self, told: Mapping[str, Any]) -> str:
        return crypto.unwrap_key(base64.b64decode(str(told["envelope"])), self.who.age_secrets, str(told["recipient"]))

    def _open(self, told: Mapping[str, Any], secret: str, rows: Sequence[Mapping[str, Any]]) -> list[Opened]:
        found, lost = [], told.get("channel") == Channel.PORTAL
        for row in rows:
            key = str(row.get("id"))
            if not ids.is_id(key, "s"):  # it becomes a file's name, and a part of an address
                raise DeniedError.because("counter.form", "The desk names a sealed object by no id of a desk.")
            data = self.far.sealed(key, MAX_SEALED)
            cipher = crypto.sha256(data)
            if cipher not in told["committed"]:
                raise DeniedError.because(
                    "sealed.not-committed",
                    "An object of this case is not the one that was sealed. Tell the others before you believe it.",
                )
            # A note that its writer sealed to nobody closes no case to the others.
            shut = lost if row.get("kind") != ObjectKind.NOTE else None
            header, content = _inside_of(key, str(row.get("kind")), data, secret, lost=shut)
            if header.kind != row.get("kind"):  # whoever reads hostile bytes for the desk makes no second original
                suspect("sealed.kind", f"what the desk calls {row.get('kind')} is in truth {header.kind}")
            found.append(Opened(key, header, content, ids.sealed_as(data) == key, cipher))
        return found

    def _draw(self, case: str) -> Drawn:
        secret, recipient = crypto.new_case_key()
        rows, brought = sealed_anew(self.opened(case), secret, self.far.now())
        name, told = self.struck.get(case, ("", {}))
        notes = [self._noted(one, recipient) for one in (self._written(case, told) if name else ())]
        said = tuple(Said(Act.NOTE_ADD, {"sealed": one.id}) for one in notes)
        return Drawn(secret, recipient, rows, (*notes, *brought), name, said)

    def _came_from(self, found: Standing, opened: Sequence[Opened]) -> bool:
        """Whether what a split took along is just what lies in the case that it left (P12, ADR 0106).

        False where this person cannot open that one: they joined since, one custodian keeps it, or two people forgot
        it. Raises ReleaseError ``sealed.successor``.
        """
        if not found.bound or purging.forgotten_by(self.look(found.origin).seen):
            return False
        try:
            there = self.opened(found.origin)
        except DeniedError as fault:
            if fault.rule != "access.no-envelope":
                raise
            return False
        came = {_inside(one) for one in there}
        taken = {_inside(one) for one in opened if one.id in found.taken}
        if not taken <= came or not {_inside(one) for one in there if one.header.kind in ARRIVED} <= taken:
            suspect("sealed.successor", f"what {found.by} took along from {found.origin} is not what came there")
        before = self._standing(found.origin)
        if before is None or before.stands:
            return True
        # Else who sealed anew there, and split, is one person.
        return before.by != self.who.name and self._compared(found.origin, before)

    def _written(self, case: str, told: Mapping[str, Any]) -> list[Opened]:
        """What people wrote under a key that was struck out, as far as it opens: else it would go with that key."""
        came, found = {_inside(one) for one in self.opened(case)}, list[Opened]()
        for row in told["objects"]:
            with contextlib.suppress(AgeError, ObjectError, DeniedError):
                found += self._open(told, self._opens(told), [row])
        return [one for one in found if _inside(one) not in came]

    def _noted(self, one: Opened, recipient: str) -> Brought:
        at = moment.write(self.far.now())
        data = crypto.seal(ObjectKind.NOTE, one.header.media, one.content, recipient, at, one.header.name)
        return Brought(ids.sealed_as(data), str(ObjectKind.NOTE), "case", data)

    def _compared(self, case: str, found: Standing) -> bool:
        """Whether every successor was compared with what came; not by who joined since, and has no envelope of that.

        Raises ReleaseError ``sealed.successor`` where one is another.
        """
        self._standing(case)
        if found.origin:
            return self._came_from(found, self.opened(case))
        told = self.material(case)
        vessel = told.get("vessel")
        if vessel and not vessel.get("envelope"):
            return False
        if not vessel and found.once:
            return False
        if not vessel:
            suspect("sealed.successor", "the desk does not hand out what came, and nobody compared it yet")
        mine = {commitment(one.header, one.content): one for one in self.opened(case)}
        secret = crypto.unwrap_key(
            base64.b64decode(str(vessel["envelope"])), self.who.age_secrets, str(vessel["recipient"])
        )
        came = {one.cipher: one for one in self._open(told, secret, vessel["objects"])}
        if came.keys() != found.came.keys():
            suspect("sealed.successor", f"{found.by} did not seal anew just what came")
        for cipher, said in found.came.items():
            if said not in mine or _inside(mine[said]) != _inside(came[cipher]):
                suspect("sealed.successor", f"what {found.by} sealed anew is not what came")
        return True


def _inside_of(key: str, kind: str, data: bytes, secret: str, *, lost: bool | None) -> tuple[Header, bytes]:
    """Header and content. What came by the portal (``lost``) and the case's key does not open is its own bytes.

    Who hands a demand in can seal a part of it to nobody; the rest is opened. What a person of the house sealed has an
    id of its bytes, and raises AgeError or ObjectError; a note (``lost`` is None) does not.
    """
    try:
        return crypto.unseal(data, [secret])
    except (AgeError, ObjectError):
        if lost is not None and (not lost or ids.sealed_as(data) == key):
            raise
        return Header(ObjectKind(kind), UNOPENED, "", len(data), NEVER, "0" * 64), data


def sealed_anew(
    opened: Iterable[Opened], secret: str, at: datetime.datetime
) -> tuple[tuple[dict[str, str], ...], tuple[Brought, ...]]:
    """The same objects under another key, each with a salt that this machine drew; and what a statement says of them.

    That is cipher, commitment, kind and id (``house_key.DrawKey.objects``).
    """
    rows, brought, recipient = [], [], crypto.recipient_of(secret)
    for one in opened:
        kind, header = one.header.kind, one.header
        data = crypto.seal(kind, header.media, one.content, recipient, moment.write(at), header.name)
        made = Brought(ids.sealed_as(data), str(kind), "case", data)
        said = commitment(*crypto.unseal(data, [secret]))
        rows.append({"cipher": one.cipher, "commitment": said, "kind": made.kind, "sealed": made.id})
        brought.append(made)
    return tuple(rows), tuple(brought)


def _inside(one: Opened) -> tuple[object, ...]:
    return one.header.kind, one.header.media, one.header.name, one.content
