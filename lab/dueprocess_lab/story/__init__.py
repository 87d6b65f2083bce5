"""The story of the demo: fifteen made-up demands and what becomes of them, as data.

``story.yaml`` says its own shape in its first lines; the texts stand in ``demands/``. Reading is strict: a key
that is missing or unknown, a code or a path of the face that the domain does not know, and a person, an authority or a
file that is not there raise ``StoryError``. Nothing here acts: a runner follows the chapters.
"""

import datetime
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any, Final, TypeVar

import yaml

from dueprocess.demand import codes
from dueprocess.demand.face import FaceError, Plain, check
from dueprocess.letter.kinds import LetterKind

T = TypeVar("T")
C = TypeVar("C", bound=codes.Code)

DETAILS: Final = ("aggregate", "summary", "full")
CALLS: Final = ("call_back", "contact_point", "court_database", "consulate")
_MOMENT: Final = re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z")
_FILE: Final = re.compile(r"\d{2}-[a-z0-9-]+\.(eml|txt|md)")


class StoryError(ValueError):
    """A story that does not keep its form; says where."""


@dataclass(frozen=True, slots=True)
class Person:
    """A member of staff or counsel, by pseudonym."""

    name: str
    roles: tuple[codes.Role, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Authority:
    """A made-up row of the desk's own directory."""

    id: str
    country: str
    kind: codes.AuthorityKind
    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the provider and its legal class."""

    id: str
    kind: codes.ServiceClass


@dataclass(frozen=True, slots=True)
class Desk:
    """The provider of the story, and the sentences before and after it."""

    name: str
    country: str
    services: tuple[Service, ...]
    opening: str
    closing: str


@dataclass(frozen=True, slots=True)
class Silence:
    """A duty of silence: source, end or review (YYYY-MM-DD), what it forbids (P5)."""

    source: codes.SecrecySource
    until: str | None
    review_on: str | None
    tell: bool
    admit: bool
    count: bool


@dataclass(frozen=True, slots=True)
class Release:
    """How what was granted leaves: the way, the extraction host, the identifier, the service's own records of it."""

    how: str
    host: str
    handle: str
    kind: str
    value: str
    records: Mapping[str, str]  # text by category of data


@dataclass(frozen=True, slots=True)
class Item:
    """What becomes of one item. ``tell``, ``admit`` and ``count`` are the named person's answers (P6)."""

    number: int
    outcome: codes.Outcome
    ground: str | None
    letter: LetterKind | None
    release: Release | None
    tell: bool
    admit: bool
    count: bool
    silence: Silence | None
    publish: str | None  # aggregate | summary | full


@dataclass(frozen=True, slots=True)
class Expect:
    """What the desk should find: kinds and instruments, sorted."""

    kinds: tuple[codes.Kind, ...]
    instruments: tuple[str, ...]
    emergency: bool


@dataclass(frozen=True, slots=True)
class Acts:
    """Who does what, by pseudonym; None where nobody needs to. ``how`` says how the call back is made."""

    confirm: str | None
    call_back: str | None
    how: str | None
    propose: str | None
    approve: str | None
    gate: str | None
    publish: str | None


@dataclass(frozen=True, slots=True)
class Chapter:
    """One demand of the story. ``received_at`` is aware, UTC; ``markers`` may stand nowhere in clear."""

    number: int
    file: str
    channel: codes.Channel
    title: str
    received_at: datetime.datetime
    tell: str
    arrival: codes.ArrivalIs
    of: int | None
    authority: str | None
    confirm: Mapping[str, Plain]
    expect: Expect
    items: tuple[Item, ...]
    acts: Acts
    markers: tuple[str, ...]
    say: str

    @property
    def content(self) -> bytes:
        """The demand as it arrives."""
        return resources.files(__name__).joinpath("demands", self.file).read_bytes()


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


def story() -> Story:
    """The whole story as it ships. Raises StoryError."""
    return parse(resources.files(__name__).joinpath("story.yaml").read_text("utf-8"))


def parse(text: str) -> Story:
    """The story that ``text`` (YAML) tells. Raises StoryError."""
    try:
        data = yaml.safe_load(text)
    except yaml.YAMLError as fault:
        message = f"story.yaml is no YAML: {fault}"
        raise StoryError(message) from fault
    return from_plain(data)


def from_plain(data: object) -> Story:
    """The story that parsed YAML holds. Raises StoryError."""
    top = _keys(data, "story", "desk", "people", "authorities", "chapters")
    made = Story(
        _desk(top["desk"]),
        _each(top["people"], "people", _person),
        _each(top["authorities"], "authorities", _authority),
        _each(top["chapters"], "chapters", _chapter),
    )
    _hangs_together(made)
    return made


def _keys(value: object, where: str, *names: str) -> dict[str, Any]:
    if not isinstance(value, dict) or set(value) != set(names):
        found = sorted(map(str, value)) if isinstance(value, dict) else type(value).__name__
        message = f"{where}: wants exactly the keys {', '.join(names)}; found {found}"
        raise StoryError(message)
    return value


def _each(value: object, where: str, one: Callable[[object, str], T]) -> tuple[T, ...]:
    if not isinstance(value, list):
        message = f"{where}: wants a list"
        raise StoryError(message)
    return tuple(one(entry, f"{where}.{number}") for number, entry in enumerate(value, 1))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str) or not value.strip():
        message = f"{where}: wants words, not {value!r}"
        raise StoryError(message)
    return value.strip()


