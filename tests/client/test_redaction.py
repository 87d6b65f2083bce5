"""Covering and drawing anew: what a document hid, and what was covered, is in no byte of what is published."""

import io
import re
import textwrap

import pytest
from PIL import Image, ImageDraw

from dueprocess.adapters import drawing
from dueprocess.adapters.documents import File
from dueprocess.client import redaction
from dueprocess.formats import page_images, public_copy
from dueprocess.formats.public_copy import HEIGHT, STRIDE, WIDTH, Cover
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
    (top, below), (hidden, _) = page.lines
    assert opened[STRIDE * top : STRIDE * below] == b"".join(page.rows[top:below])
    bar = opened[STRIDE * hidden : STRIDE * (hidden + 1)]
    assert opened[STRIDE * (below + 2) :] == bar * (HEIGHT - below - 2), "and not how high it is"


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


def test_what_is_perhaps_meant_is_covered_as_what_was_read_is() -> None:
    marked = redaction.marks("", {"perhaps": {"targets": ["kola_badal"]}})
    assert dict(marked) == {"kola_badal": redaction.Cover.TARGET}


def test_text_is_covered_by_what_was_read_and_by_what_looks_like_it() -> None:
    lines = redaction.cover_text(
        LETTER, redaction.marks(LETTER, {"targets": ["alice wonder"], "spans": {}, "items": [{"targets": ["x"]}]})
    )
    assert lines == (
        "Landespolizei Nord",
        "Herr [[name]], Tel. [[phone]]",
        "Az.: [[number]]",
        "[[date]], by [[date]] or [[date]]; under the Act of 2010",
        "",
        "We ask for the data of [[contact]] and [[target]], see [[contact]] of [[target]] under section 100j StPO.",
        "",
        "Yours sincerely,",
        "[[signature]]",
        "",
    )
    again = redaction.cover_text("\n".join(lines), ())
    assert again == lines, "what is covered stays so"
    assert not redaction.uncovered(lines, ())
    data = redaction.made("demand", "en", lines)
    for word in ("Mustermann", "Musterfrau", "1234", "345/26", "alice", "Wonder", "203.0"):
        assert word.encode() not in data


def test_words_that_need_no_cover_are_left_where_somebody_says_so() -> None:
    assert redaction.cover_text("under Ref. 100j StPO", ()) == ("under Ref. [[number]]",)
    assert redaction.cover_text("under Ref. 100j StPO", (), ["100j StPO"]) == ("under Ref. 100j StPO",)
    assert redaction.uncovered(("Mr Max Mustermann", "and [[name]]"), ()) == ["Mr [[name]]"]
    left = redaction.uncovered(("of alice w o n d e r", "and no more"), [("Alice Wonder", Cover.TARGET)])
    assert left == ["of [[target]]"], "who looks second is told of a name that the first one let stand"


def test_marks_are_found_in_the_text_by_their_places() -> None:
    text = "For the office: Erika Musterfrau"
    read = redaction.marks(text, {"spans": {"named_official": [[16, 32]]}})
    assert redaction.cover_text(text, read) == ("For the office: [[name]]",)


KEY = b"k" * 32


def test_a_preview_shows_the_very_bytes_and_their_code_and_no_script_of_a_hiding() -> None:
    data = redaction.made("demand", "en", ["<script>alert(1)</script> [[name]]"])
    shown = redaction.preview(data, KEY)
    assert "<script>" not in shown
    assert "<b>name</b>" in shown
    assert redaction.code_of(data, KEY) in shown
    other = redaction.made("demand", "en", ["<script>alert(1)</script> [[name]]"])
    assert redaction.code_of(other, KEY) != redaction.code_of(data, KEY), "salted"
    (page,) = pages(hiding())
    picture = redaction.made("demand", "en", pictures=[redaction.burnt(page, redaction.Show())])
    assert "2 lines" in redaction.preview(picture, KEY, [page])


NAMED = [("Alice Wonder", Cover.TARGET), ("Griffin", Cover.NAME), ("Kowalska", Cover.NAME), ("Müller", Cover.NAME)]


@pytest.mark.parametrize(
    "text",
    [
        "Alice Won-\nder",  # broken by a hyphen
        "Alice Won\u00ad\nder",  # by a soft one, that typing takes away
        "Al\u200bice Wonder",
        "A l i c e  W o n d e r",  # spaced, as German letters stress a name
        "ALICE\nWONDER",
        "Ａｌｉｃｅ Ｗｏｎｄｅｒ",
        "Аlice Wonder",
        "A\u0301lice Wonder",
        "Alice-Wonder",
        "Ms Wonder",
        "Wonder's",  # one of her names alone, inflected
        "Gri\ufb03n",  # a ligature, as PDF files hold it
        "Kowalskiej",  # another case of a name
        "Mueller",
    ],
)
def test_a_name_is_covered_however_a_letter_writes_it(text: str) -> None:
    (line,) = redaction.cover_text(f"of {text} in 2010", NAMED)
    assert re.sub(r"\[\[\w+\]\]", "*", line) in {"of * in 2010", "of * * in 2010", "of Ms * in 2010", "of *'s in 2010"}


