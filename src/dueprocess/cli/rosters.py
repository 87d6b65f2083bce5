"""``roster``: who may do what. Shown, signed, followed by the next one; envelopes for who joins, none for who left."""

import base64
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.cli import options, output
from dueprocess.cli.clients import client, load_identity, looking, pin_of, signer_of_roster
from dueprocess.cli.faults import wrong
from dueprocess.cli.founding import pending, person_of
from dueprocess.cli.homes import boot, boot_home, place_of
from dueprocess.cli.pin_commands import accept, words
from dueprocess.cli.stop_commands import freeze_line, retire
from dueprocess.client import desk_itself
from dueprocess.client.pins import raise_pin, read_pin, write_pin
from dueprocess.formats import days, desk_acts, moment
from dueprocess.formats.chain import Pin, swapped, walk, why_it_waits
from dueprocess.formats.changes import Change, changes
from dueprocess.formats.desk_acts import as_note, freeze_told
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.roster import parse

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.adapters.identity import Identity
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person as Client
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.chain import Line
    from dueprocess.formats.roster import Person, Roster
    from dueprocess.formats.standing import Standing
    from dueprocess.operate.home import Home

WHY: Final = {
    "lower-k": "fewer people would release",
    "new-releaser": "somebody new would release",
    "new-producer": "another extraction host would make productions",
    "swapped-key": "somebody's key changes without the old one",
}
"""Why a change waits 72 hours."""


def effect(notice: int) -> str:
    """When a roster takes effect."""
    return f"{notice} hours after each machine first saw it signed" if notice else "at once"


@click.group()
def roster() -> None:
    """The signed list of people, roles and keys. Whoever writes the database cannot add a reader."""


for _one in (retire, words, accept):
    roster.add_command(_one)


@roster.command("show")
@options.looker
def show(*, json_: bool, **person: Any) -> None:
    """The roster in force, what is signed and waits for its hour, and what waits for signatures."""
    with looking(person) as far:
        line, standing, asks = _checked(far, person)
    now = line.in_force
    told = _plain(line, standing, asks)
    if json_:
        output.print_json(told)
        return
    click.echo(f"Roster {now.number} of desk {now.desk_id[:16]}… is in force; made {days.spoken(now.made_at)}")
    for one in now.people:
        kinds = ((one.vkey, "daily key"), (one.own.vkey, "own key")) if one.own else ((one.vkey, "key"),)
        since = ((kind, standing.retired.get(vkey)) for vkey, kind in kinds)
        gone = "".join(f"  {kind} retired {days.day(at)}" for kind, at in since if at)
        click.echo(f"  {one.name:<16}  {', '.join(one.roles)}{gone}")
    releases = (
        f"A release will need {now.k} releasers." if now.k else "With fewer than two releasers nothing is released."
    )
    click.echo(f"  {releases}")
    for freeze in standing.freezes:
        click.secho(freeze_line(freeze_told(freeze)), fg="red")
    for text in _to_come(told["waiting"], told["to_sign"]):
        click.secho(text, fg="yellow")


def _checked(far: "FarDesk", person: Mapping[str, Any]) -> "tuple[Line, Standing, dict[str, Any] | None]":
    """The chain of rosters, what stands, and the roster that waits for signatures, checked from the founding one on.

    Whoever has a pin counts the hours by it, and this look counts for it; at the machine itself the desk counts.
    """
    shown = far.get("/v1/desk/itself")
    notes = [str(note).encode() for note in shown["rosters"]]
    if person["desk_url"]:
        pin_file = pin_of(person["identity"])
        pin = read_pin(pin_file) or Pin(far.desk, 1, far.desk)
        line = walk(pin, notes, crypto.verify, far.now())
        raise_pin(pin_file, line.pin)
    else:
        from dueprocess.desk.services.rosters import chain

        line = chain(far.now())
    asks = desk_acts.proposed(line, str(shown["next"]), crypto.verify, far.now())
    if asks is not None and "rule" in asks:  # nobody signs it any more; who is on the desk is shown nevertheless
        click.secho(f"The roster that was proposed cannot be signed: {asks['reason']}", err=True, fg="yellow")
        asks = None
    return line, desk_acts.stands(line, shown, crypto.verify, far.now()), asks


