"""The card with which a practice desk greets: what it is, its stories, and the demands that wait for whoever tries it.

What it names stands in ``practice.json`` in the home, written by the demo. A desk that is no practice desk has no card,
whatever stands there.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Final

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from dueprocess.adapters.texts import LANGUAGES
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.web.desk import house_of
from dueprocess.formats.record import FormError, matching, way

FILE: Final = "practice.json"
_Case = Annotated[str, matching(r"c-[a-z2-7]{24}", "a case")]
_Address = Annotated[str, matching(r"http://(?:127\.0\.0\.1|localhost):\d{1,5}/[\w./-]*", "an address of this machine")]


@dataclass(frozen=True, slots=True)
class Story:
    """A demand that the demo told: its name, and what happened in one sentence, in each language."""

    number: int
    title: Mapping[str, str]
    short: Mapping[str, str]
    case: _Case


@dataclass(frozen=True, slots=True)
class Waiting:
    """A demand that nobody has touched, named in each language."""

    title: Mapping[str, str]
    case: _Case


@dataclass(frozen=True, slots=True)
class Told:
    """What the demo wrote down. ``windows``: addresses by what stands there."""

    stories: tuple[Story, ...]
    waiting: tuple[Waiting, ...]
    windows: Mapping[str, _Address]


@dataclass(frozen=True, slots=True)
class Line:
    """A demand that waits, as the card shows it: ``how`` is untouched, begun or done."""

    title: str
    case: str
    how: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A story as the card shows it."""

    number: int
    title: str
    short: str
    case: str


@dataclass(frozen=True, slots=True)
class Card:
    """What the template draws."""

    stories: tuple[Shown, ...]
    waiting: tuple[Line, ...]
    windows: Mapping[str, str]

    @property
    def done(self) -> bool:
        """Whether every demand that waited is answered."""
        return all(one.how == "done" for one in self.waiting)


def card(request: HttpRequest) -> Card | None:
    """The card of this desk; None where it is no practice desk, or where the demo left nothing that can be read."""
    told = _told(request)
    if told is None:
        return None
    stories = tuple(Shown(one.number, _said(one.title), _said(one.short), one.case) for one in told.stories)
    spoken = get_language() or "en"
    here = f"/{spoken if spoken in LANGUAGES else 'en'}/"
    windows = {name: address.replace("/en/", here) for name, address in told.windows.items()}
    return Card(stories, tuple(_line(one) for one in told.waiting), windows)


def exercises(request: HttpRequest) -> Mapping[str, int]:
    """Which case belongs to which exercise of the card, by case; on any other desk none does."""
    told = _told(request)
    return {one.case: number for number, one in enumerate(told.waiting, 1)} if told else {}


def _told(request: HttpRequest) -> Told | None:
    if not house_of(request).practice:
        return None
    try:
        told: Told = way(Told)[0](json.loads((settings.HOME.path / FILE).read_bytes()))
    except (OSError, ValueError, FormError):
        return None
    return told


def _said(words: Mapping[str, str]) -> str:
    return words.get(get_language() or "en", words.get("en", ""))


def _line(one: Waiting) -> Line:
    case = state_of(one.case)
    silent = any(item.lone_no or any(silence.waits for silence in item.silences) for item in case.items)
    done = bool(case.items) and not silent and all(item.outcome and item.letter for item in case.items)
    begun = any(item.proposal is not None or item.outcome is not None for item in case.items)
    return Line(_said(one.title), one.case, "done" if done else "begun" if begun else "untouched")
