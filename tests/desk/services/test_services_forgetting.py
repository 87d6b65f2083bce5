"""A forgotten case in the tables: every ciphertext and envelope is gone, the record stays whole."""

import datetime
import os
from dataclasses import replace
from pathlib import Path

import pytest

from desk_samples import Place, denied, whole
from dueprocess.adapters.blobs import ROW_LIMIT, BlobError, Blobs
from dueprocess.desk.data.models import Effect, Envelope, Event, Parcel, Piece, Production, Receipt, Sealed, Statement
from dueprocess.desk.services import destruction
from dueprocess.desk.services.ciphertexts import Attached, bytes_of, keep_large, row_of, sweep
from dueprocess.desk.services.result import Done
from dueprocess.formats import ids
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act


def over(place: Place, text: str = "") -> str:
    """A case that is no demand: over, with nothing owed."""
    case = place.arrive(text) if text else place.arrive()
    assert isinstance(place.classify(case, "not_a_demand"), Done)
    return case


def proposes(place: Place, case: str, by: str = "aster") -> str:
    place.do(by, Act.FORGET_PROPOSE, case, {})
    return place.state(case).forget_statement


def forget(place: Place, case: str) -> None:
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": proposes(place, case)})


def test_what_is_sealed_goes_and_the_record_stays(place: Place, tmp_path: Path) -> None:
    folder = tmp_path / "blobs"
    folder.mkdir()
    place.desk = replace(place.desk, blobs=Blobs(folder))
    case, other = over(place), place.arrive()
    place.keyed(case)
    large = Attached(ids.sealed_id(place.desk.draw()), "note", "case", b"age-encryption.org/v1\n" + bytes(2 << 20))
    place.do("aster", Act.NOTE_ADD, case, {"sealed": large.id}, [large])
    row = Production.objects.create(id="x-" + "a" * 24, case_id=case, item=1, state="released", producer="well",
                                    order="0" * 64, k=2, hold_until=place.desk.now)  # fmt: skip
    Piece.objects.create(production=row, kind="manifest", sealed="s-" + "b" * 24)
    day = place.desk.today
    receipt = Receipt.objects.create(
        lookup="0" * 64, recipient="age1", vessel_id=case, made_on=day, until=day, word_on=day
    )
    left = {"receipt": receipt, "kind": "letter", "sealed": "s-" + "c" * 24, "size": 1, "left_on": day, "until": day}
    Parcel.objects.create(id="q-" + "a" * 24, **left)
    before = Event.objects.filter(case=case).count()
    assert not destruction.left_of(place.desk, case).nothing
    assert (folder / large.id).exists()
    forget(place, case)
    assert destruction.left_of(place.desk, case).nothing
    assert list(folder.iterdir()) == []
    for model in (Envelope, Sealed):
        assert not model.objects.filter(case=case).exists()
    assert not Piece.objects.exists()
    assert not Parcel.objects.exists()
    assert Envelope.objects.filter(case=other).exists()
    assert Sealed.objects.filter(case=other).exists()
    assert Event.objects.filter(case=case).count() == before + 2
    assert destruction.forgotten() == {case: place.desk.now}
    assert Statement.objects.filter(case=case, act="forget.approve").exists()
    row.delete()  # no event made it
    whole()


def test_without_a_folder_for_files_rows_alone_are_counted(place: Place) -> None:
    case = over(place)
    left = destruction.left_of(place.desk, case)
    assert (left.envelopes, left.files) == (3, 0)
    assert left.ciphertexts > 0
    forget(place, case)
    assert destruction.left_of(place.desk, case).nothing


def test_it_is_refused_while_a_letter_waits_or_the_desk_is_frozen(place: Place) -> None:
    case = over(place)
    proposal = proposes(place, case)
    effect = Effect.objects.create(id="f-" + "a" * 24, kind="letter.mail", case=case, due_at=place.desk.now)
    says = {"proposal": proposal}
    assert denied(place.act("birch", Act.FORGET_APPROVE, case, says)) == "case.not-finished"
    Effect.objects.filter(pk=effect.pk).update(done_at=place.desk.now)
    assert denied(place.act("aster", Act.FORGET_APPROVE, case, says)) == "case.four-eyes"
    assert denied(place.act("dan", Act.FORGET_APPROVE, case, says)) == "access.role"
    assert isinstance(place.act("birch", Act.FORGET_APPROVE, case, says), Done)


