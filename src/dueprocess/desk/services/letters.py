"""The letter that a case now needs: facts of the case, words of the law, merged with what only a client knows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Final, TypeVar

from dueprocess.adapters import dates
from dueprocess.adapters.texts import LANGUAGES, assurance, points
from dueprocess.case import onward
from dueprocess.case.costs import claim, invoice_number, unclaimed
from dueprocess.case.given import no_item
from dueprocess.case.less import part_asked
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState, ItemState, Line, Proposal
from dueprocess.demand.codes import DataCategory, Kind, LineAnswer, Outcome
from dueprocess.desk.services import assessments, copies, tongues
from dueprocess.desk.services.cases import verification_of
from dueprocess.desk.services.desk import Desk, name_of
from dueprocess.formats.recipient import How
from dueprocess.formats.records import TIMELESS
from dueprocess.formats.refusal import Denied
from dueprocess.holdings.judge import UNDOING, Told, classed, told
from dueprocess.law.finding import (
    Channel,
    Charge,
    Citation,
    Effect,
    Finding,
    GroundOpen,
    ItemAssessment,
    Layer,
    Met,
    Status,
    Use,
)
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.facts import Charged, ItemFacts, LetterFacts, Provider, Said
from dueprocess.letter.held import about, carried_out, given_part, no_key, reasons, withheld_part
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.kinds import Rule as LetterRule
from dueprocess.letter.own import OwnWords
from dueprocess.letter.subject import Asked, subject
from dueprocess.report.tables import shown

_Judged = Mapping[str, Mapping[int, ItemAssessment]]
"""Today's assessment of each item, by language."""

SPELLING: Final = dates.SPELLING
_WORDS: Final = SPELLING.languages
OTHER_ADDRESSEE: Final = "policy.other-addressee"
_SPOKEN: Final = {
    "AT": "de",
    "DE": "de",
    "ES": "es",
    "FR": "fr",
    "IT": "it",
    "LU": "fr",
    "NL": "nl",
    "PK": "ur",
    "PL": "pl",
}
"""Language in which an authority of a country is answered, where the demand's own is not known."""
ORAL: Final = frozenset({"telephone", "visit", "staff"})

_OF_OUTCOME: Final[Mapping[Outcome, LetterKind]] = {
    Outcome.CORRECT: LetterKind.CORRECTION,
    Outcome.OBJECT: LetterKind.OBJECTION,
    Outcome.REFUSE: LetterKind.REFUSAL_POLICY,
    Outcome.NO_DATA: LetterKind.NO_DATA,
    Outcome.NOT_EXECUTABLE: LetterKind.NOT_EXECUTABLE,
    Outcome.COMPLY: LetterKind.COMPLY_NOTICE,
    Outcome.PARTIAL: LetterKind.PARTIAL,
}


_ASIDE: Final = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.INVOICE, LetterKind.RECALL})
"""Letters that answer no decision: the words that two people agreed to belong to another one."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What is merged on the client alone (class *correspondence*): reference, addressee, the house's own lines."""

    provider: Provider
    reference: str = ""
    recipient_lines: tuple[str, ...] = ()
    right_addressee: str = ""
    own: Mapping[int, OwnWords] = field(default_factory=dict)  # by item, the house's own words; a client opens them
    remarks: bool = False  # counsel chose the annex on international standards
    copied: bool | None = None  # with the line of a copy (False: without); None: as the house says, if one can be sent


def kind_for(case: CaseState, item: ItemState) -> LetterKind:
    """The letter that an item's decision calls for; an acknowledgement of the message where nothing is decided."""
    if item.outcome is Outcome.REFUSE and item.ground == OTHER_ADDRESSEE:
        return LetterKind.WRONG_ADDRESSEE
    if item.outcome is Outcome.CORRECT and case.channel in ORAL:
        return LetterKind.CONFIRM_IN_WRITING
    if item.measure:
        return LetterKind.CARRIED_OUT
    return _OF_OUTCOME.get(item.outcome, LetterKind.ACKNOWLEDGEMENT) if item.outcome else LetterKind.ACKNOWLEDGEMENT


def choose(case: CaseState, items: Sequence[int], kind: str | None) -> tuple[LetterKind, tuple[int, ...]]:
    """Which letter, and the items that it answers: those named (none: all) whose decision calls for the same one."""
    named = [case.item(number) for number in items] if items else list(case.items)
    present = [item for item in named if item is not None]
    if kind == LetterKind.INVOICE and not items:
        wait = waiting(case)
        present = [item for item in present if item.number in wait] or present
    first = LetterKind(kind) if kind else (kind_for(case, present[0]) if present else LetterKind.ACKNOWLEDGEMENT)
    return first, tuple(item.number for item in present if kind or kind_for(case, item) is first)


