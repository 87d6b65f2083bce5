"""Acts of telling the person: two say that it was done, one says that it was tried in vain."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import BY_COMMAND, ELSEWHERE_TOO, About, Brings, Choice, Elsewhere, Offer, OnCase
from dueprocess.case import notice, page_plan
from dueprocess.case.item_records import Notice
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.statement import Act


def _tellable(case: CaseState, item: ItemState) -> bool:
    """Somebody is still to be told, and a person said that the law lets us."""
    return item.answers.get("tell") == "yes" and not item.silent("tell") and bool(notice.untold(case, item))


def _waits(_case: CaseState, item: ItemState) -> bool:
    return _named(item) is not None


def _of_another(_case: CaseState, item: ItemState, person: str) -> bool:
    waits = _named(item)
    return waits is not None and waits.by != person


def _named(item: ItemState) -> Notice | None:
    """The first notice that waits for a second person."""
    return next((one for one in item.notices if not one.confirmed_by), None)


def _people(about: About) -> list[Choice]:
    item = about.item
    left = sorted(notice.untold(about.case, item)) if item is not None else []
    return [Choice(handle, handle, start=handle == left[0]) for handle in left]


def _first(about: About) -> Notice | None:
    return _named(about.item) if about.item is not None else None


def _handle(about: About) -> str:
    waits = _first(about)
    return waits.handle if waits is not None else ""


def _record(about: About) -> str:
    waits = _first(about)
    return waits.statement if waits is not None else NOTHING


def _said(about: About) -> str:
    """What the first person said, in one line."""
    waits = _first(about)
    return f"{waits.handle} was told by {waits.how} on {waits.on}, says {waits.by}" if waits is not None else "nothing"


RECORD: Final = OnCase(
    act=Act.NOTICE_RECORD,
    says=notice.RecordNotice,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Record that a person was told",
    done="Recorded that the person was told",
    button="Say that it is done",
    note="A second person confirms it; until then the duty to tell stays.",
    decide=notice.record,
    offers=(Offer(_tellable),),
    choices={"handle": _people},
    command="told record",
    heading="Answer",
    example="--item 1 --person T1 --how post --on 2026-11-28",
)
CONFIRM: Final = OnCase(
    act=Act.NOTICE_CONFIRM,
    says=notice.ConfirmNotice,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Confirm that a person was told",
    done="Confirmed that the person was told",
    button="Say whether it is so",
    note="The duty to tell ends for this person and this item alone.",
    decide=notice.confirm,
    offers=(Offer(_waits, whose=_of_another),),
    filled={"handle": _handle, "record": _record},
    shown=_said,
    command="told confirm",
    heading="Answer",
    example="--item 1",
)
UNREACHED: Final = OnCase(
    act=Act.NOTICE_UNREACHED,
    says=notice.Unreached,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Record that a person could not be reached",
    note="The duty to tell stays, and comes back on the day that you name.",
    decide=notice.unreached,
    offers=(Offer(_tellable),),
    choices={"handle": _people},
    command="told unreached",
    heading="Answer",
    example="--item 1 --person T1 --how post --review 2026-12-20",
)

_COMMAND: Final = "It is signed by command, which writes the page or shows it."


def _unread(_case: CaseState, item: ItemState, person: str) -> bool:
    return any(one.by != person for one in item.pages if not one.read_by)


PLAN: Final = OnCase(
    act=Act.NOTICE_PLAN,
    says=page_plan.PlanPage,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Write the page for a person",
    note="A second person reads it whole before it goes.",
    elsewhere=Elsewhere("dueprocess notice propose", _COMMAND, _COMMAND),
    script=BY_COMMAND,
    decide=page_plan.plan,
)
READ: Final = OnCase(
    act=Act.NOTICE_READ,
    says=page_plan.ReadPage,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Say that you read the page for a person, and that it may go",
    button="Read it",
    note="After this it can be put, and its code made.",
    elsewhere=Elsewhere("dueprocess notice agree", _COMMAND, _COMMAND),
    script=BY_COMMAND,
    decide=page_plan.read,
    offers=(Offer(lambda _case, item: any(not one.read_by for one in item.pages), whose=_unread),),
)
SEAL: Final = OnCase(
    act=Act.NOTICE_SEAL,
    says=page_plan.SealNotice,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Seal the finished notice to the notifier",
    note="The desk keeps it, and cannot open it; the notifier gets it once the person may be told.",
    elsewhere=Elsewhere("dueprocess notice seal", _COMMAND, _COMMAND),
    script=BY_COMMAND,
    decide=page_plan.seal,
    brings=(Brings("letter", frozenset({"notifier"}), lambda said: (said.sealed,)),),
)
