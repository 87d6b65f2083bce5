"""Acts on what may be said: the three questions, and duties of silence (P5, P6)."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import ELSEWHERE_TOO, NO_DEMAND_TOO, About, Choice, Offer, OnCase, said
from dueprocess.case import commands as c
from dueprocess.case import silence
from dueprocess.case.item_records import GateAnswer, Silence
from dueprocess.case.lists import WHY
from dueprocess.case.state import ItemState
from dueprocess.formats.statement import Act


def _rules(about: About) -> list[Choice]:
    """The instruments that the demand invokes stand first, then those of its country; each as lawyers name it."""
    invoked = about.case.face.get("instruments")
    first = [name for name in (invoked if isinstance(invoked, tuple) else ()) if name in about.instruments]
    country = str(about.case.face.get("country") or "")
    rest = sorted(set(about.instruments) - set(first), key=lambda name: (name.partition("-")[0] != country, name))
    rows = [Choice(name, f"{about.instruments[name]} ({name})") for name in [*first, *rest]]
    return [Choice("", said("none named"), start=True), *rows]


def _waiting(item: ItemState | None) -> Silence | None:
    """The first silence that waits for a second person."""
    return next((one for one in item.running if one.waits), None) if item is not None else None


def _no(item: ItemState | None) -> GateAnswer | None:
    """The no to telling that waits for a second person."""
    return item.lone_no if item is not None else None


def _record(about: About) -> str:
    waits = _waiting(about.item) or _no(about.item)
    return waits.statement if waits is not None else NOTHING


def _said(about: About) -> str:
    """What waits, in one line: who imposes it, what it forbids, until when, recorded by whom."""
    waits, no = _waiting(about.item), _no(about.item)
    if waits is None:
        until = f", asked again on {no.until}" if no is not None and no.until else ""
        return "nothing" if no is None else f"nobody is told ({WHY.words[no.why]}){until}, said by {no.by}"
    forbids = ", ".join(question for question in ("tell", "admit", "count") if getattr(waits, question))
    end = f"until {waits.until}" if waits.until else f"reviewed on {waits.review_on}"
    return f"{waits.source} {waits.rule} forbids {forbids}, {end}, recorded by {waits.by}"


ANSWER: Final = OnCase(
    act=Act.GATE_ANSWER,
    says=c.Answer,
    may=who.DESK,
    on=NO_DEMAND_TOO,
    title="Answer whether we may tell, admit, count",
    done="Answered whether we may tell, admit, count",
    button="Answer",
    headline="question",
    note="Your name is recorded. Until someone answers, the answer is no. That nobody is told takes a second person.",
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
    done="Duty of silence recorded",
    note="A duty of silence has an end or a day of review. From the day it ends, you have to tell the person. "
    "A second person agrees; until then nobody is told, and no deadline stops.",
    decide=silence.record,
    carried=silence.carried,
    offers=(Offer(stands.alive),),
    choices={"rule": _rules},
    command="secrecy record",
    example="--source order --until 2027-02-01",
)
AGREE: Final = OnCase(
    act=Act.SECRECY_AGREE,
    says=silence.AgreeSecrecy,
    may=who.SECOND,
    on=ELSEWHERE_TOO,
    title="Say whether you agree that we keep silent",
    done="Said whether we keep silent",
    button="Say whether you agree",
    note="Until a second person agrees, nobody is told, and the silence counts in no report. You agree to what your "
    "colleague signed: this reason or duty, and its day where it has one. If you do not agree, it ends, and the "
    "question is asked anew.",
    decide=silence.agree,
    offers=(Offer(lambda _case, item: _waiting(item) is not None or _no(item) is not None),),
    filled={"record": _record},
    shown=_said,
    command="secrecy agree",
    example="agreed --item 1",
)
END: Final = OnCase(
    act=Act.SECRECY_END,
    says=c.EndSecrecy,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="A duty of silence is over",
    done="End of a duty of silence recorded",
    button="Say that it ended",
    note="From now on there is a duty to tell.",
    decide=silence.end,
    filled={"silences": lambda about: silence.named(about.item) if about.item is not None else []},
    offers=(Offer(lambda _case, item: bool(item.running)),),
    command="secrecy end",
    example="--how expired",
)