def languages_of(case: CaseState) -> tuple[str, ...]:
    """The language to answer in: that of the demand, else the country's."""
    written = case.face.get("languages")
    by_country = _SPOKEN.get(str(case.face.get("country")), "en")
    if isinstance(written, tuple) and written:
        return tuple(dict.fromkeys((*(["ur"] if by_country == "ur" else []), *written)))
    return (by_country,)


def house_of(desk: Desk) -> Provider:
    """The provider as it stands on a letter."""
    house = desk.house
    return Provider(
        house.name,
        house.place,
        house.address,
        house.contact,
        house.languages,
        house.account,
        house.signature,
        house.register,
    )


def write_letter(
    desk: Desk, case: CaseState, kind: LetterKind, items: Sequence[int], languages: Sequence[str], merged: Merged
) -> LetterSet | Denied:
    """Compose a letter on ``items``. Writes nothing. Denied where the law gives no words for it."""
    missing = [number for number in items if case.item(number) is None]
    if missing or not items:
        return no_item(missing[0]) if missing else Denied(Rule.NO_ITEM, "Name an item.")
    judged = _judged(desk, case)
    charges = charged(case, items, judged) if kind is LetterKind.INVOICE else ()
    if isinstance(charges, Denied):
        return charges
    copy = "" if merged.copied is False else copies.recipient(desk, case, kind, items, judged["en"].values())
    copy_to = name_of(desk, copy, languages)
    denied = copies.unsendable(desk, copy_to) if copy and merged.copied is None else None
    if denied is not None:
        return denied
    facts = LetterFacts(
        provider=merged.provider,
        date=desk.day_of(desk.now),
        authority_name=authority_name(desk, case, languages),
        recipient_lines=merged.recipient_lines,
        reference=merged.reference,
        our_id=case.id[:10],
        received_on=assessments.received_day(case.id),
        items=tuple(one for number in items for one in _facts_of(desk, case, kind, number, judged)),
        citations=_invoked(desk, case),
        right_addressee=merged.right_addressee,
        charges=charges,
        number=invoice_number(case.id, len(case.invoices) + 1) if charges else "",
        # Ways that the law which binds the provider leaves open; conditions of use that the invoked law gives (L10).
        channels=_each(items, judged, lambda one: one.channels, lambda _way: True),
        conditions=(
            *_each(items, judged, lambda one: one.conditions, lambda use: not use.sharing),
            *_assurance(case, items, judged),
        ),
        copy_to=copy_to,
        remarks=_remarks(items, judged) if merged.remarks else (),
        own=tuple((number, merged.own.get(number)) for number in own_words(case, items)) if kind not in _ASIDE else (),
    )
    made = compose(kind, facts, languages, SPELLING, tongues.binding(desk))
    if not isinstance(made, Denied):
        return made
    return Denied(Rule.NO_POINT if made.rule == LetterRule.NO_POINT else Rule.LETTER, made.says, made.next)


def _judged(desk: Desk, case: CaseState) -> _Judged:
    """Today's assessment of each item, by language of letters."""
    spoken = {code: assessments.assess_case(desk, case, language=code) for code in LANGUAGES}
    by_item = {code: {one.item: one for one in assessment.items} for code, assessment in spoken.items()}
    ours = {code: {n: _put(one, words) for n, one in by_item["en"].items()} for code, words in points().items()}
    return by_item | ours


_Says = TypeVar("_Says", Finding, GroundOpen, Channel, Use, Charge)


def _put(one: ItemAssessment, words: Mapping[str, str]) -> ItemAssessment:
    """What a letter says of an assessment, in ``words`` by its English; empty, and so refused, where they lack it."""

    def said(parts: Sequence[_Says]) -> tuple[_Says, ...]:
        return tuple(replace(part, says=words.get(part.says, "")) for part in parts)

    return replace(
        one,
        findings=said(one.findings),
        grounds=said(one.grounds),
        channels=said(one.channels),
        conditions=said(one.conditions),
        charges=said(one.charges),
    )


def own_words(case: CaseState, items: Sequence[int]) -> Mapping[int, str]:
    """By item, the commitment to what two people say in their own words in the letter that answers it."""
    found = ((number, case.item(number)) for number in items)
    return {
        number: item.proposal.point
        for number, item in found
        if item is not None and item.outcome is not None and item.proposal is not None and item.proposal.point
    }


