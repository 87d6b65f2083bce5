"""``roster``: who may do what. Shown, signed, followed by the next one; envelopes for who joins, none for who left."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.faults import Refused, Wrong
from dueprocess.cli.founding import pending, person_of
from dueprocess.cli.freezing import freeze_lines, retire
from dueprocess.cli.session import boot, load_identity, place_of, refuse_desk, refuse_served
from dueprocess.cli.working import session

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity
    from dueprocess.cli.session import Session
    from dueprocess.config.home import Home
    from dueprocess.domain.sealed.roster import Person, Roster


@click.group()
def roster() -> None:
    """The signed list of people, roles and keys. Whoever writes the database cannot add a reader."""


@roster.command("show")
@options.home
@options.as_json
def show(home: Path | None, *, json_: bool) -> None:
    """The roster in force."""
    desk = boot(home)
    now = desk.roster
    if json_:
        people = [{"name": p.name, "roles": list(p.roles), "age": p.age, "vkey": p.vkey} for p in now.people]
        frozen = [one.name for one in desk.standing.freezes]
        retired = [person.name for person in now.people if desk.standing.retired_since(person) is not None]
        standing = {"frozen": frozen, "retired": retired}
        options.print_json({"number": now.number, "desk": now.desk_id, "k": now.k, "people": people, **standing})
        return
    click.echo(f"Roster {now.number} of desk {now.desk_id[:16]}…")
    for person in now.people:
        since = desk.standing.retired_since(person)
        gone = f"  key retired {since:%Y-%m-%d}" if since else ""
        click.echo(f"  {person.name:<16}  {', '.join(person.roles)}{gone}")
    click.echo(
        f"  A release will need {now.k} releasers." if now.k else "  With fewer than two releasers nothing is released."
    )
    for line in freeze_lines(desk):
        click.secho(line, fg="red")


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
        raise Wrong(message)
    for line in what_is_signed(place):
        click.echo(line, err=True)
    missing = sign_pending(place, who)
    if json_:
        options.print_json({"signed": name, "missing": missing})
        return
    still = f"Still to sign: {', '.join(missing)}." if missing else "The roster is complete."
    click.echo(f"{name} signed. {still}")


def what_is_signed(place: "Home") -> list[str]:
    """The waiting roster in words, drawn from the very bytes that are signed (hazard 5.2)."""
    path = pending(place)
    if not path.exists():
        return []
    waiting, _ = _parsed(path.read_bytes() if "\n\n\u2014" in path.read_text() else _unsigned(path.read_text()))
    people = [f"  {one.name:<16} {', '.join(one.roles):<32} key {one.key.id.hex()}" for one in waiting.people]
    return [
        f"You sign roster {waiting.number}, SHA-256 {waiting.hash()[:16]}…, desk {waiting.desk_id[:16]}…",
        *people,
        f"  k {waiting.k}; recovery {waiting.recovery[:16]}…; worker {(waiting.worker or 'none')[:16]}",
        "  Compare it aloud with your colleagues. Anything you do not know: stop, and tell them.",
    ]


def _unsigned(text: str) -> bytes:
    """A note with a signature of nobody, so that a text nobody signed yet can be read."""
    import base64

    nobody = base64.b64encode(bytes(68)).decode()
    return (text.rstrip("\n") + f"\n\n\u2014 nobody {nobody}\n").encode()


def sign_pending(place: "Home", who: "Identity") -> list[str]:
    """Add a signature to the waiting roster; enter the roster when the last one is there. Returns who is missing."""
    path = pending(place)
    if not path.exists():
        message = "No roster waits for signatures. Propose one with `dueprocess roster next`."
        raise Wrong(message)
    note = _with_signature(path.read_text(), who)
    waiting, signed_by = _parsed(note)
    key, _ = who.signer()
    listed = (_before(waiting) or waiting).person(key.name)
    if listed is None or listed.vkey != key.vkey:
        rule, message = "roster.not-listed", f"{key.name} is not on the roster that must agree, with this key."
        raise Refused(rule, message)
    path.write_bytes(note)
    missing = _missing(waiting, note, signed_by)
    if not missing:
        _enter(place, waiting, note)
    return missing


def _with_signature(text: str, who: "Identity") -> bytes:
    """The waiting note with one more signature; signing twice changes nothing."""
    from dueprocess.domain.sealed import note as notes

    body, _, lines = text.partition("\n\n")
    body = body.rstrip("\n") + "\n"
    signature = notes.signed(body, [who.signer()]).signatures[0]
    have = {line for line in lines.splitlines() if line} | {signature.line}
    return (body + "\n" + "".join(line + "\n" for line in sorted(have))).encode()


def _parsed(note: bytes) -> "tuple[Roster, set[str]]":
    from dueprocess.domain.sealed.roster import parse

    waiting, parsed = parse(note)
    return waiting, {one.name for one in parsed.signatures}


def _before(waiting: "Roster") -> "Roster | None":
    """The roster whose people must agree to the next one; None for a founding roster."""
    from dueprocess.services.rosters import newest

    return newest() if waiting.number > 1 else None


def _missing(waiting: "Roster", note: bytes, signed_by: set[str]) -> list[str]:
    """Who may still sign; empty when the roster holds: the founders all, later a majority of the releasers."""
    from dueprocess.config.wiring import now
    from dueprocess.domain.sealed.chain import next_signers
    from dueprocess.services.rosters import fault_of

    before = _before(waiting)
    if before is not None and fault_of(note, now()) is None:
        return []
    who = waiting.signers if before is None else next_signers(before)[1]
    return [person.name for person in who if person.name not in signed_by]


def _enter(place: "Home", waiting: "Roster", note: bytes) -> None:
    from dueprocess.cli.session import write_pin
    from dueprocess.config.wiring import now
    from dueprocess.domain.sealed.chain import Pin
    from dueprocess.services.rosters import enter

    before = _before(waiting)
    enter(waiting, note, now())
    if before is None:
        write_pin(place.pin, Pin.of(waiting))
    else:
        _take_back(before, waiting)
    pending(place).unlink()


def _take_back(before: "Roster", after: "Roster") -> None:
    """Who reads no more keeps no envelope. Before its hour the new roster takes nothing."""
    from dueprocess.config.wiring import now
    from dueprocess.services import sharing

    names = sharing.stale(before, after)
    if not names:
        return
    if after.effective > now():
        for name in names:
            click.echo(f"At {after.effective_at} run `dueprocess roster share --without {name}`.", err=True)
        return
    click.echo(f"{sharing.withdraw(names)} envelopes of {', '.join(names)} are deleted.", err=True)


@roster.command("next")
@options.home
@click.option("--add", "added", multiple=True, metavar="CARD:ROLES", help="Somebody joins, or gets other roles.")
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="Somebody leaves.")
@click.option("-k", "quorum", type=int, help="Releasers that a release will need.")
@options.as_json
def propose_next(
    home: Path | None, added: tuple[str, ...], removed: tuple[str, ...], quorum: int | None, *, json_: bool
) -> None:
    """Propose the next roster. A new releaser or a lower k takes effect 72 hours after it is signed (hazard 9.1)."""
    from dueprocess.config.wiring import now
    from dueprocess.services.rosters import successor
    from dueprocess.services.stopping import roster_lines

    desk = boot(home)
    if not added and not removed and quorum is None:
        message = "Nothing would change. Say --add CARD:ROLES, --remove NAME or -k NUMBER."
        raise Wrong(message)
    for name in removed:
        _listed(desk.roster, name)
    people = [person_of(one) for one in added]
    proposed = successor(desk.roster, people, removed, quorum, now())
    pending(place_of(home)).write_text(proposed.text() + "\n")
    if json_:
        options.print_json({"number": proposed.number, "effective_at": proposed.effective_at})
        return
    click.echo(f"Roster {proposed.number} waits for signatures; it takes effect at {proposed.effective_at}.")
    for line in roster_lines(desk.roster, [(one.name, one.roles) for one in people]):
        click.echo(f"  {line}", err=True)


def _listed(now: "Roster", name: str) -> "Person":
    """The person of that name. Raises Wrong with the nearest names."""
    found = now.person(name)
    if found is None:
        message = f"{name} is not on roster {now.number}. On it: {', '.join(one.name for one in now.people)}."
        raise Wrong(message)
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
        raise Wrong(message)
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
    """How many envelopes were made, and how many open cases the caller cannot open. Raises Refused."""
    from dueprocess.adapters import crypto
    from dueprocess.services import sharing

    person = _listed(who.desk.roster, name)
    if not sharing.reads(person):
        rule, message = "access.role", f"{name} has no role that reads cases: {', '.join(person.roles)}."
        raise Refused(rule, message)
    made_at = who.desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    made = []
    for case, key, envelope in sharing.open_envelopes(who.name):
        secret = crypto.unwrap_key(envelope, [who.identity.age_secret], key)
        made.append((case, crypto.wrap_key(secret, {name: person.age}, made_at)[name]))
    return sharing.share(name, made), sharing.open_cases() - len(made)


def _share_without(who: "Session", name: str) -> int:
    from dueprocess.services import sharing

    if sharing.reads(who.desk.roster.person(name)) or name == "recovery":
        rule, message = "roster.still-listed", f"{name} reads by the roster in force. Propose the next one first."
        raise Refused(rule, message)
    return sharing.withdraw([name])
