"""May this share open: what the vault on a person's own machine asks the process that serves it (ADR 0039).

The page holds the key and draws; the checks of a release stand once, here, in the installed package. What comes in was
said by a desk and is hostile; no secret comes in, and the answer holds what the page signs, seals to and shows.
"""

import base64
import binascii
import datetime as dt
from collections.abc import Mapping
from typing import Any, Final

from dueprocess.domain.case.basis import hash_of
from dueprocess.domain.release import checks, contents, counter
from dueprocess.domain.release.evidence import Evidence, gather, refuse
from dueprocess.domain.sealed import manifest, moment
from dueprocess.domain.sealed.chain import Pin, walk
from dueprocess.domain.sealed.note import Verify
from dueprocess.domain.sealed.refusal import SealedError

MAX_BYTES: Final = 24 << 20
Plain = Mapping[str, Any]


def answer(question: object, check: Verify, now: dt.datetime) -> dict[str, Any]:
    """What may be agreed to, or the rule by which it is refused.

    Args:
        question: ``me``, ``vkey``, ``pin`` (desk, number, hash), ``seen`` (highest revision seen before), ``shown``
            (what the desk showed), ``production``, ``manifest`` (its bytes opened, in base64; or empty).
        check: Ed25519 verification.
        now: this machine's time, aware.
    """
    try:
        return _answer(_form(question), check, now)
    except SealedError as fault:
        return {"rule": fault.rule, "reason": fault.reason}
    except (AttributeError, KeyError, TypeError, ValueError, OverflowError):
        # A desk that sends what is no evidence at all; its values are not told on.
        return {"rule": "counter.form", "reason": "the desk's answer is not of the agreed form"}


def _form(question: object) -> Plain:
    if not isinstance(question, Mapping):
        refuse("counter.form", "the question is no object")
    return question


def _answer(asked: Plain, check: Verify, now: dt.datetime) -> dict[str, Any]:
    shown = counter.from_plain(asked["shown"])
    pin = Pin(str(asked["pin"]["desk"]), int(asked["pin"]["number"]), str(asked["pin"]["hash"]))
    rosters = walk(pin, shown.rosters, check, now)
    attested = shown.attested
    seen = gather(shown.case, rosters, shown.notes, shown.relied, check, at=now, attested=attested)
    checks.check_seen(seen, int(asked["seen"]))
    checks.check_said(seen, shown.revision)
    _check_me(seen, str(asked["me"]), str(asked["vkey"]))
    found = next((one for one in shown.productions if one.id == asked["production"]), None)
    if found is None:
        refuse("release.unsigned", "the desk shows no such production")
    dealt = checks.check_deal(seen, found.deal, str(asked["me"]))
    if dealt.command.production != found.id:
        refuse("deal.order", "the desk names another deal than this production's")
    return {
        "basis": hash_of(shown.relied),
        "desk": seen.roster.desk_id,
        "revision": shown.revision,
        "roster": seen.roster.number,
        "seen": seen.revision,
        **_deal(seen, dealt),
        **_grant(dealt),
        **_contents(seen, dealt, str(asked["manifest"])),
    }


def _check_me(seen: Evidence, me: str, vkey: str) -> None:
    listed = seen.roster.person(me)
    if listed is None or listed.vkey != vkey or me in seen.retired:
        refuse("access.not-on-roster", f"roster {seen.roster.number} does not name this key for {me}")


def _deal(seen: Evidence, dealt: checks.Dealt) -> dict[str, Any]:
    command = dealt.command
    ages = {person.name: person.age for person in seen.roster.people}
    return {
        "agreed": {name: moment.write(at) for name, at in sorted(dealt.approvals.items())},
        "deal": dealt.hash,
        "hold_until": moment.write(dealt.hold_until) if dealt.hold_until else "",
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


def _grant(dealt: checks.Dealt) -> dict[str, Any]:
    grant = dealt.order.grant
    return {
        "authority": str(grant.face["case"].get("authority") or ""),
        "granted": [list(pair) for pair in sorted(grant.granted)],
        "granted_by": sorted(grant.people),
        "period": [str(grant.asked.get(name) or "") for name in ("period_from", "period_to")],
        "producer": dealt.order.command.producer,
    }


def _contents(seen: Evidence, dealt: checks.Dealt, opened: str) -> dict[str, Any]:
    if not opened:
        return {"contents": [], "dropped": [], "to": ""}
    try:
        content = base64.b64decode(opened, validate=True)
    except binascii.Error:
        content = b""
    made = manifest.parse(content)
    contents.check_manifest(made, dealt, seen)
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
        "dropped": [list(pair) for pair in made.dropped],
        "to": made.recipient,
    }
