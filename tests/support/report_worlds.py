"""Made-up reports: a desk with 85 demands a year, one with 6,000 from 40 countries, one with none.

All cells are counted from facts by the evaluator; what is withheld or a band is put there by hand, as the ledger does.
"""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Sequence
from functools import cache

from dueprocess.demand.codes import AuthorityKind, Ground, Kind, Outcome
from dueprocess.report.cells import Cell, Cells, Place, Size, Why, span_of
from dueprocess.report.cited import Cited
from dueprocess.report.edition import Correction, Edition, Gap, Missing, Revision, Security, Signer
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.snapshot import Snapshot
from dueprocess.report.told import Silence
from dueprocess.report.withholding import withhold
from sample_snapshot import ACCESS, DAY, NEVER, PROVIDER, snapshot

COUNTRIES = (
    ("DE", 30), ("FR", 14), ("US", 11), ("GB", 9), ("IN", 7), ("PK", 6), ("PL", 5), ("ES", 5), ("IT", 5), ("BR", 4),
    ("NL", 4), ("AT", 3), ("CH", 3), ("BE", 3), ("TR", 3), ("SE", 2), ("CZ", 2), ("PT", 2), ("KR", 2), ("JP", 2),
    ("CA", 2), ("AU", 2), ("MX", 2), ("AR", 1), ("IE", 1), ("DK", 1), ("FI", 1), ("NO", 1), ("HU", 1), ("RO", 1),
    ("GR", 1), ("IL", 1), ("ZA", 1), ("SG", 1), ("MY", 1), ("TW", 1), ("UA", 1), ("LU", 1), ("LV", 1), ("ZZ", 1),
    ("LT", 1), ("EE", 1), ("BG", 1), ("HR", 1), ("SI", 1), ("SK", 1), ("CY", 1), ("MT", 1), ("IS", 1), ("CL", 1),
    ("CO", 1), ("PE", 1), ("KE", 1), ("NG", 1), ("EG", 1), ("TH", 1), ("ID", 1), ("PH", 1), ("VN", 1), ("NZ", 1),
)  # fmt: skip
KINDS = (Kind.DISCLOSURE,) * 12 + (Kind.PRESERVATION,) * 3 + (Kind.CONTENT,) * 3 + (Kind.ACCOUNT, Kind.INTERCEPTION)
OUTCOMES = (
    (Outcome.COMPLY,) * 6
    + (Outcome.PARTIAL,) * 3
    + (Outcome.OBJECT,) * 3
    + (Outcome.CORRECT,) * 2
    + (Outcome.NO_DATA,) * 2
    + (Outcome.REFUSE, Outcome.WITHDRAWN, Outcome.CHALLENGE, Outcome.UNDER_PROTEST, Outcome.NOT_EXECUTABLE)
)
GROUNDS = ("order_missing", "legal_basis_missing", "form_missing", "wrong_authority", "unreasonable", "lapsed")
LAWS = {"DE": ("DE-STPO-100J", "DE-STPO-100G"), "FR": ("FR-CPP-60-1",), "US": ("US-2703C2", "US-2703A")}
SUBJECTS = (Ground.OTHER, Ground.RELIGION, Ground.TERRORISM, Ground.CHILD_ABUSE)
GIVEN = {Outcome.COMPLY, Outcome.PARTIAL, Outcome.UNDER_PROTEST}
DATA = {Kind.DISCLOSURE, Kind.INTERCEPTION}
NOTICES = ("told", "forbidden", "", "delayed", "forbidden", "told", "not_told")


class Dice:
    """The same numbers every time, without the clock and without a library's promise."""

    def __init__(self, seed: int) -> None:
        self.state = seed

    def __call__(self, sides: int) -> int:
        self.state = (self.state * 6364136223846793005 + 1442695040888963407) % 2**64
        return (self.state >> 33) % sides


