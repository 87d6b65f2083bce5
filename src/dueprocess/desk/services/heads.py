"""The chains of this desk as they stand: what a head of the day is made of."""

from dueprocess.desk.data.models import Case
from dueprocess.desk.services import purging, trust
from dueprocess.desk.services.desk import Desk
from dueprocess.formats import links


def chains(desk: Desk) -> dict[str, list[bytes]]:
    """First head of each chain, the desk's own among them, with its links; of what was purged, their hashes."""
    gone, desk_id = purging.gone_of(desk).links, desk.roster.desk_id
    cases = (links.DESK, *Case.objects.order_by("pk").values_list("pk", flat=True))
    return {links.first(desk_id, one): links.of_case(one, trust.notes_of(one), gone.get(one, ())) for one in cases}
