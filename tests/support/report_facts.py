"""Facts for the tests of the report's engines: random ones of few values, so that groups collide, and a fixed list."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from dueprocess.adapters import engine
from dueprocess.report.facts import BOTH, CODES, CONTENT, DIMENSIONS, FLAGS, NUMBERS, Fact
from dueprocess.report.metric import Axis, Base, Metric, Reckoning
from dueprocess.report.metrics import METRICS

DAYS = tuple(
    datetime.date.fromisoformat(day)
    for day in ("2024-12-31", "2025-01-01", "2025-03-31", "2025-04-01", "2025-06-30", "2025-07-01", "2026-02-28")
)
TEXTS: dict[str, tuple[str, ...]] = {
    **{name: tuple(sorted(codes))[:4] for name, codes in CODES.items() if name != "outcome"},
    "letter": ("c-a", "c-b", "c-c", "c-d"),
    "country": ("DE", "IN", "ZZ"),
    "authority_kind": ("police", "court", "unknown"),
    "issuer": ("", "judge"),
    "instrument": ("", "DE-STPO-100J", "a'b\"c; --"),
    "origin": ("", "state", "private"),
    "route": ("", "domestic", "direct"),
    "kind": ("disclosure", "interception", "content", "shutdown", "capability", "preservation"),
    "ground": ("", "overbroad", "form"),
    "subject": ("", "terrorism"),
    "territory": ("", "country", "global"),
    "notice": ("", "told", "unreached", "delayed", "forbidden", "not_told"),
    "standards": ("", "unmet", "not_asked", "met"),
    "contested": ("", "open", "upheld", "restored"),
    "currency": ("", "EUR", "INR"),
}
OUTCOMES = ("comply", "partial", "object", "refuse", "correct", "withdrawn", "under_protest", "no_data")
HOURS = ("acknowledge_hours", "decide_hours", "effect_hours", "contest_days")


@st.composite
def fact(draw: DrawFn) -> Fact:
    """One item; all columns are random."""
    values: dict[str, Any] = {name: draw(st.sampled_from(texts)) for name, texts in TEXTS.items()}
    values |= {name: draw(st.booleans()) for name in (*FLAGS, "admissible", "listed")}
    values |= {name: draw(st.sampled_from([None, 0, 1, 1, 2, 4, 9])) for name in HOURS}
    received = draw(st.sampled_from(DAYS))
    answered = draw(st.none() | st.sampled_from([day for day in DAYS if day >= received]))
    targets = draw(st.none() | st.integers(0, 3))
    cents = draw(st.integers(0, 3) | st.just(2**40))
    return Fact(
        **values,
        order=draw(st.sampled_from([1, 1, 2, 3, 7, 61, 62, 62, 63, 64, 2**31 - 1])),
        item=draw(st.integers(1, 2)),
        received_on=received,
        answered_on=answered,
        outcome=draw(st.sampled_from(OUTCOMES)) if answered else "",
        targets=targets,
        accounts=draw(st.none() | st.integers(0, 3 if targets is None else targets)),
        cents=cents,
        claimed=draw(st.sampled_from([0, cents])),
        late=draw(st.integers(0, 2)),
        countable=draw(st.sampled_from([True, True, True, False])),
    )


FACTS = st.integers(0, 30).flatmap(lambda size: st.lists(fact(), min_size=size, max_size=size))

VALUES = {
    **{name: texts for name, texts in TEXTS.items() if name in DIMENSIONS},
    **dict.fromkeys(FLAGS, ("yes", "no")),
    "outcome": ("", *OUTCOMES),
}
BREAKDOWNS = st.lists(
    st.just(()) | st.lists(st.sampled_from(DIMENSIONS), unique=True, min_size=1, max_size=2).map(tuple),
    unique=True,
    min_size=1,
    max_size=3,
).map(tuple)


@st.composite
def metric(draw: DrawFn) -> Metric:
    """A definition of any sort, of no meaning; a share is of a metric that the report has."""
    reckoning = draw(st.sampled_from([*Reckoning, Reckoning.MEDIAN]))
    summed = reckoning in {Reckoning.SUM, Reckoning.MEDIAN}
    names = draw(st.lists(st.sampled_from(DIMENSIONS), unique=True, max_size=2))
    return Metric(
        id=draw(st.sampled_from(["m1", "m2", "m3", "m4"])),
        says="a metric of a test",
        base=draw(st.sampled_from(Base)),
        axis=draw(st.sampled_from(Axis)),
        where={name: frozenset(draw(st.lists(st.sampled_from(VALUES[name]), min_size=1))) for name in names},
        by=draw(BREAKDOWNS),
        reckoning=reckoning,
        column=draw(st.sampled_from(NUMBERS)) if summed else "",
        whole=draw(st.sampled_from([one.id for one in METRICS])) if reckoning is Reckoning.SHARE else "",
    )


DEFINITIONS = st.lists(metric(), min_size=1, max_size=4, unique_by=lambda one: one.id)


def write(facts: Iterable[Fact], path: Path) -> Path:
    """The facts as the Parquet file that leaves the desk."""
    engine.write(tuple(facts), path)
    return path


def fixed() -> tuple[Fact, ...]:
    """Facts that meet each rule of reckoning at least once; never changed, so that a slip is found without luck."""
    day, later, next_year = (datetime.date.fromisoformat(text) for text in ("2025-02-03", "2025-08-04", "2026-01-05"))
    base = {"received_on": day, "country": "DE", "kind": "disclosure", "countable": True, "currency": "EUR"}

    def one(letter: str, **values: Any) -> Fact:
        if values.get("outcome"):
            values = {"answered_on": day, **values}
        return Fact(**{**base, "letter": letter, **values})

    return (
        *(one(f"c-{n}", outcome="comply", given=CONTENT, decide_hours=n, effect_hours=9 - n, targets=n, accounts=1)
          for n in range(1, 7)),  # six: a median between two
        *(one(f"d-{n}", country="IN", decide_hours=n * n, cents=150, claimed=50, late=1) for n in range(5)),
        *(one(f"e-{n}", country="FR", decide_hours=n) for n in range(4)),  # too few for a median
        one("f", country="FR"),  # says no hours, no targets, no accounts
        one("g", order=1), one("g", order=1, item=2), one("g", order=2),
        one("h", order=1), one("h", order=2, kind="content", territory="global", subject="terrorism"),
        one("h", order=2, item=2, kind="content", received_on=later),  # one order in two halves
        one("i", order=70), one("i", order=2**31 - 1), one("i", order=70, item=2, country="IN"),
        *(one("o", order=number) for number in (1, 2, 61, 62)),  # the last that is counted as a bit
        *(one("p", order=number) for number in (1, 62, 63)),  # the first that is not
        one("j", received_on=day, outcome="refuse", answered_on=next_year, ground="overbroad", secrecy="order"),
        one("k", received_on=later, outcome="partial", answered_on=next_year, given=BOTH, targets=2, accounts=0),
        one("l", kind="shutdown", emergency=True, informal=True, notice="told", challenged=True, cents=2**40),
        one("m", instrument="a'b\"c; --", targets=None, accounts=None, route="direct", origin="private"),
        one("n", countable=False, country="US", targets=9),
        one("c-1", countable=False, order=3),
    )  # fmt: skip
