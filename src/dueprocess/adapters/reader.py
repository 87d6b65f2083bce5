"""The reader of demands with what it needs from outside: the tables of ``law/`` and the detector of languages."""

import functools
from collections.abc import Mapping, Sequence

from dueprocess.adapters import reading_tables
from dueprocess.adapters.languages import languages
from dueprocess.demand import reading
from dueprocess.demand.draft import AuthorityName, Draft
from dueprocess.demand.reading.countries import NO_COVER, Cover
from dueprocess.demand.reading.tables import Tables


@functools.cache
def tables() -> Tables:
    """The tables that ship, loaded once: in the zygote, since a child has no files."""
    return reading_tables.load()


def read(
    text: str,
    *,
    file: str | None = None,
    aliases: Mapping[str, str] | None = None,
    authorities: Sequence[AuthorityName] = (),
    cover: Cover = NO_COVER,
) -> Draft:
    """The draft of one text, as ``demand.reading.read`` says it. Raises ReadingError."""
    return reading.read(text, tables(), languages, file=file, aliases=aliases, authorities=authorities, cover=cover)
