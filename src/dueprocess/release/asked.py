"""May this share open: what the vault on a person's own machine asks the process that serves it (ADR 0039).

The page holds the key and draws; the checks of a release stand once, here, in the installed package. What comes in was
said by a desk and is hostile; no secret comes in, and the answer holds what the page signs, seals to and shows. Whoever
finishes is checked by ``ready``; their shares meet outside (``client/vault_finish.py``, ADR 0048).
"""

import base64
import binascii
import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.case.basis import hash_of
from dueprocess.formats import manifest, moment, questions
from dueprocess.formats.chain import Pin, walk
from dueprocess.formats.manifest import Manifest
from dueprocess.formats.note import Verify
from dueprocess.release import checks, contents, desk_client
from dueprocess.release.evidence import Evidence, gather, refuse

MAX_BYTES: Final = 24 << 20
Plain = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Looked:
    """What a desk showed to a person, and what of it stands by signatures."""

    me: str
    shown: desk_client.Shown
    seen: Evidence


@dataclass(frozen=True, slots=True)
class Ready:
    """A deal whose share may open, its manifest read."""

    looked: Looked
    dealt: checks.Dealt
    manifest: Manifest


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """What may be agreed to or ordered, or the rule by which it is refused.

    Args:
        question: ``me``, ``vkey``, ``pin`` (desk, number, hash), ``seen`` (highest revision seen before), ``shown``
            (what the desk showed); then ``production``, ``unseen`` (when the page last looked at it and nobody had
            agreed; or empty) and ``manifest`` (its bytes opened, in base64; or empty), or ``item``, of which something
            is to be ordered.
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    return told(lambda: _answer(_form(question), check, now))


def told(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``call`` finds, or the rule by which it refuses."""
    return questions.told(call, "counter.form")


def ready(question: object, check: Verify, now: dt.datetime) -> Ready:
    """The deal that the question is about, if its share may open. Raises DeniedError, or what ``told`` takes up."""
    asked = _form(question)
    looked = _looked(asked, check, now)
    dealt = _dealt(asked, looked)
    return Ready(looked, dealt, _manifest(dealt, looked.seen, str(asked["manifest"])))


def unseen(question: object) -> dt.datetime | None:
    """When the page last looked and nobody had agreed; None where it never did. Raises what ``told`` takes up."""
    text = _form(question)["unseen"]
    return None if text == "" else moment.parse(text)


def _form(question: object) -> Plain:
    if not isinstance(question, Mapping):
        refuse("counter.form", "the question is no object")
    return question


def _answer(asked: Plain, check: Verify, now: dt.datetime) -> dict[str, Any]:
    looked = _looked(asked, check, now)
    if "item" in asked:
        return {**_place(looked), **_orderable(looked, int(asked["item"]))}
    dealt = _dealt(asked, looked)
    return {
        **_place(looked),
        **_deal(looked.seen, dealt, checks.hold_end(dealt, now, unseen(asked))),
        **_grant(dealt.order.grant),
        "producer": dealt.order.command.producer,
        "key_kind": checks.recipient_key(looked.seen)[0],
        **_contents(looked.seen, dealt, str(asked["manifest"])),
    }


def _looked(asked: Plain, check: Verify, now: dt.datetime) -> Looked:
    shown = desk_client.from_plain(asked["shown"])
    rosters = walk(Pin.read(asked["pin"]), shown.rosters, check, now)
    attested = shown.attested
    seen = gather(shown.case, rosters, shown.notes, shown.relied, check, at=now, attested=attested)
    checks.check_seen(seen, int(asked["seen"]))
    checks.check_said(seen, shown.revision)
    _check_me(seen, str(asked["me"]), str(asked["vkey"]))
    return Looked(str(asked["me"]), shown, seen)


