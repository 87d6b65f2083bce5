"""Sessions in the database under the hash of the cookie's value: a copied database logs in nowhere (hazard 9.5)."""

import datetime
import hashlib
from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from dueprocess.data.models import Session

HOURS = 8


def hashed(key: str | None) -> str:
    """SHA-256 (hex) of a cookie's value: how the row is named."""
    return hashlib.sha256((key or "").encode()).hexdigest()


class SessionStore(DatabaseStore):
    """Django's database sessions with two differences: hashed keys, and an owner who can list and end them."""

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
