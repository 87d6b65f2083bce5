"""What eleven organisations asked in 2015, point by point: how far it is met, and who can prove it wrong.

Whether a report, a scorecard and a map of services are published decides three of the states; all else is of the
program, and none of it follows from a case (P11).
"""

from typing import Any, Final

from dueprocess.desk.publish import holds, report, score, talks
from dueprocess.desk.publish.texts import Texts
from dueprocess.report.snapshot import Snapshot

PAGE: Final = "letter.html"
LETTER: Final = (
    "https://www.apc.org/en/pubs/"
    "open-letter-blackberry-regarding-pakistans-push-backdoor-access-and-its-new-cybercrime-bill"
)
POINTS: Final = range(1, 14)
_STATES: Final = {
    1: "partly",
    2: "works",
    3: "works",
    4: "works",
    5: "partly",
    7: "works",
    8: "partly",
    10: "partly",
    11: "works",
    12: "partly",
    13: "partly",
}
_SEEN: Final = {
    1: "access.html",
    2: "law.html",
    3: "law.html",
    4: "index.html#check",
    5: "contact.html#help",
    6: report.PAGE,
    7: "network.html",
    10: "law.html",
    11: talks.PAGE,
    12: "index.html#check",
    13: "law.html",
}


def view(snapshot: Snapshot, texts: Texts) -> dict[str, Any]:
    """The page of one language."""
    published = {6: snapshot.editions, 9: snapshot.scorecards}
    states = _STATES | {number: "works" if one else "not_yet" for number, one in published.items()}
    seen = _SEEN | {
        8: holds.PAGE if snapshot.services else "index.html#check",
        9: score.PAGE if snapshot.scorecards else report.PAGE,
    }
    return {
        "title": texts("letter", "title"),
        "letter": LETTER,
        "points": [
            {
                "id": f"L{number}",
                "asked": texts("letter", f"l{number}"),
                "state": texts("letter", states[number]),
                "code": states[number],
                "shown": texts("letter", f"l{number}_shown"),
                "href": seen[number],
                "who": texts("letter", f"l{number}_who"),
            }
            for number in POINTS
        ],
    }
