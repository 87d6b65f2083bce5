"""The reader on letters of senders that it does not know: what it fills that is right, what it fills of what is there.

Run as ``python -m bench.letters [FOLDER …] [--half ours|held|all] [--by language|form] [--misses FIELD]``. FOLDER holds
letters and ``truth*.jsonl``, as ``CONVENTIONS.md`` beside the shared letters says; without one, the shared letters and
our own. One half of the shared letters is held out: their misses are never printed.
"""

from __future__ import annotations

import argparse
import functools
import hashlib
import json
import re
import sys
import unicodedata
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from bench.measuring import Row, Skipped

from dueprocess.adapters import jobs_read, law_files, reader, scans
from dueprocess.cli.read_command import reading

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dueprocess.demand.draft import Draft

ROOT = Path(__file__).resolve().parent.parent
SHARED = (ROOT.parent / "shared" / "vectors" / "letters").resolve()
INCOMING = ROOT / "tests" / "golden" / "incoming"
SETS = ("kinds", "data_categories", "targets", "register_numbers", "laws", "languages")
SINGLE = (
    *("country", "authority", "authority_kind", "document_date", "court_order", "deadline", "period", "secrecy"),
    *("emergency", "signed", "informal"),
)
NOTHING = ("none", "unknown", "other", False, None)
"""Values that say nothing: a blank, where the truth says something, costs five seconds."""
ASKED = ("emergency", "secrecy")
"""Fields of which "perhaps: look" counts as said."""


class Tally(NamedTuple):
    """Of one field: values filled, of them right; values that stand there, of them filled, and shown at all."""

    filled: int = 0
    right: int = 0
    there: int = 0
    found: int = 0
    offered: int = 0

    def plus(self, *more: int) -> Tally:
        """This tally and another."""
        return Tally(*(one + two for one, two in zip(self, more, strict=True)))

    @property
    def precision(self) -> float:
        """What is filled that is right."""
        return self.right / self.filled if self.filled else 1.0

    @property
    def recall(self) -> float:
        """What stands there that is found."""
        return self.found / self.there if self.there else 1.0

    @property
    def shown(self) -> float:
        """What stands there that is found, or shown as what is perhaps meant."""
        return max(self.found, self.offered) / self.there if self.there else 1.0


class Letter(NamedTuple):
    """One letter, read, with its truth."""

    name: str
    truth: dict[str, Any]
    read: dict[str, Any]
    unsure: frozenset[str]


def held(name: str) -> bool:
    """Whether a shared letter is of the half that is held out."""
    return hashlib.sha256(name.encode()).digest()[0] % 2 == 1


@functools.cache
def _setting() -> dict[str, Any]:
    scans.load()  # nothing, where the machine has no Tesseract
    return reading(law_files.load())


def read(path: Path) -> Draft:
    """The draft of a file, as the sandbox's child makes it: scans by a machine, where the machine has Tesseract."""
    setting, data = {**_setting(), "file": path.name}, path.read_bytes()
    document = jobs_read.document_of(setting, data)
    return jobs_read.looked(setting, data, document, jobs_read.draft_in(setting, document))[1]


def letters(folder: Path, half: str = "all") -> Iterator[Letter]:
    """The letters of a folder, read."""
    for source in sorted(folder.glob("truth*.jsonl")):
        for line in source.read_text(encoding="utf-8").splitlines():
            truth = json.loads(line)
            if folder == SHARED and half != "all" and held(truth["file"]) != (half == "held"):
                continue
            try:
                draft = read(folder / truth["file"])
            except jobs_read.UnreadError:
                yield Letter(truth["file"], truth, {}, frozenset())
                continue
            yield Letter(truth["file"], truth, plain(draft), frozenset(draft.unsure))


