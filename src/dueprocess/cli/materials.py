"""What is sealed of a case and this person's way into it, from a home on this machine or from a desk at its address."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.adapters.identity import Identity
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.object import Header

MAX_SEALED = 300 << 20


class Material(Protocol):
    """The key of a case, and what it opens. Each raises DeniedError, AgeError, ObjectError or CounterError."""

    def find(self, case: str) -> str:
        """Whole id of a case from the beginning of it."""

    def secret(self, case: str) -> str:
        """The case's age identity, out of this person's envelope."""

    def opened(self, case: str) -> "Iterator[tuple[Header, bytes]]":
        """All that is sealed to the case, oldest first."""


@dataclass(frozen=True, slots=True)
class HomeMaterial:
    """Of an unserved home."""

    desk: "Desk"
    who: "Identity"

    def find(self, case: str) -> str:
        """See Material."""
        from dueprocess.cli.session import find

        return find(case)

    def secret(self, case: str) -> str:
        """See Material."""
        from dueprocess.cli.sealed_objects import case_secret

        return case_secret(self.who, case)

    def opened(self, case: str) -> "Iterator[tuple[Header, bytes]]":
        """See Material."""
        from dueprocess.cli.sealed_objects import open_all

        for one in open_all(self.desk, self.who, case):
            yield one.header, one.content


@dataclass(frozen=True, slots=True)
class FarMaterial:
    """Of a desk at its address. That it was taken is recorded there."""

    far: "FarDesk"
    who: "Identity"
    told: dict[str, dict[str, Any]] = field(default_factory=dict)

    def find(self, case: str) -> str:
        """See Material."""
        from dueprocess.formats import ids

        if ids.is_id(case, "c"):
            return case
        rows = [one["case"] for one in self.far.cases() if str(one.get("case", "")).startswith(case)]
        if len(rows) != 1:
            rule, message = "case.unknown", f"{len(rows)} open cases begin with {case}. Say the whole id."
            raise DeniedError.because(rule, message)
        return str(rows[0])

    def secret(self, case: str) -> str:
        """See Material."""
        import base64

        from dueprocess.adapters import crypto

        told = self._material(case)
        envelope = base64.b64decode(str(told["envelope"]))
        return crypto.unwrap_key(envelope, [self.who.age_secret], str(told["recipient"]))

    def opened(self, case: str) -> "Iterator[tuple[Header, bytes]]":
        """See Material."""
        from dueprocess.adapters import crypto

        told, secret = self._material(case), self.secret(case)
        for row in told["objects"]:
            data = self.far.sealed(str(row["id"]), MAX_SEALED)
            if crypto.sha256(data) not in told["committed"]:
                rule = "sealed.not-committed"
                message = (
                    "An object of this case is not the one that was sealed. Tell the others before you believe it."
                )
                raise DeniedError.because(rule, message)
            yield crypto.unseal(data, [secret])

    def _material(self, case: str) -> dict[str, Any]:
        if case not in self.told:
            self.told[case] = self.far.material(case)
        return self.told[case]
