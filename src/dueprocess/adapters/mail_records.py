"""Records of the domain name system about senders, as the operator fetched them: keys of DKIM, policies of DMARC.

A folder of files; each line a name, the day it was fetched, and the record's text, as ``s1._domainkey.police.example
2026-11-30 v=DKIM1; k=rsa; p=MII…``. Nothing is asked about a sender when something arrives (hazard 12.2): a record that
is not here was not there to check.
"""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Final

from dueprocess.adapters.dkim import Record, Records
from dueprocess.demand.asking import domains

MAX_FILE: Final = 4 << 20
MAX_RECORDS: Final = 20_000
MAX_TEXT: Final = 4096
DMARC: Final = "_dmarc."
_NAME: Final = re.compile(r"[a-z0-9_](?:[a-z0-9_.-]{0,251}[a-z0-9])?")
_QUOTED: Final = re.compile(r'"((?:[^"\\]|\\.)*)"')
_POLICIES: Final = ("none", "quarantine", "reject")


class RecordError(ValueError):
    """A line that is no record; says which, and what one looks like."""


Row = tuple[str, str, str]
"""Name, day (YYYY-MM-DD), text."""


def read(folder: Path) -> list[Row]:
    """Every record of a folder, each file by its lines; none where there is no folder. Raises RecordError."""
    rows: list[Row] = []
    for path in sorted(folder.glob("*.txt")) if folder.is_dir() else ():
        text = path.read_bytes()[: MAX_FILE + 1].decode("utf-8", "replace")
        if len(text) > MAX_FILE:
            raise RecordError(f"{path.name}: a file has {MAX_FILE >> 20} MiB at most; split it")
        lines = ((number, line.strip()) for number, line in enumerate(text.splitlines(), 1))
        rows += [parsed(line, f"{path.name}, line {number}") for number, line in lines if line and line[0] != "#"]
    if len(rows) > MAX_RECORDS:
        raise RecordError(f"there are {len(rows)} records, and {MAX_RECORDS} are read; take former ones away")
    return rows


def parsed(line: str, where: str) -> Row:
    """One line. Raises RecordError."""
    name, day, text = (*line.split(maxsplit=2), "", "")[:3]
    name = name.lower().rstrip(".")
    pieces = _QUOTED.findall(text)
    text = "".join(pieces) if text.startswith('"') and pieces else text
    try:
        dt.date.fromisoformat(day)
    except ValueError:
        text = ""
    if not text or len(text) > MAX_TEXT or not _NAME.fullmatch(name):
        raise RecordError(
            f"{where}: a line is a name, the day it was fetched, and the record: NAME 2026-11-30 v=DKIM1; …"
        )
    return name, day, text


def written(rows: Iterable[Row]) -> str:
    """Lines of a file."""
    return "".join(f"{name} {day} {text}\n" for name, day, text in rows)


def records(rows: Iterable[Sequence[str]]) -> Records:
    """By name, the newest first."""
    made: dict[str, list[Record]] = {}
    for name, day, text in sorted(rows, key=lambda row: row[1], reverse=True):
        made.setdefault(name, []).append(Record(text, day))
    return made


def policy(known: Records, domain: str) -> tuple[str, str] | None:
    """What ``domain`` asks of mail in its name (none, quarantine, reject), and the record's day (RFC 7489, 6.6.3).

    That of the organisation holds for what is below it, by ``sp`` where it says so. None: no record is here.
    """
    above = domains.organisation(domain)
    for name in dict.fromkeys((domain, above)):
        for one in known.get(f"{DMARC}{name}", ()):
            tags = _tags(one.text)
            if tags.get("v") != "DMARC1":
                continue
            said = tags.get("p", "").lower()
            said = tags.get("sp", said).lower() if name != domain else said
            return (said if said in _POLICIES else "none"), one.day
    return None


def _tags(text: str) -> Mapping[str, str]:
    parts = (part.partition("=") for part in text.split(";"))
    return {name.strip(): said.strip() for name, sign, said in parts if sign}
