"""``counsel``: ask one lawyer about one case, see what they answered, and answer; sealed on this machine."""

from typing import IO, TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.formats import days
from dueprocess.formats.counsel import ADVICE, MAX_ANSWER, MAX_QUESTION

if TYPE_CHECKING:
    from dueprocess.client.counsel import Asked

WORDS = {
    "comply": "comply",
    "object": "object, on a ground",
    "more": "more information is needed",
    "original": "the original is needed",
}


@click.group()
def counsel() -> None:
    """Ask one lawyer about one case. The question and the answer are sealed to you, to who agrees, and to them."""


@counsel.command("ask")
@click.argument("case")
@click.option("--to", "to", help="The lawyer's pseudonym on the roster [default: the only one].")
@click.option("--question", "question", type=click.File("rb"), required=True, help="Its file; - reads it.")
@click.option("--until", "until", required=True, help="Last day for the answer, YYYY-MM-DD.")
@options.person
def ask(case: str, to: str | None, question: IO[bytes], until: str, *, json_: bool, **person: Any) -> None:
    """Put a question, and give this one lawyer the key of this one case. It ends with their answer."""
    from dueprocess.client import counsel as asking

    text = _read(question, MAX_QUESTION)
    with client(person) as (who, material):
        looked = who.look(material.find(case))
        lawyers = [one for one in looked.seen.roster.people if "counsel" in one.roles and one.name != who.identity.name]
        found = [one for one in lawyers if to in (None, one.name)]
        if len(found) != 1:
            names = ", ".join(one.name for one in lawyers) or "nobody"
            raise wrong(f"Say --to: counsel on the roster is {names}.")
        done = asking.ask(who, material, looked, found[0], text, until)
    output.acted(
        done, says=f"{done.case}: counsel was asked, and the case waits until {days.spoken(until)}.", json_=json_
    )


@counsel.command("list")
@click.argument("case")
@options.person
def list_(case: str, *, json_: bool, **person: Any) -> None:
    """What counsel was asked about a case; the words only to whoever asked or agrees, and to that lawyer."""
    from dueprocess.client import counsel as asking

    with client(person) as (who, material):
        found = asking.questions(material, who.look(material.find(case)))
    if json_:
        output.print_json({"case": case, "questions": [_plain(one) for one in found]})
        return
    for one in found:
        _print(one)
    if not found:
        click.echo("Counsel was not asked about this case.")


@counsel.command("answer")
@click.argument("case")
@click.argument("advice", type=click.Choice(ADVICE))
@click.option("--text", "text", type=click.File("rb"), help="A file with the answer; - reads it.")
@options.person
def answer(case: str, advice: str, text: IO[bytes] | None, *, json_: bool, **person: Any) -> None:
    """Answer what was put to you. With it your access to this case ends; the record names nobody."""
    from dueprocess.client import counsel as asking

    said = _read(text, MAX_ANSWER) if text is not None else ""
    with client(person) as (who, material):
        looked = who.look(material.find(case))
        mine = [one for one in asking.questions(material, looked) if one.mine and not one.ended]
        if len(mine) != 1:
            raise wrong("No question of this case waits for you.")
        done = asking.answer(material, mine[0], advice, said, who.now)
    output.acted(done, says=f"{done.case}: answered. You can open this case no more.", json_=json_)


def _read(file: IO[bytes], most: int) -> str:
    try:
        text = file.read(4 * most + 1).decode().strip()
    except UnicodeDecodeError as fault:
        raise wrong("The file is no text in UTF-8.") from fault
    if not 0 < len(text) <= most:
        raise wrong(f"The text has 1 to {most} characters.")
    return text


def _state(one: "Asked") -> str:
    if one.missing:
        return "not all of it is here: it was destroyed, or the desk withholds it. Ask by telephone"
    if one.answer is not None:
        return f"counsel advises: {WORDS[one.answer.advice]}"
    return "over" if one.ended else f"waits since {days.spoken(one.on)}, until {days.spoken(one.until)}"


def _print(one: "Asked") -> None:
    output.heading(f"Asked by {one.by} on {days.spoken(one.on)}: {_state(one)}")
    if one.question is not None:
        output.wrapped(output.safe(one.question.text), 2)
    if one.answer is not None:
        output.wrapped(output.safe(one.answer.text), 4)


def _plain(one: "Asked") -> dict[str, Any]:
    said = one.answer
    return {
        "question": one.hash,
        "by": one.by,
        "on": one.on,
        "until": one.until,
        "ended": one.ended,
        "missing": one.missing,
        "text": one.question.text if one.question is not None else None,
        "answer": {"advice": said.advice, "text": said.text, "at": said.at} if said is not None else None,
    }
