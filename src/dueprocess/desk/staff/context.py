"""What every page of the staff desk knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from dueprocess.acts import access
from dueprocess.demand.codes import Role
from dueprocess.desk.services import counsel, rosters
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.staff import own_vault, practice
from dueprocess.desk.web import words
from dueprocess.desk.web.desk import desk_of, house_of, person_of
from dueprocess.desk.web.languages import TAGS
from dueprocess.formats.statement import Act


def desk(request: HttpRequest) -> dict[str, Any]:
    """Provider, person, roles, what the person may see, language and direction of writing."""
    house = house_of(request)
    person = person_of(request) if house.name else ""
    spoken = get_language() or "en"
    own = own_vault.address(request) if person else ""
    roles = desk_of(request).roles_of(person) if person else frozenset()
    return {
        "house": house,
        "person": person,
        "roles": sorted(roles),
        "nobody_agrees": _alone(request, person, roles, Act.DECISION_APPROVE),
        "nobody_confirms": _alone(request, person, roles, Act.AUTHORITY_CONFIRM),
        "sees": {str(view): access.sees(roles, view) for view in access.View} | {"material": _opens(person, roles)},
        "language": TAGS.get(spoken, spoken),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "practice": house.practice,
        "exercises": practice.exercises(request),
        "vault": own or house.vault_address,
        "own_vault": own,
        # A window of one's own vault is not found by a name: it lets no other page hold it (ADR 0065).
        "vault_window": "_blank" if own else "dueprocess-vault",
        **(_standing(desk_of(request)) if person else {}),
    }


def _opens(person: str, roles: frozenset[Role]) -> bool:
    """Whether originals open for somebody in the vault: by their roles, or since they are asked as counsel."""
    return access.reads(roles) or bool(person and counsel.put_to(person))


def _standing(desk: Desk) -> dict[str, Any]:
    """What everybody is told on each page: the desk is frozen; a changed roster waits for its hour."""
    waits, since = rosters.waiting(desk), desk.standing.since
    return {
        "frozen": since and {"by": desk.standing.freezes[0].by, "since": words.clock(since, desk.timezone)},
        "coming": waits and {"at": words.clock(waits.until, desk.timezone)},
    }


def _alone(request: HttpRequest, person: str, roles: frozenset[Role], act: Act) -> bool:
    """Whether a person who decides here has nobody on the roster for an act of the second person (hazard 15.4)."""
    decides = bool(person) and access.may(roles, Act.DECISION_PROPOSE)
    return decides and not rosters.who_may(desk_of(request).roster, act) - {person}
