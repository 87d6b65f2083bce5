"""``law take`` and ``law pack``: law that travels by itself, taken after it was looked at (ADR 0111)."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.adapters import law_files, law_place
from dueprocess.cli import options, output
from dueprocess.cli.clients import load_identity
from dueprocess.cli.faults import wrong
from dueprocess.operate.desk_of_home import now

if TYPE_CHECKING:
    from dueprocess.adapters.law_packages import Taking
    from dueprocess.law.difference import Change

_HOW = {"added": "new", "removed": "gone", "changed": "other", "read": "the same law, read or cited anew"}


@click.command()
@click.argument("package", type=options.PATH)
@click.option("--home", type=options.PATH, help="Home of the desk that takes it [default: your own machine's law].")
@click.option("--yes", is_flag=True, help="Take it without being asked: you looked at it before.")
@click.option("--whole", is_flag=True, help="Show what each part says, before and after.")
@options.as_json
def take(package: Path, home: Path | None, *, yes: bool, whole: bool, json_: bool) -> None:
    """Show what a signed package of law changes, rule by rule, and take it. No new program is needed.

    Whose packages are taken says the file law-keys in the home (without --home: in your own configuration). What it
    changes asks again, until your counsel has read it. One that is older than, or does not go on from, the law in force
    is refused. Each machine of a desk takes it for itself.
    """
    from dueprocess.adapters import law_packages

    place = home or law_place.home()
    if package.stat().st_size > law_packages.MAX_BYTES:
        law_packages.refuse("package", f"{package} is longer than any package of law; ask whoever sent it")
    found = law_packages.read(package.read_bytes(), law_packages.keys(place))
    taking = law_packages.held(found, place)
    if json_:
        output.print_json(_plain(taking))
    else:
        _print(taking, whole=whole)
    if not yes:
        click.confirm("Take it?", abort=True, err=True)
    law_packages.take(taking, place)
    click.echo(f"Taken: law {found.number} of {found.made_on}, signed by {', '.join(found.by)}.", err=True)
    if taking.asks:
        click.echo("What changed asks until your counsel has read it: #/law in their own vault.", err=True)


def _plain(taking: "Taking") -> dict[str, Any]:
    one = taking.package
    rows = [{"name": change.name, "how": str(change.how)} for each in taking.changes.values() for change in each]
    return {"number": one.number, "made_on": one.made_on, "by": list(one.by), "law": one.law, "changes": rows}


def _print(taking: "Taking", *, whole: bool) -> None:
    one = taking.package
    click.echo(f"Law {one.number} of {one.made_on}, signed by {', '.join(one.by)}: {len(taking.changes)} files differ.")
    for path, changes in taking.changes.items():
        output.heading(path.partition("/")[2])
        for change in changes:
            click.echo(f"  {change.name}: {_HOW[str(change.how)]}")
            if whole or str(change.how) == "changed":
                _parts(change, whole=whole)


def _parts(change: "Change", *, whole: bool) -> None:
    for mark, parts in (("-", change.before), ("+", change.after)):
        for part in parts:
            output.wrapped(f"{mark} {_said(part, whole=whole)}", 4)


def _said(part: Any, *, whole: bool) -> str:
    """What a part says in words, where it has a sentence; all of it with ``--whole``."""
    words = part.get("says") if isinstance(part, dict) and not whole else None
    test = json.dumps({key: part[key] for key in ("test", "when", "effect") if key in part}) if words else ""
    return f"{words['en']} {test}" if words else json.dumps(part, ensure_ascii=False)


@click.command()
@click.argument("folder", type=options.PATH)
@click.option("--number", type=click.IntRange(1), required=True, help="Greater than that of each package before.")
@click.option("--extends", multiple=True, help="Digest of a law that it goes on from [default: this program's law].")
@click.option("--out", type=options.PATH, required=True, help="File to write.")
@click.option("--as", "name", required=True, help="Your name, as in your identity.")
@click.option("--identity", type=options.PATH, required=True, help="Your identity file.")
@options.passphrase_file
def pack(
    folder: Path,
    number: int,
    extends: tuple[str, ...],
    out: Path,
    name: str,
    identity: Path,
    passphrase_file: Path | None,
) -> None:
    """Sign the law files of FOLDER as a package that others take. Prints the key that they write into law-keys."""
    from dueprocess.adapters import law_packages

    if out.exists():
        raise wrong(f"{out} exists; a package is never overwritten. Choose another --out.")
    signer = load_identity(identity, passphrase_file, name).signer()
    goes_on = extends or (law_files.PUBLISHED,)
    out.write_bytes(law_packages.pack(folder, number, goes_on, now().date().isoformat(), signer))
    click.echo(f"Wrote {out}. Whoever takes it has this line in law-keys:", err=True)
    click.echo(signer[0].vkey)
