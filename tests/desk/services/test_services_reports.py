"""A report's life: built, looked at, signed by two, published, corrected; and what a writer of rows cannot do to it."""

import datetime
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from desk_samples import DISCLOSURE, NEWSLETTER, NOW, PROVIDER, SHUTDOWN, chains_hold, denied, taken_back
from dueprocess.case.desk_events import SitePublished
from dueprocess.desk.data import codec, guards
from dueprocess.desk.data.models import (
    Arrival,
    Event,
    LedgerRow,
    ReportCorrection,
    ReportEdition,
    ReportSignature,
    Statement,
)
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_acts, editions, ledgers, publication, report_facts, reports
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done, ForgedRowError, LostRaceError
from dueprocess.formats.statement import Act
from dueprocess.report import identities, stored
from dueprocess.report.cells import Cell, Place, Why
from dueprocess.report.changes import Changed
from dueprocess.report.edition import Correction, Gap, Missing, Revision, Signer
from dueprocess.report.identities import ContradictionError
from dueprocess.report.ledger import Ledger, Surface, of_cells
from report_house import ADA, PERIOD, ReportHouse

RECEIVED = Place("received", PERIOD)


@pytest.fixture
def house(db: None) -> ReportHouse:
    """A desk with aster, birch, cedar, dan, and eve who reads from outside."""
    return ReportHouse.opened()


@pytest.fixture
def unguarded() -> Iterator[None]:
    """A writer who owns the schema asks no trigger."""
    guards.remove()
    yield
    guards.install()


def test_a_report_lives_from_draft_to_correction(house: ReportHouse) -> None:
    house.counted()
    house.arrive(NEWSLETTER)
    draft = house.build()
    assert draft.edition.at(RECEIVED) == Cell(RECEIVED, 1)
    assert (draft.edition.number, draft.edition.held > 0, draft.complete) == (1, True, False)
    assert reports.published(house.desk) == ()
    assert denied(house.publishes()) == "report.two-signers"
    assert isinstance(house.signs("aster"), Done)
    assert denied(house.publishes()) == "report.two-signers"
    assert denied(house.signs("aster")) == "case.four-eyes"  # a second signature of the same person
    assert isinstance(house.signs("eve", ADA), Done)
    assert isinstance(house.publishes("birch"), Done)  # who publishes need not have signed
    assert reports.drafts(house.desk) == ()
    (edition,) = reports.published(house.desk)
    today = NOW.date()
    assert edition.signers == (Signer("releaser", "", today), Signer("outside", ADA, today))
    assert replace(edition, signers=()) == draft.edition
    house.later(days=2)
    assert isinstance(house.corrects("The letter of 3 March was counted twice."), Done)
    (edition,) = reports.published(house.desk)
    said = Correction(today + datetime.timedelta(days=2), 1, "The letter of 3 March was counted twice.")
    assert edition.corrections == (said,)
    assert chains_hold()
    kinds = list(Event.objects.filter(case="").order_by("seq").values_list("kind", flat=True))
    assert [one for one in kinds if "report" in one] == [
        f"desk:report:{what}" for what in ("built", "signed", "signed", "published", "corrected")
    ]


def test_a_report_begins_with_what_is_not_in_it(house: ReportHouse) -> None:
    house.arrive(NEWSLETTER)
    house.classify(house.cases[0], "not_a_demand")
    gaps = house.build().edition.gaps
    assert gaps[0] == Gap(Missing.RUNNING)
    assert Gap(Missing.ARRIVALS, {"not_a_demand": 1}) in gaps
    assert [one.missing for one in gaps] == [Missing.RUNNING, *(one for one in Missing if one is not Missing.RUNNING)]


def own_report(house: ReportHouse) -> str:
    """The provider told an authority of something on its own."""
    case = house.arrive(SHUTDOWN)
    assert isinstance(house.confirm(case, items__1__kind="outgoing"), Done)
    return case


