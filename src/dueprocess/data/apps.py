"""The app's registration."""

from django.apps import AppConfig


class DataConfig(AppConfig):
    """All tables of a desk."""

    name = "dueprocess.data"
    label = "data"
    default_auto_field = "django.db.models.BigAutoField"
