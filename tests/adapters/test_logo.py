"""The house's logo: made anew out of PNG and JPEG alone, in a child; at the head of a letter, whose words stay."""

import base64
import ctypes
import io
import struct
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from PIL import Image
from pypdfium2 import raw

from dueprocess.adapters import logo, pdf
from dueprocess.adapters.dates import SPELLING
from dueprocess.adapters.logo import LogoError, Unfit
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.kinds import LetterKind
from dueprocess.operate import doctor_checks
from dueprocess.operate.doctor_lines import Mark
from dueprocess.operate.home import Home, HomeError, parse_desk
from letter_samples import PROVIDER, sample

RED, WHITE = (200, 20, 40), (255, 255, 255)


def picture(form: str = "PNG", mode: str = "RGB", size: tuple[int, int] = (60, 20), **more: Any) -> bytes:
    """A red picture; its left half can be seen through where its mode knows that."""
    image = Image.new("RGBA", size, (*RED, 255))
    image.paste((*RED, 0) if "A" in mode else (*RED, 255), (0, 0, size[0] // 2, size[1]))
    out = io.BytesIO()
    made = image if "A" in mode else image.convert("RGB").convert(mode, palette=Image.Palette.ADAPTIVE)
    made.save(out, form, **more)
    return out.getvalue()


def wide(side: int) -> bytes:
    """A PNG file that says it is so many points wide and high, and holds none."""
    good = picture()
    head = struct.pack(">II", side, side) + good[24:29]
    return good[:16] + head + struct.pack(">I", zlib.crc32(b"IHDR" + head)) + good[33:]


def exif() -> Image.Exif:
    made = Image.Exif()
    made[282], made[296] = 72.0, 2
    return made


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Where desk.toml's logo lies."""
    return tmp_path / "logo.png"


@pytest.mark.parametrize(
    ("data", "left"),
    [
        (picture(), RED),
        (picture(mode="RGBA"), WHITE),
        (picture(mode="P"), RED),
        (picture("JPEG", quality=95), RED),
        (picture("JPEG", "CMYK", quality=95), RED),
        (picture("JPEG", exif=exif()), RED),
    ],
    ids=["plain", "seen through", "palette", "JPEG", "printer's JPEG", "camera's JPEG"],
)
def test_png_and_jpeg_are_made_anew_on_white(file: Path, data: bytes, left: tuple[int, int, int]) -> None:
    file.write_bytes(data)
    with Image.open(io.BytesIO(logo.read(file))) as made:
        assert (made.format, made.mode, made.size, made.info) == ("PNG", "RGB", (60, 20), {})
        for at, colour in ((5, left), (55, RED)):
            found = made.getpixel((at, 10))
            assert isinstance(found, tuple)
            assert max(abs(one - two) for one, two in zip(found, colour, strict=True)) < 8, found


def test_a_large_one_is_made_small(file: Path) -> None:
    file.write_bytes(picture(size=(4000, 500)))
    with Image.open(io.BytesIO(logo.read(file))) as made:
        assert made.size == (1200, 150)


REFUSED = [
    (b"GIF89a" + bytes(20), Unfit.OTHER),
    (b"II*\0" + bytes(20), Unfit.OTHER),
    (b"", Unfit.OTHER),
    (b'<?xml version="1.0"?>\n<svg onload="alert(1)"/>', Unfit.SVG),
    (picture() + bytes(logo.MAX_BYTES), Unfit.LARGE),
    (wide(4001), Unfit.WIDE),
    (picture()[:-30], Unfit.DAMAGED),
    (b"\x89PNG\r\n\x1a\n" + bytes(40), Unfit.DAMAGED),
    (b"\xff\xd8\xff" + bytes(40), Unfit.DAMAGED),
]


@pytest.mark.parametrize(("data", "why"), REFUSED, ids=[f"{at} {why}" for at, (_, why) in enumerate(REFUSED)])
def test_what_is_no_logo_is_refused_by_name(file: Path, data: bytes, why: Unfit) -> None:
    file.write_bytes(data)
    with pytest.raises(LogoError) as refused:
        logo.read(file)
    assert (refused.value.why, str(refused.value)) == (why, logo.SAYS[why])


def test_a_file_that_is_not_there_is_none(file: Path) -> None:
    with pytest.raises(LogoError, match="cannot be read"):
        logo.read(file)


@pytest.mark.parametrize(
    "answer",
    [
        {"unfit": "whatever", "made": ""},
        *({"unfit": "", "made": one} for one in ("", "é", "AAAA", base64.b64encode(struct.pack(">II", 1, 1)).decode())),
        {"unfit": "", "made": base64.b64encode(struct.pack(">II", 1201, 1) + bytes(3603)).decode()},
    ],
    ids=str,
)
def test_of_a_child_that_was_taken_over_nothing_is_believed(answer: dict[str, str]) -> None:
    with pytest.raises(LogoError) as refused:
        logo.written(answer)
    assert refused.value.why is Unfit.STOPPED


def test_of_a_bomb_nothing_is_decoded(monkeypatch: pytest.MonkeyPatch) -> None:
    from PIL import PngImagePlugin

    monkeypatch.setattr(PngImagePlugin.PngImageFile, "load", lambda _: pytest.fail("decoded"))
    with pytest.raises(LogoError):
        logo.drawn(wide(60_000))


# --- on the letter ---------------------------------------------------------------------------------------------------


def letter(code: str) -> LetterSet:
    made = compose(LetterKind.CORRECTION, sample(LetterKind.CORRECTION), [code], SPELLING)
    assert isinstance(made, LetterSet), made
    return made


def pages(data: bytes) -> Iterator[tuple[str, list[tuple[float, float]], list[str]]]:
    """Of each page its text, width and height of its pictures in millimetres, and their alternative texts."""
    document = pypdfium2.PdfDocument(data)
    for page in document:
        boxes = [one.get_bounds() for one in page.get_objects() if one.type == raw.FPDF_PAGEOBJ_IMAGE]
        sizes = [((right - left) / 72 * 25.4, (top - low) / 72 * 25.4) for left, low, right, top in boxes]
        tree = raw.FPDF_StructTree_GetForPage(page)
        yield page.get_textpage().get_text_range(), sizes, list(alternatives(tree))
        raw.FPDF_StructTree_Close(tree)
    document.close()


def alternatives(tree: Any) -> Iterator[str]:
    waiting = [raw.FPDF_StructTree_GetChildAtIndex(tree, at) for at in range(raw.FPDF_StructTree_CountChildren(tree))]
    while waiting:
        one = waiting.pop()
        if not one:
            continue
        text = ctypes.create_string_buffer(400)
        length = raw.FPDF_StructElement_GetAltText(one, text, 400)
        if length:
            yield text.raw[: length - 2].decode("utf-16-le")
        count = raw.FPDF_StructElement_CountChildren(one)
        waiting += [raw.FPDF_StructElement_GetChildAtIndex(one, at) for at in range(count)]


@pytest.mark.parametrize(
    ("size", "millimetres"), [((60, 20), (36, 12)), ((500, 20), (50, 2)), ((20, 60), (4, 12))], ids=str
)
def test_each_letter_has_it_once_at_its_head_and_says_the_same_words(
    file: Path, size: tuple[int, int], millimetres: tuple[int, int]
) -> None:
    file.write_bytes(picture(size=size))
    for code in ("en", "ur"):
        bare, made = (list(pages(pdf.letter_pdf(letter(code), one))) for one in (b"", logo.read(file)))
        assert [text for text, _, _ in made] == [text for text, _, _ in bare]
        assert [(sizes, alt) for _, sizes, alt in bare] == [([], [])] * len(letter(code).sheets)
        for _, sizes, alt in made:
            assert [tuple(round(one) for one in both) for both in sizes] == [millimetres]
            assert alt == [PROVIDER.name]


# --- in desk.toml ----------------------------------------------------------------------------------------------------

DESK = 'name = "Fennel Mail"\ncountry = "DE"\n'


@pytest.mark.parametrize("name", ["logo.svg", "../logo.png", "/etc/logo.png", "logo.PNG"])
def test_no_other_file_is_named(name: str) -> None:
    with pytest.raises(HomeError, match=r"logo\.png or logo\.jpg.*SVG is not taken"):
        parse_desk(f'{DESK}logo = "{name}"\n'.encode())


def test_doctor_names_a_missing_and_an_unusable_one(tmp_path: Path, file: Path) -> None:
    home = Home(tmp_path)
    home.desk.write_text(DESK)
    assert list(doctor_checks.logo(home)) == []
    home.desk.write_text(f'{DESK}logo = "logo.png"\n')
    (line,) = doctor_checks.logo(home)
    assert (line.mark, line.says) == (Mark.WRONG, "logo.png is no logo for letters: it cannot be read")
    file.write_bytes(b"<svg/>")
    (line,) = doctor_checks.logo(home)
    assert (line.mark, "it is SVG" in line.says) == (Mark.WRONG, True)
    file.write_bytes(picture())
    (line,) = doctor_checks.logo(home)
    assert line.mark is Mark.GOOD
