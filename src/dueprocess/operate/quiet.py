"""allauth's tables without the start of its own: every process has the tables, the staff desk alone its pages."""

from allauth.account.apps import AccountConfig
from allauth.mfa.apps import MFAConfig


class Account(AccountConfig):  # type: ignore[misc]  # no types in the library
    """The app that owns the tables. The library wants its middleware in every process that has them."""

    def ready(self) -> None:
        """Nothing: the middleware stands in the settings of the staff desk (``settings.of_surface``)."""


class Factors(MFAConfig):  # type: ignore[misc]  # no types in the library
    """The app that owns the table of second factors."""

    def ready(self) -> None:
        """Nothing: the library listens here for mail addresses, which no account has."""
