"""Pages of PDF and TIFF files as pictures: what is drawn, what is not and is said, limits; hostile files in a child."""

import base64
import itertools
import subprocess
import sys
import zlib
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pdf_samples
from dueprocess.adapters import crypto, drawing, pictures
from dueprocess.adapters.documents import File
from dueprocess.adapters.sandbox import Died, Reason, Sandbox
from dueprocess.formats import page_images
from dueprocess.formats.page_images import Why
from pdf_samples import FAXES, Points

WHITE, BLACK = (255, 255, 255), (0, 0, 0)
BAR = (0.12, 0.12)  # a place in the black bar of the faxes and of the scan's first line


def drawn(*files: bytes, **more: Any) -> tuple[tuple[page_images.File, ...], tuple[page_images.Page, ...]]:
    # The machine's own time does not count here: a busy one would draw fewer pages.
    return page_images.unpack(
        drawing.draw([File(f"{at}.pdf", one) for at, one in enumerate(files)], **{"clock": float, **more})
    )


def points(data: bytes) -> Points:
    _, (page, *_) = drawn(data)
    return Points(page.picture)


# --- what is drawn ---------------------------------------------------------------------------------------------------


def test_each_page_is_drawn_once_and_says_whether_it_holds_text() -> None:
    files, found = drawn(pdf_samples.text("Amtsgericht", "", "Seite 3"))
    assert [(one.pages, one.why) for one in files] == [(3, Why.NONE)]
    assert [(one.number, one.text) for one in found] == [(1, True), (2, False), (3, True)]
    first, empty = Points(found[0].picture), Points(found[1].picture)
    assert (first.width, first.height) == (1074, 1520)
    assert (first.is_blank(), empty.is_blank()) == (False, True)


def test_a_page_is_drawn_as_often_as_it_is_asked_for() -> None:
    fax = (FAXES / "fax-g4.tif").read_bytes()
    for whole, at in drawing.pages([File("fax.tif", fax)]):
        drawn_once = drawing.points(whole, at, 130, 3_000_000)
        assert drawing.points(whole, at, 130, 3_000_000) == drawn_once
        assert drawing.points(whole, at, 200, 3_000_000)[0] >= drawn_once[0]


def test_a_scan_is_grey_and_a_stamp_has_its_colour() -> None:
    grey, coloured = points(pdf_samples.scanned()), points(pdf_samples.scanned(colour=True))
    assert (grey.kind, grey.depth, coloured.kind, coloured.depth) == (0, 4, 3, 8)
    assert max(grey.at(0.3, 0.07)) < 40
    assert min(grey.at(0.95, 0.5)) > 230
    red, green, blue = coloured.at(0.7, 0.78)
    assert (red > 150, max(green, blue) < 60) == (True, True)
    assert not drawn(pdf_samples.scanned())[1][0].text


def test_stamps_and_what_stands_in_fields_are_seen() -> None:
    shown = points(pdf_samples.stamped())
    assert (shown.width, shown.height) == (1074, 1520)  # a size that only the list of pages holds
    assert shown.at(400 / 595, 1 - 150 / 842) == (255, 0, 0)
    assert shown.at(160 / 595, 1 - 650 / 842) == BLACK
    assert shown.at(0.5, 0.5) == WHITE


@pytest.mark.parametrize(
    ("box", "size"),
    [
        ((595, 842), (1074, 1520)),
        ((100, 141), (710, 1000)),  # a stamp's size in inches: drawn larger
        ((2480, 3508), (1456, 2060)),  # one point a 72nd of an inch: not all of them
        ((10**9, 10**9), (1732, 1732)),
        ((100_000, 1), (4000, 1)),
        ((1, 100_000), (2, 4000)),
        ((0, 0), (1000, 1000)),
    ],
)
def test_no_page_has_too_many_points_or_too_few(box: tuple[int, int], size: tuple[int, int]) -> None:
    assert drawing.size_of(*box) == size


