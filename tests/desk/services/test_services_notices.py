"""Pages of persons: put only when we may tell, opened by their code alone, withdrawn, gone on their day, no link."""

import datetime
import itertools
from dataclasses import replace

import pytest
from django.db import connection

from desk_samples import SHUTDOWN, Place, chains_hold, denied
from dueprocess.adapters import crypto
from dueprocess.desk.data.models import PersonPage as Row
from dueprocess.desk.data.models import Production, Sealed, Statement
from dueprocess.desk.services import notices, page_locks
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.result import Done
from dueprocess.formats import person_page
from dueprocess.formats.canonical import encode
from dueprocess.formats.person_page import Part, PersonPage, Sheet
from dueprocess.formats.statement import Act

CODE = bytes(range(16))
SECRET = "5" * 32
"""In the sealed note that names the page."""
WORD = "Quirin-Zobel"
PAGE = PersonPage("2026-09-30", practice=False, sheets=(Sheet("en", "A message", (Part("What", (WORD,)),)),))


@pytest.fixture
def case(place: Place) -> str:
    """A case whose person may be told: decided by two, the gate answered."""
    made = place.arrive(SHUTDOWN)
    assert isinstance(place.confirm(made), Done)
    assert isinstance(place.propose(made, "refuse", ground="policy.shutdown"), Done)
    assert isinstance(place.approve(made), Done)
    return made


def told(place: Place, case: str, *, read: bool = True) -> None:
    assert isinstance(place.gate(case, "tell"), Done)
    if read and place.state(case).items[0].outcome:
        planned(place, case)


def test_a_page_that_no_second_person_read_is_not_put(place: Place, case: str) -> None:
    told(place, case, read=False)
    assert denied(put(place, case)) == "case.four-eyes"
    assert not Row.objects.exists()
    planned(place, case)
    assert isinstance(put(place, case), Done)


def planned(place: Place, case: str) -> None:
    """aster wrote the page of T1, and birch read it."""
    if any(one.read_by for one in place.state(case).items[0].pages):
        return
    says = {"item": 1, "handle": "T1", "role": "target", "to": "themselves", "risk": "sole", "shown": "no"}
    assert isinstance(place.do("aster", Act.NOTICE_PLAN, case, says | {"tried": "none", "mark": "6" * 64}), Done)
    (plan,) = place.state(case).items[0].pages
    read = {"item": 1, "plan": plan.statement, "says": "agreed"}
    assert isinstance(place.do("birch", Act.NOTICE_READ, case, read), Done)


def put(place: Place, case: str, item: int = 1, by: str = "aster", locked: page_locks.Locked | None = None) -> object:
    sealed = place.sealed()
    note = place.note(by, Act.NOTE_ADD, case, {"sealed": sealed.id})
    locked = locked or page_locks.lock(CODE, PAGE)
    return notices.put(place.desk, note, [sealed], item, locked, page_locks.bound(case, locked.id, SECRET))


def test_a_page_is_put_when_we_may_tell_and_opens_by_its_code(place: Place, case: str) -> None:
    told(place, case)
    before = Sealed.objects.count()
    done = put(place, case)
    assert isinstance(done, Done), done
    assert done.events == ("case:note:added",)
    assert Sealed.objects.count() == before + 1
    found = notices.open_page(CODE, place.desk.today)
    assert found.page == PAGE
    assert WORD not in repr(found)
    assert chains_hold()