def test_everything_that_went_into_the_case_belongs_to_it_and_a_split_is_named(place: Place) -> None:
    case, again, third = place.arrive(), place.arrive(), place.arrive()
    assert isinstance(place.classify(again, "duplicate", case), Done)
    assert isinstance(place.classify(third, "supplement", case), Done)
    assert set(destruction.joined(case)) == {case, again, third}
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "disclosure"}})
    done, new = place.split(case, 2)
    assert isinstance(done, Done)
    assert destruction.parted(case) == [new]
    assert destruction.parted(new) == [case]
    place.confirm(again)
    assert destruction.who_read(again) == ["aster"]


@pytest.mark.parametrize("hours", [0, 30])
def test_when_it_was_forgotten_is_when_the_second_agreed(place: Place, hours: int) -> None:
    case = over(place)
    proposal = proposes(place, case)
    place.later(hours=hours)
    place.do("birch", Act.FORGET_APPROVE, case, {"proposal": proposal})
    assert destruction.forgotten()[case] == place.desk.now.replace(tzinfo=datetime.UTC)


SMALL = Attached("s-" + "a" * 24, "original", "case", b"small")
LARGE = Attached("s-" + "b" * 24, "original", "case", os.urandom(64) * (ROW_LIMIT // 64 + 1))


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o700)
    return Blobs(folder)


def test_a_small_one_stands_in_its_row_and_a_large_one_in_a_file(place: Place, blobs: Blobs) -> None:
    desk = replace(place.desk, blobs=blobs)
    keep_large(desk, [SMALL, LARGE])
    rows = [row_of(desk, "c-" + "a" * 24, one) for one in (SMALL, LARGE)]
    assert [row.bytes is None for row in rows] == [False, True]
    assert blobs.ids() == [LARGE.id]
    assert [bytes_of(desk, row) for row in rows] == [SMALL.bytes, LARGE.bytes]


def test_a_file_that_is_gone_is_said_and_not_read_as_nothing(place: Place, blobs: Blobs) -> None:
    desk = replace(place.desk, blobs=blobs)
    with pytest.raises(BlobError):
        bytes_of(desk, row_of(desk, "c-" + "a" * 24, LARGE))


def test_without_a_folder_all_stand_in_their_rows(place: Place) -> None:
    desk = replace(place.desk, blobs=None)
    keep_large(desk, [LARGE])
    assert row_of(desk, "c-" + "a" * 24, LARGE).bytes == LARGE.bytes
    assert bytes_of(desk, Sealed(id=LARGE.id)) == b""


def test_old_files_that_no_row_names_are_swept(place: Place, blobs: Blobs) -> None:
    desk = replace(place.desk, blobs=blobs)
    orphan, kept, young = (replace(LARGE, id="s-" + letter * 24) for letter in "def")
    keep_large(desk, [orphan, kept, young])
    row_of(desk, place.arrive(), kept).save()
    for one in (orphan, kept):
        os.utime(blobs.folder / one.id, (1000, 1000))
    assert sweep(desk) == 1
    assert blobs.ids() == [kept.id, young.id]
    assert sweep(replace(desk, blobs=None)) == 0


def test_what_is_to_be_compared_with_a_case_is_not_destroyed_before_that(place: Place) -> None:
    """Else nobody could see any more that whoever split made another letter up."""
    case = place.arrive()
    place.do("aster", Act.ITEM_CHANGE, case, {"op": "add", "item": 2, "fields": {"kind": "preservation"}})
    _, new = place.split(case, 2)
    place.ends(case)
    place.do("aster", Act.CASE_CLOSE, case, {})
    refused = place.act("aster", Act.FORGET_PROPOSE, case, {})
    assert isinstance(refused, Denied)
    assert new in str(refused.says)
    place.keyed(new)
    assert isinstance(place.act("aster", Act.FORGET_PROPOSE, case, {}), Done)
