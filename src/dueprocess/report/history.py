"""Demands from before this desk, out of sheets that people kept: counted by year, never acted on (hazard 1.9). Pure.

A row becomes codes and a year; identifiers, names, references and reasons are read for nothing but this and are kept
nowhere. What a sheet calls a column is guessed from words in English, German and French, and shown before it counts.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from dueprocess.demand.codes import AuthorityKind, Kind, Outcome

Map: TypeAlias = Mapping[str, int]
"""Field → number of its column, from 0."""

_WORDS: Final = {
    "day": "received, date received, date, day, year, eingang, eingegangen, eingangsdatum, datum, jahr, tag, recu, "
    "recu le, date de reception, annee",
    "country": "country, state, land, staat, pays, etat",
    "authority": "authority, agency, from, sender, requester, behorde, absender, stelle, von, autorite, expediteur, "
    "demandeur, service demandeur",
    "kind": "kind, type, request type, demand, art, typ, anfrageart, ersuchen, nature, type de demande",
    "outcome": "outcome, result, answer, response, data released, released, status, ergebnis, antwort, ausgang, "
    "erledigung, beauskunftet, resultat, suite, reponse, issue",
    "targets": "targets, accounts, accounts involved, users, accounts affected, konten, anzahl konten, betroffene, "
    "nutzer, comptes, nombre de comptes, utilisateurs",
    "reference": "reference, case number, case, file number, aktenzeichen, az, vorgang, dossier, numero",
}
FIELDS: Final[Mapping[str, tuple[str, ...]]] = {name: tuple(words.split(", ")) for name, words in _WORDS.items()}
"""Fields with the words by which headers call them, without accents; the first field that matches takes a column."""

_KINDS: Final = (
    (Kind.INTERCEPTION, "intercept|wiretap|tku|uberwach|ecoute"),
    (Kind.PRESERVATION, "preserv|freeze|einfrier|sicherung|conserv|\\bgel\\b"),
    (Kind.SHUTDOWN, "shutdown|abschalt|coupure"),
    (Kind.THROTTLING, "throttl|drossel|ralenti"),
    (Kind.CONTENT, "remov|takedown|take down|block|losch|sperr|entfern|retrait|suppress|contenu"),
    (Kind.ACCOUNT, "suspend|seiz|beschlagnahm|saisie"),
    (
        Kind.DISCLOSURE,
        "disclos|data|subscriber|user|information|auskunft|bestand|verkehr|daten|donnee|renseign|identif",
    ),
)
_OUTCOMES: Final = (
    (Outcome.NO_DATA, "no data|none held|not found|keine daten|nicht vorhanden|aucune donnee|neant"),
    (Outcome.WITHDRAWN, "withdr|zuruckgez|zuruckgen|retire"),
    (Outcome.PARTIAL, "partial|in part|teilw|partiel"),
    (Outcome.CORRECT, "return|defect|incomplete|correct|mangel|unvollst|nachbess|incomplet"),
    (Outcome.OBJECT, "object|widerspr|oppos"),
    (Outcome.REFUSE, "refus|reject|denied|declin|abgelehnt|verweig|rejet|^(no|nein|non|n)$"),
    (Outcome.COMPLY, "compl|grant|disclos|provid|erteilt|beauskunf|herausg|fourni|accord|^(yes|ja|oui|y|j|o)$"),
)
_BODIES: Final = (
    (AuthorityKind.PROSECUTOR, "prosecut|staatsanw|procureur|parquet|attorney"),
    (AuthorityKind.COURT, "court|judge|gericht|richter|tribunal|juge"),
    (AuthorityKind.INTELLIGENCE, "intelligence|secret service|verfassungsschutz|nachrichtendienst|renseignement|dgsi"),
    (AuthorityKind.TAX, "tax|customs|finanzamt|zoll|steuer|impot|douane|fisc"),
    (AuthorityKind.POLICE, "polic|polizei|kriminal|gendarm|sheriff|constab|fbi"),
    (AuthorityKind.REGULATOR, "regulat|agentur|netzagentur|commission|arcom|ofcom|aufsicht"),
    (AuthorityKind.GOVERNMENT, "ministr|minister|government|regierung|prefect"),
    (AuthorityKind.PRIVATE, "lawyer|anwalt|kanzlei|avocat|gmbh|llc|\\bltd\\b"),
)
UNKNOWN: Final = "unknown"
_SUMS: Final = re.compile(r"^(total|sum|summe|gesamt|somme|ensemble)\b")
_YEAR: Final = re.compile(r"(?<!\d)(?:(19[89]\d|20\d\d)|\d{1,2}[./-]\d{1,2}[./-](\d\d)(?!\d))")
FIRST: Final = 1990


@dataclass(frozen=True, slots=True)
class Past:
    """What is counted of one past demand: codes, or ``unknown`` where the sheet says nothing that is known."""

    year: int
    country: str
    body: str
    kind: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Read:
    """One row of a sheet: what is counted of it, or why it is not; ``doubts``: fields whose words nobody knows."""

    number: int  # as the spreadsheet counts, the header being 1
    past: Past | None
    why: str = ""
    doubts: tuple[str, ...] = ()
    targets: int | None = None  # blank is not zero


@dataclass(slots=True)
class Tally:
    """The counts of one sheet."""

    taken: int = 0
    left: Counter[str] = field(default_factory=Counter)  # why → rows
    doubts: Counter[str] = field(default_factory=Counter)  # field → rows
    counts: Counter[Past] = field(default_factory=Counter)
    targets: Counter[Past] = field(default_factory=Counter)

    def add(self, row: Read) -> None:
        """Count one row."""
        if row.past is None:
            self.left[row.why] += 1
            return
        self.taken += 1
        self.counts[row.past] += 1
        self.targets[row.past] += row.targets or 0
        self.doubts.update(row.doubts)


def plain(text: str) -> str:
    """A text for comparing: lower case, without accents, punctuation and double blanks."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.sub(r"[\W_]+", " ", bare).split())


