"""Assessing one item on one core, against json.dumps of the same face."""

from __future__ import annotations

import json
import statistics
from typing import TYPE_CHECKING

from bench import homes
from bench.measuring import Row, core_seconds, paired

from dueprocess.adapters.reader import read
from dueprocess.demand.codes import Channel
from dueprocess.demand.face import Face, to_plain
from dueprocess.demand.reading import facing
from dueprocess.desk.services import assessments
from dueprocess.desk.services.desk import authority_names

if TYPE_CHECKING:
    from dueprocess.desk.services.desk import Desk


def faces(desk: Desk) -> list[Face]:
    """The faces of the project's own demands, as the reader drafts them; those that ask for something."""
    aliases, names = dict(desk.shelf.aliases()), authority_names(desk)
    day = desk.today.isoformat()
    drafts = [read(text, file=name, aliases=aliases, authorities=names) for name, text in homes.samples()]
    made = [
        facing.face_of(draft, channel=Channel.FILE, received_on=day, received_at=f"{day}T09:00Z") for draft in drafts
    ]
    return [face for face in made if face.items]


def main() -> list[Row]:
    _, desk = homes.shared()
    ours, bare = [], []
    for face in faces(desk):
        plain = to_plain(face)
        one, two = paired(
            lambda face=face: assessments.assess_face(desk, face),  # type: ignore[misc]
            lambda plain=plain: json.dumps(plain),  # type: ignore[misc]
            41,
            core_seconds,
        )
        ours.append(one / len(face.items) * 1e6)
        bare.append(two / len(face.items) * 1e6)
    return [
        Row(
            "assess an item",
            statistics.median(ours),
            statistics.median(bare),
            "µs",
            "json.dumps of the same face",
            target=200,
        ),
        Row("assess an item, slowest sample", max(ours), statistics.median(bare), "µs", "json.dumps of the same face"),
    ]
