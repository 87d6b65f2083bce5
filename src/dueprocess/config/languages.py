"""Languages of the staff desk: English in the sources, others as catalogues, and a pseudo-language for practice."""

from pathlib import Path
from typing import Final

from dueprocess.config.keyfile import PACKAGE

LOCALE: Final = PACKAGE / "web" / "locale"
PSEUDO: Final = "xr"
NAMES: Final = {"de": "Deutsch"}


def shipped() -> list[tuple[str, str]]:
    """Languages that have a compiled catalogue, with their own names."""
    return [(code, name) for code, name in NAMES.items() if (LOCALE / code / "LC_MESSAGES" / "django.mo").exists()]


def pseudo(folder: Path) -> bool:
    """Whether the home holds the pseudo-language; it is then known to Django as one written from right to left."""
    if not (folder / PSEUDO / "LC_MESSAGES" / "django.mo").exists():
        return False
    from django.conf.locale import LANG_INFO

    LANG_INFO[PSEUDO] = {"bidi": True, "code": PSEUDO, "name": "Pseudo", "name_local": "Pseudo"}
    return True
