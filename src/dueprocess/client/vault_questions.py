"""May this share open: what the vault on a person's own machine asks the process that serves it (ADR 0039).

The page holds the key and draws; the checks of a release stand once, in ``release/looked.py``. What comes in was said
by a desk and is hostile; no secret comes in, and the answer holds what the page signs, seals to and shows. Whoever
finishes is checked by ``ready``; their shares meet in ``client/vault_finish.py`` (ADR 0048).
"""

import base64
import binascii
import datetime as dt
import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, replace
from typing import Any, Final

from dueprocess.adapters.law_library import LIBRARY
from dueprocess.case.basis import basis_of
from dueprocess.client.contested import cited
from dueprocess.demand.codes import LineAnswer
from dueprocess.formats import moment, questions
from dueprocess.formats.chain import Pin
from dueprocess.formats.note import Verify
from dueprocess.release import checks, desk_client, giving, law_again
from dueprocess.release import looked as looks
from dueprocess.release.evidence import refuse
from dueprocess.release.giving import Saw
from dueprocess.release.looked import Looked, Ready

MAX_BYTES: Final = 24 << 20
Plain = Mapping[str, Any]


Since = Callable[[Looked, checks.Dealt], Saw | None]
"""What this machine remembers of a deal: since when it has seen an agreement on it."""


Seen = Callable[[Looked], object]
"""Told of each look at a case, also where nothing may be agreed to: what this machine was shown."""


def _nothing(_: Looked) -> None:
    """Where nothing is remembered."""


def answer(question: object, check: Verify, now: dt.datetime, since: Since, saw: Seen = _nothing) -> dict[str, Any]:
    """What may be agreed to or ordered, or the rule by which it is refused.

    Args:
        question: ``me``, ``vkey``, ``pin`` (desk, number, hash), ``seen`` (highest revision seen before), ``shown``
            (what the desk showed); then ``production`` and ``manifest`` (its bytes opened, in base64; or empty), or
            ``item``, of which something is to be ordered; or ``ended``: which vetoes nobody else has seen yet.
        check: Ed25519 verification.
        now: this machine's time, aware.
        since: of this machine (``client/vault_shares.py``).
        saw: told of the look.
    """
    return told(lambda: _answer(_form(question), check, now, since, saw))


def parsed(data: bytes) -> object:
    """A question out of its JSON; None where it is none, which is then answered as such."""
    try:
        return json.loads(data)
    except (ValueError, RecursionError):
        return None


