"""Who is asking: the facts that a file's bytes hold, found in the sandbox's child with what the operator put beside it.

Nothing is asked of anybody (hazard 12.2). Hostile bytes raise nothing: what is not read is said not to be read.
"""

import base64
import contextlib
import datetime as dt
import email
import email.errors
import email.header
import email.policy
import email.utils
import functools
import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from email.message import EmailMessage
from typing import TYPE_CHECKING, Any, Final

from dueprocess.adapters import (
    dkim,
    documents,
    jobs_unseal,
    mail_parts,
    mail_records,
    pdf_signatures,
    texts,
    trusted_lists,
)
from dueprocess.adapters.chains import Lists
from dueprocess.adapters.dkim import Checked, Records, State
from dueprocess.demand.asking import Fact, domains, fact, of_signature, ordered, sender, wording
from dueprocess.demand.asking.sender import Head, Known, Office
from dueprocess.formats.mail_signature import Signature

if TYPE_CHECKING:
    from dueprocess.adapters import xml_signatures

OLD: Final = 3
"""Days between a signature and its arrival from which it is told: a mail server gives up after five (RFC 5321)."""
_ONCE: Final = (*dkim.WANTED, "reply-to", "sender", "message-id")
_ADDRESSES: Final = 20
_SPACES: Final = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, repr=False)
class Beside:
    """What stands beside the letter: all that the operator and this desk put there. ``at``: when the letter came.

    Attributes:
        records: keys and policies. lists: trusted lists. sealers: domains whose seals (ARC) are trusted.
        keys: public keys and certificates of offices, and whose they are.
        connection: the office over whose connection it came, or empty. answers: whether it names a letter of ours.
    """

    records: Records = field(default_factory=dict)
    lists: Lists = field(default_factory=Lists)
    sealers: frozenset[str] = frozenset()
    offices: Sequence[Office] = ()
    keys: Mapping[bytes, str] = field(default_factory=dict)
    ours: tuple[str, ...] = ()
    at: dt.datetime | None = None
    connection: str = ""
    answers: bool = False


def beside(plain: Mapping[str, Any]) -> Beside:
    """That, as options of a job hold it."""
    return Beside(
        records=mail_records.records(plain.get("records", ())),
        lists=trusted_lists.of_plain(plain["lists"]) if plain.get("lists") else Lists(),
        sealers=frozenset(plain.get("sealers", ())),
        offices=[Office(**{**row, "names": tuple(row["names"])}) for row in plain.get("offices", ())],
        keys={base64.b64decode(key): office for key, office in plain.get("keys", ())},
        ours=tuple(plain.get("ours", ())),
        at=dt.datetime.fromisoformat(plain["at"]) if plain.get("at") else None,
        connection=str(plain.get("connection", "")),
        answers=bool(plain.get("answers")),
    )


@functools.cache
def frauds() -> wording.Frauds:
    """Wording of known frauds in all languages, loaded before a child is forked."""
    return wording.compiled(texts.sentences("frauds"))


def facts(
    data: bytes, given: Beside, *, name: str = "", text: str = "", claimed: str = "", country: str = ""
) -> list[Fact]:
    """What is known of who sent ``data``; ``text``, ``claimed`` and ``country`` are the reader's. Raises nothing."""
    made: list[Fact] = [fact("not-called")]
    if given.connection:
        made.append(fact("connection", office=given.connection))
    if given.answers:
        made.append(fact("answers-us"))
    mail = _mail(data, name)
    at = given.at or _arrived(mail) or dt.datetime.now(dt.UTC)
    if mail is None:
        made.append(fact("no-sender")) if not given.connection else None
    else:
        made += _guarded(lambda: _of_head(mail, given, at, claimed, country))
    signed = _guarded(lambda: _signed(data, mail, given, at))
    made += signed + _guarded(lambda: _files(data, name, given.lists, at))
    made += _guarded(lambda: wording.facts(text, frauds()))
    if mail is not None and not any(one.code in _SIGNED for one in made):
        made.append(fact("not-signed"))
    return ordered(made)


