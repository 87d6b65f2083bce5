"""Acts that destroy what is sealed of a case."""

from typing import Final

from dueprocess.domain.acts import who
from dueprocess.domain.acts.declaration import ELSEWHERE_TOO, Elsewhere, Of, OnCase
from dueprocess.domain.case import commands as c
from dueprocess.domain.case import forgetting
from dueprocess.domain.sealed.statement import Act

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
    decide=forgetting.decide,
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
    decide=forgetting.decide,
)
