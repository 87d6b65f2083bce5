"""Made-up facts of a report: worlds drawn by Hypothesis, and a plain year of a small desk."""

from __future__ import annotations

import datetime
import random
from dataclasses import replace

from hypothesis import strategies as st

from dueprocess.demand.codes import Ground, Kind, Outcome
from dueprocess.report.facts import Fact

KINDS = ("disclosure", "preservation", "content", "interception", "shutdown", "capability")
DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2026, 12, 31))
SOME = st.none() | st.integers(0, 9)


@st.composite
def one_item(draw: st.DrawFn, letter: str, order: int, item: int, base: dict[str, object]) -> Fact:
    outcome = draw(st.sampled_from(["", *Outcome]))
    received = base["received_on"]
    assert isinstance(received, datetime.date)
    answered = None if not outcome else received + datetime.timedelta(draw(st.integers(0, 500)))
    targets = draw(SOME)
    accounts = None if targets is None else draw(st.none() | st.integers(0, targets))
    cents = draw(st.integers(0, 900))
    return Fact(
        letter=letter,
        order=order,
        item=item,
        received_on=received,
        answered_on=answered,
        country=str(base["country"]),
        authority_kind=str(base["authority_kind"]),
        instrument=draw(st.sampled_from(["", "DE-STPO-100J", "PK-PECA-37"])),
        kind=draw(st.sampled_from(KINDS)),
        asked=draw(st.sampled_from(["", "content", "non_content", "both"])),
        given=draw(st.sampled_from(["", "content", "non_content", "both"])),
        outcome=str(outcome),
        ground=draw(st.sampled_from(["", "form", "necessity"])),
        subject=draw(st.sampled_from(["", *Ground])),
        emergency=draw(st.booleans()),
        informal=draw(st.booleans()),
        secrecy=draw(st.sampled_from(["", "request", "order", "statute"])),
        notice=draw(st.sampled_from(["", "told", "delayed", "forbidden", "not_told"])),
        challenged=draw(st.booleans()),
        targets=targets,
        accounts=accounts,
        acknowledge_hours=draw(SOME),
        decide_hours=draw(SOME),
        effect_hours=draw(SOME),
        cents=cents,
        claimed=draw(st.integers(0, cents)),
        currency=draw(st.sampled_from(["", "EUR"])),
        late=draw(st.integers(0, 2)),
        countable=draw(st.sampled_from([True, True, True, False])),
        admissible=draw(st.sampled_from([True, True, False])),
        listed=False,
    )


@st.composite
def worlds(draw: st.DrawFn, most: int = 12) -> tuple[Fact, ...]:
    """Some letters, each from one country and one sort of body on one day."""
    made: list[Fact] = []
    for letter in range(draw(st.integers(0, most))):
        base: dict[str, object] = {
            "received_on": draw(DAYS),
            "country": draw(st.sampled_from(["DE", "PK", "MT"])),
            "authority_kind": draw(st.sampled_from(["police", "court"])),
        }
        for item in range(1, draw(st.integers(1, 3)) + 1):
            order = draw(st.integers(1, item))
            made.append(draw(one_item(f"c{letter}", order, item, base)))
    return tuple(made)


@st.composite
def silent_years(draw: st.DrawFn) -> tuple[Fact, ...]:
    """A year of a desk of which most demands may be counted and not admitted; some letters hold two items."""
    count = draw(st.integers(20, 40))
    facts = [_plainer(one) for one in year(count, draw(st.integers(15, count)), draw(st.integers(0, 1 << 16)))]
    second = {at for at in range(9, count, 10) if _place(facts[at]) == _place(facts[at - 1])}
    return tuple(
        replace(one, letter=facts[at - 1].letter, item=2) if at in second else one for at, one in enumerate(facts)
    )


def _plainer(fact: Fact) -> Fact:
    """Of fewer sorts, so that groups come about."""
    outcome = "comply" if fact.outcome in {"partial", "withdrawn", "correct"} else fact.outcome
    return replace(fact, outcome=outcome, kind="content" if fact.kind == "content" else "disclosure")


def _place(fact: Fact) -> tuple[str, str]:
    return fact.country, fact.authority_kind


def year(count: int = 85, sealed: int = 0, seed: int = 7) -> tuple[Fact, ...]:
    """A year of a desk, by its own small dice: mostly Germany. The last ``sealed`` may not be admitted."""
    dice = random.Random(seed)  # noqa: S311 - made-up demands
    made = []
    for number in range(count):
        received = datetime.date(2026, 1, 1) + datetime.timedelta(dice.randrange(365))
        outcome = dice.choice(["comply", "comply", "partial", "object", "correct", "refuse", "withdrawn", ""])
        answered = received + datetime.timedelta(dice.randrange(60)) if outcome else None
        secret = number >= count - sealed
        made.append(
            Fact(
                letter=f"c{number}",
                received_on=received,
                answered_on=answered,
                country=dice.choice(["DE"] * 12 + ["PK", "PK", "FR", "MT", "US"]),
                authority_kind=dice.choice(["police", "police", "prosecutor", "court", "regulator"]),
                instrument=dice.choice(["DE-STPO-100J", "DE-STPO-100J", "DE-STPO-95", "PK-PECA-37"]),
                kind=str(dice.choice([Kind.DISCLOSURE] * 6 + [Kind.CONTENT, Kind.PRESERVATION, Kind.INTERCEPTION])),
                asked="non_content",
                given="non_content" if outcome in {"comply", "partial"} else "",
                outcome=outcome,
                ground="form" if outcome in {"object", "refuse"} else "",
                secrecy=dice.choice(["", "", "", "request", "order"]),
                notice=dice.choice(["told", "delayed", "not_told", "forbidden"]),
                targets=(targets := dice.randrange(1, 4)),
                accounts=dice.randrange(targets + 1),
                acknowledge_hours=dice.randrange(1, 30),
                decide_hours=dice.randrange(5, 300) if outcome else None,
                effect_hours=dice.randrange(5, 400) if outcome in {"comply", "partial"} else None,
                cents=dice.randrange(0, 9000),
                currency="EUR",
                countable=True,
                admissible=not secret,
                listed=not secret and dice.random() < 0.4,
            )
        )
    return tuple(made)
