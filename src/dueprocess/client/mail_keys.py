"""The mailbox's key on a person's own machine: made, shared, and opened by their own key alone (ADR 0102)."""

import base64
import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.adapters import crypto, openpgp_mail, smime_keys
from dueprocess.adapters.age_header import AgeError
from dueprocess.adapters.desk_api import FarDesk
from dueprocess.adapters.identity import Identity
from dueprocess.client.person import Person
from dueprocess.client.pins import read_pin
from dueprocess.formats import chain, desk_acts, mail_key, moment
from dueprocess.formats import statement as statements
from dueprocess.formats.chain import Line, Pin
from dueprocess.formats.errors import ObjectError, StatementError
from dueprocess.formats.mail_key import MailKey, MailSecret
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.statement import Act

ADDRESS: Final = "/v1/desk/mail-keys"
_MEDIA: Final = "application/json"


@dataclass(frozen=True, slots=True)
class Kept:
    """A key that the desk keeps: its public record, checked, and the caller's age file, or nothing."""

    hash: str
    key: MailKey
    public: bytes = field(repr=False)
    envelope: bytes = field(repr=False)


def kept(far: FarDesk) -> list[Kept]:
    """All that the desk keeps, newest first. Raises DeniedError where a record is another than its name says."""
    return [kept_of(row) for row in far.rows(ADDRESS)]


def kept_of(row: Mapping[str, Any]) -> Kept:
    """One row of it. Raises DeniedError ``mail-key.other``, as ``kept`` does."""
    public = base64.b64decode(str(row["public"]))
    if mail_key.hash_of(public) != row["hash"]:
        raise DeniedError.because("mail-key.other", "The desk shows another key of the mailbox than it names.")
    envelope = base64.b64decode(str(row["envelope"]))
    return Kept(str(row["hash"]), mail_key.PUBLIC.decode(public), public, envelope)


def line_of(who: Person, far: FarDesk) -> Line:
    """The checked chain of rosters, from what this machine remembers on. Raises RosterError."""
    pin = read_pin(who.pin_file) or Pin(far.desk, 1, far.desk)
    shown = far.get("/v1/desk/itself")
    return chain.walk(pin, [str(note).encode() for note in shown["rosters"]], crypto.verify, who.now)


def make(who: Person, far: FarDesk, address: str) -> Kept:
    """Draw keys for the mailbox, of OpenPGP and S/MIME, and hand in what the others open them by.

    They count once a roster names them.
    """
    secret, public = openpgp_mail.make(address)
    private, certificate = smime_keys.make(address, who.now)
    record = MailKey(address, moment.write(who.now), _text(public), _text(certificate))
    return _handed_in(who, far, record, MailSecret(_text(secret), _text(private)))


def requested(who: Person, far: FarDesk) -> tuple[str, bytes]:
    """Address of the newest key of a roster, and the request for a certificate of it (PEM). Raises DeniedError."""
    one, secret = _newest(who, far)
    return one.key.address, smime_keys.request(base64.b64decode(secret.smime), one.key.address)


def certified(who: Person, far: FarDesk, data: bytes) -> Kept:
    """Put a certificate on record that somebody gave for the newest key: another record, which a roster is to name.

    Raises DeniedError ``mail-key.certificate`` for one of another key or address, and ``recipient.*``.
    """
    one, secret = _newest(who, far)
    try:
        der = smime_keys.certificate(data, base64.b64decode(secret.smime), one.key.address, who.now)
    except ValueError as fault:
        message = f"The certificate is of another {fault}. Ask for one with what `dueprocess mail-key request` writes."
        raise DeniedError.because("mail-key.certificate", message) from None
    return _handed_in(who, far, replace(one.key, made_at=moment.write(who.now), smime=_text(der)), secret)


def _newest(who: Person, far: FarDesk) -> tuple[Kept, MailSecret]:
    one, secret = opened(who, far)[0]
    if not secret.smime:
        message = "The mailbox's key is older than S/MIME here. Make a new one: dueprocess mail-key make"
        raise DeniedError.because("mail-key.certificate", message)
    return one, secret


def _handed_in(who: Person, far: FarDesk, record: MailKey, secret: MailSecret) -> Kept:
    told = mail_key.PUBLIC.encode(record)
    _hand_in(who, far, told, mail_key.SECRET.encode(secret), mail_key.openers(line_of(who, far).in_force))
    return Kept(mail_key.hash_of(told), record, told, b"")


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()


def share(who: Person, far: FarDesk) -> list[str]:
    """Hand in what everybody who may open mail opens each key by that a roster names; names of those who may."""
    line = line_of(who, far)
    may = mail_key.openers(line.in_force)
    for one in _named(far, line):
        if (inside := opened_by(who.identity, one)) is not None:
            _hand_in(who, far, one.public, mail_key.SECRET.encode(inside), may)
    return sorted(may)


