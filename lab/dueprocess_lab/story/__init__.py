"""The story of the demo: fifteen made-up demands and what becomes of them, as data.

``story.yaml`` says its own shape in its first lines; the texts stand in ``demands/``. Reading is strict: a key
that is missing or unknown, a code or a path of the face that the domain does not know, and a person, an authority or a
file that is not there raise ``StoryError``. Nothing here acts: a runner follows the chapters.
"""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from importlib import resources
from typing import Annotated, Any, Final

import yaml

from dueprocess.case.lists import EFFECT, TOLD_BY
from dueprocess.demand import codes
from dueprocess.demand.face import FaceError, Plain, check
from dueprocess.formats.record import MAYBE, Check, Day, FormError, Named, between, matching, way
from dueprocess.letter.kinds import LetterKind
from dueprocess_lab.story import days

CALLS: Final = ("call_back", "contact_point", "court_database", "consulate")
_FILE: Final = re.compile(r"\d{2}-[a-z0-9-]+\.(eml|txt|md)")


class StoryError(ValueError):
    """A story that does not keep its form; says where."""


def _is_moment(value: object) -> bool:
    return isinstance(value, datetime.datetime) and value.tzinfo is not None


def _is_text(name: str) -> bool:
    return bool(_FILE.fullmatch(name)) and resources.files(__name__).joinpath("demands", name).is_file()


def _face(path: str, value: object) -> Plain:
    try:
        return check(path, value)
    except FaceError as fault:
        raise FormError(str(fault)) from fault


Text = Annotated[str, Check(str.strip, "it wants words")]
Number = Annotated[int, between(1, 99)]


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff or counsel, by pseudonym."""

    name: Text
    roles: tuple[codes.Role, ...]
    says: Text


@dataclass(frozen=True, slots=True)
class Authority:
    """A made-up row of the desk's own directory."""

    id: Annotated[str, Check(lambda value: _face("authority", value), "the id of an authority")]
    country: Annotated[str, Check(lambda value: _face("country", value), "the code of a country")]
    kind: codes.AuthorityKind
    name: Text
    contact: Text


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the provider, its legal class, and what the scorecard calls it."""

    id: Text
    kind: Annotated[codes.ServiceClass, Named("class")]
    rdr: Text


@dataclass(frozen=True, slots=True)
class Desk:
    """The provider of the story, and the sentences before and after it."""

    name: Text
    country: Text
    services: tuple[Service, ...]
    opening: Text
    closing: Text


@dataclass(frozen=True, slots=True)
class May:
    """The named person's answers to the three questions (P6)."""

    tell: bool
    admit: bool
    count: bool


@dataclass(frozen=True, slots=True)
class Silence:
    """A duty of silence: source, end or review (YYYY-MM-DD), what it forbids (P5)."""

    source: codes.SecrecySource
    until: Day | None
    review_on: Day | None
    tell: bool
    admit: bool
    count: bool


@dataclass(frozen=True, slots=True)
class Target:
    """An account: the identifier that two people read, and the service's own records of it."""

    handle: Text
    kind: Text
    value: Text
    records: Mapping[codes.DataCategory, Text]


