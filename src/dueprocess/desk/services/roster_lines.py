"""Lines that change a roster, in their order: the desk's page shows them, the commands say the same."""

from collections.abc import Iterable

from dueprocess.acts import access
from dueprocess.demand.codes import Role
from dueprocess.formats.chain import next_signers
from dueprocess.formats.roster import Roster


def roster_lines(before: Roster, joins: Iterable[tuple[str, Iterable[str]]] = ()) -> tuple[str, ...]:
    """What follows on ``roster next``: sign, share; each on their own machine, with --desk and the desk's address."""
    need, people = next_signers(before)
    names = [person.name for person in people]
    listed = " and ".join(names) if need == len(names) else f"{need} of {', '.join(names)}"
    each = f"{listed}, with their own key" if len(names) == 1 else f"{listed}, each with their own key"
    shares = [_share(name, set(roles)) for name, roles in joins if access.reads(access.roles_of(roles))]
    return (f"dueprocess roster sign --as NAME --identity FILE --desk ADDRESS  # {each}", *shares)


def _share(name: str, roles: set[str]) -> str:
    when = "in 72 hours, when the roster counts" if Role.RELEASER in roles else "so that they can open what is open now"
    return f"dueprocess roster share --with {name} --as NAME --identity FILE --desk ADDRESS  # {when}"
