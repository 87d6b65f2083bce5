"""Acts that keep data as they are, and that end it: the copy is destroyed, as two people or the host say."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import ELSEWHERE_TOO, RARE, About, Offer, OnCase
from dueprocess.case import commands as c
from dueprocess.case import hold
from dueprocess.case.decisions import may_agree
from dueprocess.case.item_records import Destruction
from dueprocess.case.state import CaseState, ItemState, Preserving
from dueprocess.demand.codes import Role
from dueprocess.formats.statement import Act


def _verifies(case: CaseState, item: ItemState, person: str) -> bool:
    return bool(may_agree(case, item.number, item.preserved_by, [person]))


def _named(item: ItemState) -> Destruction | None:
    """What one person said of the destruction, where a second one did not confirm it yet."""
    return item.destruction if item.destruction is not None and not item.destruction.confirmed_by else None


def _record(about: About) -> str:
    said = _named(about.item) if about.item is not None else None
    return said.statement if said is not None else NOTHING


def _said(about: About) -> str:
    said = _named(about.item) if about.item is not None else None
    return "nothing" if said is None else f"destroyed on {said.on} ({said.how}), says {said.by}"


START: Final = OnCase(
    act=Act.PRESERVE_START,
    says=c.StartPreservation,
    may=who.STAFF,
    title="Keep data as they are, at once and silently",
    button="Keep the data",
    note="Keep them in your systems, too: the desk only notes it. "
    "It lapses in 72 hours unless a second person verifies it.",
    decide=hold.start_preservation,
    carried=hold.carried,
    offers=(
        Offer(
            lambda case, item: stands.alive(case, item) and item.preserving is Preserving.NONE,
        ),
    ),
    command="preserve",
    example="--item 1",
)
VERIFY: Final = OnCase(
    act=Act.PRESERVE_VERIFY,
    says=c.VerifyPreservation,
    may=who.SECOND,
    title="Verify a preservation: you are the second person",
    button="Say whether it is so",
    decide=hold.verify_preservation,
    offers=(
        Offer(
            lambda _case, item: item.preserving is Preserving.STARTED,
            whose=_verifies,
        ),
    ),
    filled={"start": lambda about: about.item.preservation if about.item is not None else ""},
    command="preserve --verify",
)
EXTEND: Final = OnCase(
    act=Act.PRESERVE_EXTEND,
    says=hold.ExtendPreservation,
    may=who.SECOND,
    title="Keep data longer: you are not who began it",
    note="It ends on the day that you name, and they are destroyed then. Where nothing sets an end, you look again.",
    script=RARE,
    decide=hold.extend,
    offers=(
        Offer(
            lambda _case, item: item.preserving is Preserving.VERIFIED,
            whose=lambda _case, item, person: item.preserved_by != person,
        ),
    ),
    command="hold extend",
    heading="Release",
    example="--item 1 --why demand --until 2027-02-01",
)
END: Final = OnCase(
    act=Act.PRESERVE_END,
    says=hold.EndPreservation,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="End the keeping of data",
    note="From now on there is a duty to destroy the copy; it closes when two people, or the extraction host, say that "
    "it is destroyed.",
    script=RARE,
    decide=hold.end,
    offers=(Offer(lambda _case, item: item.kept),),
    command="hold end",
    heading="Release",
    example="--item 1 --how withdrawn",
)
DESTROYED: Final = OnCase(
    act=Act.PRESERVE_DESTROYED,
    says=hold.SayDestroyed,
    may=who.STAFF | {Role.PRODUCER},
    on=ELSEWHERE_TOO,
    title="Say that what was kept is destroyed",
    note="A second person confirms it. The extraction host that did it says it alone.",
    script=RARE,
    decide=hold.say_destroyed,
    offers=(Offer(lambda _case, item: item.preserving in hold.TO_DESTROY),),
    command="hold destroyed",
    heading="Release",
    example="--item 1 --how deleted --on 2026-11-28",
)
CONFIRM: Final = OnCase(
    act=Act.PRESERVE_CONFIRM,
    says=hold.ConfirmDestroyed,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    title="Confirm that what was kept is destroyed",
    note="The duty to destroy it ends; the case can be forgotten.",
    script=RARE,
    decide=hold.confirm_destroyed,
    offers=(
        Offer(
            lambda _case, item: _named(item) is not None,
            whose=lambda _case, item, person: item.destruction is not None and item.destruction.by != person,
        ),
    ),
    filled={"record": _record},
    shown=_said,
    command="hold confirm",
    heading="Release",
    example="--item 1",
)
