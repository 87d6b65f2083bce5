"""``worker``: the desk's beat and its mail. It ends what had an end, calls what is late, sends what people signed."""

import signal
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import machine
from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.desk.jobs.round import Round
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate import keyfile

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk

EVERY_SECONDS = 60


@click.command()
@options.home
@click.option("--once", is_flag=True, help="One round, then end: for a timer of the system.")
@click.option("--identity", type=options.PATH, help="The sending worker's identity file [default: letters wait].")
@options.passphrase_file
def worker(home: Path | None, *, once: bool, identity: Path | None, passphrase_file: Path | None, json_: bool) -> None:
    """Ends silences whose day came (telling is then due) and unverified preservations; makes late duties urgent.

    Calls people by mail and webhook until somebody acknowledges. Judges open cases anew where the law that judged
    them was changed or signed since. With --identity it sends the letters that people sealed to it, through the server
    of [mail] in desk.toml, and takes back what comes back. Signs the head of the day, where the home has the key for
    that (a restored one has none before `heads sign`). Ends by SIGTERM after what it has begun.

    Example: dueprocess worker --once
    """
    from dueprocess.desk.jobs import worker_loop

    machine.no_dumps()
    stop = until_told()
    looked: set[str] = set()
    desk = boot(home)
    secret = _secret(desk, home, identity, passphrase_file)
    key = keyfile.read_or_draw(place_of(home).secret_key)
    while True:
        shift = Round(desk, secret, stop, looked, home=place_of(home).path, key=key)
        did, broken = worker_loop.run(shift, (*worker_loop.TASKS, ("head", head_of_day)))
        _say(did, broken, json_=json_)
        if once and broken:
            message = f"Not done: {', '.join(broken)}. The log says what kind of fault it was; run `dueprocess doctor`."
            raise DeniedError.because("worker.broken", message)
        more = did.get("beat", {}).get("more") is True  # as many as a round takes: the next one begins at once
        if once or stop.wait(0 if more else EVERY_SECONDS):
            return
        desk = boot(home)


def head_of_day(shift: "Round") -> dict[str, Any] | None:
    """Signs the head of the day, with a case or without, where the key for that lies in the home already (ADR 0087)."""
    from dueprocess.desk.services import heads
    from dueprocess.operate import day_heads
    from dueprocess.operate.home import Home

    desk, day = shift.desk, shift.desk.today.isoformat()
    if shift.home is None or not day_heads.is_due(Home(shift.home), day):
        return None
    return {"day": day_heads.sign(Home(shift.home), desk.roster.desk_id, day, heads.chains(desk)).day}


def until_told() -> threading.Event:
    """Set by SIGTERM and SIGINT: the round that runs comes to its end, no other begins."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    return stop


def _secret(desk: "Desk", home: Path | None, identity: Path | None, passphrase_file: Path | None) -> str:
    """The worker's age key; empty without ``--identity``. Its own key and no person's, so a served home is fine."""
    if identity is None:
        return ""
    from dueprocess.desk.jobs.worker_loop import WrongKeyError, check_key

    if identity.expanduser().absolute().resolve().is_relative_to(place_of(home).path.resolve()):
        raise wrong("The worker's identity does not belong in the home: a backup of the home would open the letters.")
    secret = load_identity(identity, passphrase_file).age_secret
    try:
        check_key(desk, secret)
    except WrongKeyError as fault:
        raise DeniedError.because("worker.wrong-key", str(fault)) from fault
    return secret


def _say(did: Mapping[str, Mapping[str, Any]], broken: list[str], *, json_: bool) -> None:
    beat = did.get("beat", {"ended": [], "judged_anew": [], "raised": []})
    letters = did.get("letters", {"sent": [], "failed": [], "waits": None})
    bounces = did.get("bounces", {"returned": [], "waits": None})
    if json_:
        others = {name: done for name, done in did.items() if name not in {"beat", "letters", "bounces"}}
        output.print_json({**beat, "letters": letters, "bounces": bounces, **others, "broken": broken})
        return
    if any(beat.values()):
        ended, judged = output.plural(len(beat["ended"]), "case"), output.plural(len(beat["judged_anew"]), "case")
        louder = output.plural(len(beat["raised"]), "duty", "duties")
        click.echo(f"{ended} in which something ended; {judged} judged by newer law; {louder} grew louder.")
    if did.get("pages", {}).get("sent") or did.get("pages", {}).get("failed"):
        click.echo(f"{output.plural(did['pages']['sent'], 'call')} left; {did['pages']['failed']} did not.")
    if letters["sent"] or letters["failed"] or bounces["returned"]:
        sent, back = output.plural(len(letters["sent"]), "letter"), len(bounces["returned"])
        click.echo(f"{sent} left; {len(letters['failed'])} did not; {back} came back.")
    if letters["waits"] and letters["failed"]:
        click.echo(f"Letters wait ({letters['waits']}) and are tried again; `dueprocess doctor` says what is wrong.")
