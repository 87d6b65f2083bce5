"""The face: what the server may know of a demand. Codes, days, counts and handles; no free text (P2).

The tables below are the one source; ``law/schema/face.json`` is made from them and a test holds the
two together. Each value is *claimed* until a person who has read the original *confirms* it.
Paths: ``country`` for the demand, ``items.1.kind`` for its first item (items count from 1).
"""

import datetime
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Final, TypeAlias

from dueprocess.demand import codes
from dueprocess.formats.refusal import Msg

Plain: TypeAlias = "bool | int | str | tuple[str, ...] | None"

SCHEMA: Final = "dueprocess/face/1"
MAX_ITEMS: Final = 99
MAX_TARGETS: Final = 9999


class FaceError(ValueError):
    """A face with a field, a code or a shape that the published schema does not know; ``says`` what, without a stop."""

    def __init__(self, says: Msg | str) -> None:
        super().__init__(says)
        self.says = says


class Form(StrEnum):
    """How a field's value is written."""

    CODE = "code"
    CODES = "codes"
    FLAG = "flag"  # true, false, or null for not known
    DAY = "day"  # YYYY-MM-DD
    MOMENT = "moment"  # YYYY-MM-DDTHH:MMZ, only where the law counts hours
    COUNT = "count"
    COUNTRY = "country"  # ISO 3166-1 alpha-2, or EU
    REGION = "region"  # ISO 3166-2, as DE-NW
    IDS = "ids"  # ids of the law data, as DE-STPO-100J
    ID = "id"
    LANGUAGES = "languages"  # ISO 639-1
    SPAN = "span"  # ISO 8601 duration, a day, or "immediately"


@dataclass(frozen=True, slots=True)
class Spec:
    """One field of the face: form, meaning, closed codes; whether a grant depends on it."""

    name: str
    form: Form
    meaning: str
    of: type[codes.Code] | None = None
    decisive: bool = False  # must be confirmed before anything is granted (hazard 3.1)


def _code(name: str, of: type[codes.Code], meaning: str, *, decisive: bool = False) -> Spec:
    return Spec(name, Form.CODE, meaning, of, decisive)


def _flag(name: str, meaning: str, *, decisive: bool = False) -> Spec:
    return Spec(name, Form.FLAG, meaning, None, decisive)


