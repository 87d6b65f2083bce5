"""A draft of the report before the person who signs it: read from its own bytes, whatever the desk says of it."""

import json
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from desk_samples import DISCLOSURE, PROVIDER, SHUTDOWN, denied
from dueprocess.adapters import crypto
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import LedgerRow
from dueprocess.desk.publish.site import render
from dueprocess.desk.services import ledgers, pending_desk_acts, report_forms, reports
from dueprocess.desk.services.publication import snapshot
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.report import signing, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.ledger import Surface
from dueprocess.report.withholding import WithholdingError
from report_house import ADA, PERIOD, ReportHouse
from transparency.forms import every

pytestmark = pytest.mark.django_db

RECEIVED = Place("received", PERIOD)
CONTRADICTION = "report.contradiction"


@pytest.fixture
def house(db: None) -> ReportHouse:
    """A desk with a draft that counts one case."""
    made = ReportHouse.opened()
    made.counted()
    made.build()
    return made


def shown(house: ReportHouse) -> dict[str, Any]:
    """What goes over the wire."""
    told: dict[str, Any] = json.loads(json.dumps(pending_desk_acts.reports(house.desk)))
    return told


def answered(house: ReportHouse, told: object, **pin: Any) -> dict[str, Any]:
    first = house.desk.roster
    known = {"desk": first.desk_id, "number": 1, "hash": first.hash(), "base": 1, "since": [], **pin}
    return signing.answer({"pin": known, "shown": told}, crypto.verify, house.desk.now)


def only(house: ReportHouse, told: Any) -> dict[str, Any]:
    (row,) = answered(house, told)["reports"]
    found: dict[str, Any] = row
    return found


def test_a_draft_says_of_itself_what_is_signed(house: ReportHouse) -> None:
    (draft,) = reports.drafts(house.desk)
    row = only(house, shown(house))
    assert (row["edition"], row["number"], row["period"]) == (draft.hash, 1, PERIOD)
    assert (row["provider"], row["made_on"]) == ("Fennel Mail", draft.edition.made_on.isoformat())
    assert (row["cells"], row["held"], row["gaps"]) == (
        len(draft.edition.cells),
        draft.edition.held,
        len(draft.edition.gaps),
    )
    assert stored.hash_of(row["text"].encode()) == draft.hash
    assert row["signed"] == []


def test_who_signed_these_bytes_is_told_by_their_signatures(house: ReportHouse) -> None:
    assert isinstance(house.signs("aster"), Done)
    told = shown(house)
    assert only(house, told)["signed"] == ["aster"]
    forged = told["reports"][0]["signatures"][0].replace("aster", "birch")
    told["reports"][0]["signatures"] += [forged, "rubbish"]
    assert only(house, told)["signed"] == ["aster"]
    edition = stored.decode(told["reports"][0]["draft"].encode())
    other = {**told, "reports": [{**told["reports"][0], "draft": stored.encode(replace(edition, held=0)).decode()}]}
    assert only(house, other)["signed"] == []  # what was signed are other bytes


def test_what_it_says_otherwise_than_the_published_edition(house: ReportHouse) -> None:
    for by in ("aster", "birch"):
        assert isinstance(house.signs(by), Done)
    assert isinstance(house.publishes(), Done)
    assert shown(house)["reports"] == []
    house.counted()
    house.build()
    told = shown(house)
    row = only(house, told)
    assert (row["against"], row["number"]) == (f"{PERIOD}, 1", 2)
    assert ["received 2026-H1", "1", "2", "counted"] in row["changes"]
    assert row["differ"] >= len(row["changes"]) > 0
    assert only(house, told)["digest"] == row["digest"]
    swapped = json.loads(json.dumps(told))
    before = stored.decode(swapped["reports"][0]["before"].encode())
    swapped["reports"][0]["before"] = stored.encode(replace(before, held=before.held + 1)).decode()
    assert only(house, swapped)["rule"] == "report.changed"
    told["reports"][0]["published"] = told["reports"][0]["published"].replace("birch", "aster")
    assert only(house, told)["rule"].startswith("statement.")


def test_without_a_published_edition_it_is_held_against_the_period_before(house: ReportHouse) -> None:
    told = shown(house)
    edition = stored.decode(told["reports"][0]["draft"].encode())
    older = edition.before[-1] if edition.before else ""
    row = only(house, told)
    assert row["against"] == older
    told["reports"][0]["draft"] = stored.encode(replace(edition, before=())).decode()
    row = only(house, told)
    assert (row["against"], row["differ"], row["changes"]) == ("", 0, [])
    own = [cell for cell in edition.cells if cell.place.period == PERIOD]
    then = [replace(cell, place=replace(cell.place, period="2025-H2")) for cell in own]
    two = replace(edition, before=("2025-H2",), cells=(*own, *then))
    told["reports"][0]["draft"] = stored.encode(two).decode()
    row = only(house, told)
    assert (row["against"], row["differ"], row["number"]) == ("2025-H2", 0, 1)


