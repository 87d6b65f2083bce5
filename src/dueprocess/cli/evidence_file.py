"""The file that leaves a case (``show --evidence``), read by whoever checks it: rosters walked, chains followed."""

import contextlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.cli import output
from dueprocess.cli.clients import now
from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.release.desk_client import Shown
    from dueprocess.verify.histories import View

MAX_EVIDENCE: Final = 64 << 20


def viewed(file: Path, desk_id: str) -> "tuple[View, Shown]":
    """What the file shows, by rosters from the desk's id. Raises DeniedError."""
    from dueprocess.adapters import crypto
    from dueprocess.release.desk_client import SHOWN
    from dueprocess.verify.histories import View

    with holding(file), file.open("rb") as opened:
        shown = SHOWN.read(json.loads(opened.read(MAX_EVIDENCE)))
        return View.of(shown, desk_id, crypto.verify, now()), shown


@contextlib.contextmanager
def holding(file: Path) -> Iterator[None]:
    """A file that is no evidence, or none that holds, is named."""
    try:
        yield
    except OSError as fault:
        raise wrong(
            f"{output.safe(str(file))} cannot be read. Check the name and the folder that you stand in."
        ) from fault
    except (json.JSONDecodeError, UnicodeDecodeError, RecursionError) as fault:
        raise wrong(
            f"{output.safe(str(file))} is no evidence: give what the desk answers to `/v1/cases/…/evidence`."
        ) from fault
    except ValueError as fault:
        said = fault.denied.text if isinstance(fault, DeniedError) else str(fault)
        raise wrong(f"{output.safe(str(file))} is no evidence that holds: {output.safe(said)}") from fault