def test_what_the_provider_itself_reported_is_no_demand_and_is_said_apart(house: ReportHouse) -> None:
    first, second = own_report(house), own_report(house)
    told = house.build().edition
    assert Gap(Missing.OWN_REPORTS, {"own_reports": 0}) in told.gaps
    for case, question in ((first, "count"), (first, "admit"), (second, "count")):
        assert isinstance(house.gate(case, question), Done)
    edition = house.build().edition
    assert Gap(Missing.OWN_REPORTS, {"own_reports": 1}) in edition.gaps
    assert edition.cells == told.cells
    assert not [fact for fact in report_facts.facts(house.desk) if fact.kind == "outgoing"]
    assert publication.snapshot(house.desk, PROVIDER).numbers == ()


def test_own_reports_never_become_fewer_than_were_told(house: ReportHouse) -> None:
    case = own_report(house)
    for question in ("count", "admit"):
        assert isinstance(house.gate(case, question), Done)
    house.issued()
    house.silence(case, admit=True, count=True)
    assert Gap(Missing.OWN_REPORTS, {"own_reports": 1}) in house.build().edition.gaps


def test_a_case_that_may_not_be_counted_changes_no_byte(house: ReportHouse) -> None:
    house.counted()
    before = house.build()
    for text in (DISCLOSURE, SHUTDOWN):
        house.arrive(text)
    silenced = house.counted()
    house.silence(silenced)
    built = house.build()
    assert (built.hash, built.signed) == (before.hash, ())


def test_building_again_keeps_signatures_only_where_nothing_changed(house: ReportHouse) -> None:
    house.counted()
    first = house.build()
    house.signs("aster")
    again = house.build()
    assert (again.hash, [one.person for one in again.signed]) == (first.hash, ["aster"])
    stale = house.ask("birch", Act.REPORT_SIGN, house.says(Act.REPORT_SIGN))
    house.counted()
    changed = house.build()
    assert (changed.hash != first.hash, changed.signed, changed.edition.number) == (True, (), 1)
    assert denied(desk_acts.perform(house.desk, stale)) == "report.changed"
    assert isinstance(house.signs("aster"), Done)  # anew, under the other bytes


@pytest.mark.parametrize(
    ("period", "running", "says"),
    [
        ("2026", False, "runs until 2026-12-31"),
        ("2027-H1", True, "has not begun"),
        ("2026-H3", True, "no period"),
        ("next", True, "no period"),
        ("2026-H01", True, "no period"),
        ("2026-", True, "no period"),
    ],
)
def test_a_period_is_over_or_the_report_says_that_it_runs(
    house: ReportHouse, period: str, says: str, *, running: bool
) -> None:
    built = reports.build(house.desk, PROVIDER, reports.Wanted(period, running=running))
    assert (str(built.rule), says in str(built.says)) == ("report.period", True)


def test_a_year_shows_its_halves_and_the_years_before(house: ReportHouse) -> None:
    house.counted()
    house.later(days=400)
    house.counted()
    edition = house.build("2027").edition
    assert edition.before == ("2026",)
    assert {one.place.period for one in edition.cells} == {"2026", "2027", "2026-H1", "2027-H1"}
    assert house.build("2027", back=0).edition.before == ()