_SIGNED: Final = frozenset(
    (
        *("signature-broken", "key-of-office", "key-policy", "key-unknown", "signature-unchecked", "dkim-broken"),
        *("dkim-valid", "dkim-partly", "dkim-other", "dkim-no-key", "dkim-unread", "dkim-weak", "dkim-expired"),
        *("pdf-listed", "pdf-incomplete", "pdf-unlisted", "pdf-no-lists", "pdf-broken", "pdf-added", "pdf-unchecked"),
        *("xml-listed", "xml-incomplete", "xml-unlisted", "xml-no-lists", "xml-broken", "xml-part", "xml-unchecked"),
        "connection",
    )
)


def _guarded(of: Any) -> list[Fact]:  # noqa: ANN401 - whatever gives facts
    made: list[Fact] = []
    with contextlib.suppress(Exception):  # hostile bytes raise many things; what was found until then counts
        made.extend(of())
    return made


# The head.


def _mail(data: bytes, name: str) -> EmailMessage | None:
    with contextlib.suppress(Exception):  # hostile mails raise many things
        if documents.kind_of(data, name or "letter.eml") != "mail":
            return None
        made = email.message_from_bytes(data, policy=email.policy.default)
        return made if made.keys() else None
    return None


def _said(mail: EmailMessage, name: str) -> str:
    """A line of the head as it came: the library's own parsers take seconds over what a hostile one holds."""
    raw = next((str(value) for key, value in mail.raw_items() if key.lower() == name.lower()), "")
    return _SPACES.sub(" ", raw[: mail_parts.MAX_HEADER]).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _addresses(mail: EmailMessage, name: str) -> list[tuple[str, str]]:
    found = email.utils.getaddresses([_said(mail, name)])[:_ADDRESSES]
    return [(_decoded(shown), address) for shown, address in found if address]


def _decoded(shown: str) -> str:
    """A name that is written in encoded words (RFC 2047)."""
    try:
        return str(email.header.make_header(email.header.decode_header(shown)))
    except (ValueError, LookupError, email.errors.HeaderParseError):
        return shown


def _arrived(mail: EmailMessage | None) -> dt.datetime | None:
    """When the last machine took it, by the topmost line of its way."""
    return _moment(_said(mail, "Received").rpartition(";")[2]) if mail is not None else None


def _moment(text: str) -> dt.datetime | None:
    with contextlib.suppress(ValueError, TypeError, IndexError, OverflowError):
        made = email.utils.parsedate_to_datetime(text.strip())
        return made if made.tzinfo else made.replace(tzinfo=dt.UTC)
    return None


def _of_head(mail: EmailMessage, given: Beside, at: dt.datetime, claimed: str, country: str) -> Iterator[Fact]:
    shown, address = next(iter(_addresses(mail, "From")), ("", ""))
    names = [one.lower() for one in mail.keys()]  # noqa: SIM118 - each occurrence
    head = Head(
        name=shown,
        address=address,
        reply_to=tuple(one for _, one in _addresses(mail, "Reply-To")),
        return_path=next((one for _, one in _addresses(mail, "Return-Path")), ""),
        to=tuple(one for header in ("To", "Cc") for _, one in _addresses(mail, header)),
        sent=_moment(_said(mail, "Date")),
        doubled=tuple(one for one in _ONCE if names.count(one) > 1),
    )
    yield from sender.facts(head, Known(given.offices, given.ours, claimed, country, at))
    if server := _said(mail, "Authentication-Results").partition(";")[0].strip():
        yield fact("results-claimed", server=server)


# Signatures of the letter, and of its domain's mail server.


