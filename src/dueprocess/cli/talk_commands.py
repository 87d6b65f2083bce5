"""``talk``: talks with governments, texts that were sent, leaving a country: recorded, read by two, public on a day."""

import datetime
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final, TypeVar

import click

from dueprocess.acts.talk import REVEALS, WHY
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.client import desk_itself, talks
from dueprocess.formats import days
from dueprocess.formats import talk as form
from dueprocess.formats.statement import Act

F = TypeVar("F", bound=Callable[..., Any])
DELAY: Final = 90
"""Days from the talk to its day, where nobody says another one."""
SHORT: Final = 12
_COMMON: Final = """\
# Name bodies and functions, never a person. Nothing that reveals a demand which must stay secret.
sort = "{sort}"
on = "{on}"                # the day
country = "PK"
language = "en"            # in which these words are
body = "Telecommunication Authority"
function = "Director, Licensing"
way = "meeting"            # {ways}
began = "they"             # they | we
about = ["licence"]        # {topics}
says = "What it was about, in one sentence."
asked = "What they asked."
answered = "What we answered."
came = "open"              # {came}
came_of_it = ""
"""
_MORE: Final = {
    form.Sort.TALK: "",
    form.Sort.POSITION: """\
bill = "The act or bill"
stand = "amend"            # oppose | amend | support
beside = ["Organisations that signed it with us"]
sent = \"\"\"
The text that we sent, whole.
\"\"\"
""",
    form.Sort.EXIT: """\
export = "How people take their data along, and until when."
warning = "How and when they are warned."
last_day = "2027-06-30"
""",
}
_REPLACES: Final = """\
# Where these words correct or carry on published ones:
# replaces = "hash of those"
# changed = "What is otherwise."
"""


@click.group()
def talk() -> None:
    """Talks with governments in the open: recorded and sealed, read by a second person, public on their day."""


@talk.command("template")
@click.argument("sort", type=click.Choice([str(one) for one in form.Sort]), default="talk")
def template(sort: str) -> None:
    """A file to fill in, for a talk, a position on a bill, or leaving a country (exit): `talk template > talk.toml`."""
    chosen = form.Sort(sort)
    came = form.BECAME if chosen is form.Sort.POSITION else form.Came
    click.echo(
        _COMMON.format(
            sort=sort,
            on=datetime.date.today().isoformat(),  # noqa: DTZ011 - the day of whoever fills it in
            ways=" | ".join(form.Way),
            topics=", ".join(form.Topic),
            came=" | ".join(sorted(came)),
        )
        + _MORE[chosen]
        + _REPLACES,
        nl=False,
    )


def _words(file: Path) -> form.Words:
    try:
        read = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise wrong(f"{file} is no TOML: {fault}. See `talk template`.") from fault
    plain = {key: value.isoformat() if isinstance(value, datetime.date) else value for key, value in read.items()}
    if isinstance(plain.get("sent"), str):
        plain["sent"] = str(plain["sent"]).strip("\n")
    empty = {"function": "", "asked": "", "answered": "", "came": "open", "came_of_it": "", "bill": "", "stand": ""}
    empty |= {"sent": "", "export": "", "warning": "", "replaces": "", "changed": ""}
    return form.read({**empty, "beside": [], "last_day": None, **plain})


def _told(words: form.Words) -> list[str]:
    lines = [f"{words.sort} · {days.spoken(words.on.isoformat())} · {words.country} · {output.safe(words.body)}"]
    if words.function:
        lines.append(f"  with: {output.safe(words.function)} ({words.way}; {words.began} asked for it)")
    lines.append(f"  about {', '.join(words.about)}: {output.safe(words.says)}")
    pairs = {
        "asked": words.asked,
        "answered": words.answered,
        "bill": words.bill and f"{words.bill}: {words.stand}",
        "with us": ", ".join(words.beside),
        "export": words.export,
        "warning": words.warning,
        "last day": words.last_day.isoformat() if words.last_day else "",
        "changed": words.changed,
    }
    lines += [f"  {name}: {output.safe(text)}" for name, text in pairs.items() if text]
    lines.append(f"  came of it: {words.came}{f'. {output.safe(words.came_of_it)}' if words.came_of_it else ''}")
    if words.sent:
        lines += ["  the text:", *(f"    {output.safe(line)}" for line in words.sent.split("\n"))]
    return lines


def _reveals() -> Callable[[F], F]:
    return click.option(
        "--reveals",
        type=click.Choice(list(REVEALS.words)),
        required=True,
        help="Would anything in it reveal a demand that is secret?",
    )


@talk.command("record")
@click.argument("file", type=options.PATH)
@click.option("--delay", type=click.IntRange(0, 366), default=DELAY, show_default=True, help="Days until it is public.")
@click.option("--until", help="The day on which it is public, YYYY-MM-DD, instead.")
@_reveals()
@options.person
def record(file: Path, delay: int, until: str | None, reveals: str, *, json_: bool, **person: Any) -> None:
    """Record what FILE says (`talk template`), sealed to people of the house. A second one reads it: `talk agree`."""
    words = _words(file)
    if faults := talks.words_faults(words):
        raise wrong(f"{file} holds {', '.join(faults)}: words of a talk will be public, and name no demand.")
    with client(person) as (who, material):
        day = options.day(until) if until else max(words.on + datetime.timedelta(days=delay), who.now.date())
        itself = desk_itself.look(who, material.far)
        name, sealed = talks.seal(who, itself.roster, words)
        says = {
            "talk": name,
            "sort": str(words.sort),
            "on": words.on.isoformat(),
            "until": day.isoformat(),
            "reveals": reveals,
            "sealed": talks.hash_of(sealed),
        }
        done = desk_itself.act(who, material.far, itself, Act.TALK_RECORD, says, sealed=talks.coded(sealed))
    output.acted(done, json_=json_, says=f"{name[:SHORT]}: recorded, sealed until {days.spoken(day.isoformat())}.")


