"""A release on a person's own machine: order, ready, agree, and the end in which shares meet (ADR 0038).

What waits for others happens in between: the extraction host deals, the hold passes. Each step looks anew and checks
all that came before it. The command line takes these steps; of the vault's page, the process beside it takes those
that judge and seal (``client/vault_finish.py``).
"""

import hashlib
import json
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import crypto
from dueprocess.client.case_keys import Opened
from dueprocess.client.contested import cited
from dueprocess.client.kept_shares import Kept
from dueprocess.client.outgoing_files import OpenShare, Outgoing
from dueprocess.client.person import Person
from dueprocess.client.pins import see
from dueprocess.formats import ids, moment
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.ordered import MEDIA, Ordered
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.selector import Kind, Selector, SelectorError, mark, selector
from dueprocess.formats.statement import Act
from dueprocess.release import checks, giving
from dueprocess.release import looked as looks
from dueprocess.release.desk_client import Brought, DeskClientError, Did, Production
from dueprocess.release.evidence import refuse, suspect
from dueprocess.release.looked import Looked, Orderable, Ready

MAX_CANDIDATES: Final = 5000

Found = dict[str, Selector]
"""Identifiers by handle."""


# --- order ------------------------------------------------------------------------------------------------------------


def orderable(looked: Looked, item: int) -> Orderable:
    """What may be ordered of an item now. Raises ReleaseError as ``looked.orderable``."""
    with cited():
        return looks.orderable(looked, item)


def read_at_arrival(opened: Iterable[Opened], key: bytes, marks: Mapping[str, str]) -> Found:
    """Identifiers read by machine that have the mark which two people signed: they need no typing again."""
    found: Found = {}
    for tried, candidate in enumerate(_candidates(opened)):
        if tried >= MAX_CANDIDATES or len(found) == len(marks):
            break
        found |= {handle: candidate for handle, wanted in marks.items() if mark(key, handle, candidate) == wanted}
    return found


def order(
    who: Person, looked: Looked, may: Orderable, host: str, key: bytes, found: Found
) -> tuple[dict[str, Any], Brought]:
    """What an order says, and its inside: identifiers that two people read, sealed to the host alone.

    Args:
        who: whose machine it is.
        looked: the case as it was looked at.
        may: what may be ordered (``release.looked.orderable``).
        host: name of the extraction host; empty: the only one.
        key: of the case's marks.
        found: the identifier of each granted handle.

    Raises DeniedError ``production.producer``, ``order.mark``; as ``Person.law_again``.
    """
    who.law_again(looked, may.grant)
    differs = [handle for handle, wanted in may.marks.items() if mark(key, handle, found[handle]) != wanted]
    if differs:
        rule = "order.mark"
        message = f"{', '.join(differs)}: not the identifier that two people read. Look at the original again."
        raise DeniedError.because(rule, message)
    name = host or (next(iter(may.hosts)) if len(may.hosts) == 1 else "")
    if name not in may.hosts:
        listed = ", ".join(sorted(may.hosts)) or "none"
        do = (
            "Say --host"
            if may.hosts
            else "Put one on the next roster: `dueprocess roster next --add host.card:producer`"
        )
        raise DeniedError.because("production.producer", f"Extraction hosts on the roster: {listed}. {do}.")
    fresh = ids.production_id(crypto.random_bytes(ids.ID_BYTES))
    targets = {handle: found[handle] for handle in may.marks}
    content = Ordered(looked.shown.case, may.grant.item, fresh, key, targets).encoded()
    sealed = crypto.seal(ObjectKind.ORDER, MEDIA, content, may.hosts[name], moment.write(who.now))
    inside = Brought(_draw(), "order", "producer", sealed)
    says = {"approval": may.grant.approval, "item": may.grant.item, "producer": name}
    return {**says, "production": fresh, "sealed": inside.id}, inside


