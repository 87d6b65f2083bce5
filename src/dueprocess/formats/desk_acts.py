"""What waits at the desk itself, as a person's own machine checks it before anything is signed (ADR 0047).

The vault's page asks the process that serves it. What comes in was said by a desk and is hostile; no secret comes in,
and what the answer holds follows from the chain of rosters, from signatures and from keys that were read here.
"""

import base64
import binascii
import datetime as dt
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, NoReturn

from dueprocess.formats import chain, ids, links, moment
from dueprocess.formats.chain import Pin
from dueprocess.formats.changes import changes
from dueprocess.formats.note import Verify
from dueprocess.formats.questions import refused, told
from dueprocess.formats.recipient import Facts
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import Roster
from dueprocess.formats.selector import Kind, SelectorError, selector
from dueprocess.formats.standing import Freeze, Standing, may_lift, standing_of
from dueprocess.formats.statement import Act, Statement, hash_of, parse, verify

SAYS: Final = frozenset({"authority", "contact", "how"})
KEYED: Final = frozenset({"key", "key_kind"})
NUMBERS: Final = ("phone", "night")
NUMBERED: Final = frozenset({*NUMBERS, "source"})
"""What a verification may say besides, by hashes: the numbers of the office, and where somebody found them."""
FOUND: Final = "found"
"""How they were found: a code of ``case/lists.py``."""

Plain = Mapping[str, Any]
KeyFacts = Callable[[str, bytes], Facts]
"""Reads a key of a kind (``cms``, ``openpgp``, ``age``; empty: whatever it seems to be). Raises DeniedError."""


def contact_hash(contact: str) -> str:
    """How a statement names a contact: SHA-256 (hex) of its text; an office's address is public."""
    return hashlib.sha256(contact.encode("utf-8", "replace")).hexdigest()


def text_hash(text: str) -> str:
    """How a statement names a public text: as ``contact_hash``; empty for none."""
    return contact_hash(text) if text else ""


def is_phone(text: str) -> bool:
    """Whether it is a telephone number with its country and nothing between its digits: ``+4930…``."""
    try:
        return phone_of(text) == text
    except SelectorError:
        return False


def phone_of(text: str) -> str:
    """A telephone number in the form in which its hash is signed. Raises SelectorError ``target.value``."""
    return selector(Kind.PHONE, text).value


def phone_hash(text: str) -> str:
    """How a statement names a telephone number, however a person writes it. Raises SelectorError ``target.value``."""
    return text_hash(phone_of(text))


def answer(question: object, check: Verify, key_facts: KeyFacts, now: dt.datetime) -> dict[str, Any]:
    """What a person may sign about the desk itself, or the rule by which all of it is refused.

    Args:
        question: ``{"key": base64}`` for a key that somebody read from a file; else ``me``, ``vkey``, ``pin`` (desk,
            number, hash) and ``shown`` (``rosters``, ``notes``, ``attested``, ``verifications``, ``next``).
        check: Ed25519 verification.
        key_facts: what reads a recipient's key.
        now: this machine's time, aware.
    """
    return told(lambda: _asked(question, check, key_facts, now), "desk.form")


def _asked(question: object, check: Verify, key_facts: KeyFacts, now: dt.datetime) -> dict[str, Any]:
    if not isinstance(question, Mapping):
        _refuse("desk.form", "the question is no object")
    if set(question) == {"key"}:
        return key_told(key_facts("", _bytes(question["key"])))
    return _answer(question, check, key_facts, now)


@dataclass(frozen=True, slots=True)
class _Seen:
    """One person before a desk: the checked chain, the roster in force, what stands."""

    me: str
    rosters: chain.Line
    roster: Roster
    standing: Standing
    check: Verify
    now: dt.datetime


def _answer(asked: Plain, check: Verify, key_facts: KeyFacts, now: dt.datetime) -> dict[str, Any]:
    shown = asked["shown"]
    rosters = chain.walk(Pin.read(asked["pin"]), [str(one).encode() for one in shown["rosters"]], check, now)
    standing = stands(rosters, shown, check, now)
    seen = _Seen(str(asked["me"]), rosters, rosters.in_force, standing, check, now)
    listed = seen.roster.person(seen.me)
    if listed is None or asked["vkey"] not in listed.vkeys:
        _refuse("access.not-on-roster", f"roster {seen.roster.number} does not name this key for {seen.me}")
    return {
        "roster": seen.roster.number,
        "until": moment.write(rosters.until) if rosters.until else "",
        "retired": asked["vkey"] in standing.retired,
        "own": listed.own_key is not None and asked["vkey"] == listed.own_key.vkey,
        "keys": [[key.id.hex(), key == listed.own_key, key.vkey in standing.retired] for key in listed.keys],
        "lifts": may_lift(listed),
        "freezes": [freeze_told(one) for one in standing.freezes],
        "verifications": [_row(seen, one, key_facts) for one in shown["verifications"]],
        "next": proposed(seen.rosters, str(shown["next"]), check, now, shown["notes"] if listed.signs else None),
    }


def stands(rosters: chain.Line, shown: Plain, check: Verify, now: dt.datetime) -> Standing:
    """What stands by the ``notes`` and ``attested`` that a desk shows. Raises DeniedError ``desk.form``."""
    notes = [str(one).encode() for one in shown["notes"]]
    attested = [_attested(one) for one in shown["attested"]]
    return standing_of({one.number: one for one in rosters}, notes, check, attested, at=now, now=rosters.strict)


def _attested(one: Plain) -> Freeze:
    """A freeze that nobody signed, by the desk's word, under the name of an event.

    Who agrees to lift signs the name: under that of somebody's statement it would be another person's freeze.
    """
    name = str(one["name"])
    if not ids.is_id(name, "e"):
        _refuse("desk.form", "a stop that nobody signed has the name of a statement")
    return Freeze(name, str(one["by"]), moment.parse(one["since"]), signed=False)