def called_for(
    desk: Desk, case: CaseState, kind: LetterKind, items: Sequence[int], languages: Sequence[str], merged: Merged
) -> LetterSet | Denied:
    """The letter of ``kind``; what came past the way that law leaves open goes back to whom that way leads.

    Denied as by ``write_letter``.
    """
    made = write_letter(desk, case, kind, items, languages, merged)
    if kind is not LetterKind.CORRECTION or not isinstance(made, Denied) or made.rule != Rule.NO_POINT:
        return made
    judged = assessments.assess_case(desk, case, language="en").items
    if not all(any(way.decides for way in one.channels) for one in judged if one.item in items):
        return made
    return write_letter(desk, case, LetterKind.WRONG_ADDRESSEE, items, languages, merged)


_Part = TypeVar("_Part", Channel, Use)


def _each(
    items: Sequence[int],
    judged: _Judged,
    part: Callable[[ItemAssessment], Sequence[_Part]],
    fits: Callable[[_Part], bool],
) -> tuple[Said, ...]:
    """What decides of a part of the assessment, each code once, in every language: what somebody has read (5.3)."""
    found: dict[str, Said] = {}
    for number in items:
        for place, one in enumerate(part(judged["en"][number])):
            if one.decides and fits(one):
                words = {code: part(of[number])[place].says for code, of in judged.items()}
                found.setdefault(one.code, Said(words, one.citation))
    return tuple(found.values())


def _assurance(case: CaseState, items: Sequence[int], judged: _Judged) -> tuple[Said, ...]:
    """The question that stands beside the conditions where the receiver's law lets it pass the data on."""
    if not any(onward.asks(case, number, judged["en"][number]) for number in items):
        return ()
    return (Said(assurance()),)


def _remarks(items: Sequence[int], judged: _Judged) -> tuple[Said, ...]:
    """What verified standards ask and the demand lacks, each once."""
    found: dict[str, Said] = {}
    for number in items:
        for one in judged["en"][number].findings:
            if one.layer is Layer.INTERNATIONAL and one.outcome is Met.UNMET and one.rule not in found:
                words = {code: _says(of[number], one.rule) for code, of in judged.items()}
                if one.citation.status is Status.VERIFIED or one.citation.signed_on is not None:
                    found[one.rule] = Said(words, one.citation, Layer.INTERNATIONAL)
    return tuple(found.values())


def _says(one: ItemAssessment, rule: str) -> str:
    return next(found.says for found in one.findings if found.rule == rule)


def authority_name(desk: Desk, case: CaseState, languages: Sequence[str]) -> str:
    """The authority's name in the best language that the directory has; empty where it is not known."""
    return name_of(desk, str(case.face.get("authority") or ""), languages)


def contact_of(desk: Desk, case: CaseState) -> str:
    """The contact that two people verified; empty where there is none."""
    verified = verification_of(desk, case.face.get("authority"))
    return verified.contact if verified else ""


def mail_key_of(desk: Desk, case: CaseState) -> tuple[str, bytes]:
    """Kind and bytes of the key with that contact to which mail is sealed; empty where there is none."""
    return key_of_office(desk, case.face.get("authority"))


def key_of_office(desk: Desk, authority: object) -> tuple[str, bytes]:
    """The same of an authority by its id."""
    verified = verification_of(desk, authority)
    found = verified is not None and verified.key_kind in {How.OPENPGP, How.CMS}
    return (verified.key_kind, bytes(verified.key_bytes)) if verified is not None and found else ("", b"")


def _facts_of(desk: Desk, case: CaseState, kind: LetterKind, number: int, judged: _Judged) -> tuple[ItemFacts, ...]:
    """What a letter says of one item: of an answer in part, what is granted and what is not."""
    if kind in {LetterKind.PARTIAL, LetterKind.COMPLY_NOTICE}:
        return by_lines(desk, case, number, judged)
    item = case.item(number)
    if kind is LetterKind.CARRIED_OUT and item is not None:
        if not item.measure:
            return ()
        done = (carried_out(SPELLING, item.effect),)
        return tuple(
            replace(line, said=done) if line.granted else line for line in by_lines(desk, case, number, judged)
        )
    return (_item_facts(desk, case, kind, number, judged),)


