"""Writes the expectation beside each sample demand. Review the result as a diff; a test compares and never writes.

The two PDF samples are made from texts of the same folder when they are missing.
"""

import json
import sys
from pathlib import Path

from dueprocess.adapters import documents
from dueprocess.adapters.reader import read
from dueprocess.demand import codes
from dueprocess.demand.draft import AuthorityName
from dueprocess.demand.face import to_plain
from dueprocess.demand.reading.facing import face_of

FOLDER = Path(__file__).parent / "demands"
_P, _R = codes.AuthorityKind.POLICE, codes.AuthorityKind.REGULATOR
DIRECTORY = (
    AuthorityName(
        "PK-PTA", "Pakistan Telecommunication Authority", "PK", _R, ("PTA", "پاکستان ٹیلی کمیونیکیشن اتھارٹی")
    ),
    AuthorityName("PK-NCCIA", "National Cyber Crime Investigation Agency", "PK", _P, ("NCCIA",)),
    AuthorityName(
        "US-DOJ",
        "United States Department of Justice",
        "US",
        codes.AuthorityKind.PROSECUTOR,
        ("U.S. Department of Justice",),
    ),
)
ALIASES = {
    "§ 100j StPO": "DE-STPO-100J",
    "§ 100g StPO": "DE-STPO-100G",
    "§ 174 TKG": "DE-TKG-174",
    "§ 135 Abs. 1a StPO": "AT-STPO-135-1A",
    "§ 135 Abs. 2 StPO": "AT-STPO-135-2",
    "Art. 273 StPO": "CH-STPO-273",
    "article 60-1 du code de procédure pénale": "FR-CPP-60-1",
    "article 77-1-1 du code de procédure pénale": "FR-CPP-77-1-1",
    "§ 20a PolG NRW": "DE-NW-POLG-20A",
    "18 U.S.C. 2703(f)": "US-2703-F",
    "18 U.S.C. § 2703(c)(2)": "US-2703-C2",
    "18 U.S.C. § 2703(d)": "US-2703-D",
    "section 37 of the Prevention of Electronic Crimes Act": "PK-PECA-37",
    "section 34 of the Prevention of Electronic Crimes Act": "PK-PECA-34",
    "Article 9 of Regulation (EU) 2022/2065": "EU-DSA-9",
    "Article 10 of Regulation (EU) 2022/2065": "EU-DSA-10",
    "section 69A of the Information Technology Act": "IN-ITA-69A",
}


def samples() -> list[Path]:
    """Every sample, without its expectation."""
    return sorted(path for path in FOLDER.iterdir() if path.suffix in {".txt", ".md", ".eml", ".pdf"})


def expectation(path: Path) -> dict[str, object]:
    """What the reader says of one sample: draft and face."""
    document = documents.to_text(path.read_bytes(), path.name)
    draft = read(document.text, file=path.name, aliases=ALIASES, authorities=DIRECTORY)
    face = face_of(draft, channel=codes.Channel.MAIL, received_on="2026-10-01", received_at="2026-10-01T08:00Z")
    return {"draft": draft.to_plain(), "face": to_plain(face)}


def main() -> None:
    """Write all, or the samples named on the command line."""
    wanted = set(sys.argv[1:])
    for path in samples():
        if not wanted or path.name in wanted:
            text = json.dumps(expectation(path), ensure_ascii=False, indent=1, sort_keys=True)
            path.with_name(path.name + ".expected.json").write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
