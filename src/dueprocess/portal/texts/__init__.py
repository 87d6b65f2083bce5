"""The portal's words: one file a language, the same keys in each."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any, Final

LANGUAGES: Final = ("en", "de", "ur")


@cache
def load(language: str) -> Mapping[str, Mapping[str, Any]]:
    """All words of one of LANGUAGES."""
    return tomllib.loads((files(__package__) / f"{language}.toml").read_text("utf-8"))