def opened(who: Person, far: FarDesk) -> list[tuple[Kept, MailSecret]]:
    """What opens mail, newest first: of every key that a roster ever named. Raises DeniedError ``mail-key.*``."""
    line = line_of(who, far)
    named = _named(far, line)
    if not named:
        message = "No roster names a key of the mailbox. Make one: dueprocess mail-key make"
        raise DeniedError.because("mail-key.none", message)
    found = [(each, one) for each in named if (one := opened_by(who.identity, each)) is not None]
    if not found:
        message = "Nothing here opens mail for you: it opens by your own key alone, and a colleague shares it with you."
        raise DeniedError.because("mail-key.not-yours", message)
    return found


def _named(far: FarDesk, line: Line) -> list[Kept]:
    by_hash = {one.hash: one for one in kept(far)}
    return [by_hash[name] for name in mail_key.named(line) if name in by_hash]


def _hand_in(who: Person, far: FarDesk, public: bytes, inside: bytes, may: Mapping[str, str]) -> None:
    at = moment.write(who.now)
    sealed = {name: crypto.seal(ObjectKind.MAIL_KEY, _MEDIA, inside, age, at, "") for name, age in sorted(may.items())}
    rows = [{"person": name, "bytes": base64.b64encode(data).decode()} for name, data in sealed.items()]
    far.post(ADDRESS, {"public": base64.b64encode(public).decode(), "envelopes": rows})


def opened_by(identity: Identity, one: Kept) -> MailSecret | None:
    """What opens mail; None where it opens not for this identity. Raises DeniedError for the secret of another key."""
    if not one.envelope:
        return None
    try:
        header, inside = crypto.unseal(one.envelope, identity.age_secrets)
    except (AgeError, ObjectError):
        return None
    if header.kind is not ObjectKind.MAIL_KEY:
        raise DeniedError.because("mail-key.other", "What the desk hands out is no key of the mailbox.")
    return fitting(one, inside)


def fitting(one: Kept, inside: bytes) -> MailSecret:
    """What opens mail, out of its envelope, if it is of that key. Raises DeniedError ``mail-key.*``."""
    found = mail_key.SECRET.decode(inside)
    certified = not one.key.smime or smime_keys.fits(one.key.certificate, base64.b64decode(found.smime))
    if _public_of(found) != one.key.packets or not certified:
        raise DeniedError.because("mail-key.other", "What the desk hands out opens another key than the one it names.")
    return found


def _public_of(secret: MailSecret) -> bytes:
    try:
        return openpgp_mail.public(base64.b64decode(secret.openpgp))
    except ValueError:
        return b""


def known_senders(who: Person, far: FarDesk) -> dict[bytes, str]:
    """Keys and certificates that two people signed, each checked under the roster that it names, and whose they are."""
    return known_of(line_of(who, far), far.get("/v1/desk/itself"), far.rows("/v1/desk/authorities"), who.now)


def known_of(line: Line, shown: Mapping[str, Any], rows: list[dict[str, Any]], now: dt.datetime) -> dict[bytes, str]:
    """The same of what the desk showed: itself, and its authorities."""
    standing = desk_acts.stands(line, shown, crypto.verify, now)
    rosters = {one.number: one for one in line}

    def stated(note: str) -> tuple[str, statements.Statement] | None:
        data = note.encode()
        try:
            look, signed = statements.parse_look(data)
            roster = rosters[look.roster[0]]
            statements.verify_parsed(look, signed, roster, crypto.verify)
            standing.check(look, roster, data)
            said, person = statements.parse(data)[0], roster.person(look.by)
            may = person is not None and access.may(access.roles_of(person.roles), said.act)
            return (statements.hash_of(data), said) if may else None
        except (StatementError, KeyError):
            return None

    return dict(_keys(rows, stated))


def _keys(rows: list[dict[str, Any]], stated: Any) -> Iterator[tuple[bytes, str]]:  # noqa: ANN401 - the function above
    for row in rows:
        told = row["verified"]
        first, second = (stated(str(told[name])) for name in ("first", "second")) if told else (None, None)
        if first is None or second is None:
            continue
        (name, said), (_, agreed) = first, second
        # A desk could show the first half of one verification and the second half of another.
        halves = (agreed.says.get("verification"), agreed.says.get("authority")) == (name, said.says.get("authority"))
        acts = (said.act, agreed.act) == (Act.AUTHORITY_VERIFY, Act.AUTHORITY_CONFIRM)
        data = base64.b64decode(str(told["key"]))
        same = hashlib.sha256(data).hexdigest() == said.says.get("key")
        if acts and halves and same and said.by != agreed.by and said.says.get("key_kind") in {"openpgp", "cms"}:
            yield data, str(said.says.get("authority"))
