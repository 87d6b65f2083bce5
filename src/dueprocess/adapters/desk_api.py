"""A desk on another machine, over its interface: what ``release/desk_client.py`` asks of a desk (ADR 0036).

The address is one that the operator of this machine chose, so private ones are allowed here and not in ``outbound.py``:
a desk stands in the house. HTTPS with a checked certificate, or plain HTTP to this machine itself. No redirect is
followed, no proxy asked, no cookie kept; time and sizes are limited. Nothing that the desk says is believed: its words
are shown, its bytes are checked by whoever asked.
"""

import base64
import contextlib
import datetime as dt
import http.client
import json
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import IO, Any, Final, NoReturn, Protocol, TypeVar
from urllib.parse import urlencode, urlsplit

from dueprocess.adapters import crypto
from dueprocess.adapters.hashed import HashedSource
from dueprocess.adapters.identity import Identity
from dueprocess.adapters.smtp import is_this_machine
from dueprocess.case.events import Happened
from dueprocess.formats import ids, moment
from dueprocess.formats.canonical import MAX_INTEGER
from dueprocess.formats.refusal import wrong
from dueprocess.formats.roster import HEX
from dueprocess.formats.session import Opening
from dueprocess.release import desk_client
from dueprocess.release.desk_client import About, Brought, DeskClientError, Did, Shown, Work

SECONDS: Final = 60.0  # for the connection, and between two packets
PATIENCE: Final = 1800.0  # for an answer that waits for the desk to read every part again
MAX_ANSWER: Final = 32 << 20
CHUNK: Final = 1 << 18
MAX_WORDS: Final = 500
T = TypeVar("T")
OCTETS: Final = "application/octet-stream"
_HOST: Final = re.compile(r"[a-z0-9.-]{1,253}|[0-9a-f:.]{2,45}")
_RULE: Final = re.compile(r"[a-z_]{1,24}(\.[a-z0-9_-]{1,40}){1,2}")
_BEGINS: Final = re.compile(r"c-[a-z2-7]{4,24}")
_DRIVES: Final = re.compile(
    rb"(?<!\\)(?:\\\\)*\\(?:[bfr]|u00(?:0[0-8b-f]|1[0-9a-f]|7f|[89][0-9a-f]))|\x7f|\xc2[\x80-\x9f]", re.IGNORECASE
)
"""Control characters in JSON but tab and line feed: they would drive the terminal on which a command shows them."""
_BEARER: Final = re.compile(r"[A-Za-z0-9_-]{20,200}")


class Answer(Protocol):
    """What a desk answers to one request."""

    status: int
    length: int | None  # what is still to come of the length that it said

    def read(self, most: int | None = None, /) -> bytes:
        """At most ``most`` bytes; none at the end."""

    def close(self) -> None:
        """No more is read."""


class Line(Protocol):
    """A way to a desk's interface: over the network (``Place``), or within one process where a test has both ends."""

    @property
    def origin(self) -> str:
        """As ``api_address`` in desk.toml has it, and as a session note names it."""

    def ask(
        self, method: str, path: str, body: bytes | HashedSource | None, headers: Mapping[str, str]
    ) -> contextlib.AbstractContextManager[Answer]:
        """One request. Raises DeskClientError where no answer comes."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a desk's interface stands: scheme, host and port, and nothing behind them.

    ``authorities``: certificates (PEM) that are trusted instead of the system's.
    """

    tls: bool
    host: str
    port: int
    authorities: Path | None = None

    @property
    def origin(self) -> str:
        """As ``api_address`` in desk.toml has it, and as a session note names it."""
        usual = 443 if self.tls else 80
        shown = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.tls else 'http'}://{shown}{'' if self.port == usual else f':{self.port}'}"

    @contextlib.contextmanager
    def ask(
        self, method: str, path: str, body: bytes | HashedSource | None, headers: Mapping[str, str]
    ) -> Iterator[Answer]:
        """One request on a connection of its own. Raises DeskClientError ``counter.tls``, ``counter.unreachable``."""
        connection = self._connection()
        try:
            with contextlib.closing(_exchange(connection, method, path, body, dict(headers))) as answer:
                yield answer
        except ssl.SSLError as fault:
            says = f"the desk's certificate does not hold ({fault.reason or type(fault).__name__}): nothing was sent"
            raise DeskClientError.because("counter.tls", says) from fault
        except (OSError, http.client.HTTPException) as fault:
            says = f"{self.origin} does not answer ({type(fault).__name__}); is the desk served, and the line up?"
            raise DeskClientError.because("counter.unreachable", says) from fault
        finally:
            connection.close()

    def _connection(self) -> http.client.HTTPConnection:
        if not self.tls:
            return http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        context = ssl.create_default_context(cafile=str(self.authorities) if self.authorities else None)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        return http.client.HTTPSConnection(self.host, self.port, timeout=SECONDS, context=context)


