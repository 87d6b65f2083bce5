"""The one door to addresses that somebody else chose: webhooks (hazard 12.2).

A name is resolved once, every address that it gives must be a public one, and the connection goes to the very address
that was checked, so that a name which answers differently the second time gains nothing. HTTPS alone, with a checked
certificate; no redirect is followed, no cookie kept, no proxy asked. Time and size are fixed. What the other side
says besides its status code is thrown away; a challenge is looked for in its first bytes, and nothing else of them.
"""

import base64
import datetime
import hashlib
import hmac
import ipaddress
import re
import socket
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import SplitResult, urlsplit

SECONDS: Final = 10.0  # for connection, request and the status line together; looking up the name has the system's own
MAX_ADDRESS: Final = 254
MAX_BODY: Final = 4096
MAX_ANSWER: Final = 1024  # bytes in which a status line must stand
MAX_PROOF: Final = 4096  # bytes in which the answer to a challenge must stand, head and all
SECRET: Final = "whsec_"  # noqa: S105 - how a secret of Standard Webhooks begins

_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45}")  # a name or a number; IPv6 without its brackets
_TARGET: Final = re.compile(r"[!-~]{1,254}")  # printable ASCII without blanks: nothing that ends a line
_HEADER: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,39}")
_STATUS: Final = re.compile(rb"HTTP/1\.[01] ([1-5][0-9]{2})(?: |\r|\n)")
_NAT64: Final = ipaddress.ip_network("64:ff9b::/96")
_GIVEN: Final = ipaddress.ip_network("2000::/3")  # of IPv6 nothing else is given to anybody (IANA, RFC 4291)
_NOBODYS: Final = tuple(map(ipaddress.ip_network, ("192.88.99.0/24", "3fff::/20")))  # RFC 7526, RFC 9637

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], list[str]]


class OutboundFault(StrEnum):
    """Why nothing was delivered. Closed; never the other side's words (P2)."""

    ADDRESS = "outbound.address"  # no address that a page may go to
    PRIVATE = "outbound.private"  # it leads to a machine that is not public
    UNKNOWN = "outbound.unknown-name"  # the name does not resolve
    TLS = "outbound.tls"
    UNREACHABLE = "outbound.unreachable"
    REDIRECT = "outbound.redirect"  # it wants us to go elsewhere: we do not
    REFUSED = "outbound.refused"  # any other status than 2xx, or no HTTP
    GONE = "outbound.gone"  # 410: nothing more is wanted there
    UNPROVEN = "outbound.unproven"  # the answer to a challenge is not the right one, or too long


class OutboundError(Exception):
    """Nothing was delivered, or nobody knows whether it was."""

    def __init__(self, code: OutboundFault) -> None:
        super().__init__(str(code))
        self.code = code


@dataclass(frozen=True, slots=True)
class _Place:
    tls: bool
    host: str
    port: int
    target: str


def post(
    address: str,
    body: bytes,
    headers: Mapping[str, str],
    *,
    allow_loopback: bool = False,
    resolve: Resolve | None = None,
    proof: str = "",
) -> int:
    """POST ``body`` and give back the status code, 200 to 299. Raises OutboundError for all else.

    Args:
        address: ``https://host[:port]/path``, as ``check`` takes it.
        body: at most 4 KiB.
        headers: plain ASCII, besides those that every request has.
        allow_loopback: this machine's own addresses, and plain HTTP to them: for tests and demonstrations.
        resolve: name and port to addresses; the system's where it is not given.
        proof: what must stand in the first 4 KiB of the answer; nobody can guess it who does not have a secret.
    """
    place = check(address, allow_loopback=allow_loopback)
    request = _request(place, body, headers)
    numbers = _public((resolve or _look_up)(place.host, place.port), allow_loopback=allow_loopback, tls=place.tls)
    until = time.monotonic() + SECONDS
    try:
        answer = _talk(place, numbers[0], request, until, proof.encode())
    except ssl.SSLError:
        raise OutboundError(OutboundFault.TLS) from None
    except OSError:
        raise OutboundError(OutboundFault.UNREACHABLE) from None
    status = _accepted(answer)
    if proof.encode() not in answer:
        raise OutboundError(OutboundFault.UNPROVEN)
    return status


