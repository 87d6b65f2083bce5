"""The home's secret key: signs cookies and seals second factors. Outside the database, outside every backup."""

import secrets
from pathlib import Path
from typing import Final

from dueprocess.adapters import durable

PACKAGE: Final = Path(__file__).resolve().parent.parent
BYTES: Final = 32


def read_or_draw(path: Path) -> str:
    """The key in the file, or a key that holds for this process alone where the home has none yet."""
    try:
        return path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return secrets.token_urlsafe(BYTES)


def make(path: Path) -> bool:
    """Draw the home's key once, 0600. False where it stands already."""
    try:
        durable.create(path, f"{secrets.token_urlsafe(BYTES)}\n".encode())
    except FileExistsError:
        return False
    return True
