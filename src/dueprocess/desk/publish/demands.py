"""A page for each demand of a register: what was asked, what the law lacked, what we did, and letters drawn anew.

Its address is the row's own id, so it stays as long as the row does, and goes with it. Pictures and texts are those of
``formats/public_copy.py``; nothing here has the name, size or day of what somebody sent.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from dueprocess.demand.codes import Kind
from dueprocess.desk.publish import corrections
from dueprocess.desk.publish.feed import cited
from dueprocess.desk.publish.laws import law_places
from dueprocess.desk.publish.rows import page_of, places, row_view
from dueprocess.desk.publish.texts import Texts, isolated
from dueprocess.formats import public_copy
from dueprocess.formats.public_copy import HEIGHT, WIDTH, Copy
from dueprocess.report.pages import DemandPage
from dueprocess.report.snapshot import NETWORK_KINDS, PublicRow, Snapshot

FOLDER: Final = "documents"
MAX_DOCUMENT: Final = 1_000_000
"""Bytes of the page of a letter: the text of the longest, each sign written out."""

Made = tuple[str, str, str, dict[str, Any]]  # name, register, template, data


def pages(snapshot: Snapshot, texts: Texts) -> Iterator[Made]:
    """The pages of all demands in one language; each has one, and each of its letters."""
    known = {page.id: page for page in snapshot.pages}
    where, law = places(snapshot), law_places(snapshot)
    for row in snapshot.rows:
        page = known.get(row.id, DemandPage(row.id))
        title = texts("demand", "title", country=isolated(texts.country(row.country)))
        part = row_view(row, texts, law, where[row.id])
        corrected = corrections.of_row(snapshot, row, texts)
        data = {
            "title": title,
            "corrected": corrected,
            "row": part,
            "back": where[row.id],
            **_findings(row, page, texts),
            **_data(row, texts),
        }
        letters = [(document, str(document.sort)) for document in page.documents]
        data["letters"] = [{"href": _name(row, sort), "text": texts("demand", sort)} for _, sort in letters]
        yield page_of(row.id), str(row.register), "demand.html", data
        for document, sort in letters:
            yield _name(row, sort), str(row.register), "document.html", _document(row, document, texts)


def pictures(snapshot: Snapshot) -> dict[str, bytes]:
    """The pictures of letters, by path; the same in every language."""
    return {
        f"{FOLDER}/{_picture(page.id, str(document.sort), number)}": picture
        for page in snapshot.pages
        for document in page.documents
        for number, picture in enumerate(document.pages, 1)
    }


def _findings(row: PublicRow, page: DemandPage, texts: Texts) -> dict[str, Any]:
    found = [{**_said(one.says, texts.language), "cite": cited(one.cited)} for one in page.findings]
    none = "" if found else texts("demand", "no_findings" if row.outcome else "open")
    return {"findings": found, "none": none}


def _said(says: Mapping[str, str], language: str) -> dict[str, str]:
    """The words of a finding: in English, marked so, where nobody wrote them in this language."""
    own = says.get(language, "")
    return {"text": own, "lang": ""} if own else {"text": says.get("en", ""), "lang": "en"}


def _data(row: PublicRow, texts: Texts) -> dict[str, Any]:
    files = []
    if set(row.kinds) & NETWORK_KINDS:
        files.append({"href": "../data/stop.csv", "text": texts("demand", "stop")})
    if Kind.CONTENT in row.kinds:
        files.append({"href": "../data/lumen.json", "text": texts("demand", "lumen")})
    files.append({"href": "../data/register.csv", "text": texts("frame", "data_register")})
    return {"files": files}


def _document(row: PublicRow, document: Copy, texts: Texts) -> dict[str, Any]:
    sort, many = str(document.sort), len(document.pages)
    blocks = [[_parts(line, texts.table["demand"]) for line in one] for one in public_copy.blocks(document.lines)]
    return {
        "title": texts("demand", sort),
        "part": texts("registers", "row", id=f"\u2066{row.id[:10]}\u2069"),
        "back": page_of(row.id),
        "said_in": document.language,
        "written_in": texts("demand", "written_in", language=texts.language_name(document.language)),
        "blocks": blocks,
        "wide": WIDTH,
        "high": HEIGHT,
        "pictures": [
            {
                "src": f"../{FOLDER}/{_picture(row.id, sort, number)}",
                "alt": texts("demand", "picture", page=number, pages=many),
            }
            for number in range(1, many + 1)
        ],
    }


def _parts(line: str, words: Mapping[str, str]) -> list[dict[str, str]]:
    return [{"text": text, "cover": words[cover] if cover else ""} for text, cover in public_copy.parts(line)]


def _name(row: PublicRow, sort: str) -> str:
    return f"document-{row.id}-{sort}.html"


def _picture(row: str, sort: str, number: int) -> str:
    return f"{row}-{sort}-{number}.png"
