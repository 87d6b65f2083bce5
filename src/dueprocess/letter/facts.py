"""Facts of one letter. Correspondence class: they exist in a client and in the sealed letter only.

Addressee, reference and dates are merged here as data. Nothing is read as markup by any renderer.
"""

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final

from dueprocess.demand.codes import Kind
from dueprocess.law.finding import Citation, Layer
from dueprocess.letter.language import Language
from dueprocess.letter.own import OwnWords

MAX_LINE: Final = 80  # characters of a name, reference or address line
MAX_CONTACT: Final = 120
MAX_WORDS: Final = 400  # characters of one ask or ground
MAX_RECIPIENT_LINES: Final = 5  # DIN 5008 leaves six in the window; the first is the authority's name
MAX_PROVIDER_LINES: Final = 4
MAX_CITATIONS: Final = 3
MAX_POINTS: Final = 99
MAX_CHARGES: Final = 8  # lines of an invoice that fit its page
MAX_ACCOUNT_LINES: Final = 3


def bare_money(cents: int, currency: str, _language: str) -> str:
    """An amount without the tables of a language: 18.00 EUR."""
    return f"{cents // 100}.{cents % 100:02} {currency}"


@dataclass(frozen=True, slots=True)
class Spelling:
    """The words of letters by language (ISO 639-1), and how days, numbers and money are written in it.

    Handed in, since it needs files and tables.
    """

    languages: Mapping[str, Language]
    day: Callable[[datetime.date, str], str]
    number: Callable[[int, str], str]
    money: Callable[[int, str, str], str] = bare_money  # cents, currency (ISO 4217), language


@dataclass(frozen=True, slots=True)
class Provider:
    """The house that writes. ``languages``: those of its acknowledgements, whatever the message was written in."""

    name: str
    place: str
    lines: tuple[str, ...]  # address
    contact: str  # how the legal desk is reached
    languages: tuple[str, ...] = ("en",)
    account: tuple[str, ...] = ()  # where invoices are paid to
    signature: tuple[str, ...] = ()  # who signs: name and function; none: the language's word for the legal desk
    register: tuple[str, ...] = ()  # lines at the foot


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that the letter says: an ask of a correction, a ground, what a line is about.

    ``words`` by language; ``citation`` where it stands in the law; ``layer`` must be domestic: a standard or the
    house's own rules are never cited towards an authority (hazard 5.3).
    """

    words: Mapping[str, str]
    citation: Citation | None = None
    layer: Layer = Layer.DOMESTIC


@dataclass(frozen=True, slots=True)
class ItemFacts:
    """One item of the demand: number from 1, kind, what is said about it, whether it is granted (partial).

    ``about``: what it asks for, where the points do not say it themselves; told where a letter has several items.
    """

    number: int
    kind: Kind
    said: tuple[Said, ...] = ()
    granted: bool = False
    about: Said | None = None


@dataclass(frozen=True, slots=True)
class Charged:
    """One line of an invoice: what for and by which provision, how many units, cents for each."""

    said: Said
    units: int
    each: int
    currency: str  # ISO 4217; one invoice has one

    @property
    def cents(self) -> int:
        """The line's sum."""
        return self.units * self.each


@dataclass(frozen=True, slots=True)
class LetterFacts:
    """All that one letter is about. Days are dates; ``our_id`` is the short case id."""

    provider: Provider
    date: datetime.date
    authority_name: str = ""
    recipient_lines: tuple[str, ...] = ()
    reference: str = ""
    our_id: str = ""
    received_on: datetime.date | None = None
    items: tuple[ItemFacts, ...] = ()
    citations: tuple[Citation, ...] = ()  # the law that the demand relies on
    right_addressee: str = ""
    reply_until: datetime.date | None = None
    contact: str = field(default="")  # of this letter; empty: the provider's
    charges: tuple[Charged, ...] = ()  # of an invoice
    number: str = ""  # of an invoice
    channels: tuple[Said, ...] = ()  # ways that the law which binds the provider leaves open to the authority
    conditions: tuple[Said, ...] = ()  # on which data are handed over
    own: tuple[tuple[int, OwnWords | None], ...] = ()  # by item, the house's own words; None: they wait for a client
    copy_to: str = ""  # the data protection authority that receives a copy, by name
    remarks: tuple[Said, ...] = ()  # what international standards ask and the demand lacks: an annex that counsel chose

    def bare(self) -> "LetterFacts":
        """The facts that an acknowledgement may show: nothing that depends on the message (hazard 2.1)."""
        return LetterFacts(self.provider, self.date)

    @property
    def said(self) -> tuple[Said, ...]:
        """All that is said about the items, or claimed for them."""
        return tuple(said for item in self.items for said in item.said) + tuple(one.said for one in self.charges)
