"""Forms that a law or a method fixes: e-Evidence Article 28(4), 50 USC 1874, RDR's questions, STOP, Lumen."""

import csv
import datetime
import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest

import report_recreated as made
from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.formats.ids import register_id
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.cited import Cited
from dueprocess.report.edition import Edition, Security
from dueprocess.report.evaluate import evaluate
from dueprocess.report.facts import Fact
from dueprocess.report.metrics import BY_ID, FIXED, METRICS, PUBLISHERS
from dueprocess.report.provider import Provider
from dueprocess.report.snapshot import Publication, PublicRow, register_of
from dueprocess.report.told import Silence
from transparency.forms import dsa, eevidence, every, rdr, registers, security
from transparency.score import yardsticks
from transparency.score.words import spoken

DAY = datetime.date(2026, 9, 1)
MADE = datetime.date(2027, 1, 10)
EPOC, TRAFFIC, KEEP = "EU-EPOC-SUB", "EU-EPOC-TC", "EU-EPOC-PR"


def test_a_form_that_a_law_fixes_needs_no_cell() -> None:
    frame = every.frame(made.PROVIDER, "2026", MADE)
    assert every.make("dsa", every.Material(frame)) == every.make("dsa", every.Material(empty()))


def empty(period: str = "2026", **more: Any) -> Edition:
    return Edition(made.PROVIDER, period, 1, MADE, more.pop("cells", ()), made.GAPS, **more)


def epoc(letter: str, instrument: str = EPOC, country: str = "FR", **more: Any) -> Fact:
    return made.item(letter, DAY, instrument=instrument, country=country, route="union", **more)


def epocs() -> list[Fact]:
    return [
        *(epoc(f"a{n}", outcome="comply", effect_hours=100 + n, asked="non_content") for n in range(6)),
        epoc("b", outcome="refuse"),
        epoc("open"),
        epoc("c", TRAFFIC, "DE", asked="content", item=1, outcome="comply", effect_hours=7, emergency=True),
        epoc("c", TRAFFIC, "DE", asked="non_content", item=2, outcome="refuse", emergency=True),
        epoc("d", TRAFFIC, "DE", asked="non_content"),
        epoc("e", TRAFFIC, "DE"),
        epoc("keep", KEEP, kind="preservation", outcome="comply"),
        epoc("sealed", countable=False),
        made.item("other", DAY, country="FR"),
        made.item("old", datetime.date(2025, 12, 31), country="FR", instrument=EPOC),
    ]


def figures(facts: list[Fact]) -> dict[tuple[str, ...], tuple[str, str]]:
    rows = made.rows_of(eevidence.files(empty(), facts)["eevidence-28-4.csv"])
    names = ("figure", "certificate", "data_type", "issuing_state", "emergency")
    return {tuple(row[name] for name in names): (row["value"], row["why"]) for row in rows}


def test_article_28_4_by_type_of_data_state_and_emergency() -> None:
    found = figures(epocs())
    subscriber = ("EPOC", eevidence.SUBSCRIBER, "FR", "no")
    assert found["received", *subscriber] == ("8", "")
    assert found["fulfilled", *subscriber] == ("6", "")
    assert found["not_fulfilled", *subscriber] == ("1", "")  # one is open
    assert found["hours_to_data", *subscriber] == ("102.5", "")
    assert found["received", "EPOC", "traffic_and_content", "DE", "yes"] == ("1", "")
    assert found["hours_to_data", "EPOC", "traffic_and_content", "DE", "yes"] == ("", "few")
    assert found["hours_to_data", "EPOC", "traffic", "DE", "no"] == ("", "nothing")
    assert found["received", "EPOC", "not_said", "DE", "no"] == ("1", "")
    assert found["received", "EPOC", "all", "all", "all"] == ("11", "")
    assert found["hours_to_request", "EPOC-PR", "not_said", "FR", "no"] == ("", "not_known")
    assert ("hours_to_data", "EPOC-PR", "not_said", "FR", "no") not in found
    assert figures([])["received", "EPOC-PR", "all", "all", "all"] == ("0", "")
    assert found == figures([fact for fact in epocs() if fact.letter != "sealed"])


