"""Which files go along with a letter: decided by their bytes, in the sandbox's child; and what is made of them."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator

import pytest

import pdf_samples as pdfs
from dueprocess.adapters import enclosed_files
from dueprocess.adapters.enclosed_files import Unfit, unfit
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.formats import page_images
from dueprocess.letter.own import MAX_BYTES

PLAIN = pdfs.text("Order of the court", "Page two")


@pytest.fixture(scope="module")
def box() -> Iterator[Sandbox]:
    with Sandbox() as made:
        yield made


def packed(inside: bytes, about: bytes = b"/Filter/FlateDecode") -> bytes:
    """A stream of objects, as most programs write them today."""
    data = b"7 0 " + inside
    made = zlib.compress(data) if b"Flate" in about else data
    return pdfs.text("x").replace(
        b"xref\n", b"9 0 obj\n" + pdfs.stream(made, b"/Type/ObjStm/N 1/First 4" + about) + b"\nendobj\nxref\n", 1
    )


def pages(count: int) -> bytes:
    return pdfs.text(*["x"] * count)


@pytest.mark.parametrize(
    "data",
    [
        *(PLAIN, pdfs.scanned(), pdfs.scanned(2, colour=True), pages(enclosed_files.MAX_PAGES)),
        packed(b"<</Type/Page>>"),
        pdfs.text("about JavaScript, Launch and Encrypt"),
        pdfs.text("x", annotations=b"/Annots[<</Subtype/Link/Rect[0 0 9 9]/A<</S/URI/URI(https://a.example)>>>>]"),
    ],
    ids=["text", "scan", "colour", "many pages", "packed", "words alone", "a link"],
)
def test_ordinary_files_go_along(data: bytes) -> None:
    assert unfit(data) is None


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", Unfit.OTHER),
        (b"\x89PNG\r\n\x1a\n", Unfit.OTHER),
        (b"MZ" + PLAIN, Unfit.OTHER),
        (PLAIN + b" " * MAX_BYTES, Unfit.LARGE),
        (b"%PDF-1.7\nnothing", Unfit.DAMAGED),
        (pages(enclosed_files.MAX_PAGES + 1), Unfit.LONG),
        (pdfs.text("x", root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"), Unfit.SCRIPT),
        (pdfs.text("x", root=b"/OpenAction<</S/Java#53cript/JS(app.alert(1))>>"), Unfit.SCRIPT),
        (pdfs.text("x", root=b"/AcroForm<</XFA 9 0 R>>"), Unfit.SCRIPT),
        (pdfs.text("x", root=b"/Names<</EmbeddedFiles<</Names[]>>>>"), Unfit.HIDDEN),
        (pdfs.text("x", annotations=b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]"), Unfit.HIDDEN),
        (pdfs.text("x", root=b"/OpenAction<</S/Launch/F(calc.exe)>>"), Unfit.STARTS),
        (pdfs.text("x", root=b"/OpenAction<</S/GoToR/F(other.pdf)>>"), Unfit.STARTS),
        (packed(b"<</S/JavaScript/JS(app.alert(1))>>"), Unfit.SCRIPT),
        (packed(b"<</S/Launch/F(calc.exe)>>", b"/Kind(obj)/Filter/FlateDecode"), Unfit.STARTS),
        (packed(b"<<>>", b"/Filter/ASCIIHexDecode"), Unfit.DAMAGED),
        (PLAIN.replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 9 0 R", 1), Unfit.LOCKED),
    ],
)
def test_what_acts_hides_or_is_no_pdf_stays_here(box: Sandbox, data: bytes, why: Unfit) -> None:
    assert unfit(data) is why
    assert box.run("attach", {"name": "order.pdf"}, data, max_answer=1 << 20) == {"unfit": str(why), "made": ""}


def test_its_pages_are_drawn_in_the_child(box: Sandbox) -> None:
    answer = box.run("attach", {"name": "order.pdf"}, PLAIN, max_answer=20 << 20)
    assert isinstance(answer, dict)
    assert answer["unfit"] == ""
    files, pictures = page_images.unpack(base64.b64decode(answer["made"]))
    assert [(one.name, one.pages) for one in files] == [("order.pdf", 2)]
    assert len(pictures) == 2


def test_a_letter_and_what_goes_along_are_one_document(box: Sandbox) -> None:
    parts = [pdfs.text("the letter"), PLAIN]
    answer = box.run("attach", {"sizes": [len(one) for one in parts]}, b"".join(parts), max_answer=20 << 20)
    assert isinstance(answer, dict)
    made = base64.b64decode(answer["made"])
    assert unfit(made) is None
    files, _ = page_images.unpack(enclosed_files.drawn("all.pdf", made))
    assert files[0].pages == 3
