"""``intake``, ``note``, ``hold-outside``, ``inquiry``: what arrived, sealed; nothing is lost or stays in clear."""

import contextlib
import datetime
import secrets
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import locks
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.adapters.texts import LANGUAGES, asked
from dueprocess.cli import files, options, output
from dueprocess.cli.drop import Dropped, is_settled, marked
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.demand.codes import Channel
from dueprocess.demand.media import channel_of, media_of
from dueprocess.formats import days, ids
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.desk.intake.sealing import Incoming
    from dueprocess.desk.services.arrivals import Registered
    from dueprocess.desk.services.desk import Desk

CHANNELS = ("mail", "portal", "xml", "file", "fax", "post", "telephone", "visit", "staff")


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@options.home
@click.option("--channel", type=click.Choice(CHANNELS), help="How it arrived [default: mail for .eml, else file].")
@click.option("--received", help="When it arrived, YYYY-MM-DDTHH:MM with offset [default: now].")
@click.option("--remove", is_flag=True, help="Remove each file once it is durably sealed (a drop folder).")
@click.option("--practice", is_flag=True, help="A training case: never counted, sent or published.")
@click.option("--restricted", is_flag=True, help="Forbidden pictures: sealed to the custodian alone; nothing reads it.")
def intake(
    paths: tuple[Path, ...],
    home: Path | None,
    channel: str | None,
    received: str | None,
    *,
    remove: bool,
    practice: bool,
    restricted: bool,
    json_: bool,
) -> None:
    """Register what arrived; each file is sealed at once. Is it marked VS or secret? Then stop: `hold-outside`."""
    desk = boot(home)
    at = options.moment(received) if received else desk.now
    if at > desk.now:
        raise wrong(f"{received} has not come yet; clocks count from the day of receipt. Check date and offset.")
    keeper = _custodian(desk) if restricted else ""
    how = How(channel, at, remove=remove, practice=practice, json_=json_, custodian=keeper)
    done, left = take_in(desk, place_of(home).path, paths, how)
    _ended(done, left, json_=json_)


@dataclass(frozen=True, slots=True)
class How:
    """How files are taken in: ``at`` is when they arrived; None: when each came to lie where it lies."""

    channel: str | None
    at: datetime.datetime | None
    remove: bool
    practice: bool = False
    json_: bool = False
    named: bool = True  # a person named them: one of them may be a link
    custodian: str = ""  # who alone opens what is restricted


def _custodian(desk: "Desk") -> str:
    """Whom the house names for what is restricted. Raises DeniedError."""
    from dueprocess.desk.services.envelopes import reads

    name = desk.house.custodian
    if not reads(desk.roster.person(name)):
        raise wrong('Nobody is named who alone opens it: custodian = "…" in desk.toml, a person who reads cases.')
    return name


def take_in(desk: "Desk", place: Path, paths: tuple[Path, ...], how: How) -> tuple[int, int]:
    """How many files were registered, and how many could not be taken in. Raises DeniedError."""
    from dueprocess.desk.data import soundness
    from dueprocess.desk.intake.sealing import NotSealedError, seal_as_they_come, setup_of
    from dueprocess.desk.services.arrivals import Registered, register_batches

    soundness.check(place)
    remove = how.remove
    done, many, left, taken, waits = 0, 0, 0, dict[str, Dropped](), dict[str, Registered]()

    def incoming() -> "Iterator[Incoming | None]":
        nonlocal many, left
        for one in _newest_first(paths) if remove else map(_with_id, files.walk(paths)):
            try:
                made = None if one is None else _incoming(desk, one, how, link=how.named and one.path in paths)
            except DeniedError as fault:
                if not remove:
                    raise
                # One file that nobody can take in holds up none of those that others sent.
                click.echo(output.safe(fault.denied.text), err=True)
                left += 1
                continue
            if one is not None:
                taken[one.arrival], many, left = one, many + 1, left + one.stays
            yield made

    # Of two who empty one folder the second waits, and finds nothing.
    with locks.of_file(place / "intake.lock") if remove else contextlib.nullcontext():
        try:
            with Sandbox(setup=setup_of(desk)) as sandbox:
                for batch in register_batches(desk, seal_as_they_come(desk, incoming(), sandbox)):
                    done += len(batch)
                    waits |= {one.arrival: one for one in batch}
                    _finish(taken, waits, remove=remove, json_=how.json_)
        except NotSealedError as fault:
            raise wrong(f"{fault}. {done} of {many} are registered.") from fault
    return done, left


