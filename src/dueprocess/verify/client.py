"""A served vault held against the one that is installed here, file by file (hazard 10.1).

Asked from outside, with the headers of a browser: a server that serves a changed page to one person alone is not found
so, and nobody should say it would be. No redirect is followed, no cookie kept, no proxy asked; time and size are fixed.
"""

import http.client
import ssl
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Self
from urllib.parse import urlsplit

from dueprocess.verify.bundle import MANIFEST, MAX_MANIFEST, Bundle, BundleError, read_manifest, sha256

PAGE: Final = "index.html"
MAX_FILE: Final = 4 << 20
SECONDS: Final = 60.0  # for all of it
_STEP: Final = 10.0
_OK: Final = 200
_LOCAL: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_HEADERS: Final = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "*/*",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "identity",
    "Cache-Control": "no-cache",
}


class Fault(StrEnum):
    """What is wrong with one file. Closed."""

    DIFFERS = "differs", "other bytes than those that were published"
    MISSING = "missing", "not served"
    ADDITIONAL = "additional", "named by the served manifest, and not of the bundle that was published"
    HEADERS = "headers", "its bytes, with headers by which a browser reads, styles or redirects them otherwise"
    MANIFEST = "manifest", "the served manifest is not the one that was published"

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """A code with what it means."""
        one = str.__new__(cls, value)
        one._value_ = value
        one.meaning = meaning
        return one


class FetchError(Exception):
    """The vault could not be asked, so nothing is known about it."""


@dataclass(frozen=True, slots=True)
class Found:
    """One file that is not right."""

    name: str
    fault: Fault


@dataclass(frozen=True, slots=True)
class Report:
    """What was found. ``served`` and ``expected`` are hashes of manifests (hex)."""

    address: str
    expected: str
    served: str
    installed: str
    files: int
    found: tuple[Found, ...]

    @property
    def ok(self) -> bool:
        """Whether each byte is the one that was published."""
        return not self.found


@dataclass(frozen=True, slots=True)
class Served:
    """What came for one name: bytes, and headers by their names in small letters."""

    data: bytes
    headers: Mapping[str, str]


Get = Callable[[str, int], Served | None]

_TYPES: Final = {
    "html": ("text/html",),
    "js": ("text/javascript", "application/javascript"),
    "css": ("text/css",),
    "json": ("application/json",),
    "txt": ("text/plain",),
}
_STRANGE: Final = ("link", "refresh", "set-cookie", "content-encoding", "sourcemap", "x-sourcemap", "speculation-rules",
                   "service-worker-allowed")  # fmt: skip
"""Headers that bring a style sheet, an address, a cookie or another reading with them; no vault has one."""


def check(address: str, here: Bundle, wanted: str = "", get: Get | None = None) -> Report:
    """Hold the vault at ``address`` against a manifest.

    Args:
        address: ``https://host[:port]/`` or plain http to this machine.
        here: the bundle of the installed package.
        wanted: hash of the manifest that was published; empty for that of the installed package.
        get: a file by its name (empty: the page itself) and most bytes; None where it is not served.

    Raises:
        FetchError: the address is none, nobody answers, a redirect, more bytes than a vault has.
    """
    get = get or _Line(address).get
    manifest = get(MANIFEST, MAX_MANIFEST)
    data = manifest.data if manifest else b""
    served = sha256(data)
    wanted = wanted or here.hash
    found = [] if served == wanted else [Found(MANIFEST, Fault.MANIFEST if data else Fault.MISSING)]
    named = _named(data)
    # What was published is the manifest of the wanted hash: the one served, the one installed, or none that we have.
    expected = named if served == wanted else here.hashes
    if wanted not in {served, here.hash}:
        return Report(address, wanted, served, here.hash, 0, tuple(found))
    found += [Found(name, Fault.ADDITIONAL) for name in sorted(set(named) - set(expected))]
    found += _files(expected, get)
    return Report(address, wanted, served, here.hash, len(expected), tuple(found))


