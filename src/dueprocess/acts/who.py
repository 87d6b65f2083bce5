"""Groups of roles that the declarations of acts name."""

from typing import Final

from dueprocess.demand.codes import Role

STAFF: Final = frozenset({Role.CLERK, Role.APPROVER, Role.RELEASER})
DESK: Final = STAFF | {Role.COUNSEL}
SECOND: Final = frozenset({Role.APPROVER, Role.RELEASER})
FACE: Final = DESK | {Role.AUDITOR, Role.OUTSIDE}
ANYBODY: Final = frozenset(Role)
EMPLOYEE: Final = frozenset({Role.EMPLOYEE})
NOBODY: Final[frozenset[Role]] = frozenset()
