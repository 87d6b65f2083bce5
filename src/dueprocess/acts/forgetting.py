"""Acts that destroy what is sealed of a case."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.declaration import ELSEWHERE_TOO, Elsewhere, Of, OnCase
from dueprocess.case import commands as c
from dueprocess.case import destruction
from dueprocess.formats.statement import Act

_ELSEWHERE: Final = Elsewhere(
    "dueprocess forget",
    "What is destroyed stays destroyed; a page that the desk itself serves could show you another case.",
    own="The command also overwrites what was freed, and names the backups that could still open it.",
)

PROPOSE: Final = OnCase(
    act=Act.FORGET_PROPOSE,
    says=c.ProposeForget,
    may=who.DESK,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    title="Propose to destroy what is sealed of a case",
    elsewhere=_ELSEWHERE,
    decide=destruction.decide,
)
APPROVE: Final = OnCase(
    act=Act.FORGET_APPROVE,
    says=c.Forget,
    may=who.SECOND,
    of=Of.CASE,
    on=ELSEWHERE_TOO,
    dated=True,
    title="Agree to destroy what is sealed of a case",
    elsewhere=_ELSEWHERE,
    decide=destruction.decide,
)
