"""One of two purges a forgotten case: what they sign is reckoned on their own machine, from what they were shown."""

from typing import Any

from dueprocess.adapters.desk_api import FarDesk
from dueprocess.client import desk_itself
from dueprocess.client.fetched_case import fetch
from dueprocess.client.person import Person
from dueprocess.counted import receipts_of, says_of
from dueprocess.formats.statement import Act


def sign(who: Person, far: FarDesk, case: str) -> dict[str, Any]:
    """Sign that a case is purged, and hand it in. Returns what the desk says of it then.

    Raises as ``fetch``, ``desk_itself.look`` and ``counted.says_of``; DeniedError where the desk refuses.
    """
    itself = desk_itself.look(who, far)
    found = fetch(who, case)
    looked = found.looked
    family = receipts_of(far.get(f"/v1/cases/{case}/purge"), looked.purges, who.desk.events)
    says = says_of(looked.seen, looked.mark[1], found.case, family, looked.purges.wait.get(case))
    note = desk_itself.note(who, itself, Act.CASE_PURGE, says)
    return far.post(f"/v1/cases/{case}/purge", {"note": note.decode()})
