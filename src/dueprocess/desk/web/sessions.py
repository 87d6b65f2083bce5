"""Sessions in the database, sealed, under the hash of the cookie's value: a copy logs in nowhere (hazard 9.5)."""

import datetime
import hashlib
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from dueprocess.adapters import factors
from dueprocess.desk.data.models import Session

HOURS = 8


def hashed(key: str | None) -> str:
    """SHA-256 (hex) of a cookie's value: how the row is named."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's database sessions with two differences: hashed keys, and an owner who can list and end them."""

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

    def _get_session_from_db(self) -> Session | None:
        row = Session.objects.filter(session_key=hashed(self.session_key), expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether a session of that cookie exists."""
        return Session.objects.filter(session_key=hashed(session_key)).exists()

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
        Session.objects.filter(session_key=hashed(session_key or self.session_key)).delete()
