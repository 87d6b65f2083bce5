import os
from dataclasses import replace
from pathlib import Path

import pytest

from desk_samples import Place
from dueprocess.adapters.blobs import ROW_LIMIT, BlobError, Blobs
from dueprocess.desk.data.models import Sealed
from dueprocess.desk.services.ciphertexts import Attached, bytes_of, keep_large, row_of, sweep

SMALL = Attached("s-" + "a" * 24, "original", "case", b"small")
LARGE = Attached("s-" + "b" * 24, "original", "case", os.urandom(64) * (ROW_LIMIT // 64 + 1))


@pytest.fixture
def blobs(tmp_path: Path) -> Blobs:
    folder = tmp_path / "blobs"
    folder.mkdir(mode=0o700)
    return Blobs(folder)


def test_a_small_one_stands_in_its_row_and_a_large_one_in_a_file(quick: Place, blobs: Blobs) -> None:
    desk = replace(quick.desk, blobs=blobs)
    keep_large(desk, [SMALL, LARGE])
    rows = [row_of(desk, "c-" + "a" * 24, one) for one in (SMALL, LARGE)]
    assert [row.bytes is None for row in rows] == [False, True]
    assert blobs.ids() == [LARGE.id]
    assert [bytes_of(desk, row) for row in rows] == [SMALL.bytes, LARGE.bytes]


def test_a_file_that_is_gone_is_said_and_not_read_as_nothing(quick: Place, blobs: Blobs) -> None:
    desk = replace(quick.desk, blobs=blobs)
    with pytest.raises(BlobError):
        bytes_of(desk, row_of(desk, "c-" + "a" * 24, LARGE))


def test_without_a_folder_all_stand_in_their_rows(quick: Place) -> None:
    desk = replace(quick.desk, blobs=None)
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
