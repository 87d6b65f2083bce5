"""Whoever may open mail, whoever left, and a desk that hands out another key than the roster names."""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
from dataclasses import replace
from typing import Any

import pytest

from dueprocess.acts import access
from dueprocess.adapters import crypto, identity, openpgp_mail
from dueprocess.client import mail_keys
from dueprocess.client.case_keys import Opened
from dueprocess.client.unsealing import Part, kept_otherwise
from dueprocess.formats import mail_key
from dueprocess.formats.mail_key import PUBLIC, SECRET, MailKey, MailSecret
from dueprocess.formats.mail_signature import Signature, Signed
from dueprocess.formats.object import Header, ObjectKind
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import ROLES, Roster, founding
from dueprocess.formats.statement import Act, Statement

AT = "2026-11-30T09:00:00Z"
NOW = dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
PEOPLE = {name: identity.new(name, AT) for name in ("aster", "birch", "cedar", "recovery")}


def listed(**roles: str) -> Roster:
    people = [PEOPLE[name].card().person(tuple(sorted(held.split(",")))) for name, held in roles.items()]
    return founding(people, k=0, recovery=PEOPLE["recovery"].card().age, made_at=NOW)


def numbered(before: Roster, **changes: Any) -> Roster:
    return replace(before, number=before.number + 1, **changes)


def test_who_opens_mail_is_who_reads_cases_and_has_an_own_key() -> None:
    roster = listed(aster="clerk", birch="auditor", cedar="approver")
    assert set(mail_key.openers(roster)) == {"aster", "cedar", "recovery"}
    assert mail_key.openers(roster)["aster"] == roster.people[0].ages[1]
    without = replace(roster, people=(replace(roster.people[0], own=None), *roster.people[1:]))
    assert set(mail_key.openers(without)) == {"cedar", "recovery"}
    for role in ROLES - {"outside"}:
        assert (role in mail_key.READS) == access.reads(access.roles_of([role]))


def test_whoever_left_since_the_key_was_made_is_named() -> None:
    first = listed(aster="clerk", birch="approver", cedar="approver")
    key = numbered(first, mail="a" * 64)
    gone = numbered(key, people=key.people[:2])
    assert mail_key.could_open_and_left([first, key], key) == []
    assert mail_key.could_open_and_left([first, key, gone], gone) == ["cedar"]
    anew = numbered(gone, mail="b" * 64)
    assert mail_key.could_open_and_left([first, key, gone, anew], anew) == []
    another = replace(gone.people[1], own=PEOPLE["cedar"].card().person(("clerk",)).own)
    assert mail_key.could_open_and_left([key, gone], numbered(key, people=(key.people[0], another))) == [
        "birch",
        "cedar",
    ]
    assert mail_key.named([first, key, gone, anew]) == ["b" * 64, "a" * 64]


class _Desk:
    """What a desk answers about keys of the mailbox."""

    def __init__(self, *rows: dict[str, str]) -> None:
        self.answers = list(rows)

    def rows(self, _path: str) -> list[dict[str, str]]:
        return self.answers


def row(public: bytes, inside: bytes, to: str = "aster", name: str = "") -> dict[str, str]:
    envelope = crypto.seal(ObjectKind.MAIL_KEY, "application/json", inside, PEOPLE[to].card().own.age, AT, "")
    told = {"public": public, "envelope": envelope}
    return {
        "hash": name or mail_key.hash_of(public),
        **{key: base64.b64encode(data).decode() for key, data in told.items()},
    }


def key_of(address: str) -> tuple[bytes, bytes]:
    secret, public = openpgp_mail.make(address)
    told = PUBLIC.encode(MailKey(address, AT, base64.b64encode(public).decode()))
    return told, SECRET.encode(MailSecret(base64.b64encode(secret).decode()))


def test_a_key_opens_by_the_own_key_alone_and_is_the_one_that_is_named() -> None:
    public, inside = key_of("orders@desk.example")
    _, other = key_of("orders@desk.example")
    (kept,) = mail_keys.kept(_Desk(row(public, inside)))  # type: ignore[arg-type]
    assert mail_keys.opened_by(PEOPLE["aster"], kept) is not None
    assert mail_keys.opened_by(PEOPLE["aster"].daily, kept) is None
    assert mail_keys.opened_by(PEOPLE["birch"], kept) is None
    (swapped,) = mail_keys.kept(_Desk(row(public, other)))  # type: ignore[arg-type]
    with pytest.raises(DeniedError, match="opens another key"):
        mail_keys.opened_by(PEOPLE["aster"], swapped)
    with pytest.raises(DeniedError, match="another key of the mailbox"):
        mail_keys.kept(_Desk(row(public, inside, name="c" * 64)))  # type: ignore[arg-type]


def test_the_halves_of_two_verifications_make_no_sender_known() -> None:
    """A desk showed one person's word on a key beside another person's word on another verification."""
    key = b"a key"

    def said(act: Act, by: str, says: dict[str, Any]) -> Statement:
        return Statement("0" * 64, (1, "0" * 64), None, 0, act, by, AT, "0" * 64, says)

    def verify(by: str, office: str) -> Statement:
        hash_ = hashlib.sha256(key).hexdigest()
        return said(Act.AUTHORITY_VERIFY, by, {"authority": office, "key": hash_, "key_kind": "openpgp"})

    def confirm(by: str, office: str, of: str) -> Statement:
        return said(Act.AUTHORITY_CONFIRM, by, {"authority": office, "verification": of})

    notes = {
        "1": ("a" * 64, verify("aster", "DE-BKA")),
        "2": ("b" * 64, confirm("birch", "DE-BKA", "a" * 64)),
        "other": ("c" * 64, confirm("birch", "DE-BKA", "d" * 64)),
        "office": ("e" * 64, confirm("birch", "PK-PTA", "a" * 64)),
        "self": ("f" * 64, confirm("aster", "DE-BKA", "a" * 64)),
    }

    def known(second: str) -> list[tuple[bytes, str]]:
        told = {"first": "1", "second": second, "key": base64.b64encode(key).decode()}
        return list(mail_keys._keys([{"verified": told}, {"verified": None}], notes.get))  # noqa: SLF001

    assert known("2") == [(key, "DE-BKA")]
    assert [known(second) for second in ("other", "office", "self", "nobody")] == [[]] * 4


def test_a_colleague_who_kept_other_words_than_open_here_is_named() -> None:
    def part(name: str, content: bytes, fault: str = "") -> Part:
        return Part(fault, name, "message/rfc822", content, Signed(Signature.NONE, "", ""), ())

    def note(name: str, content: bytes, kind: ObjectKind = ObjectKind.NOTE) -> Opened:
        return Opened("s-", Header(kind, "message/rfc822", name, len(content), AT, "0" * 64), content, own=True)

    mine = [part("opened.eml", b"give us a"), part("other.eml", b"x"), part("lost.eml", b"", "damaged")]
    assert kept_otherwise(mine, [note("opened.eml", b"give us a"), note("lost.eml", b"y")]) == []
    assert kept_otherwise(mine, [note("opened.eml", b"give us press@")]) == mine[:1]
    assert kept_otherwise(mine, [note("opened.eml", b"z", ObjectKind.ORIGINAL)]) == []
    assert kept_otherwise(mine, [note("", b"give us press@")]) == mine[:2]  # as the vault's page keeps it