def _plain(line: "Line", standing: "Standing", asks: Mapping[str, Any] | None) -> dict[str, Any]:
    """For machines; what waits, and what is to be signed, is printed from it for people, too."""
    now, later = line.in_force, line[-1]
    waiting: dict[str, Any] | None = None
    to_sign: dict[str, Any] | None = None
    if line.until is not None:
        told = {"changes": [str(one) for one in changes(now, later)], "reasons": list(why_it_waits(now, later))}
        waiting = {"number": later.number, "effective_at": moment.write(line.until), **told}
    if asks is not None:
        missing = [name for name in asks["asked"] if name not in asks["signed"]]
        to_sign = {key: asks[key] for key in ("number", "notice", "needs", "signed")}
        to_sign |= {"changes": _changes(asks), "missing": missing}
    return {
        "number": now.number,
        "desk": now.desk_id,
        "k": now.k,
        "people": [{**asdict(p), "roles": list(p.roles)} for p in now.people],
        "frozen": [one.name for one in standing.freezes],
        "retired": [one.name for one in now.people if not standing.retired.keys().isdisjoint(one.vkeys)],
        "waiting": waiting,
        "to_sign": to_sign,
    }


def _changes(asks: Mapping[str, Any]) -> list[str]:
    return [str(Change(*one)) for one in asks["changes"]]


def _to_come(waiting: Mapping[str, Any] | None, to_sign: Mapping[str, Any] | None) -> Iterator[str]:
    """What takes effect at its hour, and what waits for signatures, in lines."""
    if waiting is not None:
        why = "; ".join(WHY[one] for one in waiting["reasons"]) or "as its signers wanted it"
        yield f"Roster {waiting['number']} is signed and takes effect at {waiting['effective_at']} ({why}):"
        yield from (f"  {one}" for one in waiting["changes"])
        yield "  Not what you agreed to? dueprocess roster next --take-back; and dueprocess freeze stops releases now."
    if to_sign is not None:
        signed = f"signed by {', '.join(to_sign['signed'])}" if to_sign["signed"] else "signed by nobody yet"
        missing = f"{to_sign['needs']} must; still asked: {', '.join(to_sign['missing'])}"
        yield f"Roster {to_sign['number']} waits for signatures; {signed}; {missing}."
        yield f"  It would take effect {effect(to_sign['notice'])}:"
        yield from (f"  {one}" for one in to_sign["changes"])
        yield "  dueprocess roster sign --as NAME --identity FILE"


@roster.command("sign")
@options.person
def sign(*, json_: bool, **person: Any) -> None:
    """Sign the roster that waits. When all have signed it takes force, and each client pins it."""
    place = None if person["desk_url"] else place_of(person["home"])
    missing = _sign_founding(place, person) if place and not place.pin.exists() else _sign_next(person)
    if json_:
        output.print_json({"signed": person["name"], "missing": missing})
        return
    still = f"Still to sign: {', '.join(missing)}." if missing else "The roster is complete."
    click.echo(f"{person['name']} signed. {still}")


def _sign_next(person: Mapping[str, Any]) -> list[str]:
    """Sign the next roster, as the person's own machine checked it. Returns who is still asked."""
    from dueprocess.formats import note as notes

    with signer_of_roster(person) as (who, far):
        asks = desk_itself.look(who, far, retired_too=True).told["next"]
        if asks is None:
            raise wrong("No roster waits for signatures. Propose one with `dueprocess roster next`.")
        if "rule" in asks:
            raise DeniedError.because(asks["rule"], asks["reason"])
        _say_what_is_signed(asks["text"], _changes(asks))
        signature = notes.signed(asks["text"], [who.identity.signer()]).signatures[0]
        mine = {"person": who.identity.name, "roster": asks["hash"], "signature": signature.line}
        done = far.post("/v1/desk/roster", mine)
    for name in done["later"]:
        joins = any(one == name for one, roles, _ in asks["people"])
        how = "with" if joins else "without"
        click.echo(f"When it has taken effect run `dueprocess roster share --{how} {name}`.", err=True)
    return list(map(str, done["missing"]))


