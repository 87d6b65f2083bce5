"""What Ranking Digital Rights published of the 26 companies of 2020 (CC BY 4.0), to stand beside a score."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from transparency import packaged

CREDIT: Final = "Ranking Digital Rights, 2020 RDR Corporate Accountability Index, CC BY 4.0"


@dataclass(frozen=True, slots=True)
class Peer:
    """One company of 2020. ``scores``: the total, a category or a family by its code; none where not applicable."""

    company: str
    kind: str
    scores: Mapping[str, int]


@cache
def every() -> tuple[Peer, ...]:
    """All of them, by name."""
    return tuple(
        Peer(row.pop("company"), row.pop("kind"), {name: int(score) for name, score in row.items() if score})
        for row in packaged.rows("score", "rdr-2020-published.csv")
    )


def of_kind(kinds: Iterable[str]) -> tuple[Peer, ...]:
    """Telecoms for whoever offers a telecom's service, else platforms."""
    kind = "telecom" if "telecom" in set(kinds) else "platform"
    return tuple(one for one in every() if one.kind == kind)


def spread(peers: Sequence[Peer], name: str) -> list[int]:
    """What they have under a code, from the lowest to the highest."""
    return sorted(one.scores[name] for one in peers if name in one.scores)


def groups(families: Iterable[str], categories: Iterable[str]) -> dict[str, list[str]]:
    """Columns of the tables of companies: the total with the categories; each category with its families."""
    codes = list(categories)
    return {"total": ["total", *codes]} | {
        code: [code, *(name for name in families if name.startswith(code))] for code in codes
    }
