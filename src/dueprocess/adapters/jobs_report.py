"""Job "report": somebody's published report, read and checked in a child. Nothing of it is kept."""

import codecs
import gc
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from transparency.check import audit, mapping

# A child opens no file, so what Python would load at the first use is loaded now.
for _one in ("utf-8", "utf-16-le", "utf-16-be", "cp437"):
    codecs.lookup(_one)


def report(options: Mapping[str, Any], data: bytes) -> dict[str, Any]:
    """Findings for the files that ``data`` holds one after another.

    Args:
        options: ``files``, a list of [name, length], and ``mapping``: its bytes come last where it is not 0.
        data: the bytes.

    Returns:
        ``reports`` (as ``report check --json``), ``unreadable`` (file → why) and ``mapping``: what is wrong with it.
    """
    gc.disable()  # a million rows make no rings, and the child ends with them
    length = options["mapping"]
    try:
        layout = mapping.read(data[len(data) - length :]) if length else None
    except mapping.MappingError as fault:
        return {"reports": [], "unreadable": {}, "mapping": str(fault)}
    done = audit.audit(_cut(options["files"], data), layout)
    return {"reports": [one.plain() for one in done.reports], "unreadable": done.unreadable, "mapping": ""}


def _cut(files: Sequence[Sequence[Any]], data: bytes) -> Iterator[tuple[str, bytes]]:
    at = 0
    for name, length in files:
        yield str(name), data[at : at + length]
        at += length
