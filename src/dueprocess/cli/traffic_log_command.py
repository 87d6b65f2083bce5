"""``traffic-log``: the quarter's check of answers about traffic data, as TKÜV §§ 35 and 17 ask for it (DE-TKUEV-35)."""

import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import durable
from dueprocess.cli import options, output
from dueprocess.cli.clients import looking, now
from dueprocess.cli.due_command import MOST
from dueprocess.cli.faults import wrong

if TYPE_CHECKING:
    from dueprocess.adapters.desk_api import FarDesk

HUNDRED: Final = 100
CHECKED: Final = 5
"""Of a hundred demands, how many are checked at least: § 35 sentence 7."""

_TRAFFIC: Final = frozenset({"traffic", "location"})
_QUARTER: Final = re.compile(r"(2\d{3})-Q([1-4])")
_BLANK: Final = "____________________"

LETTER: Final = """\
An die
Bundesnetzagentur

Ergebnis der Prüfung nach § 35 Satz 7 in Verbindung mit § 17 Abs. 1 TKÜV
Prüfzeitraum: {first} bis {last}

Gestellte Auskunftsverlangen zu Verkehrsdaten: {demands}
Davon geprüft (mindestens fünf vom Hundert):    {checked}

[ ] Es sind keine Beanstandungen aufgetreten.
[ ] Beanstandungen: siehe unsere gesonderte Unterrichtung nach § 17 Abs. 3 TKÜV vom {blank}

Geprüft von: {blank}    am: {blank}
Abgesandt am: {blank}
"""
"""Names no identifier and no demand: § 17(1) sentence 8."""

SHEET: Final = """\
Prüfbogen {number} von {checked}: Verlangen {case}, Gegenstand {item}, eingegangen am {received}

Sagt das Protokoll nach § 35 Satz 3 TKÜV dasselbe wie die Anordnung und die Akte?
 1. Referenznummer des Auskunftsverlangens: {case}/{item} (Aktenzeichen der Stelle: `dueprocess open {case}`)
 2. Tatsächlich eingegebene Kennung: [ ] wie angeordnet (hier nicht eintragen)
 3. Weitere Suchdaten und Zeitraum: {period}   [ ] wie angeordnet
 4. Rechtsvorschrift der Speicherung: [ ] § 9 TDDDG  [ ] § 12 TDDDG  [ ] § 176 TKG
 5. Adressierungsangabe, an die übermittelt wurde: [ ] die der Akte
 6. Merkmal der eingebenden Person: [ ] vorhanden (nur bei Verdacht auf Missbrauch oder Fehler auswerten)
 7. Datum und Uhrzeit der Eingabe: {blank}
Verkehrsdaten selbst stehen nicht im Protokoll: [ ]
Nach der Akte: {given}
Beanstandung: [ ] nein  [ ] ja. Dann: sofort untersuchen, Bundesnetzagentur und Stelle unterrichten.
"""

END: Final = """\
Zwölf Monate nach Absendung des Ergebnisses: das Protokoll unverzüglich löschen; Anordnungen, Unterlagen und diese
Bögen vernichten, soweit die Maßnahme beendet ist und kein anderes Gesetz sie aufbewahrt (§ 17 Abs. 2 TKÜV).
"""


@click.command("traffic-log")
@click.argument("quarter", required=False)
@click.option("--out", type=options.PATH, help="New folder for letter.txt and sheets.txt [default: the screen].")
@options.looker
def traffic_log(quarter: str | None, out: Path | None, *, json_: bool, **person: Any) -> None:
    """The quarter's check of German demands for traffic data: a sheet each for five in a hundred, and the letter.

    QUARTER as 2026-Q3 [default: the last whole one]. The draw is the same whenever it is made. Whoever answers such
    demands must not be who checks. Whether the duty binds you is for counsel: `dueprocess law show DE-TKUEV-35`.
    """
    first, last = quarter_of(quarter) if quarter else before(now().date())
    name = f"{first.year}-Q{(first.month + 2) // 3}"
    with looking(person) as far:
        found = [(row, items) for row in _asked(far, first, last) if (items := _traffic(far, str(row["case"])))]
    cases = {str(row["case"]): (row, items) for row, items in found}
    chosen = drawn(name, cases)
    if json_:
        output.print_json({"quarter": name, "demands": len(cases), "checked": chosen})
        return
    letter, sheets = written(first, last, len(cases), [cases[one] for one in chosen])
    if out is None:
        click.echo(output.safe(letter) + "\n" + output.safe(sheets), nl=False)
    else:
        try:
            out.mkdir(mode=0o700)
        except OSError as fault:
            raise wrong(f"{out} cannot be made: name a new folder in one that is there.") from fault
        durable.create(out / "letter.txt", letter.encode())
        durable.create(out / "sheets.txt", sheets.encode())
    demands = output.plural(len(cases), "demand")
    click.echo(f"{name}: {demands} for traffic data, {len(chosen)} drawn. Nothing was sent or recorded.", err=True)


