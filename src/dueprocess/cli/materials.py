"""What is sealed of a case and this person's way into it, from an unserved home on this machine."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from dueprocess.client.material import Law

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.adapters.identity import Identity
    from dueprocess.client.material import Opened
    from dueprocess.desk.services.desk import Desk
    from dueprocess.release.evidence import Evidence


@dataclass(frozen=True, slots=True)
class HomeMaterial:
    """Of an unserved home."""

    desk: "Desk"
    who: "Identity"

    def find(self, case: str) -> str:
        """See Material."""
        from dueprocess.cli.session import find

        return find(case)

    def law(self, seen: "Evidence") -> "Law":
        """See Material."""
        del seen
        return Law(self.desk.shelf, self.desk.calendar, self.desk.timezone, self.desk.country)

    def secret(self, case: str) -> str:
        """See Material."""
        from dueprocess.cli.sealed_objects import case_secret

        return case_secret(self.who, case)

    def opened(self, case: str) -> "Iterator[Opened]":
        """See Material."""
        from dueprocess.cli.sealed_objects import open_all

        return open_all(self.desk, self.who, case)

    def took(self, case: str) -> None:
        """See Material."""
        from dueprocess.cli.session import accepted
        from dueprocess.desk.services.acts import took_to_read

        accepted(took_to_read(self.desk, case, self.who.name))
