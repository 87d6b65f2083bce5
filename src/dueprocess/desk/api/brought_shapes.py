"""What persons bring to a case or take out of it, as the OpenAPI document has it."""

from typing import Annotated

from ninja import Schema
from pydantic import Field

from dueprocess.desk.api.shapes import Asked, AttachedThing, Code


class SplitObject(Asked):
    """An object of the new case, handed in before."""

    id: Annotated[str, Field(pattern=r"^s-[a-z2-7]{24}$")]
    kind: Code


class SplitEnvelope(Asked):
    """The new case's key for one reader."""

    person: Code
    bytes: str = Field(max_length=16 << 10, description="base64")


class Split(Asked):
    """A signed split, and what makes the new case: its public key, envelopes for all who may read, its objects."""

    note: str = Field(max_length=64 << 10)
    recipient: str = Field(max_length=100)
    envelopes: list[SplitEnvelope] = Field(max_length=500)
    objects: list[SplitObject] = Field(max_length=500)


class Page(Asked):
    """A person's page under its code, and the signed, sealed note that names it."""

    note: str = Field(max_length=64 << 10)
    attached: list[AttachedThing] = Field(max_length=1)
    item: int = Field(ge=1, le=99)
    id: str = Field(pattern=r"^[0-9a-f]{32}$")
    until: str = Field(pattern=r"^[0-9]{4}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")
    bytes: str = Field(max_length=64 << 10, description="base64")


class NoPage(Asked):
    """Pages that are taken away, and the signed, sealed note that says so."""

    note: str = Field(max_length=64 << 10)
    attached: list[AttachedThing] = Field(max_length=1)
    pages: list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]] = Field(max_length=100)


class Forget(Asked):
    """Proposals and agreements, one a record; ids of persons' pages that go with them."""

    notes: list[Annotated[str, Field(max_length=64 << 10)]] = Field(min_length=1, max_length=50)
    pages: list[Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]] = Field(default=[], max_length=100)


class Forgotten(Schema):
    """What is left of a case and of the records that went into it."""

    case: str
    records: list[str]
    forgotten: list[str]
    destroyed: bool
    scrub: str = Field(description="what the operator still has to do so that freed bytes are gone; empty: nothing")
    split: list[str]
    read_by: list[str]


class Parcel(Schema):
    """What was left at the portal."""

    answer: str
    kind: str
    number: int
    parcel: str
    size: int
    left_on: str | None
    until: str | None
    taken_on: str | None


class Receipt(Schema):
    """How a case came through the portal. ``recipient``: to whom a letter is sealed; empty: nothing may be left."""

    case: str
    left: list[Parcel]
    made_on: str
    number: str
    until: str
    word: str
    word_on: str
    recipient: str


class Leave(Asked):
    """A letter for the receipt's holder."""

    kind: str = Field(pattern=r"^(correction|clarification|letter)$")
    bytes: str = Field(max_length=24 << 20, description="base64")


class EnvelopeRow(Schema):
    """One's own envelope of an open case."""

    case: str
    recipient: str
    bytes: str = Field(description="base64")


class OwnEnvelopes(Schema):
    """One's own envelopes of open cases; ``open``: how many cases are open."""

    rows: list[EnvelopeRow]
    open: int


class NewEnvelope(Asked):
    """An open case's key, sealed to somebody."""

    case: Annotated[str, Field(pattern=r"^c-[a-z2-7]{24}$")]
    bytes: str = Field(max_length=16 << 10, description="base64")


class Share(Asked):
    """Envelopes for somebody."""

    person: Code
    envelopes: list[NewEnvelope] = Field(max_length=100)


class Envelopes(Schema):
    """How many envelopes were made or deleted."""

    envelopes: int


class InvoiceRow(Schema):
    """One invoice: number, day, sum; no authority."""

    number: str
    made_on: str
    cents: int
    currency: str
    undelivered: bool


class InvoiceList(Schema):
    """All invoices, for accounting."""

    rows: list[InvoiceRow]
