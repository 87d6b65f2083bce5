"""Filters of the pages: codes as words, ids as people say them, assets by their content."""

import functools
import hashlib
from pathlib import Path
from typing import Final

from django import template
from django.conf import settings

from dueprocess.domain import ids
from dueprocess.domain.law.finding import Citation
from dueprocess.web import words

register = template.Library()
STATIC: Final = Path(__file__).resolve().parent.parent / "static"

register.filter("spoken", words.spoken)
register.filter("duty", words.duty)
register.filter("recommended", words.recommended)


@register.filter
def short(an_id: object) -> str:
    """An id as people say it."""
    return ids.short(str(an_id or ""))


@register.filter
def cited(cite: Citation | None) -> str:
    """Act, section, how far it was checked."""
    if cite is None:
        return ""
    read = f", read {cite.checked_on}" if cite.checked_on else ""
    signed = f", signed here on {cite.signed_on}" if cite.signed_on else ""
    return f"{cite.title}, {cite.section} · {cite.status}{read}{signed}"


@functools.lru_cache(maxsize=64)
def _digest(path: Path, _changed: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:10]


@register.simple_tag
def asset(name: str) -> str:
    """Address of a static file; another content, another address."""
    path = STATIC / name
    return f"{settings.STATIC_URL}{name}?v={_digest(path, path.stat().st_mtime_ns)}"
