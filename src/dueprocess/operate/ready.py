"""Whether a home can be worked at: its database is of this version, and its founding roster is signed.

Cheap on purpose, for every command and surface begins here: neither migrations nor statements are imported.
"""

import sys

from dueprocess.operate.home import Home, HomeError, boot


class NoDeskError(RuntimeError):
    """The home is no desk that can be worked at; says why and what to do next."""


def check_version() -> None:
    """Raises HomeError where the booted home's database is of an older or a newer version than this program.

    A database that remembers no migration at all is none of ours yet; whoever asks it for rows says so.
    """
    from dueprocess.desk.data import versions

    found = versions.schema()
    if found == versions.NEWER:
        message = "The database of this home is newer than this program. Nothing was done. Install the newer program."
        raise HomeError(message)
    if found == versions.OLDER:
        raise HomeError(
            "The database of this home is older than this program. Nothing was done. Run dueprocess upgrade; "
            "it makes a backup first."
        )


def check_founded(home: Home) -> None:
    """Raises NoDeskError where the founding roster waits for signatures."""
    if not home.pin.exists():
        raise NoDeskError(
            f"The founding roster of {home.path} does not have all signatures yet. "
            "Each person runs `dueprocess roster sign`; then it takes force."
        )


def main() -> int:
    """``check_version`` of the environment's home, for a caller that does not load the database itself."""
    boot()
    try:
        check_version()
    except HomeError as fault:
        sys.stderr.write(f"{fault}\n")
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
