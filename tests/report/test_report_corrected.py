"""Rows that were put right: what is a correction, and what is none."""

import datetime
from dataclasses import replace

import pytest

import sample_snapshot
from dueprocess.demand.codes import AuthorityKind, Kind, Outcome
from dueprocess.desk.publish import site
from dueprocess.desk.publish.rows import register_pages
from dueprocess.desk.publish.texts import load
from dueprocess.formats.ids import RegisterId
from dueprocess.report.cited import Cited, SnapshotError
from dueprocess.report.corrected import corrected
from dueprocess.report.provider import Provider
from dueprocess.report.snapshot import Publication, PublicRow, Register, Snapshot, Why

DAY = datetime.date(2027, 1, 5)
WEEK = datetime.timedelta(7)
ROW = PublicRow(
    RegisterId("r-" + "a" * 24),
    Register.DEMANDS,
    DAY,
    "2026-W10",
    "FR",
    AuthorityKind.POLICE,
    (Kind.DISCLOSURE,),
    (),
    None,
    "",
    Publication.SUMMARY,
)
GERMAN = replace(ROW, country="DE")
ANSWERED = replace(GERMAN, outcome=Outcome.OBJECT, ground="form")


def test_what_was_wrong_is_listed_with_its_days_and_an_answer_is_no_correction() -> None:
    last = replace(ANSWERED, outcome=Outcome.COMPLY, ground="")
    told = {ROW.id: [(DAY, ROW), (DAY + WEEK, GERMAN), (DAY + 2 * WEEK, ANSWERED)]}
    made = corrected(told, [last], DAY + 3 * WEEK)
    assert [(one.number, one.on, one.fields, one.why) for one in made] == [
        (2, DAY + 3 * WEEK, ("outcome", "ground"), Why.DECIDED),
        (1, DAY + WEEK, ("country",), Why.RECORDED),
    ]
    assert (made[1].was.country, made[1].now.country) == ("FR", "DE")
    cited = replace(ROW, instruments=(Cited("StPO", "§ 100j"),))
    assert [one.why for one in corrected({ROW.id: [(DAY, ROW)]}, [cited], DAY)] == [Why.CITED]


@pytest.mark.parametrize("now", [ROW, replace(ROW, publication=Publication.FULL), replace(ROW, outcome=Outcome.REFUSE)])
def test_what_is_none(now: PublicRow) -> None:
    assert corrected({ROW.id: [(DAY, ROW)]}, [now], DAY + WEEK) == ()
    assert corrected({}, [now], DAY) == ()


@pytest.mark.parametrize("language", ["en", "de", "ur"])
def test_a_page_on_which_every_row_was_wrong_in_all_fits(language: str) -> None:
    world, texts = sample_snapshot.snapshot(), load(language)
    was = {
        row.id: [(DAY, replace(ROW, id=row.id, outcome=Outcome.NOT_EXECUTABLE, ground="press_freedom"))]
        for row in world.rows
    }
    made = replace(world, corrected=corrected(was, world.rows, world.made_on))
    assert len(made.corrected) == len(world.rows)
    for name, data in register_pages(made, texts, Register.DEMANDS):
        page = site.Page(name, "demands", "register.html", data)
        html = site._template(page.template, site.frame(made, texts, [texts], page) | data)  # noqa: SLF001
        assert site._MISSING.encode() not in html  # noqa: SLF001
        assert len(html) < site.MAX_PAGE
        assert html.count(texts("registers", "law").encode()) > 1


def test_a_row_that_fell_silent_takes_its_corrections_with_it() -> None:
    told = {ROW.id: [(DAY, ROW), (DAY + WEEK, GERMAN)]}
    assert corrected(told, [], DAY + 2 * WEEK) == ()
    provider = Provider("Fennel Mail", "DE", "legal@fennel.example", ("en",), ("Mail",))
    made = corrected(told, [GERMAN], DAY + WEEK)
    assert len(made) == 1
    with pytest.raises(SnapshotError, match="stands"):
        Snapshot(provider, DAY + WEEK, (), (), corrected=made)
