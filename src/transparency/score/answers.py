"""The answers of companies, read from a table: what cannot be an answer is named by its row, and nothing is guessed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from transparency.check import source
from transparency.check.figures import brief
from transparency.check.model import listed, plural
from transparency.check.shape import need, normal
from transparency.score.method import GROUP, NOT_APPLICABLE, OPERATING, Indicator, Method

COLUMNS: Final = ("company", "entity", "entity_type", "indicator", "answers")
SCORES: Final = "element_scores"
_OTHERS: Final = ", which others of its company answer"


@dataclass(frozen=True, slots=True)
class Answer:
    """What one level of a company answers to one indicator: a code an element, in order."""

    row: int
    company: str
    entity: str
    kind: str  # group, opco, or the kind of service
    indicator: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Remark:
    """Something about a row. ``fault``: its company cannot be scored."""

    row: int
    company: str
    says: str
    fault: bool = True

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return {"row": self.row, "says": self.says}


@dataclass(slots=True)
class Answers:
    """The rows of each company, in the order of the file, and what is to be said about rows."""

    companies: dict[str, list[Answer]] = field(default_factory=dict)
    remarks: list[Remark] = field(default_factory=list)

    def said(self, company: str, *, fault: bool) -> list[Remark]:
        """What is to be said about a company's rows, in their order."""
        found = [one for one in self.remarks if one.company == company and one.fault is fault]
        return sorted(found, key=lambda one: one.row)


def read(file: str, data: bytes, method: Method) -> Answers:
    """The answers that a table holds (CSV, JSON, XLSX, HTML). Raises UnreadableError where it is no such table."""
    every = source.tables(file, data)
    sheets = [one for one in every if {*map(normal, COLUMNS)} <= {*map(normal, one.header)}] or every
    if len(sheets) != 1:
        raise source.UnreadableError(f"{file} holds {plural(len(sheets), 'table')} that could be meant; give one")
    (sheet,) = sheets
    for note in sheet.notes:
        if note.rule == "damaged-bytes":
            raise source.UnreadableError(note.says)
    need(sheet, COLUMNS)
    names = [normal(one) for one in sheet.header]
    places = [names.index(normal(one)) for one in COLUMNS]
    scores = names.index(normal(SCORES)) if normal(SCORES) in names else len(names)
    found = Answers()
    refused: set[tuple[str, str, str]] = set()
    first: dict[tuple[str, str, str], int] = {}
    for row, cells in sheet.rows:
        told = [cells[at].strip() if at < len(cells) else "" for at in places]
        company, entity, kind, indicator, codes = told
        answer = Answer(row, company, entity, kind, indicator, tuple(codes.split()))
        before = first.setdefault((company, entity, indicator), row)
        again = f"{brief(entity)} answers {indicator} a second time; the first is row {before}" if before != row else ""
        says = _wrong(method, answer) or again
        kept = found.companies.setdefault(answer.company, [])
        if says:
            found.remarks.append(Remark(row, answer.company, says))
            refused.add((answer.company, answer.entity, answer.indicator))
            continue
        kept.append(answer)
        given = cells[scores].split() if scores < len(cells) else []
        found.remarks += (Remark(row, answer.company, one, fault=False) for one in _odd(method, answer, given))
    for company, rows in found.companies.items():
        found.remarks += (
            Remark(first.row, company, f"{brief(first.entity)} ({first.kind}) has no row for {name}{_OTHERS}")
            for name, first in _missing(method, rows)
            if (company, first.entity, name) not in refused
        )
        found.remarks += (Remark(row, company, says) for row, says in _unlike(method, rows))
    return found


def _wrong(method: Method, answer: Answer) -> str:
    """Why a row cannot be counted; empty where it can."""
    if not answer.company or not answer.entity:
        return "it names no company or no entity"
    level = method.level(answer.kind)
    if not level:
        known = listed((GROUP, OPERATING, *method.services), 20)
        return f"“{brief(answer.kind)}” is no entity_type of {method.name}: {known}"
    indicator = method.indicators.get(answer.indicator)
    if indicator is None:
        first, last = method.indicator[0].id, method.indicator[-1].id
        return f"“{brief(answer.indicator)}” is no indicator of {method.name}: {first} to {last}, as “P11a”"
    if level not in indicator.levels:
        return f"{indicator.id} is asked of {', '.join(indicator.levels)}; {brief(answer.entity)} is {answer.kind}"
    count, here = len(indicator.asks), len(answer.codes)
    if here != count:
        last = f" to {indicator.element(count)}" if count > 1 else ""
        which = f"{plural(count, 'element')}, {indicator.element(1)}{last}"
        return f"{indicator.id} has {which}; here {'is' if here == 1 else 'are'} {plural(here, 'answer')}"
    return _code(method, answer, indicator)


