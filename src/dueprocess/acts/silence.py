"""Acts on what may be said: the three questions, and duties of silence (P5, P6)."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.declaration import ELSEWHERE_TOO, NO_DEMAND_TOO, About, Choice, Offer, OnCase, said
from dueprocess.case import commands as c
from dueprocess.case import silence
from dueprocess.formats.statement import Act


def _rules(about: About) -> list[Choice]:
    """The instruments that the demand invokes stand first."""
    invoked = about.case.face.get("instruments")
    first = [name for name in (invoked if isinstance(invoked, tuple) else ()) if name in about.instruments]
    rest = sorted(set(about.instruments) - set(first))
    return [Choice("", said("none named"), start=True), *(Choice(name, name) for name in [*first, *rest])]


ANSWER: Final = OnCase(
    act=Act.GATE_ANSWER,
    says=c.Answer,
    may=who.DESK,
    on=NO_DEMAND_TOO,
    title="Say whether we may tell, admit, count",
    headline="question",
    note="You answer by name, from the law. Without an answer it stays closed.",
    decide=silence.answer,
    offers=(Offer(stands.alive),),
    command="gate",
    example="tell no --until 2027-02-01",
)
RECORD: Final = OnCase(
    act=Act.SECRECY_RECORD,
    says=c.RecordSecrecy,
    may=who.DESK,
    on=NO_DEMAND_TOO,
    title="Record a duty of silence",
    note="A silence has an end or a day of review. On the day it ends, a duty to tell exists.",
    decide=silence.record,
    carried=silence.carried,
    offers=(Offer(stands.alive),),
    choices={"rule": _rules},
    command="secrecy record",
    example="--source order --until 2027-02-01",
)
END: Final = OnCase(
    act=Act.SECRECY_END,
    says=c.EndSecrecy,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="A duty of silence is over",
    note="From now on there is a duty to tell.",
    decide=silence.end,
    offers=(Offer(lambda _case, item: bool(item.running)),),
    command="secrecy end",
    example="--how expired",
)
