"""Checking somebody's published report: its bytes go to a child, findings come back (hazards 8.5, 12.1)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from dueprocess.adapters.sandbox import MAX_DATA, Died, Reason, Sandbox

MAX_FILES: Final = 500
MAX_ANSWER: Final = 16 << 20
_WHY: Final = {
    Reason.TIMEOUT: "it took too long",
    Reason.TOO_MUCH: "there was too much to say about it",
    Reason.KILLED: "it wanted too much memory",
}


class TooMuchError(ValueError):
    """More than one check takes: what is too much, and what to do."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was found: ``reports`` as ``report check --json`` has them, ``unreadable`` files, a wrong ``mapping``."""

    reports: Sequence[Mapping[str, Any]]
    unreadable: Mapping[str, str]
    mapping: str = ""

    @property
    def broken(self) -> bool:
        """Whether some identity does not hold."""
        return any(check["holds"] is False for report in self.reports for check in report["checks"])


def check(files: Sequence[tuple[str, bytes]], mapping: bytes = b"", *, seconds: float) -> Checked:
    """Check some files together. Raises TooMuchError before a byte is read; hostile bytes never raise."""
    size = sum(len(data) for _, data in files) + len(mapping)
    if size > MAX_DATA or len(files) > MAX_FILES:
        raise TooMuchError(
            f"at most {MAX_FILES} files and {MAX_DATA >> 20} MiB are checked at once; give one publisher at a time"
        )
    options = {"files": [[name, len(data)] for name, data in files], "mapping": len(mapping)}
    with Sandbox() as sandbox:
        data = b"".join((*(data for _, data in files), mapping))
        answer = sandbox.run("report", options, data, seconds=seconds, max_answer=MAX_ANSWER)
    if isinstance(answer, Died):
        why = f"the reader was stopped: {_WHY.get(answer.reason, 'it ended without an answer')}"
        return Checked((), {name: f"{why}; give fewer files, or smaller ones" for name, _ in files})
    return Checked(answer["reports"], answer["unreadable"], answer["mapping"])