def _signed(data: bytes, mail: EmailMessage | None, given: Beside, at: dt.datetime) -> Iterator[Fact]:
    said = jobs_unseal.whose(data, mail, list(given.keys), at)
    office = _office_of(said.sender, given)
    if said.state is not Signature.NONE:
        yield of_signature(said.state, office, said.why)
    if mail is not None and len(data) <= dkim.MAX_BYTES:
        domain = domains.domain_of(next((one for _, one in _addresses(mail, "From")), ""))
        split = dkim.split(data)
        checked = dkim.verify(split, given.records)
        yield from _dkim(checked, domain, split, at)
        yield from _dmarc(checked, domain, given.records)
        yield from _arc(dkim.seals(split, given.records), given)


def _office_of(sender_hash: str, given: Beside) -> str:
    names = {one.id: one.name for one in given.offices}
    found = next((who for key, who in given.keys.items() if hashlib.sha256(key).hexdigest() == sender_hash), "")
    return names.get(found, found)


def _dkim(checked: Sequence[Checked], domain: str, mail: dkim.Mail, at: dt.datetime) -> Iterator[Fact]:
    valid = [one for one in checked if one.state is State.VALID]
    own = [one for one in valid if domains.same_house(one.domain, domain)]
    if own:
        best = min(own, key=lambda one: len(list(_limits(one, mail, at))))
        limits = list(_limits(best, mail, at))
        codes = {one.code for one in limits}
        if "dkim-expired" not in codes:
            part = codes & {"dkim-uncovered", "dkim-length"}
            yield fact("dkim-partly" if part else "dkim-valid", domain=best.domain, day=best.day)
        yield from limits
        return
    for one in valid:
        yield fact("dkim-other", domain=one.domain, sender=domain or "?")
    for one in checked:
        yield from _failed(one, domain, quiet=bool(valid))


def _failed(one: Checked, domain: str, *, quiet: bool) -> Iterator[Fact]:
    """Of a signature that does not hold; that of a service is its own affair."""
    if one.state is State.BROKEN and domains.same_house(one.domain, domain):
        yield fact("dkim-broken", domain=one.domain, why=_why("key", day=one.day) if one.day else _why("body"))
    elif one.state in {State.WEAK, State.REVOKED} and domains.same_house(one.domain, domain):
        why = "revoked" if one.state is State.REVOKED else "short" if one.bits else "sha1"
        yield fact("dkim-weak", domain=one.domain, why=_why(why, bits=one.bits))
    elif one.state is State.NO_KEY and not quiet:
        yield fact("dkim-no-key", domain=one.domain, selector=one.selector)
    elif one.state is State.MALFORMED and not quiet:
        yield fact("dkim-unread", domain=one.domain or "?")


def _why(code: str, **values: object) -> str:
    """A reason as a code with its values, which a page says in the reader's language."""
    return ":".join((code, *(str(one) for one in values.values())))


