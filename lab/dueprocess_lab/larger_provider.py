"""A second, larger provider beside the demo's: ten years of made-up demands, so that the report's charts are seen.

``python -m dueprocess_lab.larger_provider FOLDER DAY`` writes its public site; it has no desk. Nothing is drawn by
chance: the same day gives the same bytes.
"""

import datetime
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.report.asked_by_law import ASKS_NONE
from dueprocess.report.facts import Fact

NAME: Final = "Lantern Mail"
YEARS: Final = 10
MANY: Final = 2400
"""Demands of all years together; each year has more than the one before."""
_COUNTRIES: Final = {
    "DE": 34, "FR": 13, "US": 10, "GB": 8, "IN": 6, "PK": 5, "PL": 5, "ES": 4, "IT": 4,
    "NL": 3, "AT": 3, "BR": 3, "CH": 2, "TR": 2, "CZ": 2, "PT": 1, "SE": 1, "IE": 1,
}  # fmt: skip
_KINDS: Final = (Kind.DISCLOSURE,) * 14 + (Kind.PRESERVATION,) * 3 + (Kind.CONTENT,) * 2 + (Kind.ACCOUNT,)
_OUTCOMES: Final = (
    *(Outcome.COMPLY,) * 7,
    *(Outcome.PARTIAL,) * 3,
    *(Outcome.CORRECT,) * 4,
    *(Outcome.OBJECT,) * 3,
    *(Outcome.NO_DATA,) * 2,
    *(Outcome.REFUSE, Outcome.WITHDRAWN, Outcome.CHALLENGE),
)
_GROUNDS: Final = ("order_missing", "legal_basis_missing", "form_missing", "wrong_authority")
_LAWS: Final = {
    "DE": ("DE-STPO-100J", "DE-STPO-100J", "DE-STPO-100G"),
    "ES": ("ES-L25-2007",),
    "GB": ("UK-IPA-60A",),
    "IN": ("IN-BNSS-94",),
    "PK": ("PK-PECA-34",),
    "TR": ("TR-CMK-135",),
    "US": ("US-2703C2", "US-2703A"),
}
_BODIES: Final = (
    *(AuthorityKind.POLICE,) * 5,
    *(AuthorityKind.PROSECUTOR,) * 3,
    *(AuthorityKind.COURT, AuthorityKind.REGULATOR, AuthorityKind.GOVERNMENT),
)
_ISSUERS: Final = (*("court",) * 9, *("judge",) * 4, "prosecutor")
_SUBJECTS: Final = (Ground.OTHER, Ground.TERRORISM, Ground.CHILD_ABUSE)
_NOTICES: Final = ("told", "told", "forbidden", "forbidden", "delayed", "")
_DATA: Final = frozenset({Kind.DISCLOSURE, Kind.PRESERVATION})
_GIVEN: Final = frozenset({Outcome.COMPLY, Outcome.PARTIAL})


class _Dice:
    """The same numbers every time: a linear congruential generator (Knuth's MMIX constants)."""

    state = 29

    def __call__(self, sides: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % sides

    def one(self, of: Sequence[str]) -> str:
        return of[self(len(of))]


def facts(last: int) -> Iterator[Fact]:
    """Demands of the ten years that end with ``last``, all answered, none that may not be admitted."""
    dice = _Dice()
    drawn = [code for code, weight in _COUNTRIES.items() for _ in range(weight)]
    years = [year for at, year in enumerate(range(last - YEARS + 1, last + 1)) for _ in range(3 + at)]
    for number in range(MANY):
        day = datetime.date(years[number * len(years) // MANY], 1, 1) + datetime.timedelta(days=dice(350))
        yield _fact(number, day, dice.one(drawn), dice)


def _fact(number: int, day: datetime.date, country: str, dice: _Dice) -> Fact:
    kind, outcome = Kind(dice.one(_KINDS)), Outcome(dice.one(_OUTCOMES))
    given, hours, targets = outcome in _GIVEN, 4 + dice(190), 1 + dice(2)
    parts = dice.one(("non_content", "non_content", "non_content", "content", "both")) if kind in _DATA else ""
    removes = kind is Kind.CONTENT
    instrument = dice.one(_LAWS.get(country, ("",)))
    return Fact(
        letter=f"L{number}",
        received_on=day,
        answered_on=day + datetime.timedelta(days=hours // 24),
        country=country,
        authority_kind=dice.one(_BODIES),
        instrument=instrument,
        issuer="police" if instrument in ASKS_NONE else dice.one(_ISSUERS),
        kind=kind,
        asked=parts,
        given=parts if given else "",
        outcome=outcome,
        ground=dice.one(_GROUNDS) if outcome is Outcome.OBJECT else "",
        subject=dice.one(_SUBJECTS) if removes else "",
        territory="country" if removes else "",
        emergency=dice(25) == 0,
        secrecy=dice.one(("", "", "", "request", "order", "statute")),
        notice=dice.one(_NOTICES),
        challenged=outcome is Outcome.CHALLENGE,
        targets=targets,
        accounts=targets if given else 0,
        acknowledge_hours=1 + dice(20),
        decide_hours=hours,
        effect_hours=hours + dice(40) if given else None,
        countable=True,
        admissible=True,
    )


def build(folder: Path, day: datetime.date) -> None:
    """Write the site as it stands on ``day``: the report on the year before, with the nine years before that one."""
    from dueprocess.operate import home

    home.boot(home.Home(folder.absolute()))  # the pages are made by a desk's program; no desk is there
    from dueprocess.desk.publish import site
    from dueprocess.report.cells import Size
    from dueprocess.report.edition import Edition, Gap, Missing, Signer
    from dueprocess.report.evaluate import evaluate
    from dueprocess.report.ledger import Ledger
    from dueprocess.report.provider import Provider
    from dueprocess.report.snapshot import Snapshot
    from dueprocess.report.withholding import live

    last = day.year - 1
    counted, made_on = list(facts(last)), datetime.date(day.year, 1, 31) if day.month > 1 else day
    provider = Provider(name=NAME, country="DE", contact="legal@lantern.example", languages=("en",), services=("Mail",))
    before = tuple(str(year) for year in range(last - YEARS + 1, last))
    gaps = (Gap(Missing.UPSTREAM), Gap(Missing.STAFF), Gap(Missing.CHANNELS), Gap(Missing.PROOF))
    signers = (Signer("releaser", "", made_on), Signer("counsel", "", made_on))
    cells = evaluate(counted, sizes=(Size.YEAR,))
    edition = Edition(provider, str(last), 1, made_on, cells, gaps, before=before, signers=signers)
    made = Snapshot(provider, day, (), live(counted, Ledger(), day), editions=(edition,), practice=True)
    site.build(made, folder)


if __name__ == "__main__":
    build(Path(sys.argv[1]), datetime.date.fromisoformat(sys.argv[2]))
