"""Acts of producing and releasing: k people, a hold, a recipient."""

from typing import Final

from dueprocess.acts import who
from dueprocess.acts.declaration import ELSEWHERE_TOO, Brings, Elsewhere, OnCase
from dueprocess.case import commands as c
from dueprocess.case import releases
from dueprocess.demand.codes import Role
from dueprocess.formats.statement import Act

_RELEASING: Final = "Nothing is released from a page that the desk itself serves: it could show you another production."
_RELEASERS: Final = frozenset({Role.RELEASER, Role.OUTSIDE})
_ONLY_THE_HOST: Final = "Only the extraction host gives shares."
_FOR_RELEASE: Final = frozenset({"release"})

READ_TARGET: Final = OnCase(
    act=Act.TARGET_READ,
    says=c.ReadTarget,
    may=who.STAFF,
    title="Enter the identifier that you read in the original",
    done="Account entered, as read in the original",
    note="The mark shows that two people read the same, and tells nobody what.",
    elsewhere=Elsewhere("dueprocess target", "What you read is marked with the case's own key, on your machine."),
    decide=releases.read_target,
)
ORDER: Final = OnCase(
    act=Act.PRODUCTION_ORDER,
    says=c.OrderProduction,
    may=who.STAFF,
    dated=True,
    title="Order the data from the extraction host",
    done="Data ordered from the extraction host",
    button="Order the data",
    note="The host gives only what two people granted and read, and waits for its operator's yes. "
    "Nothing leaves the house by this.",
    elsewhere=Elsewhere(
        "dueprocess release order", "What is to be searched for is sealed to the extraction host, on your machine."
    ),
    decide=releases.order,
    brings=(Brings("order", frozenset({"producer"}), lambda said: (said.sealed,)),),
)
DEAL: Final = OnCase(
    act=Act.PRODUCTION_DEAL,
    says=c.Deal,
    may=frozenset({Role.PRODUCER}),
    dated=True,
    title="Give the key of the data in shares to the releasers",
    elsewhere=Elsewhere("dueprocess produce", _ONLY_THE_HOST, own=_ONLY_THE_HOST),
    decide=releases.deal,
    brings=(
        Brings("manifest", _FOR_RELEASE, lambda said: (said.manifest,)),
        Brings("share", _FOR_RELEASE, lambda said: tuple(sealed for _to, _share, sealed in said.shares)),
    ),
)
DROP: Final = OnCase(
    act=Act.PRODUCTION_DROP,
    says=c.DropProduction,
    may=who.STAFF,
    on=ELSEWHERE_TOO,
    dated=True,
    title="End a production that was not released",
    note="Its parts and shares are deleted. It can be ordered again.",
    elsewhere=Elsewhere("dueprocess release drop", _RELEASING),
    decide=releases.drop,
)
APPROVE: Final = OnCase(
    act=Act.RELEASE_APPROVE,
    says=c.ApproveRelease,
    may=_RELEASERS,
    dated=True,
    title="Agree to the release of exactly this production",
    done="Release agreed to",
    button="Look and agree",
    note="Nothing is handed over by it: your share stays on this machine, encrypted to whoever finishes. "
    "The first who agrees begins the hold; after it the program on your machine hands the share over.",
    elsewhere=Elsewhere("dueprocess release approve", _RELEASING),
    decide=releases.approve,
)
VETO: Final = OnCase(
    act=Act.RELEASE_VETO,
    says=c.Veto,
    may=_RELEASERS,
    on=ELSEWHERE_TOO,
    any_date=True,  # no clock may stand in the way of a veto
    title="Stop a release, for ever",
    note="One veto ends this production. Nobody can lift it; the item needs another production.",
    elsewhere=Elsewhere("dueprocess release veto", _RELEASING),
    decide=releases.veto,
)
RELEASE: Final = OnCase(
    act=Act.RELEASE_DONE,
    says=c.Release,
    may=frozenset({Role.RELEASER}),  # whose client combines has the data in memory: never outside
    dated=True,
    title="Release to the recipient what you sealed",
    button="Release it",
    note="The desk then destroys its parts and shares: the files in your folder are all there is.",
    elsewhere=Elsewhere("dueprocess release finish", _RELEASING),
    decide=releases.release,
)
RECALL: Final = OnCase(
    act=Act.RELEASE_RECALL,
    says=c.Recall,
    may=who.DESK,
    on=ELSEWHERE_TOO,
    dated=True,
    title="Call back what was given",
    note="By a release or outside the desk. The recipient is asked to delete, the person and the data protection "
    "authority are told, and it is counted.",
    elsewhere=Elsewhere("dueprocess release recall", _RELEASING),
    decide=releases.recall,
)