def _limits(one: Checked, mail: dkim.Mail, at: dt.datetime) -> Iterator[Fact]:
    """Why a signature that holds does not hold for all of the letter, or now, or says less than it seems."""
    stand = {name for name, _ in mail.headers}
    bare = [name for name in dkim.WANTED if name in stand and name not in one.covers]
    if bare:
        yield fact("dkim-uncovered", domain=one.domain, names=", ".join(name.capitalize() for name in bare))
    if one.beyond:
        yield fact("dkim-length", domain=one.domain, bytes=one.length)
    if one.expires is not None and one.expires < at.timestamp():
        yield fact("dkim-expired", domain=one.domain, day=_day(one.expires))
    if one.signed_at is not None and (days := int((at.timestamp() - one.signed_at) // 86400)) >= OLD:
        yield fact("dkim-old", domain=one.domain, days=days)
    if dkim.LEAST_BITS <= one.bits < dkim.GOOD_BITS:
        yield fact("dkim-short", domain=one.domain, bits=one.bits)
    if one.testing:
        yield fact("dkim-testing", domain=one.domain)


def _day(seconds: int) -> str:
    try:
        return dt.datetime.fromtimestamp(seconds, dt.UTC).strftime("%Y-%m-%d")
    except (ValueError, OverflowError, OSError):
        return "?"


def _dmarc(checked: Sequence[Checked], domain: str, records: Records) -> Iterator[Fact]:
    found = mail_records.policy(records, domain) if domain else None
    if found is None:
        return
    policy, day = found
    own = [one for one in checked if domains.same_house(one.domain, domain)]
    if any(one.state is State.VALID for one in own):
        yield fact("dmarc-pass", domain=domain, policy=policy, day=day)
    elif not any(one.state is State.NO_KEY for one in own):
        yield fact("dmarc-none" if policy == "none" else "dmarc-fail", domain=domain, policy=policy, day=day)


def _arc(sealed: dkim.Sealed | None, given: Beside) -> Iterator[Fact]:
    if sealed is None:
        return
    if sealed.state is State.VALID:
        trusted = any(domains.same_house(sealed.domain, one) for one in given.sealers)
        yield fact("arc-sealed" if trusted else "arc-unknown", domain=sealed.domain, count=sealed.count)
    elif sealed.state is State.NO_KEY:
        yield fact("arc-no-key", domain=sealed.domain)
    else:
        yield fact("arc-broken")


# Files.


def _files(data: bytes, name: str, lists: Lists, at: dt.datetime) -> Iterator[Fact]:
    if documents.may_hold_pages(data):
        for one in documents.files_with_pages(data, name):
            if documents.is_pdf(one.data):
                yield from _pdf(pdf_signatures.found(one.data, lists, at), lists)
    if documents.may_hold_xml_signature(data):
        from dueprocess.adapters import xml_signatures  # a library of C: loaded for what may need it

        apart = [one for files in documents.files_apart(data, name) for one in _together(files)]
        signed = [files for files in apart if any(documents.XML_SIGNATURE in held for held in files.values())]
        for files in signed[: xml_signatures.MAX_FILES]:
            yield from _xml(xml_signatures.found(files, lists, at), lists)


def _together(files: Sequence[documents.File]) -> list[dict[str, bytes]]:
    """Files that stand together, by name; each alone where a name stands twice."""
    named = {one.name: one.data for one in files}
    return [named] if len(named) == len(files) else [{one.name: one.data} for one in files]


def _pdf(found: Sequence[pdf_signatures.Found], lists: Lists) -> Iterator[Fact]:
    if not found:
        return
    first, *others = found
    if any(one.state is Signature.BROKEN for one in found):
        yield fact("pdf-broken")
    if first.state is Signature.BROKEN:
        return
    if not first.gap or first.state not in _FITS:
        yield fact("pdf-unchecked")
        return
    if first.state is Signature.POLICY:
        yield fact("pdf-policy", why=first.why)
    if first.added:
        yield fact("pdf-added", bytes=first.added, name=first.name or "?")
        return
    yield _signer("pdf", first.chain, first, lists)
    if later := max((one.added for one in others), default=0):
        yield fact("pdf-later", bytes=later)


def _xml(found: "Sequence[xml_signatures.Found]", lists: Lists) -> Iterator[Fact]:
    if any(one.state is Signature.BROKEN for one in found):
        yield fact("xml-broken")
    for first in found[:1]:
        if first.state in _FITS:
            yield _signer("xml", first.chain if first.whole else "part", first, lists)
        elif first.state is not Signature.BROKEN:
            yield fact("xml-unchecked")
        if first.state is Signature.POLICY:
            yield fact("xml-policy", why=first.why)


_FITS: Final = frozenset({Signature.VALID, Signature.POLICY})


def _signer(form: str, state: str, by: "pdf_signatures.Found | xml_signatures.Found", lists: Lists) -> Fact:
    """Who signed a file: by the state of the chain, or of what is covered."""
    who = {"name": by.name or "?", "issuer": by.issuer or "?", "country": by.country}
    return fact(f"{form}-{state}", **who, day=lists.as_of, lacking=", ".join(lists.lacking) or "?")