@talk.command("list")
@options.person
def list_(*, json_: bool, **person: Any) -> None:
    """All talks: what waits for whom, what is public, and quarters that nobody answered for."""
    with client(person) as (_who, material):
        told = material.far.get("/v1/desk/talks")
    columns = {"talk": "talk", "sort": "sort", "on": "on", "until": "sealed until", "state": "state"}
    rows = [
        (str(row["talk"])[:SHORT], str(row["sort"]), days.spoken(row["on"]), days.spoken(row["until"]), _state(row))
        for row in told["rows"]
    ]
    output.listing(columns, rows, empty="No talk is recorded.", json_=json_)
    if not json_:
        for quarter in told["open"]:
            click.echo(f"Were there talks in {output.safe(str(quarter))}? `talk quarter {quarter} none`, or `all`.")


def _state(row: dict[str, Any]) -> str:
    answers = row["answers"]
    if row["withdrawn"]:
        return "taken back"
    if row["published_on"]:
        return f"public since {days.spoken(row['published_on'])}"
    if any(answers.values()):
        return "held back: it would reveal a demand"
    who = output.safe(str(row["by"]))
    return "waits for its day" if len(answers) > 1 else f"a second person reads it (recorded by {who})"


@talk.command("show")
@click.argument("wanted", metavar="TALK")
@options.person
def show(wanted: str, *, json_: bool, **person: Any) -> None:
    """The words of a talk, opened on this machine and held against what was signed."""
    with client(person) as (who, material):
        read = talks.read(who, talks.find(material.far, wanted))
    plain = {"talk": read.row["talk"], "until": read.row["until"], **form.plain(read.words)}
    output.told(plain, *_told(read.words), f"  sealed until {days.spoken(read.row['until'])}", json_=json_)


@talk.command("agree")
@click.argument("wanted", metavar="TALK")
@_reveals()
@options.person
def agree(wanted: str, reveals: str, *, json_: bool, **person: Any) -> None:
    """Read a talk as the second person, and answer whether it would reveal a secret demand; or answer anew.

    What you agree to is its words and the day until which it stays sealed. Whoever said yes says no when the silence
    ended; as long as anybody says yes, nobody can publish it.
    """
    with client(person) as (who, material):
        read = talks.read(who, talks.find(material.far, wanted))
        for line in _told(read.words):
            click.echo(line, err=True)
        itself = desk_itself.look(who, material.far)
        says = {"talk": read.row["talk"], "until": read.row["until"], "reveals": reveals}
        done = desk_itself.act(who, material.far, itself, Act.TALK_AGREE, says)
    held = "It waits for its silence." if reveals == "yes" else f"Its day: {days.spoken(read.row['until'])}."
    output.acted(done, json_=json_, says=f"{str(read.row['talk'])[:SHORT]}: read by {person['name']}. {held}")


@talk.command("publish")
@click.argument("wanted", metavar="TALK")
@options.person
def publish(wanted: str, *, json_: bool, **person: Any) -> None:
    """Publish a talk on its day or later; the next `publish` writes it to the site."""
    with client(person) as (who, material):
        read = talks.read(who, talks.find(material.far, wanted))
        for line in _told(read.words):
            click.echo(line, err=True)
        itself = desk_itself.look(who, material.far)
        says = {"talk": read.row["talk"], "words": talks.hash_of(read.data)}
        done = desk_itself.act(who, material.far, itself, Act.TALK_PUBLISH, says, words=talks.coded(read.data))
    output.acted(done, json_=json_, says=f"{str(read.row['talk'])[:SHORT]} is public with the next `publish`.")


@talk.command("withdraw")
@click.argument("wanted", metavar="TALK")
@click.option("--why", type=click.Choice(list(WHY.words)), required=True, help="Why it is taken back.")
@options.person
def withdraw(wanted: str, why: str, *, json_: bool, **person: Any) -> None:
    """Take a talk back: its words are destroyed here, and the next `publish` leaves no trace of it on the site."""
    with client(person) as (who, material):
        row = talks.find(material.far, wanted)
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.TALK_WITHDRAW, {"talk": row["talk"], "why": why})
    output.acted(done, json_=json_, says=f"{str(row['talk'])[:SHORT]} is taken back.")


@talk.command("quarter")
@click.argument("quarter", metavar="QUARTER")
@click.argument("answer", type=click.Choice(("none", "all")))
@options.person
def quarter(quarter: str, answer: str, *, json_: bool, **person: Any) -> None:
    """Answer of a QUARTER that is over (2026-Q4): there were none, or all are recorded. It stays inside."""
    with client(person) as (who, material):
        itself = desk_itself.look(who, material.far)
        done = desk_itself.act(who, material.far, itself, Act.TALK_QUARTER, {"quarter": quarter, "answer": answer})
    says = "there were none" if answer == "none" else "all that there were are recorded"
    output.acted(done, json_=json_, says=f"{quarter}: {says}.")
