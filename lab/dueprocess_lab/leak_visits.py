"""Visits to the desk that lives for the leak scan: somebody of the house, an official at the portal, the person.

Each comes to the served surface over HTTP, with a marker in every field that it takes and in what a browser sends by
itself. What they typed may be nowhere afterwards. That they came in is checked: a shut door is no clean one.
"""

import base64
import hmac
import html
import http.cookiejar
import json
import re
import secrets
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from dueprocess_lab.leak_desk import Living, NotLivingError
from dueprocess_lab.leak_mail import HOST
from dueprocess_lab.leak_needles import Marker, MarkerKind

if TYPE_CHECKING:
    from collections.abc import Mapping

_CSRF: Final = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')
_FORM: Final = "application/x-www-form-urlencoded"
_STAFF: Final = ("/", "/cases/", "/law/", "/directory/", "/account/")
_CODED: Final = ("country", "authority", "q", "name", "text", "note", "until", "reason")


@dataclass(frozen=True, slots=True)
class Typed:
    """What visitors typed or read; fresh each time."""

    password: str = field(default_factory=lambda: f"Kennwort-{secrets.token_hex(9)}", repr=False)
    code: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)
    receipt: bytes = field(default_factory=lambda: secrets.token_bytes(16), repr=False)

    @property
    def in_memory(self) -> list[Marker]:
        """For processes, too: what a child that died has seen, or what never came to the desk at all.

        Bytes alone, which have few encodings: memory is large. What a page told is among the desk's own words.
        """
        from dueprocess.formats import page_code

        return [
            Marker("the person's code", page_code.written(self.code).encode(), MarkerKind.KEY),
            Marker("the person's code, its bytes", self.code, MarkerKind.KEY),
            Marker("the code of a receipt", self.receipt, MarkerKind.KEY),
            Marker("what opens a receipt", derived(self.receipt, "identity"), MarkerKind.KEY),
        ]

    @property
    def markers(self) -> list[Marker]:
        """For folders."""
        from dueprocess.formats import page_code

        return [
            *self.in_memory,
            Marker("the person's code, its digits", page_code.written(self.code).replace(" ", "")),
            Marker("what is shown for a receipt", derived(self.receipt, "lookup"), MarkerKind.KEY),
            Marker("a password", self.password),
        ]


def derived(code: bytes, what: str) -> bytes:
    """What a browser makes of a receipt's code: HKDF-SHA-256 (RFC 5869) without salt, one block."""
    key = hmac.digest(bytes(32), code, "sha256")
    return hmac.digest(key, f"dueprocess/receipt/1/{what}".encode() + b"\x01", "sha256")


class Browser:
    """Keeps cookies, says what a browser says, follows where it is sent."""

    def __init__(self, desk: Living, surface: str) -> None:
        self.address = f"http://{HOST}:{desk.ports[surface]}"
        word = desk.words.noise
        self.says = {"User-Agent": word, "Referer": f"{self.address}/{word}", "Accept-Language": f"de, {word};q=0.1"}
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path: str) -> tuple[int, str]:
        """Status and text."""
        return self._send(path, None, {})

    def post(self, path: str, fields: "Mapping[str, str]") -> tuple[int, str]:
        """The same of a form, with the page's own token where it has one."""
        token = _CSRF.search(self.get(path)[1])
        given = {**fields, **({"csrfmiddlewaretoken": html.unescape(token[1])} if token else {})}
        return self._send(
            path, urllib.parse.urlencode(given).encode(), {"Content-Type": _FORM, "Referer": self.address}
        )

    def json(self, path: str, body: object) -> tuple[int, str]:
        """The same of JSON."""
        return self._send(path, json.dumps(body).encode(), {"Content-Type": "application/json"})

    def _send(self, path: str, data: bytes | None, more: "Mapping[str, str]") -> tuple[int, str]:
        own = {"Origin": self.address} if data is not None else {}
        request = urllib.request.Request(self.address + path, data, {**self.says, **own, **more})  # noqa: S310 - loopback
        try:
            with self.opener.open(request, timeout=60) as answer:
                return int(answer.status), str(answer.read().decode("utf-8", "replace"))
        except urllib.error.HTTPError as fault:
            with fault:
                return int(fault.code), fault.read().decode("utf-8", "replace")


def visits(desk: Living) -> int:
    """All three, one after the other; how many requests were answered as they should. Raises NotLivingError."""
    typed = Typed()
    desk.typed, desk.typed_in_memory = typed.markers, typed.in_memory
    return staff(desk, typed) + portal(desk, typed) + person(desk, typed)


def staff(desk: Living, typed: Typed) -> int:
    """Log in by password and app, read the desk's pages and a case's, post marked forms."""
    secret = _account(desk, "birch", typed.password)
    browser = Browser(desk, "staff")
    browser.post("/login/", {"login": "birch", "password": typed.password})
    browser.post("/login/second/", {"code": _code_now(secret)})
    case, word = desk.cases["grant"], desk.words.noise
    paths = [*_STAFF, f"/cases/{case}/", f"/cases/{case}/history/", f"/cases/{case}/facts/"]
    for path in paths:
        status, text = browser.get(f"{path}?q={urllib.parse.quote(word)}")
        if status != 200 or "birch" not in text:  # noqa: PLR2004 - of HTTP
            message = f"the staff desk answered {status} at {path if case not in path else 'a page of the case'}"
            raise NotLivingError(message)
    marked = dict.fromkeys(_CODED, word)
    posts = ("/note/", "/report-check/")
    answered = [browser.post(path, marked)[0] for path in posts]
    _no_fault("the staff desk", answered)
    return len(paths) + len(answered)


