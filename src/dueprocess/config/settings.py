"""Django's settings, from the environment (docs/reference/settings.md)."""

import os
from typing import Any

from dueprocess.config import logs
from dueprocess.config.database import settings_of
from dueprocess.config.home import Home, parse_environment

ENVIRONMENT = parse_environment(os.environ)
HOME = Home(ENVIRONMENT.home)

DEBUG = False  # True keeps every statement with its parameters in memory
INSTALLED_APPS = ["dueprocess.data"]
DATABASES: dict[str, dict[str, Any]] = {"default": settings_of(ENVIRONMENT.database, HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"  # the desk's own zone stands in desk.toml and is handed to the clocks
USE_I18N = False
LOGGING = logs.LOGGING
