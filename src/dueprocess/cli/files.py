"""Files that a person names: walked in order, their kind told by name, their size checked before they are read."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dueprocess.cli.faults import Wrong

MEDIA: Final = {
    ".eml": "message/rfc822",
    ".md": "text/markdown",
    ".txt": "text/plain",
    ".pdf": "application/pdf",
    ".xml": "application/xml",
}
CHANNEL: Final = {".eml": "mail", ".xml": "xml"}


def walk(paths: tuple[Path, ...]) -> Iterator[Path]:
    """Files under ``paths``, sorted; hidden ones and the README of a collection left out. Raises Wrong."""
    for path in paths:
        if path.is_dir():
            inside = sorted(one for one in path.rglob("*") if one.is_file())
            yield from (one for one in inside if not _skipped(one, path))
        elif path.exists():
            yield path
        else:
            message = f"There is no {path}."
            raise Wrong(message)


def media_of(path: Path) -> str:
    """Media type by the name's ending; the child looks at the bytes itself."""
    return MEDIA.get(path.suffix.lower(), "application/octet-stream")


def channel_of(path: Path) -> str:
    """Channel that a file's kind suggests."""
    return CHANNEL.get(path.suffix.lower(), "file")


def _skipped(path: Path, under: Path) -> bool:
    parts = path.relative_to(under).parts
    return any(part.startswith(".") for part in parts) or path.name.upper().startswith(("README", "SOURCE"))
