"""``decide``, ``approve``, ``send-back``, ``withdraw``, ``gate``, ``secrecy``."""

from typing import Any

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Refused, Wrong
from dueprocess.cli.working import report, session

OUTCOMES = (
    "comply",
    "partial",
    "correct",
    "object",
    "refuse",
    "no-data",
    "not-executable",
    "challenge",
    "under-protest",
)


@click.command()
@click.argument("case")
@click.argument("outcome", type=click.Choice(OUTCOMES))
@options.item
@click.option("--ground", default="", help="A ground that the law opens, `counsel`, or a rule of house policy.")
@click.option("--line", "lines", multiple=True, metavar="T1:subscriber:granted", help="For `partial`: one line each.")
@options.as_json
@options.person
def decide(
    case: str,
    outcome: str,
    number: int,
    ground: str,
    lines: tuple[str, ...],
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Propose a decision on an item. Where one person suffices it stands at once; else a second one approves."""
    from dueprocess.domain.sealed.statement import Act

    code = outcome.replace("-", "_")
    body = {"ground": ground, "item": number, "lines": [_line(one) for one in lines], "outcome": code}
    done = session(person).act(Act.DECISION_PROPOSE, case, body)
    stands = any(event.endswith("approved") for event in done.events)
    says = "it stands" if stands else "a second person must approve it"
    report(done, json_=json_, says=f"Item {number}: {outcome}; {says}.")


def _line(text: str) -> dict[str, str]:
    parts = text.split(":")
    if len(parts) != 3:  # noqa: PLR2004 - handle, category, answer
        message = f"{text!r}: say HANDLE:CATEGORY:ANSWER, as T1:subscriber:granted"
        raise Wrong(message)
    return dict(zip(("handle", "category", "answer"), parts, strict=True))


@click.command()
@click.argument("case")
@options.item
@click.option("--differs", default="", help="Refused before and filed again: why it is another demand now.")
@click.option("--proposal", default="", help="Beginning of the proposal's hash that you read; another one is refused.")
@options.as_json
@options.person
def approve(
    case: str,
    number: int,
    differs: str,
    proposal: str,
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """You are the second person: agree with the open proposal, exactly as it stands now."""
    from dueprocess.domain.sealed.statement import Act

    who = session(person)
    found = open_proposal(who.find(case), number)
    if not found.startswith(proposal):
        rule, message = "case.basis-changed", "The open proposal is not the one that you read. Read the case again."
        raise Refused(rule, message)
    click.echo(f"{number}: {proposed(who.find(case), number)}  [proposal {found[:12]}]", err=True)
    done = who.act(Act.DECISION_APPROVE, case, {"differs": differs, "item": number, "proposal": found})
    report(done, json_=json_, says=f"Item {number} is decided.")


def proposed(case: str, number: int) -> str:
    """What the open proposal says, in one line: outcome, ground, each line of it, by whom."""
    from dueprocess.services.cases import state_of

    item = state_of(case).item(number)
    if item is None or item.proposal is None:
        return "nothing"
    lines = ", ".join(f"{line.handle} {line.category} {line.answer}".replace("  ", " ") for line in item.proposal.lines)
    on = f" on {item.proposal.ground}" if item.proposal.ground else ""
    return f"{item.proposal.outcome}{on} ({lines}), proposed by {item.proposal.by}"


def open_proposal(case: str, number: int) -> str:
    """Hash of the statement that proposed the open decision. Raises Refused."""
    from dueprocess.services.cases import state_of

    item = state_of(case).item(number)
    if item is None or item.proposal is None or item.outcome is not None:
        rule, message = "case.wrong-state", f"No proposal is open on item {number}."
        raise Refused(rule, message)
    return item.proposal.statement


@click.command("send-back")
@click.argument("case")
@options.item
@click.option(
    "--reason",
    required=True,
    type=click.Choice(["facts", "law", "scope", "ground", "words"]),
    help="What is not right.",
)
@options.as_json
@options.person
def send_back(case: str, number: int, reason: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are the second person and do not agree."""
    from dueprocess.domain.sealed.statement import Act

    who = session(person)
    body = {"item": number, "proposal": open_proposal(who.find(case), number), "reason": reason}
    report(who.act(Act.DECISION_SEND_BACK, case, body), json_=json_, says=f"Item {number} is open again.")


@click.command()
@click.argument("case")
@options.item
@options.as_json
@options.person
def withdraw(case: str, number: int, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Take your own proposal back."""
    from dueprocess.domain.sealed.statement import Act

    done = session(person).act(Act.DECISION_WITHDRAW, case, {"item": number})
    report(done, json_=json_, says=f"Item {number} is open again.")


@click.command()
@click.argument("case")
@click.argument("question", type=click.Choice(["tell", "admit", "count"]))
@click.argument("answer", type=click.Choice(["yes", "no"]))
@options.item
@click.option("--until", help="Day on which the question comes back.")
@options.as_json
@options.person
def gate(
    case: str,
    question: str,
    answer: str,
    number: int,
    until: str | None,
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """May we tell the person, admit that the demand exists, count it? No answer is: closed."""
    from dueprocess.domain.sealed.statement import Act

    body = {"answer": answer, "item": number, "question": question, "until": until}
    done = session(person).act(Act.GATE_ANSWER, case, body)
    report(done, json_=json_, says=f"Item {number}: {question}: {answer}.")


@click.group()
def secrecy() -> None:
    """A duty of silence: its source, what it forbids, its end or review."""


@secrecy.command("record")
@click.argument("case")
@options.item
@click.option("--source", required=True, type=click.Choice(["statute", "order", "request"]), help="What imposes it.")
@click.option("--rule", default="", help="Id of the law data, as US-2705B.")
@click.option(
    "--forbids",
    multiple=True,
    type=click.Choice(["tell", "admit", "count"]),
    default=("tell",),
    show_default=True,
    help="What it forbids; may be given again.",
)
@click.option("--until", help="Last day of the silence.")
@click.option("--review", help="Day of review, where no end is set.")
@options.as_json
@options.person
def record(
    case: str,
    number: int,
    source: str,
    rule: str,
    forbids: tuple[str, ...],
    until: str | None,
    review: str | None,
    *,
    json_: bool,
    **person: Any,  # noqa: ANN401 - the shared options
) -> None:
    """Record a duty of silence. On the day it ends, a duty to tell exists."""
    from dueprocess.domain.sealed.statement import Act

    body = {
        "admit": "admit" in forbids,
        "count": "count" in forbids,
        "item": number,
        "review_on": review,
        "rule": rule,
        "source": source,
        "tell": "tell" in forbids,
        "until": until,
    }
    done = session(person).act(Act.SECRECY_RECORD, case, body)
    report(done, json_=json_, says=f"Silence on item {number} is recorded" + (f", until {until}." if until else "."))


@secrecy.command("end")
@click.argument("case")
@options.item
@click.option("--how", required=True, type=click.Choice(["lifted", "expired"]), help="How it ended.")
@options.as_json
@options.person
def end(case: str, number: int, how: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """The silence was lifted, or its day came: from now on there is a duty to tell."""
    from dueprocess.domain.sealed.statement import Act

    done = session(person).act(Act.SECRECY_END, case, {"how": how, "item": number})
    report(done, json_=json_, says=f"Silence on item {number} is over; telling is due.")
