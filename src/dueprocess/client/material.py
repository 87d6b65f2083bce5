"""What is sealed of a case, this person's way into it, and the law by which their machine judges."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol

from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.adapters.identity import Identity
    from dueprocess.formats.object import Header
    from dueprocess.law.clocks import Calendar
    from dueprocess.law.shelf import Shelf
    from dueprocess.release.evidence import Evidence

MAX_SEALED = 300 << 20


@dataclass(frozen=True, slots=True)
class Law:
    """The shelf with the desk's own signatures, and where the provider sits."""

    shelf: "Shelf"
    calendar: "Calendar"
    timezone: str
    country: str


@dataclass(frozen=True, slots=True)
class Opened:
    """One sealed object in clear, in the memory of the caller's process."""

    id: str
    header: "Header"
    content: bytes = field(repr=False)


class Material(Protocol):
    """The key of a case, and what it opens. Each raises DeniedError, AgeError, ObjectError or DeskClientError."""

    def find(self, case: str) -> str:
        """Whole id of a case from the beginning of it."""

    def law(self, seen: "Evidence") -> "Law":
        """The law by which this person's machine judges a case."""

    def secret(self, case: str) -> str:
        """The case's age identity, out of this person's envelope."""

    def opened(self, case: str) -> "Iterator[Opened]":
        """All that is sealed to the case, oldest first."""

    def took(self, case: str) -> None:
        """Have it recorded that this person took what is sealed to their own machine."""


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
        rows = [row["case"] for row in self.far.cases() if str(row.get("case", "")).startswith(case)]
        if len(rows) != 1:
            rule, message = "case.unknown", f"{len(rows)} open cases begin with {case}. Say the whole id."
            raise DeniedError.because(rule, message)
        return str(rows[0])

    def law(self, seen: "Evidence") -> "Law":
        """See Material: the law that came with this program, with what the desk's counsel signed."""
        import datetime

        from dueprocess.adapters import calendars, law_files
        from dueprocess.formats.statement import Act
        from dueprocess.law.texts import Signature

        signed = [
            Signature(str(signed.says["rule"]), signed.by, datetime.date.fromisoformat(str(signed.says["on"])))
            for _, signed in seen.all(Act.LAW_SIGN)
        ]
        country, timezone = self.far.about()
        return Law(law_files.load(signatures=signed), calendars.LegalCalendar(country), timezone, country)

    def secret(self, case: str) -> str:
        """See Material."""
        import base64

        from dueprocess.adapters import crypto

        told = self._material(case)
        envelope = base64.b64decode(str(told["envelope"]))
        return crypto.unwrap_key(envelope, [self.who.age_secret], str(told["recipient"]))

    def took(self, case: str) -> None:
        """See Material: the desk recorded it before it handed anything over."""

    def opened(self, case: str) -> "Iterator[Opened]":
        """See Material."""
        from dueprocess.adapters import crypto
        from dueprocess.formats import ids

        told, secret = self._material(case), self.secret(case)
        for row in told["objects"]:
            key = str(row.get("id"))
            if not ids.is_id(key, "s"):  # it becomes a file's name, and a part of an address
                rule, message = "counter.form", "The desk names a sealed object by no id of a desk."
                raise DeniedError.because(rule, message)
            data = self.far.sealed(key, MAX_SEALED)
            if crypto.sha256(data) not in told["committed"]:
                rule = "sealed.not-committed"
                message = (
                    "An object of this case is not the one that was sealed. Tell the others before you believe it."
                )
                raise DeniedError.because(rule, message)
            yield Opened(key, *crypto.unseal(data, [secret]))

    def _material(self, case: str) -> dict[str, Any]:
        if case not in self.told:
            self.told[case] = self.far.material(case)
        return self.told[case]
