"""What a machine reads in pictures of letters: words that are wrong by script, and which fields it fills.

Run as ``python -m bench.scans``. Our own sample letters, drawn at 200 dots an inch, a little crooked and dusty; the
same of the shared letters, where those are beside this repository, and the scans among them. A word is right where it
is the same, signs and all, in the order of the text.
"""

from __future__ import annotations

import difflib
import json
import sys
import time
from collections import defaultdict
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measuring import Skipped
from bench.reading import DIRECTORY

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "support"))

from dueprocess.adapters import documents, jobs_read, scan_models, scans

if TYPE_CHECKING:
    from collections.abc import Iterable

HERE = Path(__file__).resolve().parent.parent
SAMPLES = HERE / "tests" / "golden" / "demands"
LETTERS = HERE.parent / "shared" / "vectors" / "letters"
FIELDS = ("is_demand", "country", "authority_kind", "kinds", "emergency", "languages")
"""Which a scan may fill; compared with what is read of the letter's own text, or with what is true of it."""
AUTHORITIES = [{**asdict(one), "kind": str(one.kind)} for one in DIRECTORY]
SCRIPT_OF = {"ru": "Cyrillic", "uk": "Cyrillic", "bg": "Cyrillic", "ur": "Arabic", "ar": "Arabic", "hi": "Devanagari"}


@dataclass
class Figures:
    """Of the letters of one language."""

    letters: int = 0
    words: int = 0
    wrong: int = 0
    seconds: float = 0.0
    same: dict[str, int] = field(default_factory=lambda: defaultdict(int))


def wrong_words(text: str, seen: str) -> tuple[int, int]:
    """Words of a text, and how many of them a machine did not see at their place."""
    words, found = text.split(), seen.split()
    blocks = difflib.SequenceMatcher(None, words, found, autojunk=False).get_matching_blocks()
    return len(words), len(words) - sum(block.size for block in blocks)


def own() -> Iterable[tuple[str, str]]:
    """Language and text of our own samples."""
    for path in sorted(SAMPLES.glob("*.expected.json")):
        given = path.with_name(path.name.removesuffix(".expected.json"))
        languages = json.loads(path.read_text(encoding="utf-8"))["draft"].get("languages") or ["en"]
        yield languages[0], documents.to_text(given.read_bytes(), given.name).text


def main() -> list[Any]:
    """Rows of figures; Skipped where this machine has nothing that reads pictures."""
    if lacking := scan_models.missing():
        return [Skipped("reading pictures of letters", f"not here: {', '.join(lacking)}")]
    scans.load()
    rows = _drawn("own letters, drawn", own())
    if not LETTERS.is_dir():
        return [*rows, Skipped("the shared letters", "they are not beside this repository")]
    return [*rows, *_drawn("shared letters, drawn", shared()), *_scans()]


def shared() -> Iterable[tuple[str, str]]:
    """Language and text of the shared letters that hold text."""
    for truth in _truths():
        document, _ = _read(truth["file"], (LETTERS / truth["file"]).read_bytes())
        if document is not None and document.kind != scans.KIND:
            yield (truth["languages"] or ["?"])[0], document.text


def _truths() -> list[dict[str, Any]]:
    return [json.loads(line) for line in (LETTERS / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


def _drawn(what: str, letters: Iterable[tuple[str, str]]) -> list[dict[str, Any]]:
    from drawn_letters import drawn, has_font

    found: dict[str, Figures] = defaultdict(Figures)
    for language, text in letters:
        if not has_font(language):
            continue
        one, picture = found[language], drawn(text, language)
        start = time.perf_counter()
        document, draft = _read("scan.pdf", picture)
        one.seconds += time.perf_counter() - start
        words, wrong = wrong_words(text, document.text if document else "")
        one.letters, one.words, one.wrong = one.letters + 1, one.words + words, one.wrong + wrong
        _compared(one, draft, _read("letter.txt", text.encode())[1])
    return [_row(what, language, one) for language, one in sorted(found.items())]


def _scans() -> list[Any]:
    found: dict[str, Figures] = defaultdict(Figures)
    for truth in _truths():
        start = time.perf_counter()
        document, draft = _read(truth["file"], (LETTERS / truth["file"]).read_bytes())
        if document is None or document.kind == scans.KIND:
            one = found[(truth["languages"] or ["?"])[0]]
            one.letters, one.seconds = one.letters + 1, one.seconds + time.perf_counter() - start
            _compared(one, draft, truth)
    return [_row("shared letters, scans", language, one) for language, one in sorted(found.items())]


def _read(name: str, data: bytes) -> tuple[documents.Document | None, dict[str, Any]]:
    setting = {"file": name, "authorities": AUTHORITIES}
    try:
        document = jobs_read.document_of(setting, data)
        document, draft = jobs_read.looked(setting, data, document, jobs_read.draft_in(setting, document))
    except jobs_read.UnreadError:
        return None, {}
    return document, draft.to_plain()


def _compared(one: Figures, got: dict[str, Any], want: dict[str, Any]) -> None:
    for name in FIELDS:
        mine, theirs = got.get(name), want.get(name)
        if isinstance(mine, list) and isinstance(theirs, list):
            mine, theirs = sorted(mine), sorted(theirs)
        one.same[name] += mine == theirs or (not mine and not theirs)


def _row(what: str, language: str, one: Figures) -> dict[str, Any]:
    row: dict[str, Any] = {"set": what, "language": language, "script": SCRIPT_OF.get(language, "Latin")}
    row |= {"letters": one.letters, "seconds a letter": round(one.seconds / one.letters, 1)}
    row |= {"words wrong": round(one.wrong / one.words, 3)} if one.words else {}
    return row | {f"{name} as it is": f"{one.same[name]}/{one.letters}" for name in FIELDS}


if __name__ == "__main__":
    for line in main():
        print(line if isinstance(line, Skipped) else "  ".join(f"{name}: {value}" for name, value in line.items()))
