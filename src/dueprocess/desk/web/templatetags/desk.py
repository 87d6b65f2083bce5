"""Filters of the pages: codes as words, ids as people say them, assets by their content."""

import datetime
import functools
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from django import template
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from dueprocess.adapters.dates import SPELLING
from dueprocess.desk.web import badges, dates, words
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.law.finding import Citation
from dueprocess.law.parts import HOUSE
from dueprocess.law.wording import SHELF
from dueprocess.letter.provision import provision as cited_in
from transparency.score.words import spoken

register = template.Library()
STATIC: Final = Path(__file__).resolve().parent.parent / "static"

register.filter("spoken", words.spoken)
register.filter("duty", words.duty)
register.filter("court", words.court)
register.filter("recommended", words.recommended)
register.filter("meaning", words.meaning)
register.filter("turned", words.turned)
register.filter("iso", dates.iso)
register.filter("outcome", badges.of_outcome)
register.filter("production", badges.of_production)
register.filter("flag", badges.flag)


@register.filter
def day(at: datetime.date | None, form: str) -> str:
    """A day as the page's language writes it; empty where there is none."""
    return dates.day(at, form) if at else ""


_TYPED: Final = re.compile(
    r"(dueprocess [a-z]+(?: (?:show|sign)\b| --to \w+)?|\blaw sign\b|--identity|chmod .+"
    r"|\b[\w/-]+\.(?:md|toml)\b|\[\[?\w+\]?\])"
)
"""What of a sentence is typed as it stands, in every language: commands, files, sections of desk.toml."""


@register.filter
def typed(text: str) -> list[tuple[bool, str]]:
    """A sentence in parts, each with whether it is typed as it stands."""
    return [(bool(at % 2), part) for at, part in enumerate(_TYPED.split(text)) if part]


@register.filter
def refused(one: Denied) -> str:
    """A refusal of the domain: what happened and what to do next."""
    return one.spoken(words.PAGE)


@register.filter
def worded(text: str) -> str:
    """The wording of an indicator or element of the scorecard in the page's language."""
    return spoken(get_language() or "en")(text)


@register.filter
def at(listed: Mapping[str, object], key: str) -> object:
    """What a table holds for a key; empty where nothing."""
    return listed.get(key, ())


@register.filter
def roles(listed: Iterable[object]) -> str:
    """Roles in words."""
    return ", ".join(words.spoken(one, "Role") for one in listed)


@register.filter
def short(an_id: object) -> str:
    """An id as people say it."""
    return ids.short(str(an_id or ""))


@register.filter
def cited(cite: Citation | None) -> str:
    """Act, section, how far it was checked."""
    if cite is None:
        return ""
    read = _(", read %s") % dates.iso(cite.checked_on) if cite.checked_on else ""
    signed = _(", signed here on %s") % dates.iso(cite.signed_on) if cite.signed_on else ""
    return f"{provision(cite)} · {words.spoken(cite.status)}{read}{signed}"


@register.filter
def provision(cite: Citation) -> str:
    """The provision as a letter of the page's language cites it (``letter/provision.py``); in English as it stands."""
    section = _("Nothing is decided without law that was read") if cite is SHELF else cite.section
    if cite.title == HOUSE:
        title = _("House policy")
        return f"{title}, {section}"
    spoken = get_language() or "en"
    language = None if spoken == "en" else SPELLING.languages.get(spoken)
    return f"{cite.title}, {section}" if language is None else cited_in(cite, language, SPELLING.day)


@functools.lru_cache(maxsize=64)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@register.simple_tag
def asset(name: str) -> str:
    """Address of a static file; another content, another address."""
    path = STATIC / name
    return f"{settings.STATIC_URL}{name}?v={_digest(path, path.stat().st_mtime_ns)}"
