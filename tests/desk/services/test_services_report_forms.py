"""Forms of a report at the desk: from what is published, or from the cases where a law fixes the figures."""

from dataclasses import replace

import pytest

from desk_samples import DISCLOSURE, PROVIDER, SHUTDOWN, denied
from dueprocess.desk.data import guards
from dueprocess.desk.data.models import LedgerRow
from dueprocess.desk.services import ledgers, report_forms
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.formats.refusal import Denied
from dueprocess.report.cells import Cell, Place
from dueprocess.report.ledger import Surface
from dueprocess.report.withholding import WithholdingError
from report_house import PERIOD, ReportHouse
from transparency.forms import every


@pytest.fixture
def house(db: None) -> ReportHouse:
    return ReportHouse.opened()


def law(house: ReportHouse, period: str = PERIOD, form: str = "dsa") -> every.Material:
    made = report_forms.by_law(house.desk, PROVIDER, form, period)
    assert not isinstance(made, Denied), made
    return made


def test_a_form_by_choice_is_made_from_the_newest_published_edition(house: ReportHouse) -> None:
    none = report_forms.by_choice(house.desk, PROVIDER, "")
    assert (denied(none), "none yet" in none.text) == ("report.no-such-edition", True)
    house.counted()
    house.issued()
    house.counted(DISCLOSURE, "count")
    house.later(minutes=1)
    house.issued()
    for period in ("", PERIOD):
        made = report_forms.by_choice(house.desk, PROVIDER, period)
        assert not isinstance(made, Denied)
        assert (made.edition.period, made.edition.number, made.facts) == (PERIOD, 2, ())
    other = report_forms.by_choice(house.desk, PROVIDER, "2025")
    assert (denied(other), PERIOD in other.text) == ("report.no-such-edition", True)


def test_what_a_law_fixes_is_told_of_periods_that_are_over(house: ReportHouse) -> None:
    house.counted()
    assert denied(report_forms.by_law(house.desk, PROVIDER, "dsa", PERIOD)) == "report.period"
    assert denied(report_forms.by_law(house.desk, PROVIDER, "dsa", "2026-H3")) == "report.period"
    assert denied(report_forms.by_law(house.desk, PROVIDER, "dsa", "2026-Q01")) == "report.period"
    assert not LedgerRow.objects.exists()
    house.later(days=300)
    made = law(house)
    assert (made.edition.period, made.edition.made_on) == (PERIOD, house.desk.today)
    assert len(made.facts) == 1


def test_its_numbers_are_in_the_ledger_before_they_leave_and_once(house: ReportHouse) -> None:
    house.counted()
    house.later(days=300)
    assert every.make("dsa", law(house)) == every.make("dsa", law(house))
    (row,) = ledgers.kept()
    assert row.surface == str(Surface.LAW)
    entered = ledgers.published().numbers
    assert {one.fixed for one in entered} == {True}
    assert {one.cell.place.period for one in entered} == {PERIOD}
    assert {one.cell.place.metric for one in entered} == {"dsa_act", "dsa_items", "dsa_inform"}


def test_a_sealed_case_counts_there_and_one_that_may_not_be_counted_does_not(house: ReportHouse) -> None:
    house.counted(SHUTDOWN, "count")  # counted, never admitted
    house.arrive(DISCLOSURE)
    house.later(days=300)
    (fact,) = law(house).facts
    assert (fact.countable, fact.admissible) == (True, False)


def test_an_edition_after_it_that_would_give_the_sealed_case_away_is_refused(house: ReportHouse) -> None:
    house.counted()
    house.counted(DISCLOSURE, "count")
    house.later(days=300)
    place = Place("received", PERIOD, (("country", "PK"),))
    assert house.build(PERIOD, running=False).edition.at(place) == Cell(place, 1)
    law(house)  # the DSA's table says that one order came from a Member State; of open ones there is none
    with pytest.raises(WithholdingError, match=r"dsa_inform 2026-H\d, country DE.*Ask counsel"):
        house.build(PERIOD, running=False)


def test_an_edition_before_it_is_refused_too_where_the_house_owes_it(house: ReportHouse) -> None:
    house.counted()
    house.counted(DISCLOSURE, "count")
    house.desk = replace(house.desk, house=replace(house.desk.house, owes=("dsa",)))
    with pytest.raises(WithholdingError):
        house.build()
    assert not LedgerRow.objects.exists()  # nothing was told yet


def test_rows_that_nobody_signed_are_no_material(house: ReportHouse) -> None:
    from dueprocess.desk.data.models import Item

    house.counted()
    house.later(days=300)
    guards.remove()
    Item.objects.update(kind="capability")
    guards.install()
    with pytest.raises(ForgedRowError):
        report_forms.by_law(house.desk, PROVIDER, "dsa", PERIOD)
