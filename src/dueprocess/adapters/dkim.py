"""DKIM (RFC 6376, 8301, 8463) and ARC (RFC 8617): who signed a mail's bytes, and what exactly that signature covers.

Pure: keys come from the caller, nothing is asked of anybody. A pass says that a mail server of a domain sent these
bytes once, to somebody; it names no person, and not the one who reads it here. Hostile bytes raise nothing.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MAX_BYTES: Final = 16 << 20
MAX_SIGNATURES: Final = 8
MAX_SEALS: Final = 10
MAX_HEADERS: Final = 1000
LEAST_BITS: Final = 1024
"""Of an RSA key: with fewer a signature counts for nothing (RFC 8301 section 3.2)."""
GOOD_BITS: Final = 2048
WANTED: Final = ("from", "to", "date", "subject", "content-type", "content-transfer-encoding", "mime-version")
"""What a signature is to cover so that the letter is the one that was sent, to whom, and when."""
_SPACE: Final = re.compile(rb"[ \t]+")
_SPACES: Final = re.compile(rb"[ \t\r\n]+")
_WHITE: Final = re.compile(r"[ \t\r\n]+")
_ENDS: Final = re.compile(rb"(?:\r\n)*\Z")
_OWN: Final = re.compile(rb"((?:\A|;)[ \t\r\n]*b[ \t\r\n]*=)[^;]*")
_NAME: Final = re.compile(r"[!-9;-~]{1,80}")
_DOMAIN: Final = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,62})?(\.[a-z0-9_]([a-z0-9_-]{0,62})?)+")
_DIGITS: Final = re.compile(r"[0-9]{1,12}")


class State(StrEnum):
    """What a signature says; never renamed."""

    VALID = "valid"
    BROKEN = "broken"  # other bytes than were signed: by the hash of the body, which needs no key, or by the key
    NO_KEY = "no-key"  # nobody put the key here: it says nothing, for or against
    REVOKED = "revoked"  # the key's record is empty (RFC 6376 section 3.6.1)
    WEAK = "weak"  # SHA-1, or an RSA key under 1024 bits (RFC 8301)
    MALFORMED = "malformed"


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the domain name system as somebody put it here: its text, and the day it was fetched."""

    text: str
    day: str


Records = Mapping[str, Sequence[Record]]
"""By name in lower case, without the dot at the end; newest first."""


@dataclass(frozen=True, slots=True)
class Checked:
    """One signature.

    Attributes:
        domain: who signed (``d=``), in lower case. selector: which of its keys (``s=``).
        covers: headers (lower case) that are signed in each of their occurrences, so that none can have been added.
        length: ``l=``, bytes of the body that are signed; None: all. beyond: whether there are more.
        bits: of an RSA key; 0 where none was there. day: when the key was fetched.
        signed_at, expires: seconds since 1970 (``t=``, ``x=``); None where nothing is said.
        testing: the domain says that it only tries this (``t=y``).
    """

    state: State
    domain: str = ""
    selector: str = ""
    covers: frozenset[str] = frozenset()
    length: int | None = None
    beyond: bool = False
    bits: int = 0
    day: str = ""
    signed_at: int | None = None
    expires: int | None = None
    testing: bool = False


@dataclass(frozen=True, slots=True)
class Sealed:
    """The chain of ARC: who sealed last, how many sealed, and whether it holds (the worst that is said of one)."""

    state: State
    domain: str = ""
    count: int = 0
    day: str = ""


@dataclass(frozen=True, slots=True, repr=False)
class Mail:
    """A mail as it came: its headers in order (name in lower case, all bytes with CRLF), and its body with CRLF.

    ``odd``: a return stands alone in it, or a line that is no header in its head: another program ends the head
    elsewhere than this one, and shows what nobody signed.
    """

    headers: Sequence[tuple[str, bytes]]
    body: bytes
    odd: bool = False


