"""Acts of asking counsel, and of taking the question back. Counsel's answer is no act: it decides nothing."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import ALIVE, About, Brings, Of, Offer, OnCase
from dueprocess.case import counsel
from dueprocess.formats.statement import Act


def _question(about: About) -> str:
    found = counsel.asked(about.case)
    return found.statement if found is not None else NOTHING


ASK: Final = OnCase(
    act=Act.COUNSEL_ASK,
    says=counsel.Ask,
    may=who.STAFF,
    alone=True,
    of=Of.CASE,
    on=ALIVE,
    title="Ask counsel",
    done="Counsel asked",
    headline="sees",
    note="Sealed to you, to who agrees to what is decided, and to this one lawyer. They see no other case, and what "
    "they see it with is destroyed when they answer, when the day is over, or when the question is taken back. The "
    "clocks of the case run on.",
    decide=counsel.ask,
    brings=(Brings("counsel", frozenset({"counsel"}), lambda said: (said.sealed,)),),
)
TAKE_BACK: Final = OnCase(
    act=Act.COUNSEL_TAKE_BACK,
    says=counsel.TakeBack,
    may=who.STAFF,
    of=Of.CASE,
    on=ALIVE,
    title="Take the question to counsel back",
    button="Take the question back",
    note="Counsel can open this case no more from here. What they read already, they have read.",
    decide=counsel.take_back,
    offers=(Offer(lambda case, item: stands.not_closed(case, item) and counsel.asked(case) is not None),),
    filled={"question": _question},
    command="counsel take-back",
    heading="Decide",
)