def place_of(address: str, authorities: Path | None = None) -> Place:
    """The place that an address names. Raises DeskClientError ``counter.address``."""
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").lower(), parts.port
    except ValueError:
        _address()
    beyond = parts.path not in {"", "/"} or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"https", "http"} or not _HOST.fullmatch(host) or beyond:
        _address()
    if parts.scheme == "http" and not is_this_machine(host):
        says = "plain HTTP is for this machine alone: give the desk's https:// address"
        raise DeskClientError.because("counter.address", says)
    tls = parts.scheme == "https"
    return Place(tls, host, port or (443 if tls else 80), authorities)


@dataclass(slots=True)
class FarDesk:
    """A desk over its interface, for one person or extraction host.

    Attributes:
        line: the way to it.
        identity: whose session it is; opened when it is needed, and again when it ended. None: nobody's, at the machine
            where the home lies (``desk/api/in_process.py``).
        now: this machine's clock, aware.
        desk: id of the desk that is meant; another one is refused. Empty: whichever answers.
    """

    line: Line
    identity: Identity | None = field(repr=False)
    now: Callable[[], dt.datetime]
    desk: str = ""
    _bearer: str = field(default="", repr=False)

    def hello(self) -> tuple[str, dt.timedelta]:
        """The desk's id, and how far its clock is ahead of ours. Raises DeskClientError."""
        told = self._json("GET", "/v1/hello")
        try:
            ahead = moment.parse(told["now"]) - self.now()
            desk = told["desk"]
        except (ValueError, KeyError, TypeError) as fault:
            _form(fault)
        if not isinstance(desk, str) or not HEX.fullmatch(desk):
            _form()
        if self.desk and desk != self.desk:
            says = "another desk answers than the one that was seen before; ask your colleagues before anything else"
            raise DeskClientError.because("counter.another-desk", says)
        return desk, ahead

    def shown(self, case: str, *, texts: bool = False) -> Shown:
        """See DeskClient."""
        asks = "?texts=true" if texts else ""
        found = desk_client.SHOWN.read(self._asked("GET", f"/v1/cases/{case}/evidence{asks}"))
        if found.case != case:
            _form()
        return found

    def work(self) -> list[Work]:
        """See DeskClient."""
        return list(desk_client.WAITING.read(self._asked("GET", "/v1/productions")).rows)

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """See DeskClient."""
        del case
        path = f"/v1/productions/{production}/pieces/{sealed}"
        self._try(lambda: self._take(path, out))

    def _take(self, path: str, out: IO[bytes]) -> None:
        with self._sent("GET", path, headers=self._headers()) as answer:
            count = 0
            while data := answer.read(CHUNK):
                count += len(data)
                if count > desk_client.MAX_PART:
                    _too_long()
                out.write(data)
            if answer.length:  # what is still to come of the length that it said
                _broken("the ciphertext ended before its length")

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """See DeskClient. Other bytes on the desk than those sent are refused."""
        del case
        path = f"/v1/productions/{production}/parts/{sealed}"
        return self._try(lambda: self._give(path, source))

    def _give(self, path: str, source: IO[bytes]) -> str:
        size = source.seek(0, 2)
        source.seek(0)
        body = HashedSource(source)
        head = {"Content-Type": OCTETS, "Content-Length": str(size)}
        with self._sent("PUT", path, body, {**head, **self._headers()}) as answer:
            told = _read_json(answer)
        hash_ = body.hash
        if told.get("hash") != hash_:
            says = "the desk kept other bytes than were sent; try again"
            raise DeskClientError.because("counter.other-bytes", says)
        return hash_

    def of_deal(self, deal: str) -> Shown:
        """See DeskClient. Another deal than the one that was named is refused."""
        found = desk_client.SHOWN.read(self._json("POST", "/v1/deal", {"deal": deal}))
        if [one.deal for one in found.productions] != [deal]:
            _form()
        return found

    def hand_over(self, deal: str, share: bytes) -> object:
        """See DeskClient."""
        body = {"deal": deal, "share": base64.b64encode(share).decode()}
        return desk_client.DID.read(self._json("POST", "/v1/deal/share", body))

    def events(self, case: str) -> tuple[Happened, ...]:
        """See DeskClient."""
        return desk_client.events_from_plain(self._asked("GET", f"/v1/cases/{case}/events").get("events"))

    def about(self) -> About:
        """The desk and its provider, as it says them."""
        return desk_client.ABOUT.read(self.get("/v1/desk"))

    def find(self, begins: str) -> str:
        """Whole id of the one case that begins so, with or without its ``c-``. Raises DeniedError for another call."""
        text = begins if begins.startswith("c-") else f"c-{begins}"
        rows = self.rows("/v1/cases", begins=text, limit=2) if _BEGINS.fullmatch(text) else []
        if len(rows) != 1 or not ids.is_id(str(rows[0].get("case")), "c"):
            many = "More than one case begins" if rows else "No case begins"
            raise wrong(f"{many} with {begins!r}. See `dueprocess cases`.")
        return str(rows[0]["case"])

    def perform(
        self, note: bytes, brought: Sequence[Brought], envelopes: Mapping[str, bytes] = MappingProxyType({})
    ) -> Did:
        """See DeskClient."""
        body: dict[str, Any] = {"note": note.decode(), "attached": desk_client.brought_plain(brought)}
        if envelopes:
            body["envelopes"] = desk_client.envelopes_plain(envelopes)
        return desk_client.DID.read(self._asked("POST", "/v1/acts", body))

    def rows(self, path: str, **query: object) -> list[dict[str, Any]]:
        """The rows of one answer."""
        rows = self.get(path, **query).get("rows")
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            _form()
        return rows

    def get(self, path: str, **query: object) -> dict[str, Any]:
        """What a route shows. Empty and absent parameters are left out; what it says is checked by whoever asked."""
        given = {name: value for name, value in query.items() if value not in (None, "")}
        return self._asked("GET", f"{path}?{urlencode(given)}" if given else path)

    def post(self, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
        """Hand something in."""
        return self._asked("POST", path, body)

    def delete(self, path: str) -> dict[str, Any]:
        """Have something taken away."""
        return self._asked("DELETE", path)

    def hand_in_object(self, case: str, sealed: str, source: IO[bytes]) -> None:
        """Give a ciphertext for a case that is split. Other bytes on the desk than those sent are refused."""
        self._try(lambda: self._give(f"/v1/cases/{case}/objects/{sealed}", source))

    def material(self, case: str) -> dict[str, Any]:
        """What is sealed of a case, and the caller's envelope; that it was taken is recorded at the desk first."""
        self._asked("POST", f"/v1/cases/{case}/read", {})
        told = self._asked("GET", f"/v1/cases/{case}/material")
        listed = all(isinstance(told.get(name), list) for name in ("objects", "committed"))
        texts = all(isinstance(told.get(name), str) for name in ("envelope", "recipient"))
        if not listed or not texts or not all(isinstance(row, dict) for row in told["objects"]):
            _form()
        return told

    def sealed(self, key: str, most: int) -> bytes:
        """One ciphertext of a case, whole. Raises DeskClientError ``counter.too-long`` over ``most`` bytes."""
        data = self._try(lambda: self._read(f"/v1/sealed/{key}", most + 1))
        if len(data) > most:
            _too_long()
        return data

    def _read(self, path: str, most: int) -> bytes:
        with self._sent("GET", path, headers=self._headers()) as answer:
            return answer.read(most)

    def close(self) -> None:
        """End the session; where that fails it ends by itself."""
        if self._bearer:
            with contextlib.suppress(DeskClientError), self._sent("DELETE", "/v1/session", headers=self._headers()):
                pass
            self._bearer = ""

    def _asked(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        return self._try(lambda: self._json(method, path, body))

    def _try(self, ask: Callable[[], T]) -> T:
        """Ask with a session, which is opened anew where it ended meanwhile: it lasts eight hours."""
        if self.identity is None:
            return ask()
        if self._bearer:
            try:
                return ask()
            except DeskClientError as fault:
                if fault.rule != "token.unknown":
                    raise
        self._open(self.identity)
        return ask()

    def _open(self, identity: Identity) -> None:
        self._bearer = ""
        desk, _ = self.hello()
        opening = Opening(
            at=moment.write(self.now()),
            by=identity.name,
            desk=desk,
            nonce=crypto.random_bytes(16).hex(),
            origin=self.line.origin,
        )
        told = self._json("POST", "/v1/session", {"note": opening.sign(*identity.signer()).decode()})
        bearer = told.get("token")
        if not isinstance(bearer, str) or not _BEARER.fullmatch(bearer):
            _form()
        self._bearer = bearer

    def _headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self._bearer}"} if self._bearer else {}

    def _json(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        head = {} if data is None else {"Content-Type": "application/json"}
        with self._sent(method, path, data, {**head, **self._headers()}) as answer:
            return _read_json(answer)

    @contextlib.contextmanager
    def _sent(
        self, method: str, path: str, body: bytes | HashedSource | None = None, headers: Mapping[str, str] | None = None
    ) -> Iterator[Answer]:
        """The answer to one request, where it is a good one. Raises DeskClientError."""
        with self.line.ask(method, path, body, headers or {}) as answer:
            if answer.status >= 300:  # noqa: PLR2004
                _refused(answer)
            yield answer


def _exchange(
    line: http.client.HTTPConnection, method: str, path: str, body: bytes | HashedSource | None, headers: dict[str, str]
) -> http.client.HTTPResponse:
    try:
        line.request(method, path, body, headers)
    except (BrokenPipeError, ConnectionResetError):
        # A desk that refuses says why and hangs up while we still send.
        if line.sock is None:
            raise
    if isinstance(line.sock, socket.socket):
        line.sock.settimeout(PATIENCE if method == "POST" and path == "/v1/acts" else SECONDS * 5)
    return line.getresponse()


def _read_json(answer: Answer, *, cleaned: bool = False) -> dict[str, Any]:
    """The object of an answer; ``cleaned``: whoever asks takes out what would drive a terminal."""
    until = time.monotonic() + PATIENCE
    parts, size = [], 0
    while data := answer.read(CHUNK):
        size += len(data)
        if size > MAX_ANSWER or time.monotonic() > until:
            _too_long()
        parts.append(data)
    data = b"".join(parts)
    if not cleaned and _DRIVES.search(data):
        _form()
    try:
        found = json.loads(data, parse_int=_whole, parse_constant=_none)
    except (ValueError, RecursionError) as fault:
        _form(fault)
    if not isinstance(found, dict):
        _form()
    return found


def _refused(answer: Answer) -> NoReturn:
    """Raise what the desk said, by its rule; its words cut and cleaned."""
    if answer.status < 400:  # noqa: PLR2004
        says = "the desk wants us to go elsewhere; we do not. Give its own address"
        raise DeskClientError.because("counter.redirect", says)
    error = _read_json(answer, cleaned=True).get("error")
    said = error if isinstance(error, dict) else {}
    rule, words = said.get("rule"), [said.get("says"), said.get("do")]
    if not isinstance(rule, str) or not _RULE.fullmatch(rule):
        rule = "counter.refused"
    text = " ".join(word for word in words if isinstance(word, str) and word)
    clean = "".join(char if char.isprintable() else "�" for char in text)[:MAX_WORDS]
    raise DeskClientError.because(rule, clean or f"the desk refused with status {answer.status}")


def _whole(text: str) -> int:
    found = int(text) if len(text) < 20 else MAX_INTEGER + 1  # noqa: PLR2004
    if abs(found) > MAX_INTEGER:
        raise ValueError
    return found


def _none(_: str) -> NoReturn:
    raise ValueError


def _address() -> NoReturn:
    says = "a desk's address is https://host or https://host:port, and nothing behind it"
    raise DeskClientError.because("counter.address", says)


def _form(cause: Exception | None = None) -> NoReturn:
    says = "the answer is none of a desk's interface; is this its api_address?"
    raise DeskClientError.because("counter.form", says) from cause


def _broken(says: str) -> NoReturn:
    raise DeskClientError.because("counter.broken", f"{says}; try again")


def _too_long() -> NoReturn:
    says = "the answer is longer, or takes longer, than anything a desk says"
    raise DeskClientError.because("counter.too-long", says)