@dataclass(frozen=True, slots=True, repr=False)
class _Key:
    key: object = field(repr=False)
    bits: int
    record: Record
    testing: bool
    exact: bool  # the identity is of this very domain (t=s)


def split(data: bytes) -> Mail:
    """Headers and body. A line of an mbox file before them, and what is no header, counts for nothing."""
    lined = data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
    head, _, body = lined.partition(b"\r\n\r\n")
    made: list[tuple[str, bytes]] = []
    odd = b"\r" in data.replace(b"\r\n", b"")
    for line in head.split(b"\r\n")[: 20 * MAX_HEADERS]:
        if line[:1] in {b" ", b"\t"} and made:
            made[-1] = (made[-1][0], made[-1][1] + line + b"\r\n")
            continue
        name, colon, _rest = line.partition(b":")
        said = name.rstrip(b" \t").decode("latin-1").lower()
        if colon and _NAME.fullmatch(said):
            made.append((said, line + b"\r\n"))
        else:
            odd |= bool(made) or not line.startswith(b"From ")
    return Mail(made[:MAX_HEADERS], body, odd)


def verify(mail: Mail, records: Records) -> list[Checked]:
    """Every DKIM signature of a mail, in its order."""
    found = [raw for name, raw in mail.headers if name == "dkim-signature"][:MAX_SIGNATURES]
    return [_checked(raw, mail, records, arc=False) for raw in found]


# One signature: RFC 6376 section 6.1.


def _checked(raw: bytes, mail: Mail, records: Records, *, arc: bool) -> Checked:
    if mail.odd:
        return Checked(State.MALFORMED)
    tags = _tags(_value(raw))
    if tags is None or not {"a", "b", "bh", "d", "h", "s"} <= tags.keys() or (not arc and tags.get("v") != "1"):
        return Checked(State.MALFORMED)
    domain, selector = tags["d"].lower(), tags["s"].lower()
    named = [one.strip().lower() for one in tags["h"].split(":")]
    canon = tags.get("c", "simple/simple").lower().partition("/")
    ways = (canon[0], canon[2] or "simple")
    numbers = {name: tags[name] for name in ("l", "t", "x") if name in tags}
    identity = domain if arc else tags.get("i", f"@{domain}").rpartition("@")[2].lower()  # there it is a number
    fit = (
        _DOMAIN.fullmatch(domain)
        and _DOMAIN.fullmatch(f"{selector}.{domain}")
        and (arc or "from" in named)
        and set(ways) <= {"simple", "relaxed"}
        and all(_DIGITS.fullmatch(one) for one in numbers.values())
        and (identity == domain or identity.endswith(f".{domain}"))
    )
    if not fit:
        return Checked(State.MALFORMED, domain if _DOMAIN.fullmatch(domain) else "")
    body = _canonical_body(mail.body, ways[1])
    length = int(numbers["l"]) if "l" in numbers else None
    base = Checked(
        State.NO_KEY,
        domain,
        selector,
        _covered(named, mail.headers),
        length,
        length is not None and len(body) > length,
        signed_at=int(numbers["t"]) if "t" in numbers else None,
        expires=int(numbers["x"]) if "x" in numbers else None,
    )
    signed = _signed_bytes(raw, named, mail.headers, ways[0])
    hashed = hashlib.sha256(body[: len(body) if length is None else length]).digest()
    same = len(body) >= (length or 0) and hashed == _decoded(tags["bh"])
    strict = identity != domain
    return _judged(base, tags, signed, same=same, keys=_keys(records, selector, domain), of_subdomain=strict)


