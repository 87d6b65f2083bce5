"""Acts on letters that are drawn anew for the public: one draws and looks, another looks and publishes."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.decision import NOTHING
from dueprocess.acts.declaration import (
    BY_COMMAND,
    ELSEWHERE_TOO,
    ONLY_A_CASE,
    About,
    Brings,
    Elsewhere,
    Offer,
    On,
    OnCase,
)
from dueprocess.case import documents
from dueprocess.case.state import CaseState, ItemState
from dueprocess.formats.statement import Act

PUBLIC: Final = "public"
"""Kind and reader of what comes in clear, since everybody is to read it: the public bytes of a document."""
_COMMAND: Final = "It is done by command, which draws the document anew on your own machine and shows it."


def _by(command: str) -> Elsewhere:
    return Elsewhere(f"dueprocess {command}", _COMMAND, _COMMAND)


def _unseen(_case: CaseState, item: ItemState, person: str) -> bool:
    return any(one.by != person for one in item.documents if not one.copy)


def _newest(about: About) -> str:
    """The document that is taken back where nobody names another: one that waits, else one that stands."""
    found = about.item.documents if about.item is not None else ()
    return next((one.document for one in sorted(found, key=lambda one: bool(one.copy))), NOTHING)


PROPOSE: Final = OnCase(
    act=Act.DOCUMENT_PROPOSE,
    says=documents.ProposeDocument,
    may=who.DESK,
    on=ONLY_A_CASE,
    title="Propose a document for the public",
    note="It was drawn anew: what is covered is not in it. A second person looks at just this before anybody reads it.",
    elsewhere=_by("document propose"),
    script=BY_COMMAND,
    decide=documents.propose_document,
)
PUBLISH: Final = OnCase(
    act=Act.DOCUMENT_PUBLISH,
    says=documents.PublishDocument,
    may=who.SECOND,
    on=ONLY_A_CASE,
    title="Publish a document that was drawn anew",
    button="Look at it",
    note="The next site has it; everybody can read it then, and copies stay.",
    elsewhere=_by("document publish"),
    script=BY_COMMAND,
    decide=documents.publish_document,
    brings=(Brings(PUBLIC, frozenset({PUBLIC}), lambda said: (said.copy,)),),
    offers=(Offer(lambda _case, item: any(not one.copy for one in item.documents), whose=_unseen),),
)
WITHDRAW: Final = OnCase(
    act=Act.DOCUMENT_WITHDRAW,
    says=documents.WithdrawDocument,
    may=who.DESK,
    on=ELSEWHERE_TOO | {On.FORGOTTEN},
    title="Take a document back from the public",
    note="Its bytes are destroyed here, and the next site is written without it. Copies that others made stay.",
    elsewhere=_by("document withdraw"),
    script=BY_COMMAND,
    decide=documents.withdraw_document,
    offers=(Offer(lambda _case, item: bool(item.documents)),),
    filled={"document": _newest},
    command="document withdraw",
    heading="Publish",
    example="--item 1",
)