@pytest.mark.parametrize(
    ("asked", "data_type"),
    [
        (("both",), "traffic_and_content"),
        (("content", ""), "content"),
        (("both", "content"), "traffic_and_content"),
        (("non_content", ""), "traffic"),
        (("",), "not_said"),
    ],
)
def test_an_order_is_of_all_the_data_that_its_items_ask_for(asked: tuple[str, ...], data_type: str) -> None:
    items = [epoc("x", TRAFFIC, "DE", asked=one, item=number) for number, one in enumerate(asked, 1)]
    assert figures(items)["received", "EPOC", data_type, "DE", "no"] == ("1", "")


def test_article_28_4_says_the_same_in_three_ways_and_to_the_ledger() -> None:
    files = eevidence.files(empty(), epocs())
    rows = made.rows_of(files["eevidence-28-4.csv"])
    plain = json.loads(files["eevidence-28-4.json"])
    root = ET.fromstring(files["eevidence-28-4.xml"])  # noqa: S314 - our own bytes
    assert plain["figures"] == rows == [dict(one.attrib) for one in root.iter("figure")]
    assert (root.get("article"), root.findtext("provider"), plain["period"]) == ("28(4)", "Kelp Mail", "2026")
    cells = {(c.place.metric, c.place.period, c.place.by): c.value for c in evaluate(epocs(), FIXED["eevidence"])}
    assert cells["eevidence_received", "2026", (("instrument", EPOC),)] == 8
    assert cells["eevidence_fulfilled", "2026", (("instrument", EPOC),)] == 6
    assert {row["item"] for row in rows} == {"a", "b", "c", "d"}


def test_bands_name_the_provision_that_allows_them() -> None:
    stated = (Security(3, "process", 0, 249), Security(3, "of_tomorrow", 250, 499))
    rows = made.rows_of(security.files(empty("2026-H1", security=stated))["us-1874.csv"])
    assert [(row["provision"], row["says"], row["low"], row["high"]) for row in rows] == [
        ("50 USC 1874(a)(3)", security.SAYS["process"], "0", "249"),
        ("50 USC 1874(a)(3)", "of_tomorrow", "250", "499"),
    ]
    assert security.files(empty())["us-1874.csv"].count(b"\r\n") == 1


def answers(edition: Edition) -> dict[str, dict[str, str]]:
    return {row["element"]: row for row in made.rows_of(rdr.files(edition)["rdr.csv"])}


def test_each_question_of_rdr_is_there_and_names_a_metric_that_has_the_breakdown(shared_vectors: Path) -> None:
    with (shared_vectors / "rdr" / "rdr2020_elements.csv").open(newline="") as file:
        theirs = [row["element_id"] for row in csv.DictReader(file) if row["indicator"] in {"F6", "F10", "P11a"}]
    assert [one.id for one in rdr.questions()] == theirs
    for one in rdr.questions():
        for metric in one.metrics:
            assert ((one.by,) if one.by else ()) in BY_ID[metric].by, one


def test_rdrs_questions_are_answered_by_cells() -> None:
    facts = [
        *(made.item(f"a{n}", DAY, country=f"A{chr(65 + n)}", targets=1, issuer="court") for n in range(14)),
        made.item("x", DAY, kind="content", subject="religion", targets=3, outcome="comply", accounts=3),
        made.item("y", DAY, kind="shutdown", authority_kind="government", outcome="comply", accounts=0, targets=0),
    ]
    silences = (Silence({"en": "Never told."}, (Cited("Act", "1"),)),)
    found = answers(empty(cells=evaluate(facts), silences=silences, security=(Security(4, "process", 0, 99),)))
    assert (found["F6.1"]["answer"], found["F6.1"]["cells"]) == ("here", "15")
    assert found["F6.1"]["evidence"].endswith("; and 3 more in report.csv")
    assert found["F6.3"]["evidence"] == "content 3"
    assert found["F6.2"]["answer"] == "not"  # no demand was about an account
    assert found["F6.6"]["evidence"] == "unofficial 0"
    assert found["F6.4"]["evidence"] == "not said 0; religion 1"
    assert (found["F10.6"]["evidence"], found["F10.8"]["evidence"]) == ("network 1", "comply 1")
    assert found["P11a.6"]["evidence"].endswith("court 14")
    assert (found["P11a.8"]["answer"], found["P11a.8"]["evidence"]) == ("here", "Act 1; 50 USC 1874(a)(4)")
    assert (found["F10.1"]["answer"], found["F6.8"]["answer"]) == ("policy", "elsewhere")
    assert found["F6.9"]["evidence"] == "a year; periods: 2026"
    assert answers(empty("2026-H1"))["P11a.9"]["evidence"] == "a half; periods: 2026-H1"
    assert answers(empty())["P11a.8"]["answer"] == "not"