def _draw() -> str:
    return ids.sealed_id(crypto.random_bytes(ids.ID_BYTES))


def _candidates(opened: Iterable[Opened]) -> Iterator[Selector]:
    for sealed in opened:
        if sealed.header.kind != "particulars" or sealed.header.media != "application/json":
            continue
        found = json.loads(sealed.content)
        if isinstance(found, dict):
            found.pop("asking", None)  # who asks is nobody who is asked about
        for text in dict.fromkeys(_texts(found)):
            for kind in (kind for kind in Kind if kind is not Kind.IP):
                try:
                    yield selector(str(kind), text)
                except SelectorError:
                    continue


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _texts(inner)


# --- ready, agree -----------------------------------------------------------------------------------------------------


def ready(who: Person, looked: Looked, production: str) -> Ready:
    """A deal whose share may open: grant, recipient, order, deal and manifest hold. Raises DeniedError."""
    with cited():
        dealt = looks.deal_of(looked, production)
    law = who.law_again(looked, dealt.order.grant)
    data = who.take(looked, production, dealt.command.manifest)
    if hashlib.sha256(data).hexdigest() != dealt.command.manifest_hash:
        suspect("manifest.altered", "the manifest's bytes are not those that were dealt")
    made = replace(looks.ready(looked, dealt, who.opened(data, ObjectKind.MANIFEST)[1]), law=law.noted)
    who.shares.keep(follows(who, made))
    made = replace(made, conditions=law.conditions)
    return replace(made, since=see(who.pin_file, dealt.agreements, dealt.hash, looked.seen.lifted, who.now))


def follows(who: Person, deal: Ready) -> Kept:
    """What this machine follows from now on, without a key: when an agreement comes, its hold begins."""
    me, vkey = who.identity.name, who.identity.signer()[0].vkey
    return Kept(me, vkey, deal.looked.shown.case, deal.dealt.command.item, deal.production.id, deal.dealt.hash)


def approve(who: Person, deal: Ready, finisher: str, way: str) -> Did:
    """Agree. Nothing is handed over: the share stays here, sealed to whoever finishes. Raises as ``Person.act`` does.

    Raises DeniedError as ``checks.check_agreement``, and ``release.handed``; OSError.
    """
    mine = _own_share(who, deal)
    mine.check(deal, deal.dealt.agreements)
    sealed = sealed_share(deal, finisher, mine.share, moment.write(who.now))
    says = agreement(deal, finisher, way, hashlib.sha256(sealed).hexdigest())
    who.shares.keep(replace(follows(who, deal), shares=(sealed,)), finisher)
    did = who.act(deal.looked, Act.RELEASE_APPROVE, says)
    see(who.pin_file, [says], deal.dealt.hash, deal.looked.seen.lifted, who.now)
    return did


def sealed_share(deal: Ready, finisher: str, share: bytes, now: str) -> bytes:
    """The share, sealed to the own key of the one who finishes. Raises ReleaseError ``release.finisher``."""
    person, able = deal.looked.seen.strict.person(finisher), giving.finishers(deal.looked.seen, deal.dealt.command)
    to = person.own_age if person is not None and finisher in able else None
    if to is None:  # to a key that may be in other hands nobody seals a share
        refuse("release.finisher", f"{finisher} does not finish releases here, or holds no share of this deal")
    return crypto.seal(ObjectKind.SHARE, "application/octet-stream", share, to, now, deal.dealt.order.hash)


def agreement(deal: Ready, finisher: str, way: str, share: str) -> dict[str, Any]:
    """What an agreement says. Raises ReleaseError as ``checks.key_for``."""
    command = deal.dealt.command
    return {
        "deal": deal.dealt.hash,
        "finisher": finisher,
        "item": command.item,
        "manifest": command.manifest_hash,
        "production": command.production,
        "recipient": checks.key_for(deal.looked.seen, way),
        "share": share,
        "way": way,
    }


