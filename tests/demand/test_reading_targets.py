"""Which identifiers are asked about: by the provider's domain, by the line that leads to a list, by a word for one."""

from dataclasses import replace

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.codes import Kind
from dueprocess.demand.reading import targets
from dueprocess.demand.reading.page import page
from dueprocess.demand.reading.tables import Tables

DATA, GONE = (Kind.DISCLOSURE,), (Kind.CONTENT,)
HEAD = "Regional Police, Cyber Unit, 14 Harbour Row, Millport\n\n" * 6  # so long that what follows is no letterhead
ASKED = [
    (
        "en",
        DATA,
        "He has been mailing the mother from gdr.trucking@tinmail.example at night.",
        ["gdr.trucking@tinmail.example"],
    ),
    ("en", DATA, "Write to legal@tinmail.example or to desk@police-millport.example.", []),
    (
        "en",
        DATA,
        "For each of the seller names in this list:\n\n  vintage_lathes\n  MarshallTrays\n  Name\n",
        ["MarshallTrays", "vintage_lathes"],
    ),
    (
        "en",
        GONE,
        "Stop routing to 198.51.100.64/27 and 2001:db8:77:1a00::/56 at once.",
        ["198.51.100.64/27", "2001:db8:77:1a00::/56"],
    ),
    (
        "it",
        GONE,
        "reindirizzando a http://217.0.2.80/\n\nNUOVI INSERIMENTI\n  betcasa[.]example\nGIÀ INIBITI\n  ok[.]example",
        ["betcasa.example"],
    ),
    (
        "en",
        DATA,
        "all messages in the private room !kQ7wZtPnLa:spruce.example of that day",
        ["!kQ7wZtPnLa:spruce.example"],
    ),
    (
        "de",
        DATA,
        "die Vertragsunterlagen zum Kundenkonto K-40017-88 und den Webspace lager-apfel.example",
        ["K-40017-88", "lager-apfel.example"],
    ),
    (
        "tr",
        DATA,
        "kullanıcının IP adresleri, ayrıca 0538 000 41 72 numaralı hat ile doğrulanmış hesap",
        ["05380004172"],
    ),
]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return reader.tables()


@pytest.mark.parametrize(("language", "kinds", "text", "asked"), ASKED)
def test_what_is_asked_about_is_known_by_where_it_stands(
    tables: Tables, language: str, kinds: tuple[Kind, ...], text: str, asked: list[str]
) -> None:
    sheet = replace(page(HEAD + text, tables), tables=tables.within((language,)))
    taken, _ = targets.chosen(sheet, kinds, (), "Desk <abuse@tinmail.example>")
    assert sorted(one.value for one in taken) == asked
