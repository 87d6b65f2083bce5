"""The rota, ways to reach people and calls, as the OpenAPI document has them."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from dueprocess.desk.api.shapes import Asked, Code


class WatchRow(Schema):
    """A watch."""

    watch: str
    person: str
    starts_at: str
    ends_at: str
    rank: int
    confirmed: bool


class WayRow(Schema):
    """A way to reach somebody: one's own; at the machine everybody's."""

    way: int
    person: str
    channel: str
    address: str
    proved: bool
    proved_on: str | None


class CallRow(Schema):
    """Something that people are being called for."""

    page: str
    case: str | None
    reason: str
    due_at: str | None
    raised_at: str | None
    next_at: str | None
    called: list[str]


class Night(Schema):
    """The rota of the coming eight days, ways to reach people, and what they are being called for."""

    watches: list[WatchRow]
    ways: list[WayRow]
    pages: list[CallRow]


_Moment = Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9:]{5})$")]


class Plan(Asked):
    """A watch to be planned."""

    person: Code
    starts_at: _Moment
    ends_at: _Moment
    rank: int = Field(1, ge=1, le=9)


class OnWatch(Asked):
    """One will be there; or, with ``to``, somebody else is asked to."""

    to: Code = ""


class Way(Asked):
    """A way to reach somebody."""

    person: Code
    channel: str = Field(pattern=r"^(mail|webhook)$")
    address: str = Field(max_length=400)


class NewWay(Schema):
    """A way that was added; the secret of a webhook is told once."""

    way: int
    person: str
    channel: str
    secret: str


class Tried(Schema):
    """A test call."""

    page: str
    way: int


class Gone(Schema):
    """What is not there any more."""

    removed: str


class Acknowledge(Asked):
    """One page, by its id or by the code of a call; neither: all that people are being called for."""

    page: Code = ""
    call: Code = ""


class AcknowledgedPage(Schema):
    """Who is on it; ``first``: since just now."""

    page: str
    by: str
    at: str
    first: bool


class AcknowledgedPages(Schema):
    """What somebody is on."""

    pages: list[AcknowledgedPage]