def facts(many: int, first: int, last: int, countries: int = 40, seed: int = 7) -> Iterator[Fact]:
    """``many`` demands, more of them every year, between two years."""
    dice, drawn = Dice(seed), [code for code, weight in COUNTRIES[:countries] for _ in range(weight)]
    years = [year for year in range(first, last + 1) for _ in range(4 + year - first)]
    for number in range(many):
        year = years[number * len(years) // many]
        day = datetime.date(year, 1, 1) + datetime.timedelta(days=dice(364))
        yield _fact(number, day, drawn[dice(len(drawn))], dice)


def _fact(number: int, day: datetime.date, country: str, dice: Dice) -> Fact:
    kind, outcome = KINDS[dice(len(KINDS))], OUTCOMES[dice(len(OUTCOMES))]
    done, waits = outcome in GIVEN, day > datetime.date(2026, 5, 25) and dice(3) == 0
    hours, targets, laws = 3 + dice(240), 1 + dice(3), LAWS.get(country, ("",))
    police = (AuthorityKind.POLICE, AuthorityKind.POLICE, AuthorityKind.PROSECUTOR, AuthorityKind.COURT)
    authority = (*police, AuthorityKind.REGULATOR, AuthorityKind.GOVERNMENT)[dice(6)]
    parts = ("non_content", "non_content", "content", "both")[dice(4)] if kind in DATA else ""
    return Fact(
        letter=f"L{number - (number % 5 == 4)}",
        item=1 + (number % 5 == 4),
        received_on=day,
        answered_on=None if waits else day + datetime.timedelta(days=hours // 24),
        country=country,
        authority_kind=authority,
        instrument=laws[dice(len(laws))],
        kind=kind,
        asked=parts,
        given=parts if done and not waits else "",
        outcome="" if waits else outcome,
        ground=GROUNDS[dice(len(GROUNDS))] if outcome is Outcome.OBJECT and not waits else "",
        subject=SUBJECTS[dice(4)] if kind is Kind.CONTENT else "",
        territory="country" if kind is Kind.CONTENT else "",
        emergency=dice(20) == 0,
        informal=dice(90) == 0,
        secrecy=("", "", "request", "order", "statute")[dice(5)],
        notice=NOTICES[dice(7)],
        standards=("", "unmet", "not_asked", "met")[number % 4],
        challenged=outcome is Outcome.CHALLENGE,
        targets=targets,
        accounts=targets if done and not waits else 0,
        acknowledge_hours=1 + dice(20),
        decide_hours=None if waits else hours,
        effect_hours=hours + dice(48) if done and not waits else None,
        cents=1500 if done else 0,
        claimed=900 if done and country == "DE" else 0,
        currency="EUR" if done else "",
        countable=True,
        admissible=True,
    )


GAPS = (
    Gap(Missing.STANDING, {"named": 0}),
    Gap(Missing.UPSTREAM),
    Gap(Missing.STAFF),
    Gap(Missing.SILENCED),
    Gap(Missing.UNANSWERED),
    Gap(Missing.LATE, {"late": 0}),
    Gap(Missing.ARRIVALS, {"not_a_demand": 41}),
    Gap(Missing.CHANNELS),
    Gap(Missing.READS),
    Gap(Missing.PROOF),
)
SIGNED = (
    Signer("releaser", "Rowan Ash", DAY),
    Signer("counsel", "Hazel Birch", DAY),
    Signer("outside", "Open Nets", DAY),
)


def _cut(cells: Cells, last: str) -> Cells:
    """What an edition of ``last`` could know: nothing of later periods."""
    return tuple(cell for cell in cells if span_of(cell.place.period)[1] <= span_of(last)[1])


def withheld(cells: Cells) -> Cells:
    """As the ledger leaves it: one country's newest half sealed, one beside it, one band, one number never known."""
    why: dict[Place, Cell] = {}
    for metric in ("received", "given", "share_given", "refused", "told", "may_not_tell"):
        for country, reason in (("AT", Why.SEALED), ("CH", Why.BESIDE)):
            place = Place(metric, "2026-H1", (("country", country),))
            why[place] = Cell(place, None, why=reason)
    for outcome, reason in (("challenge", Why.SEALED), ("not_executable", Why.BESIDE)):
        place = Place("received", "2024-H2", (("outcome", outcome),))
        why[place] = Cell(place, None, why=reason)
    band = Place("received", "2026-H1", (("country", "US"),))
    why[band] = Cell(band, None, why=Why.LAW, low=0, high=499)
    unknown = Place("targets", "2025-H1", (("country", "FR"),))
    why[unknown] = Cell(unknown, None, why=Why.NOT_KNOWN)
    return tuple(why.get(cell.place, cell) for cell in cells)


def edition(cells: Cells, period: str, before: Sequence[str], number: int = 1, **more: object) -> Edition:
    made = dataclasses.replace(
        Edition(PROVIDER, period, number, DAY, _cut(cells, period), GAPS, before=tuple(before), held=412),
        **more,  # type: ignore[arg-type]
    )
    return dataclasses.replace(made, signers=made.signers or SIGNED)


HALVES = tuple(f"{year}-H{half}" for year in range(2020, 2027) for half in (1, 2))[:13]


@cache
def large_cells() -> Cells:
    """6,000 demands from 40 countries over six years and a half, by half-years."""
    return withheld(evaluate(facts(6000, 2020, 2026), sizes=(Size.HALF,)))


def large() -> tuple[Edition, ...]:
    """Two periods; the older one has a second edition, which revised two numbers and corrected a mistake."""
    cells, newest = large_cells(), HALVES[-1]
    was = Place("received", "2025-H2", (("country", "FR"),))
    now = next(cell for cell in cells if cell.place == was)
    first = dataclasses.replace(now, value=(now.value or 0) - 2)
    fixed = (
        Revision(first, now, 1),
        Revision(Cell(Place("told", "2025-H2"), 118), Cell(Place("told", "2025-H2"), 121), 1),
    )
    wrong = Correction(datetime.date(2026, 3, 3), 1, "Two demands from France were counted as one.")
    old = tuple(first if cell.place == was else cell for cell in cells)
    bands = (Security(1, "NSL", 0, 499), Security(1, "FISA content", 0, 499))
    return (
        edition(old, HALVES[-2], HALVES[:-2], made_on=datetime.date(2026, 2, 2)),
        edition(
            cells,
            HALVES[-2],
            HALVES[:-2],
            2,
            made_on=datetime.date(2026, 3, 3),
            revisions=fixed,
            corrections=(wrong,),
        ),
        edition(
            cells,
            newest,
            HALVES[:-1],
            revisions=fixed,
            security=bands,
            unseen=(ACCESS,),
            silences=(Silence(NEVER, (Cited("Strafprozessordnung (StPO)", "§ 101"),)),),
        ),
    )


SEALED = 2


HEAD = "2026-02-01 head1" + " qpzry9x8" * 20
"""As long as a line is; no key signed it."""


@cache
def small() -> tuple[Edition, ...]:
    """85 demands a year, reported by the year; two of 2025 may be counted and not admitted (ADR 0043)."""
    last = [one for one in facts(210, 2024, 2026, countries=6, seed=11) if one.received_on.year == 2025][-SEALED:]
    known = [
        dataclasses.replace(one, admissible=one not in last) for one in facts(210, 2024, 2026, countries=6, seed=11)
    ]
    cells = withhold(known, evaluate(known, sizes=(Size.YEAR,)), made_on=DAY)
    wait = Place("hours_to_effect", "2025")
    blank = tuple(Cell(wait, None, why=Why.FEW) if cell.place == wait else cell for cell in cells)
    return (
        edition(blank, "2024", (), made_on=datetime.date(2025, 2, 1)),
        edition(blank, "2025", ("2024",), made_on=datetime.date(2026, 2, 1), head=HEAD),
    )


def nothing() -> tuple[Edition, ...]:
    """A period in which nothing came that may be counted; nobody signed."""
    return (Edition(PROVIDER, "2026-Q3", 1, DAY, (), (Gap(Missing.PROOF), Gap(Missing.RUNNING))),)


def with_report(editions: tuple[Edition, ...]) -> Snapshot:
    return dataclasses.replace(snapshot(), editions=editions)


WORLDS = {"large": large, "small": small, "nothing": nothing}