def plain(draft: Draft) -> dict[str, Any]:
    """The draft in the fields of the truth."""
    found = {name: getattr(draft, name) for name in (*SETS, *SINGLE, "is_demand", "perhaps") if hasattr(draft, name)}
    data = {str(one) for item in draft.items for one in item.data}
    first = next((item for item in draft.items if item.period_from and item.period_to), None)  # an open end is none
    found["data_categories"] = sorted(data)
    found["period"] = [first.period_from, first.period_to] if first else None
    return json.loads(json.dumps(found, default=str))


def _folded(text: str) -> str:
    """Words without case; the Turkish i with and without a dot are one letter, as in the reader."""
    plain = unicodedata.normalize("NFKC", text).replace("\u0130", "i").replace("\u0131", "i").casefold()
    return " ".join(re.findall(r"\w+", plain))


_BELOW = re.compile(
    r"\b(?:abs(?:atz)?|satz|nr|ziff(?:er)?|z|lit|par|ust|odst|ods|odsek|pkt|písm|comma|al(?:inéa)?|lid|ч|п|част\w+|пункт\w*|абзац\w*)"
    r"\.?\s?\d+(?:[.-]\w+)*(?:\s(?:und|et|e|i|and|и|та)\s\d+(?!\w))?|(?:(?<=\w,\s)|(?<=\d\s))§\s?\d+|\bn\.\s?\d+\)"
    r"|\b\d{1,2}[.°º]?\s(?:de\s)?[^\W\d]{3,12}\s(?:de\s)?(?:19|20)\d\d\b|\b\d\d\.\d\d\.(?:19|20)\d\d\b"
)
"""What stands below an article or section, and the day of an act: the truth may leave them out (conventions, a)."""
_ACT = re.compile(
    r"(?:\bn(?:[ro]|\.[º°])?|№|nº)\.?\s?\d+(?:[./]\d+)*(?:-фз)?|\b(?:19|20)\d\d\b(?!/)|\b\d+/(?:19|20)\d\d\b"
)
"""The number or year of an act."""
_SIGN = re.compile(r"§|第|\b(?:art|sec|ст\W|стат|madd|čl|धारा|دفعہ)|\b(?:rule|reg|regulation)s?\.?\s\d")
"""What stands before an article or section where a truth cites it as the letter does, and not as "StPO 100j"."""
_LABELS = re.compile(r"^\D{0,12}?(?:nr|no|n|az|ref)\W+|\s(?:mod\.?\s\d+|r\.?\s?g\.\D*)$")
"""Labels of a number, optional: before it, and the register's name behind it in Italy (R.G.N.R., R.G. G.I.P.)."""
_NUMBER = re.compile(r"\d+(?:[./-]\d+)*(?:[a-z]{1,2}|-?bis|-?ter)?(?![a-z])")


def _plain(text: str) -> str:
    """A citation without what stands below an article or section; 條之 is the hyphen of its number."""
    return _BELOW.sub("", re.sub(r"\([^)]*\)", "", text.lower().replace("條之", "-")))


def _law(text: str) -> list[str]:
    """The numbers of a citation with their letters; of a range the first."""
    plain = re.sub(r"(?<=\d)\s(?=[a-z]\b(?!\s(?:art|\d)|\.))", "", _plain(text))
    return [_first(one).replace("-", "") for one in _NUMBER.findall(plain)]


def _first(number: str) -> str:
    """The first of a range ("162-164"); "339-4" is one number."""
    ends = re.fullmatch(r"(\d+)-(\d+)", number)
    return ends[1] if ends and int(ends[2]) > int(ends[1]) else number


def _provisions(text: str) -> list[str]:
    """The articles or sections of one of the reader's own citations, or the numbers of an act that it names whole."""
    below = re.split(r",\s(?:Article|Section|Rule|Regulation)s?\s", text)[-1]
    return _law(_ACT.sub("", _plain(below))) or _law(below)


def _head(text: str) -> str | None:
    """The article or section of one law of a truth: "StPO 100j", "Act 2016 66", "§ 100j StPO"."""
    sign = _SIGN.search(text.lower())
    numbers = _law(text[sign.start() :] if sign else text) or _law(text)
    return numbers[0 if sign else -1] if numbers else None


