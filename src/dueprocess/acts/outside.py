"""Acts of giving outside the desk: two agree beforehand, one says that it left."""

import hashlib
from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING, approval_of
from dueprocess.acts.declaration import About, Elsewhere, Offer, OnCase
from dueprocess.case import outside
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.statement import Act

_FILES: Final = "The files are marked with the case's own key, on your machine."


def _granted(case: CaseState, item: ItemState) -> bool:
    return stands.decided(case, item) and item.gives and not item.out


def _open(about: About) -> str:
    waits = about.item.outside if about.item is not None else None
    return waits.statement if waits is not None and not waits.agreed_by else NOTHING


def _agreed(about: About) -> str:
    """What two agreed to; empty where they did not, and then it is given without two people."""
    waits = about.item.outside if about.item is not None else None
    return waits.statement if waits is not None and waits.agreed_by else outside.NOTHING


def _contact(about: About) -> str:
    return hashlib.sha256(about.recipient.encode()).hexdigest()


PROPOSE: Final = OnCase(
    act=Act.OUTSIDE_PROPOSE,
    says=outside.ProposeOutside,
    may=who.DESK,
    checks_chain=True,
    title="Propose to give outside the desk",
    button="Propose how to give it",
    note="Nothing leaves by this: a second person agrees to the same files first.",
    elsewhere=Elsewhere("dueprocess outside propose", _FILES),
    decide=outside.propose,
    filled={"approval": approval_of, "recipient": _contact},
    command="outside propose",
    heading="Answer",
    example="--item 1 --how authority-portal --why no-host --file answer.csv",
)
APPROVE: Final = OnCase(
    act=Act.OUTSIDE_APPROVE,
    says=outside.ApproveOutside,
    may=who.SECOND,
    checks_chain=True,
    title="Agree to give outside the desk",
    button="Look and agree",
    note="You are the second person: exactly these files may leave, this way, to this contact.",
    elsewhere=Elsewhere("dueprocess outside approve", _FILES),
    decide=outside.approve,
    filled={"proposal": _open},
    command="outside approve",
    heading="Answer",
    example="--item 1 --file answer.csv",
)
DONE: Final = OnCase(
    act=Act.OUTSIDE_DONE,
    says=outside.Outside,
    may=who.DESK,
    title="Record that it left outside the desk",
    button="Say that it is done",
    note="What two people did not agree to before is counted as given without two people.",
    decide=outside.done,
    offers=(Offer(_granted),),
    filled={"proposal": _agreed},
    command="outside done",
    heading="Answer",
    example="--item 1 --how authority-portal --on 2026-11-28",
)
