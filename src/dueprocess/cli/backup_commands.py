"""``backup``, ``restore``, ``upgrade``: a home as two archives, back again, and brought to this version."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, TYPE_CHECKING

import click

from dueprocess.adapters import crypto
from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import NO, wrong
from dueprocess.cli.homes import place_of
from dueprocess.formats import days
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate import backups
from dueprocess.operate import home as homes
from dueprocess.operate.backups import newest_in
from dueprocess.operate.desk_of_home import is_served, now

if TYPE_CHECKING:
    from dueprocess.operate.backups import Made
    from dueprocess.operate.home import Home
    from dueprocess.operate.restores import Restored
    from dueprocess.operate.upgrades import Upgraded

AGE_BEGINS = b"age-encryption.org/"


@click.command()
@options.home_of_any_version
@click.option("--to", required=True, type=options.PATH, help="A folder, or the name of a new file in one.")
@click.option("--recipient", metavar="age1…", help="Encrypt both files to this age recipient.")
@click.option("--clear", is_flag=True, help="Write them in clear: whoever has them reads codes, days and counts.")
@click.pass_context
def backup(
    context: click.Context, home: Path | None, to: Path, recipient: str | None, *, clear: bool, json_: bool
) -> None:
    """Write the whole home to two files of one moment, read them back, and check every chain. The desk goes on working.

    The second file holds the envelopes, without which nobody can open a case. It may live 35 days at most: older ones
    in the same folder are deleted. Left out: the key that signs cookies, finished letters, the public site, log-ins.
    """
    _ask(recipient, clear=clear)
    place = place_of(home)
    with output.bar("Writing") as progress:
        made = backups.make(place, to, now(), recipient, progress)
    backups.note(place, made)
    faults = _faults()
    _say_made(made, faults, json_=json_)
    if made.missing or faults:
        context.exit(NO)


def _ask(recipient: str | None, *, clear: bool) -> None:
    """Whether these files are to be in clear. Raises DeniedError where nobody is there to say so."""
    if recipient and clear:
        raise wrong("Give --recipient or --clear, not both.")
    if recipient or clear:
        return
    if not sys.stdin.isatty():
        raise wrong(
            "In clear or encrypted? Say --recipient age1… (`dueprocess keys new backup` makes one; keep it off this "
            "machine), or --clear: then whoever has the files reads codes, days and counts."
        )
    click.echo("Without --recipient the files are in clear: whoever has them reads codes, days and counts.", err=True)
    click.confirm("Write them in clear?", abort=True, err=True)


def _faults() -> list[str]:
    """What is wrong with the chains and rows that were backed up: a copy of what somebody changed is no way back."""
    from dueprocess.desk.data import versions
    from dueprocess.desk.services import row_check

    if versions.schema() != versions.CURRENT:  # its rows are not those of this program: `upgrade` checks them
        return []
    with output.bar("Checking") as progress:
        cases, faults = row_check.every_case(), []
        for done, one in enumerate(row_check.check(cases), 1):
            progress(done, len(cases) + 1)
            faults += [one.fault] if one.fault else []
    return faults


def _say_made(made: "Made", faults: list[str], *, json_: bool) -> None:
    if json_:
        output.print_json(
            {
                "archive": str(made.archive),
                "envelopes": str(made.envelopes),
                "made_at": made.made_at,
                "manifest": made.digest,
                "counts": made.counts,
                "missing": list(made.missing),
                "faults": faults,
                "deleted": list(made.aged_out),
            }
        )
        return
    for path in (made.archive, made.envelopes):
        click.echo(f"{path}  {path.stat().st_size >> 10} kB", err=True)
    cases, events = made.counts["data_case"], made.counts["data_event"]
    click.echo(f"{cases} cases, {events} events, read back. Manifest {made.digest[:16]}…", err=True)
    for name in made.aged_out:
        click.echo(f"Deleted, older than 35 days: {name}", err=True)
    for name in made.missing:
        click.secho(f"The desk has lost the ciphertext {name}: it is in no backup of today.", fg="red", err=True)
    for fault in faults:
        click.secho(f"{fault}: the backup holds it as it is. Compare with an older one.", fg="red", err=True)


@click.command()
@click.argument("archive", type=click.Path(path_type=Path, exists=True))
@options.unfounded_home
@click.option(
    "--envelopes", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The file made beside it."
)
@click.option("--identity", type=options.PATH, help="Opens the files where they are encrypted.")
@click.option("--passphrase-file", type=options.PATH, help="File that holds its passphrase.")
@click.pass_context
def restore(
    context: click.Context,
    archive: Path,
    home: Path | None,
    envelopes: Path | None,
    identity: Path | None,
    passphrase_file: Path | None,
    *,
    json_: bool,
) -> None:
    """Make a home out of a backup, in an empty folder, and compare all of it with what was backed up.

    Exit 1 where something is not as it was. With DUEPROCESS_DATABASE the rows go there, into an empty database.
    """
    from dueprocess.operate import restores

    if archive.is_dir():
        raise wrong(_of_folder(archive))
    place = place_of(home)
    restores.refuse_full(place)
    homes.boot(place)
    secret = None if identity is None else load_identity(identity, passphrase_file).age_secret
    with output.bar("Restoring") as progress, _clear(archive, secret) as main, contextlib.ExitStack() as stack:
        beside = stack.enter_context(_clear(envelopes, secret)) if envelopes else None
        done = restores.restore(place, main, beside, progress)
    _say_restored(place, done, json_=json_)
    if done.faults:
        context.exit(NO)


def _of_folder(folder: Path) -> str:
    """What to give in place of a folder."""
    found = newest_in(folder)
    if found is None:
        return f"{folder} is a folder without a backup in it. Give the file that `dueprocess backup` wrote."
    archive, envelopes = found
    beside = f" --envelopes {envelopes}" if envelopes.exists() else ""
    return f"{folder} is a folder. The newest backup in it: dueprocess restore {archive}{beside} --home EMPTY-FOLDER"


@contextlib.contextmanager
def _clear(path: Path, secret: str | None) -> Iterator[IO[bytes]]:
    """The archive before it was encrypted. Raises DeniedError without an identity, AgeError with another's."""
    import tempfile

    with path.open("rb") as file:
        encrypted = file.read(len(AGE_BEGINS)) == AGE_BEGINS
        file.seek(0)
        if not encrypted:
            yield file
            return
        if secret is None:
            raise wrong(f"{path} is encrypted. Give --identity FILE: the one whose recipient the backup was made for.")
        with tempfile.TemporaryFile() as clear:  # without a name: gone with this process
            crypto.decrypt_stream(file, clear, [secret])
            yield clear