def _judged(
    base: Checked,
    tags: Mapping[str, str],
    signed: bytes,
    *,
    same: bool,
    keys: Sequence[_Key | State],
    of_subdomain: bool,
) -> Checked:
    algorithm = tags["a"].lower()
    if algorithm == "rsa-sha1":
        return replace(base, state=State.WEAK)
    if algorithm not in {"rsa-sha256", "ed25519-sha256"}:
        return replace(base, state=State.MALFORMED)
    if not same:
        return replace(base, state=State.BROKEN)
    told = base
    for one in keys:
        if isinstance(one, State):
            told = replace(base, state=one) if told.state is State.NO_KEY else told
            continue
        known = replace(base, bits=one.bits, day=one.record.day, testing=one.testing)
        if 0 < one.bits < LEAST_BITS:
            told = replace(known, state=State.WEAK)
        elif not (one.exact and of_subdomain) and _fits(one.key, algorithm, _decoded(tags["b"]), signed):
            return replace(known, state=State.VALID)
        else:
            told = replace(known, state=State.BROKEN)
    return told


def _fits(key: object, algorithm: str, signature: bytes, about: bytes) -> bool:
    try:
        if isinstance(key, rsa.RSAPublicKey) and algorithm == "rsa-sha256":
            key.verify(signature, about, padding.PKCS1v15(), hashes.SHA256())
            return True
        if isinstance(key, Ed25519PublicKey) and algorithm == "ed25519-sha256":
            key.verify(signature, hashlib.sha256(about).digest())  # RFC 8463 section 3
            return True
    except InvalidSignature:
        pass
    return False


def _covered(named: Sequence[str], headers: Sequence[tuple[str, bytes]]) -> frozenset[str]:
    """Headers that stand in the mail no more often than they are signed: of one that was added nobody knows which."""
    stand = [name for name, _ in headers]
    return frozenset(one for one in set(named) if 0 < stand.count(one) <= named.count(one))


def _signed_bytes(raw: bytes, named: Sequence[str], headers: Sequence[tuple[str, bytes]], way: str) -> bytes:
    """What was hashed: the named headers from below (section 5.4.2), then the signature's own, its value taken out."""
    left: dict[str, list[bytes]] = {}
    for name, line in headers:
        left.setdefault(name, []).append(line)
    taken = [left[name].pop() for name in named[:MAX_HEADERS] if left.get(name)]
    return b"".join(_canonical(line, way) for line in taken) + _canonical(_emptied(raw), way).removesuffix(b"\r\n")


def _emptied(raw: bytes) -> bytes:
    name, colon, value = raw.partition(b":")
    return name + colon + _OWN.sub(rb"\1", value.removesuffix(b"\r\n")) + b"\r\n"


def _canonical(line: bytes, way: str) -> bytes:
    if way == "simple":
        return line
    name, _, value = line.partition(b":")
    return name.rstrip(b" \t").lower() + b":" + _SPACES.sub(b" ", value).strip(b" ") + b"\r\n"


def _canonical_body(body: bytes, way: str) -> bytes:
    if way == "relaxed":
        body = b"\r\n".join(_SPACE.sub(b" ", line).rstrip(b" ") for line in body.split(b"\r\n"))
    kept = _ENDS.sub(b"", body)
    return kept + b"\r\n" if kept or way == "simple" else b""


def _value(raw: bytes) -> str:
    return raw.partition(b":")[2].decode("utf-8", "replace")


def _tags(value: str) -> dict[str, str] | None:
    """A list of tags (section 3.2); None where it is none, or names one twice."""
    made: dict[str, str] = {}
    for part in value.strip().rstrip(";").split(";"):
        name, sign, said = part.partition("=")
        name = name.strip()
        if not sign or not name or name in made:
            return None
        made[name] = _WHITE.sub("", said) if name in {"b", "bh", "p", "h"} else said.strip()
    return made


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (ValueError, binascii.Error):
        return b""


# The key: RFC 6376 section 3.6.1, RFC 8463 section 4.


def _keys(records: Records, selector: str, domain: str) -> list[_Key | State]:
    return [_key(one) for one in records.get(f"{selector}._domainkey.{domain}", ())]


