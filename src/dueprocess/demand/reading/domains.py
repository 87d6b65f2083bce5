"""Which dotted words are domains."""

import re
from typing import Final

_TLDS: Final = frozenset(
    """
    agency app biz blog chat cloud club com dev edu email example gov info int invalid link live media mil name
    net network news onion online org page pro shop site social space store systems team tech test top tube video
    website wiki world xyz ac ad ae af ag ai al am ar at au az ba bd be bg bh br by ca cc ch ci ck cl cm cn co cr
    cu cy cz de dk do dz ec ee eg es et eu fi fm fr ga ge gg gh gl gr gt hk hn hr hu id ie il im in io iq ir is it
    je jm jo jp ke kg kh kr kw ky kz la lb li lk lt lu lv ly ma mc me mg mk ml mm mn mo mt mu mx my mz na ng ni nl
    no np nz om pa pe ph pk pl pt py qa ro rs ru sa sc se sg si sk sn so sr st su sv sy sz th tj tk tn to tr tt tv
    tw tz ua ug uk us uy uz va ve vn ws za zm zw
    """.split()  # noqa: SIM905 - one word a line would be 260 lines
)
# Endings of files and of sentences without a space.
_NO_DOMAIN: Final = (
    ".md",
    ".py",
    ".rs",
    ".so",
    ".in",
    ".no",
    ".st",
    ".me",
    ".is",
    ".it",
    ".at",
    ".to",
    ".my",
    ".la",
    ".id",
)
_TOO_SHORT: Final = re.compile(r"^(?:[a-z]\.)+[a-z]{2}$")


def is_domain(value: str) -> bool:
    """Whether a dotted word is a domain: its ending exists, and it is no file name or abbreviation."""
    host, _, path = value.partition("/")
    labels = host.lower().split(".")
    if sum(label.isdigit() for label in labels) > 1:  # a file's number: a08.2026.00518.is
        return False
    if labels[-1] not in _TLDS or (_TOO_SHORT.match(host.lower()) and host.lower() not in {"t.me", "x.com"}):
        return False
    if path or len(labels) > 2:  # noqa: PLR2004 - www.example.in is no word
        return not all(len(label) < 2 for label in labels[:-1])  # noqa: PLR2004
    return not host.lower().endswith(_NO_DOMAIN) and len(labels[0]) > 1
