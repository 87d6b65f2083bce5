"""What to do next: steps ranked by points for work, each with the arithmetic that its points come from."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from transparency.score import evidence
from transparency.score.elements import PUBLISH, element
from transparency.score.evidence import Is, Stand
from transparency.score.method import Indicator, Method
from transparency.score.score import Card, Score, card, scored, sum_up


@dataclass(frozen=True, slots=True)
class Step:
    """Elements of one indicator that are answered in the same way, and what the best answers to all would add.

    ``category`` and ``total`` are gains in points of 0 to 100. ``hours`` is our estimate.
    """

    indicator: Indicator
    way: str
    elements: tuple[str, ...]
    true: tuple[str, ...]  # of these, what the records show already
    hours: int
    category: Fraction
    total: Fraction
    asked: int  # elements of the indicator that apply
    indicators: int  # of the family
    families: int  # of the category
    families_total: int

    @property
    def rate(self) -> Fraction:
        """Points of the total for an hour."""
        return self.total / self.hours


def steps(method: Method, company: str, standing: Mapping[str, Sequence[Stand]], true: Collection[str]) -> list[Step]:
    """All steps that add something, most points for an hour first."""
    now = card(method, company, evidence.answers(company, standing))
    found = []
    for name, listed in standing.items():
        indicator = method.indicators[name]
        ways: dict[str, list[str]] = {}
        for id_ in dict.fromkeys(one.element for one in _short(method, indicator, listed)):
            ways.setdefault(element(id_).way, []).append(id_)
        asked = len({one.element for one in listed if one.stands is not Is.SPARED})
        for way, ids in ways.items():
            category, total, of = _step(method, indicator, now, _then(method, now, listed, ids))
            shown = tuple(id_ for id_ in ids if id_ in true)
            hours = sum(PUBLISH if id_ in shown else element(id_).hours for id_ in ids)
            if total > 0:
                found.append(Step(indicator, way, tuple(ids), shown, hours, category, total, asked, *of))
    return sorted(found, key=lambda one: (-one.rate, -one.total, one.indicator.id, one.way))


def gain(method: Method, company: str, standing: Mapping[str, Sequence[Stand]], id_: str) -> Fraction:
    """What the best answer to one element, at every entity that is asked it, would add to the total."""
    now = card(method, company, evidence.answers(company, standing))
    return _gain(now.total, _then(method, now, standing[id_.partition(".")[0]], [id_]).total)


def _then(method: Method, now: Card, listed: Sequence[Stand], ids: Collection[str]) -> Card:
    """The score with the best answers to some elements of one indicator."""
    name = listed[0].element.partition(".")[0]
    indicator = method.indicators[name]
    rows = evidence.answers(now.company, {name: [_best(method, indicator, one, ids) for one in listed]})
    return sum_up(method, now.company, {**now.indicators, name: scored(method, indicator, rows)})


def _short(method: Method, indicator: Indicator, listed: Sequence[Stand]) -> Iterator[Stand]:
    """What is asked, applies, and is not worth all that it can be."""
    for one in listed:
        number = _number(one)
        if one.stands is not Is.SPARED and one.code != evidence.best(method, indicator, number):
            yield one


def _best(method: Method, indicator: Indicator, one: Stand, ids: Collection[str]) -> Stand:
    if one.element not in ids or one.stands is Is.SPARED:
        return one
    return Stand(one.entity, one.element, evidence.best(method, indicator, _number(one)), Is.COUNTS)


def _number(one: Stand) -> int:
    return int(one.element.partition(".")[2])


def _step(
    method: Method, indicator: Indicator, now: Card, then: Card
) -> tuple[Fraction, Fraction, tuple[int, int, int]]:
    code = method.category(indicator)
    siblings = sum(one.indicator.of == indicator.of and one.score is not None for one in then.indicators.values())
    inside = {one.indicator.of for one in then.indicators.values() if method.category(one.indicator) == code}
    families = sum(then.families[one] is not None for one in inside)
    total = sum(one is not None for one in then.families.values())
    return (
        _gain(now.categories[code], then.categories[code]),
        _gain(now.total, then.total),
        (siblings, families, total),
    )


def _gain(before: Score, after: Score) -> Fraction:
    return (after or Fraction(0)) - (before or Fraction(0))


def arithmetic(method: Method, step: Step) -> str:
    """The step's points in one English sentence."""
    many = f"{len(step.elements)} of {step.asked} elements" if step.asked > 1 else "the one element"
    part = f" of one of {step.indicators} indicators" if step.indicators > 1 else ""
    category = method.categories[method.category(step.indicator)]
    return (
        f"{many} of {step.indicator.id}{part} of one of {step.families} families: at most "
        f"+{float(step.category):.1f} in {category}, +{float(step.total):.2f} in total ({step.families_total} families)"
    )