def _flag(value: object, where: str) -> bool:
    if not isinstance(value, bool):
        message = f"{where}: wants true or false, not {value!r}"
        raise StoryError(message)
    return value


def _answer(value: object, where: str) -> bool:
    return _one_of(value, where, "yes", "no") == "yes"


def _one_of(value: object, where: str, *allowed: str) -> str:
    if not isinstance(value, str) or value not in allowed:
        message = f"{where}: {value!r} is not one of {', '.join(allowed)}"
        raise StoryError(message)
    return value


def _code(value: object, where: str, of: type[C]) -> C:
    chosen = _one_of(value, where, *of)
    return next(code for code in of if code == chosen)


def _number(value: object, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        message = f"{where}: wants a number from 1, not {value!r}"
        raise StoryError(message)
    return value


def _day(value: object, where: str) -> str:
    try:
        return datetime.date.fromisoformat(_text(value, where)).isoformat()
    except ValueError as fault:
        message = f"{where}: {value!r} is no day YYYY-MM-DD"
        raise StoryError(message) from fault


def _maybe(value: object, where: str, one: Callable[[object, str], T]) -> T | None:
    return None if value is None else one(value, where)


def _desk(value: object) -> Desk:
    data = _keys(value, "desk", "name", "country", "services", "opening", "closing")
    return Desk(
        _text(data["name"], "desk.name"),
        _text(data["country"], "desk.country"),
        _each(data["services"], "desk.services", _service),
        _text(data["opening"], "desk.opening"),
        _text(data["closing"], "desk.closing"),
    )


def _service(value: object, where: str) -> Service:
    data = _keys(value, where, "id", "class")
    return Service(_text(data["id"], where), _code(data["class"], f"{where}.class", codes.ServiceClass))


def _person(value: object, where: str) -> Person:
    data = _keys(value, where, "name", "roles", "says")
    roles = _each(data["roles"], f"{where}.roles", lambda role, at: _code(role, at, codes.Role))
    return Person(_text(data["name"], where), roles, _text(data["says"], f"{where}.says"))


def _authority(value: object, where: str) -> Authority:
    data = _keys(value, where, "id", "country", "kind", "name", "contact")
    return Authority(
        str(_face("authority", data["id"], where)),
        str(_face("country", data["country"], where)),
        _code(data["kind"], f"{where}.kind", codes.AuthorityKind),
        _text(data["name"], f"{where}.name"),
        _text(data["contact"], f"{where}.contact"),
    )


_CHAPTER: Final = (
    "number",
    "file",
    "channel",
    "received_at",
    "title",
    "tell",
    "arrival",
    "authority",
    "confirm",
    "expect",
    "items",
    "acts",
    "markers",
    "say",
)


def _chapter(value: object, where: str) -> Chapter:
    data = _keys(value, where, *_CHAPTER)
    arrival = _keys(data["arrival"], f"{where}.arrival", "is", "of")
    return Chapter(
        number=_number(data["number"], f"{where}.number"),
        file=_file(data["file"], f"{where}.file"),
        channel=_code(data["channel"], f"{where}.channel", codes.Channel),
        title=_text(data["title"], f"{where}.title"),
        received_at=_moment(data["received_at"], f"{where}.received_at"),
        tell=_text(data["tell"], f"{where}.tell"),
        arrival=_code(arrival["is"], f"{where}.arrival.is", codes.ArrivalIs),
        of=_maybe(arrival["of"], f"{where}.arrival.of", _number),
        authority=_maybe(data["authority"], f"{where}.authority", _text),
        confirm=_confirm(data["confirm"], f"{where}.confirm"),
        expect=_expect(data["expect"], f"{where}.expect"),
        items=_each(data["items"], f"{where}.items", _item),
        acts=_acts(data["acts"], f"{where}.acts"),
        markers=_each(data["markers"], f"{where}.markers", _text),
        say=_text(data["say"], f"{where}.say"),
    )


def _file(value: object, where: str) -> str:
    name = _text(value, where)
    if not _FILE.fullmatch(name) or not resources.files(__name__).joinpath("demands", name).is_file():
        message = f"{where}: there is no demands/{name}"
        raise StoryError(message)
    return name


def _moment(value: object, where: str) -> datetime.datetime:
    text = _text(value, where)
    try:
        if _MOMENT.fullmatch(text):
            return datetime.datetime.fromisoformat(text)
    except ValueError:
        pass
    message = f"{where}: {text!r} is no moment YYYY-MM-DDTHH:MMZ"
    raise StoryError(message)


def _confirm(value: object, where: str) -> dict[str, Plain]:
    if not isinstance(value, dict):
        message = f"{where}: wants paths of the face with values"
        raise StoryError(message)
    return {str(path): _face(str(path), one, f"{where}.{path}") for path, one in value.items()}


def _face(path: str, value: object, where: str) -> Plain:
    try:
        return check(path, value)
    except FaceError as fault:
        message = f"{where}: {fault}"
        raise StoryError(message) from fault


def _expect(value: object, where: str) -> Expect:
    data = _keys(value, where, "kinds", "instruments", "emergency")
    kinds = _each(data["kinds"], f"{where}.kinds", lambda kind, at: _code(kind, at, codes.Kind))
    instruments = _each(data["instruments"], f"{where}.instruments", _text)
    return Expect(tuple(sorted(kinds)), tuple(sorted(instruments)), _flag(data["emergency"], f"{where}.emergency"))


def _item(value: object, where: str) -> Item:
    data = _keys(value, where, "number", "outcome", "ground", "letter", "release", "may", "silence", "publish")
    may = _keys(data["may"], f"{where}.may", "tell", "admit", "count")
    return Item(
        _number(data["number"], f"{where}.number"),
        _code(data["outcome"], f"{where}.outcome", codes.Outcome),
        _maybe(data["ground"], f"{where}.ground", _text),
        _maybe(data["letter"], f"{where}.letter", lambda kind, at: _code(kind, at, LetterKind)),
        _maybe(data["release"], f"{where}.release", _release),
        _answer(may["tell"], f"{where}.may.tell"),
        _answer(may["admit"], f"{where}.may.admit"),
        _answer(may["count"], f"{where}.may.count"),
        _maybe(data["silence"], f"{where}.silence", _silence),
        _maybe(data["publish"], f"{where}.publish", _publish),
    )


def _release(value: object, where: str) -> Release:
    data = _keys(value, where, "how", "host", "handle", "kind", "value", "records")
    records = data["records"] if isinstance(data["records"], dict) else {}
    for kind, text in records.items():
        _code(kind, f"{where}.records", codes.DataCategory)
        _text(text, f"{where}.records.{kind}")
    texts = {name: _text(data[name], f"{where}.{name}") for name in ("how", "host", "handle", "kind", "value")}
    return Release(**texts, records=records)


def _silence(value: object, where: str) -> Silence:
    data = _keys(value, where, "source", "until", "review_on", "tell", "admit", "count")
    if data["until"] is None and data["review_on"] is None:
        message = f"{where}: a duty of silence has an end or a review (P5)"
        raise StoryError(message)
    return Silence(
        _code(data["source"], f"{where}.source", codes.SecrecySource),
        _maybe(data["until"], f"{where}.until", _day),
        _maybe(data["review_on"], f"{where}.review_on", _day),
        _flag(data["tell"], f"{where}.tell"),
        _flag(data["admit"], f"{where}.admit"),
        _flag(data["count"], f"{where}.count"),
    )


def _publish(value: object, where: str) -> str:
    return _one_of(_keys(value, where, "detail")["detail"], f"{where}.detail", *DETAILS)


_ACTS: Final = ("confirm", "call_back", "how", "propose", "approve", "gate", "publish")


def _acts(value: object, where: str) -> Acts:
    data = _keys(value, where, *_ACTS)
    return Acts(**{name: _maybe(data[name], f"{where}.{name}", _text) for name in _ACTS})


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
    _need(acts.how is None or acts.how in CALLS, chapter, f"is called back by one of {', '.join(CALLS)}")


def _items(chapter: Chapter) -> None:
    numbers = [item.number for item in chapter.items]
    kinds = {chapter.confirm.get(f"items.{number}.kind") for number in numbers}
    _need(numbers == list(range(1, len(numbers) + 1)), chapter, "numbers its items from 1")
    _need(sorted(map(str, kinds)) == list(chapter.expect.kinds), chapter, "confirms the kinds that it expects")
    opened = {path.split(".")[1] for path in chapter.confirm if path.startswith("items.")}
    _need(opened == set(map(str, numbers)), chapter, "confirms exactly its own items")


def _need(holds: bool, chapter: Chapter, what: str) -> None:  # noqa: FBT001 - reads as a sentence
    if not holds:
        message = f"chapter {chapter.number}: must be one that {what}"
        raise StoryError(message)