def _sign_founding(place: "Home", person: Mapping[str, Any]) -> list[str]:
    """Sign the founding roster beside the home, which is no desk before all have signed. Returns who is missing."""
    boot_home(place.path)
    from dueprocess.desk.services.rosters import enter  # tables need the booted home
    from dueprocess.operate.desk_of_home import now

    path = pending(place)
    if not path.exists():
        raise wrong("No roster waits for signatures. Propose one with `dueprocess roster next`.")
    who = load_identity(person["identity"], person["passphrase_file"], person["name"])
    note, waiting, signed = _with_signature(path.read_text(), who)
    _say_what_is_signed(waiting.text(), ())
    key, _ = who.signer()
    listed = waiting.person(key.name)
    if listed is None or listed.own_key != key:
        rule, message = "roster.not-listed", f"{key.name} is not on the roster that must agree, with this key."
        raise DeniedError.because(rule, message)
    path.write_bytes(note)
    missing = [one.name for one in waiting.signers if one.name not in signed]
    if not missing:
        enter(waiting, note, now())
        write_pin(place.pin, Pin.of(waiting))
        path.unlink()
    return missing


def _with_signature(text: str, who: "Identity") -> "tuple[bytes, Roster, set[str]]":
    """The waiting note with one more signature, its roster, and who signed; signing twice changes nothing."""
    from dueprocess.formats import note as notes

    body, _, lines = text.partition("\n\n")
    body = body.rstrip("\n") + "\n"
    signature = notes.signed(body, [who.signer()]).signatures[0]
    have = {line for line in lines.splitlines() if line} | {signature.line}
    note = (body + "\n" + "".join(line + "\n" for line in sorted(have))).encode()
    waiting, read = parse(note)
    return note, waiting, {one.name for one in read.signatures}


def _say_what_is_signed(text: str, changed: Iterable[str]) -> None:
    """A roster in words, drawn from the very bytes that are signed (hazard 5.2)."""
    waiting, _ = parse(as_note(text))
    ids = {one.name: " ".join(key.id.hex() for key in one.keys) for one in waiting.people}
    people = [f"  {one.name:<16} {', '.join(one.roles):<32} keys {ids[one.name]}" for one in waiting.people]
    for line in (
        f"You sign roster {waiting.number}, SHA-256 {waiting.hash()[:16]}…, desk {waiting.desk_id[:16]}…",
        *people,
        f"  k {waiting.k}; recovery {waiting.recovery[:16]}…; worker {(waiting.worker or 'none')[:16]}",
        *(f"  changes: {one}" for one in changed),
        f"  takes effect {effect(waiting.notice)}; made {days.spoken(waiting.made_at)}, as its maker says",
        "  Compare it aloud with your colleagues. Anything you do not know: stop, and tell them.",
    ):
        click.echo(output.safe(line), err=True)


@roster.command("next")
@options.home
@click.option("--add", "added", multiple=True, metavar="CARD:ROLES", help="Joins; other roles; another key of theirs.")
@click.option("--remove", "removed", multiple=True, metavar="NAME", help="Somebody leaves.")
@click.option("-k", "quorum", type=int, help="Releasers that a release will need.")
@click.option("--mail-key", "mail", metavar="HASH", help="The mailbox's new key, as `mail-key make` named it.")
@click.option("--take-back", is_flag=True, help="What waits for its hour never takes effect; all stays as it is.")
@click.option(
    "--old-key-signs",
    "old_keys_sign",
    is_flag=True,
    help="Whoever gets another key signs with the old one: no waiting.",
)
def propose_next(home: Path | None, *, json_: bool, old_keys_sign: bool, **wish: Any) -> None:
    """Propose the next roster. A new releaser, a lower k or a lost key takes effect after 72 hours (hazard 9.1).

    Everybody is told meanwhile. It is reckoned from the roster in force; where one waits, this one takes its place.
    """
    from dueprocess.desk.services.leaving import looked_at_first
    from dueprocess.desk.services.rosters import roster_lines

    desk = boot(home)
    people = [person_of(one) for one in wish["added"]]
    proposed = _proposed(desk, people, old_keys_sign=old_keys_sign, **wish)
    pending(place_of(home)).write_text(proposed.text() + "\n")
    leaving = dict.fromkeys([*wish["removed"], *swapped(desk.roster, proposed)])
    first = {name: found for name in leaving if (found := looked_at_first(desk, name))}
    if json_:
        reasons = list(why_it_waits(desk.roster, proposed)) if proposed.notice else []
        told = {"number": proposed.number, "notice": proposed.notice, "reasons": reasons, "look_first": first}
        output.print_json(told)
        return
    click.echo(f"Roster {proposed.number} waits for signatures; it takes effect {effect(proposed.notice)}.")
    click.echo("Each signs in a vault of their own (`dueprocess vault`, The desk itself), or by command:", err=True)
    for line in roster_lines(desk.roster, [(one.name, one.roles) for one in people], proposed):
        click.echo(f"  {line}", err=True)
    for name, found in first.items():
        click.secho(
            f"Before you sign: these cases rest on {name} and one other alone. Somebody third opens each and signs "
            "anything there, a note is enough. Else they give nothing until the office is called back there:",
            err=True,
            fg="yellow",
        )
        for case in found:
            click.echo(f"  {case}", err=True)