def veto(who: Person, looked: Looked, listed: Production) -> Did:
    """End a production for ever. Raises as ``Person.act`` does."""
    return who.act(looked, Act.RELEASE_VETO, {"deal": listed.deal, "item": listed.item, "production": listed.id})


def _own_share(who: Person, deal: Ready) -> OpenShare:
    who.check_authenticators(one_account=deal.dealt.order.grant.one_account)
    named = {name: sealed for name, _, sealed in deal.dealt.command.shares}
    return _opened(who, who.take(deal.looked, deal.production.id, named[who.identity.name]), who.identity.name)


def _opened(who: Person, data: bytes, by: str) -> OpenShare:
    header, share = who.opened(data, ObjectKind.SHARE)
    return OpenShare(by, header.name, share)


# --- the end ----------------------------------------------------------------------------------------------------------


def shares(who: Person, deal: Ready, how: str) -> list[OpenShare]:
    """One's own share, and those that others handed over to it. Raises AgeError; DeniedError as ``check_quorum``."""
    me, dealt = who.identity.name, deal.dealt
    who.check_authenticators(one_account=dealt.order.grant.one_account)
    agreed = {one.by: one for one in checks.check_quorum(deal.looked.seen, dealt, me, how, deal.since, who.now)}
    found = [_own_share(who, deal)]
    for piece in deal.production.pieces:
        if piece.kind != "given" or piece.to != me or piece.by == me or piece.by not in agreed:
            continue
        data = who.take(deal.looked, deal.production.id, piece.sealed)
        if hashlib.sha256(data).hexdigest() != agreed[piece.by].share:
            suspect("release.share", f"the share of {piece.by} is not the one that their agreement names")
        found.append(_opened(who, data, piece.by))
    return found


def finish(
    who: Person,
    deal: Ready,
    how: str,
    out: Path,
    *,
    hand_out: Callable[[str], object],
    said: Callable[[int], object] = lambda _: None,
) -> Outgoing:
    """Shares meet, every file is made for the recipient in the new folder ``out``, and the desk is told.

    Files stand whole on the disk before the desk is told, for then it destroys what it has. Where anything fails before
    that, or the desk refuses, they go; where its answer is lost, all stays: the desk may have taken the release.

    Args:
        who: the one whom k people named.
        deal: as it was looked at.
        how: the way that it goes.
        out: the folder, which does not stand yet.
        hand_out: takes the words that open it, where the way has some, before the desk destroys what only these open.
        said: told the number of each part that is sealed.

    Raises as ``Outgoing.begin``; DeniedError; OSError.
    """
    outgoing = Outgoing.begin(deal, shares(who, deal, how), how, out, now=who.now)
    case, production = deal.looked.shown.case, deal.production.id
    try:
        for number, (sealed, _) in enumerate(deal.dealt.command.parts, 1):
            with tempfile.TemporaryFile(dir=out) as cipher:
                who.desk.piece(case, production, sealed, cipher)
                outgoing.add_part(cipher)
            said(number)
        again = ready(who, who.look(case), production)  # gigabytes take a while: nobody stopped it meanwhile
        says = outgoing.says(again)
        if outgoing.to.passphrase:
            hand_out(outgoing.to.passphrase)
    except BaseException:
        outgoing.undo()
        raise
    try:
        who.act(again.looked, Act.RELEASE_DONE, says)
    except DeniedError as fault:
        if isinstance(fault, DeskClientError) and fault.rule.startswith("counter."):
            message = (
                f"{fault.reason}. Perhaps the desk took the release all the same: keep {out} and run `release show`. "
                "If it is released, send the files; if it still waits, delete them and finish again."
            )
            raise LostAnswerError.because(fault.rule, message) from fault
        outgoing.undo()
        raise
    return outgoing


class LostAnswerError(DeniedError):
    """Nobody knows whether the desk took the release: what was made for the recipient stays."""
