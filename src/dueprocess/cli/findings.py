"""An assessment as a lawyer reads it: what is missing, what counsel must say, may we tell, what may be objected."""

import datetime
from typing import TYPE_CHECKING, Final

import click

from dueprocess.case.duty_words import duty as duty_in_words
from dueprocess.cli import output
from dueprocess.cli.homes import Clock
from dueprocess.formats import days
from dueprocess.law.finding import PROVIDER
from dueprocess.law.plain import Turning, no_turns
from dueprocess.law.turning import spoken

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dueprocess.law.finding import Assessment, Citation, Finding, ItemAssessment

GROUPS: Final = (
    ("defect", "Missing under the law that is invoked"),
    ("counsel", "For counsel"),
    ("caution", "Not certain"),
)
REMEDIES: Final = {
    "motion": "An order can be lifted: a motion to the court belongs to it.",
    "yearly_review": "A statute sets no end: check it once a year.",
}
STANDARDS: Final = (
    ("unmet", None, "not met"),
    ("unknown", None, "not asked: nobody has said what they want to know"),
    ("met", True, "met by what nobody confirmed"),
    ("met", False, "met"),
)
"""Outcome of a standard, whether it rests on what nobody confirmed (None: either), and the heading."""
_MAY: Final = {"yes": ("yes", "green"), "no": ("no", "red"), "unknown": ("not known", "yellow")}


def print_assessment(assessment: "Assessment", *, standards: bool = False, turning: Turning = no_turns) -> None:
    """All items, one under another."""
    for one in assessment.items:
        output.heading(f"Item {one.item}")
        print_item(one, standards=standards, turning=turning)


def print_item(one: "ItemAssessment", *, standards: bool = False, turning: Turning = no_turns) -> None:
    """One item: suggestion, findings by weight, may we tell, grounds, the risk of a wrong refusal."""
    click.echo("  Suggested: " + click.style(one.recommendation.meaning, bold=True))
    for effect, title in GROUPS:
        found = [finding for finding in one.findings if finding.effect == effect]
        if found:
            click.echo(f"  {title}")
            _findings(one.item, found, turning)
    house = [finding for finding in one.findings if finding.layer == "house" and finding.effect == "info"]
    listed("What we hold", (("info" if each.outcome == "met" else "note", each.says, each.citation) for each in house))
    if house:
        answers = "; ".join(f"{output.spoken(line.category)}: {output.spoken(line.answer)}" for line in one.lines)
        output.wrapped(f"Suggested answers, for a person to confirm: {answers or 'none'}", 4)
    _counted(one, standards=standards)
    _may(one)
    listed("We may object", (("note", f"{each.code}: {each.says}", each.citation) for each in one.grounds))
    for title, risk in (("A wrong refusal", one.wrong_refusal), ("A wrong grant", one.wrong_grant)):
        listed(title, [("", risk.says, risk.citation)] if risk else [], indent=4)
    ways = (("note", f"{way.code}: {way.says}", way.citation) for way in one.channels)
    listed("What the authority can still do", ways)
    uses = (("caution" if use.sharing else "info", use.says, use.citation) for use in one.conditions)
    listed("What may become of the data", uses)
    output.wrapped("What remains: " + "; ".join(way.meaning for way in one.ways), 2)


def listed(title: str, rows: "Iterable[tuple[str, str, Citation]]", *, indent: int = 6) -> None:
    """A title, and below it each sentence under the mark of its effect, with where it stands; nothing without any."""
    for number, (effect, says, citation) in enumerate(rows):
        if not number:
            click.echo(f"  {title}")
        stated(says, citation, effect=effect, indent=indent)