def guessed(header: Sequence[str]) -> dict[str, int]:
    """Which column is which, by its header: the whole words first, then a word in it."""
    found: dict[str, int] = {}
    names = [plain(cell) for cell in header]
    for whole in (True, False):
        for name, words in FIELDS.items():
            for place, said in enumerate(names):
                fits = said in words if whole else any(re.search(rf"\b{word}\b", said) for word in words)
                if name not in found and place not in found.values() and said and fits:
                    found[name] = place
    return found


class Reader:
    """Reads the rows of a sheet by its map.

    Args:
        columns: which column is which.
        places: names of countries, as ``plain`` writes them → ISO 3166-1 alpha-2.
        until: the last year that can be (the one of today).
        country: of every row where the sheet has no column for it; empty: not known.
    """

    def __init__(self, columns: Map, places: Mapping[str, str], until: int, country: str = "") -> None:
        self._columns, self._places, self._until, self._country = columns, places, until, country
        self._seen: dict[str, int] = {}
        self._known: dict[tuple[str, str], str] = {}

    def read(self, rows: Iterator[Sequence[str]], first: int = 2) -> Iterator[Read]:
        """Every row in its order; ``first``: number of the first one."""
        for number, row in enumerate(rows, first):
            yield self._row(number, row)

    def _row(self, number: int, row: Sequence[str]) -> Read:
        said = {name: row[place] if place < len(row) else "" for name, place in self._columns.items()}
        if _SUMS.match(plain(row[0])):
            return Read(number, None, "it adds up other rows")
        year = self._year(said.get("day", ""))
        if isinstance(year, str):
            return Read(number, None, year)
        reference = plain(said.get("reference", ""))
        if reference and reference in self._seen:
            return Read(number, None, "its reference stands in an earlier row")
        if reference:
            self._seen[reference] = number
        country = self._code("country", said.get("country", "")) if "country" in said else self._country or UNKNOWN
        codes = (self._code("authority", said.get("authority", "")), self._code("kind", said.get("kind", "")))
        past = Past(year, country, *codes, self._code("outcome", said.get("outcome", "")))
        names = zip(("country", "authority", "kind", "outcome"), (country, *codes, past.outcome), strict=True)
        doubts = tuple(name for name, code in names if code == UNKNOWN and said.get(name))
        many = said.get("targets", "")
        return Read(number, past, "", doubts, int(many) if many.isdigit() and len(many) < 7 else None)  # noqa: PLR2004

    def _year(self, text: str) -> int | str:
        found = _YEAR.search(text)
        if found is None:
            return "no day or year is read in it"
        year = int(found[1]) if found[1] else 2000 + int(found[2])
        return year if FIRST <= year <= self._until else "its year cannot be"

    def _code(self, name: str, text: str) -> str:
        """The code of a cell; each text is judged once, since a sheet says few and says them often."""
        known = self._known.get((name, text))
        if known is None:
            known = self._known[name, text] = self._judged(name, plain(text))
        return known

    def _judged(self, name: str, said: str) -> str:
        if not said:
            return UNKNOWN
        if name == "country":
            return self._places.get(said, UNKNOWN)
        codes, words = _JUDGED[name]
        code = said.replace(" ", "_")
        return code if code in codes else next((str(one) for one, found in words if re.search(found, said)), UNKNOWN)


_JUDGED: Final = {
    "authority": (frozenset(map(str, AuthorityKind)), _BODIES),
    "kind": (frozenset(map(str, Kind)), _KINDS),
    "outcome": (frozenset(map(str, Outcome)), _OUTCOMES),
}
