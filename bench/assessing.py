"""Assessing one item on one core, against json.dumps of the same face."""

from __future__ import annotations

import datetime
import json
import statistics

from bench import homes
from bench.measuring import Row, paired
from dueprocess.domain.demand.codes import Channel
from dueprocess.domain.demand.face import Face, to_plain
from dueprocess.domain.demand.reading import facing, read
from dueprocess.services import assessing, sealing
from dueprocess.services.desk import Desk


def faces(desk: Desk) -> list[Face]:
    """The faces of the project's own demands, as the reader drafts them; those that ask for something."""
    aliases, authorities = dict(desk.shelf.aliases()), sealing.authority_names(desk)
    day = desk.today.isoformat()
    drafts = [read(text, file=name, aliases=aliases, authorities=authorities) for name, text in homes.samples()]
    made = [
        facing.face_of(draft, channel=Channel.FILE, received_on=day, received_at=f"{day}T09:00Z") for draft in drafts
    ]
    return [face for face in made if face.items]


def main() -> list[Row]:
    _, desk = homes.shared()
    ours, bare = [], []
    for face in faces(desk):
        case = assessing_case(desk, face)
        plain = to_plain(face)
        one, two = paired(lambda case=case: assessing.assess_case(desk, case), lambda plain=plain: json.dumps(plain), 41)
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


def assessing_case(desk: Desk, face: Face):
    from dueprocess.domain.case.events import EventKind, Happened
    from dueprocess.domain.case.evolve import evolve, opened

    body = {"day": datetime.date(2026, 11, 2).isoformat(), "historic": False, "practice": False}
    case = opened("c-" + "a" * 24, body)
    return evolve(case, Happened(EventKind.FACE_DRAFTED, {"face": to_plain(face)}))