def test_what_a_law_forbids_is_said_and_gains_nothing() -> None:
    def cell(name: str, country: str, why: Why, *band: int) -> Cell:
        return Cell(Place(name, "2026", (("country", country),)), None, 1, why, *band)

    def restricted(country: str) -> Cell:
        return Cell(Place("restrictions", "2026", (("country", country),)), 4)

    law = [cell("data_received", "US", Why.LAW, 0, 249)]
    part = [restricted("DE"), cell("restrictions", "FR", Why.SEALED)]
    found = answers(empty(cells=(*law, *part)))
    assert (found["P11a.1"]["answer"], found["P11a.1"]["evidence"]) == ("law", "US 0-249")
    assert (found["F6.1"]["answer"], found["F6.1"]["blank"]) == ("in_part", "1")
    assert found["F6.1"]["evidence"] == "DE 4; FR blank (sealed)"
    sealed = answers(empty(cells=(cell("restrictions", "FR", Why.SEALED),)))
    assert sealed["F6.1"]["answer"] == "not"


def row(number: int, *kinds: Kind, outcome: Outcome | None = Outcome.COMPLY, **more: Any) -> PublicRow:
    values: dict[str, Any] = {
        "id": register_id(bytes([number]) * 15),
        "register": register_of(kinds[0]),
        "published_on": DAY,
        "week": "2026-W35",
        "country": "IN",
        "authority_kind": AuthorityKind.GOVERNMENT,
        "kinds": tuple(sorted(kinds)),
        "instruments": (Cited("Telegraph Act 1885", "5(2)"),),
        "outcome": outcome,
        "ground": "",
        "publication": Publication.SUMMARY,
    }
    return PublicRow(**(values | more))


ROWS = (
    row(1, Kind.SHUTDOWN, Kind.THROTTLING),
    row(2, Kind.SHUTDOWN, outcome=Outcome.REFUSE),
    row(3, Kind.THROTTLING, instruments=()),
    row(4, Kind.CONTENT, outcome=Outcome.PARTIAL),
    row(5, Kind.CONTENT, outcome=Outcome.OBJECT, instruments=()),
    row(6, Kind.CONTENT, Kind.DISCLOSURE),
    row(7, Kind.DISCLOSURE),
    row(8, Kind.DIRECT_ACCESS),
    row(9, Kind.CONTENT, outcome=None),
)


def test_stop_has_the_columns_and_codes_of_its_makers(shared_vectors: Path) -> None:
    theirs = json.loads((shared_vectors / "epoc" / "stop-columns.json").read_text())
    assert list(registers.STOP_COLUMNS) == theirs["columns_2020_2022_recoded"]
    codes = theirs["codes"] | {"geo_scope": theirs["codes"]["geo_scope_2022"]}
    rows = made.rows_of(registers.stop_files(ROWS, made.PROVIDER, str)["stop.csv"])
    for one in rows:
        for name, values in codes.items():
            assert one.get(name, "") in {"", *values}, name
    assert set(registers.ORDERED_BY.values()) <= set(theirs["codes"]["ordered_by"])
    assert set(registers.ORDERED_BY) == set(AuthorityKind)


def test_stop_takes_what_was_followed_and_says_what_is_not_known() -> None:
    first, second = made.rows_of(registers.stop_files(ROWS, made.PROVIDER, {"IN": "India"}.__getitem__)["stop.csv"])
    assert (first["country"], first["shutdown_type"], first["legal_just"]) == ("India", "Shutdown, Throttle", "Yes")
    assert (first["legal_method"], first["start_date"]) == ("Telegraph Act 1885 5(2)", "")
    assert (second["shutdown_type"], second["legal_just"], second["legal_method"]) == ("Throttle", "Unknown", "")
    assert second["info_source_link"] == "https://kelp.example/data/register.csv"
    silent = Provider("Kelp Mail", "DE", "desk@kelp.example", ("en",), ())
    assert made.rows_of(registers.stop_files(ROWS, silent, str)["stop.csv"])[0]["info_source_link"] == ""


