"""Covering and drawing anew: what a document hid, and what was covered, is in no byte of what is published."""

import io

import pytest
from PIL import Image, ImageDraw

from dueprocess.adapters import drawing
from dueprocess.adapters.documents import File
from dueprocess.client import redaction
from dueprocess.formats import page_images, public_copy
from dueprocess.formats.public_copy import HEIGHT, STRIDE
from dueprocess.formats.refusal import DeniedError
from pdf_samples import HIDDEN, hiding


def pages(data: bytes, name: str = "letter.pdf") -> list[redaction.Page]:
    _, found = page_images.unpack(drawing.draw([File(name, data)], clock=float))
    return [redaction.page(one.picture) for one in found]


def drawn(data: bytes, show: str = "1:1") -> bytes:
    """What would be published of it, but for the salt."""
    found = pages(data)
    shows = redaction.shows(found, [show], [])
    return public_copy.unpack(redaction.made("demand", "en", pictures=list(map(redaction.burnt, found, shows)))).pages[
        0
    ]


def test_what_a_file_hides_and_what_is_covered_is_in_no_byte() -> None:
    data = hiding()
    assert all(one.encode() in data for one in HIDDEN), "the file is as bad as it says"
    (page,) = pages(data)
    assert len(page.lines) == 2, "nothing that cannot be seen is drawn"
    picture = drawn(data)
    opened = public_copy.points(picture)
    for word in (*HIDDEN, "letter.pdf", "SHOWN", "2026"):
        assert word.encode() not in picture + opened
    # The strongest form: of another word under the cover every byte is the same.
    assert drawn(hiding("EHLT1HELLO7")) == picture
    assert drawn(hiding("EHLT1HELLO7"), "1:all") != drawn(data, "1:all")
    top, below = page.lines[1]
    bar = opened[STRIDE * top : STRIDE * (top + 1)]
    assert opened[STRIDE * top : STRIDE * below] == bar * (below - top)
    top, below = page.lines[0]
    assert opened[STRIDE * top : STRIDE * below] == b"".join(page.rows[top:below])
    assert {opened[at] for at in range(STRIDE * page.lines[1][1], STRIDE * HEIGHT)} == {0xFF}


def photographed(canary: str, *, colour: str) -> bytes:
    image = Image.new("RGB", (1000, 1400), "white")
    draw = ImageDraw.Draw(image)
    draw.text((100, 100), "SHOWN", fill="black", font_size=40)
    draw.text((100, 300), canary, fill=colour, font_size=40)
    for at in range(0, 1000, 40):
        draw.point((at, 600), fill=(255, 255, 120))  # dots by which printers say who printed, and when
    exif = Image.Exif()
    exif[0x010E], exif[0x013B] = canary, canary
    out = io.BytesIO()
    image.save(out, "JPEG", quality=95, exif=exif, comment=canary.encode())
    return out.getvalue()


def test_a_photograph_leaves_its_metadata_and_what_is_too_light_to_see_behind() -> None:
    data = photographed("CANARYEXIF", colour="#ffffd0")
    assert data.count(b"CANARYEXIF") == 3
    found = pages(data, "scan.jpg")
    assert [len(one.lines) for one in found] == [1], "neither light words nor the dots of a printer"
    picture = redaction.burnt(found[0], redaction.Show(frozenset({1})))
    assert b"CANARYEXIF" not in picture + public_copy.points(picture)
    plain = pages(photographed("OTHERWORDS", colour="#ffffd0"), "x.jpg")[0]
    assert plain.rows == found[0].rows


def test_boxes_cover_what_stands_in_a_shown_line() -> None:
    (page,) = pages(hiding())
    top, below = page.lines[0]
    (show,) = redaction.shows([page], ["1:1"], [f"1:0,0,1120,{below}"])
    assert set(public_copy.points(redaction.burnt(page, show))[STRIDE * top : STRIDE * below]) == {0}
    for lines, boxes in (["1:x"], []), (["2:1"], []), (["1"], []), ([], ["1:1,2,3"]), ([], ["1:1,2,3,x"]):
        with pytest.raises(DeniedError):
            redaction.shows([page], lines, boxes)


@pytest.mark.parametrize(
    "data", [b"", b"\x89PNG\r\n\x1a\n", photographed("x", colour="red"), public_copy.picture(b"\xff" * STRIDE * HEIGHT)]
)
def test_no_other_picture_is_taken(data: bytes) -> None:
    with pytest.raises(DeniedError):
        redaction.page(data)


def test_a_large_page_and_a_coloured_one_fit() -> None:
    wide, high = 2400, 3000
    points = bytes((250, 250, 250)) * (wide * high - wide * 100) + bytes((0, 0, 200)) * wide * 100
    page = redaction.page(drawing.png(wide, high, points))
    assert len(page.lines) == 1
    assert len(page.rows) == HEIGHT


LETTER = """Landespolizei Nord
Herr Kommissar Max Mustermann, Tel. 030/1234-567
Az.: 12 Js 345/26
17. November 2026, by 03.12.2026 or December 4, 2026; under the Act of 2010

We ask for the data of alice@example.org and 203.0.113.9, see https://x.example/p,
of Alice\u200b
Wonder   under section 100j StPO.

Yours sincerely,
Erika Musterfrau
Chief Inspector
"""


def test_text_is_covered_by_what_was_read_and_by_what_looks_like_it() -> None:
    lines = redaction.cover_text(LETTER, {"targets": ["alice wonder"], "spans": {}, "items": [{"targets": ["x"]}]})
    assert lines == (
        "Landespolizei Nord",
        "Herr [[name]], Tel. [[phone]]",
        "Az.: [[number]]",
        "[[date]], by [[date]] or [[date]]; under the Act of 2010",
        "",
        "We ask for the data of [[contact]] and [[target]], see [[contact]]",
        "of [[target]] under section 100j StPO.",
        "",
        "Yours sincerely,",
        "[[signature]]",
        "",
    )
    again = redaction.cover_text("\n".join(lines), {})
    assert again == lines, "what is covered stays so"
    assert not redaction.uncovered(lines)
    data = redaction.made("demand", "en", lines)
    for word in ("Mustermann", "Musterfrau", "1234", "345/26", "alice", "Wonder", "203.0"):
        assert word.encode() not in data


def test_words_that_need_no_cover_are_left_where_somebody_says_so() -> None:
    assert redaction.cover_text("under Ref. 100j StPO", {}) == ("under Ref. [[number]]",)
    assert redaction.cover_text("under Ref. 100j StPO", {}, ["100j StPO"]) == ("under Ref. 100j StPO",)
    assert redaction.uncovered(("Mr Max Mustermann", "and [[name]]")) == ["Mr [[name]]"]


def test_marks_are_found_in_the_text_by_their_places() -> None:
    text = "For the office: Erika Musterfrau"
    assert redaction.cover_text(text, {"spans": {"named_official": [[16, 32]]}}) == ("For the office: [[name]]",)


def test_a_preview_shows_the_very_bytes_and_their_code_and_no_script_of_a_hiding() -> None:
    data = redaction.made("demand", "en", ["<script>alert(1)</script> [[name]]"])
    shown = redaction.preview(data)
    assert "<script>" not in shown
    assert "<b>name</b>" in shown
    assert redaction.code_of(data) in shown
    other = redaction.made("demand", "en", ["<script>alert(1)</script> [[name]]"])
    assert redaction.code_of(other) != redaction.code_of(data), "salted"
    (page,) = pages(hiding())
    picture = redaction.made("demand", "en", pictures=[redaction.burnt(page, redaction.Show())])
    assert "2 lines" in redaction.preview(picture, [page])
