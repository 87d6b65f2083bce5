"""The reader against the 79 judged notices: precision, recall and F1 a field, and the time a file.

Run as ``python -m bench.reading``. Built on 2014 to 2018; 2019 and 2020 were held out, and their first, unmended
figures stand in ``docs/reference/read.md``. Skips where the shared vectors are missing.
"""

from __future__ import annotations

import hashlib
import json
import re
import statistics
import time
from email.message import EmailMessage
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.measuring import Skipped

from dueprocess.adapters import documents
from dueprocess.adapters.reader import read
from dueprocess.demand.codes import AuthorityKind
from dueprocess.demand.draft import AuthorityName

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

FOLDER = Path(__file__).resolve().parent.parent.parent / "shared" / "vectors" / "demands"
SAMPLES = Path(__file__).resolve().parent.parent / "tests" / "golden" / "demands"
SETS = ("targets", "register_numbers", "laws", "languages", "missing")
EXACT = (
    "country",
    "authority",
    "is_government_body",
    "document_date",
    "filename_date",
    "kind",
    "cites_law",
    "court_order",
    "emergency",
    "redacted_targets",
    "deadline",
    "signed",
)
DIRECTORY = (
    AuthorityName(
        "RU-ROSKOMNADZOR",
        "Roskomnadzor",
        "RU",
        AuthorityKind.REGULATOR,
        (
            "Роскомнадзор",
            "Федеральная служба по надзору в сфере связи, информационных технологий и массовых коммуникаций",
            "Федеральной службы по надзору в сфере связи, информационных технологий и массовых коммуникаций",
            (
                "Federal Service for Supervision in the Sphere of Telecom, "
                "Information Technologies and Mass Communications"
            ),
            "Federal Service for Supervision of Communications, Information Technology, and Mass Media",
        ),
    ),
    AuthorityName(
        "RU-ROSPOTREBNADZOR",
        "Rospotrebnadzor",
        "RU",
        AuthorityKind.REGULATOR,
        ("Federal service on customers' rights protection and human well-being surveillance",),
    ),
    AuthorityName(
        "RU-GENPROKURATURA", "Prosecutor General's Office", "RU", AuthorityKind.PROSECUTOR, ("Генеральная прокуратура",)
    ),
    AuthorityName(
        "US-DOJ", "United States Department of Justice", "US", AuthorityKind.PROSECUTOR, ("U.S. Department of Justice",)
    ),
    AuthorityName("PK-PTA", "Pakistan Telecommunication Authority", "PK", AuthorityKind.REGULATOR, ("PTA",)),
)


def citation(text: str) -> str:
    """A law's citation for comparison: number or link and provisions; a title alone compares by its provisions."""
    low = text.lower()
    linked = re.search(r"linked as (\S+)", low)
    if linked:
        return linked[1]
    russian = re.search(
        r"(?:част\w{1,3} (\d+) )?стат\w{1,3} ([\d.-]+) федеральн\w{2,3} закон\w{0,2} .{0,40}?№ (\d+)-фз", low
    )
    if russian:
        return f"federal law {russian[3]}-fz {russian[2]}{f'({russian[1]})' if russian[1] else ''}"
    head, _, tail = low.partition(", article")
    number = re.search(r"no\. (\S+)", head)
    sort = "federal law" if "federal law" in head else "resolution" if "resolution" in head else head
    return f"{sort} {number[1] if number else ''} {' '.join(re.findall(r'[0-9.()-]+', tail))}".strip()


def _values(name: str, value: Any) -> set[Any]:  # noqa: ANN401
    if name == "laws":
        return {citation(one) for one in value}
    return set(value) if name in SETS else {value}


def score(pairs: Iterable[tuple[dict[str, Any], dict[str, Any]]]) -> list[dict[str, Any]]:
    """One row a field: precision, recall, F1 over all pairs (read, judged). Null is a value."""
    rows: list[dict[str, Any]] = []
    both = list(pairs)
    for name in (*EXACT, *SETS):
        right = read_ = true = 0
        for got, want in both:
            one, other = _values(name, got[name]), _values(name, want[name])
            right, read_, true = right + len(one & other), read_ + len(one), true + len(other)
        precision, recall = (right / read_ if read_ else 1.0), (right / true if true else 1.0)
        f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
        rows.append({"field": name, "precision": precision, "recall": recall, "f1": f1})
    rows.append(
        {
            "field": "overall",
            **{key: statistics.fmean(row[key] for row in rows) for key in ("precision", "recall", "f1")},
        }
    )
    return rows


