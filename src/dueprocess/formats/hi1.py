"""Messages of ETSI TS 103 120 (HI-1) as they are written, in XML or JSON, and what of a message its answer repeats.

One tree gives both (schemas v1.23.1 and TS 104 144; JSON: Annex J). Nothing here is typed by a person: identifiers
are those of the message that is answered, each bounded, so that whoever wrote it puts no page of text into our answer.
"""

import html
import json
import re
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Annotated, Any, Final, TypeAlias

from dueprocess.formats.record import BARE, LINE, MAYBE, FormError, between, matching, sized, way

MAX_ACTIONS: Final = 60
MAX_WORDS: Final = 60_000  # characters; a LongString has 65,535
MAX_LINE: Final = 160
_SPACES: Final = {
    "": "http://uri.etsi.org/03120/common/2019/10/Core",
    "common": "http://uri.etsi.org/03120/common/2016/02/Common",
    "notify": "http://uri.etsi.org/03120/common/2016/02/Notification",
    "form3": "http://uri.etsi.org/03120/common/2025/06/Form3Information",
    "xsi": "http://www.w3.org/2001/XMLSchema-instance",
}
_LISTS: Final = frozenset(
    {"ActionRequest", "ActionResponse", "AssociatedObject", "notify:AssociatedObjectStatus", "form3:Reasons"}
)
"""Elements that are a list in JSON, however many there are."""