def _account(desk: Living, name: str, password: str) -> str:
    """An account with a second factor; the factor's secret."""
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import generate_totp_secret

    from dueprocess.adapters import factors
    from dueprocess.desk.data.models import Account
    from dueprocess.operate.desk_of_home import now

    account = Account(name=name, made_on=now().date())
    account.set_password(password)
    account.save()
    secret = str(generate_totp_secret())
    # Sealed by the home's key, which was drawn after this process began.
    sealed = factors.seal(secret, desk.stage.place.secret_key.read_text(encoding="ascii").strip())
    Authenticator.objects.create(user=account, type=Authenticator.Type.TOTP, data={"secret": sealed}, created_at=now())
    return secret


def _code_now(secret: str) -> str:
    """The last of those that are taken now, so that half a minute may pass."""
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    return str(format_hotp_value(hotp_value(secret, max(yield_hotp_counters_from_time()))))


def portal(desk: Living, typed: Typed) -> int:
    """Hand in a demand as the page seals it, ask for the receipt; then every field marked, and refused."""
    from dueprocess.adapters import crypto
    from dueprocess.formats.bech32 import secret_text

    browser = Browser(desk, "portal")
    offered = json.loads(browser.get("/v1/keys")[1])["keys"]
    lookup, own = derived(typed.receipt, "lookup").hex(), secret_text(derived(typed.receipt, "identity"))
    body = _demand(desk, offered, lookup, crypto.recipient_of(own))
    taken, _ = browser.json("/v1/submit", body)
    asked, sealed = browser.json("/v1/status", {"lookup": lookup})
    if (taken, asked) != (201, 200):
        raise NotLivingError(f"the portal answered {taken} to a demand and {asked} to its receipt")
    crypto.unseal(base64.b64decode(json.loads(sealed)["sealed"]), [own])
    word = desk.words.noise
    refused = [browser.json("/v1/submit", {**body, name: word})[0] for name in body]
    refused += [browser.json(f"/v1/{one}", {"lookup": word, "claim": word})[0] for one in ("check", "status", "take")]
    refused += [browser.json(f"/v1/{word}", {word: word})[0], browser.get(f"/de/{word}/?q={word}")[0]]
    _no_fault("the portal", refused)
    return 3 + len(refused)


def _demand(desk: Living, offered: list[str], lookup: str, reply: str) -> dict[str, object]:
    from dueprocess.adapters import crypto
    from dueprocess.formats import moment
    from dueprocess.formats.object import ObjectKind
    from dueprocess.operate.desk_of_home import now

    key, recipient = crypto.new_case_key()
    made, content = moment.write(now()), desk.words.demand("portal")
    sealed = crypto.seal(ObjectKind.ORIGINAL, "text/plain", content, recipient, made, f"{desk.words.core}.txt")
    envelopes = crypto.wrap_key(key, {one: one for one in offered}, made)
    case: dict[str, object] = {"authority_kind": "police", "country": "DE", "instruments": ["DE-STPO-100J"]}
    case |= {"cites_law": True, "named_official": True, "secrecy": "none"}
    item = {"data": ["subscriber"], "kind": "disclosure", "target_specified": True, "targets": 1}
    return {
        "claim": {"case": case, "items": [item]},
        "envelopes": [{"bytes": base64.b64encode(data).decode(), "to": to} for to, data in envelopes.items()],
        "lookup": lookup,
        "recipient": recipient,
        "reply": reply,
        "sealed": [{"bytes": base64.b64encode(sealed).decode(), "kind": "original"}],
    }


def person(desk: Living, typed: Typed) -> int:
    """A page waits under a code; it is read twice, and tried with marked codes."""
    from dueprocess.desk.data.models import PersonPage as Row
    from dueprocess.desk.services import page_locks
    from dueprocess.formats import page_code
    from dueprocess.formats.person_page import Part, PersonPage, Sheet
    from dueprocess.operate.desk_of_home import now

    until = page_locks.last_day(now().date())
    lines = (desk.words.data, desk.words.values["name"])
    page = PersonPage(until.isoformat(), practice=False, sheets=(Sheet("de", "Nachricht", (Part("Was", lines),)),))
    locked = page_locks.lock(typed.code, page)
    Row.objects.create(id=locked.id, until=locked.until, bytes=locked.bytes)
    browser = Browser(desk, "person")
    for _ in range(2):
        status, text = browser.post("/", {"code": page_code.written(typed.code)})
        if status != 200 or desk.words.data not in text:  # noqa: PLR2004 - of HTTP
            raise NotLivingError(f"the person's page answered {status}, or said something else")
    word = desk.words.noise
    tried = [browser.post("/", {"code": word, word: word})[0], browser.get(f"/{word}?code={word}")[0]]
    _no_fault("the person's page", tried)
    return 2 + len(tried)


def _no_fault(where: str, answered: list[int]) -> None:
    if any(one >= 500 for one in answered):  # noqa: PLR2004 - of HTTP
        raise NotLivingError(f"{where} broke over a marked request")