def _named(data: bytes) -> Mapping[str, str]:
    try:
        return read_manifest(data)
    except BundleError:
        return {}


def _files(expected: Mapping[str, str], get: Get) -> list[Found]:
    found = []
    # index.html is asked for as people load it: at the bare address. A server may lead its long name there.
    wanted = {"" if name == PAGE else name: want for name, want in expected.items()}
    for name, want in sorted(wanted.items()):
        came = get(name, MAX_FILE)
        if came is None:
            found.append(Found(name or "/", Fault.MISSING))
        elif sha256(came.data) != want:
            found.append(Found(name or "/", Fault.DIFFERS))
        elif not _plainly(name or PAGE, came.headers):
            found.append(Found(name or "/", Fault.HEADERS))
    return found


def _plainly(name: str, headers: Mapping[str, str]) -> bool:
    """Whether a browser takes the bytes as what they are: another character set is another program (hazard 10.1)."""
    kind, *more = (one.strip().lower() for one in headers.get("content-type", "").split(";"))
    sets = [one.partition("=")[2].strip("\"' ") for one in more if one.startswith("charset")]
    right = kind in _TYPES.get(name.rpartition(".")[2], ()) and all(one in {"utf-8", "utf8"} for one in sets)
    return right and not any(name in headers for name in _STRANGE)


class _Line:
    """Requests to one host, one after the other, within one time."""

    def __init__(self, address: str) -> None:
        self.secure, self.host, self.port, self.path = parts_of(address)
        self.until = time.monotonic() + SECONDS

    def get(self, name: str, most: int) -> Served | None:
        """A file; None where the server has none of that name. Raises FetchError."""
        line = self._connect()
        try:
            line.request("GET", self.path + name, headers=_HEADERS)
            answer = line.getresponse()
            if 300 <= answer.status < 400:  # noqa: PLR2004 - 3xx
                raise FetchError(f"{self.path}{name} is redirected; name the address at which the vault itself stands")
            if answer.status != _OK:
                return None
            headers = {key.lower(): value for key, value in answer.getheaders()}
            return Served(self._read(answer, name, most), headers)
        except ssl.SSLError as fault:
            raise FetchError(f"the certificate of {self.host} does not hold") from fault
        except (OSError, http.client.HTTPException) as fault:
            message = f"{self.host} does not answer as a web server does; is the address right, are you connected?"
            raise FetchError(message) from fault
        finally:
            line.close()

    def _connect(self) -> http.client.HTTPConnection:
        left = min(_STEP, self._left())
        if self.secure:
            return http.client.HTTPSConnection(self.host, self.port, timeout=left, context=ssl.create_default_context())
        return http.client.HTTPConnection(self.host, self.port, timeout=left)

    def _read(self, answer: http.client.HTTPResponse, name: str, most: int) -> bytes:
        data = b""
        while more := answer.read1(1 << 16):
            data += more
            self._left()
            if len(data) > most:
                raise FetchError(f"{name or '/'} has more than {most} bytes, which no file of a vault has")
        return data

    def _left(self) -> float:
        left = self.until - time.monotonic()
        if left <= 0:
            raise FetchError(f"{self.host} is too slow: nothing is known after {SECONDS:.0f} seconds")
        return left


def parts_of(address: str) -> tuple[bool, str, int, str]:
    """Whether by TLS, host, port, path that ends on a slash. Raises FetchError."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        host, port, parts = "", None, urlsplit("")
    secure = parts.scheme == "https"
    plain = parts.scheme == "http" and host in _LOCAL
    path = parts.path.removesuffix("index.html") or "/"
    more = "@" in parts.netloc or bool(parts.query) or not path.isascii() or any(one.isspace() for one in path)
    if not host or more or not (secure or plain):
        message = "the address of a vault is https://host/ (plain http only on this machine), without name or question"
        raise FetchError(message)
    return secure, host, port or (443 if secure else 80), path if path.endswith("/") else f"{path}/"
