"""The last step of a release: shares meet, files are made for the recipient, and the desk is told."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli.faults import wrong
from dueprocess.cli.sent_parts import Sender, To
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.client.person import Looked, Ready, Releaser


def finish_in(
    who: "Releaser", ready: "Ready", how: str, out: Path, passphrase_out: Path | None, *, quiet: bool
) -> dict[str, Any]:
    """Release into the new folder ``out``; what was sent, for machines. Raises DeniedError, OSError."""
    to, key_hash = recipient(ready, how)
    _check_words(to.passphrase, passphrase_out)
    secret = who.key(ready)
    out.mkdir(mode=0o700, parents=True)
    command = ready.dealt.command
    try:
        with bar(len(ready.manifest.files), quiet=quiet) as said:
            sent = Sender(who, ready, secret, to, out).send(said)
        looked = who.look(ready.looked.shown.case)  # gigabytes take a while: nobody stopped it meanwhile
        who.ready(looked, ready.production)
        _hand_out(to.passphrase, passphrase_out)  # before the desk destroys what only these words open
    except BaseException:
        undo(out)
        raise
    hashes = [hash_ for _, hash_ in sent.files]
    says = {"deal": ready.dealt.hash, "how": how, "item": command.item, "key": key_hash}
    _tell(who, looked, {**says, "production": command.production, "sent": hashes}, (out, passphrase_out))
    return {
        "case": ready.looked.shown.case,
        "files": [{"name": path.name, "sha256": hash_} for path, hash_ in sent.files],
        "how": how,
        "key": key_hash,
        "production": command.production,
    }


def _check_words(passphrase: str, path: Path | None) -> None:
    """Whether the passphrase will have a place, before anything is made. Raises DeniedError."""
    if passphrase and path is None and not sys.stderr.isatty():
        message = "The passphrase is shown on a terminal alone: name a new file with --passphrase-out."
        raise wrong(message)
    if passphrase and path is not None and (os.path.lexists(path) or not path.parent.is_dir()):
        message = f"{path} stands already, or its folder does not: name a new file with --passphrase-out."
        raise wrong(message)


def _tell(who: "Releaser", looked: "Looked", says: dict[str, Any], made: tuple[Path, Path | None]) -> None:
    """Tell the desk. Where it refuses, what was made goes. Raises DeniedError.

    Where its answer is lost, all stays: the desk may have taken the release, and then these files are all that is left.
    """
    from dueprocess.formats.statement import Act
    from dueprocess.release.desk_client import CounterError

    out, words = made
    try:
        who.act(looked, Act.RELEASE_DONE, says)
    except DeniedError as fault:
        if isinstance(fault, CounterError) and fault.rule.startswith("counter."):
            message = (
                f"{fault.reason}. Perhaps the desk took the release all the same: keep {out} and run `release show`. "
                "If it is released, send the files; if it still waits, delete them and finish again."
            )
            raise DeniedError.because(fault.rule, message) from fault
        undo(out)
        if words is not None:
            words.unlink(missing_ok=True)
        raise


def recipient(ready: "Ready", how: str) -> tuple[To, str]:
    """Whom it is sealed to, and the SHA-256 (hex) of their key. Raises ReleaseError, DeniedError."""
    from dueprocess.client.outgoing_files import addressed

    return addressed(ready.looked.seen, ready.looked.shown.key, how)


@contextmanager
def bar(total: int, *, quiet: bool) -> Iterator[Callable[[int], None]]:
    """A bar over the parts, on standard error; none in a pipe."""
    if quiet or not sys.stderr.isatty():
        yield lambda _: None
        return
    with click.progressbar(length=total, label="Sealing", file=sys.stderr) as shown:
        yield lambda _: shown.update(1)


def undo(out: Path) -> None:
    """What was made for the recipient goes: something failed, or the desk refused."""
    for path in out.iterdir():
        path.unlink()
    out.rmdir()


def _hand_out(passphrase: str, path: Path | None) -> None:
    """The passphrase, once: into a file of its owner's, or onto the terminal. Never where a pipe keeps it."""
    from dueprocess.adapters import durable

    if not passphrase:
        return
    if path is not None:
        durable.create(path, (passphrase + "\n").encode())
        return
    click.echo(
        "Passphrase, shown once. Call the number that was verified and read it out; send it no other way:", err=True
    )
    click.secho(f"\n    {passphrase}\n", bold=True, err=True)
