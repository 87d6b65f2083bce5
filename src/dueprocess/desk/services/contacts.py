"""Who the house is to authorities: what desk.toml says, what somebody signed of it, and what the public is told."""

from typing import Any

from dueprocess.desk.services import desk_record
from dueprocess.desk.services.desk import Desk
from dueprocess.report.provider import Credential, facts_hash


def told(desk: Desk) -> tuple[Credential, ...]:
    """What the public is told: all of it where somebody signed just that, else nothing."""
    listed = desk.house.to_authorities
    signed, _ = desk_record.facts(desk)
    return listed if signed and signed == facts_hash([one.public for one in listed]) else ()


def shown(desk: Desk) -> dict[str, Any]:
    """Each entry with who sees to it, the hash that is signed, and whether it is told."""
    listed = desk.house.to_authorities
    signed, by = desk_record.facts(desk)
    facts = facts_hash([one.public for one in listed])
    return {
        "shelf": desk.shelf.digest,
        "facts": facts,
        "signed": bool(signed) and signed == facts,
        "by": by if signed == facts else "",
        "rows": [{**one.public, "owner": one.owner} for one in listed],
    }