def check(address: str, *, allow_loopback: bool = False) -> _Place:
    """The parts of an address that may be posted to, as far as its form says. Raises OutboundError."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or ""), parts.port
    except ValueError:
        raise OutboundError(OutboundFault.ADDRESS) from None
    tls = parts.scheme == "https"
    plain = parts.scheme == "http" and allow_loopback
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    wrong = (
        len(address) > MAX_ADDRESS
        or not (tls or plain)
        or _has_more(parts)
        or not _HOST.fullmatch(host)
        or not _TARGET.fullmatch(target)
    )
    if wrong:
        raise OutboundError(OutboundFault.ADDRESS)
    return _Place(tls, host, port or (443 if tls else 80), target)


def _has_more(parts: SplitResult) -> bool:
    """A name and password, or a fragment: neither belongs there."""
    return "@" in parts.netloc or bool(parts.fragment) or "\\" in parts.netloc


def is_public(number: str) -> bool:
    """Whether an address is one that everybody may reach; addresses within addresses are looked into."""
    at: Address = ipaddress.ip_address(number.partition("%")[0])
    if isinstance(at, ipaddress.IPv6Address):
        inner = at.ipv4_mapped or at.sixtofour or (at.teredo[1] if at.teredo else None)
        if inner is None and at in _NAT64:
            inner = ipaddress.IPv4Address(int(at) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(str(inner))
        if at not in _GIVEN:
            return False
    return at.is_global and not at.is_multicast and not at.is_reserved and not any(at in one for one in _NOBODYS)


def _public(numbers: list[str], *, allow_loopback: bool, tls: bool) -> list[str]:
    """The addresses, all of which may be reached. Raises OutboundError where one may not."""
    if not numbers:
        raise OutboundError(OutboundFault.UNKNOWN)
    own = [allow_loopback and ipaddress.ip_address(one.partition("%")[0]).is_loopback for one in numbers]
    # One bad address among good ones is how a name is made to lead inside: the whole name is refused.
    if not all(loop or (tls and is_public(one)) for one, loop in zip(numbers, own, strict=True)):
        raise OutboundError(OutboundFault.PRIVATE)
    return numbers


def _look_up(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP)
    except (OSError, UnicodeError):
        raise OutboundError(OutboundFault.UNKNOWN) from None
    return [str(one[4][0]) for one in found]


def _request(place: _Place, body: bytes, headers: Mapping[str, str]) -> bytes:
    if len(body) > MAX_BODY or not all(_HEADER.fullmatch(k) and _TARGET.fullmatch(v) for k, v in headers.items()):
        raise OutboundError(OutboundFault.ADDRESS)
    host = f"[{place.host}]" if ":" in place.host else place.host
    usual = 443 if place.tls else 80
    lines = [
        f"POST {place.target} HTTP/1.1",
        f"Host: {host}" + ("" if place.port == usual else f":{place.port}"),
        "Content-Type: application/json",
        f"Content-Length: {len(body)}",
        "Connection: close",
        *(f"{name}: {value}" for name, value in headers.items()),
    ]
    return "\r\n".join(lines).encode("ascii") + b"\r\n\r\n" + body


def _talk(place: _Place, number: str, request: bytes, until: float, proof: bytes) -> bytes:
    """Send the request and read as far as the status line, or as ``proof``, within the time."""
    with socket.create_connection((number, place.port), timeout=_left(until)) as plain:
        if not place.tls:
            return _ask(plain, request, until, proof)
        with ssl.create_default_context().wrap_socket(plain, server_hostname=place.host) as wrapped:
            return _ask(wrapped, request, until, proof)


def _ask(connection: socket.socket, request: bytes, until: float, proof: bytes) -> bytes:
    connection.settimeout(_left(until))
    connection.sendall(request)
    answer, most = b"", MAX_PROOF if proof else MAX_ANSWER
    while (b"\n" not in answer or proof not in answer) and len(answer) < most:
        connection.settimeout(_left(until))
        more = connection.recv(most - len(answer))
        if not more:
            break
        answer += more
    return answer


def _left(until: float) -> float:
    """Seconds left; a server that drips byte by byte does not get more. Raises TimeoutError (an OSError)."""
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _accepted(answer: bytes) -> int:
    match = _STATUS.match(answer)
    status = int(match[1]) if match else 0
    if status == HTTPStatus.GONE:
        raise OutboundError(OutboundFault.GONE)
    if 300 <= status < 400:  # noqa: PLR2004 - 3xx
        raise OutboundError(OutboundFault.REDIRECT)
    if not 200 <= status < 300:  # noqa: PLR2004 - 2xx
        raise OutboundError(OutboundFault.REFUSED)
    return status


def secret_of(home_key: str, reach: int) -> str:
    """The secret of one webhook (hex), made from the home's key: nothing of it stands in the database."""
    return hmac.new(home_key.encode(), f"dueprocess.webhook/1 {reach}".encode(), hashlib.sha256).hexdigest()


def signature(secret: str, body: bytes) -> str:
    """What the header ``Due-Process-Signature`` holds: HMAC-SHA256 over the body, keyed with the secret's text."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def secret_text(key: bytes) -> str:
    """A secret as Standard Webhooks writes it, for whoever checks what we send."""
    return SECRET + base64.b64encode(key).decode()


def standard_headers(key: bytes, name: str, at: datetime.datetime, body: bytes) -> dict[str, str]:
    """Headers of Standard Webhooks 1.0.0: HMAC-SHA256 over id, second and body. The same ``name``: the same message."""
    second = int(at.timestamp())
    signed = hmac.digest(key, f"{name}.{second}.".encode() + body, "sha256")
    return {
        "Webhook-Id": name,
        "Webhook-Timestamp": str(second),
        "Webhook-Signature": f"v1,{base64.b64encode(signed).decode()}",
    }


def challenge_answer(key: bytes, challenge: str) -> str:
    """What only a holder of the secret answers to a challenge: HMAC-SHA256 over its characters (hex)."""
    return hmac.digest(key, f"challenge.{challenge}".encode(), "sha256").hex()
