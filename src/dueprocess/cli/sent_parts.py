"""What the last releaser's machine does once shares have met: each part taken from the desk and sealed on at once.

Outputs stand whole on the disk before the desk is told, for then the desk destroys what it has; where the desk refuses,
they go (``client/outgoing_files.py``).
"""

import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from dueprocess.client.outgoing_files import Outgoing, To
from dueprocess.client.person import Ready, Releaser, refuse
from dueprocess.release.evidence import ReleaseError

__all__ = ["Sender", "Sent", "To"]


@dataclass(frozen=True, slots=True)
class Sent:
    """Files that are to be sent, with the SHA-256 (hex) of each as it leaves: the manifest first."""

    files: tuple[tuple[Path, str], ...]


@dataclass(frozen=True, slots=True)
class Sender:
    """One release on its way into a folder."""

    who: Releaser
    ready: Ready
    secret: str = field(repr=False)
    to: To
    out: Path

    def send(self, said: Callable[[int], None] = lambda _: None) -> Sent:
        """Every part and the manifest, sealed to the recipient, in the folder. Nothing stays there where one fails.

        Raises DeniedError ``release.part``, ``release.manifest``; DeniedError; OSError.
        """
        parts = self.ready.dealt.command.parts
        outgoing = Outgoing(self.ready.manifest, parts, self.secret, self.to, self.out)
        try:
            outgoing.add_manifest(self.who.now)
            for number in range(len(self.ready.manifest.files)):
                self._part(number, parts[number][0], outgoing)
                said(number + 1)
            outgoing.settle()
        except ReleaseError as fault:
            outgoing.undo()
            refuse(fault.rule, fault.reason)
        except BaseException:
            outgoing.undo()
            raise
        return Sent(tuple(outgoing.made))

    def _part(self, number: int, sealed: str, outgoing: Outgoing) -> None:
        with tempfile.TemporaryFile(dir=self.out) as cipher:
            self.who.counter.piece(self.ready.looked.shown.case, self.ready.production.id, sealed, cipher)
            outgoing.add_part(number, cipher)
