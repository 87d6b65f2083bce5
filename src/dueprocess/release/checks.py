"""Grant, targets, recipient, order, deal, quorum and hold, each from signatures alone; every refusal by its name.

The extraction host calls ``check_order``; a releaser's client calls ``check_deal`` before its share opens, and
``check_quorum`` before shares are combined (P1, P10, P12; hazards 5.2, 11.1, 11.2, 11.4).
"""

import datetime as dt
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.acts.desk_state import VERIFIED_DAYS
from dueprocess.case import commands as c
from dueprocess.case.basis import basis_of, part
from dueprocess.case.less import part_asked
from dueprocess.case.releases import KEYED, MIN_K
from dueprocess.case.state import GRANTS, Line
from dueprocess.demand.codes import DataCategory, LineAnswer
from dueprocess.formats import moment
from dueprocess.formats.statement import Act, Statement
from dueprocess.release import after, contested, facts, giving, house_keys
from dueprocess.release.evidence import Evidence, command_in, refuse
from dueprocess.release.giving import Agreement, Saw
from dueprocess.release.origins import read_before

_HASH: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Grant:
    """What two people granted on one item, and the statements that say so; ``face`` holds no facts but theirs."""

    item: int
    lines: tuple[Line, ...]
    face: Mapping[str, Any]
    proposal: str
    approval: str
    people: frozenset[str]
    revision: int
    since: str = ""  # what two people made of the period, where they gave less; empty: all of it
    until: str = ""
    part: str = ""  # of subscriber data, where no more was asked or they gave less than all of it

    @property
    def period(self) -> tuple[str, str]:
        """First and last day of what may be given (YYYY-MM-DD, or empty): never more than what was asked."""
        first, last = (str(self.asked.get(name) or "") for name in ("period_from", "period_to"))
        return max(first, self.since), min(filter(None, (last, self.until)), default="")

    @property
    def granted(self) -> frozenset[tuple[str, str]]:
        """Handle and data category of what may be given, and nothing besides."""
        return frozenset((line.handle, line.category) for line in self.lines if line.answer == LineAnswer.GRANTED)

    @property
    def handles(self) -> tuple[str, ...]:
        """Handles of which something is granted, in the order of the lines."""
        return tuple(dict.fromkeys(line.handle for line in self.lines if line.answer == LineAnswer.GRANTED))

    @property
    def one_account(self) -> bool:
        """Whether it is subscriber data of one named account, and nothing besides."""
        return [(handle != "ALL", kind) for handle, kind in self.granted] == [(True, DataCategory.SUBSCRIBER)]

    @property
    def emergency(self) -> bool:
        """Whether the face says an emergency, confirmed by a person."""
        return self.face["case"].get("emergency") is True and "emergency" in self.face["confirmed"]

    @property
    def asked(self) -> Mapping[str, Any]:
        """The item as its face says it: kind, data, period, service."""
        asked: Mapping[str, Any] = self.face["items"][0]
        return asked


@dataclass(frozen=True, slots=True)
class Ordered:
    """An order that may be carried out: its command, grant, and the marks that each target must have."""

    hash: str
    command: c.OrderProduction
    grant: Grant
    marks: Mapping[str, str]  # handle → mark (64 hex digits)
    by: str


@dataclass(frozen=True, slots=True)
class Dealt:
    """A deal that may be released: its command, what it rests on, and what each releaser agreed to last."""

    hash: str
    command: c.Deal
    order: Ordered
    agreements: Mapping[str, Agreement]


def check_grant(seen: Evidence, item: int, approval: str) -> Grant:
    """What the statement ``approval`` and the proposal that it names grant on ``item``.

    Raises ReleaseError: ``release.unsigned``, ``release.malformed``, ``grant.same-person``, ``grant.basis``,
    ``grant.item``, ``grant.outcome``, ``grant.withdrawn``, ``grant.edited``, ``grant.unconfirmed``, ``grant.struck``,
    ``grant.overruled``, ``grant.contested``, ``authority.unverified``.
    """
    agreed = seen.of(approval, Act.DECISION_APPROVE, "the approval")
    agrees = _command(agreed, c.Approve)
    proposed = seen.of(agrees.proposal, Act.DECISION_PROPOSE, "the proposal")
    proposes = _command(proposed, c.Propose)
    if agreed.by == proposed.by:
        refuse("grant.same-person", f"{agreed.by} proposed and approved: two people decide")
    if not item == agrees.item == proposes.item:
        refuse("grant.item", "the decision is about another item")
    if not agreed.basis == proposed.basis == basis_of(seen.relied, item):
        refuse("grant.basis", "facts, recipient or law are not those on which the two people decided")
    face = part(seen.relied, item)["face"]
    if seen.relied["case"] != seen.case or not face["items"]:
        refuse("grant.item", "the decision is about another case, or an item that is not there")
    if proposes.outcome not in GRANTS:
        refuse("grant.outcome", f"what was decided is {proposes.outcome}: nothing is given")
    after.check_stands(seen, item, agrees.proposal, proposed)
    contested.check_contest(seen, item, approval)
    people = frozenset({agreed.by, proposed.by})
    facts.check_facts(seen, item, people)
    facts.check_callers(seen)
    facts.check_called(seen, item, people)
    facts.check_second(seen, item, approval, people)
    facts.check_overruled(seen, item, people)
    house_keys.check_compared(seen)
    lines = proposes.lines or _all_granted(face["items"][0])
    check_recipient(seen)
    narrowed = (proposes.since or "", proposes.until or "", proposes.part or part_asked(face["items"][0]))
    return Grant(item, lines, face, agrees.proposal, approval, people, agreed.revision, *narrowed)