def _dealt(asked: Plain, looked: Looked) -> checks.Dealt:
    found = next((one for one in looked.shown.productions if one.id == asked["production"]), None)
    if found is None:
        refuse("release.unsigned", "the desk shows no such production")
    dealt = checks.check_deal(looked.seen, found.deal, looked.me)
    if dealt.command.production != found.id:
        refuse("deal.order", "the desk names another deal than this production's")
    return dealt


def _place(looked: Looked) -> dict[str, Any]:
    """What the next statement is bound to."""
    return {
        "basis": hash_of(looked.shown.relied),
        "desk": looked.seen.roster.desk_id,
        "revision": looked.shown.revision,
        "roster": looked.seen.roster.number,
        "seen": looked.seen.revision,
    }


def _orderable(looked: Looked, item: int) -> dict[str, Any]:
    """What an order of this item may say: the grant, the marks that two people signed, the hosts of the roster."""
    seen = looked.seen
    if seen.frozen:
        refuse("desk.frozen", "somebody froze this desk; two people lift it")
    grant = checks.standing_grant(seen, item)
    marks = checks.agreed_marks(seen, grant, looked.shown.revision + 1)
    hosts = [one for one in seen.roster.producers if one.name not in seen.retired]
    if not hosts:
        refuse("production.producer", "no extraction host is on the roster: put one on the next")
    return {
        **_grant(grant),
        "approval": grant.approval,
        "hold": int(checks.hold(grant).total_seconds()) // 60,
        "hosts": [{"age": one.age, "name": one.name} for one in hosts],
        "item": item,
        "k": seen.roster.k,
        "marks": marks,
    }


def _check_me(seen: Evidence, me: str, vkey: str) -> None:
    listed = seen.roster.person(me)
    if listed is None or listed.vkey != vkey or me in seen.retired:
        refuse("access.not-on-roster", f"roster {seen.roster.number} does not name this key for {me}")


def _deal(seen: Evidence, dealt: checks.Dealt, ends: dt.datetime | None) -> dict[str, Any]:
    command = dealt.command
    ages = {person.name: person.age for person in seen.roster.people}
    return {
        "agreed": {name: moment.write(at) for name, at in sorted(dealt.approvals.items())},
        "deal": dealt.hash,
        "hold_until": moment.write(ends) if ends else "",
        "item": command.item,
        "k": command.k,
        "manifest": {"hash": command.manifest_hash, "sealed": command.manifest},
        "order": dealt.order.hash,
        "parts": len(command.parts),
        "production": command.production,
        "recipient": command.recipient,
        "shares": [
            {"age": ages[name], "sealed": sealed, "share": hash_, "to": name}
            for name, hash_, sealed in command.shares
            if name not in seen.retired  # to a key that may be in other hands nobody seals a share
        ],
    }


def _grant(grant: checks.Grant) -> dict[str, Any]:
    return {
        "authority": str(grant.face["case"].get("authority") or ""),
        "granted": [list(pair) for pair in sorted(grant.granted)],
        "granted_by": sorted(grant.people),
        "period": [str(grant.asked.get(name) or "") for name in ("period_from", "period_to")],
    }


def _contents(seen: Evidence, dealt: checks.Dealt, opened: str) -> dict[str, Any]:
    if not opened:
        return {"contents": [], "dropped": [], "to": ""}
    made = _manifest(dealt, seen, opened)
    return {
        "contents": [
            {
                "bytes": one.bytes,
                "first": one.first,
                "kind": one.kind,
                "last": one.last,
                "records": one.records,
                "target": one.target,
            }
            for one in made.counts
        ],
        "dropped": [[str(why), many] for why, many in sorted(made.dropped.items())],
        "to": made.recipient,
    }


def _manifest(dealt: checks.Dealt, seen: Evidence, opened: str) -> Manifest:
    """The manifest that the page opened, if it is that of the deal."""
    try:
        content = base64.b64decode(opened, validate=True)
    except binascii.Error:
        content = b""
    made = manifest.parse(content)
    contents.check_manifest(made, dealt, seen)
    return made
