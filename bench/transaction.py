"""The transaction of a new case (all its rows), against one ORM insert of 1 kB in the same database."""

from __future__ import annotations

import secrets

from bench import homes, intake
from bench.measuring import Row, paired

from dueprocess.adapters.sandbox import Sandbox
from dueprocess.desk.data.models import Sealed
from dueprocess.desk.data.transaction import write
from dueprocess.desk.intake.sealing import seal_all, setup_of
from dueprocess.desk.services import arrivals
from dueprocess.formats import ids

ROUNDS = 60


def bare_row() -> None:
    with write():
        Sealed.objects.create(
            id=ids.sealed_id(secrets.token_bytes(ids.ID_BYTES)), kind="original", hash="0" * 64, bytes=bytes(1000)
        )


def main() -> list[Row]:
    _, desk = homes.shared()
    with Sandbox(setup_of(desk)) as sandbox:
        letters = intake.incoming(desk, homes.letters(ROUNDS))
        received = list(seal_all(desk, letters, sandbox))
    prepared = iter([arrivals._prepare(desk, one) for one in received])  # noqa: SLF001 - what is measured
    arrivals._write(desk, [next(prepared)])  # noqa: SLF001
    ours, bare = paired(lambda: arrivals._write(desk, [next(prepared)]), bare_row, ROUNDS - 1)  # noqa: SLF001
    return [
        Row(
            "transaction of one case",
            ours * 1000,
            bare * 1000,
            "ms",
            "one ORM insert of 1 kB, same database",
            target=6,
            by_ratio=True,
        )
    ]