def check_recipient(seen: Evidence) -> Statement:
    """The first person's verification of the authority, which a second person confirmed and the basis names.

    Raises ReleaseError ``authority.unverified``.
    """
    confirmed = seen.statements.get(str(seen.relied.get("authority")))
    named = confirmed.says.get("verification") if confirmed is not None else None
    verified = seen.statements.get(str(named))
    if confirmed is None or confirmed.act is not Act.AUTHORITY_CONFIRM:
        refuse("authority.unverified", "no second person confirmed who asks")
    if verified is None or verified.act is not Act.AUTHORITY_VERIFY or verified.by == confirmed.by:
        refuse("authority.unverified", "who asks was not verified by two people")
    if verified.says.get("authority") != seen.relied["face"]["case"].get("authority"):
        refuse("authority.unverified", "another authority was verified than the one that asks")
    if verified.says.get("contact") != seen.relied["recipient"]:
        refuse("authority.unverified", "the answer would go to another contact than the verified one")
    if seen.at is not None and (seen.at.date() - moment.parse(verified.at).date()).days > VERIFIED_DAYS + 1:
        # One day more: the desk counts from the provider's own day (hazard 2.3). Its row is not asked.
        refuse("authority.unverified", f"it was verified more than {VERIFIED_DAYS} days ago: verify the authority anew")
    if any(_is_later(seen, confirmed_since, verified) for _, confirmed_since in seen.ever(Act.AUTHORITY_CONFIRM)):
        refuse("authority.unverified", "two people verified this authority anew since: decide anew")
    return verified


def _is_later(seen: Evidence, confirmed: Statement, verified: Statement) -> bool:
    """Whether a confirmation is of a newer verification of the same authority: a key that was changed is not used.

    Also where one of the two has left since: then nothing goes to the old one, and the authority is verified anew.
    """
    named = str(confirmed.says.get("verification"))
    other = seen.statements.get(named) or seen.past.get(named)
    if other is None or other.act is not Act.AUTHORITY_VERIFY or other.by == confirmed.by:
        return False
    return other.says.get("authority") == verified.says.get("authority") and other.place > verified.place


def recipient_key(seen: Evidence) -> tuple[str, str]:
    """Kind (``cms``, ``openpgp``, ``age``) and SHA-256 (hex) of the key that two people verified; empty: none.

    Raises ReleaseError ``authority.unverified``, ``release.malformed``.
    """
    says = check_recipient(seen).says
    kind, key = str(says.get("key_kind", "")), str(says.get("key", ""))
    if (kind or key) and (kind not in KEYED or _HASH.fullmatch(key) is None):
        refuse("release.malformed", "the verification does not say which key was verified")
    return kind, key


def check_key(seen: Evidence, key: bytes) -> tuple[str, bytes]:
    """Kind and bytes of the recipient's key, as the desk handed them over: believed by their hash alone.

    Raises ReleaseError as ``recipient_key``, and ``recipient.no-key``, ``recipient.other-key``.
    """
    kind, hash_ = recipient_key(seen)
    if not hash_:
        refuse(
            "recipient.no-key", "no key of this authority was verified: verify one, or read out words on a call back"
        )
    if hashlib.sha256(key).hexdigest() != hash_:
        refuse("recipient.other-key", "the desk hands over another key than the one that two people verified")
    return kind, key


