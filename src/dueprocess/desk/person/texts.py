"""The texts of a person's page (``texts/person``): the same keys in each language, whole sentences only."""

from dueprocess.desk.publish import texts
from dueprocess.desk.publish.texts import LANGUAGES, Texts


def load(language: str) -> Texts:
    """The texts in ``language``. Raises TextError where there are none."""
    return texts.load(language, "person")


__all__ = ["LANGUAGES", "load"]
