"""Django's settings, from the environment (docs/reference/settings.md)."""

import os
from typing import Any

from dueprocess.desk.web import languages
from dueprocess.operate import keyfile, logs
from dueprocess.operate.database import settings_of
from dueprocess.operate.home import Home, https_origin, parse_environment

ENVIRONMENT = parse_environment(os.environ)
HOME = Home(ENVIRONMENT.home)
SURFACE = ENVIRONMENT.surface

DEBUG = False  # True keeps every statement with its parameters in memory
SECRET_KEY = keyfile.read_or_draw(HOME.secret_key)
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.humanize",
    "dueprocess.desk.data",
    "allauth",
    "dueprocess.operate.quiet.Account",
    "dueprocess.operate.quiet.Factors",
]
DATABASES: dict[str, dict[str, Any]] = {"default": settings_of(ENVIRONMENT.database, HOME.database)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

USE_TZ = True
TIME_ZONE = "UTC"  # the desk's own zone stands in desk.toml and is handed to the clocks
USE_I18N = True
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), *languages.shipped()]
LOCALE_PATHS = [str(languages.LOCALE)]
if languages.pseudo(HOME.path / "locale"):  # a practice desk may show itself mirrored and marked
    LANGUAGES.append((languages.PSEUDO, "Pseudo"))
    LOCALE_PATHS.insert(0, str(HOME.path / "locale"))
    LANGUAGES_BIDI = [languages.PSEUDO]
LOGGING = logs.LOGGING

# Surfaces. Each process answers the pages of one of them; a host name never chooses.
OPEN_DESK = "dueprocess.operate.desk_of_home.current_desk"
DOCTOR = "dueprocess.operate.doctor_page.lines"
ALLOWED_HOSTS = ["*"]  # each surface has its own port behind the proxy; links are made from desk.toml, never from Host
_SHARED = ["django.middleware.security.SecurityMiddleware", "dueprocess.desk.web.headers.Headers"]
_STAFF = [
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "dueprocess.desk.staff.access_table.GateMiddleware",
]
_API = ["dueprocess.desk.api.edge.Edge"]
_PORTAL = ["dueprocess.desk.intake.portal.edge.Edge"]  # no session, no cookie, no account
_ITS_OWN = {"staff": _STAFF, "api": _API, "portal": _PORTAL}


def of_surface(surface: str) -> dict[str, Any]:
    """Settings in which the surfaces differ: set once more where one process becomes another surface by a fork."""
    return {
        "SURFACE": surface,
        "ROOT_URLCONF": f"dueprocess.desk.{'intake.portal' if surface == 'portal' else surface}.urls",
        "MIDDLEWARE": [*_SHARED, *_ITS_OWN.get(surface, [])],
        # Pages post codes; the interface takes ciphertexts of letters and notes; what is clear goes through the door.
        "DATA_UPLOAD_MAX_MEMORY_SIZE": (24 << 20) if surface in {"api", "portal"} else 256 * 1024,
    }


globals().update(of_surface(SURFACE))
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [
            str(keyfile.PACKAGE / "desk" / "staff" / "templates"),
            str(keyfile.PACKAGE / "desk" / "web" / "templates"),
        ],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "dueprocess.desk.staff.context.desk",
            ],
            "builtins": ["django.templatetags.i18n", "dueprocess.desk.web.templatetags.desk"],
            "string_if_invalid": "",
        },
    },
]
STATIC_URL = "/static/"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[
    str
] = []  # no file reaches this process (hazard 10.3), but for desk/staff/views/report_check.py

# Log-in (ADR 0017). It gives no power: acts are signed.
AUTH_USER_MODEL = "data.Account"
AUTHENTICATION_BACKENDS = ["django.contrib.auth.backends.ModelBackend"]  # answers alike: wrong, unknown, ended
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/login/"
SESSION_ENGINE = "dueprocess.desk.web.sessions"
HTTPS = https_origin(HOME)  # behind the proxy; plain HTTP is for this machine alone
SESSION_COOKIE_NAME = "__Host-dueprocess_staff" if HTTPS else "dueprocess_staff"
SESSION_COOKIE_SECURE = bool(HTTPS)
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_SERIALIZER = "django.contrib.sessions.serializers.JSONSerializer"
# In a cookie: a page with a form begins no session, and a flood of them pushes no other's form out.
CSRF_COOKIE_NAME = "__Host-dueprocess_form" if HTTPS else "dueprocess_form"
CSRF_COOKIE_SECURE = bool(HTTPS)
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_AGE = None  # as long as the browser stands open
CSRF_TRUSTED_ORIGINS = [HTTPS] if HTTPS else []
CSRF_FAILURE_VIEW = "dueprocess.desk.staff.views.errors.forged"
SECURE_CONTENT_TYPE_NOSNIFF = True
# Without an origin no form of ours could be told from a forged one; a path or a case's id is told to nobody.
SECURE_REFERRER_POLICY = "strict-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = None  # the vault's window is found by its name
X_FRAME_OPTIONS = "DENY"
APPEND_SLASH = True

ACCOUNT_USER_MODEL_USERNAME_FIELD = "name"
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_ADAPTER = "dueprocess.desk.staff.adapters.AccountAdapter"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
MFA_ADAPTER = "dueprocess.desk.staff.adapters.FactorAdapter"
# Behind a proxy all share one address: nobody is counted by it. Work is capped in desk/staff/turns.py.
ACCOUNT_RATE_LIMITS = {"login": None, "login_failed": "5/300s/key"}
MFA_SUPPORTED_TYPES = ["webauthn", "totp"]  # no recovery codes: colleagues invite again
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_TOTP_ISSUER = "Due Process"
MFA_TOTP_TOLERANCE = 1  # clocks of telephones
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS  # this machine alone; desk/staff/passkeys.py compares whole origins
# Failures of log-in, a name each: made-up names push no other out within the five minutes.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "OPTIONS": {"MAX_ENTRIES": 100_000}}}
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"  # nothing is mailed from here; the worker sends
