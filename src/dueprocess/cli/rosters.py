"""``roster``: who may do what. Shown, signed, followed by the next one; envelopes for who joins, none for who left."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.case_commands import session
from dueprocess.cli.faults import wrong
from dueprocess.cli.founding import pending, person_of
from dueprocess.cli.roster_print import asked, base_of, parsed, show, what_is_signed
from dueprocess.cli.session import boot, load_identity, place_of, refuse_desk, refuse_served
from dueprocess.cli.stop_commands import retire
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity
    from dueprocess.cli.session import Session
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.roster import Person, Roster
    from dueprocess.operate.home import Home


@click.group()
def roster() -> None:
    """The signed list of people, roles and keys. Whoever writes the database cannot add a reader."""


roster.add_command(show)
roster.add_command(retire)


@roster.command("sign")
@options.as_json
@options.person
def sign(
    home: Path | None,
    name: str,
    identity: Path,
    passphrase_file: Path | None,
    desk_url: str | None,
    *,
    json_: bool,
) -> None:
    """Sign the roster that waits. When all have signed it takes force, and each client pins it."""
    refuse_desk(desk_url)
    place = place_of(home)
    refuse_served(place)
    who = load_identity(identity, passphrase_file)
    if who.name != name:
        message = f"The identity is that of {who.name}."
        raise wrong(message)
    for line in what_is_signed(place):
        click.echo(line, err=True)
    missing = sign_pending(place, who)
    if json_:
        options.print_json({"signed": name, "missing": missing})
        return
    still = f"Still to sign: {', '.join(missing)}." if missing else "The roster is complete."
    click.echo(f"{name} signed. {still}")


def sign_pending(place: "Home", who: "Identity") -> list[str]:
    """Add a signature to the waiting roster; enter the roster when the last one is there. Returns who is missing.

    Raises RosterError ``roster.time``, DeniedError.
    """
    from dueprocess.desk.services.rosters import chain
    from dueprocess.formats.chain import check_current, in_force
    from dueprocess.operate.desk_of_home import now

    path = pending(place)
    if not path.exists():
        message = "No roster waits for signatures. Propose one with `dueprocess roster next`."
        raise wrong(message)
    note = _with_signature(path.read_text(), who)
    waiting, signed_by = parsed(note)
    key, _ = who.signer()
    before = base_of(waiting)
    if before is not None:
        check_current(before, in_force(chain(now()), now()))
    listed = (before or waiting).person(key.name)
    if listed is None or listed.vkey != key.vkey:
        rule, message = "roster.not-listed", f"{key.name} is not on the roster that must agree, with this key."
        raise DeniedError.because(rule, message)
    path.write_bytes(note)
    missing = _missing(waiting, note, signed_by)
    if not missing:
        _enter(place, waiting, note)
    return missing


def _with_signature(text: str, who: "Identity") -> bytes:
    """The waiting note with one more signature; signing twice changes nothing."""
    from dueprocess.formats import note as notes

    body, _, lines = text.partition("\n\n")
    body = body.rstrip("\n") + "\n"
    signature = notes.signed(body, [who.signer()]).signatures[0]
    have = {line for line in lines.splitlines() if line} | {signature.line}
    return (body + "\n" + "".join(line + "\n" for line in sorted(have))).encode()


def _missing(waiting: "Roster", note: bytes, signed_by: set[str]) -> list[str]:
    """Who may still sign; empty when the roster holds: the founders all, later a majority of the releasers."""
    from dueprocess.desk.services.rosters import fault_of
    from dueprocess.operate.desk_of_home import now

    before = base_of(waiting)
    if before is not None and fault_of(note, now()) is None:
        return []
    return [name for name in asked(waiting, before) if name not in signed_by]


def _enter(place: "Home", waiting: "Roster", note: bytes) -> None:
    from dueprocess.client.pins import write_pin
    from dueprocess.desk.services.rosters import enter
    from dueprocess.formats.chain import Pin
    from dueprocess.operate.desk_of_home import now

    before = base_of(waiting)
    enter(waiting, note, now())
    if before is None:
        write_pin(place.pin, Pin.of(waiting))
    else:
        _take_back(before, waiting)
    pending(place).unlink()


def _take_back(before: "Roster", after: "Roster") -> None:
    """Who reads no more keeps no envelope. Before its hour the new roster takes nothing."""
    from dueprocess.desk.services import envelopes
    from dueprocess.operate.desk_of_home import now

    names = envelopes.stale(before, after)
    if not names:
        return
    if after.effective > now():
        for name in names:
            how = "with" if envelopes.reads(after.person(name)) else "without"
            click.echo(f"At {after.effective_at} run `dueprocess roster share --{how} {name}`.", err=True)
        return
    click.echo(f"{envelopes.withdraw(names)} envelopes of {', '.join(names)} are deleted.", err=True)


@roster.command("next")
@options.home
@click.option("--add", "added", multiple=True, metavar="CARD:ROLES", help="Joins; other roles; another key of theirs.")
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="Somebody leaves.")
@click.option("-k", "quorum", type=int, help="Releasers that a release will need.")
@click.option("--take-back", is_flag=True, help="What waits for its hour never takes effect; all stays as it is.")
@click.option(
    "--old-key-signs",
    "old_keys_sign",
    is_flag=True,
    help="Whoever gets another key signs with the old one: no waiting.",
)
@options.as_json
def propose_next(home: Path | None, *, json_: bool, old_keys_sign: bool, **wish: Any) -> None:  # noqa: ANN401
    """Propose the next roster. A new releaser, a lower k or a lost key takes effect after 72 hours (hazard 9.1).

    Everybody is told meanwhile. It is reckoned from the roster in force; where one waits, this one takes its place.
    """
    from dueprocess.desk.services.roster_lines import roster_lines
    from dueprocess.desk.services.rosters import why_it_waits

    desk = boot(home)
    people = [person_of(one) for one in wish["added"]]
    proposed = _proposed(desk, people, old_keys_sign=old_keys_sign, **wish)
    pending(place_of(home)).write_text(proposed.text() + "\n")
    if json_:
        reasons = list(why_it_waits(desk.roster, proposed)) if proposed.effective > proposed.made else []
        told = {"number": proposed.number, "effective_at": proposed.effective_at, "reasons": reasons}
        options.print_json(told)
        return
    click.echo(f"Roster {proposed.number} waits for signatures; it takes effect at {proposed.effective_at}.")
    click.echo("Each signs in a vault of their own (`dueprocess vault`, The desk itself), or by command:", err=True)
    for line in roster_lines(desk.roster, [(one.name, one.roles) for one in people]):
        click.echo(f"  {line}", err=True)


def _proposed(
    desk: "Desk",
    people: "list[Person]",
    *,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    quorum: int | None,
    take_back: bool,
    old_keys_sign: bool,
) -> "Roster":
    from dueprocess.desk.services.rosters import successor, waiting
    from dueprocess.operate.desk_of_home import now

    waits = waiting(desk)
    if take_back and (waits is None or added or removed or quorum is not None):
        message = "--take-back stands alone, and something must wait for its hour: see `dueprocess roster show`."
        raise wrong(message)
    if not (added or removed or take_back) and quorum is None:
        message = "Nothing would change. Say --add CARD:ROLES, --remove NAME or -k NUMBER."
        raise wrong(message)
    for name in removed:
        _listed(desk.roster, name)
    newest = waits.roster if waits is not None else None
    return successor(desk.roster, people, removed, quorum, now(), newest=newest, old_keys_sign=old_keys_sign)


def _listed(now: "Roster", name: str) -> "Person":
    """The person of that name. Raises DeniedError with the nearest names."""
    found = now.person(name)
    if found is None:
        message = f"{name} is not on roster {now.number}. On it: {', '.join(one.name for one in now.people)}."
        raise wrong(message)
    return found


@roster.command("share")
@click.option("--with", "joins", metavar="NAME", help="Who gets envelopes of the open cases that you can open.")
@click.option("--without", "leaves", metavar="NAME", help="Whose envelopes are deleted: not on the roster any more.")
@options.as_json
@options.person
def share(joins: str | None, leaves: str | None, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """Envelopes of the open cases: for somebody who joined, or none for somebody who left.

    Case keys are opened and sealed again on your own machine, to the key that the roster in force names.
    """
    if (joins is None) == (leaves is None):
        message = "Say --with NAME or --without NAME."
        raise wrong(message)
    who = session(person)
    many, still = _share_with(who, joins) if joins else (_share_without(who, leaves or ""), 0)
    if json_:
        options.print_json({"person": joins or leaves, "envelopes": many, "not_yours": still})
    elif joins:
        left = f" {still} open cases have no envelope for you: ask a colleague to share those." if still else ""
        click.echo(f"{joins} can open {many} open cases.{left}")
    else:
        click.echo(f"{many} envelopes of {leaves} are deleted.")


def _share_with(who: "Session", name: str) -> tuple[int, int]:
    """How many envelopes were made, and how many open cases the caller cannot open. Raises DeniedError."""
    from dueprocess.adapters import crypto
    from dueprocess.desk.services import envelopes

    person = _listed(who.desk.roster, name)
    if not envelopes.reads(person):
        rule, message = "access.role", f"{name} has no role that reads cases: {', '.join(person.roles)}."
        raise DeniedError.because(rule, message)
    made_at = who.desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    made = []
    for case, key, envelope in envelopes.open_envelopes(who.name):
        secret = crypto.unwrap_key(envelope, [who.identity.age_secret], key)
        made.append((case, crypto.wrap_key(secret, {name: person.age}, made_at)[name]))
    return envelopes.share(name, made), envelopes.open_cases() - len(made)


def _share_without(who: "Session", name: str) -> int:
    from dueprocess.desk.services import envelopes

    if envelopes.reads(who.desk.roster.person(name)) or name == "recovery":
        rule, message = "roster.still-listed", f"{name} reads by the roster in force. Propose the next one first."
        raise DeniedError.because(rule, message)
    return envelopes.withdraw([name])
