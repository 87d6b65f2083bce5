"""The finished notice of a person: sealed on this machine to the notifier alone, when the decision is made (P5)."""

import base64
import hashlib
from typing import TYPE_CHECKING

from dueprocess.client.material import sealed
from dueprocess.client.release import read_at_arrival
from dueprocess.formats import finished_notice, ids
from dueprocess.formats.finished_notice import MEDIA
from dueprocess.formats.refusal import wrong
from dueprocess.formats.selector import target_key
from dueprocess.formats.statement import Act, Said
from dueprocess.release.evidence import suspect

if TYPE_CHECKING:
    from dueprocess.case.item_records import PagePlan
    from dueprocess.case.state import ItemState
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.release.desk_client import Did
    from dueprocess.release.evidence import Evidence
    from dueprocess.release.looked import Looked


def seal_notice(who: "Person", looked: "Looked", of: "tuple[int, PagePlan]", to: tuple[str, str, bytes]) -> "Did":
    """Sign that a page is the finished notice, having read it, and hand it in sealed to the notifier.

    Args:
        who: whose machine it is: not who wrote the page.
        looked: the case as it was looked at.
        of: item, and the page as it was planned.
        to: the notifier's age recipient; the account; the page (DPN2).

    Raises DeniedError as the desk does, and where the key is none.
    """
    (number, plan), (notifier, account, page) = of, to
    case, data, made_on = looked.shown.case, base64.b64encode(page).decode(), who.now.date().isoformat()
    codes = (plan.role, plan.to, plan.risk)
    inside = finished_notice.Finished(case, number, plan.handle, account, *codes, made_on, plan.mark, data)
    content = finished_notice.pack(inside)
    try:
        told = sealed("letter", "notice", MEDIA, content, who.now, reader="notifier", recipient=notifier)
    except ValueError as fault:
        raise wrong("That is no key of a notifier: it begins with age1.") from fault
    hash_ = hashlib.sha256(notifier.encode()).hexdigest()
    seals = Said(Act.NOTICE_SEAL, {"item": number, "notifier": hash_, "plan": plan.statement, "sealed": told.id})
    read = Said(Act.NOTICE_READ, {"item": number, "plan": plan.statement, "says": "agreed"})
    reads = () if plan.read_by else (read,)
    return who.act_with(looked, (*reads, seals), [told])


def account_of(material: "Material", case: str, item: "ItemState", handle: str) -> str:
    """Whose account it is: what two people read, where this machine finds it. Raises DeniedError."""
    marks = {one.handle: one.mark for one in item.marks if one.handle == handle}
    found = read_at_arrival(material.opened(case), target_key(material.secret(case).encode()), marks)
    if handle not in found:
        raise wrong("This machine does not find whose account it is. Name it: --account FILE.")
    return found[handle].value


def check_sealed(seen: "Evidence", sealed: str, data: bytes) -> None:
    """Whether it is what somebody signed that they sealed: to the notifier's key anybody can seal another one.

    Raises ReleaseError ``release.unsigned``.
    """
    signed = any(one.says.get("sealed") == sealed for _, one in seen.ever(Act.NOTICE_SEAL))
    if not signed or ids.sealed_as(data) != sealed:
        suspect("release.unsigned", "the notice that the desk hands out is not one that somebody here sealed")
