"""What an act can say on a case now, as data: choices, what follows from the case, what the law says.

A client draws the form from its own table of acts, composes the statement itself, and holds what it rests on against
signatures; what stands here is a suggestion, and is shown as one.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.acts import access
from dueprocess.acts.declaration import About, Choice, Of, Offer, OnCase
from dueprocess.acts.table import ON_CASE
from dueprocess.adapters import names
from dueprocess.adapters.dates import SPELLING
from dueprocess.case import fields as f
from dueprocess.case import restricted
from dueprocess.case.decision_events import DecisionApproved
from dueprocess.case.state import CaseState, Deciding, ItemState
from dueprocess.demand.codes import Role
from dueprocess.demand.face import CASE_FIELDS, ITEM_FIELDS, Form, Plain, Spec
from dueprocess.demand.face_schema import face_schema
from dueprocess.desk.data.models import Duty
from dueprocess.desk.data.queries import Filter, matching
from dueprocess.desk.data.transaction import trial
from dueprocess.desk.services import acts, envelopes
from dueprocess.desk.services.assessments import assess_case, turning_of
from dueprocess.desk.services.cases import state_of, verification_of
from dueprocess.desk.services.desk import Desk, authority_names, name_of
from dueprocess.desk.services.offices import rung
from dueprocess.desk.services.result import UnknownCaseError
from dueprocess.formats import moment
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act, Look, Said, bases
from dueprocess.law.coverage import shelf_countries
from dueprocess.law.finding import Assessment, Citation, Effect, Layer, Status
from dueprocess.law.texts import Instrument
from dueprocess.letter.provision import provision

_NO_ITEM: Final = ItemState(0)
NOBODY: Final = "0" * 64
"""The hash of a statement that nobody signed yet."""

MAX_SAME: Final = 5


Owed = list[tuple[int | None, str]]
"""Open duties of a case: item and what, the first due first."""


def owed(case_id: str) -> Owed:
    """What is owed on a case."""
    rows = Duty.objects.filter(case_id=case_id, done_at__isnull=True).order_by("due_at", "pk")
    return list(rows.values_list("item", "what"))


def about(
    desk: Desk,
    declared: OnCase[Any],
    case: CaseState,
    duties: Owed,
    number: int,
    judged: Callable[[], Assessment],
    *,
    person: str = "",
) -> About:
    """What ``person`` looks at who is asked for the act. Raises UnknownCaseError where there is no such item.

    ``judged``: what the law says of the case, where an item is looked at.
    """
    if (declared.of is Of.ITEM or number) and case.item(number) is None:
        raise UnknownCaseError(case.id)
    items = {one.item: one for one in judged().items} if number else {}
    verified = verification_of(desk, case.face.get("authority"))
    return About(
        case,
        number,
        items.get(number),
        {one.id: one.spoken for one in desk.shelf.instruments.values()},
        duties,
        verified.contact if verified else "",
        rung(desk, case.face.get("authority")) if verified else "",
        restricted.custodian_of(person, desk.house.custodian, envelopes.readers_in(case.id))
        if declared.act is Act.ARRIVAL_RESTRICT
        else "",
    )


def offers(
    case: CaseState,
    person: str,
    roles: frozenset[Role],
    gone: frozenset[str] = frozenset(),
    onward: frozenset[str] = frozenset(),
) -> list[dict[str, Any]]:
    """What somebody may do on a case now: act, item (0: the case as a whole), kind of the letter that is sent.

    ``gone``: hashes of acts whose person left the desk, or has another key since. ``onward``: who decided where its
    items went: they call nobody (``letter_parts.deciders_onward``).
    """

    def offered(offer: Offer, item: ItemState) -> bool:
        left = offer.for_gone and item.proposal is not None and item.proposal.statement in gone
        return offer.when(case, item) and (left or offer.whose(case, item, person))

    return [
        {"act": str(act), "item": item.number, "letter": offer.letter}
        for item in (_NO_ITEM, *case.items)
        for act, declared in ON_CASE.items()
        if declared.of in {Of.EITHER, Of.ITEM if item.number else Of.CASE}
        and access.may(roles, act)
        and not (act is Act.AUTHORITY_CALL_BACK and person in onward)
        for offer in declared.offers
        if offered(offer, item)
    ]


def choices(declared: OnCase[Any], looks_at: About) -> dict[str, list[Choice]]:
    """The values of each field that depends on the case."""
    return {key: [one for one in asked(looks_at) if one.page] for key, asked in declared.choices.items()}


def filled(declared: OnCase[Any], looks_at: About) -> dict[str, object]:
    """Fields that follow from the case; whoever signs holds them against what was signed."""
    return {key: found(looks_at) for key, found in declared.filled.items()}


def other_cases(said: Said) -> set[str]:
    """Cases of the desk beside its own that an act names: where it goes, or what it resembles."""
    declared = ON_CASE.get(said.act)
    fields = declared.fields if declared is not None else {}
    named = {key for key, one in fields.items() if one.kind in (f.CASE, f.CASE_OR_NONE) and not one.fresh}
    return {str(said.says.get(key) or "") for key in named} - {""}


def of_the_same(declared: OnCase[Any], looks_at: About, among: Sequence[str] | None) -> list[str]:
    """Other cases (of ``among``) of the same authority, the newest first, where the act names another case."""
    named = any(field.kind in (f.CASE, f.CASE_OR_NONE) for field in declared.fields.values())
    authority = str(looks_at.case.face.get("authority") or "") if named else ""
    if not authority:
        return []
    same = matching(Filter(authority=authority, among=among)).exclude(pk=looks_at.case.id)
    return list(same.order_by("-opened_on").values_list("pk", flat=True)[:MAX_SAME])


@dataclass(frozen=True, slots=True)
class Tried:
    """What would follow from a look: events, the act that would be refused, the case, and what is owed on it."""

    events: Sequence[str]
    refused: tuple[int, Denied] | None
    case: CaseState
    duties: Owed


def would(desk: Desk, person: str, case_id: str, said: Sequence[Said]) -> Tried:
    """What would follow from the acts of a look as things stand; nothing of it stays. Raises BadCommandError.

    The database is locked while the acts are done, and no longer: what is asked of the case afterwards needs no table.
    """
    case = state_of(case_id)
    if not said:
        return Tried((), None, case, owed(case_id))
    place = (desk.roster.desk_id, desk.roster.mark, case.id, case.revision)
    look = Look(*place, person, moment.write(desk.now), bases(said, lambda _: NOBODY), tuple(said))
    with trial():
        events, refused = acts.tried(desk, look)
        return Tried(events, refused, state_of(case_id), owed(case_id))


def agreed(case: CaseState, said: Sequence[Said]) -> CaseState:
    """The case once a second person agreed to what these acts propose: what the letter says that leaves then."""
    for number in (int(str(one.says["item"])) for one in said if one.act is Act.DECISION_PROPOSE):
        item = case.item(number)
        if item is not None and item.deciding is Deciding.PROPOSED and item.proposal is not None:
            case = DecisionApproved(number, "", item.proposal.outcome, item.proposal.statement, "").change(case)
    return case


ARRIVAL: Final = frozenset({"channel", "received_on", "received_at", "arrived_encrypted"})
"""Facts of an arrival that the machine fills."""
_TYPES: Final[dict[Form, str]] = {
    Form.COUNTRY: "code",
    Form.REGION: "text",
    Form.ID: "code",
    Form.IDS: "codes",
    Form.LANGUAGES: "codes",
    Form.SPAN: "text",
}
_CASE: Final = face_schema()["properties"]["case"]["properties"]
_PATTERNS: Final[dict[Form, str]] = {
    Form.SPAN: str(_CASE["deadline"]["pattern"]),
    Form.REGION: str(_CASE["region"]["pattern"]),
}


def form_of(desk: Desk, case: CaseState, language: str = "en") -> dict[str, Any]:
    """The form of a case: what is decisive and not confirmed first, then the rest in the order of the schema."""
    asked = _asked(desk, case)
    verified = verification_of(desk, case.face.get("authority"))
    fields = [*_fields(desk, case, "", CASE_FIELDS, asked, language)]
    for item in case.items:
        fields += _fields(desk, case, f"items.{item.number}.", ITEM_FIELDS, asked, language)
    return {
        "case": case.id,
        "revision": case.revision,
        "says": str(case.says),
        "items": len(case.items),
        "fields": sorted(fields, key=lambda field: not field["unsure"]),
        "contact": verified.contact if verified else "",
        "phone": rung(desk, case.face.get("authority")) if verified else "",
    }


_OPEN: Final = frozenset({Effect.DEFECT, Effect.COUNSEL, Effect.CAUTION})
_BINDS: Final = frozenset({Layer.DOMESTIC, Layer.POLICY})


def _asked(desk: Desk, case: CaseState) -> frozenset[str]:
    """Paths of the facts that a rule of the invoked law or of the house waits for: with them it would be met.

    How and when it came no rule waits for: the machine knows, and a person may put it right among all facts.
    """
    turning, of_item = turning_of(desk, case.face), {spec.name for spec in ITEM_FIELDS}
    return frozenset(
        f"items.{judged.item}.{turn.field}" if turn.field in of_item else turn.field
        for judged in (assess_case(desk, case).items if case.items else ())
        for finding in judged.findings
        if finding.layer in _BINDS and finding.effect in _OPEN
        for turn in turning(judged.item, finding)
        if turn.field not in ARRIVAL
    )


def _fields(
    desk: Desk, case: CaseState, prefix: str, specs: tuple[Spec, ...], asked: frozenset[str], language: str
) -> Iterator[dict[str, Any]]:
    for spec in specs:
        path = prefix + spec.name
        value, confirmed = _plain(case.face.get(path)), case.face.is_confirmed(path)
        yield {
            "path": path,
            "section": prefix.rstrip(".") or "case",
            "meaning": spec.meaning,
            "class": "face",
            "type": _TYPES.get(spec.form, str(spec.form)),
            "form": str(spec.form),
            "pattern": _PATTERNS.get(spec.form),
            "codes": _codes(desk, case, spec, language),
            "value": value,
            "claimed": None if confirmed else value,
            "confirmed": confirmed,
            "unsure": spec.decisive and not confirmed,
            "asked": path in asked,
        }


def _plain(value: Plain) -> bool | int | str | list[str] | None:
    return list(value) if isinstance(value, tuple) else value


def _codes(desk: Desk, case: CaseState, spec: Spec, language: str) -> list[dict[str, str]] | None:
    if spec.of is not None:
        return [{"code": code.value, "meaning": code.meaning} for code in spec.of]
    listed = _listed(desk, str(case.face.get("country") or ""), spec.form, language)
    if listed is None:
        return None
    return [{"code": code, "meaning": meaning} for code, meaning in sorted(listed.items(), key=lambda one: one[1])]


def _listed(desk: Desk, country: str, form: Form, language: str) -> dict[str, str] | None:
    """Names by code for what is no closed list of ours: countries, languages, the directory and the law's ids."""
    match form:
        case Form.COUNTRY:
            return names.countries(language)
        case Form.LANGUAGES:
            return names.languages(language)
        case Form.ID:
            return {one["code"]: one["name"] for one in directory_of(desk, language) if one["country"] == country}
        case Form.IDS:
            states = sorted(shelf_countries(country))
            return {one.id: _cited(one, language) for state in states for one in desk.shelf.of_state(state)}
        case _:
            return None


def _cited(one: Instrument, language: str) -> str:
    """A provision as readers of a language cite it: German law by its own section, others as letters do."""
    if language not in SPELLING.languages or language == "en" or one.latest.section.startswith("§"):
        return one.spoken
    cite = Citation(one.act, one.latest.section, None, None, None, Status.UNVERIFIED)
    return provision(cite, SPELLING.languages[language], SPELLING.day)


def directory_of(desk: Desk, language: str) -> list[dict[str, str]]:
    """Every authority of the directory, by country and name: whoever chooses one learns nothing of the case."""
    rows = [
        {"code": one.id, "country": one.country, "kind": one.kind, "name": name_of(desk, one.id, [language])}
        for one in authority_names(desk)
    ]
    return sorted(rows, key=lambda row: (row["country"], row["name"]))
