"""What every page of the staff desk knows."""

from typing import Any

from django.http import HttpRequest
from django.utils.translation import get_language, get_language_bidi

from dueprocess.domain import access
from dueprocess.web.desk import desk_of, house_of, person_of, roles_of
from dueprocess.web.languages import TAGS


def desk(request: HttpRequest) -> dict[str, Any]:
    """Provider, person, roles, what the person may see, language and direction of writing."""
    house = house_of(request)
    person = person_of(request) if house.name else ""
    spoken = get_language() or "en"
    roles = roles_of(desk_of(request), person) if person else frozenset()
    return {
        "house": house,
        "person": person,
        "roles": sorted(roles),
        "sees": {str(view): access.sees(roles, view) for view in access.View},
        "language": TAGS.get(spoken, spoken),
        "direction": "rtl" if get_language_bidi() else "ltr",
        "practice": house.practice,
    }