def check_order(seen: Evidence, order: str, producer: str) -> Ordered:
    """An order that ``producer`` may carry out.

    Raises ReleaseError as ``check_grant``, and ``desk.frozen``, ``production.producer``, ``production.older``,
    ``target.two-readers``, ``target.differs``.
    """
    if seen.frozen:
        refuse("desk.frozen", "somebody froze this desk; two people lift it")
    stated = seen.of(order, Act.PRODUCTION_ORDER, "the order")
    command = _command(stated, c.OrderProduction)
    if command.producer != producer:
        refuse("production.producer", f"the order is for {command.producer}")
    grant = check_grant(seen, command.item, command.approval)
    if stated.revision <= grant.revision:
        refuse("production.older", "the order is older than the approval that it names")
    marks = agreed_marks(seen, grant, stated.revision)
    return Ordered(order, command, grant, marks, stated.by)


def agreed_marks(seen: Evidence, grant: Grant, before: int) -> dict[str, str]:
    """The mark of each granted handle, as two people at least signed it before a revision of the case.

    Raises ReleaseError ``target.two-readers``, ``target.differs``.
    """
    return {handle: _mark(seen, grant.item, handle, before) for handle in grant.handles}


def standing_grant(seen: Evidence, item: int) -> Grant:
    """The newest approval of an item, if it stands. Raises ReleaseError ``release.unsigned``, or as ``check_grant``."""
    agreed = [hash_ for hash_, stated in seen.all(Act.DECISION_APPROVE) if stated.says.get("item") == item]
    if not agreed:
        refuse("release.unsigned", f"nobody approved a decision on item {item}: two people decide first")
    return check_grant(seen, item, agreed[-1])


def check_deal(seen: Evidence, deal: str, me: str) -> Dealt:
    """A deal whose share ``me`` may open.

    Raises ReleaseError as ``check_order``, and ``deal.k``, ``deal.order``, ``deal.shares``, ``deal.stranger``,
    ``deal.superseded``, ``release.vetoed``, ``release.done``.
    """
    stated = seen.of(deal, Act.PRODUCTION_DEAL, "the deal")
    command = _command(stated, c.Deal)
    order = check_order(seen, command.order, stated.by)
    if command.item != order.command.item or command.production != order.command.production:
        refuse("deal.order", "the deal is not of the production that was ordered")
    if stated.revision <= seen.statements[order.hash].revision:
        refuse("deal.order", "the deal is older than its order")
    _check_shares(seen, command, me)
    _check_standing(seen, command)
    return Dealt(deal, command, order, giving.agreements(seen, command, deal))


def check_agreement(seen: Evidence, dealt: Dealt, agreed: Agreement) -> None:
    """Whether an agreement is on this manifest, the verified recipient, a known way, and somebody who may finish.

    Raises ReleaseError ``manifest.altered``, ``release.finisher``, ``recipient.no-key``, ``release.recipient``, and as
    ``check_recipient``.
    """
    if agreed.manifest != dealt.command.manifest_hash:
        refuse("manifest.altered", f"{agreed.by} agreed to another manifest than the one of this deal")
    if agreed.finisher not in giving.finishers(seen, dealt.command):
        refuse("release.finisher", f"{agreed.finisher} does not finish releases here, or holds no share of this deal")
    if agreed.recipient != key_for(seen, agreed.way):
        refuse("release.recipient", "the recipient's key is not the one that two people verified for this way")


def key_for(seen: Evidence, way: str) -> str:
    """SHA-256 (hex) of the recipient's key that a way seals to; empty where it has none.

    Raises ReleaseError ``release.recipient``, ``recipient.no-key``, and as ``check_recipient``.
    """
    if way not in KEYED:
        return ""
    kind, hash_ = recipient_key(seen)
    if not hash_:
        refuse(
            "recipient.no-key", "no key of this authority was verified: verify one, or read out words on a call back"
        )
    if kind != way:
        refuse("release.recipient", f"the key that two people verified is for {kind}: say {kind}, or take a passphrase")
    return hash_


def check_giving(seen: Evidence, dealt: Dealt, me: str, since: Saw | None, now: dt.datetime) -> Agreement:
    """Whether ``me`` hands over now the share that their newest agreement names: that agreement.

    Nothing since the deal touches what was agreed, or ``check_deal`` had refused. Raises ReleaseError
    ``release.another-agreement``, ``release.hold``, ``release.quorum``, and as ``check_agreement``.
    """
    mine = dealt.agreements.get(me)
    if mine is None:
        refuse("release.another-agreement", "you did not agree to this deal")
    check_agreement(seen, dealt, mine)
    giving.check_hold(since, hold(dealt.order.grant), now)
    giving.check_k(giving.alike(dealt.agreements, mine), dealt.command.k, mine.finisher)
    return mine