def freeze_told(one: Freeze) -> dict[str, Any]:
    """A freeze that stands, as values."""
    return {
        "name": one.name,
        "by": one.by,
        "since": moment.write(one.since),
        "signed": one.signed,
        "agreed": list(one.agreed),
    }


def _row(seen: _Seen, one: Plain, key_facts: KeyFacts) -> dict[str, Any]:
    """A colleague's verification that waits for a second person; a refusal stands in its own row."""
    try:
        return _verification(seen, one, key_facts)
    except DeniedError as fault:
        return refused(fault)


def _verification(seen: _Seen, one: Plain, key_facts: KeyFacts) -> dict[str, Any]:
    note, contact, key = str(one["note"]).encode(), str(one["contact"]), _bytes(one["key"])
    statement, brought = _stated(seen, note), {name: str(one.get(name, "")) for name in sorted(NUMBERED)}
    says = statement.says
    known = SAYS | (KEYED if "key" in says else frozenset()) | (NUMBERED | {FOUND}) & set(says)
    if statement.act is not Act.AUTHORITY_VERIFY or statement.case is not None or set(says) != known:
        _refuse("authority.not-verified", "what the desk shows is no verification of an authority")
    if says["contact"] != contact_hash(contact):
        _refuse("authority.contact", "the desk shows another contact than the one that was signed")
    if any(says.get(name, "") != text_hash(text) for name, text in brought.items()):
        _refuse("authority.number", "the desk shows another telephone number, or another source, than what was signed")
    told = {
        "authority": str(says["authority"]),
        "contact": contact,
        "how": str(says["how"]),
        FOUND: str(says.get(FOUND, "")),
        **brought,
    }
    return {
        **told,
        "by": statement.by,
        "at": statement.at,
        "note": note.decode(),
        "verification": hash_of(note),
        "key": _key(says, key, key_facts),
    }


def _stated(seen: _Seen, note: bytes) -> Statement:
    number = parse(note)[0].roster[0]
    roster = next((one for one in seen.rosters if one.number == number), None)
    if roster is None:
        _refuse("statement.wrong-roster", f"roster {number} is not in the checked chain")
    statement = verify(note, roster, seen.check)
    seen.standing.check(statement, roster, note)
    return statement


def _key(says: Plain, data: bytes, key_facts: KeyFacts) -> dict[str, Any] | None:
    if "key" not in says:
        return None
    facts = key_facts(str(says["key_kind"]), data)
    if facts.hash != says["key"]:
        _refuse("recipient.other-key", "the desk shows another key than the one that was signed")
    return key_told(facts)


def key_told(facts: Facts) -> dict[str, Any]:
    """What a recipient's key says of itself, as values."""
    return {
        "kind": str(facts.how),
        "hash": facts.hash,
        "key": base64.b64encode(facts.key).decode(),
        "fingerprint": facts.fingerprint,
        "name": facts.name,
        "detail": facts.detail,
        "not_after": facts.not_after.date().isoformat() if facts.not_after else "",
    }


def proposed(
    rosters: chain.Line, text: str, check: Verify, now: dt.datetime, notes: Sequence[str] | None = None
) -> dict[str, Any] | None:
    """The roster that waits for signatures, beside the one whose people must agree; a refusal stands in its place.

    ``notes``: on the desk itself, as they are shown to somebody who signs rosters; None where not all are.
    """
    if not text:
        return None
    try:
        return _proposed(rosters, text, check, now, notes)
    except DeniedError as fault:
        return refused(fault)


def _proposed(
    rosters: chain.Line, text: str, check: Verify, now: dt.datetime, notes: Sequence[str] | None
) -> dict[str, Any]:
    base = rosters.in_force
    after, signed = chain.check_proposed(rosters, as_note(text), check)
    chain.check_age(after, now, first=not is_signed(text))
    if notes is not None:
        links.check_made([after], links.of_case(links.DESK, [str(one).encode() for one in notes]))
    need, _ = chain.next_signers(base, after)
    return {
        "text": after.text(),
        "number": after.number,
        "hash": after.hash(),
        "notice": after.notice,
        "made_at": after.made_at,
        "reasons": list(chain.why_it_waits(base, after)) if after.notice else [],
        "changes": [[one.what, one.name, one.before, one.after] for one in changes(base, after)],
        "people": [[one.name, list(one.roles), " ".join(key.id.hex() for key in one.keys)] for one in after.people],
        "k": after.k,
        "needs": need,
        "signed": sorted(signed),
        "asked": asked(base, after),
    }


def asked(base: Roster, after: Roster) -> list[str]:
    """Who is asked to sign ``after``: the releasers, and whose key changes without waiting."""
    own = () if after.notice else chain.swapped(base, after)
    return list(dict.fromkeys([*(one.name for one in chain.next_signers(base, after)[1]), *own]))


def as_note(text: str) -> bytes:
    """A roster that waits as a note, though nobody signed it yet: with a signature of nobody."""
    if is_signed(text):
        return text.encode()
    nobody = base64.b64encode(bytes(68)).decode()
    return (text.rstrip("\n") + f"\n\n\u2014 nobody {nobody}\n").encode()


def is_signed(text: str) -> bool:
    """Whether anybody signed the roster that waits."""
    return "\n\n\u2014" in text


def _bytes(text: object) -> bytes:
    try:
        return base64.b64decode(str(text), validate=True)
    except binascii.Error:
        _refuse("desk.form", "bytes are not written in base64")


def _refuse(rule: str, reason: str) -> NoReturn:
    raise DeniedError.because(rule, reason) from None
