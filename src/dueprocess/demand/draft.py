"""What a reader found in the text of a demand: a suggestion for a person, never a fact (P12).

Field names and conventions of the first eighteen fields are those of the command ``read --json``.
A draft holds particulars (targets, file numbers, names): it is sealed, and only ``face_of`` in
``reading.facing`` makes of it what the server may know.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final, TypeAlias

from dueprocess.demand import codes

Span: TypeAlias = tuple[int, int]

MISSING: Final = (
    "no_legal_basis",
    "no_court_order",
    "no_named_official",
    "no_target",
    "not_a_government_body",
    "no_deadline",
    "no_reasons",
)

NO_TEXT: Final = "no-text"
"""Code of a file that has pages and no text: a machine may see what stands there."""

NO_DEMAND: Final = (
    "no demand was found: the text asks for nothing that this desk knows. Read it yourself; if it is a demand, "
    "register it by hand with its kind"
)

NO_WORDS: Final = (
    "it is written in a language of which this reader has no words. Read it yourself; if it is a demand, register it "
    "by hand with its kind"
)


@dataclass(frozen=True, slots=True)
class AuthorityName:
    """One body of the directory as the reader needs it; a service makes these from the law data.

    ``names`` are all the ways in which texts and file names write it, in any language and case.
    """

    id: str
    canonical_en: str
    country: str
    kind: codes.AuthorityKind
    names: tuple[str, ...]
    government_body: bool = True
    state: str = ""  # ISO 3166-2, as DE-NW; empty: of the whole country, or not known
    parent: str = ""  # id of the body above it; empty: none, or not known


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that the demand is about, normalised, and what sort of identifier it is."""

    value: str
    sort: str  # url, domain, mail, phone, ip, handle, imei, place
    span: Span
    complete: bool | None = None  # an IP address: time, offset and port stand beside it (hazard 3.4)


@dataclass(frozen=True, slots=True)
class DataLine:
    """One line of a list of data that are asked for, and the categories that it falls in."""

    number: str
    data: tuple[codes.DataCategory, ...]
    span: Span