def quarter_of(text: str) -> tuple[datetime.date, datetime.date]:
    """First and last day of a quarter. Raises DeniedError."""
    said = _QUARTER.fullmatch(text)
    if said is None:
        raise wrong(f"{text!r} is no quarter; say it as 2026-Q3.")
    year, month = int(said[1]), 3 * int(said[2]) - 2
    after = datetime.date(year + month // 10, (month + 2) % 12 + 1, 1)
    return datetime.date(year, month, 1), after - datetime.timedelta(days=1)


def before(day: datetime.date) -> tuple[datetime.date, datetime.date]:
    """The last quarter that was over on ``day``."""
    ended = datetime.date(day.year, day.month - (day.month - 1) % 3, 1) - datetime.timedelta(days=1)
    return quarter_of(f"{ended.year}-Q{ended.month // 3}")


def drawn(quarter: str, cases: Iterable[str]) -> list[str]:
    """Five in a hundred of ``cases``, rounded up: by a hash, so that nobody chooses and anybody can draw again."""
    among = sorted(cases, key=lambda case: hashlib.sha256(f"{quarter}:{case}".encode()).digest())
    return among[: -(-len(among) * CHECKED // HUNDRED)]


def written(
    first: datetime.date,
    last: datetime.date,
    demands: int,
    chosen: "list[tuple[Mapping[str, Any], list[dict[str, Any]]]]",
) -> tuple[str, str]:
    """The letter to the regulator, and a sheet for each item that was drawn."""
    letter = LETTER.format(first=first, last=last, demands=demands, checked=len(chosen), blank=_BLANK)
    sheets = [
        SHEET.format(
            number=number,
            checked=len(chosen),
            case=row["case"],
            item=item["number"],
            received=row["received_on"],
            period=_period(item),
            given="Daten wurden herausgegeben" if item["given"] else "es wurden keine Daten herausgegeben",
            blank=_BLANK,
        )
        for number, (row, items) in enumerate(chosen, 1)
        for item in items
    ]
    return letter, "\n".join([*sheets, END])


def _period(item: Mapping[str, Any]) -> str:
    return f"{item.get('period_from') or _BLANK} bis {item.get('period_to') or _BLANK}"


def _asked(far: "FarDesk", first: datetime.date, last: datetime.date) -> list[dict[str, Any]]:
    """Rows of German demands to disclose that came from ``first`` to ``last``."""
    found, after = [], ""
    while True:
        told = far.get("/v1/cases", country="DE", kind="disclosure", limit=MOST, after=after)
        rows = told.get("rows", [])
        days = [(str(row.get("received_on") or ""), row) for row in rows]
        found += [row for day, row in days if first.isoformat() <= day <= last.isoformat()]
        after = str(told.get("after") or "")
        if not after:
            return found


def _traffic(far: "FarDesk", case: str) -> list[dict[str, Any]]:
    """Items of a demand that ask a telecommunications service for traffic data, with what became of them."""
    told = far.get(f"/v1/cases/{case}")
    pairs = zip(told["face"]["items"], told["items"], strict=True)
    return [
        {**item, "number": state["item"], "given": bool(state["given"])}
        for item, state in pairs
        if item.get("kind") == "disclosure"
        and _TRAFFIC.intersection(item.get("data") or ())
        and item.get("service") in {None, "unknown", "telecom"}
    ]