def test_what_a_draft_leaves_out_or_makes_up_is_refused_on_the_machine_of_who_signs(house: ReportHouse) -> None:
    """The desk says that all holds; who signs reckons it (P7)."""
    told = shown(house)
    edition = stored.decode(told["reports"][0]["draft"].encode())

    def says(cells: Iterable[Cell]) -> tuple[str, str]:
        told["reports"][0]["draft"] = stored.encode(replace(edition, cells=tuple(cells))).decode()
        row = only(house, told)
        return row.get("rule", ""), row.get("reason", "")

    assert says(edition.cells) == ("", "")
    assert says(Cell(one.place, 9) if one.place == RECEIVED else one for one in edition.cells)[0] == CONTRADICTION
    rule, reason = says(one for one in edition.cells if one.place != RECEIVED)
    assert (rule, "received 2026-H1" in reason) == (CONTRADICTION, True)
    rule, reason = says(one for one in edition.cells if one.place.metric != "orders")
    assert (rule, "orders in those letters" in reason) == ("report.left-out", True)


def test_a_cell_as_it_stands() -> None:
    for cell, says in (
        (Cell(RECEIVED, 3), "3"),
        (Cell(RECEIVED, 1, 2), "1/2"),
        (Cell(RECEIVED, None, why=Why.NOTHING), str(Why.NOTHING)),
        (Cell(RECEIVED, None, why=Why.SEALED, low=0, high=4), f"0-4 {Why.SEALED}"),
    ):
        assert signing.as_it_stands(cell) == says


def test_what_does_not_hold_is_refused_by_name(house: ReportHouse) -> None:
    told = shown(house)
    told["reports"][0]["draft"] = told["reports"][0]["draft"].replace("Fennel", " Fennel")
    assert only(house, told)["number"] == 1  # other bytes, another hash: nobody's signature is under them
    told["reports"][0]["draft"] += " "
    assert only(house, told)["rule"] == "report.form"
    assert answered(house, shown(house), number=2)["rule"] == "roster.lower-number"
    for rubbish in (None, 7, {}, {"rosters": 7}, {**shown(house), "reports": [7]}):
        assert answered(house, rubbish)["rule"] == "desk.form"
    assert signing.answer(None, crypto.verify, house.desk.now)["rule"] == "desk.form"


def test_an_earlier_edition_needs_a_statement_of_somebody_who_may(house: ReportHouse) -> None:
    told = shown(house)
    row = told["reports"][0]
    row["before"] = row["draft"]
    says = house.says(Act.REPORT_PUBLISH)
    row["published"] = house.ask("dan", Act.REPORT_PUBLISH, says).decode()
    assert only(house, told)["rule"] == "access.role"
    row["published"] = house.ask("birch", Act.REPORT_PUBLISH, says, roster=(2, "0" * 64)).decode()
    assert only(house, told)["rule"] == "statement.wrong-roster"
    row["published"] = house.ask("birch", Act.REPORT_PUBLISH, says).decode()
    assert only(house, told)["differ"] == 0


def test_a_reader_from_outside_signs_under_a_name(house: ReportHouse) -> None:
    assert isinstance(house.signs("eve", ADA), Done)
    assert only(house, shown(house))["signed"] == ["eve"]


# --- from the desk's cases to the report that the public reads: built, signed by two, published, and rendered ---


def site(house: ReportHouse) -> dict[str, bytes]:
    return render(snapshot(house.desk, PROVIDER), languages=("en", "ur"))


def published() -> ReportHouse:
    house = ReportHouse.opened()
    house.counted()
    house.counted()
    house.build()
    assert isinstance(house.signs("aster"), Done)
    assert isinstance(house.signs("eve", ADA), Done)
    assert isinstance(house.publishes(), Done)
    return house


def test_a_published_edition_is_a_page_with_its_sentences_signers_and_corrections() -> None:
    house = published()
    house.later(days=1)
    assert isinstance(house.corrects("The letter of 3 March was <counted> twice."), Done)
    content = site(house)
    text = content[f"en/report-{PERIOD}.html"].decode()
    assert text.index('id="missing"') < text.index("authorities sent")
    assert "The period is not over yet. Its numbers will grow." in text
    assert "with 2 demands" in text
    assert f"\u2068{ADA}\u2069, outside reader" in text
    assert "releaser of this house, whose name is not published" in text
    assert "The letter of 3 March was &lt;counted&gt; twice." in text
    assert f"data/report-{PERIOD}/report.csv" in content
    assert "ur/report.html" in content


def test_a_draft_is_on_no_page() -> None:
    house = ReportHouse.opened()
    house.counted()
    house.build()
    assert isinstance(house.signs("aster"), Done)
    assert not [path for path in site(house) if "report-" in path], "the numbers alone stand where the report will"