def _code(method: Method, answer: Answer, indicator: Indicator) -> str:
    """Which answer of a row cannot be one."""
    asked = method.asked(indicator, answer.kind)
    lenient = indicator.excepted and answer.kind in method.services
    for number, code in enumerate(answer.codes, 1):
        element = indicator.element(number)
        if code != NOT_APPLICABLE and code not in method.points:
            return f"{element}: “{brief(code)}” is no answer; give {listed((*method.points, NOT_APPLICABLE))}"
        if code == NOT_APPLICABLE and asked[number - 1] and number not in indicator.judged and not lenient:
            return (
                f"{element}: {NOT_APPLICABLE} is no answer of a {answer.kind}; {method.name} asks it of each. "
                "Where nothing is disclosed, the answer is ND"
            )
    of = indicator.companies
    if of and of != method.services[answer.kind] and set(answer.codes) != {NOT_APPLICABLE}:
        return f"{indicator.id} is asked of {of} services alone, and {answer.kind} is none"
    return ""


def _odd(method: Method, answer: Answer, given: Sequence[str]) -> Iterator[str]:
    """What a reader of the row should know; it is counted as it stands."""
    indicator = method.indicators[answer.indicator]
    asked = method.asked(indicator, answer.kind)
    extra: list[int] = []
    spared: list[int] = []
    for number, (code, asks) in enumerate(zip(answer.codes, asked, strict=True), 1):
        if asks is (code == NOT_APPLICABLE):
            (spared if asks else extra).append(number)
    if extra:
        yield f"{listed(map(indicator.element, extra))}: not asked of {answer.kind}, answered and counted"
    if spared := [number for number in spared if number not in indicator.judged]:
        yield (
            f"{listed(map(indicator.element, spared))}: asked of each {answer.kind}, and here {NOT_APPLICABLE}: taken "
            "out of the mean, which it can lift; where nothing is disclosed, the answer is ND"
        )
    made = [NOT_APPLICABLE if one is None else str(one) for one in method.worth(indicator, answer.codes)]
    if given and given != made:
        yield f"{SCORES} says {brief(' '.join(given))}; by its answers it is {' '.join(made)}, and that counts"


def _missing(method: Method, rows: Sequence[Answer]) -> Iterator[tuple[str, Answer]]:
    """Indicators that a level of a company does not answer and its others do, with the level's first row."""
    by = _by_indicator(rows)
    for first in {one.entity: one for one in reversed(rows)}.values():
        for name, entities in by.items():
            if first.entity not in entities and any(method.asked(method.indicators[name], first.kind)):
                yield name, first


def _unlike(method: Method, rows: Sequence[Answer]) -> Iterator[tuple[int, str]]:
    """Levels of two kinds, a second group or operating company, and indicators of a group that has no row."""
    kinds: dict[str, Answer] = {}
    for answer in rows:
        before = kinds.setdefault(answer.entity, answer)
        if before.kind != answer.kind:
            yield answer.row, f"{brief(answer.entity)} is {answer.kind} here and {before.kind} in row {before.row}"
    for kind in (GROUP, OPERATING):
        for again in [one for one in kinds.values() if one.kind == kind][1:]:
            yield again.row, f"{brief(again.entity)} is a second {kind}; a company has one"
    if all(one.kind != GROUP for one in kinds.values()):
        for name, entities in _by_indicator(rows).items():
            if GROUP in method.indicators[name].levels:
                yield next(iter(entities.values())).row, f"{name} is asked of the group, which has no row"


def _by_indicator(rows: Sequence[Answer]) -> dict[str, dict[str, Answer]]:
    found: dict[str, dict[str, Answer]] = {}
    for answer in rows:
        found.setdefault(answer.indicator, {})[answer.entity] = answer
    return found


def absent(method: Method, rows: Sequence[Answer]) -> list[str]:
    """Indicators that the method asks of such a company and that no row answers."""
    have = {one.indicator for one in rows}
    kinds = {one.kind for one in rows}
    return [
        one.id for one in method.indicator if one.id not in have and any(any(method.asked(one, kind)) for kind in kinds)
    ]