def _value(name: str, value: Any) -> set[str]:  # noqa: ANN401
    if name == "register_numbers":
        return {re.sub(r"\W", "", _LABELS.sub("", one.lower())) for one in value}
    if name == "targets":
        return {_identifier(one.lower()) for one in value}
    return {str(one).lower() for one in value}


def _identifier(text: str) -> str:
    """An identifier as it is compared: a telephone number by its digits."""
    if re.fullmatch(r"\+?\(?\d[\d\s()/-]{6,}", text):
        return re.sub(r"[\s()/-]", "", text)
    return re.sub(r"(?<=\d)\s(?=\d)", "", text).rstrip("/").removeprefix("*.").removeprefix("@")


def _alike(name: str, got: Any, truth: dict[str, Any]) -> bool:  # noqa: ANN401
    want = truth[name]
    if name == "authority":
        names = [_folded(one) for one in (want, *_many(truth.get("authority_also"))) if one]
        return any(
            one == other or (min(len(one), len(other)) > 5 and (one in other or other in one))
            for other in names
            for one in _names(got)
        )
    if name == "deadline" and isinstance(got, str) and isinstance(want, str):
        return _span(got) == _span(want)
    return bool(got == want)


def _names(got: str) -> list[str]:
    """How texts name what was read: a body of the directory by each of its names there."""
    listed = [one["names"] for one in _setting()["authorities"] if one["canonical_en"] == got]
    return [_folded(one) for one in (got, *(listed[0] if listed else ()))]


def _many(value: Any) -> list[str]:  # noqa: ANN401
    return [value] if isinstance(value, str) else list(value or ())


def _span(text: str) -> str:
    hours = re.fullmatch(r"PT(\d+)H", text)
    weeks = re.fullmatch(r"P(\d+)W", text)
    if weeks:
        return f"P{int(weeks[1]) * 7}D"
    return f"P{int(hours[1]) // 24}D" if hours and int(hours[1]) % 24 == 0 else text


def tally(letter: Letter, name: str) -> Tally:
    """What one letter adds to a field. Of what is no demand, ``is_demand`` alone counts."""
    truth, got = letter.truth, letter.read
    if name == "is_demand":
        right = int(bool(got.get(name)) == truth[name])
        return Tally(1, right, 1, right)
    if not truth["is_demand"] or (name in {"data_categories", "period"} and not truth.get("kinds")):
        return Tally()
    if name == "laws":
        mine = {one for text in got.get(name) or () for one in _provisions(text)}
        heads = {head for text in truth.get(name) or () if (head := _head(text))}
        every = {one for text in (*(truth.get(name) or ()), *_many(truth.get("laws_other"))) for one in _law(text)}
        return Tally(len(mine), len(mine & every), len(heads), len(heads & mine))
    if name in SETS:
        mine, theirs = _value(name, got.get(name) or ()), _value(name, truth.get(name) or ())
        also = theirs | {"subscriber"} if name == "data_categories" and "identification" in theirs else theirs
        shown = mine | _value(name, (letter.read.get("perhaps") or {}).get(name) or ())
        return Tally(len(mine), len(mine & also), len(theirs), len(mine & theirs), len(shown & theirs))
    value = got.get(name)
    filled, there = value not in NOTHING, truth.get(name) not in NOTHING
    right = filled and _alike(name, value, truth)
    looked = name in ASKED and name in letter.unsure and there
    found = (right or looked) and there
    shown = found or any(_alike(name, one, truth) for one in (letter.read.get("perhaps") or {}).get(name, ()))
    return Tally(int(filled), int(right), int(there), int(found), int(shown and there))


def figures(read_: Iterable[Letter]) -> dict[str, Tally]:
    """A tally a field."""
    found: dict[str, Tally] = defaultdict(Tally)
    for letter in read_:
        for name in ("is_demand", *SINGLE, *SETS):
            found[name] = found[name].plus(*tally(letter, name))
    return dict(found)


