"""Who helps a person in a country: public facts, each with the page on which it was read, and the day.

What the desk's own ``[[help]]`` names comes first. Who is listed here was asked by nobody of us and belongs to nobody
of us; a desk in another country names its own.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Helping:
    """One office or organisation. ``country``: ISO 3166-1; empty: in every country."""

    country: str
    name: str
    contact: str  # one mail, https or telephone address
    source: str
    read_on: str


KNOWN: Final = (
    Helping(
        "DE",
        "Bundesbeauftragte für den Datenschutz und die Informationsfreiheit",
        "poststelle@bfdi.bund.de",
        "https://www.bfdi.bund.de/DE/Datenschutz/Ueberblick/MeineRechte/Artikel/BeschwerdeBeiDatenschutzbehoereden.html",
        "2026-11-29",
    ),
    Helping(
        "PK",
        "Digital Rights Foundation, Cyber Harassment Helpline",
        "0800-39393",
        "https://digitalrightsfoundation.pk/2023/05/",
        "2026-11-29",
    ),
    Helping(
        "",
        "Access Now, Digital Security Helpline",
        "https://www.accessnow.org/help/",
        "https://www.accessnow.org/help/helpline-faq/",
        "2026-11-29",
    ),
)


def in_country(*countries: str) -> tuple[Helping, ...]:
    """Who helps in these countries, and who helps everywhere, each once."""
    return tuple(one for one in KNOWN if not one.country or one.country in countries)