def _say_restored(place: "Home", done: "Restored", *, json_: bool) -> None:
    if json_:
        output.print_json({"home": str(place.path), **asdict(done)})
        return
    click.echo(
        f"{place.path}: the desk {done.desk[:16]}… of {days.spoken(done.made_at)}, by version {done.program}.", err=True
    )
    click.echo(f"{done.cases} cases and {done.events} events; every chain was computed again.", err=True)
    for fault in done.faults:
        click.secho(f"✗ {fault}", fg="red", err=True)
    for note in done.notes:
        click.echo(f"· {note}", err=True)
    click.echo("Compare the desk's id aloud with a colleague's, then run `dueprocess doctor`.", err=True)


@click.command()
@options.home_of_any_version
@click.option("--dry-run", is_flag=True, help="Say what would change, and change nothing.")
@click.pass_context
def upgrade(context: click.Context, home: Path | None, *, dry_run: bool, json_: bool) -> None:
    """Bring the home to this version: say what changes, back up into the home, migrate, compare every chain.

    The last three backups stay in backups/ of the home. Stop the desk first: a home that is served is refused, and so
    is one that a newer version wrote.
    """
    from dueprocess.operate import upgrades

    place = place_of(home)
    plan = upgrades.plan()
    names = [f"{app}.{name}" for app, name in plan.migrations]
    told = {"migrations": names, "repairs": list(plan.repairs)}
    if not json_:
        if plan.is_empty:
            click.echo("Nothing to do: the home is of this version.", err=True)
        for line in (*(f"migration {name}" for name in names), *(f"repair    {says}" for says in plan.repairs)):
            click.echo(f"  {line}", err=True)
    if dry_run or plan.is_empty:
        if json_:
            output.print_json({**told, "backup": "", "faults": []})
        return
    if is_served(place):
        raise DeniedError.because(
            "store.served",
            "The home is being served. Stop the desk and its worker (systemctl stop dueprocess dueprocess-worker, or "
            "Ctrl-C where they run), give this line again, then start them.",
        )
    with output.bar("Backing up") as progress:
        done = upgrades.run(place, plan, now(), progress)
    if json_:
        output.print_json({**told, "backup": str(done.backup.archive), "faults": list(done.faults)})
    else:
        _say_upgraded(done)
    if done.faults:
        context.exit(NO)


def _say_upgraded(done: "Upgraded") -> None:
    counts = done.backup.counts
    click.echo(f"Backed up: {done.backup.archive}", err=True)
    for fault in done.faults:
        click.secho(f"✗ {fault}", fg="red", err=True)
    if done.faults:
        click.echo("The way back: the version before, and `dueprocess restore` into an empty folder.", err=True)
        return
    click.echo(f"Done: {counts['data_case']} cases, {counts['data_event']} events, every commitment holds.", err=True)