def told(call: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    """What ``call`` finds, or the rule by which it refuses."""

    def named() -> dict[str, Any]:
        with cited():
            return call()

    return questions.told(named, "counter.form")


def ready(question: object, check: Verify, now: dt.datetime, since: Since, saw: Seen = _nothing) -> Ready:
    """The deal that the question is about, if its share may open. Raises DeniedError, or what ``told`` takes up."""
    asked = _form(question)
    looked = looked_of(asked, check, now, saw)
    with cited():
        dealt = looks.deal_of(looked, asked["production"])
    law = _law(looked, dealt.order.grant, now)
    made = looks.ready(looked, dealt, bytes_of(asked["manifest"]))
    return replace(made, law=law.noted, conditions=law.conditions, since=since(looked, dealt))


def _law(looked: Looked, grant: checks.Grant, now: dt.datetime) -> law_again.Answered:
    """What differs in the law, and conditions of what was granted. The page hands over what the desk gave, law too."""
    shown = looked.shown
    return law_again.check_law(looked.seen, shown, grant, LIBRARY, now.date(), lambda: shown.texts)


def bytes_of(text: object) -> bytes:
    """Bytes of base64; none where it is none, which whoever reads them refuses by a name of its own."""
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        return b""


def place(looked: Looked, item: int) -> dict[str, Any]:
    """What the next statement about an item is bound to, and the revision that the page remembers."""
    return {
        "basis": basis_of(looked.shown.relied, item),
        "desk": looked.seen.roster.desk_id,
        "revision": looked.shown.revision,
        "roster": looked.newest.number,
        "seen": looked.seen.revision,
    }


def _form(question: object) -> Plain:
    if not isinstance(question, Mapping):
        refuse("counter.form", "the question is no object")
    return question


def _answer(asked: Plain, check: Verify, now: dt.datetime, since: Since, saw: Seen) -> dict[str, Any]:
    looked = looked_of(asked, check, now, saw)
    if "ended" in asked:
        return {"unseen": looks.vetoes_unseen(looked)}
    if "item" in asked:
        item = int(asked["item"])
        return {**place(looked, item), **_orderable(looked, item, now)}
    dealt = looks.deal_of(looked, asked["production"])
    opened, held = asked["manifest"], since(looked, dealt)
    ends = None if held is None else held.at + checks.hold(dealt.order.grant)
    return {
        **place(looked, dealt.command.item),
        **_deal(looked, dealt, ends),
        **_grant(dealt.order.grant),
        "law": [one.plain() for one in _law(looked, dealt.order.grant, now).noted],
        **(_UNREAD if opened == "" else _contents(looks.ready(looked, dealt, bytes_of(opened)))),
        "producer": dealt.order.command.producer,
        "key_kind": checks.recipient_key(looked.seen)[0],
    }


def looked_of(asked: Plain, check: Verify, now: dt.datetime, saw: Seen = _nothing) -> Looked:
    """The case of a question, checked. Raises what ``told`` takes up."""
    shown = desk_client.SHOWN.read(asked["shown"])
    looked = looks.look(str(asked["me"]), shown.case, shown, Pin.read(asked["pin"]), int(asked["seen"]), check, now)
    looks.check_me(looked, str(asked["vkey"]))
    saw(looked)
    return looked


def _orderable(looked: Looked, item: int, now: dt.datetime) -> dict[str, Any]:
    may = looks.orderable(looked, item)
    law = _law(looked, may.grant, now).noted
    if not may.hosts:
        refuse("production.producer", "no extraction host is on the roster: put one on the next")
    return {
        **_grant(may.grant),
        "approval": may.grant.approval,
        "hold": int(checks.hold(may.grant).total_seconds()) // 60,
        "hosts": [{"age": age, "name": name} for name, age in may.hosts.items()],
        "item": item,
        "k": looked.seen.strict.k,
        "law": [one.plain() for one in law],
        "marks": may.marks,
    }


def _deal(looked: Looked, dealt: checks.Dealt, ends: dt.datetime | None) -> dict[str, Any]:
    command = dealt.command
    able = giving.finishers(looked.seen, command)
    people = {person.name: person for person in looked.seen.roster.people}
    return {
        "agreed": [_agreed(one) for _, one in sorted(dealt.agreements.items())],
        "deal": dealt.hash,
        "finishers": [{"age": people[name].own_age, "name": name} for name in sorted(able)],
        "hold_until": moment.write(ends) if ends else "",
        "item": command.item,
        "k": command.k,
        "key": checks.recipient_key(looked.seen)[1],
        "manifest": {"hash": command.manifest_hash, "sealed": command.manifest},
        "order": dealt.order.hash,
        "parts": len(command.parts),
        "production": command.production,
        "recipient": command.recipient,
        "shares": [{"sealed": sealed, "share": hash_, "to": name} for name, hash_, sealed in command.shares],
    }


def _agreed(one: giving.Agreement) -> dict[str, str]:
    names = ("by", "hash", "finisher", "way", "recipient", "manifest", "share")
    return {**{name: getattr(one, name) for name in names}, "at": moment.write(one.at)}


def _grant(grant: checks.Grant) -> dict[str, Any]:
    kept = [one for one in grant.lines if one.answer != LineAnswer.GRANTED]
    return {
        "authority": str(grant.face["case"].get("authority") or ""),
        "granted": [list(pair) for pair in sorted(grant.granted)],
        "granted_by": sorted(grant.people),
        "part": grant.part,
        "period": list(grant.period),
        "asked": [str(grant.asked.get(name) or "") for name in ("period_from", "period_to")],
        "kept": [[one.handle, one.category, str(one.answer)] for one in kept],
    }


_UNREAD: Final[Plain] = {"contents": [], "dropped": [], "to": ""}
"""Before the page has opened the manifest."""


def _contents(made: Ready) -> dict[str, Any]:
    return {
        "contents": [asdict(count) for count in made.manifest.counts],
        "dropped": [[str(why), many] for why, many in sorted(made.manifest.dropped.items())],
        "to": made.manifest.recipient,
    }
