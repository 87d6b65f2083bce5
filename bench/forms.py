"""Letters as they come, in every form, read in a child; and the same with bytes changed, which must end nothing else.

``BENCH_FUZZ_SECONDS`` says for how long (10); the shared letters are taken where they are beside this repository.
"""

from __future__ import annotations

import os
import random
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from bench.measuring import Row, Skipped, paired

from dueprocess.adapters import crypto, documents
from dueprocess.adapters.sandbox import Died, Sandbox

if TYPE_CHECKING:
    from collections.abc import Sequence

ROOT = Path(__file__).resolve().parent.parent
LETTERS = ROOT.parent / "shared" / "vectors" / "letters"
SAMPLES = ROOT / "tests" / "golden"
OWN = ("*.eml", "*.pdf", "*.tif", "*.txt", "*.md")
ROUNDS = 3
MOST = 200_000  # bytes of a file that is changed

File = tuple[str, bytes]


def letters() -> list[File]:
    return [
        (one.name, one.read_bytes())
        for one in sorted(LETTERS.glob("*.*"))
        if one.suffix in FORMS and one.stem != "SOURCE"
    ]


FORMS = frozenset({".eml", ".pdf", ".txt", ".docx", ".odt", ".rtf", ".xlsx", ".html", ".zip", ".tif"})


def opened(box: Sandbox, files: Sequence[File]) -> tuple[int, list[str]]:
    """How many gave a draft, and the names of those that did not."""
    found = [(name, box.run("read", {"file": name}, data)) for name, data in files]
    unread = [f"{name} ({one if isinstance(one, Died) else one['unreadable']})" for name, one in found if bad(one)]
    return len(files) - len(unread), unread


def bad(answer: object) -> bool:
    return isinstance(answer, Died) or (isinstance(answer, dict) and answer["unreadable"] is not None)


def _names(name: str, unread: Sequence[str]) -> bool:
    return any(one.startswith(f"{name} ") for one in unread)


def changed(data: bytes, chance: random.Random) -> bytes:
    """A file with some bytes changed, cut, doubled or taken from elsewhere in it."""
    out = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 4, 16, 64))):
        at, size = chance.randrange(len(out)), chance.choice((1, 1, 2, 4, 32, 512))
        how = chance.randrange(5)
        if how == 0:
            out[at : at + size] = chance.randbytes(size)
        elif how == 1:
            out[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
        elif how == 2:
            del out[at : at + size]
        elif how == 3:
            out[at:at] = out[at : at + size] * chance.choice((1, 2, 64))
        else:
            other = chance.randrange(len(out))
            out[at : at + size] = out[other : other + size]
        out = out or bytearray(b"\0")
    return bytes(out[:MOST])


def fuzzed(files: Sequence[File], length: float, seed: int) -> Counter[str]:
    """How reading and drawing of changed files ended, for ``length`` seconds. A fault outside the child raises."""
    chance, ended = random.Random(seed), Counter[str]()  # noqa: S311 - no secret
    _, recipient = crypto.new_case_key()
    until = time.monotonic() + length
    small = [one for one in files if len(one[1]) <= MOST]
    with Sandbox() as box:
        while time.monotonic() < until:
            name, data = chance.choice(small)
            hostile = changed(data, chance)
            answer = box.run("read", {"file": name}, hostile)
            ended["read" if not bad(answer) else str(answer.reason) if isinstance(answer, Died) else "unread"] += 1
            asked = {"name": name, "made_at": "2026-11-24T10:00:00Z", "recipient": recipient}
            drawn = box.run("draw", asked, hostile, max_answer=20 << 20)
            ended[f"draw {drawn.reason}" if isinstance(drawn, Died) else "drawn"] += 1
    return ended


def main() -> list[Row | Skipped]:
    sys.path.insert(0, str(ROOT / "tests" / "support"))
    import packed_samples as made

    own: list[File] = [
        ("a.docx", made.word("<w:p><w:r><w:t>Order</w:t></w:r></w:p>")),
        ("a.odt", made.open_document("<text:p>Order</text:p>")),
        ("a.xlsx", made.workbook([["192.0.2.1", 5]])),
        ("winmail.dat", made.winmail("Order", "a.txt", b"x")),
        ("a.zip", made.archive({"a.txt": b"Order", "b.zip": made.archive({"c.eml": b"From: a@b.example\n\nOrder"})})),
        ("a.rtf", rb"{\rtf1\ansi\ansicpg1252 \'a7 100j {\b StPO}\par Order}"),
        *((one.name, one.read_bytes()) for form in OWN for one in sorted(SAMPLES.rglob(form))),
    ]
    rows: list[Row | Skipped] = []
    if files := letters():
        with Sandbox() as box:
            read, unread = opened(box, files)
            ours, bare = paired(
                lambda: opened(box, files),
                lambda: [box.run("read", {"file": "a.txt"}, b"Dear Sir") for _ in files],
                ROUNDS,
            )
        pages = sum(bool(documents.files_with_pages(data, name)) for name, data in files)
        print(f"of {len(files)} letters {read} gave their text, {pages} have pages that are drawn", file=sys.stderr)
        print(f"no text: {', '.join(unread) or 'none'}", file=sys.stderr)
        scans = sum(bool(documents.files_with_pages(data, name)) for name, data in files if _names(name, unread))
        per = 1000 / len(files)
        rows.append(Row("a letter of any form, read", ours * per, bare * per, "ms", "a child that reads two words"))
        rows.append(Row("letters shown by text or pages", read + scans, len(files), "", "all of them", 1, True, True))
    else:
        rows.append(Skipped("the shared letters", "they are not beside this repository"))
    length = float(os.environ.get("BENCH_FUZZ_SECONDS", "10"))
    seed = int(os.environ.get("BENCH_FUZZ_SEED", "0")) or random.SystemRandom().getrandbits(32)
    ended = fuzzed([*own, *files], length, seed)
    tried = sum(count for how, count in ended.items() if not how.startswith(("draw", "drawn")))
    print(f"fuzzed {tried} files for {length:.0f} s, seed {seed}: {dict(ended)}", file=sys.stderr)
    killed = sum(count for how, count in ended.items() if how not in {"read", "unread", "drawn"})
    rows.append(Row("changed files that ended their child", killed, tried, "", "files tried; nothing else ended"))
    return rows