@dataclass(frozen=True, slots=True)
class Release:
    """How what was granted leaves: the way, the extraction host, the accounts."""

    how: Text
    host: Text
    targets: tuple[Target, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """What becomes of one item."""

    number: Number
    outcome: codes.Outcome
    ground: Text | None
    letter: LetterKind | None
    release: Release | None
    may: May
    silence: Silence | None
    publish: Annotated[str, matching("aggregate|summary|full", "aggregate, summary or full")] | None
    done: Annotated[str, MAYBE, Check(lambda code: code in EFFECT.words, "what was done of a measure")] = ""
    told: Annotated[str, MAYBE, Check(lambda code: code in TOLD_BY.words, "how a person is told")] = ""
    endangered_until: Annotated[Day | None, MAYBE] = None  # nobody is told until then: it could cost a life


@dataclass(frozen=True, slots=True)
class Expect:
    """What the desk should find; kinds and instruments are sorted."""

    kinds: tuple[codes.Kind, ...]
    instruments: tuple[Text, ...]
    emergency: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """Who does what, by pseudonym; None where nobody needs to. ``how`` says how the call back is made."""

    confirm: Text | None
    call_back: Text | None
    how: Annotated[str, matching("|".join(CALLS), f"one of {', '.join(CALLS)}")] | None
    propose: Text | None
    approve: Text | None
    gate: Text | None
    publish: Text | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One demand of the story. ``received_at`` is aware, UTC; ``markers`` may stand nowhere in clear."""

    number: Number
    file: Annotated[str, Check(_is_text, "a file in demands/")]
    channel: codes.Channel
    title: Text
    title_de: Text
    short: Text
    short_de: Text
    received_at: Annotated[datetime.datetime, Check(_is_moment, "a moment YYYY-MM-DDTHH:MM:SSZ")]
    tell: Text
    arrival: codes.ArrivalIs
    of: Number | None
    authority: Text | None
    confirm: Mapping[str, Any]
    expect: Expect
    items: tuple[Item, ...]
    acts: Acts
    markers: tuple[Text, ...]
    say: Text
    later: Annotated[int, MAYBE] = 0  # days after those that its text is written for; set where the story is laid

    @property
    def content(self) -> bytes:
        """The demand as it arrives."""
        text = resources.files(__name__).joinpath("demands", self.file).read_text("utf-8")
        return days.lay(text, self.later).encode()


@dataclass(frozen=True, slots=True)
class Story:
    """Everything that the demo tells."""

    desk: Desk
    people: tuple[Person, ...]
    authorities: tuple[Authority, ...]
    chapters: tuple[Chapter, ...]


def load() -> tuple[Chapter, ...]:
    """The chapters in their order. Raises StoryError."""
    return story().chapters


def story(ends: datetime.date = days.WRITTEN) -> Story:
    """The whole story as it ships, laid so that it ends on that day. Raises StoryError."""
    by = days.days(ends)
    made = parse(days.lay(resources.files(__name__).joinpath("story.yaml").read_text("utf-8"), by))
    return replace(made, chapters=tuple(replace(chapter, later=by) for chapter in made.chapters))


def parse(text: str) -> Story:
    """The story that ``text`` (YAML) tells. Raises StoryError."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        raise StoryError(f"story.yaml is no YAML: {fault}") from fault
    return from_plain(data)


def from_plain(data: object) -> Story:
    """The story that parsed YAML holds. Raises StoryError."""
    try:
        made: Story = way(Story)[0](data)
        chapters = tuple(replace(chapter, confirm=_confirmed(chapter)) for chapter in made.chapters)
    except FormError as fault:
        raise StoryError(f"story.yaml: {fault}") from fault
    made = replace(made, chapters=chapters)
    _hangs_together(made)
    return made


def _confirmed(chapter: Chapter) -> dict[str, Plain]:
    """Each value in the form of its field of the face."""
    try:
        return {path: _face(path, value) for path, value in chapter.confirm.items()}
    except FormError as fault:
        fault.place = f"chapters[{chapter.number - 1}].confirm"
        raise


def _hangs_together(made: Story) -> None:
    """References and orders that no single field shows."""
    people = {person.name for person in made.people}
    authorities = {authority.id for authority in made.authorities}
    earlier: Chapter | None = None
    for number, chapter in enumerate(made.chapters, 1):
        _need(chapter.number == number, chapter, f"is chapter {number}")
        _need(earlier is None or earlier.received_at < chapter.received_at, chapter, "arrives after the one before")
        _need(chapter.of is None or chapter.of < number, chapter, "belongs to an earlier chapter")
        _need(chapter.authority is None or chapter.authority in authorities, chapter, "names a known authority")
        _people(chapter, people)
        _items(chapter)
        earlier = chapter


def _people(chapter: Chapter, people: set[str]) -> None:
    acts = chapter.acts
    named = {acts.confirm, acts.call_back, acts.propose, acts.approve, acts.gate, acts.publish} - {None}
    hosts = {item.release.host for item in chapter.items if item.release is not None}
    _need(named | hosts <= people, chapter, "is acted on by people of the story")
    _need((acts.call_back is None) == (acts.how is None), chapter, "says how it is called back")


def _items(chapter: Chapter) -> None:
    numbers = [item.number for item in chapter.items]
    kinds = {chapter.confirm.get(f"items.{number}.kind") for number in numbers}
    _need(numbers == list(range(1, len(numbers) + 1)), chapter, "numbers its items from 1")
    _need(sorted(map(str, kinds)) == list(chapter.expect.kinds), chapter, "confirms the kinds that it expects")
    opened = {path.split(".")[1] for path in chapter.confirm if path.startswith("items.")}
    _need(opened == set(map(str, numbers)), chapter, "confirms exactly its own items")
    ended = all(item.silence is None or item.silence.until or item.silence.review_on for item in chapter.items)
    _need(ended, chapter, "gives each duty of silence an end or a review (P5)")


def _need(holds: bool, chapter: Chapter, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        raise StoryError(f"chapter {chapter.number}: must be one that {what}")