CASE_FIELDS: Final[tuple[Spec, ...]] = (
    _code("channel", codes.Channel, "how the demand arrived"),
    Spec("received_on", Form.DAY, "day on which it arrived at the provider"),
    Spec("received_at", Form.MOMENT, "minute of arrival; kept in clear only where a clock counts hours"),
    Spec("country", Form.COUNTRY, "country of the authority", None, decisive=True),
    Spec("authority", Form.ID, "which authority asks, as the directory lists it", None, decisive=True),
    _code("authority_kind", codes.AuthorityKind, "kind of authority", decisive=True),
    _flag("government_body", "whether the sender is part of a state"),
    _code("origin", codes.Origin, "where the power behind the demand comes from"),
    Spec("document_date", Form.DAY, "day that the document gives itself"),
    Spec("languages", Form.LANGUAGES, "languages of the text"),
    Spec("instruments", Form.IDS, "legal powers that the text relies on", None, decisive=True),
    _flag("cites_law", "whether the text names a specific statute, article or regulation", decisive=True),
    _flag("written", "whether the demand is in writing"),
    _flag("signed", "whether a signature, a signature block or a statement of electronic signature is there"),
    _flag("named_official", "whether a natural person stands as signatory"),
    _flag("official_address", "whether sender and reply address are those of the directory"),
    _code("court_order", codes.Presence, "whether a court's decision is enclosed or relied on", decisive=True),
    _code("issuer", codes.Issuer, "who issued the order", decisive=True),
    _code("validated_by", codes.Issuer, "who validated the order, where another than the issuer"),
    _flag("reasons", "whether the text gives reasons"),
    _code("offence", codes.OffenceClass, "what it says of the offence"),
    _flag("offence_provision", "whether the criminal provision is named"),
    _flag("necessity", "whether necessity and proportionality are addressed"),
    _flag("emergency", "whether the text claims an emergency"),
    _flag("emergency_reasons", "whether the reasons for the emergency are given"),
    _flag("danger_to_life", "whether danger to life or limb of a person is claimed"),
    _flag("informal", "a hint, a call, a referral to terms of service; no exercise of power"),
    _flag("consent_of_target", "whether consent of the person concerned is claimed"),
    _flag("redress", "whether the text names the ways to contest it"),
    _flag("addressed_to_provider", "whether the demand is addressed to this provider", decisive=True),
    _flag("language_accepted", "whether it is in a language that the provider accepts or the law fixes"),
    Spec("deadline", Form.SPAN, "time that the demand sets"),
    _code("secrecy", codes.SecrecySource, "where the duty of silence that is claimed comes from", decisive=True),
    Spec("secrecy_until", Form.DAY, "day on which the silence that is claimed ends"),
    _flag("secrecy_by_court", "whether a court ordered the silence"),
    _flag("certified", "whether the written certification that the law asks for is there"),
    _flag("notified_enforcing", "whether the enforcing authority was notified (Regulation (EU) 2023/1543 art. 8)"),
    _flag("onward_sharing", "whether data go, or may go, to another state"),
    _flag("official_channel", "whether it came over the channel that the law prescribes"),
    _flag("published", "whether the order was published, where the law makes that a condition"),
    Spec("region", Form.REGION, "land, state or province of the authority (ISO 3166-2)"),
    Spec(
        "provider_country",
        Form.COUNTRY,
        "country whose law binds the provider; the desk's own where nothing is said",
    ),
    _code("route", codes.Route, "legal way on which the demand came"),
    _code("threshold", codes.Threshold, "how strong a suspicion or need the order states"),
    _flag("issuer_competent", "whether the issuer holds the office or rank that the invoked law names"),
    _flag("contents_complete", "whether the order carries each item that the invoked law lists"),
    _flag("confirmed_later", "whether an urgent order was confirmed in time by the one whom the law names"),
    Spec("clarify_asked_on", Form.DAY, "day on which the provider asked for clarification"),
    Spec("clarify_answered_on", Form.DAY, "day on which the clarification came"),
    Spec("extended_until", Form.DAY, "day to which an authority or a court extended the time or the measure"),
    _flag("suspended_by_court", "whether a court has stayed the demand"),
    # what became of the order
    Spec("withdrawn_on", Form.DAY, "day on which the authority took it back"),
    Spec("order_until", Form.DAY, "last day of the order by its own text"),
    _code("confirmation", codes.Confirmation, "what became of the confirmation of an urgent order"),
    _code("enforcing_answer", codes.EnforcingAnswer, "what the enforcing authority answered"),
    Spec("extended_on", Form.DAY, "day on which an extension came"),
    _flag("extension", "whether it extends an earlier order"),
    _flag("demanded_before", "whether the same data were demanded before in this matter"),
    _flag("court_told", "whether the court was told afterwards, as the law asks"),
    # what the text carries
    Spec("paragraph", Form.COUNT, "paragraph of the power that is cited"),
    _flag("ground_named", "whether it names a ground or purpose of the invoked section"),
    _flag("statutory_conditions", "whether the conditions of the invoked section are stated"),
    _flag("national_act", "whether the national act behind a Union order is cited"),
    _flag("redress_person", "whether it names the person's own ways to contest it"),
    _flag("emergency_proclaimed", "whether a state of emergency was proclaimed"),
    # who asks, about what
    _code("applied_by", codes.Issuer, "who applied to the court"),
    _flag("local_authority", "whether a local authority asks"),
    _flag("foreign_offence", "whether the offence is one of another state's law"),
    _flag("home_case", "whether offence and residence are the issuing state's"),
    _flag("regulatory_offence", "whether it pursues a regulatory offence, no crime"),
    Spec("fine_maximum", Form.COUNT, "maximum fine, in thousands"),
    # whom it touches
    _flag("person_in_danger", "whether telling could endanger the person"),
    _code("accusation", codes.Ground, "what the person is accused of, where it endangers"),
    _flag("as_processor", "whether we are addressed as a processor"),
    _flag("controller_not_told", "whether the controller must not be told"),
    _flag("arrived_encrypted", "whether its sender encrypted it"),
)

