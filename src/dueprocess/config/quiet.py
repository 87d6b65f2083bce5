"""allauth's tables without the start of its own: every process has the tables, the staff desk alone its pages."""

from allauth.account.apps import AccountConfig


class Account(AccountConfig):  # type: ignore[misc]  # no types in the library
    """The app that owns the tables. The library wants its middleware in every process that has them."""

    def ready(self) -> None:
        """Nothing: the middleware stands in the settings of the staff desk (``settings.of_surface``)."""