def _findings(item: int, found: "list[Finding]", turning: Turning) -> None:
    """Findings under their citation, which is said once where the next has the same; twins are shown once."""
    said: dict[tuple[str, str, str], Finding] = {}
    for one in found:
        basis = cited(one.citation) + (" · rests on what nobody confirmed" if one.claimed else "")
        said.setdefault((one.effect, one.says, basis), one)
    following = [*(basis for _, _, basis in said), ""][1:]
    for ((effect, says, basis), finding), after in zip(said.items(), following, strict=True):
        output.wrapped(says, 6, output.mark(str(effect)) + " ")
        facts = "; ".join(spoken(turn) for turn in turning(item, finding))
        if facts:
            output.wrapped(f"would change it: {facts}", 6, dim=True)
        if basis != after:
            output.wrapped(basis, 6, dim=True)


def cited(cite: "Citation") -> str:
    """Act, section, how far it was checked."""
    signed = f", signed here on {days.spoken(cite.signed_on)}" if cite.signed_on else ""
    read = f", read {days.spoken(cite.checked_on)}" if cite.checked_on else ""
    return f"{cite.title}, {cite.section} · {cite.status}{read}{signed}"


def stated(says: str, citation: "Citation", *, effect: str = "", indent: int = 6, more: str = "") -> None:
    """A sentence, under the mark of its effect where it has one, and below it where it stands."""
    output.wrapped(says, indent, output.mark(effect) + " " if effect else "")
    output.wrapped(f"{cited(citation)}{more}", indent, dim=True)


def _counted(one: "ItemAssessment", *, standards: bool) -> None:
    met = sum(finding.outcome == "met" and finding.layer == "domestic" for finding in one.findings)
    click.echo(f"    {output.mark('info')} {output.plural(met, 'requirement')} of the law met")
    if not standards and one.absent_by_standard:
        unmet = output.plural(len(one.absent_by_standard) - len(one.not_asked), "standard")
        click.echo(
            f"    {output.mark('note')} {unmet} not met, {len(one.not_asked)} not asked: see `assess --standards`"
        )
    norms = [each for each in one.findings if each.layer == "international"]
    for outcome, claimed, title in STANDARDS if standards else ():
        found = (each for each in norms if each.outcome == outcome and claimed in {None, each.claimed})
        effect = "info" if outcome == "met" and not claimed else "note"
        listed(f"International standards, {title}", ((effect, each.says, each.citation) for each in found))


def _may(one: "ItemAssessment") -> None:
    may = one.may
    said = []
    for question, answer in (("tell", may.tell), ("admit", may.admit), ("count", may.count)):
        word, colour = _MAY[str(answer)]
        said.append(f"{question}: " + click.style(word, fg=colour))
    click.echo("  May we?  " + " · ".join(said) + (f" · until {days.spoken(may.until)}" if may.until else ""))
    output.wrapped(may.says, 4)
    if may.citation is not None:
        output.wrapped(cited(may.citation), 4, dim=True)
    if may.remedy in REMEDIES and str(may.tell) != "yes":
        output.wrapped(REMEDIES[may.remedy], 4)
    if may.public:
        output.wrapped(f"In public we say: {may.public}", 4)


def print_duties(assessment: "Assessment", clock: Clock) -> None:
    """What would be due, for a face that is no case, by the clock of where the provider sits."""
    if not assessment.duties:
        return
    output.heading("Due")
    lines = []
    for duty in assessment.duties:
        until = _at(duty.due, clock) if duty.due else "without delay"
        until += f" (our own target: {_at(duty.target, clock)})" if duty.target else ""
        before = f", not before {_at(duty.not_before, clock)}" if duty.not_before else ""
        item = f"item {duty.item}: " if duty.item else ""
        item += "" if duty.by == PROVIDER else f"the {duty.by}: "
        said = duty_in_words(duty.what) if duty.by == PROVIDER else output.spoken(duty.what)
        lines.append(f"{item}{said}, {until}{before} [{duty.rule}]")
    for line in dict.fromkeys(lines):  # two clocks of one law can end on one day
        output.wrapped(line, 2)


def _at(moment: str, clock: Clock) -> str:
    return output.when(datetime.datetime.fromisoformat(moment), clock.now, clock.timezone)
