"""Job "read": a draft of what a file asks, made in the sandbox's child and nowhere else."""

import contextlib
import re
from collections.abc import Mapping
from typing import Any, Final

_CODE: Final = re.compile(r"[a-z][a-z0-9._-]{0,60}")


class UnreadError(Exception):
    """The file cannot be read into a draft; ``code`` is closed and holds no words of the file."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code if _CODE.fullmatch(code) else "unreadable"


def read(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """``{"draft": plain draft or null, "unreadable": code or null}``.

    Options: ``file`` (name as given), ``aliases`` (alias → id), ``authorities`` (rows of the directory).
    """
    try:
        return {"draft": draft_of(options, data).to_plain(), "unreadable": None}
    except UnreadError as fault:
        return {"draft": None, "unreadable": fault.code}


def draft_of(options: Mapping[str, Any], data: bytes) -> Any:  # noqa: ANN401 - domain.demand.draft.Draft
    """The draft. Raises UnreadError."""
    try:
        from dueprocess.adapters import documents
        from dueprocess.domain.demand import reading
    except ImportError:
        raise UnreadError("no-reader") from None  # noqa: EM101 - a code, no sentence
    name = str(options.get("file", ""))
    try:
        text = documents.to_text(data, name)
    except documents.UnreadableError as fault:
        raise UnreadError(str(getattr(fault, "code", "unreadable"))) from None
    try:
        return reading.read(
            text, file=name, aliases=options.get("aliases", {}), authorities=options.get("authorities", ())
        )
    except MemoryError:
        raise UnreadError("too-large") from None  # noqa: EM101 - a code, no sentence


def warm() -> None:
    """Load what reading loads late, so that a child needs no file: run once in the zygote, on no demand's text."""
    with contextlib.suppress(Exception):  # a job that fails here fails again in its child, and says so there
        read({"file": "warm.txt"}, b"Dear Sir or Madam, 1 January 2020, user@example.org, 192.0.2.1.\n")