def misses(read_: Iterable[Letter], name: str) -> Iterator[str]:
    """What was read wrongly or left blank in one field, a line a letter."""
    for letter in read_:
        one = tally(letter, name)
        if one.right < one.filled or one.found < one.there:
            yield f"{letter.name:14} read {letter.read.get(name)!r}  true {letter.truth.get(name)!r}"


def table(found: dict[str, Tally]) -> str:
    """The figures as lines."""
    rows = [
        f"{name:17} right {one.precision:6.3f} of {one.filled:4}   found {one.recall:6.3f} of {one.there:4}"
        + (f"   with what is offered {one.shown:6.3f}" if one.offered > one.found else "")
        for name, one in found.items()
    ]
    return "\n".join(rows)


_TOGETHER: Final = ("de", "en", "fr", "nl it es pt", "pl cs sk", "ru uk", "sv da no tr", "ur hi zh ja")
"""Languages that stand in one column: each alone has a handful of letters."""


def matrix(read_: list[Letter], by: str) -> str:
    """Right / found a field, and a column for all letters, then for each form or group of languages (Markdown)."""
    found: dict[str, list[Letter]] = {"all": read_}
    for one in read_:
        language = next(iter(one.truth["languages"]), "")
        group = next((group for group in _TOGETHER if language in group.split()), language)
        found.setdefault(Path(one.name).suffix if by == "form" else group, []).append(one)
    order = sorted(found, key=lambda key: (key != "all", _TOGETHER.index(key) if key in _TOGETHER else 0, key))
    columns = [figures(found[key]) for key in order]
    lines = [
        f"| field | {' | '.join(f'{key} ({len(found[key])})' for key in order)} |",
        "|---" * (len(order) + 1) + "|",
    ]
    for name in columns[0]:
        cells = [
            f"{one.precision:.2f} / {one.recall:.2f}" if max(one) else "" for one in (each[name] for each in columns)
        ]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines)


def main() -> list[Any]:
    """Rows for the table of all benches: of each field, what is right and what is found, beside the letters' number."""
    batches = sorted({source.parent for source in INCOMING.glob("*/*/truth*.jsonl")})
    others = [folder for folder in batches if folder.parent.name not in {"own", "first"}]
    sets = {"written by others": [one for folder in others for one in letters(folder)]}
    rows: list[Any] = []
    if SHARED.is_dir():
        sets |= {f"shared, {half}": list(letters(SHARED, half)) for half in ("ours", "held")}
    else:
        rows.append(Skipped("reading the shared letters of unknown senders", "they are not beside this repository"))
    for name, read_ in sets.items():
        for field, one in figures(read_).items():
            rows.append(Row(f"letters, {name}: {field}, right", one.precision, one.filled, "", "values filled"))
            rows.append(Row(f"letters, {name}: {field}, found", one.recall, one.there, "", "values there"))
    return rows


def _say(argv: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.letters", description=__doc__)
    parser.add_argument("folders", nargs="*", type=Path)
    parser.add_argument("--half", choices=("ours", "held", "all"), default="all")
    parser.add_argument("--by", choices=("language", "form"))
    parser.add_argument("--misses", metavar="FIELD", action="append", default=[])
    given = parser.parse_args(argv)
    read_ = [one for folder in given.folders or [SHARED] for one in letters(folder.resolve(), given.half)]
    print(matrix(read_, given.by) if given.by else table(figures(read_)))
    open_ = (
        [one for one in read_ if not (one.name in {p.name for p in SHARED.iterdir()} and held(one.name))]
        if SHARED.is_dir()
        else read_
    )
    for name in given.misses:
        print(f"\n{name}")
        print("\n".join(misses(open_, name)))


if __name__ == "__main__":
    reader.tables()
    _say(sys.argv[1:])