def _item_facts(desk: Desk, case: CaseState, kind: LetterKind, number: int, judged: _Judged) -> ItemFacts:
    item_kind = Kind(str(case.face.get(f"items.{number}.kind") or Kind.DISCLOSURE))
    item, asks_for = case.item(number), subject(SPELLING, asked_of(case, number))
    if kind is LetterKind.CORRECTION:
        return ItemFacts(number, item_kind, _asks(desk, judged["en"][number]), about=asks_for)
    if kind in {LetterKind.NO_DATA, LetterKind.NOT_EXECUTABLE}:
        return ItemFacts(number, item_kind, not_there(desk, case, kind, number, judged["en"][number]), about=asks_for)
    if kind is LetterKind.REFUSAL_POLICY and item is not None and item.ground in _WORDS["en"].grounds:
        because = Said({code: words.grounds[item.ground] for code, words in _WORDS.items()})
        return ItemFacts(number, item_kind, (because,), about=asks_for)
    if kind is LetterKind.OBJECTION and item is not None:
        return ItemFacts(number, item_kind, _ground(item.ground, number, judged), about=asks_for)
    return ItemFacts(number, item_kind, about=asks_for)


def _asks(desk: Desk, one: ItemAssessment) -> tuple[Said, ...]:
    """What the invoked law requires and the demand lacks: verified rules alone (hazard 5.3)."""
    said: list[Said] = []
    general = {code: words.items.provision for code, words in _WORDS.items()}
    for finding in one.findings:
        if finding.effect is not Effect.DEFECT or finding.layer is not Layer.DOMESTIC:
            continue
        english = desk.shelf.ask(finding.rule, "en")
        words = general
        if english is not None:
            files = {code: desk.shelf.ask(finding.rule, code) or "" for code in LANGUAGES}
            words = files | {code: ours.get(english, "") for code, ours in points().items()}
        ask = Said(words, finding.citation)
        # Two powers that both do not reach far enough ask for one and the same thing.
        if ask not in said and not (words == general and any(one.words == general for one in said)):
            said.append(ask)
    return tuple(said)


def _ground(code: str, number: int, judged: _Judged) -> tuple[Said, ...]:
    words: dict[str, str] = {}
    citation: Citation | None = None
    for language, items in judged.items():
        for ground in items[number].grounds:
            if ground.code == code:
                words[language], citation = ground.says, ground.citation
    return (Said(words, citation),) if words else ()


def _invoked(desk: Desk, case: CaseState) -> tuple[Citation, ...]:
    """Citations of the instruments that the demand relies on, as far as they are verified.

    None where the text names no law: the power that we hold it to is our reading, and the letter does not put it into
    the sender's mouth.
    """
    invoked = case.face.get("instruments") if case.face.get("cites_law") is not False else ()
    found = []
    for name in invoked if isinstance(invoked, tuple) else ():
        instrument = desk.shelf.instruments.get(name)
        if instrument is not None:
            citation = instrument.versions[0].cited.citation
            if citation.status is Status.VERIFIED:
                found.append(citation)
    return tuple(dict.fromkeys(found))[:4]


# What a letter says of data that are not there, cannot be read, or go out in part: by decision and by map.


def not_there(desk: Desk, case: CaseState, kind: LetterKind, number: int, judged: ItemAssessment) -> tuple[Said, ...]:
    """What is not there or cannot be done, with the reason that the map of services gives; else what it is about."""
    data = case.face.get(f"items.{number}.data")
    bare = about(_WORDS, data if isinstance(data, tuple) else ())
    said = reasons(_WORDS, kind, _told(desk, case, number)) or (bare,)
    undoing = next((one for one in judged.findings if one.rule == UNDOING), None)
    if kind is LetterKind.NO_DATA or undoing is None:
        return said
    return (*said, no_key(_WORDS, undoing.citation if undoing.effect is Effect.INFO else None))


def by_lines(desk: Desk, case: CaseState, number: int, judged: _Judged) -> tuple[ItemFacts, ...]:
    """The granted and the withheld points of a decision, as its lines say; none where nothing is decided.

    Each says which data of which accounts, and what is withheld says why.
    """
    item = case.item(number)
    if item is None:
        return ()
    kind = Kind(str(case.face.get(f"items.{number}.kind") or Kind.DISCLOSURE))
    each, why = {str(one.category): one for one in _told(desk, case, number)}, _why(item.ground, number, judged)
    granted, withheld = list[Said](), list[Said]()
    for category, answers in _answers(item.lines):
        asked = asked_of(case, number, (category,) if category else ())
        # What the map says of the service holds for each account: not where one is given what the other is not.
        one = each.get(category) if LineAnswer.GRANTED not in answers or len(answers) == 1 else None
        for answer, handles in answers.items():
            if answer is LineAnswer.GRANTED:
                given, rest = _narrowed(asked, item.proposal)
                granted.append(given_part(_WORDS, subject(SPELLING, given, handles), one))
                if rest is not None:
                    left = subject(SPELLING, rest, handles)
                    withheld.append(withheld_part(_WORDS, left, LineAnswer.REFUSED, one, why))
            else:
                withheld.append(withheld_part(_WORDS, subject(SPELLING, asked, handles), answer, one, why))
    facts = (ItemFacts(number, kind, tuple(granted), granted=True), ItemFacts(number, kind, tuple(withheld)))
    return tuple(one for one in facts if one.said)