def _proposed(
    desk: "Desk",
    people: "list[Person]",
    *,
    added: tuple[str, ...],
    removed: tuple[str, ...],
    quorum: int | None,
    mail: str | None,
    take_back: bool,
    old_keys_sign: bool,
) -> "Roster":
    from dueprocess.desk.services import mail_keys
    from dueprocess.desk.services.rosters import successor, waiting
    from dueprocess.operate.desk_of_home import now

    waits = waiting(desk)
    if take_back and (waits is None or added or removed or mail or quorum is not None):
        raise wrong("--take-back stands alone, and something must wait for its hour: see `dueprocess roster show`.")
    if not (added or removed or mail or take_back) and quorum is None:
        raise wrong("Nothing would change. Say --add CARD:ROLES, --remove NAME, -k NUMBER or --mail-key HASH.")
    if mail:
        mail_keys.check_named(desk, mail)
    for name in removed:
        _listed(desk.roster, name)
    newest = waits.roster if waits is not None else None
    return successor(desk.roster, people, removed, quorum, now(), newest=newest, old_keys_sign=old_keys_sign, mail=mail)


def _listed(now: "Roster", name: str) -> "Person":
    """The person of that name. Raises DeniedError with the names that there are."""
    found = now.person(name)
    if found is None:
        raise wrong(f"{name} is not on roster {now.number}. On it: {', '.join(one.name for one in now.people)}.")
    return found


@roster.command("share")
@click.option("--with", "joins", metavar="NAME", help="Who gets envelopes of the open cases that you can open.")
@click.option("--without", "leaves", metavar="NAME", help="Whose envelopes are deleted: not on the roster any more.")
@options.person
def share(joins: str | None, leaves: str | None, *, json_: bool, **person: Any) -> None:
    """Envelopes of the open cases: for somebody who joined, or none for somebody who left.

    Case keys are opened and sealed again on your own machine, to the key that the roster in force names.
    """
    if (joins is None) == (leaves is None):
        raise wrong("Say --with NAME or --without NAME.")
    with client(person) as (who, material):
        if joins:
            many, still = share_with(who, material, joins)
        else:
            many, still = int(material.far.delete(f"/v1/envelopes/{leaves}")["envelopes"]), 0
    if json_:
        output.print_json({"person": joins or leaves, "envelopes": many, "not_yours": still})
    elif joins:
        left = f" {still} open cases have no envelope for you: ask a colleague to share those." if still else ""
        click.echo(f"{joins} can open {many} open cases.{left}")
    else:
        click.echo(f"{many} envelopes of {leaves} are deleted.")


def share_with(who: "Client", material: "Material", name: str) -> tuple[int, int]:
    """How many envelopes were made, and how many open cases the caller cannot open. Raises DeniedError."""
    person = _listed(desk_itself.look(who, material.far).roster, name)
    if not access.reads(access.roles_of(person.roles)):
        raise DeniedError.because("access.role", f"{name} has no role that reads cases: {', '.join(person.roles)}.")
    told = material.far.get("/v1/envelopes")
    made = []
    for row in told["rows"]:
        secret = crypto.unwrap_key(base64.b64decode(row["bytes"]), who.identity.age_secrets, row["recipient"])
        envelope = crypto.wrap_key(secret, {name: person.age}, moment.write(who.now))[name]
        made.append({"case": row["case"], "bytes": base64.b64encode(envelope).decode()})
    for start in range(0, len(made), BATCH):
        material.far.post("/v1/envelopes", {"person": name, "envelopes": made[start : start + BATCH]})
    return len(made), int(told["open"]) - len(made)


BATCH: Final = 100
"""Envelopes a request."""
