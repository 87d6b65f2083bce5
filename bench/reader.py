"""The reader's time for 10 kB, against a SHA-256 and one bare pattern over the same bytes."""

from __future__ import annotations

import hashlib
import re
import statistics
from typing import TYPE_CHECKING

from bench import homes, reading
from bench.measuring import Row, core_seconds, paired

from dueprocess.adapters.reader import read

if TYPE_CHECKING:
    from collections.abc import Iterable

LINK = re.compile(rb"https?://\S+|\xe2\x84\x96\s*\d+|\d{4}-\d\d-\d\d")
AGAINST = "SHA-256 and one bare pattern"


def joined(texts: Iterable[str]) -> list[str]:
    """Texts of 10 kB, one notice after the other without prose between them: the densest that can come."""
    made, held = [], ""
    for text in texts:
        held += text + "\n\n"
        if len(held.encode()) >= homes.TEN_KB:
            made.append(held.encode()[: homes.TEN_KB].decode("utf-8", "ignore"))
            held = ""
    return made


def bare(text: str) -> None:
    data = text.encode()
    hashlib.sha256(data).digest()
    LINK.findall(data)


def timed(what: str, texts: list[str]) -> Row:
    ours, base = [], []
    for text in texts:
        one, two = paired(
            lambda text=text: read(text, file="notice.md", authorities=reading.DIRECTORY),  # type: ignore[misc]
            lambda text=text: bare(text),  # type: ignore[misc]
            5,
            core_seconds,
        )
        ours.append(one * 1000)
        base.append(two * 1000)
    return Row(what, statistics.median(ours), statistics.median(base), "ms", AGAINST)


def main() -> list[Row]:
    letters = [data.decode("utf-8", "ignore") for _, data in homes.letters(len(homes.samples()))]
    rows = [timed("read a letter of 10 kB", letters)]
    notices = [text for text, _ in reading.judged()] if reading.FOLDER.is_dir() else []
    dense = joined(notices or [text for _, text in homes.samples()])
    rows.append(timed("read 10 kB of notices without prose", dense))
    return rows