def _ended(done: int, left: int, *, json_: bool) -> None:
    """How many are in. Raises DeniedError where some could not be taken in, which were named."""
    if not json_:
        click.echo(f"{output.plural(done, 'arrival')} registered. See `dueprocess due`.", err=True)
    if left:
        raise wrong(f"{output.plural(left, 'file')} could not be taken in and lie there still: see above.")


def _with_id(path: Path) -> Dropped:
    return Dropped(path, ids.arrival_id(secrets.token_bytes(15)))


def _newest_first(paths: tuple[Path, ...]) -> "Iterator[Dropped | None]":
    """What lies in a drop folder, the newest first; what comes meanwhile goes first. None where nothing new is there.

    What is registered already is removed: whoever took it in was stopped before the file was gone.
    """
    from dueprocess.desk.services.arrivals import known

    seen: set[Path] = set()
    given: set[str] = set()
    while True:
        fresh = [one for one in files.walk(paths, gone=bool(seen), dropped=True) if one not in seen]
        if not fresh:
            yield None
            continue
        path = max(fresh, key=_changed)
        seen.add(path)
        if not path.exists():
            continue
        one = marked(path)
        if one.arrival in given:
            continue  # it was named twice
        given.add(one.arrival)
        if known([one.arrival]) and not one.stays:
            one.remove()
            click.echo(f"{output.safe(str(path))}: it was registered already, and is removed now.", err=True)
            continue
        yield one


def _check_large(one: Dropped) -> None:
    """Whether a file that no child takes is to be registered now. Raises DeniedError."""
    from dueprocess.desk.services.arrivals import known

    if known([one.arrival]):
        raise wrong(f"{one.path} is longer than 64 MiB and lies there still, in clear: see its arrival {one.arrival}.")
    if not is_settled(one.path):
        raise wrong(f"{one.path} is longer than 64 MiB and was written to just now: it is registered next time.")


