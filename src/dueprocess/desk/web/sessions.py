"""Sessions in the database, sealed, under the hash of the cookie's value: a copy logs in nowhere (hazard 9.5).

Of who is not logged in nothing is written: a stranger who asks for the page of log-in a million times fills no disk and
holds no writer of the database (hazard 1.5). What a log-in needs between two of its pages waits in this process.
"""

import datetime
import hashlib
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any, Final

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from dueprocess.adapters import factors
from dueprocess.desk.data.models import Session

HOURS = 8
SECONDS: Final = 3600.0
"""How long what a log-in has begun waits for its next page."""
MOST: Final = 20_000
"""As many wait; where one more comes the oldest goes, and its person begins anew."""


@dataclass(slots=True)
class Strangers:
    """Sessions of who is not logged in, sealed as those of the database are, by the hash of their cookie."""

    most: int = MOST
    kept: OrderedDict[str, tuple[float, str]] = field(default_factory=OrderedDict, repr=False)
    lock: threading.Lock = field(default_factory=threading.Lock, repr=False)

    def keep(self, key: str, content: str) -> None:
        """From now on it waits anew."""
        with self.lock:
            self.kept[key] = time.monotonic() + SECONDS, content
            self.kept.move_to_end(key)
            while len(self.kept) > self.most:
                self.kept.popitem(last=False)

    def find(self, key: str) -> str | None:
        """The content; None where none waits."""
        with self.lock:
            until, content = self.kept.get(key, (0.0, ""))
            return content if until > time.monotonic() else None

    def drop(self, key: str) -> bool:
        """It waits no more. False where none did."""
        with self.lock:
            return self.kept.pop(key, None) is not None


STRANGERS: Final = Strangers()


def hashed(key: str | None) -> str:
    """SHA-256 (hex) of a cookie's value: how the row is named."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's database sessions, but: hashed keys, an owner who can list and end them, and no strangers."""

    def encode(self, session_dict: dict[str, Any]) -> str:
        """The session's content, sealed by the home's key: a factor that is being set up stands in it for minutes."""
        return factors.seal(super().encode(session_dict), settings.SECRET_KEY)

    def decode(self, session_data: bytes | str) -> dict[str, Any]:
        """The content; empty where it was sealed under another key."""
        try:
            return super().decode(factors.unseal(str(session_data), settings.SECRET_KEY))
        except factors.FactorError:
            return {}

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """Our own table."""
        return Session

    def load(self) -> dict[str, Any]:
        """The content of a stranger's session, or of the database's."""
        waiting = STRANGERS.find(hashed(self.session_key))
        if waiting is not None:
            return self.decode(waiting)
        found: dict[str, Any] = super().load()
        return found

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 - Django's own form
        """Who is logged in gets a row; a stranger's waits here. Raises what Django's raises."""
        if self.session_key is None:
            self.create()
            return
        data, key = self._get_session(no_load=must_create), hashed(self.session_key)  # type: ignore[attr-defined]
        if SESSION_KEY not in data:
            STRANGERS.keep(key, self.encode(data))
            return
        super().save(must_create=STRANGERS.drop(key) or must_create)

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether a session of that cookie exists."""
        return (
            STRANGERS.find(hashed(session_key)) is not None
            or Session.objects.filter(session_key=hashed(session_key)).exists()
        )

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row: hashed key, owner, first and last hour seen."""
        now = timezone.now()
        key = hashed(self._get_or_create_session_key())  # type: ignore[attr-defined]
        before = Session.objects.filter(pk=key).values_list("made_at", flat=True).first()
        return Session(
            session_key=key,
            session_data=self.encode(data),
            expire_date=min(self.get_expiry_date(), (before or now) + datetime.timedelta(hours=HOURS)),
            account_id=data.get("_auth_user_id"),
            made_at=before or now.replace(second=0, microsecond=0),
            seen_at=now.replace(minute=0, second=0, microsecond=0),
        )

    def delete(self, session_key: str | None = None) -> None:
        """End a session."""
        key = hashed(session_key or self.session_key)
        if not STRANGERS.drop(key):
            Session.objects.filter(session_key=key).delete()
