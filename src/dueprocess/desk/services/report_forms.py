"""What forms of a report are made from, at the desk: a published edition; or the cases, where a law fixes the figures.

Numbers that a law fixes count sealed items too (ADR 0043, 0044). Whoever takes them out of the desk may publish them:
they are entered in the ledger first, and every later edition is reckoned against them.
"""

from dueprocess.case.outcome import Rule
from dueprocess.desk.services import editions, publication, report_facts
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.report_facts import reckon
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.report import withholding
from dueprocess.report.cells import is_period, size_of, span_of
from dueprocess.report.ledger import Ledger, Surface, of_cells
from dueprocess.report.provider import Provider
from dueprocess.report.tables import Namer
from transparency.forms.every import Material, frame


def by_choice(desk: Desk, provider: Provider, period: str, names: Namer = str) -> Material | Denied:
    """The newest published edition on a period (without one: the newest of all), and the rows of the registers.

    Raises ForgedRowError where either does not rest on what people signed.
    """
    published = editions.published(desk)
    found = [one for one in published if period in {"", one.period}]
    if not found:
        there = tuple(sorted({edition.period for edition in published})) or Msg("none yet")
        asked = period or Msg("any period")
        says = Msg("No edition on {period} is published; there are: {there}.", period=asked, there=there)
        return Denied(Rule.REPORT_NONE, says, "Build one, let two people sign it, publish it; or name another period.")
    return Material(found[-1], rows=publication.snapshot(desk, provider).rows, names=names)


def by_law(desk: Desk, provider: Provider, form: str, period: str, names: Namer = str) -> Material | Denied:
    """The items that a form counts that a law fixes; its numbers are in the ledger from now on.

    Raises ForgedRowError where cases do not rest on what people signed.
    """
    if not is_period(period):
        return Denied(
            Rule.REPORT_PERIOD, "{period} is no period.", "Write 2026, 2026-H1 or 2026-Q3.", period=repr(period)
        )
    if desk.today <= span_of(period)[1]:
        says = Msg("{period} is not over: what a law asks for is told of periods that are.", period=period)
        return Denied(Rule.REPORT_PERIOD, says, "Ask again when it is over, or for an earlier one.")
    facts = report_facts.facts(desk)
    told = tuple(fact for fact in facts if withholding.is_open(fact) or withholding.is_sealed(fact))
    cells = withholding.law_cells(told, (form,), (size_of(period),), reckon)
    numbers = of_cells(
        tuple(cell for cell in cells if cell.place.period == period), Surface.LAW, desk.today, fixed=True
    )
    publication.enter(desk, Surface.LAW, Ledger(numbers=numbers))
    return Material(frame(provider, period, desk.today), told, names=names)