def test_lumen_takes_content_alone_and_never_an_address() -> None:
    bodies = json.loads(registers.lumen_files(ROWS, made.PROVIDER, str)["lumen.json"])
    notices = [body["notice"] for body in bodies]
    assert [one["case_id_number"] for one in notices] == [str(ROWS[place].id) for place in (3, 4, 8)]
    assert [one["action_taken"] for one in notices] == ["Partial", "No", "Unspecified"]
    assert "http" not in json.dumps(bodies)
    assert "disclosure" not in json.dumps(bodies)


LUMENS = {"Agency", "Civil Subpoena", "Email", "Records Preservation", "Subpoena", "Warrant"}


def test_lumen_bodies_have_the_fields_of_its_interface(shared_vectors: Path) -> None:
    sample = json.loads((shared_vectors / "epoc" / "lumen-government-request.json").read_text())["notice"]
    for body in registers.lumen(ROWS, made.PROVIDER, str):
        notice = body["notice"]
        assert set(notice) <= set(sample)
        assert notice["request_type"] in {
            "Agency",
            "Civil Subpoena",
            "Email",
            "Records Preservation",
            "Subpoena",
            "Warrant",
        }
        assert notice["action_taken"] in {"Yes", "No", "Partial", "Unspecified"}
        assert {type(notice[name]) for name in notice} <= {str, list}
        roles = sample["entity_notice_roles_attributes"]
        assert [set(one) for one in notice["entity_notice_roles_attributes"]] == [set(one) for one in roles]


def test_a_form_published_by_choice_takes_no_item_and_one_by_law_does() -> None:
    facts = [*epocs(), made.item("dsa", DAY, country="FR", kind="content", targets=1)]
    plain = every.Material(empty(), (), ROWS)
    told = every.Material(empty(), tuple(facts), ROWS)
    for form in every.BY_CHOICE:
        assert every.make(form, plain) == every.make(form, told), form
    for form in every.BY_LAW:
        assert every.make(form, plain) != every.make(form, told), form
    assert set(every.FORMS) == {*every.BY_CHOICE, *every.BY_LAW}
    assert set(every.BY_LAW) == set(FIXED)


def test_where_every_cell_is_withheld_no_form_by_choice_holds_a_count() -> None:
    facts = [
        *(made.item(f"u{n}", DAY, country="US", instrument="US-2703D", targets=7) for n in range(7)),
        *(made.item(f"r{n}", DAY, country="RU", kind="content", targets=7, territory="country") for n in range(7)),
    ]
    whole = made.edition(facts, "2026", (*METRICS, *PUBLISHERS["github"], *PUBLISHERS["google"]))
    blank = tuple(Cell(cell.place, None, why=Why.SEALED) for cell in whole.cells)
    for form in ("github", "google", "rdr", "own"):
        files = every.make(form, every.Material(Edition(made.PROVIDER, "2026", 1, MADE, blank, made.GAPS)))
        for name, data in files.items():
            if name.endswith(".csv"):
                counts = [value for row in made.rows_of(data) for key, value in row.items() if is_count(key)]
                assert set(counts) <= {""}, name


def is_count(column: str) -> bool:
    words = ("count", "Requests", "Percentage", "Users", "value", "percent", "low", "high")
    return column != "country" and column.startswith((*words, "User Data"))


def test_public_files_are_those_that_have_something_to_say() -> None:
    least = every.files(empty())
    assert set(least) == {"report.csv", "report.json", "datapackage.json", "rdr.csv"}
    facts = [*epocs(), made.item("x", DAY, country="FR", kind="content", targets=1)]
    metrics = (*METRICS, *PUBLISHERS["github"], *PUBLISHERS["google"])
    edition = empty(cells=evaluate(facts, metrics), security=(Security(4, "process", 0, 99),))
    most = every.files(edition, facts, ROWS)
    folders = {name.split("/")[0] for name in most if "/" in name}
    assert folders == {"github", "google", "dsa", "eevidence", "1874", "stop", "lumen"}
    assert most == every.files(edition, facts, ROWS)
    with pytest.raises(KeyError):
        every.make("unheard of", every.Material(edition))