@given(st.floats(0, 1e12), st.floats(0, 1e12))
def test_a_size_is_within_its_limits(wide: float, high: float) -> None:
    width, height = drawing.size_of(wide, high)
    assert width % 2 == 0
    assert 0 < width * height <= drawing.MAX_POINTS + 2 * drawing.MAX_SIDE
    assert max(width, height) <= drawing.MAX_SIDE


def test_a_page_that_comes_out_white_is_not_shown_in_place_of_what_is_on_it() -> None:
    files, found = drawn(pdf_samples.huge_picture())
    assert (files[0].pages, found) == (1, ())


def test_few_coloured_points_leave_a_page_grey() -> None:
    grey = bytes((9, 9, 9)) * 4000
    assert Points(drawing.png(40, 100, grey)).kind == 0
    assert Points(drawing.png(40, 100, bytes((200, 0, 0)) * 3 + grey[9:])).kind == 0
    assert Points(drawing.png(40, 100, bytes((200, 0, 0)) * 9 + grey[27:])).kind == 3


# --- limits, and what is said of them --------------------------------------------------------------------------------


def test_forty_pages_are_drawn_and_all_are_counted() -> None:
    files, found = drawn(pdf_samples.text(*["x"] * 10_000))
    assert (files[0].pages, [one.number for one in found]) == (10_000, list(range(1, 41)))


def test_a_long_annex_does_not_take_the_place_of_the_order() -> None:
    files, found = drawn(pdf_samples.text(*["x"] * 60), pdf_samples.text("order", "2"), pdf_samples.text(*["y"] * 30))
    assert [one.pages for one in files] == [60, 2, 30]
    assert [sum(one.file == at for one in found) for at in range(3)] == [19, 2, 19]


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(0, 60))
def test_pages_are_shared_out_whole(counts: list[int], most: int) -> None:
    given_ = drawing.share(counts, most)
    assert sum(given_) == min(most, sum(counts)) or sum(given_) > most - len(counts)
    assert all(0 <= one <= count for one, count in zip(given_, counts, strict=True))


def test_time_and_bytes_end_the_drawing(monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = itertools.chain([0.0, 1.0, 2.0], itertools.repeat(100.0))
    files, found = drawn(pdf_samples.text(*"abcde"), clock=lambda: next(ticks))
    assert (files[0].pages, len(found)) == (5, 2)
    monkeypatch.setattr(drawing, "MAX_BYTES", 2 * len(found[0].picture) + 100)
    assert len(drawn(pdf_samples.text(*"aaaaa"))[1]) == 2


def test_more_files_than_are_looked_at_are_said() -> None:
    files, found = drawn(*[pdf_samples.text("x")] * 60)
    assert (len(files), len(found), files[-1].why, files[0].why) == (50, 40, Why.MORE, Why.NONE)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (pdf_samples.locked(), Why.LOCKED),
        (pdf_samples.looping(), Why.DAMAGED),
        (b"%PDF-1.7 and no more", Why.DAMAGED),
        (b"II*\0 and no more", Why.UNKNOWN),
    ],
)
def test_what_cannot_be_drawn_says_why_and_the_others_are(data: bytes, why: Why) -> None:
    files, found = drawn(data, pdf_samples.text("x"))
    assert [one.why for one in files] == [why, Why.NONE]
    assert [one.file for one in found] == [1]


def test_a_damaged_page_is_missing_and_the_others_are_not() -> None:
    whole = pdf_samples.text("one", "two", "three")
    broken = whole.replace(b"6 0 obj\n<</Type/Page/Parent 2 0 R", b"6 0 obj\n<(Type/Page/Parent 2 0 R", 1)
    files, found = drawn(broken)
    assert files[0].pages == 3
    assert 2 not in [one.number for one in found]
    assert found