@pytest.mark.parametrize(
    "text",
    [
        "Herr von der Musterleyen",
        "the order that we have had on this day from Insp. Max\nMustermann",
        "FIR No 123/2026",
        "DE89370400440532013000",
        "DE89 3704 0044 0532 0130 00",
        "account 30901234",
        "٣٠٩٠١٢٣٤",
        "३०९०१२३४",
        "fe80::1",
        "::1",
        "+49 30 1234\n567 890",
        "17 de noviembre de 2026",
        "le 3 février 2026",
        "۱۷ نومبر ۲۰۲۶",
        "2026/1/7",
        "alice＠wonder.example",
        "alice.w@exam-\nple.example",
        "alice.w@\nexample.example",
        "https://x.example/alice/\nfile-7",
    ],
)
def test_what_looks_like_a_person_or_a_number_is_covered_whole(text: str) -> None:
    whole = "\n".join(redaction.cover_text(text, ()))
    assert "[[" in whole
    bare = re.sub(r"\[\[\w+\]\]", "", whole)
    assert not re.search(r"(?i)\d|muster|alice|file-|ple\.ex|nov|نوم|f.vrier|DE$", bare), bare


def test_where_a_line_was_full_says_nothing_of_a_name_in_it() -> None:
    def wrapped(name: str) -> str:
        text = f"We ask you to hand over all that you hold of the account that {name} has had with you since 2010."
        return "\n".join([*textwrap.wrap(text, 72), "", "1. " + "x" * 60, "2. y", "short", "lines"])

    one, other = (
        redaction.cover_text(wrapped(name), [(name, Cover.TARGET)]) for name in ("Li Wu", "Alexandrina Wonder")
    )
    assert wrapped("Li Wu").split("\n")[0] != wrapped("Alexandrina Wonder").split("\n")[0]
    assert one == other
    assert one[1:] == ("", "1. " + "x" * 60, "2. y", "short", "lines"), "lists and short lines stay"
    assert redaction.cover_text("\n".join(one), ()) == one
    long = redaction.cover_text(
        "\n".join(["a word or two of a letter without an end, and without any paragraph"] * 99), ()
    )
    redaction.made("demand", "en", long)


def test_marks_are_those_of_the_letter_that_was_read_also_in_a_text_that_somebody_typed() -> None:
    read = redaction.marks("For the office: Erika Musterfrau", {"spans": {"named_official": [[16, 32]]}})
    assert redaction.cover_text("For the office:\nErika Musterfrau, and the rest", read) == (
        "For the office:",
        "[[name]], and the rest",
    )


def test_a_bar_says_nothing_of_the_lines_under_it() -> None:
    def of(words: str, more: str) -> redaction.Page:
        image = Image.new("RGB", (1000, 1400), "white")
        draw = ImageDraw.Draw(image)
        for at, said in ((100, "SHOWN"), (300, words), (500, "SHOWN"), (700, more)):
            draw.text((100, at), said, fill="black", font_size=40)
        out = io.BytesIO()
        image.save(out, "PNG")
        return pages(out.getvalue(), "scan.png")[0]

    one, other = of("anna", ""), of("Joggy", "more of it")
    assert one.lines[1] != other.lines[1]
    show = redaction.Show(frozenset({1, 3}))
    assert redaction.burnt(other, show) != redaction.burnt(one, show), "that something follows is seen"
    assert redaction.burnt(of("anna", "it"), show) == redaction.burnt(other, show)
    # A box covers its line from its left edge on: where the next word begins says how long the one before it is.
    (boxed,) = redaction.shows([one], ["1:all"], [f"1:300,{one.lines[1][0] + 4},310,{one.lines[1][0] + 5}"])
    rows = public_copy.points(redaction.burnt(one, boxed))
    top, below = one.lines[1]
    for at in range(top, below):
        row = int.from_bytes(rows[STRIDE * at : STRIDE * (at + 1)], "big")
        assert row & ((1 << (WIDTH - 300)) - 1) == 0


def test_the_code_under_a_preview_is_that_of_one_person() -> None:
    data = redaction.made("demand", "en", ["x"])
    codes = {redaction.code_of(data, bytes([n]) * 32) for n in range(3)}
    assert len(codes) == 3, "who drew two documents with one code of theirs has not those of whom they show them to"
