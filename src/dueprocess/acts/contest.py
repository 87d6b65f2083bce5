"""Acts on what a person contests: recorded, decided by somebody else, answered, given back; and courts."""

from collections.abc import Callable
from typing import Final

from dueprocess.acts import who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import ELSEWHERE_TOO, RARE, About, Choice, Offer, OnCase
from dueprocess.case import contest
from dueprocess.case.contest_records import Contest
from dueprocess.case.decisions import handles
from dueprocess.case.state import CaseState, ItemState
from dueprocess.demand.codes import Role
from dueprocess.formats.statement import Act

JUDGES: Final = who.SECOND | {Role.COUNSEL}
"""Who may decide a contest: a second person of the house, or counsel, from outside too."""


def _contests(about: About) -> tuple[Contest, ...]:
    return about.item.contested.contests if about.item is not None else ()


def _first(fits: Callable[[Contest], bool]) -> Callable[[About], str]:
    """Fills in the first contest that fits; what a split took along has no name."""
    return lambda about: next((one.statement for one in _contests(about) if fits(one)), "")


def _people(about: About) -> list[Choice]:
    item = about.item
    known = handles(about.case, item.number) if item is not None else ()
    return [Choice(handle, handle, start=len(known) == 1) for handle in known]


def _waiting(about: About) -> str:
    return next((one.again.statement for one in _contests(about) if not one.outcome and one.again), NOTHING)


def _named(about: About) -> str:
    return next((one.restored.statement for one in _contests(about) if one.owes and one.restored), NOTHING)


def _said(about: About) -> str:
    again = next((one.again for one in _contests(about) if not one.outcome and one.again), None)
    return f"{again.outcome}, says {again.by}" if again is not None else "nothing"


def _back(about: About) -> str:
    back = next((one.restored for one in _contests(about) if one.owes and one.restored), None)
    return f"{back.what} was given back on {back.on}, says {back.by}" if back is not None else "nothing"


def _decided(_case: CaseState, item: ItemState) -> bool:
    return bool(contest.first_deciders(item))


def _open(_case: CaseState, item: ItemState) -> bool:
    return bool(item.contested.open)


def _again(_case: CaseState, item: ItemState) -> bool:
    return any(one.again for one in item.contested.open)


def _of_another(_case: CaseState, item: ItemState, person: str) -> bool:
    return any(one.again.by != person for one in item.contested.open if one.again)


def _owes(_case: CaseState, item: ItemState) -> bool:
    return any(one.owes for one in item.contested.contests)


def _back_of_another(_case: CaseState, item: ItemState, person: str) -> bool:
    return any(one.restored.by != person for one in item.contested.contests if one.owes and one.restored)


RECORD: Final = OnCase(
    act=Act.CONTEST_RECORD,
    says=contest.RecordContest,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Record that a person contests it",
    button="Record it",
    note="It is answered within 30 days, by somebody who was not on the first decision. Data go on being given, "
    "unless a law says that it stops: name that law.",
    script=RARE,
    decide=contest.record,
    carried=contest.carried,
    offers=(Offer(_decided),),
    choices={"handle": _people},
    command="contest record",
    heading="Answer",
    example="--item 1 --person T1 --who person --how page --on 2026-11-28",
    comment=True,
)
DECIDE: Final = OnCase(
    act=Act.CONTEST_DECIDE,
    says=contest.DecideContest,
    may=JUDGES,
    on=ELSEWHERE_TOO,
    title="Decide what a person contests",
    button="Look at it and decide",
    headline="end",
    note="Whoever was on the first decision does not decide it while somebody else can. Where it is changed or "
    "reversed, what was not given yet is decided anew, and what was taken away is given back.",
    script=RARE,
    decide=contest.decide,
    offers=(Offer(_open),),
    filled={"record": _first(lambda one: not one.outcome)},
    command="contest decide",
    heading="Answer",
    example="reversed --item 1",
    comment=True,
)
AGREE: Final = OnCase(
    act=Act.CONTEST_AGREE,
    says=contest.AgreeContest,
    may=JUDGES,
    on=ELSEWHERE_TOO,
    title="Say whether you agree on what a person contests",
    button="Look again, and say whether you agree",
    note="There is nobody who was not on the first decision: two of you look again, and the person is told that.",
    script=RARE,
    decide=contest.agree,
    offers=(Offer(_again, whose=_of_another),),
    filled={"proposal": _waiting},
    shown=_said,
    command="contest agree",
    heading="Answer",
    example="agreed --item 1",
)
ANSWERED: Final = OnCase(
    act=Act.CONTEST_ANSWERED,
    says=contest.AnswerContest,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Record that the person was told what became of it",
    button="Say that it is done",
    note="The letter is made by `dueprocess contest letter`.",
    script=RARE,
    decide=contest.answered,
    offers=(Offer(lambda _case, item: any(one.outcome and not one.told_on for one in item.contested.contests)),),
    filled={"record": _first(lambda one: bool(one.outcome) and not one.told_on)},
    command="contest answered",
    heading="Answer",
    example="--item 1 --on 2026-11-28",
)
RESTORE: Final = OnCase(
    act=Act.RESTORE_RECORD,
    says=contest.NameRestored,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Record that what was taken away was given back",
    button="Say that it is done",
    note="A second person confirms it; until then it is owed.",
    script=RARE,
    decide=contest.restored,
    offers=(Offer(_owes),),
    filled={"record": _first(lambda one: one.owes)},
    command="contest restore",
    heading="Answer",
    example="--item 1 --thing account --on 2026-11-28",
)
RESTORED: Final = OnCase(
    act=Act.RESTORE_CONFIRM,
    says=contest.ConfirmRestored,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Confirm that what was taken away was given back",
    button="Say whether it is so",
    note="Look yourself that it is back. An authority that had heard of the measure hears that it ended.",
    script=RARE,
    decide=contest.confirm,
    offers=(Offer(_owes, whose=_back_of_another),),
    filled={"named": _named},
    shown=_back,
    command="contest restored",
    heading="Answer",
    example="--item 1",
)
COURT: Final = OnCase(
    act=Act.COURT_RECORD,
    says=contest.RecordCourt,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Record a step before a court",
    button="Say what came of it",
    headline="step",
    note="Name the court and its file number in the comment alone, which is sealed to the people of the case.",
    script=RARE,
    decide=contest.court,
    offers=(Offer(lambda _case, item: bool(item.contested.court) or item.challenged),),
    command="court",
    heading="Answer",
    example="filed --item 1 --side provider --on 2026-11-28 --comment court.txt",
    comment=True,
)