def test_a_name_made_to_deceive_is_cleaned() -> None:
    files, _ = page_images.unpack(drawing.draw([File("na\u202eme\x1b.pdf" + "x" * 400, pdf_samples.text("x"))]))
    assert files[0].name.startswith("na\N{REPLACEMENT CHARACTER}me\N{REPLACEMENT CHARACTER}.pdf")
    assert len(files[0].name) == page_images.MAX_NAME


# --- TIFF ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("file", sorted(FAXES.glob("*.tif")), ids=lambda one: one.stem)
def test_what_libtiff_writes_is_drawn(file: Any) -> None:
    files, found = drawn(file.read_bytes())
    assert (files[0].why, len(found)) == (Why.NONE, 2 if file.stem.startswith("fax") else 1)
    shown = Points(found[0].picture)
    sideways = file.stem == "sideways"
    assert (shown.width > shown.height) is not sideways
    assert shown.at(*((1 - BAR[1], BAR[0]) if sideways else BAR)) == BLACK
    assert shown.at(0.6, 0.5) == WHITE
    if file.stem in {"jpeg", "mapped", "lzw-predictor"}:
        red, green, blue = shown.at(0.8, 0.14)
        assert (red > 150, max(green, blue) < 60) == (True, True)


ONE = {256: (16,), 257: (2,), 258: (1,), 259: (1,), 262: (0,), 278: (2,)}  # left half black, in two rows


@pytest.mark.parametrize(
    ("tags", "strip"),
    [
        ({}, b"\xff\0" * 2),
        ({262: (1,)}, b"\0\xff" * 2),
        ({258: (8,), 262: (1,)}, (b"\0" * 8 + b"\xff" * 8) * 2),
        ({258: (8,), 262: (0,)}, (b"\xff" * 8 + b"\0" * 8) * 2),
        ({258: (8, 8, 8), 277: (3,), 262: (2,)}, (b"\0" * 24 + b"\xff" * 24) * 2),
        ({259: (8,)}, zlib.compress(b"\xff\0" * 2)),
    ],
)
@pytest.mark.parametrize("order", ["<", ">"])
def test_black_is_black_whatever_zero_means(tags: dict[int, tuple[int, ...]], strip: bytes, order: str) -> None:
    shown = points(pdf_samples.tiff(ONE | tags, strip, order=order))
    assert (shown.at(0.2, 0.5), shown.at(0.8, 0.5)) == (BLACK, WHITE)


def test_the_order_of_points_in_a_byte_may_be_turned() -> None:
    strip, turned = b"\xf0\0\xf0\0", b"\x0f\0\x0f\0"
    straight, other = (points(pdf_samples.tiff(ONE | more, one)) for more, one in (({}, strip), ({266: (2,)}, turned)))
    assert straight.rows == other.rows
    assert straight.at(0.1, 0.5) == BLACK
    assert straight.at(0.4, 0.5) == WHITE


@pytest.mark.parametrize(
    "data",
    [
        b"II*\0",
        b"II*\0\xff\xff\xff\xff",
        b"II*\0\0\0\0\0",
        pdf_samples.tiff(ONE | {259: (6,)}, b"x"),
        pdf_samples.tiff(ONE | {256: (60_001,)}, b"x"),
        pdf_samples.tiff(ONE | {257: (0,)}, b"x"),
        pdf_samples.tiff(ONE | {258: (16,)}, b"x"),
        pdf_samples.tiff(ONE | {262: (5,), 277: (4,)}, b"x"),
        pdf_samples.tiff(ONE | {277: (3,), 262: (2,), 284: (2,)}, b"x"),
        pdf_samples.tiff(ONE | {257: (900,)}, b"x"),  # the file ends before its points do
        pdf_samples.tiff(ONE | {259: (8,)}, zlib.compress(b"\xff\0" * 2)[:-6]),
        pdf_samples.tiff(ONE | {256: (50_000,), 257: (50_000,), 259: (4,)}, b"x"),  # 2,500 million points
    ],
)
def test_a_tiff_that_is_damaged_or_unknown_is_not_drawn(data: bytes) -> None:
    assert drawn(data)[1] == ()