def check_quorum(
    seen: Evidence, dealt: Dealt, me: str, how: str, since: Saw | None, now: dt.datetime
) -> list[Agreement]:
    """The agreements on which ``me`` may combine and send by this way now.

    Raises ReleaseError ``release.hold``, ``release.quorum``, and as ``check_agreement``.
    """
    giving.check_hold(since, hold(dealt.order.grant), now)
    key = key_for(seen, how)
    wanted = (dealt.command.manifest_hash, me, key, how)
    these = [one for one in dealt.agreements.values() if one.plan == wanted]
    for one in these:
        check_agreement(seen, dealt, one)
    return giving.check_k(these, dealt.command.k, me)


def check_seen(seen: Evidence, remembered: int) -> None:
    """Whether the desk shows less than this client saw before. Raises ReleaseError ``release.older-than-seen``."""
    if seen.revision < remembered:
        refuse("release.older-than-seen", f"revision {remembered} was seen before; the desk shows {seen.revision}")


def check_said(seen: Evidence, revision: int) -> None:
    """Whether the desk says a revision that no statement contradicts: what is signed next names it, and counts by it.

    Raises ReleaseError ``release.older-than-seen``.
    """
    if revision < seen.revision:
        refuse("release.older-than-seen", f"the desk says revision {revision}; a statement names {seen.revision}")


def hold(grant: Grant) -> dt.timedelta:
    """How long a release is held: 24 hours, 30 minutes in a confirmed emergency."""
    return giving.hold(emergency=grant.emergency)


def _check_shares(seen: Evidence, command: c.Deal, me: str) -> None:
    roster = seen.strict
    if roster.k < MIN_K or command.k < roster.k:  # k = 0 is no release at all
        refuse("deal.k", f"the deal opens with {command.k}; the roster asks for {roster.k}")
    releasers = {person.name for person in roster.releasers} - seen.retired
    holders = [name for name, _, _ in command.shares]
    if not set(holders) <= {person.name for person in roster.releasers}:
        refuse("deal.stranger", "a share went to somebody who does not release")
    if len({hash_ for _, hash_, _ in command.shares}) != len(holders) or len(holders) < command.k:
        refuse("deal.shares", "two shares are the same, or there are fewer than k")
    if me not in holders or me not in releasers:
        refuse("deal.stranger", f"{me} holds no share of this deal")


def _check_standing(seen: Evidence, command: c.Deal) -> None:
    for act, rule, says in _ENDINGS:
        for _, stated in seen.ever(act):
            if stated.says.get("production") == command.production:
                refuse(rule, says.format(by=stated.by))
    ordered = seen.statements[command.order].place  # one that came before the deal counts, too
    for _, stated in seen.ever(Act.PRODUCTION_ORDER):
        if stated.says.get("item") == command.item and stated.place > ordered:
            refuse("deal.superseded", "a later production was ordered for this item")


_ENDINGS: Final = (
    (Act.RELEASE_VETO, "release.vetoed", "{by} ended this production for ever"),
    (Act.PRODUCTION_DROP, "deal.superseded", "{by} dropped this production"),
    (Act.RELEASE_DONE, "release.done", "{by} released this production"),
)


def _mark(seen: Evidence, item: int, handle: str, before: int) -> str:
    latest, early = dict[str, str](), set[str]()
    for _, stated in seen.all(Act.TARGET_READ):
        if stated.says.get("item") == item and stated.says.get("handle") == handle and stated.case == seen.case:
            latest[stated.by] = _command(stated, c.ReadTarget).mark
            early |= {stated.by} if stated.revision < before else set()
    for stated in seen.doubts:
        if (stated.act, stated.says.get("item"), stated.says.get("handle")) == (Act.TARGET_READ, item, handle):
            latest[stated.by] = str(stated.says.get("mark"))
    for by in sorted(read_before(seen, item, handle) - latest.keys()):
        refuse("target.differs", f"{by} read {handle} before the item was split off: let {by} read it here, too")
    if len(set(latest.values())) > 1:  # whoever orders says before which revision: a correction counts ever
        refuse("target.differs", f"people read {handle} differently: {', '.join(sorted(latest))}")
    if len(early) < 2:  # noqa: PLR2004 - P12
        refuse("target.two-readers", f"two people have not each read {handle} from the original")
    return next(iter(latest.values()))


def _all_granted(asked: Mapping[str, Any]) -> tuple[Line, ...]:
    """Lines of a proposal that names none: each target and category that the item asks for, granted."""
    count = asked.get("targets") or 0
    handles = [f"T{n}" for n in range(1, count + 1)] or ["ALL"]
    return tuple(
        Line(handle, category, LineAnswer.GRANTED) for handle in handles for category in asked.get("data") or ("",)
    )


def _command(stated: Statement, kind: type[Any]) -> Any:  # noqa: ANN401 - a command of that kind
    command = command_in(stated)
    if not isinstance(command, kind):
        refuse("release.malformed", f"the statement of {stated.by} does not say what its act says, or is of another")
    return command