def _narrowed(asked: Asked, decided: Proposal | None) -> tuple[Asked, Asked | None]:
    """What of a granted line is given, and what is left of it where two people gave less than it says."""
    if decided is None:
        return asked, None
    if decided.part and decided.part != asked.form and asked.data == (DataCategory.SUBSCRIBER,):
        return replace(asked, form=decided.part), replace(asked, form="beyond")
    if TIMELESS.issuperset(asked.data) or not (decided.since or decided.until):
        return asked, None
    since, until = _day(decided.since) or asked.since, _day(decided.until) or asked.until
    return replace(asked, since=since, until=until), asked.but_for(since, until)


def _answers(lines: tuple[Line, ...]) -> Iterator[tuple[str, dict[LineAnswer, list[int]]]]:
    """By category: answer to numbers of its accounts, none where the item names none."""
    for category in dict.fromkeys(line.category for line in lines):
        mine = [line for line in lines if line.category == category]
        yield (
            category,
            {
                answer: [int(line.handle[1:]) for line in mine if line.answer == answer and line.handle[1:].isdigit()]
                for answer in LineAnswer
                if any(line.answer == answer for line in mine)
            },
        )


def _why(ground: str, number: int, judged: _Judged) -> Said | None:
    """The ground's own sentence, where the law behind it was read by somebody (hazard 5.3)."""
    said = next(iter(_ground(ground, number, judged)), None)
    cited = said.citation if said else None
    return said if cited and (cited.status is Status.VERIFIED or cited.signed_on is not None) else None


def asked_of(case: CaseState, number: int, only: tuple[str, ...] | None = None) -> Asked:
    """What an item asks for, as its face says; ``only`` these categories of it."""
    face, path = case.face, f"items.{number}."
    data, accounts = face.get(path + "data"), face.get(path + "targets")
    since, until = (face.get(path + name) for name in ("period_from", "period_to"))
    every = tuple(map(str, data)) if isinstance(data, tuple) else ()
    part = part_asked({"data": every, "part": face.get(path + "part")})
    return Asked(
        data=every if only is None else only,
        accounts=accounts if isinstance(accounts, int) else 0,
        since=_day(since),
        until=_day(until),
        form=part if (every if only is None else only) == (DataCategory.SUBSCRIBER,) else "",
    )


def _day(text: object) -> date | None:
    return date.fromisoformat(text) if isinstance(text, str) and text else None


def _told(desk: Desk, case: CaseState, number: int) -> tuple[Told, ...]:
    face = classed(case.face, desk.holdings)
    return told({**face.case, **face.items[number - 1]}, desk.holdings, desk.today)


COLUMNS = ("number", "made_on", "amount", "currency", "undelivered")
"""Of the export. An authority or a kind beside a sum would tell a bookkeeper of a secret case (P11)."""


def charged(case: CaseState, items: Sequence[int], judged: _Judged) -> tuple[Charged, ...] | Denied:
    """Lines of an invoice on ``items`` that waits. ``judged``: today's assessment of each item, by language."""
    claimed = claim(case, items, [charge for number in items for charge in judged["en"][number].charges])
    if isinstance(claimed, Denied):
        return claimed
    words = {
        code: {charge.position: charge.says for one in by_item.values() for charge in one.charges}
        for code, by_item in judged.items()
    }
    return tuple(
        Charged(
            Said({code: said[one.charge.position] for code, said in words.items()}, one.charge.citation),
            one.units,
            one.each,
            one.charge.currency,
        )
        for one in claimed
    )


def waiting(case: CaseState) -> tuple[int, ...]:
    """Items on which units wait for an invoice."""
    return tuple(sorted({one.item for one in unclaimed(case)}))


def exported(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Invoices (``plain_views.invoice_plain``) as accounting takes them; no cell is a formula (hazard 12.3)."""
    return [{name: shown(value) for name, value in _cells(row).items()} for row in rows]


def _cells(row: Mapping[str, Any]) -> dict[str, str]:
    amount = f"{row['cents'] // 100}.{row['cents'] % 100:02}"
    said = {**row, "amount": amount, "undelivered": "yes" if row["undelivered"] else "no"}
    return {name: str(said[name]) for name in COLUMNS}
