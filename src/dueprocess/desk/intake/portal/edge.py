"""What stands before every page of the portal: lengths, media, buckets, headers. Nothing of a caller is kept."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

MAX_SUBMIT: Final = 24 << 20
MAX_ASK: Final = 16 << 10
LARGE: Final = frozenset({"/v1/submit", "/v1/answer"})
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Cache-Control": "no-store",
    "X-Frame-Options": "DENY",
}

Answer = Callable[[HttpRequest], HttpResponse]


def refuse(status: int, rule: str) -> HttpResponse:
    """A refusal: one rule, the same bytes whoever asked."""
    answer = JsonResponse({"rule": rule}, status=status)
    if status == 429:  # noqa: PLR2004 - too many requests
        answer["Retry-After"] = "60"
    return answer


class Edge:
    """Middleware of the portal."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response
        self.buckets = fresh()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """The answer, or a refusal before anything is read."""
        said = self._refused(request) or self.get_response(request)
        for name, value in HEADERS.items():
            said.headers.setdefault(name, value)
        return said

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        if request.method not in {"GET", "HEAD", "POST"}:
            return refuse(405, "portal.method")
        return self._body_refused(request) or self._too_many(request)

    def _body_refused(self, request: HttpRequest) -> HttpResponse | None:
        text = request.META.get("CONTENT_LENGTH") or "0"
        size = int(text) if text.isascii() and text.isdigit() and len(text) <= 12 else -1  # noqa: PLR2004 - a terabyte
        if size < 0 or request.headers.get("Transfer-Encoding"):
            return refuse(411, "portal.length")
        if size > (MAX_SUBMIT if request.path in LARGE else MAX_ASK):
            return refuse(413, "portal.size")
        if request.method == "POST" and request.content_type != "application/json":
            return refuse(415, "portal.media")
        # Another site's page may not even ask: no receipt is at stake, but its visitors' time is.
        if (
            request.headers.get("Sec-Fetch-Site", "same-origin") not in {"same-origin", "none"}
            and request.method == "POST"
        ):
            return refuse(403, "portal.origin")
        return None

    def _too_many(self, request: HttpRequest) -> HttpResponse | None:
        bucket = self.buckets.get(request.path)
        return refuse(429, "portal.busy") if bucket is not None and not bucket.take() else None


MINUTE: Final = 60.0


@dataclass
class Bucket:
    """So many a minute, and as many at once."""

    a_minute: int
    filled: float = 0.0
    at: float = field(default_factory=time.monotonic)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def __post_init__(self) -> None:
        self.filled = float(self.a_minute)

    def take(self, now: float | None = None) -> bool:
        """One of what is left; False where nothing is."""
        with self.lock:
            at = time.monotonic() if now is None else now
            self.filled = min(float(self.a_minute), self.filled + (at - self.at) * self.a_minute / MINUTE)
            self.at = at
            if self.filled < 1:
                return False
            self.filled -= 1
            return True


def fresh() -> dict[str, Bucket]:
    """One bucket a path that asks for work."""
    return {path: Bucket(many) for path, many in LIMITS.items()}


LIMITS: Final = {
    "/v1/keys": 60,
    "/v1/check": 60,
    "/v1/submit": 12,
    "/v1/answer": 12,
    "/v1/status": 120,
    "/v1/take": 240,
}
"""Requests a minute."""
