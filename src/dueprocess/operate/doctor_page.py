"""The lines of ``doctor`` that the staff desk's Settings show: what a served process can look at without a network."""

from functools import partial
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings

from dueprocess.operate import doctor_checks, doctor_surroundings
from dueprocess.operate.doctor_lines import Line, Lines, Mark

if TYPE_CHECKING:
    from collections.abc import Callable

    from dueprocess.desk.services.desk import Desk

WORST: Final = tuple(reversed(Mark))


def lines(desk: "Desk") -> list[Line]:
    """How the desk stands; what is wrong first. A check that breaks is a line that says so."""
    place, now = settings.HOME, desk.now
    checks: dict[str, Callable[..., Lines]] = {
        "backup": partial(doctor_surroundings.backup, place, now),
        "beat": partial(doctor_surroundings.worker, place, now),
        "outbox": partial(doctor_surroundings.outbox, now),
        "duties": partial(doctor_checks.duties, desk),
        "law": partial(doctor_checks.law, desk),
        "standing": partial(doctor_checks.standing, desk),
        "roster": partial(doctor_checks.roster, desk),
        "database": doctor_checks.database,
        "room": partial(_room, place),
    }
    found = [line for name, check in checks.items() for line in doctor_checks.guarded(name, check)]
    return sorted(found, key=lambda line: WORST.index(line.mark))


def _room(place: Any) -> Lines:  # noqa: ANN401 - the home
    return (line for line in doctor_checks.home(place) if line.check == "room" or line.mark is not Mark.GOOD)
