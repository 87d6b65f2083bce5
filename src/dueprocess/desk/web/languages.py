"""Languages of the staff desk: English in the sources, others as catalogues, and a pseudo-language for practice."""

from pathlib import Path
from typing import Final

LOCALE: Final = Path(__file__).resolve().parent / "locale"
NAMES: Final = {"de": "Deutsch"}
REVIEWED_BY: Final = {"en": "original", "de": ""}
"""Who read the words of a language through; empty where nobody has yet, and the page Settings says so."""
PSEUDO: Final = "xr"
"""A language that nobody speaks: written from right to left, every letter marked."""
TAGS: Final = {PSEUDO: "ar-XB"}
"""Under which name browsers and readers know a language of ours (BCP 47), where it is another one."""


def shipped() -> list[tuple[str, str]]:
    """Languages that have a compiled catalogue, with their own names."""
    return [(code, name) for code, name in NAMES.items() if (LOCALE / code / "LC_MESSAGES" / "django.mo").exists()]


def unreviewed(code: str) -> bool:
    """Whether nobody has read the words of that language through."""
    return REVIEWED_BY.get(code) == ""


def pseudo(folder: Path) -> bool:
    """Whether the home holds the pseudo-language; it is then known to Django as one written from right to left."""
    if not (folder / PSEUDO / "LC_MESSAGES" / "django.mo").exists():
        return False
    from django.conf.locale import LANG_INFO

    LANG_INFO[PSEUDO] = {"bidi": True, "code": PSEUDO, "name": "Pseudo", "name_local": "Pseudo"}
    return True
