"""An assessment as a lawyer reads it: what is missing, what counsel must say, may we tell, what may be objected."""

from typing import TYPE_CHECKING, Final

import click

from dueprocess.cli import output

if TYPE_CHECKING:
    from dueprocess.domain.law.finding import Assessment, Citation, Finding, ItemAssessment

SUGGESTED: Final = {
    "comply": "comply",
    "partial": "comply in part",
    "correct": "return it for correction",
    "object": "object",
    "challenge": "challenge it in court",
    "counsel": "ask counsel",
}
GROUPS: Final = (
    ("defect", "Missing under the law that is invoked"),
    ("counsel", "For counsel"),
    ("caution", "Not certain"),
)
_MAY: Final = {"yes": ("yes", "green"), "no": ("no", "red"), "unknown": ("not known", "yellow")}


def print_assessment(assessment: "Assessment", *, standards: bool = False) -> None:
    """All items, one under another."""
    for one in assessment.items:
        output.heading(f"Item {one.item}")
        print_item(one, standards=standards)


def print_item(one: "ItemAssessment", *, standards: bool = False) -> None:
    """One item: suggestion, findings by weight, may we tell, grounds, the risk of a wrong refusal."""
    click.echo(
        "  Suggested: " + click.style(SUGGESTED.get(str(one.recommendation), str(one.recommendation)), bold=True)
    )
    for effect, title in GROUPS:
        found = [finding for finding in one.findings if finding.effect == effect]
        if found:
            click.echo(f"  {title}")
            _findings(found)
    _counted(one, standards=standards)
    _may(one)
    _objections(one)


def _findings(found: "list[Finding]") -> None:
    """Findings under their citation, which is said once where the next has the same; twins are shown once."""
    said = dict.fromkeys((one.effect, one.says, _basis(one)) for one in found)
    following = [*(basis for _, _, basis in said), ""][1:]
    for (effect, says, basis), after in zip(said, following, strict=True):
        output.wrapped(says, 6, output.mark(str(effect)) + " ")
        if basis != after:
            output.wrapped(basis, 6, dim=True)


def _basis(finding: "Finding") -> str:
    return cited(finding.citation) + (" · claimed, not confirmed" if finding.claimed else "")


def cited(cite: "Citation") -> str:
    """Act, section, how far it was checked."""
    signed = f", signed here on {cite.signed_on}" if cite.signed_on else ""
    read = f", read {cite.checked_on}" if cite.checked_on else ""
    return f"{cite.title}, {cite.section} · {cite.status}{read}{signed}"


def _counted(one: "ItemAssessment", *, standards: bool) -> None:
    met = sum(finding.outcome == "met" and finding.layer == "domestic" for finding in one.findings)
    click.echo(f"    {output.mark('info')} {output.plural(met, 'requirement')} of the law met")
    if standards:
        _standards(one)
    elif one.absent_by_standard:
        many = output.plural(len(one.absent_by_standard), "standard")
        click.echo(f"    {output.mark('note')} {many} not met or not known: see `assess --standards`")


def _standards(one: "ItemAssessment") -> None:
    for outcome in ("unmet", "unknown", "met"):
        found = [each for each in one.findings if each.layer == "international" and each.outcome == outcome]
        if found:
            click.echo(f"  International standards, {outcome}")
            for finding in found:
                output.wrapped(finding.says, 6, output.mark("info" if outcome == "met" else "note") + " ")
                output.wrapped(cited(finding.citation), 6, dim=True)


def _may(one: "ItemAssessment") -> None:
    may = one.may
    said = []
    for question, answer in (("tell", may.tell), ("admit", may.admit), ("count", may.count)):
        word, colour = _MAY[str(answer)]
        said.append(f"{question}: " + click.style(word, fg=colour))
    click.echo("  May we?  " + " · ".join(said) + (f" · until {may.until}" if may.until else ""))
    output.wrapped(may.says, 4)
    if may.citation is not None:
        output.wrapped(cited(may.citation), 4, dim=True)


def _objections(one: "ItemAssessment") -> None:
    if one.grounds:
        click.echo("  We may object")
        for ground in one.grounds:
            output.wrapped(f"{ground.code}: {ground.says}", 6, output.mark("note") + " ")
            output.wrapped(cited(ground.citation), 6, dim=True)
    if one.wrong_refusal:
        click.echo("  A wrong refusal")
        output.wrapped(one.wrong_refusal.says, 4)
        output.wrapped(cited(one.wrong_refusal.citation), 4, dim=True)


def print_duties(assessment: "Assessment") -> None:
    """What would be due, for a face that is no case."""
    if not assessment.duties:
        return
    output.heading("Due")
    for duty in assessment.duties:
        until = duty.due or "without delay"
        before = f", not before {duty.not_before}" if duty.not_before else ""
        item = f"item {duty.item}: " if duty.item else ""
        output.wrapped(f"{item}{output.spoken(duty.what)}, {until}{before} [{duty.rule}]", 2)
