"""allauth's tables without its pages: for processes that answer no log-in."""

from allauth.account.apps import AccountConfig


class Account(AccountConfig):  # type: ignore[misc]  # no types in the library
    """The app that owns the tables; its middleware belongs to the staff desk alone."""

    def ready(self) -> None:
        """Nothing: no page of it is served here."""