ITEM_FIELDS: Final[tuple[Spec, ...]] = (
    _code("kind", codes.Kind, "what is asked", decisive=True),
    Spec("data", Form.CODES, "categories of data that are asked", codes.DataCategory, decisive=True),
    _code("part", codes.SubscriberPart, "which of the subscriber data are asked", decisive=True),
    Spec("order", Form.COUNT, "which order of the letter the item belongs to, from 1"),
    Spec("targets", Form.COUNT, "number of accounts that are asked about", None, decisive=True),
    Spec("redacted_targets", Form.COUNT, "number of accounts that are blacked out in the text"),
    _flag("target_specified", "whether each account is named exactly", decisive=True),
    _flag("located", "whether content is named by its exact address"),
    _flag("ip_complete", "whether each IP address comes with time, offset and port"),
    _code("holder", codes.Holder, "who holds the account"),
    _code("service", codes.ServiceClass, "legal class of the service"),
    Spec("period_from", Form.DAY, "first day of the data asked for"),
    Spec("period_to", Form.DAY, "last day of the data asked for"),
    _flag("period_stated", "whether a period is stated", decisive=True),
    _flag("future", "whether data not yet there are asked for"),
    _code("territory", codes.Territory, "where a restriction is to take effect"),
    _code("basis", codes.AccessBasis, "what a direct-access or capability demand rests on"),
    _flag("all_users", "whether it reaches users who are not named"),
    _flag("decryption", "whether it asks to undo encryption"),
    _code("ground", codes.Ground, "subject of a content demand, where it decides what may be published"),
    _flag("toll_only", "whether only toll and subscriber records are asked (18 USC 2709(b))"),
    Spec("person_place", Form.COUNTRY, "country in which the person concerned is, as far as is known"),
    Spec("data_place", Form.COUNTRY, "country in which the data are kept"),
    _flag("stored", "whether data already there are asked for"),
    _flag("ip_lookup", "whether the user of an IP address is asked for"),
    _flag("listed_only", "whether only records are asked that the invoked section lists"),
    _flag("connection_records", "whether internet connection records are asked for"),
    _code("privilege", codes.Privilege, "whose protected communications are in it"),
    _flag("area_defined", "whether area and services are defined"),
    Spec("measure_hours", Form.COUNT, "hours that a measure lasts"),
)

_CASE: Final = {spec.name: spec for spec in CASE_FIELDS}
_ITEM: Final = {spec.name: spec for spec in ITEM_FIELDS}
PATTERNS: Final = {
    Form.DAY: re.compile(r"\d{4}-\d{2}-\d{2}"),
    Form.MOMENT: re.compile(r"\d{4}-\d{2}-\d{2}T\d{2}:\d{2}Z"),
    Form.COUNTRY: re.compile(r"[A-Z]{2}"),
    Form.REGION: re.compile(r"[A-Z]{2}-[A-Z0-9]{1,3}"),
    Form.ID: re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){1,6}"),
    Form.LANGUAGES: re.compile(r"[a-z]{2}"),
    Form.SPAN: re.compile(r"P(?=.)(\d{1,4}[YMWD])*(T(?=.)(\d{1,4}[HM])+)?"),
}
"""How the texts of a form are written."""
_PATH: Final = re.compile(r"items\.([1-9]\d?)\.([a-z_]+)")


@dataclass(frozen=True, slots=True)
class Face:
    """Values by field, for the demand and for each item, and the paths that are confirmed."""

    case: Mapping[str, Plain]
    items: tuple[Mapping[str, Plain], ...]
    confirmed: frozenset[str] = field(default_factory=frozenset)

    def get(self, path: str) -> Plain:
        """Value at ``path``; None where nothing is known."""
        item, name = split(path)
        if item is None:
            return self.case.get(name)
        if item > len(self.items):
            return None
        return self.items[item - 1].get(name)

    def is_confirmed(self, path: str) -> bool:
        """Whether a person who read the original confirmed the value at ``path``."""
        return path in self.confirmed

    def confirm(self, values: Mapping[str, Plain]) -> "Face":
        """The face with ``values`` (path to value) confirmed. Raises FaceError."""
        case, items = dict(self.case), [dict(item) for item in self.items]
        for path, value in values.items():
            item, name = split(path)
            checked = check(path, value)
            if item is None:
                case[name] = checked
            elif item <= len(items):
                items[item - 1][name] = checked
            else:
                raise FaceError(f"there is no item {item}")
        return replace(self, case=case, items=tuple(items), confirmed=self.confirmed | set(values))

    def unconfirmed(self, item: int) -> tuple[str, ...]:
        """Decisive paths of the demand and of ``item`` that hold a value nobody confirmed."""
        paths = [spec.name for spec in CASE_FIELDS if spec.decisive]
        paths += [f"items.{item}.{spec.name}" for spec in ITEM_FIELDS if spec.decisive]
        return tuple(p for p in paths if p not in self.confirmed and self.get(p) is not None)

    def claimed(self, item: int, names: Iterable[str]) -> tuple[str, ...]:
        """Paths of those fields, of the demand or of ``item``, that hold a value nobody confirmed; sorted."""
        paths = (f"items.{item}.{name}" if name in _ITEM else name for name in names)
        return tuple(sorted(path for path in paths if path not in self.confirmed and self.get(path) is not None))


def concerns(path: str, item: int) -> bool:
    """Whether a path of the face is one of the common facts, or of those of ``item``."""
    return not path.startswith("items.") or path.startswith(f"items.{item}.")