def test_a_contradiction_is_named_and_nothing_is_written(house: ReportHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    case = house.counted()
    one = identities.Broken("parts.whole", "7 by country, 8 received", (RECEIVED,), (case,))
    monkeypatch.setattr(identities, "check", lambda *_: identities.Checked(3, (one,)))
    with pytest.raises(ContradictionError) as found:
        house.build()
    assert found.value.broken == (f"7 by country, 8 received (parts.whole; cells: received {PERIOD}; cases: {case})",)
    assert (ReportEdition.objects.count(), LedgerRow.objects.count()) == (0, 0)


def test_arrivals_add_up_before_a_report_is_built(house: ReportHouse) -> None:
    case = house.counted()
    arrived = reports.arrivals_in(house.desk, PERIOD)
    assert (arrived.total, dict(arrived.by_what)) == (1, {"new_case": 1})
    if connection.vendor != "sqlite":
        pytest.skip("a writer without constraints is tried on SQLite; what is checked is the same")
    stray = {"channel": "mail", "received_on": NOW, "received_at": NOW, "says": "new_case"}
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        try:
            Arrival.objects.create(id="a-stray", **stray)
        finally:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")
    with pytest.raises(ContradictionError, match="arrival a-stray belongs to a case, and there is none"):
        house.build()
    Arrival.objects.all().delete()
    with pytest.raises(ForgedRowError, match=rf"case {case}: its rows \(arrivals\)"):
        house.build()


def test_arrivals_of_other_periods_and_practice_are_not_of_this_one(house: ReportHouse) -> None:
    house.arrive(SHUTDOWN, practice=True)
    house.later(days=365)
    house.arrive(SHUTDOWN)
    assert reports.arrivals_in(house.desk, PERIOD).total == 0
    assert reports.arrivals_in(house.desk, "2027").total == 1


def test_a_second_edition_shows_what_it_changed(house: ReportHouse) -> None:
    house.counted()
    house.issued()
    house.later(days=3)
    house.counted()
    draft = house.build()
    assert draft.edition.number == 2
    assert Revision(Cell(RECEIVED, 1), Cell(RECEIVED, 2), 1) in draft.edition.revisions
    against, changed = reports.compared(house.desk, draft.edition)
    assert against == f"{PERIOD}, edition 1"
    assert next(one for one in changed if one.place == RECEIVED).why is Changed.COUNTED
    assert reports.compared(house.desk, draft.edition, 1)[0] == against
    assert reports.compared(house.desk, draft.edition, 7) == ("", ())
    house.signs("aster")
    house.signs("cedar")
    assert isinstance(house.publishes(), Done)
    assert [one.number for one in reports.published(house.desk)] == [1, 2]  # the first stays readable


def test_a_first_edition_is_held_against_the_period_before(house: ReportHouse) -> None:
    house.counted()
    house.later(days=200)
    assert house.build(running=False).edition.gaps[0].missing is not Missing.RUNNING, "it is over"
    house.counted()
    house.counted()
    draft = house.build("2026-H2")
    against, changed = reports.compared(house.desk, draft.edition)
    moved = Place("received", "2026-H2")
    assert against == "2026-H1"
    assert next(one for one in changed if one.place == moved).was == Cell(moved, 1)
    assert reports.compared(house.desk, house.build("2026-H2", back=0).edition) == ("", ())


def test_a_draft_that_another_edition_overtook_is_not_published(house: ReportHouse) -> None:
    house.counted()
    house.issued("2026")
    house.counted()
    house.build("2026-H1")
    house.signs("aster")
    house.signs("birch")
    house.issued("2026")
    assert denied(house.publishes()) == "report.changed"


def test_a_draft_is_dropped_and_a_published_edition_is_not(house: ReportHouse) -> None:
    house.counted()
    house.build()
    house.signs("aster")
    assert isinstance(reports.drop(house.desk, PERIOD), Done)
    assert (ReportEdition.objects.count(), ReportSignature.objects.count()) == (0, 0)
    assert denied(reports.drop(house.desk, PERIOD)) == "report.no-such-edition"
    house.later(minutes=1)
    house.issued()
    assert denied(reports.drop(house.desk, PERIOD)) == "report.no-such-edition"


def test_steps_are_told(house: ReportHouse) -> None:
    told: list[str] = []
    reports.build(house.desk, PROVIDER, reports.Wanted(PERIOD, running=True), told.append)
    assert told == ["facts", "cells", "identities", "withheld"]


def test_the_slower_of_two_is_told_so_and_writes_nothing(house: ReportHouse, monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(*_: Any, **__: Any) -> Any:
        raise codec.RevisionMovedError

    house.counted()
    with monkeypatch.context() as patch:
        patch.setattr(codec, "append", lost)
        built = reports.build(house.desk, PROVIDER, reports.Wanted(PERIOD, running=True))
        assert built.rule == "case.revision-moved"
    assert not ReportEdition.objects.exists()
    house.build()
    with monkeypatch.context() as patch:
        patch.setattr(codec, "append", lost)
        assert denied(reports.drop(house.desk, PERIOD)) == "case.revision-moved"
    house.signs("aster")
    house.signs("birch")
    with monkeypatch.context() as patch:
        patch.setattr(ledgers, "enter", lost)
        assert denied(house.publishes()) == "case.revision-moved"
    assert isinstance(house.publishes("aster"), Done)
    assert editions.row_of(PERIOD, 1) == ReportEdition.objects.get()
    assert editions.row_of(PERIOD, 2) is None


# --- a writer of rows -------------------------------------------------------------------------------------------------


def other_numbers(row: ReportEdition, **changes: Any) -> dict[str, Any]:
    data = stored.encode(replace(stored.decode(bytes(row.bytes)), cells=(Cell(RECEIVED, 99),), **changes))
    return {"bytes": data, "hash": stored.hash_of(data)}


def add_edition(row: ReportEdition) -> None:
    more: dict[str, Any] = {"state": "published", "published_on": NOW.date(), "statement": row.statement}
    ReportEdition.objects.create(period=PERIOD, number=2, made_on=row.made_on, **more, **other_numbers(row, number=2))


def hide(row: ReportEdition) -> None:
    for rows in (row.corrections, row.signatures, ReportEdition.objects):
        rows.all().delete()


def edition(**changes: Any) -> Callable[[ReportEdition], object]:
    return lambda _: ReportEdition.objects.update(**changes)


def first_statement(act: str) -> str:
    found = Statement.objects.filter(act=act).first()
    assert found is not None
    return found.hash


WRITES: dict[str, Callable[[ReportEdition], object]] = {
    "other bytes": lambda row: ReportEdition.objects.update(bytes=other_numbers(row)["bytes"]),
    "other bytes and their hash": lambda row: ReportEdition.objects.update(**other_numbers(row)),
    "bytes of no edition": edition(bytes=b"{}"),
    "another day": edition(made_on=NOW.date() - datetime.timedelta(days=9)),
    "taken back": edition(state="draft", published_on=None),
    "published by a signature": lambda _: ReportEdition.objects.update(statement=first_statement("report.sign")),
    "one edition more": add_edition,
    "hidden": hide,
    "signed twice by one": lambda row: row.signatures.update(statement=first_statement("report.sign")),
    "another name": lambda row: row.signatures.update(name="Somebody Else"),
    "one signature less": lambda row: row.signatures.order_by("pk").reverse()[0].delete(),
    "one correction more": lambda row: ReportCorrection.objects.create(
        edition=row, says="All is well.", person="birch", statement=row.statement
    ),
    "another correction": lambda row: row.corrections.update(says="All is well."),
    "no correction": lambda row: row.corrections.all().delete(),
}


def test_whoever_writes_rows_publishes_no_edition(house: ReportHouse, unguarded: None) -> None:
    house.counted()
    house.issued()
    house.corrects("One letter was missing.")
    assert len(reports.published(house.desk)) == 1
    for name, change in WRITES.items():
        with transaction.atomic():
            change(ReportEdition.objects.get())
            try:
                reports.published(house.desk)
            except ForgedRowError:
                transaction.set_rollback(True)
            else:
                pytest.fail(name)
    assert len(reports.published(house.desk)) == 1


def test_a_forged_signature_under_a_draft_is_noticed(house: ReportHouse) -> None:
    house.counted()
    house.build()
    ReportSignature.objects.create(edition=ReportEdition.objects.get(), person="birch", statement="0" * 64)
    with pytest.raises(ForgedRowError, match="birch"):
        reports.drafts(house.desk)


def test_guards_keep_what_was_read(house: ReportHouse) -> None:
    house.counted()
    house.issued()
    house.corrects("One letter was missing.")
    for table, field, value in (
        (ReportEdition, "made_on", NOW.date()),
        (ReportSignature, "person", "dan"),
        (ReportCorrection, "person", "dan"),
        (LedgerRow, "said_on", NOW.date()),
    ):
        rows = table.objects.all()
        for write_over in (partial(rows.update, **{field: value}), partial(rows._raw_delete, "default")):  # noqa: SLF001
            with pytest.raises(IntegrityError, match=guards.MARK), transaction.atomic():
                write_over()


# --- the ledger -------------------------------------------------------------------------------------------------------


def site(value: int) -> Ledger:
    return Ledger(numbers=of_cells((Cell(RECEIVED, value),), Surface.SITE, NOW.date()))


def keep(house: ReportHouse, surface: Surface, said: Ledger) -> bool:
    return ledgers.enter(house.desk, ledgers.prepare(surface, said))


def test_the_ledger_keeps_what_became_new(house: ReportHouse) -> None:
    house.counted()
    house.issued()
    (row,) = ledgers.kept()
    assert row.surface == Surface.REPORT
    for value, new in ((1, True), (1, False), (2, True), (1, True)):
        assert keep(house, Surface.SITE, site(value)) is new
    assert len(ledgers.kept()) == 4
    known = ledgers.published()
    assert [one.cell.value for one in known.numbers if one.surface is Surface.SITE] == [1, 2, 1]
    assert [(fact.letter, fact.admissible) for fact in known.stood] == [(house.cases[0], True)]
    assert ledgers.releases() == 1


def test_the_site_enters_what_it_says_before_it_is_written(house: ReportHouse) -> None:
    case = house.counted()
    house.publish(case)
    publication.tell(house.desk, house.snapshot())
    known = ledgers.published()
    assert [row.country for row in known.rows] == ["PK"]
    assert {one.surface for one in known.numbers} == {Surface.SITE}
    publication.tell(house.desk, house.snapshot())
    assert len(ledgers.kept()) == 1  # the same again is nothing new
    house.later(days=1)
    house.counted()
    publication.tell(house.desk, house.snapshot())
    assert len(ledgers.kept()) == 2


def test_an_entry_that_another_overtook_is_reckoned_again(house: ReportHouse) -> None:
    entry = ledgers.prepare(Surface.SITE, site(1))
    keep(house, Surface.SITE, site(2))
    with pytest.raises(codec.RevisionMovedError):
        ledgers.enter(house.desk, entry)


@pytest.mark.parametrize("wins", [2, 9])
def test_telling_tries_again_when_another_was_faster(
    house: ReportHouse, monkeypatch: pytest.MonkeyPatch, wins: int
) -> None:
    house.counted()
    enter, tries = ledgers.enter, []

    def slow(*args: Any) -> bool:
        tries.append(args)
        if len(tries) < wins:
            raise codec.RevisionMovedError
        return enter(*args)

    monkeypatch.setattr(ledgers, "enter", slow)
    if wins > publication.RACES:
        with pytest.raises(LostRaceError):
            publication.tell(house.desk, house.snapshot())
    else:
        publication.tell(house.desk, house.snapshot())
        assert (len(tries), len(ledgers.kept())) == (2, 1)


def test_a_ledger_that_was_written_is_noticed(house: ReportHouse, unguarded: None) -> None:
    keep(house, Surface.SITE, site(1))
    keep(house, Surface.SITE, site(2))
    first = LedgerRow.objects.filter(pk=LedgerRow.objects.earliest("pk").pk)
    for number, change in enumerate(
        (
            lambda: first.update(bytes=b"[3]"),
            first.delete,
            lambda: LedgerRow.objects.create(surface="site", said_on=NOW.date(), hash="0" * 64, bytes=b"[]"),
            lambda: LedgerRow.objects.update(said_on=NOW.date() - datetime.timedelta(days=1)),
            lambda: first.update(hash="0" * 64),
        )
    ):
        with taken_back():
            change()
            for reads in (ledgers.kept, house.build):
                try:
                    reads()
                except ForgedRowError:
                    continue
                pytest.fail(f"write {number}, {reads}")


def test_a_ledger_row_that_no_desk_wrote_is_noticed(house: ReportHouse) -> None:
    with write():
        data = b"rubbish"
        hash_ = hashlib.sha256(data).hexdigest()
        LedgerRow.objects.create(surface="site", said_on=NOW.date(), hash=hash_, bytes=data)
        append_to_desk(house.desk, SitePublished(hash_, "site"))
    with pytest.raises(ForgedRowError, match="damaged"):
        ledgers.published()


def test_a_case_that_was_sealed_after_the_draft_stops_its_publication(house: ReportHouse) -> None:
    case = house.counted()
    house.build()
    house.signs("aster")
    house.signs("birch")
    house.silence(case)
    assert denied(house.publishes()) == "report.changed"
    rebuilt = house.build()
    assert (rebuilt.edition.at(RECEIVED), rebuilt.signed) == (None, ())


def test_what_was_published_meanwhile_stops_a_publication(house: ReportHouse) -> None:
    house.counted()
    house.build()
    house.signs("aster")
    house.signs("birch")
    keep(house, Surface.SITE, site(7))  # the live numbers are no release that is reckoned against
    keep(house, Surface.LAW, Ledger(numbers=of_cells((Cell(RECEIVED, 1),), Surface.LAW, NOW.date())))
    assert denied(house.publishes()) == "report.changed"
    again = house.build()
    assert [one.person for one in again.signed] == ["aster", "birch"]  # the same bytes
    assert isinstance(house.publishes(), Done)


def test_items_of_a_draft_are_those_that_it_was_built_from(house: ReportHouse) -> None:
    house.counted()
    house.build()
    house.signs("aster")
    house.signs("birch")
    ReportEdition.objects.update(stood=b"")
    with pytest.raises(ForgedRowError, match=f"editions {PERIOD} 1"):
        house.publishes()


def test_a_period_with_a_sealed_case_alone_is_not_named(house: ReportHouse) -> None:
    house.counted(SHUTDOWN, "count")  # counted, and never admitted
    house.later(days=200)
    house.counted()
    edition = house.build("2026-H2").edition
    assert edition.before == ()
    assert {one.place.period for one in edition.cells} == {"2026-H2"}


def test_a_sealed_case_changes_only_the_total_of_its_year(house: ReportHouse) -> None:
    house.counted()
    without = house.build("2026-H1").hash
    house.counted(SHUTDOWN, "count")
    assert house.build("2026-H1").hash == without
    house.later(days=365)
    year = house.build("2026").edition
    assert year.at(Place("received", "2026")) == Cell(Place("received", "2026"), 2)
    assert year.at(Place("counted_only", "2026")) == Cell(Place("counted_only", "2026"), 1)
    assert year.at(RECEIVED) == Cell(RECEIVED, 1)


def test_a_publishers_own_form_is_counted_on_request(house: ReportHouse) -> None:
    house.counted()
    plain = {one.place.metric for one in house.build().edition.cells}
    github = {one.place.metric for one in house.build(forms=("github",)).edition.cells}
    assert any(one.startswith("github_") for one in github - plain)
    assert not any(one.startswith("github_") for one in plain)


def test_bands_of_national_security_stand_where_the_house_tells_them(house: ReportHouse) -> None:
    house.counted()
    house.desk = replace(house.desk, house=replace(house.desk.house, us_1874=2))
    assert house.build("2026-H1").edition.security == ()  # its day has not come
    house.later(days=300)
    assert house.build("2026").edition.security == ()  # structure 2 is told by the half
    found = house.build("2026-H1").edition.security
    assert {(one.structure, one.low) for one in found} == {(2, 0)}


def test_a_late_duty_is_told_only_as_its_cell_tells_it(house: ReportHouse) -> None:
    house.counted()
    edition = house.build().edition
    late = edition.at(Place("late", PERIOD))
    assert late == Cell(Place("late", PERIOD), 0, why=Why.EXACT)
    assert Gap(Missing.LATE, {"late": 0}) in edition.gaps