def as_text(text: str) -> tuple[bytes, str]:
    return text.encode(), "notice.txt"


def as_mail(text: str) -> tuple[bytes, str]:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "sender@example.org", "abuse@example.com", "Notice"
    message.set_content(text)
    return message.as_bytes(), "notice.eml"


def as_pdf(text: str) -> tuple[bytes, str]:
    import typst

    body = "\n\n".join(f"#({json.dumps(part, ensure_ascii=False)})" for part in re.split(r"\n\s*\n", text))
    lines = body.replace("\\n", '" + linebreak() + "')
    source = f"#set page(width: 60cm, height: auto)\n#set text(size: 8pt, hyphenate: false)\n{lines}\n"
    return bytes(typst.compile(source.encode())), "notice.pdf"


WRAPS: dict[str, Callable[[str], tuple[bytes, str]]] = {"txt": as_text, "eml": as_mail, "pdf": as_pdf}


def judged(years: str = "") -> list[tuple[str, dict[str, Any]]]:
    """(text, judgement) of each notice of the years named, as "2014 2015"; all where none is named."""
    lines = (FOLDER / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines]
    wanted = [row for row in rows if not years or row["file"].split("/")[1] in years.split()]
    return [((FOLDER / "gov-takedowns" / row["file"]).read_text(encoding="utf-8"), row) for row in wanted]


def plain(text: str, file: str) -> dict[str, Any]:
    draft = read(text, file=file, authorities=DIRECTORY)
    return draft.to_plain() if draft.is_demand else dict.fromkeys((*EXACT, *SETS), ())


def figures(notices: list[tuple[str, dict[str, Any]]], wrap: str | None = None) -> list[dict[str, Any]]:
    pairs = []
    for text, row in notices:
        given = documents.to_text(*WRAPS[wrap](text)).text if wrap else text
        pairs.append((plain(given, row["file"]), row))
    return score(pairs)


def times(notices: list[tuple[str, dict[str, Any]]], rounds: int = 5) -> dict[str, Any]:
    """Median milliseconds a file: the reader, and a SHA-256 with one bare pattern over the same bytes."""
    link = re.compile(rb"https?://\S+|\xe2\x84\x96\s*\d+|\d{4}-\d\d-\d\d")
    reader, bare = [], []
    for text, row in notices * rounds:
        data = text.encode()
        start = time.perf_counter()
        plain(text, row["file"])
        middle = time.perf_counter()
        hashlib.sha256(data).digest()
        link.findall(data)
        reader.append((middle - start) * 1000)
        bare.append((time.perf_counter() - middle) * 1000)
    return {"field": "ms a file", "reader": statistics.median(reader), "baseline": statistics.median(bare)}


def own_samples() -> list[dict[str, Any]]:
    """How often the project's own samples are read as it says beside them; where the shared vectors are missing."""
    pairs = []
    for path in sorted(SAMPLES.glob("*.expected.json")):
        given = path.with_name(path.name.removesuffix(".expected.json"))
        want = json.loads(path.read_text(encoding="utf-8"))["draft"]
        got = plain(documents.to_text(given.read_bytes(), given.name).text, given.name)
        if want.get("is_demand"):
            pairs.append((got, want))
    return [{"set": "own samples", "form": "txt, pdf", **row} for row in score(pairs)]


def main() -> list[Any]:
    """Rows of figures; of the project's own samples where the shared vectors are missing."""
    if not FOLDER.is_dir():
        return [Skipped("reading the 79 judged notices", "they are not beside this repository"), *own_samples()]
    rows: list[Any] = []
    for name, years in (
        ("built on 2014-2018", "2014 2015 2016 2017 2018"),
        ("held out 2019-2020", "2019 2020"),
        ("all", ""),
    ):
        rows += [{"set": name, "form": "md", **row} for row in figures(judged(years))]
    for wrap in WRAPS:
        rows += [{"set": "all", "form": wrap, **row} for row in figures(judged(), wrap)]
    rows.append({"set": "all", "form": "md", **times(judged())})
    return rows


if __name__ == "__main__":
    for line in main():
        lead = f"{line['set']:20} {line['form']:4} {line['field']:20}"
        if "f1" in line:
            print(lead, f"P {line['precision']:.3f} R {line['recall']:.3f} F1 {line['f1']:.3f}")
        else:
            print(lead, f"reader {line['reader']:.2f} baseline {line['baseline']:.3f}")
