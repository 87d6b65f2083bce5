"""The folder ``senders``: what the operator put beside letters, so that it is known who sends (hazard 12.2).

``*.txt``: records of the domain name system (``mail_records``); ``lists.json``: what was read of trusted lists.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from dueprocess.adapters import durable, mail_records, trusted_lists
from dueprocess.adapters.mail_records import RecordError
from dueprocess.adapters.resolver import ResolverError
from dueprocess.adapters.sandbox import Died, Sandbox

FOLDER: Final = "senders"
FETCHED: Final = "fetched.txt"
LISTS: Final = "lists.json"
SECONDS: Final = 60.0
MAX_LISTS: Final = 64 << 20


class SendersError(ValueError):
    """A file of the folder that cannot be used; says which, and what to do."""


def beside(folder: Path | None, today: str) -> dict[str, Any]:
    """Records and lists of a folder, as the option ``asking`` of a job holds them. Raises SendersError, RecordError."""
    if folder is None:
        return {}
    files = lists(folder)
    return {"records": mail_records.read(folder), "lists": trusted_lists.together(files, today) if files else None}


def lists(folder: Path) -> list[Mapping[str, Any]]:
    """What was read of trusted lists. Raises SendersError."""
    path = folder / LISTS
    if not path.exists():
        return []
    try:
        rows: list[Mapping[str, Any]] = json.loads(path.read_bytes()[:MAX_LISTS])
        trusted_lists.of_plain(trusted_lists.together(rows, ""))
    except (OSError, ValueError, KeyError, TypeError) as fault:
        raise SendersError(f"{path} is damaged; give the lists again: dueprocess senders lists FILE …") from fault
    return rows


def take(folder: Path, paths: Sequence[Path]) -> list[Mapping[str, Any]]:
    """Read files of trusted lists, each in a child of its own, and keep what they say in place of what was kept.

    Raises SendersError for a file that is none, and for a country's list that is not signed by whom the list of lists
    among them names; then nothing is kept.
    """
    rows: list[Mapping[str, Any]] = []
    with Sandbox() as box:
        for path in paths:
            data = path.read_bytes()
            told = box.run("list", {}, data[: trusted_lists.MAX_FILE], seconds=SECONDS, max_answer=48 << 20)
            if isinstance(told, Died) or told["kind"] == "none":
                raise SendersError(f"{path.name} is no trusted list (ETSI TS 119 612) that can be read here")
            rows.append(told)
    of_lists = [one for one in rows if one["kind"] == "lists"]
    for path, one in zip(paths, rows, strict=True):
        if of_lists and one["kind"] == "list" and not trusted_lists.is_named(one, of_lists):
            raise SendersError(
                f"{path.name} is not signed by whom the list of lists names for {one['country']}: fetch both anew, "
                "from where the Commission publishes them"
            )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(folder / LISTS, json.dumps(rows).encode())
    return rows


def fetch(folder: Path, names: Iterable[str], ask: Callable[[str], list[str]], today: str) -> tuple[int, list[str]]:
    """Ask for each name, and keep what is a record beside what was here; how many, and names without an answer.

    ``ask``: texts of a name; raises ResolverError. What was here stays: a key that was taken away signed former mail.
    """
    kept = {(name, text): day for name, day, text in mail_records.read(folder)}
    fresh, failed = 0, []
    for name in names:
        try:
            texts = [text for text in ask(name) if "p=" in text]
            rows = [mail_records.parsed(f"{name} {today} {text}", name) for text in texts]
        except (ResolverError, RecordError):
            failed.append(name)
            continue
        kept |= {(row[0], row[2]): today for row in rows}
        fresh += len(rows)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    durable.replace(
        folder / FETCHED, mail_records.written((name, day, text) for (name, text), day in kept.items()).encode()
    )
    return fresh, failed
