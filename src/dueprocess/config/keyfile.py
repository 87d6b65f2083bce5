"""The home's secret key: signs cookies and seals second factors. Outside the database, outside every backup."""

import os
import secrets
from pathlib import Path
from typing import Final

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
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w") as file:
        file.write(secrets.token_urlsafe(BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True