def split(path: str) -> tuple[int | None, str]:
    """Item number (None for the demand itself) and field name of a path. Raises FaceError."""
    match = _PATH.fullmatch(path)
    item, name = (int(match[1]), match[2]) if match else (None, path)
    if name not in (_CASE if item is None else _ITEM):
        raise FaceError(Msg("{path} is not a field of the facts; see law/schema/face.json", path=repr(path)))
    return item, name


def spec_of(path: str) -> Spec:
    """The field's specification. Raises FaceError for an unknown path."""
    item, name = split(path)
    return _CASE[name] if item is None else _ITEM[name]


def check(path: str, value: object) -> Plain:
    """``value`` in the field's own form. Raises FaceError when a code or a form is not the field's."""
    spec = spec_of(path)
    if value is None:
        return None
    if spec.form in _FITS:
        if not _FITS[spec.form](spec, value):
            raise _wrong(spec, path, value)
        # A code of an enumeration is written as the text that it is.
        return str(value) if isinstance(value, str) else value  # type: ignore[return-value] # a form is of a plain type
    fits = _LISTS[spec.form]
    if not isinstance(value, list | tuple) or len(value) > MAX_ITEMS or not all(fits(spec, one) for one in value):
        raise _wrong(spec, path, value)
    return tuple(sorted({str(one) for one in value}))


def from_plain(data: Mapping[str, Any]) -> Face:
    """Face from the object that ``law/schema/face.json`` describes. Raises FaceError."""
    unknown = set(data) - {"schema", "case", "items", "confirmed"}
    if unknown or data.get("schema", SCHEMA) != SCHEMA:
        raise FaceError(f"no face of the form {SCHEMA}" + (f": {sorted(unknown)}" if unknown else ""))
    case, items = data.get("case", {}), data.get("items", [])
    if not isinstance(case, Mapping) or not isinstance(items, Sequence) or len(items) > MAX_ITEMS:
        raise FaceError(f"a face has one object 'case' and at most {MAX_ITEMS} 'items'")
    confirmed = frozenset(data.get("confirmed", ()))
    face = Face(
        {name: check(name, value) for name, value in case.items()},
        tuple(_item(number, item) for number, item in enumerate(items, 1)),
        confirmed,
    )
    for path in confirmed:
        split(path)
    return face


def _item(number: int, item: object) -> dict[str, Plain]:
    if not isinstance(item, Mapping):
        raise FaceError(f"item {number} is no object")
    return {str(name): check(f"items.{number}.{name}", value) for name, value in item.items()}


def to_plain(face: Face) -> dict[str, Any]:
    """The face as the object that ``law/schema/face.json`` describes; absent values left out."""
    return {
        "schema": SCHEMA,
        "case": _plain(face.case),
        "items": [_plain(item) for item in face.items],
        "confirmed": sorted(face.confirmed),
    }


def _plain(values: Mapping[str, Plain]) -> dict[str, Any]:
    return {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in sorted(values.items())
        if value is not None
    }


def _wrong(spec: Spec, path: str, value: object) -> FaceError:
    if spec.of is None:
        return FaceError(Msg("{path}: {value} is not of the form {form}", path=path, value=repr(value), form=spec.form))
    codes_of_field = tuple(str(code) for code in spec.of)
    return FaceError(Msg("{path}: {value} is none of {codes}", path=path, value=repr(value), codes=codes_of_field))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and PATTERNS[Form.DAY].fullmatch(value) is not None and _is_date(value)


def _is_date(value: str) -> bool:
    try:
        datetime.datetime.fromisoformat(value)
    except ValueError:
        return False
    return True


def _is_of(form: Form) -> Callable[[Spec, object], bool]:
    return lambda _, value: isinstance(value, str) and PATTERNS[form].fullmatch(value) is not None


_FITS: Final[Mapping[Form, Callable[[Spec, object], bool]]] = {
    Form.CODE: lambda spec, value: isinstance(value, str) and value in list(spec.of or ()),
    Form.FLAG: lambda _, value: isinstance(value, bool),
    Form.COUNT: lambda _, value: type(value) is int and 0 <= value <= MAX_TARGETS,
    Form.DAY: lambda _, value: _is_day(value),
    Form.MOMENT: lambda spec, value: _is_of(Form.MOMENT)(spec, value) and _is_date(str(value)),
    Form.COUNTRY: _is_of(Form.COUNTRY),
    Form.REGION: _is_of(Form.REGION),
    Form.ID: _is_of(Form.ID),
    Form.SPAN: lambda spec, value: value == "immediately" or _is_of(Form.SPAN)(spec, value) or _is_day(value),
}
_LISTS: Final = {Form.CODES: _FITS[Form.CODE], Form.IDS: _FITS[Form.ID], Form.LANGUAGES: _is_of(Form.LANGUAGES)}
"""Forms of several values, and what each of them is."""
