"""The app's registration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class DataConfig(AppConfig):
    """All tables of a desk."""

    name = "dueprocess.data"
    label = "data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guards come back after every migration (hazard 17.4)."""
        post_migrate.connect(_install_guards, sender=self, dispatch_uid="dueprocess.guards")


def _install_guards(using: str, **_: Any) -> None:  # noqa: ANN401 - the signal's own arguments
    from dueprocess.data import guards

    guards.install(using)
