"""The texts of a person's page: one file a language, the same keys in each, whole sentences only."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Final

from dueprocess.publish import texts
from dueprocess.publish.texts import Texts

LANGUAGES: Final = ("en", "de", "ur")


@cache
def load(language: str) -> Texts:
    """The texts of ``language``. Raises TextError where there is no such file."""
    if language not in LANGUAGES:
        message = f"there are no texts for a person in {language!r}; there are {', '.join(LANGUAGES)}"
        raise texts.TextError(message)
    return Texts(language, tomllib.loads((files(__package__) / f"{language}.toml").read_text("utf-8")))