def test_what_the_row_says(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    row = Row.objects.get()
    assert {field.name for field in Row._meta.get_fields()} == {"id", "until", "bytes", "bound"}  # noqa: SLF001
    assert len(row.bytes) == len(notices._NOTHING)  # noqa: SLF001
    assert row.id not in CODE.hex()
    assert row.id == crypto.page_key(CODE).id
    assert WORD.encode() not in bytes(row.bytes)


def test_nobody_is_told_before_somebody_answered(place: Place, case: str) -> None:
    assert denied(put(place, case)) == "gate.closed"
    told(place, case)
    place.silence(case)
    assert denied(put(place, case)) == "gate.closed"
    assert not Row.objects.exists()
    assert chains_hold()


def test_nobody_is_told_before_it_is_decided(place: Place) -> None:
    case = place.arrive(SHUTDOWN)
    told(place, case)
    assert denied(put(place, case)) == "case.wrong-state"
    assert denied(put(place, case, item=9)) == "case.no-such-item"
    assert not Row.objects.exists()


def test_an_employee_may_leave_a_note_and_tell_nobody(place: Place, case: str) -> None:
    told(place, case)
    assert denied(put(place, case, by="dan")) == "access.role"
    assert not Row.objects.exists()


def test_a_refused_note_leaves_no_page(place: Place, case: str) -> None:
    told(place, case)
    note = place.note("aster", Act.NOTE_ADD, case, {"sealed": place.sealed().id})
    assert denied(notices.put(place.desk, note, [], 1, page_locks.lock(CODE, PAGE), "0" * 64)) == "case.same"
    assert not Row.objects.exists()


def test_a_wrong_code_and_a_page_that_is_over_open_nothing(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    assert notices.open_page(bytes(16), place.desk.today) is None
    assert notices.open_page(CODE, datetime.date(2026, 9, 30)) is not None
    assert notices.open_page(CODE, datetime.date(2026, 10, 1)) is None


def test_known_and_unknown_codes_cost_the_same(place: Place, case: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told(place, case)
    put(place, case)
    stretch, unlock = crypto.page_key, crypto.unlock_page
    work: list[object] = []
    monkeypatch.setattr(crypto, "page_key", lambda code: (work.append("stretch"), stretch(code))[1])
    monkeypatch.setattr(crypto, "unlock_page", lambda key, data: (work.append(len(data)), unlock(key, data))[1])
    assert notices.open_page(CODE, place.desk.today) is not None
    known, work[:] = list(work), []
    assert notices.open_page(bytes(16), place.desk.today) is None
    assert known == work == ["stretch", len(notices._NOTHING)]  # noqa: SLF001


def test_bytes_that_somebody_changed_open_nothing(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    other = page_locks.lock(b"x" * 16, PAGE)
    Row.objects.update(bytes=other.bytes)  # a page under another's id
    assert notices.open_page(CODE, place.desk.today) is None
    Row.objects.update(bytes=b"short")
    assert notices.open_page(CODE, place.desk.today) is None
    key = crypto.page_key(CODE)
    Row.objects.update(bytes=crypto.lock_page(key, b"no page"))
    assert notices.open_page(CODE, place.desk.today) is None


def test_used_is_shown_to_the_next_reader_and_stands_nowhere_in_clear(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    first = notices.open_page(CODE, place.desk.today)
    assert first is not None
    before = bytes(Row.objects.get().bytes)
    assert notices.mark_opened(first)
    assert len(Row.objects.get().bytes) == len(before)
    again = notices.open_page(CODE, place.desk.today)
    assert again.page == replace(PAGE, opened=True, left=2)


def test_a_code_opens_three_times_and_the_second_step_of_the_last_still_works(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    seen = []
    while (found := notices.open_page(CODE, place.desk.today)) is not None:
        seen.append((found.page.opened, found.page.left))
        assert notices.mark_opened(found)
    assert seen == [(False, 3), (True, 2), (True, 1)]
    assert notices.open_page(CODE, place.desk.today, again=True).page.sheets == PAGE.sheets
    assert notices.open_page(bytes(16), place.desk.today, again=True) is None
    assert Row.objects.count() == 1  # that it is used up, no row says


def test_of_two_who_open_at_a_time_each_counts(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    one, other = (notices.open_page(CODE, place.desk.today) for _ in range(2))
    assert notices.mark_opened(one)
    assert notices.mark_opened(other)
    assert notices.open_page(CODE, place.desk.today).page.left == 1


def test_a_page_of_the_old_form_opens_as_often_as_its_letter_said(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    plain = {
        "opened": ["2026-03-02"],
        "practice": False,
        "sheets": [{"language": "en", "parts": [{"folded": False, "heading": "h", "lines": ["l"]}], "title": "t"}],
        "until": "2026-09-30",
    }
    inside = encode(plain)
    data = (b"DPN1" + len(inside).to_bytes(4, "big") + inside).ljust(person_page.SIZE, b"\0")
    Row.objects.update(bytes=crypto.lock_page(crypto.page_key(CODE), data))
    for _ in range(5):
        found = notices.open_page(CODE, place.desk.today)
        assert found.page.opened
        assert found.page.left == person_page.OFTEN
        notices.mark_opened(found)


def withdraw(place: Place, case: str, word: str = SECRET, by: str = "aster", page: str = "") -> object:
    sealed = place.sealed()
    note = place.note(by, Act.NOTE_ADD, case, {"sealed": sealed.id})
    named = notices.Named(page or crypto.page_key(CODE).id, word)
    return notices.withdraw(place.desk, note, [sealed], [named])


def test_withdrawing_takes_the_page_and_leaves_a_note(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    assert isinstance(withdraw(place, case), Done)
    assert not Row.objects.exists()
    assert notices.open_page(CODE, place.desk.today) is None
    assert isinstance(withdraw(place, case), Done)  # of one that is gone nothing is left to take


def test_a_page_is_taken_away_by_its_own_case_alone(place: Place, case: str) -> None:
    """Whoever may tell knows an id, of the table or of a case that they once read: that is no way to other's pages."""
    told(place, case)
    put(place, case)
    other = place.arrive(SHUTDOWN)
    before = chain_of(other), chain_of(case)
    for where, word in ((other, SECRET), (case, "6" * 32), (case, "")):
        assert denied(withdraw(place, where, word)) == "notice.wrong"
    with pytest.raises(notices.NotTold):  # whoever has a case of theirs forgotten names no page of another either
        notices.destroy([other], [notices.Named(crypto.page_key(CODE).id, SECRET)])
    assert Row.objects.exists()
    assert (chain_of(other), chain_of(case)) == before  # nothing half-way: no note says that it was taken


def chain_of(case: str) -> int:
    return Statement.objects.filter(case=case).count()


def test_a_case_that_goes_into_another_takes_its_pages_along(place: Place) -> None:
    """The sealed note that names them goes along, and whoever reads it there takes them away."""
    old, new = place.arrive(SHUTDOWN), place.arrive(SHUTDOWN)
    locked = page_locks.lock(CODE, PAGE)
    tied = page_locks.bound(old, locked.id, SECRET)
    Row.objects.create(id=locked.id, until=locked.until, bytes=locked.bytes, bound=tied)
    assert denied(withdraw(place, new)) == "notice.wrong"
    place.do("aster", Act.CASE_MERGE, old, {"into": new})
    assert isinstance(withdraw(place, new), Done)
    assert not Row.objects.exists()


def test_pages_go_on_their_day_with_the_beat(place: Place, case: str) -> None:
    told(place, case)
    put(place, case)
    beat(place.desk)
    assert Row.objects.count() == 1
    beat(replace(place.desk, now=datetime.datetime(2026, 10, 1, 9, tzinfo=datetime.UTC)))
    assert not Row.objects.exists()
    assert notices.destroy([case], []) == 0


def beneath(table: str) -> list[tuple[str, str]]:
    """Rows as the database's own file shows them: in their order, each with the transaction that wrote it (or none)."""
    place, mark = ("ctid", "xmin::text") if connection.vendor == "postgresql" else ("rowid", "''")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {mark} FROM {table} ORDER BY {place}")  # noqa: S608 - names of this test
        return [(str(one), str(mark)) for one, mark in cursor.fetchall()]


@pytest.mark.django_db(transaction=True)
def test_beneath_the_columns_nothing_says_whose_a_page_is_nor_that_it_was_opened(place: Place, case: str) -> None:
    told(place, case)
    codes = [bytes([number]) * 16 for number in range(6)]
    for code in codes:
        assert isinstance(put(place, case, locked=page_locks.lock(code, PAGE)), Done)
    assert [one for one, _ in beneath("data_personpage")] == sorted(crypto.page_key(code).id for code in codes)
    opened = notices.open_page(codes[3], place.desk.today)
    assert opened is not None
    assert notices.mark_opened(opened)
    if connection.vendor == "postgresql":  # what a thief of the database reads before
        # The page that was opened has a number of its own until the hour; all that were put have one, of no event's.
        marks = {one: int(mark) for one, mark in beneath("data_personpage")}
        assert len(set(marks.values())) == 2
        assert max(marks, key=lambda one: marks[one]) == crypto.page_key(codes[3]).id
        assert not set(marks.values()) & {int(mark) for _, mark in beneath("data_event")}
    before = {row.pk: (row.until, bytes(row.bytes)) for row in Row.objects.all()}
    assert notices.rewrite() == 6
    assert {row.pk: (row.until, bytes(row.bytes)) for row in Row.objects.all()} == before
    after = beneath("data_personpage")
    # PostgreSQL may put the last ones where older versions stood: the order begins elsewhere, and stays that of names.
    order = [one for one, _ in after]
    first = order.index(min(order))
    assert order[first:] + order[:first] == sorted(before)
    assert len({mark for _, mark in after}) == 1


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_how_often_a_page_was_changed_does_not_say_how_often_one_was_opened(place: Place, case: str) -> None:
    told(place, case)
    assert isinstance(put(place, case), Done)

    def changed() -> int:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_stat_force_next_flush()")
            cursor.execute("SELECT pg_stat_clear_snapshot()")
            cursor.execute("SELECT n_tup_upd FROM pg_stat_user_tables WHERE relname = 'data_personpage'")
            return int(cursor.fetchone()[0])

    seen = [changed()]
    for _ in range(30):
        notices.rewrite()
        seen.append(changed())
    days = {later - sooner for sooner, later in itertools.pairwise(seen)}
    assert min(days) >= 1
    assert len(days) > 1  # by chance the same each time: once in 8 to the 29th


def test_many_pages_share_their_last_day() -> None:
    day = datetime.date(2026, 3, 9)
    assert page_locks.last_day(day) == datetime.date(2026, 9, 30)
    assert page_locks.last_day(day, datetime.date(2026, 3, 23)) == datetime.date(2026, 3, 31)
    for wrong in (datetime.date(2026, 3, 22), datetime.date(2027, 3, 11)):
        with pytest.raises(ValueError, match="14 to 366"):
            page_locks.last_day(day, wrong)


def test_a_day_that_no_page_has() -> None:
    day = datetime.date(2026, 3, 9)
    furthest = page_locks.last_day(day, datetime.date(2027, 3, 10))
    assert page_locks.is_last_day(day, furthest)
    for wrong in (datetime.date(2026, 9, 29), datetime.date(2026, 2, 28), datetime.date(2027, 4, 30)):
        assert not page_locks.is_last_day(day, wrong)


def test_the_day_of_a_release_is_found(place: Place, case: str) -> None:
    assert notices.released_on(case, 1) is None
    Production.objects.create(
        id="p-1",
        case_id=case,
        item=1,
        state="released",
        producer="well",
        order="0" * 64,
        k=2,
        hold_until=place.desk.now,
        released_on=place.desk.today,
    )
    assert notices.released_on(case, 1) == place.desk.today
