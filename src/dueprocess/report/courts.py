"""With a court's order or without: what the report says beside each number of data that were given.

Who issued the order is a confirmed fact of the case; whether the law that it names asks for one stands in ``law/``
(``court`` of an instrument whose text was read). The two lists below are that field as ids, since a definition names
what it counts; a test holds them against the files. What is in none of the definitions is not known: a law whose text
nobody read, an order of which nobody said who issued it, an emergency under a law that asks for a court.
"""

from collections.abc import Mapping
from typing import Final

COURT: Final = ("court", "judge", "investigating_judge")
"""Who issues a court's order (``Issuer``)."""
OTHERS: Final = ("prosecutor", "police", "administrative", "executive", "none")
"""Who is said to have issued it and is no court."""
# fmt: off
ASKS_NONE: Final = (
    "CA-487-0195", "CA-INFO-DEMAND", "DE-BKAG-10", "DE-BKAG-10A", "DE-BKAG-40", "DE-BNDG-4", "DE-BPOLG-22A",
    "DE-BVERFSCHG-8D", "DE-HB-BREMPOLG-44", "DE-NW-POLG-20A", "DE-STPO-100J", "DE-STPO-161", "DE-ZFDG-10",
    "EU-EPOC-16", "EU-EPOC-SUB", "HK-NSLIR-6", "IN-BNSS-94", "SG-CPC-20", "SG-CPC-39", "SG-CPC-40", "US-2703B",
    "US-2703C2", "US-2709",
)
"""Powers over data whose text was read and asks for no court."""
ASKS_ONE: Final = (
    "CA-487-014", "CA-487-0141", "CA-487-015", "CA-487-016", "CA-487-017", "CA-487-02", "DE-BKAG-51", "DE-BKAG-52",
    "DE-BNDG-3", "DE-BVERFSCHG-8A", "DE-BY-PAG-42", "DE-BY-PAG-43-2", "DE-G10-3", "DE-HB-BREMPOLG-43",
    "DE-NW-POLG-20C", "DE-ST-SOGLSA-17B", "DE-STPO-100A", "DE-STPO-100G", "DE-STPO-100K", "DE-STPO-94",
    "DE-STPO-98A", "DE-STPO-99", "DE-TTDSG-21", "DE-ZFDG-72", "DE-ZFDG-77", "ES-L25-2007", "ES-LECRIM-588TER",
    "ES-LSSI-8", "EU-EPOC-TC", "PK-PECA-32", "PK-PECA-34", "PK-PECA-39", "RU-UPK-186", "TR-CMK-135", "UK-COPOA",
    "UK-IPA-2", "UK-IPA-60A", "UK-NSA-SCH2", "UK-PACE-SCH1", "UK-POCA-345", "US-2518", "US-2703A", "US-2703D",
    "US-3123", "US-3512",
)
"""Powers over data whose text was read and asks for a court, or an independent body, before."""
# fmt: on
VOLUNTARY: Final = ("US-2702B8",)
"""Powers that let the provider give, and oblige it to nothing."""

_NO_COURT: Final = ("", *OTHERS, "unknown")
Columns = Mapping[str, str | tuple[str, ...]]
GIVEN_BY: Final[tuple[tuple[str, str, Columns], ...]] = (
    ("data_by_court", "by order of a court", {"issuer": COURT}),
    (
        "data_law_asks_none",
        "without a court's order, as the law asks for none",
        {"issuer": _NO_COURT, "instrument": ASKS_NONE, "informal": "no"},
    ),
    (
        "data_without",
        "without the court's order that the law asks for, outside an emergency",
        {"issuer": OTHERS, "instrument": ASKS_ONE, "informal": "no", "emergency": "no"},
    ),
    (
        "data_voluntary",
        "under a law that lets us give and obliges us to nothing",
        {"issuer": _NO_COURT, "instrument": VOLUNTARY, "informal": "no"},
    ),
    ("data_informal", "on a hint or a call, without an exercise of power", {"issuer": _NO_COURT, "informal": "yes"}),
)
"""Id, words and columns of the definitions; each counts demands by which data were given, and no two the same one."""
CHOSEN: Final = ("data_without", "data_voluntary", "data_informal")
"""Of these, by our own choice."""
