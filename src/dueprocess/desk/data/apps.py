"""The app's registration."""

from typing import Any

from django.apps import AppConfig
from django.db.models.signals import post_migrate, pre_migrate


class DataConfig(AppConfig):
    """All tables of a desk."""

    name = "dueprocess.desk.data"
    label = "data"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Guards and the report's view come back after every migration (hazard 17.4); no new column is sampled."""
        pre_migrate.connect(_make_way, sender=self, dispatch_uid="dueprocess.report-view")
        post_migrate.connect(_install, sender=self, dispatch_uid="dueprocess.guards")


def _make_way(using: str, **_: Any) -> None:  # noqa: ANN401 - the signal's own arguments
    from dueprocess.desk.data import guards, report_view

    report_view.drop(using)
    guards.remove(using)  # one that looks at another table would stop SQLite from making that table anew


def _install(using: str, **_: Any) -> None:  # noqa: ANN401 - the signal's own arguments
    from dueprocess.desk.data import guards, report_view, samples

    guards.install(using)
    report_view.install(using)
    samples.stop(using)