def _key(record: Record) -> _Key | State:
    tags = _tags(record.text)
    if tags is None or tags.get("v", "DKIM1") != "DKIM1" or "p" not in tags:
        return State.NO_KEY
    if not tags["p"]:
        return State.REVOKED
    flags = [one.strip().lower() for one in tags.get("t", "").split(":")]
    digests = [one.strip().lower() for one in tags.get("h", "sha256").split(":")]
    services = [one.strip().lower() for one in tags.get("s", "*").split(":")]
    key, bits = _public(tags.get("k", "rsa").strip().lower(), _decoded(tags["p"]))
    if key is None or "sha256" not in digests or not {"*", "email"} & set(services):
        return State.NO_KEY
    return _Key(key, bits, record, "y" in flags, "s" in flags)


def _public(kind: str, data: bytes) -> tuple[object | None, int]:
    try:
        if kind == "ed25519":
            return Ed25519PublicKey.from_public_bytes(data), 0
        key = serialization.load_der_public_key(data)
    except (ValueError, UnsupportedAlgorithm):
        return None, 0
    return (key, key.key_size) if kind == "rsa" and isinstance(key, rsa.RSAPublicKey) else (None, 0)


# The chain of those who carried it on: RFC 8617 section 5.2.


def seals(mail: Mail, records: Records) -> Sealed | None:
    """The chain of ARC; None: there is none. Broken where a set is missing, doubled or said to have failed."""
    lines = [(name, raw) for name, raw in mail.headers if name in _ARC]
    if not lines:
        return None
    sets = _sets(lines)
    if sets is None:
        return Sealed(State.BROKEN)
    count = len(sets)
    message = _checked(sets[count]["arc-message-signature"], mail, records, arc=True)
    each = [_seal(sets, number, records) for number in range(1, count + 1)]
    states = [message.state, *(one.state for one in each)]
    worst = next((one for one in _WORST if one in states), State.VALID)
    return Sealed(worst, each[-1].domain, count, each[-1].day)


_ARC: Final = ("arc-authentication-results", "arc-message-signature", "arc-seal")
_WORST: Final = (State.MALFORMED, State.BROKEN, State.WEAK, State.REVOKED, State.NO_KEY)
_INSTANCE: Final = re.compile(r"(?:\A|;)\s*i\s*=\s*([0-9]{1,2})\s*(?:;|\Z)")


def _sets(lines: Sequence[tuple[str, bytes]]) -> dict[int, dict[str, bytes]] | None:
    """The sets by their number, each whole and said to have passed; None for anything else."""
    sets: dict[int, dict[str, bytes]] = {}
    for name, raw in lines:
        found = _INSTANCE.search(_value(raw))
        held = sets.setdefault(int(found[1]) if found else 0, {})
        if name in held:
            return None
        held[name] = raw
    whole = sorted(sets) == list(range(1, len(sets) + 1)) and len(sets) <= MAX_SEALS
    if not whole or any(len(one) != len(_ARC) for one in sets.values()):
        return None
    said = {number: (_tags(_value(one["arc-seal"])) or {}).get("cv", "").lower() for number, one in sets.items()}
    return sets if all(cv == ("none" if number == 1 else "pass") for number, cv in said.items()) else None


def _seal(sets: Mapping[int, Mapping[str, bytes]], number: int, records: Records) -> Checked:
    raw = sets[number]["arc-seal"]
    tags = _tags(_value(raw))
    if (
        tags is None
        or not {"a", "b", "d", "s"} <= tags.keys()
        or "h" in tags
        or not _DOMAIN.fullmatch(tags["d"].lower())
    ):
        return Checked(State.MALFORMED)
    domain, selector = tags["d"].lower(), tags["s"].lower()
    before = [sets[each][name] for each in range(1, number + 1) for name in _ARC][:-1]
    about = b"".join(_canonical(line, "relaxed") for line in (*before, _emptied(raw))).removesuffix(b"\r\n")
    keys = _keys(records, selector, domain)
    return _judged(Checked(State.NO_KEY, domain, selector), tags, about, same=True, keys=keys, of_subdomain=False)
