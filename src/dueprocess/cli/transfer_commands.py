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
from dueprocess.cli.files import MAX_ITEM
from dueprocess.formats.hi1 import asked_in
from dueprocess.formats.recipient import How
from dueprocess.formats.refusal import DeniedError
from dueprocess.formats.selector import MARKS_KEY
from dueprocess.release import transfer as records
from dueprocess.release.deliver import Deliver, Endpoint
from dueprocess.release.transfer import CLEAR, Sent

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
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
        files=tuple(_sent(path, said["how"]) for path in _files(folder) if path.name != MARKS_KEY),
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
@click.option("--answers", type=FILE, help="The message of the order (`open CASE --out`): gives all that follows.")
@click.option("--item", type=int, default=1, show_default=True, help="Which of its tasks the files answer.")
@click.option("--sender", default="", metavar="CC:ID", help="Your provider, as DE:FENNEL.")
@click.option("--receiver", default="", metavar="CC:ID", help="The authority, as DE:TALBACH.")
@click.option("--ldid", default="", help="The authority's identifier of the task, as DE-TALBACH-4711.")
@click.option("--task", default="", help="UUID of the task, where the authority gave one.")
@click.option("--profile", default="", metavar="OWNER:VERSION", help="National profile [default: ETSI:V1.23.1].")
@click.option("--how", required=True, type=WAYS, help="How the files are sealed.")
@click.option("--out", required=True, type=options.PATH, help="A folder for the messages.")
@options.as_json
def deliver(folder: Path, answers: Path | None, item: int, how: str, out: Path, *, json_: bool, **typed: str) -> None:
    """Write one ETSI TS 103 120 DELIVER message around each sealed file."""
    files = _files(folder)
    said = {**(_of_order(answers, item) if answers else {}), **{name: value for name, value in typed.items() if value}}
    said = {"profile": "ETSI:V1.23.1", "task": "", **said}
    missing = [f"--{name}" for name in ("sender", "receiver", "ldid") if not said.get(name)]
    if missing:
        raise wrong(f"Name {', '.join(missing)}, or the order's message with --answers.")
    sides = {name: Endpoint(*_pair(said[name])) for name in ("sender", "receiver")}
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


def _of_order(path: Path, item: int) -> dict[str, str]:
    """What a delivery repeats of the message that it answers. Raises DeniedError for another file, or no such task."""
    from dueprocess.adapters.sandbox import Died, Sandbox

    if path.stat().st_size > MAX_ITEM:
        raise wrong(f"{path.name} is longer than a message.")
    with Sandbox() as sandbox:
        answer = sandbox.run("read", {"file": path.name}, path.read_bytes())
    asked = None if isinstance(answer, Died) or not answer["draft"] else asked_in(answer["draft"].get("message"))
    tasks = [one for one in asked.tasks if one.sort == "LD"] if asked else []
    if asked is None or not 1 <= item <= len(tasks):
        raise wrong(f"{path.name} is no message that asks for data, or has no task {item}.")
    one = tasks[item - 1]
    return {
        "sender": f"{asked.receiver.country}:{asked.receiver.id}",
        "receiver": f"{asked.sender.country}:{asked.sender.id}",
        "ldid": one.reference,
        "task": one.id,
        "profile": f"{asked.profile}:{asked.profile_version}",
    }


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
