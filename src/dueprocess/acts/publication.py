"""Acts on the public registers."""

from typing import Final

from dueprocess.acts import stands, who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import (
    BY_COMMAND,
    ELSEWHERE_TOO,
    ONLY_A_CASE,
    RARE,
    About,
    Choice,
    Elsewhere,
    Offer,
    On,
    OnCase,
)
from dueprocess.case import commands as c
from dueprocess.case import lists, publication
from dueprocess.case.state import Publishing
from dueprocess.formats.statement import Act

_CONSENT: Final = "It is signed by command, with a sealed note that says what they wrote."


def _as_proposed(about: About) -> list[Choice]:
    """It goes to the register in the class that was proposed; all of them where nothing was."""
    item = about.item
    listed = [item.detail] if item and item.detail else list(lists.DETAIL.words)
    return [Choice(detail, lists.DETAIL.words[detail], start=len(listed) == 1) for detail in listed]


def _proposal(about: About) -> str:
    waits = about.item is not None and about.item.publishing is Publishing.PROPOSED
    return about.item.publication if about.item is not None and waits else NOTHING


def _published(about: About) -> str:
    return about.item.publication if about.item is not None and about.item.publication else NOTHING


PROPOSE: Final = OnCase(
    act=Act.PUBLICATION_PROPOSE,
    says=c.ProposePublication,
    may=who.DESK,
    on=ONLY_A_CASE,
    title="Propose to publish an item",
    button="Propose publication",
    decide=publication.propose_publication,
    offers=(
        Offer(
            lambda case, item: stands.demand(case, item) and item.publishing in {Publishing.NONE, Publishing.WITHDRAWN},
        ),
    ),
    command="publication propose",
    heading="Publish",
    example="--detail summary",
)
PUBLISH: Final = OnCase(
    act=Act.PUBLICATION_PUBLISH,
    says=c.Publish,
    may=who.SECOND,
    on=ONLY_A_CASE,
    title="Publish an item",
    note="It leaves the desk: everybody can read it, and copies stay.",
    decide=publication.publish,
    offers=(
        Offer(
            lambda _case, item: item.publishing is Publishing.PROPOSED,
            whose=lambda case, item, person: person not in case.typists(item.number),
        ),
    ),
    choices={"detail": _as_proposed},
    filled={"proposal": _proposal},
    command="publication publish",
    heading="Publish",
    example="--detail summary",
)
REACH: Final = OnCase(
    act=Act.PUBLICATION_REACH,
    says=publication.SayReach,
    may=who.DESK,
    on=ONLY_A_CASE,
    title="Say who is within reach of the state",
    headline="within",
    note="Think of staff, their families, local counsel, the person, and others who are named. Two people answer; "
    "while somebody did not agree, the item is counted and nothing more.",
    script=RARE,
    decide=publication.say_reach,
    offers=(Offer(stands.demand),),
    command="publication reach",
    heading="Publish",
    example="--item 1 --within nobody",
    comment=True,
)
CONSENT: Final = OnCase(
    act=Act.PUBLICATION_CONSENT,
    says=publication.SayConsent,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    title="Say whether the person agreed to more than a summary",
    headline="says",
    note="Two people say it before anything is published as `full`. Whoever hears that it was taken back says "
    "`refused`: the row goes, with its documents.",
    elsewhere=Elsewhere("dueprocess publication consent", _CONSENT, own=_CONSENT),
    script=BY_COMMAND,
    decide=publication.say_consent,
    command="publication consent",
    heading="Publish",
    example="agreed --item 1 --person T1 --how letter",
    comment=True,
)
WITHDRAW: Final = OnCase(
    act=Act.PUBLICATION_WITHDRAW,
    says=c.Unpublish,
    may=who.DESK,
    on=ELSEWHERE_TOO | {On.FORGOTTEN},
    title="Take an item out of the public register",
    note="Copies that others made stay.",
    decide=publication.unpublish,
    offers=(
        Offer(
            lambda _case, item: item.publishing is Publishing.PUBLISHED,
        ),
    ),
    filled={"proposal": _published},
    command="publication withdraw",
    heading="Publish",
)
