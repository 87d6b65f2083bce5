"""A sheet of past demands by the commands: looked at first, counted once, and nothing of it acted on (hazard 1.9)."""

import csv
import json

import pytest

from cli_samples import Desk

pytestmark = pytest.mark.slow
SHEET = """Eingang;Land;Behörde;Aktenzeichen;Art;Ergebnis;Kunde
1.2.2024;Deutschland;Polizei Köln;AZ 1;Bestandsdaten;erteilt;kranich77@fennel.example
2.2.2024;Deutschland;Polizei Köln;AZ 1;Bestandsdaten;erteilt;kranich77@fennel.example
bald;Frankreich;Tribunal;AZ 2;Löschung;abgelehnt;
3.2.2023;Frankreich;Tribunal;AZ 3;Löschung;abgelehnt;
Summe;;;;;4;
"""


def test_past_demands_are_counted_and_never_acted_on(cli_desk: Desk) -> None:
    (cli_desk.folder / "old.csv").write_text(SHEET)
    cases = cli_desk.do("cases", "--json").out
    looked = cli_desk.do("import", "old.csv", "--rows", "rows.csv")
    assert "Rows taken: 2; left out: 3" in looked.out
    assert "“Behörde”" in looked.out
    assert "Nothing is counted yet" in looked.out
    assert cli_desk.do("history", "--json").json == {"sheets": []}
    with (cli_desk.folder / "rows.csv").open(encoding="utf-8", newline="") as rows:
        told = list(csv.DictReader(rows))
    assert [row["taken"] for row in told] == ["yes", "no", "no", "yes", "no"]
    assert told[1]["why"] == "its reference stands in an earlier row"
    done = cli_desk.do("import", "old.csv", "--take", "--json").json
    assert (done["taken"], done["columns"]["kind"]) == (2, "Art")
    (sheet,) = cli_desk.do("history", "--json").json["sheets"]
    assert sheet["counts"] == [
        [2023, "FR", "court", "content", "refuse", 1, 0],
        [2024, "DE", "police", "disclosure", "comply", 1, 0],
    ]
    assert "2024: 1 demands" in cli_desk.do("history").out
    assert cli_desk.run("import", "old.csv", "--take").code == 2
    kept = (cli_desk.home / "history.json").read_text()
    assert not [word for word in ("kranich", "AZ", "Köln", "Tribunal") if word in kept]
    assert cli_desk.do("cases", "--json").out == cases
    cli_desk.do("history", "--drop", "old.csv")
    assert cli_desk.do("history", "--json").json == {"sheets": []}


def test_a_person_says_what_was_guessed_wrong(cli_desk: Desk) -> None:
    (cli_desk.folder / "odd.csv").write_text("Wann,Was\n2020,takedown\n")
    (cli_desk.folder / "odd.toml").write_text('day = "Wann"\nkind = "Was"\n')
    assert cli_desk.run("import", "odd.csv").code == 2
    told = json.loads(cli_desk.do("import", "odd.csv", "--map", "odd.toml", "--country", "pk", "--json").out)
    assert told["counts"] == [[2020, "PK", "unknown", "content", "unknown", 1]]
    (cli_desk.folder / "odd.toml").write_text('when = "Wann"\n')
    assert "is no field" in cli_desk.run("import", "odd.csv", "--map", "odd.toml").err


def test_a_changed_number_is_told_where_the_office_is_looked_up(cli_desk: Desk) -> None:
    office = "DE-PP-NUMBERS"
    cli_desk.do(
        "authority", "add", office, "--name", "Polizei", "--country", "DE", "--kind", "police", "--state", "DE-NW"
    )
    for number in ("+493055501", "+493055502"):
        found = ("--found", "official_page", "--source", "https://polizei.example/kontakt")
        reached = ("--contact", "post@polizei.example", "--phone", number, "--how", "call_back")
        cli_desk.do("authority", "verify", office, *reached, *found, by="aster")
        cli_desk.do("authority", "confirm", office, by="birch")
    told = cli_desk.do("authority", "show", office, "--json").json
    assert [(one["state"], one["number"]) for one in told["numbers"]] == [
        ("stands", "+493055501"),
        ("waits", "+493055502"),
    ]
    shown = cli_desk.do("authority", "show", office).out
    assert "is called back on +493055501" in shown
    assert "no call on it counts before" in shown
    assert "https://polizei.example/kontakt" in shown
    rows = [json.loads(line) for line in cli_desk.do("authority", "list", "--in", "DE-NW", "--json").out.splitlines()]
    assert office in {row["id"] for row in rows}
    assert {row["state"] for row in rows} == {"DE-NW"}
    assert "official_page" in cli_desk.do("authority", "ladder").out
    quoted = cli_desk.do("authority", "show", "DE-BFJ").out
    assert "+49 228 99 410-40" in " ".join(quoted.split())


def test_a_list_and_another_desks_directory_are_hints(cli_desk: Desk) -> None:
    office = "DE-PP-LISTED"
    facts = ("--name", "Polizei Listen", "--country", "DE", "--kind", "police")
    cli_desk.do("authority", "add", office, *facts)
    reached = ("--contact", "post@polizei.example", "--phone", "+493055503", "--how", "call_back")
    cli_desk.do("authority", "verify", office, *reached, by="aster")
    cli_desk.do("authority", "confirm", office, by="birch")
    (cli_desk.folder / "courts.csv").write_text("Gericht;Ort;Telefon\nAmtsgericht Talbach;Talbach;0221 555-01\n")
    before = cli_desk.do("authority", "list", "--json").out
    kept = cli_desk.do("authority", "import", "courts.csv", "--name", "courts", "--country", "DE", "--json").json
    assert (kept["rows"], kept["columns"]["place"]) == (1, "Ort")
    assert "not verified" in cli_desk.do("authority", "find", "talbach").out
    cli_desk.do("authority", "mark", "polizei-auskunft.example", "--why", "forged")
    done = cli_desk.do("authority", "export", "--out", "mine.note", "--only", office, "--json", by="aster").json
    assert (done["offices"], done["marks"]) == (1, 1)
    assert cli_desk.run("authority", "import", "mine.note", "--key", done["key"][:-4] + "AAA=").code == 2
    taken = cli_desk.do("authority", "import", "mine.note", "--key", done["key"], "--json").json
    assert (taken["rows"], taken["marks"]) == (1, 1)
    assert "+493055503" in cli_desk.do("authority", "find", "polizei", "listen").out
    assert cli_desk.do("authority", "list", "--json").out == before  # nothing in use changed
    assert b"aster.identity" not in (cli_desk.folder / "mine.note").read_bytes()