def test_cases_that_may_not_be_counted_change_no_byte_of_the_report() -> None:
    house = published()
    before = site(house)
    for text in (DISCLOSURE, SHUTDOWN):
        house.arrive(text)
    house.silence(house.counted())
    after = site(house)
    assert {path: data for path, data in after.items() if "report" in path} == (
        {path: data for path, data in before.items() if "report" in path}
    )
    assert after["feed.json"] == before["feed.json"]


# --- forms of a report at the desk: from what is published, or from the cases where a law fixes the figures ---


@pytest.fixture
def formed(db: None) -> ReportHouse:
    return ReportHouse.opened()


def law(formed: ReportHouse, period: str = PERIOD, form: str = "dsa") -> every.Material:
    made = report_forms.by_law(formed.desk, PROVIDER, form, period)
    assert not isinstance(made, Denied), made
    return made


def test_a_form_by_choice_is_made_from_the_newest_published_edition(formed: ReportHouse) -> None:
    none = report_forms.by_choice(formed.desk, PROVIDER, "")
    assert (denied(none), "none yet" in none.text) == ("report.no-such-edition", True)
    formed.counted()
    formed.issued()
    formed.counted(DISCLOSURE, "count")
    formed.later(minutes=1)
    formed.issued()
    for period in ("", PERIOD):
        made = report_forms.by_choice(formed.desk, PROVIDER, period)
        assert not isinstance(made, Denied)
        assert (made.edition.period, made.edition.number, made.facts) == (PERIOD, 2, ())
    other = report_forms.by_choice(formed.desk, PROVIDER, "2025")
    assert (denied(other), PERIOD in other.text) == ("report.no-such-edition", True)


def test_what_a_law_fixes_is_told_of_periods_that_are_over(formed: ReportHouse) -> None:
    formed.counted()
    assert denied(report_forms.by_law(formed.desk, PROVIDER, "dsa", PERIOD)) == "report.period"
    assert denied(report_forms.by_law(formed.desk, PROVIDER, "dsa", "2026-H3")) == "report.period"
    assert denied(report_forms.by_law(formed.desk, PROVIDER, "dsa", "2026-Q01")) == "report.period"
    assert not LedgerRow.objects.exists()
    formed.later(days=300)
    made = law(formed)
    assert (made.edition.period, made.edition.made_on) == (PERIOD, formed.desk.today)
    assert len(made.facts) == 1


def test_its_numbers_are_in_the_ledger_before_they_leave_and_once(formed: ReportHouse) -> None:
    formed.counted()
    formed.later(days=300)
    assert every.make("dsa", law(formed)) == every.make("dsa", law(formed))
    (row,) = ledgers.kept()
    assert row.surface == str(Surface.LAW)
    entered = ledgers.published().numbers
    assert {one.fixed for one in entered} == {True}
    assert {one.cell.place.period for one in entered} == {PERIOD}
    assert {one.cell.place.metric for one in entered} == {"dsa_act", "dsa_items", "dsa_inform"}


def test_a_sealed_case_counts_there_and_one_that_may_not_be_counted_does_not(formed: ReportHouse) -> None:
    formed.counted(SHUTDOWN, "count")  # counted, never admitted
    formed.arrive(DISCLOSURE)
    formed.later(days=300)
    (fact,) = law(formed).facts
    assert (fact.countable, fact.admissible) == (True, False)


def test_an_edition_after_it_that_would_give_the_sealed_case_away_is_refused(formed: ReportHouse) -> None:
    formed.counted()
    formed.counted(DISCLOSURE, "count")
    formed.later(days=300)
    place = Place("received", PERIOD, (("country", "PK"),))
    assert formed.build(PERIOD, running=False).edition.at(place) == Cell(place, 1)
    law(formed)  # the DSA's table says that one order came from a Member State; of open ones there is none
    with pytest.raises(WithholdingError, match=r"dsa_inform 2026-H\d, country DE.*Ask counsel"):
        formed.build(PERIOD, running=False)


def test_an_edition_before_it_is_refused_too_where_the_house_owes_it(formed: ReportHouse) -> None:
    formed.counted()
    formed.counted(DISCLOSURE, "count")
    formed.desk = replace(formed.desk, house=replace(formed.desk.house, owes=("dsa",)))
    with pytest.raises(WithholdingError):
        formed.build()
    assert not LedgerRow.objects.exists()  # nothing was told yet


def test_rows_that_nobody_signed_are_no_material(formed: ReportHouse) -> None:
    from dueprocess.desk.data.models import Item

    formed.counted()
    formed.later(days=300)
    guards.remove()
    Item.objects.update(kind="capability")
    guards.install()
    with pytest.raises(ForgedRowError):
        report_forms.by_law(formed.desk, PROVIDER, "dsa", PERIOD)
