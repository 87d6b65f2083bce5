"""``transfer``: what goes with sealed files on a disk, on paper, or into an authority's own system. No home is read."""

import datetime as dt
import json
import uuid
from pathlib import Path
from typing import Any

import click

from dueprocess.adapters import pdf, recipients
from dueprocess.adapters.hashed import sha256_of
from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.formats.recipient import How
from dueprocess.formats.refusal import DeniedError
from dueprocess.release import transfer as records
from dueprocess.release.deliver import Deliver, Endpoint
from dueprocess.release.transfer import CLEAR, Sent

FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
WAYS = click.Choice(["cms", "openpgp", "age", "passphrase"])
SEALED = click.Choice(["cms", "openpgp", "age", "passphrase", "clear"])


@click.group()
def transfer() -> None:
    """Papers and messages around files that are sealed already. Run it where they are; nothing is opened."""


@transfer.command("record")
@click.argument("folder", type=FOLDER)
@click.option("--from", "sender", required=True, help="Your provider's name.")
@click.option("--to", "recipient", required=True, help="The office that receives; never an official's name.")
@click.option("--by", required=True, help="Your name on the roster.")
@click.option("--means", required=True, type=click.Choice(["disk", "paper"]), help="What the files go on.")
@click.option("--how", required=True, type=SEALED, help="How the files are sealed; clear: paper that is to be read.")
@click.option("--key", "key_file", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Its key.")
@click.option("--seal", "seals", multiple=True, help="Number of a bag or seal; as often as there are.")
@click.option("--production", default="", help="Id of the production.")
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Of the PDF.")
@click.option("--out", required=True, type=options.PATH, help="Where to write NAME.pdf and NAME.json.")
@options.as_json
def record(folder: Path, out: Path, key_file: Path | None, lang: str, *, json_: bool, **said: Any) -> None:
    """Write the record of a hand-over, to be signed by hand on both sides: names, sizes and hashes of what goes."""
    made = records.Transfer(
        **{**said, "seals": tuple(said["seals"])},
        key=recipients.key_facts(said["how"], key_file.read_bytes()).hash if key_file is not None else "",
        made_at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%SZ}",
        files=tuple(_sent(path, said["how"]) for path in _files(folder)),
    )
    written = {".json": records.record_json(made), ".pdf": pdf.record_pdf(made, lang)}
    for ending, data in written.items():
        _new(out.with_suffix(ending)).write_bytes(data)
    output.told(
        json.loads(written[".json"]),
        f"{out.with_suffix('.pdf')}: {len(made.files)} files. Print it twice; both sides sign both.",
        json_=json_,
    )


@transfer.command("deliver")
@click.argument("folder", type=FOLDER)
@click.option("--sender", required=True, metavar="CC:ID", help="Your provider, as DE:FENNEL.")
@click.option("--receiver", required=True, metavar="CC:ID", help="The authority, as DE:TALBACH.")
@click.option("--ldid", required=True, help="The authority's identifier of the task, as DE-TALBACH-4711.")
@click.option("--task", default="", help="UUID of the task, where the authority gave one.")
@click.option("--profile", default="ETSI:V1.23.1", show_default=True, metavar="OWNER:VERSION", help="National profile.")
@click.option("--how", required=True, type=WAYS, help="How the files are sealed.")
@click.option("--out", required=True, type=options.PATH, help="A folder for the messages.")
@options.as_json
def deliver(folder: Path, sender: str, receiver: str, how: str, out: Path, *, json_: bool, **said: str) -> None:
    """Write one ETSI TS 103 120 DELIVER message around each sealed file."""
    files = _files(folder)
    sides = {"sender": Endpoint(*_pair(sender)), "receiver": Endpoint(*_pair(receiver))}
    delivery = str(uuid.uuid4())
    out.mkdir(mode=0o700, exist_ok=True)
    for number, path in enumerate(files):
        message = Deliver(
            **sides,
            profile=_pair(said["profile"]),
            ldid=said["ldid"],
            task=said["task"],
            transaction=str(uuid.uuid4()),
            object=str(uuid.uuid4()),
            delivery=delivery,
            at=f"{dt.datetime.now(dt.UTC):%Y-%m-%dT%H:%M:%S.%fZ}",
            number=number,
            last=number == len(files) - 1,
            how=How(how),
            name=path.name,
        )
        target = _new(out / f"{path.name}.xml")
        try:
            with path.open("rb") as source, target.open("xb") as written:
                recipients.deliver(message, source, written)
        except DeniedError:
            target.unlink()
            raise
    output.told(
        {"delivery": delivery, "messages": [f"{path.name}.xml" for path in files]},
        f"{len(files)} messages in {out}, to be sent in the order of their numbers.",
        json_=json_,
    )


def _files(folder: Path) -> list[Path]:
    """Plain files of the folder, by name. Raises DeniedError for none, or for anything else in it."""
    found = sorted(folder.iterdir())
    if not found or not all(path.is_file() and not path.is_symlink() for path in found):
        raise wrong(f"{folder} must hold the sealed files and nothing else: no folder, no link.")
    return found


def _sent(path: Path, how: str) -> "Sent":
    if how == CLEAR:
        return Sent(path.name, 0, "")
    return Sent(path.name, path.stat().st_size, sha256_of(path))


def _new(path: Path) -> Path:
    if path.exists():
        raise wrong(f"{path} is there already; name another place.")
    return path


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition(":")
    return first, second