@dataclass(frozen=True, slots=True)
class ItemDraft:
    """One item: what is asked, of whom, over which period. Dates are YYYY-MM-DD."""

    order: int
    kind: codes.Kind
    data: tuple[codes.DataCategory, ...] = ()
    targets: tuple[str, ...] = ()
    redacted_targets: int = 0
    period_from: str | None = None
    period_to: str | None = None
    period_stated: bool = False
    future: bool = False
    ip_complete: bool | None = None
    located: bool | None = None
    territory: codes.Territory = codes.Territory.UNKNOWN
    basis: codes.AccessBasis = codes.AccessBasis.UNKNOWN
    all_users: bool = False
    decryption: bool = False
    ground: codes.Ground | None = None
    toll_only: bool = False
    part: codes.SubscriberPart | None = None

    def to_plain(self) -> dict[str, Any]:
        """The item as JSON-able values."""
        return {name: _plain(getattr(self, name)) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Draft:
    """Everything that one text says, as far as rules can read it."""

    file: str | None = None
    is_demand: bool = False
    country: str | None = None
    authority: str | None = None
    authority_id: str | None = None
    authority_kind: codes.AuthorityKind = codes.AuthorityKind.UNKNOWN
    is_government_body: bool = False
    document_date: str | None = None
    filename_date: str | None = None
    kind: str = "other"
    cites_law: bool = False
    laws: tuple[str, ...] = ()
    court_order: codes.Presence = codes.Presence.NONE
    issuer: codes.Issuer = codes.Issuer.UNKNOWN
    validated_by: codes.Issuer | None = None
    emergency: bool = False
    emergency_reasons: bool = False
    danger_to_life: bool = False
    targets: tuple[str, ...] = ()
    redacted_targets: int = 0
    unnamed_targets: int = 0  # "five accounts" that the text counts and does not name
    register_numbers: tuple[str, ...] = ()
    deadline: str | None = None
    consequence: str | None = None
    languages: tuple[str, ...] = ()
    signed: bool = False
    named_official: bool = False
    reasons: bool = False
    necessity: bool = False
    redress: bool = False
    certified: bool = False
    informal: bool = False
    consent_of_target: bool = False
    onward_sharing: bool = False
    offence: codes.OffenceClass = codes.OffenceClass.UNKNOWN
    offence_provision: bool = False
    secrecy: codes.SecrecySource = codes.SecrecySource.NONE
    secrecy_until: str | None = None
    secrecy_by_court: bool = False
    origin: codes.Origin = codes.Origin.STATE
    kinds: tuple[codes.Kind, ...] = ()
    instruments: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()  # named forms: EPOC, EPOC-PR, DSA-9, DSA-10
    orders: int = 0
    items: tuple[ItemDraft, ...] = ()
    data_lines: tuple[DataLine, ...] = ()
    spans: Mapping[str, tuple[Span, ...]] = field(default_factory=dict)
    unsure: tuple[str, ...] = ()
    perhaps: Mapping[str, tuple[str, ...]] | None = None  # field → values that are not filled in: a person looks
    notified_enforcing: bool | None = None  # what a message of a standard says of it ((EU) 2023/1543, Art. 8)
    scanned: tuple[Mapping[str, Any], ...] | None = None  # pages of a scan: page, script, dpi, sure (0 to 100)
    message: Mapping[str, Any] | None = None  # of a message of a standard, what its answer repeats (formats.hi1)

    @property
    def claims_to_be(self) -> str:
        """Id of the body of the directory in whose name it comes, or of the first that is perhaps meant; else empty."""
        return self.authority_id or next(filter(None, (self.perhaps or {}).get("authority_id", ())), "")

    @property
    def bodies(self) -> tuple[str, ...]:
        """Name of the body that asks, or of each that perhaps does."""
        return (self.authority,) if self.authority else (self.perhaps or {}).get("authority", ())

    @property
    def missing(self) -> tuple[str, ...]:
        """What the text lacks, from the closed list MISSING, in its order; nothing of what was seen in pictures."""
        if self.scanned:
            return ()
        absent = {
            "no_legal_basis": not self.cites_law and self.court_order == codes.Presence.NONE,
            "no_court_order": self.court_order == codes.Presence.NONE,
            "no_named_official": not self.named_official,
            "no_target": not (self.targets or self.redacted_targets or any(item.targets for item in self.items)),
            "not_a_government_body": not self.is_government_body,
            "no_deadline": self.deadline is None,
            "no_reasons": not self.reasons,
        }
        return tuple(name for name in MISSING if absent[name])

    def to_plain(self) -> dict[str, Any]:
        """JSON-able object: every field of ``read --json``, then the fields that grew.

        A text that is no demand gives ``file`` and ``error`` alone; one of which no words are known, its languages.
        """
        if not self.is_demand and "languages" in self.unsure:
            return {"file": self.file, "error": NO_WORDS, "languages": list(self.languages)}
        if not self.is_demand:
            return {"file": self.file, "error": NO_DEMAND}
        names = [*PUBLIC, *(name for name in self.__slots__ if name not in PUBLIC)]
        names = [name for name in names if name not in _OF_SOME or getattr(self, name) is not None]
        return {name: _plain(getattr(self, name)) for name in names}


_OF_SOME: Final = frozenset({"message", "notified_enforcing", "perhaps", "scanned"})
"""Fields that stand in a draft alone that has them: of a message, of a scan, of a text with something doubtful."""
PUBLIC: Final = (
    *("file", "country", "authority", "is_government_body", "document_date", "filename_date", "kind", "cites_law"),
    *("laws", "court_order", "emergency", "targets", "redacted_targets", "register_numbers", "deadline"),
    *("consequence", "languages", "signed", "missing", "kinds", "instruments", "spans", "unsure"),
)


def _plain(value: object) -> Any:  # noqa: ANN401 - JSON has no narrower type
    if isinstance(value, ItemDraft):
        return value.to_plain()
    if isinstance(value, DataLine):
        return {"number": value.number, "data": _plain(value.data), "span": list(value.span)}
    if isinstance(value, codes.Code):
        return str(value)
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in sorted(value.items())}
    return [_plain(one) for one in value] if isinstance(value, tuple) else value
