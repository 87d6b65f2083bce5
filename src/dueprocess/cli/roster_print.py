"""``roster show``: who is on it, what waits and until when, who must sign; and what somebody is about to sign."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options
from dueprocess.cli.founding import pending
from dueprocess.cli.session import boot, place_of
from dueprocess.cli.stop_commands import freeze_lines

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk
    from dueprocess.desk.services.rosters import Waiting
    from dueprocess.formats.roster import Person, Roster
    from dueprocess.operate.home import Home


@click.command("show")
@options.home
@options.as_json
def show(home: Path | None, *, json_: bool) -> None:
    """The roster in force, what is signed and waits for its hour, and what waits for signatures."""
    from dueprocess.desk.services.rosters import waiting

    desk = boot(home)
    waits, asks = waiting(desk), _asks(desk, place_of(home))
    if json_:
        options.print_json(_plain(desk, waits, asks))
        return
    now = desk.roster
    click.echo(f"Roster {now.number} of desk {now.desk_id[:16]}… in force since {now.effective_at}")
    for person in now.people:
        click.echo(_person_line(desk, person))
    click.echo(
        f"  A release will need {now.k} releasers." if now.k else "  With fewer than two releasers nothing is released."
    )
    for line in freeze_lines(desk):
        click.secho(line, fg="red")
    for line in (*_waiting_lines(waits), *_asking_lines(asks)):
        click.secho(line, fg="yellow")


def what_is_signed(place: "Home") -> list[str]:
    """The waiting roster in words, drawn from the very bytes that are signed (hazard 5.2)."""
    found = _pending(place)
    if found is None:
        return []
    from dueprocess.formats.changes import changes

    waiting, _ = found
    before = base_of(waiting)
    changed = [f"  changes: {one}" for one in changes(before, waiting)] if before else []
    people = [f"  {one.name:<16} {', '.join(one.roles):<32} key {one.key.id.hex()}" for one in waiting.people]
    return [
        f"You sign roster {waiting.number}, SHA-256 {waiting.hash()[:16]}…, desk {waiting.desk_id[:16]}…",
        *people,
        f"  k {waiting.k}; recovery {waiting.recovery[:16]}…; worker {(waiting.worker or 'none')[:16]}",
        *changed,
        f"  in force from {waiting.effective_at}",
        "  Compare it aloud with your colleagues. Anything you do not know: stop, and tell them.",
    ]


def base_of(waiting: "Roster") -> "Roster | None":
    """The roster whose people must agree: that in force when ``waiting`` was made. None for a founding roster."""
    from dueprocess.desk.services.rosters import chain
    from dueprocess.formats.chain import in_force
    from dueprocess.operate.desk_of_home import now

    return in_force(chain(now()), waiting.made) if waiting.number > 1 else None


def asked(waiting: "Roster", before: "Roster | None") -> list[str]:
    """Who is asked to sign: the founders all, later the releasers, and whose key changes without waiting."""
    from dueprocess.formats import desk_acts

    if before is None:
        return [person.name for person in waiting.signers]
    return desk_acts.asked(before, waiting)


def parsed(note: bytes) -> "tuple[Roster, set[str]]":
    """A waiting roster and the names under it; signatures unchecked."""
    from dueprocess.formats.roster import parse

    waiting, read = parse(note)
    return waiting, {one.name for one in read.signatures}


def _pending(place: "Home") -> "tuple[Roster, set[str]] | None":
    path = pending(place)
    if not path.exists():
        return None
    from dueprocess.formats.desk_acts import as_note, is_signed

    text = path.read_text()
    waiting, names = parsed(as_note(text))
    return waiting, names if is_signed(text) else set()


def _asks(desk: "Desk", place: "Home") -> "dict[str, Any] | None":
    """The roster that waits for signatures: what it changes, who signed, who is asked, how many must."""
    from dueprocess.formats.chain import next_signers
    from dueprocess.formats.changes import changes

    found = _pending(place)
    if found is None:
        return None
    waiting, signed_by = found
    before = base_of(waiting) or desk.roster
    names = asked(waiting, before)
    return {
        "number": waiting.number,
        "effective_at": waiting.effective_at,
        "changes": [str(one) for one in changes(before, waiting)],
        "needs": next_signers(before)[0],
        "signed": sorted(signed_by),
        "missing": [name for name in names if name not in signed_by],
    }


def _person_line(desk: "Desk", person: "Person") -> str:
    since = desk.standing.retired_since(person)
    gone = f"  key retired {since:%Y-%m-%d}" if since else ""
    return f"  {person.name:<16}  {', '.join(person.roles)}{gone}"


WHY = {
    "lower-k": "fewer people would release",
    "new-releaser": "somebody new would release",
    "new-producer": "another extraction host would make productions",
    "swapped-key": "somebody's key changes without the old one",
}
"""Why a change waits 72 hours."""


def _waiting_lines(waits: "Waiting | None") -> list[str]:
    if waits is None:
        return []
    why = "; ".join(WHY[one] for one in waits.reasons) or "as its signers wanted it"
    return [
        f"Roster {waits.roster.number} is signed and takes effect at {waits.roster.effective_at} ({why}):",
        *(f"  {one}" for one in waits.changes),
        "  Is it not what you agreed to? dueprocess roster next --take-back; and dueprocess freeze stops releases now.",
    ]


def _asking_lines(asks: "dict[str, Any] | None") -> list[str]:
    if asks is None:
        return []
    signed = f"signed by {', '.join(asks['signed'])}" if asks["signed"] else "signed by nobody yet"
    missing = ", ".join(asks["missing"])
    return [
        f"Roster {asks['number']} waits for signatures; {signed}; {asks['needs']} must; still asked: {missing}.",
        f"  It would take effect at {asks['effective_at']}:",
        *(f"  {one}" for one in asks["changes"]),
        "  dueprocess roster sign --as NAME --identity FILE",
    ]


def _plain(desk: "Desk", waits: "Waiting | None", asks: "dict[str, Any] | None") -> dict[str, Any]:
    now = desk.roster
    later = None
    if waits is not None:
        later = {
            "number": waits.roster.number,
            "effective_at": waits.roster.effective_at,
            "reasons": list(waits.reasons),
            "changes": [str(one) for one in waits.changes],
        }
    return {
        "number": now.number,
        "desk": now.desk_id,
        "k": now.k,
        "people": [{"name": p.name, "roles": list(p.roles), "age": p.age, "vkey": p.vkey} for p in now.people],
        "frozen": [one.name for one in desk.standing.freezes],
        "retired": [person.name for person in now.people if desk.standing.retired_since(person) is not None],
        "waiting": later,
        "to_sign": asks,
    }