def _changed(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0


def _finish(taken: "dict[str, Dropped]", waits: "dict[str, Registered]", *, remove: bool, json_: bool) -> None:
    """Remove each file that is to go, for it is durably sealed, and say what it became: who reads that finds it gone.

    What is not removed is told in the order in which it was named: no line names its file.
    """
    for arrival in list(taken):
        if arrival in waits:
            dropped = taken.pop(arrival)
            if remove and not dropped.stays:
                dropped.remove()
            _say(dropped.path, waits.pop(arrival), json_=json_)
            if dropped.stays:
                name = output.safe(str(dropped.path))
                click.echo(f"{name} is longer than 64 MiB: registered unread, and it lies there in clear.", err=True)
        elif not remove:
            break


def _incoming(desk: "Desk", dropped: "Dropped", how: How, *, link: bool) -> "Incoming":
    from dueprocess.desk.intake import large
    from dueprocess.desk.intake.sealing import Incoming

    path = dropped.path
    kind = Channel(how.channel) if how.channel else channel_of(path.name)
    at = how.at or min(desk.now, datetime.datetime.fromtimestamp(path.lstat().st_ctime, datetime.UTC))
    if dropped.stays:
        _check_large(dropped)
        note = large.note_of(path.lstat().st_size, str(path.absolute()))
        return Incoming(path.name, large.MEDIA, kind, at, note, how.practice, dropped.arrival, unread=large.TOO_LARGE)
    return Incoming(
        path.name,
        media_of(path.name),
        kind,
        at,
        files.hand_over(path, link=link),
        how.practice,
        dropped.arrival,
        partial(files.hand_over, path, link=link),
        unread="restricted" if how.custodian else "",
        custodian=how.custodian,
    )


def _say(path: Path, one: "Registered", *, json_: bool) -> None:
    if json_:
        row: dict[str, Any] = {"file": str(path), "arrival": one.arrival, "case": one.case, "says": str(one.says)}
        row |= {"kinds": list(one.kinds), "unreadable": one.unreadable or None}
        output.print_json(row)
        return
    what = ", ".join(one.kinds) or ("cannot be read: a person looks" if one.unreadable else "a person looks")
    click.echo(f"{one.case[:10]}  {output.safe(str(path))}: {what}")


@click.command()
@options.home
@click.option(
    "--channel",
    type=click.Choice(("telephone", "visit", "staff")),
    default="telephone",
    show_default=True,
    help="How it came.",
)
@click.option("--practice", is_flag=True, help="A training case: never counted, sent or published.")
@click.option("--talk", is_flag=True, help="It was a talk about laws or licences: the desk is reminded to record it.")
def note(home: Path | None, channel: str, *, practice: bool, talk: bool, json_: bool) -> None:
    """Note a call or a visit in a minute. Anybody in the house may; the words come from standard input.

    The sentence to say: "I may not take this. Please send it in writing to our legal desk.
    May I have your name and office?"
    """
    from dueprocess.desk.data import soundness
    from dueprocess.desk.intake.sealing import Incoming, NotSealedError, seal_all
    from dueprocess.desk.services import talks
    from dueprocess.desk.services.arrivals import register

    desk = boot(home)
    soundness.check(place_of(home).path)
    if sys.stdin.isatty():
        click.echo("Who called, from which body, what was asked, by when? End with Ctrl-D.", err=True)
    content = files.hand_over_input(1 << 20)
    if len(content) <= 1:
        raise wrong("There was nothing to note. Write what was said and end with Ctrl-D.")
    one = Incoming("note.md", "text/markdown", Channel(channel), desk.now, content, practice)
    try:
        with Sandbox() as sandbox:
            (registered,) = register(desk, seal_all(desk, [one], sandbox))
    except NotSealedError as fault:
        raise wrong(str(fault)) from fault
    if talk:
        talks.note(desk)
    _say(Path("-"), registered, json_=json_)


@click.command("hold-outside")
@options.home
@click.option("--channel", type=click.Choice(CHANNELS), default="visit", show_default=True, help="How it came.")
@click.option("--custodian", required=True, help="Pseudonym of who keeps it.")
@click.option("--review", required=True, help="Day of review, YYYY-MM-DD.")
def hold_outside(home: Path | None, channel: str, custodian: str, review: str, *, json_: bool) -> None:
    """Note classified or forbidden material without taking it: it must not enter the desk. No bytes are read."""
    from dueprocess.desk.services.arrivals import hold_outside as hold

    desk = boot(home)
    day = options.day(review)
    if desk.roster.person(custodian) is None:
        message = f"{custodian} is not on the roster.{options.nearest(custodian, (p.name for p in desk.roster.people))}"
        raise wrong(message)
    arrival = hold(desk, channel=Channel(channel), custodian=custodian, review_on=day)
    output.told(
        {"arrival": arrival, "says": "held_outside"},
        f"{arrival[:10]}: held outside by {custodian}, review on {days.spoken(day)}. Nothing else is kept.",
        json_=json_,
    )


@click.command()
@click.option("--lang", "languages", multiple=True, type=click.Choice(LANGUAGES), help="Languages [default: all].")
@options.unfounded_home
def inquiry(languages: tuple[str, ...], home: Path | None, *, json_: bool) -> None:
    """The answer to "have you been asked about me?": the same words whoever asks, case or no case. Reads no case.

    An arrival that asks this: `classify CASE inquiry`. The duty that follows names its day, the same for all who asked
    that week; send the words then, from where you like, and say `done CASE reply_inquiry`.
    """
    del home
    words = {one: said for one, said in asked().items() if not languages or one in languages}
    output.told({"inquiry": words}, "\n\n".join(words.values()), json_=json_)