def test_a_report_is_held_against_other_yardsticks() -> None:
    facts = [
        made.item("a", DAY, country="DE", issuer="court", instrument="DE-X", asked="content", targets=1),
        made.item("b", DAY, country="FR", outcome="comply", accounts=1, targets=1, asked="both", given="both"),
    ]
    minimum, wba, union = yardsticks.held(empty(cells=evaluate(facts)), listed=2)
    assert {id_: one.answer for id_, one in wba.answers.items()} == dict.fromkeys(wba.answers, "here")
    assert wba.answers["home"].evidence == "DE 1"
    assert (minimum.answers["unofficial"].answer, minimum.answers["unofficial"].evidence) == ("here", "unofficial 0")
    assert minimum.answers["originals"].because() == (
        "The public register tells of 2 demands; no original stands in public."
    )
    assert (minimum.answers["bands"].answer, minimum.asked) == ("spared", len(minimum.answers) - 1)
    assert (union.answers["act"].answer, union.answers["notices"].answer) == ("here", "not"), "of none, none is missing"
    abroad = yardsticks.held(empty(cells=evaluate(facts[1:])))[1].answers["home"]
    assert (abroad.answer, abroad.evidence) == ("here", "DE 0"), "the numbers say that none came from home"
    sealed = Cell(Place("data_received", "2026", (("country", "DE"),)), None, 1, Why.LAW, 0, 249)
    bands = (Security(1, "letters", 0, 999), Security(2, "orders", 0, 499))
    minimum, wba, _ = yardsticks.held(empty(cells=(sealed,), security=bands))
    assert (wba.answers["country"].answer, wba.answers["courts"].answer, wba.met) == ("law", "not", 0)
    assert wba.answers["courts"].because() == "The report on 2026 has no such number."
    assert (minimum.answers["bands"].answer, minimum.answers["sorts"].answer) == ("not", "here")
    late = Cell(Place("hours_to_acknowledge", "2026"), None, 1, Why.FEW)
    answer = yardsticks.held(empty(cells=(late,)))[2].answers["inform"]
    assert answer.because() == "1 of 1 numbers are blank or a band: a median of fewer than five."
    assert answer.because(spoken("de")) == "1 von 1 Zahlen sind leer oder eine Spanne: ein Median von weniger als fünf."


def test_each_yardstick_says_whose_it_is_and_each_item_why_it_is_not_met() -> None:
    for measured in yardsticks.held(empty()):
        told = measured.plain()
        assert told["credit"]
        assert all(bool(one["because"]) is (one["answer"] not in {"here", "spared"}) for one in told["items"])
        assert (told["unverified"] == "") is (measured.id == "dsa")
        for language in ("de", "ur"):
            say = spoken(language)
            asked = [one.asks for one in measured.answers.values()]
            assert [text for text in asked if say(text) == text] == [], language


def test_tables_that_people_filled_in_are_measured_part_by_part() -> None:
    edition = every.frame(made.PROVIDER, "2026", MADE)
    tables = dsa.filled(edition, [made.item("a", DAY, country="FR", kind="content", targets=1)], {})
    parts = {part: [["" if one is None else str(one) for one in row] for row in rows] for part, rows in tables.items()}
    by = yardsticks.filled(parts).answers
    assert [by[f"part_{part}"].answer for part in (1, 2, 3, 4)] == ["here", "here", "here", "not"]
    assert (by["part_9"].answer, by["part_10"].answer) == ("spared", "spared")
    notices = [list(row) for row in parts[4]]
    notices[1][5] = "7"
    assert yardsticks.filled({**parts, 4: notices}).answers["part_4"].answer == "here"
    notices[1][5] = "seven"
    answer = yardsticks.filled({**parts, 4: notices}).answers["part_4"]
    assert (answer.answer, answer.because()) == (
        "in_part",
        "1 rules of the template are broken: `dueprocess report dsa check`.",
    )
    assert yardsticks.filled({}).met == 0