Uuid: TypeAlias = Annotated[str, matching(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a UUID in lower case")]
_Line: TypeAlias = Annotated[str, sized(0, MAX_LINE), LINE, MAYBE, BARE]
_MaybeUuid: TypeAlias = Annotated[
    str, matching(r"|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", "a UUID in lower case, or empty"), MAYBE, BARE
]


@dataclass(frozen=True, slots=True)
class Party:
    """Country and identifier of a side, as the message has them: a claim (hazard 2.1)."""

    country: Annotated[str, matching(r"[A-Z]{2}", "two capital letters")]
    id: Annotated[str, sized(1, MAX_LINE), LINE]


@dataclass(frozen=True, slots=True)
class Action:
    """One action of a message: its number, its verb, and the object that it is about."""

    number: Annotated[int, between(0, 10**9)]
    verb: Annotated[str, matching("CREATE|UPDATE|GET|LIST|DELIVER|GETCSPCONFIG", "a verb of the interface")]
    object: _MaybeUuid = ""


@dataclass(frozen=True, slots=True)
class Task:
    """A task of a message: its id, which sort, the authority's own reference (LDID), the day until which to keep."""

    id: Uuid
    sort: Annotated[str, matching("LD|LP|TD|LI", "a sort of task")]
    reference: _Line = ""
    until: _Line = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What of a message its answer repeats: who wrote to whom, by which profile, which objects.

    With what Annex III of Regulation (EU) 2023/1543 asks of the certificate (section B).
    """

    form: Annotated[str, matching("xml|json", "xml or json")]
    sender: Party
    receiver: Party
    transaction: Uuid
    version: Annotated[str, matching(r"V\d{1,3}\.\d{1,3}\.\d{1,3}", "a version as V1.23.1")]
    profile: Annotated[str, sized(1, MAX_LINE), LINE]
    profile_version: Annotated[str, sized(1, MAX_LINE), LINE]
    actions: Annotated[tuple[Action, ...], sized(1, MAX_ACTIONS)]
    kind: Annotated[str, matching("|EPOC|EPOCPR", "EPOC, EPOCPR, or empty"), MAYBE, BARE] = ""
    order: _MaybeUuid = ""
    tasks: Annotated[tuple[Task, ...], sized(0, MAX_ACTIONS), MAYBE, BARE] = ()
    reference: _Line = ""
    authority: _Line = ""
    validator: _Line = ""
    validator_number: _Line = ""
    number: _Line = ""
    issued: _Line = ""


def asked_in(value: object) -> Asked | None:
    """What was read of a message, out of JSON values; None where none was."""
    try:
        made: Asked | None = way(Asked)[0](value) if value else None
    except FormError:
        return None
    return made


@dataclass(frozen=True, slots=True, repr=False)
class Element:
    """An element with its prefix (``notify:Status``); ``sort`` is its xsi:type."""

    name: str
    inside: "str | int | bool | tuple[Element, ...]"
    sort: str = ""


def make(name: str, *inside: "Element | None", sort: str = "") -> Element:
    """An element that holds others; what is None is left out."""
    return Element(name, tuple(one for one in inside if one is not None), sort)


def entry(name: str, owner: str, of: str, value: str) -> Element:
    """An entry of a dictionary: every code of the standard is such a triple."""
    return make(name, Element("common:Owner", owner), Element("common:Name", of), Element("common:Value", value))


def message(asked: Asked, at: str, payload: Element, *, ours: bool, transaction: str = "") -> Element:
    """A whole message.

    Args:
        asked: the message that it answers.
        at: moment with six decimals and ``Z``.
        payload: a RequestPayload or a ResponsePayload.
        ours: it goes from us to the authority; a response repeats the sides as they stood instead (ETSI's examples).
        transaction: UUID of a message of ours; a response repeats that of the request.
    """
    sides = (asked.receiver, asked.sender) if ours else (asked.sender, asked.receiver)
    head = make(
        "Header",
        *(_party(name, side) for name, side in zip(("SenderIdentifier", "ReceiverIdentifier"), sides, strict=True)),
        Element("TransactionIdentifier", transaction or asked.transaction),
        Element("Timestamp", at),
        make(
            "Version",
            Element("ETSIVersion", asked.version),
            Element("NationalProfileOwner", asked.profile),
            Element("NationalProfileVersion", asked.profile_version),
        ),
    )
    return make("HI1Message", head, make("Payload", payload))


def response(asked: Asked, at: str, refused: "dict[str, tuple[int, str]] | None" = None) -> Element:
    """The receipt: each object was taken; a verb of ``refused`` gets its error code and words instead."""
    answers = [
        make(
            "ActionResponse",
            Element("ActionIdentifier", one.number),
            _error(*(refused or {}).get(one.verb, _NAMELESS))
            if one.verb in (refused or {}) or not one.object
            else make(f"{one.verb}Response", Element("Identifier", one.object)),
        )
        for one in asked.actions
    ]
    return message(asked, at, make("ResponsePayload", make("ActionResponses", *answers)), ours=False)


def failure(sender: Party, receiver: Party, at: str, code: int, says: str, transaction: str) -> Element:
    """The answer to what nobody could read as a message: one error for all of it."""
    bare = Asked("xml", sender, receiver, transaction, "V1.23.1", "ETSI", "V1.23.1", (Action(0, "GET"),))
    return message(bare, at, make("ResponsePayload", _error(code, says)), ours=False)


def request(asked: Asked, at: str, objects: Sequence[Element], seed: str) -> Element:
    """A message of ours that creates objects at the authority; ``seed`` gives it the same id each time."""
    actions = [
        make("ActionRequest", Element("ActionIdentifier", number), make("CREATE", one))
        for number, one in enumerate(objects)
    ]
    payload = make("RequestPayload", make("ActionRequests", *actions))
    return message(asked, at, payload, ours=True, transaction=drawn(seed, "message"))


def drawn(seed: str, what: str) -> str:
    """A UUID out of a random seed (RFC 9562, version 5)."""
    return str(uuid.uuid5(uuid.NAMESPACE_OID, f"{seed}/{what}"))


_NAMELESS: Final = (3005, "the object has no identifier")


def _error(code: int, says: str) -> Element:
    return make("ErrorInformation", Element("ErrorCode", code), Element("ErrorDescription", says))


def _party(name: str, side: Party) -> Element:
    return make(name, Element("CountryCode", side.country), Element("UniqueIdentifier", side.id))


def written(whole: Element, form: str) -> bytes:
    """The message as ``xml`` or ``json``, UTF-8."""
    if form == "json":
        spaces = {f"@xmlns{':' if name else ''}{name}": uri for name, uri in _SPACES.items()}
        return json.dumps({**spaces, **_plain(whole)}, ensure_ascii=False, indent=1).encode() + b"\n"
    spaces_ = " ".join(f'xmlns{":" if name else ""}{name}="{uri}"' for name, uri in _SPACES.items())
    named = "".join(_lines(replace(whole, name=f"{whole.name} {spaces_}")))
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{named}\n'.encode()


_NO_CHARACTER: Final = re.compile("[^\\t\\n\\x20-\\ud7ff\\ue000-\\ufffd\\U00010000-\\U0010ffff]")
"""What XML 1.0 has no way to write, escaped or not (section 2.2)."""


def _lines(one: Element) -> Iterator[str]:
    sort = f' xsi:type="{one.sort}"' if one.sort else ""
    yield f"<{one.name}{sort}>"
    if isinstance(one.inside, tuple):
        for inner in one.inside:
            yield from _lines(inner)
    else:
        yield _escaped(one.inside)
    yield f"</{one.name.split()[0]}>"


def _escaped(value: str | int) -> str:
    return (
        str(value).lower() if isinstance(value, bool) else html.escape(_NO_CHARACTER.sub("", str(value)), quote=False)
    )


def _plain(one: Element) -> Any:  # noqa: ANN401 - JSON
    if not isinstance(one.inside, tuple):
        return _NO_CHARACTER.sub("", one.inside) if isinstance(one.inside, str) else one.inside
    made: dict[str, Any] = {}
    if one.sort:
        prefix, _, name = one.sort.rpartition(":")
        made["@xsi:type"] = f"{{{_SPACES[prefix]}}}{name}"
    for inner in one.inside:
        value = _plain(inner)
        if inner.name in _LISTS:
            made.setdefault(inner.name, []).append(value)
        else:
            made[inner.name] = value
    return made