def test_a_list_of_pages_that_comes_back_to_itself_ends() -> None:
    (file,), pages = drawn(pdf_samples.tiff(ONE, b"xyz0", after=12))
    assert (file.pages, len(pages)) == (1, 1)


def test_of_a_bomb_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import TiffImagePlugin

    monkeypatch.setattr(TiffImagePlugin.TiffImageFile, "load", lambda _: pytest.fail("decoded"))
    bomb = pictures.Frames(pdf_samples.tiff(ONE | {256: (59_000,), 257: (59_000,), 259: (8,)}, zlib.compress(bytes(9))))
    with pytest.raises(pictures.UndrawableError):
        bomb.picture(0, drawing.size_of)


def test_no_other_reader_of_pillow_is_loaded() -> None:
    code = (
        "import sys; from dueprocess.adapters import pictures, drawing\n"
        f"f = pictures.Frames(open({str(FAXES / 'jpeg.tif')!r}, 'rb').read()); f.picture(0, drawing.size_of)\n"
        "print([name for name in sys.modules if name.startswith('PIL.') and name.endswith('ImagePlugin')])"
    )
    said = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "['PIL.TiffImagePlugin']"


@given(st.binary(max_size=300))
def test_no_bytes_of_a_tiff_raise_anything_else(data: bytes) -> None:
    for head in (b"II*\0\x08\0\0\0", b"MM\0*\0\0\0\x08"):
        try:
            frames = pictures.Frames(head + data)
            frames.picture(frames.count - 1, drawing.size_of)
        except pictures.UndrawableError:
            continue


# --- in the child ----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


SECRET, RECIPIENT = crypto.new_case_key()


def asked(box: Sandbox, data: bytes, name: str = "order.pdf", **more: Any) -> Any:
    own = {"name": name, "made_at": "2026-11-24T10:00:00Z", "recipient": RECIPIENT, **more}
    return box.run("draw", own, data, seconds=25, max_answer=20 << 20)


def opened(answer: Any) -> tuple[tuple[page_images.File, ...], tuple[page_images.Page, ...]]:
    (row,) = answer["sealed"]
    header, content = crypto.unseal(base64.b64decode(row["bytes"]), [SECRET])
    assert (row["kind"], header.kind, header.media, header.name) == (
        "particulars",
        "particulars",
        page_images.MEDIA,
        "",
    )
    return page_images.unpack(content)


def test_the_child_draws_what_this_process_draws(box: Sandbox) -> None:
    for data in (pdf_samples.text("Amtsgericht"), pdf_samples.scanned(2), (FAXES / "fax-g4.tif").read_bytes()):
        inside, outside = opened(asked(box, data)), drawn(data)
        assert inside[1] == outside[1]
        assert inside[0][0].pages == outside[0][0].pages


def test_what_acts_is_drawn_and_does_nothing(box: Sandbox) -> None:
    files, (page,) = opened(asked(box, pdf_samples.acting()))
    assert (files[0].pages, page.text) == (1, True)
    assert not Points(page.picture).is_blank()
    assert b"evil" not in page.picture


@pytest.mark.parametrize("make", [pdf_samples.bomb, pdf_samples.endless])
def test_what_would_fill_the_machine_dies_in_its_child(box: Sandbox, make: Any) -> None:
    answer = asked(box, make())
    assert isinstance(answer, Died)
    assert answer.reason in {Reason.KILLED, Reason.CRASHED, Reason.TIMEOUT}
    assert len(opened(asked(box, pdf_samples.text("x")))[1]) == 1


@pytest.mark.parametrize("why", ["stopped", "timeout"])
def test_who_died_is_said_by_another_child(box: Sandbox, why: str) -> None:
    assert opened(asked(box, b"", blind=why)) == ((page_images.File("", 0, Why(why)),), ())


def test_what_has_no_pages_makes_no_object(box: Sandbox) -> None:
    assert asked(box, b"order.pdf says application/pdf", "order.txt") == {"sealed": []}
