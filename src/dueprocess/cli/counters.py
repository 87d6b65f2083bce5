"""The counter that a client works against: a home on this machine that is not served, or a desk at its address."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING

from dueprocess.cli.faults import Refused
from dueprocess.domain.release.counter import Brought, Shown, Work

if TYPE_CHECKING:
    from dueprocess.services.desk import Desk


@dataclass(frozen=True, slots=True)
class HomeCounter:
    """An unserved home, asked as a served desk is asked: what it hands over is checked all the same."""

    desk: "Desk"
    who: str

    def shown(self, case: str) -> Shown:
        """All about one case that rests on signatures, and its productions."""
        from dueprocess.services import evidence
        from dueprocess.services.cases import state_of

        return evidence.shown(self.desk, state_of(case), self.who)

    def work(self) -> list[Work]:
        """What waits for this extraction host."""
        from dueprocess.services import evidence

        return [Work(str(one.case_id), str(one.pk)) for one in evidence.work_of(self.who)]

    def piece(self, case: str, production: str, sealed: str, out: IO[bytes]) -> None:
        """One ciphertext, in pieces."""
        from dueprocess.data.models import Production as Row
        from dueprocess.data.models import Sealed
        from dueprocess.services import evidence
        from dueprocess.services.productions import PIECE

        row = Row.objects.filter(pk=production, case_id=case).first()
        mine = evidence.pieces_for(self.desk, row, self.who) if row is not None else []
        kept = Sealed.objects.filter(pk=sealed).first()
        if sealed not in {one.sealed for one in mine} or kept is None:
            rule, message = (
                "access.not-found",
                "The desk has no such ciphertext for you. See `dueprocess release show`.",
            )
            raise Refused(rule, message)
        if kept.bytes is not None:
            out.write(bytes(kept.bytes))
        elif self.desk.blobs is not None:
            with self.desk.blobs.open(sealed) as file:
                while data := file.read(PIECE):
                    out.write(data)

    def hand_in(self, case: str, production: str, sealed: str, source: IO[bytes]) -> str:
        """Keep one part's ciphertext."""
        from typing import BinaryIO, cast

        from dueprocess.services import productions

        del case, production  # a served desk asks whose it is; here the deal alone does
        return productions.take_part(self.desk, sealed, cast("BinaryIO", source))

    def perform(self, note: bytes, brought: Sequence[Brought]) -> None:
        """Do what a signed statement says. Raises Refused."""
        from dueprocess.cli.session import accepted
        from dueprocess.services import acts
        from dueprocess.services.ciphertexts import Attached

        attached = [Attached(one.id, one.kind, one.reader, one.bytes) for one in brought]
        accepted(acts.perform(self.desk, note, attached=attached))


def sha256_of(file: IO[bytes]) -> str:
    """SHA-256 (hex) of what is left in ``file``."""
    return hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]  # a binary file
