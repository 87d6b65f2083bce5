"""Letters as pictures of their pages: drawn at 200 dots an inch, a little crooked, with the dust of a glass plate."""

from __future__ import annotations

import functools
import io
import random
from typing import Any, Final

SCRIPTS: Final = {"de": "Latin", "ru": "Cyrillic", "ur": "Arabic", "hi": "Devanagari", "zh": "Han"}
"""A language of each script that a machine knows here."""
_FONTS: Final = ("Libertinus Serif", "Noto Naskh Arabic", "Noto Sans Devanagari", "Noto Sans CJK SC")
_PAGE: Final = """
#set page(paper: "a4", margin: (x: 20mm, y: 22mm))
#set text(size: 10.5pt, hyphenate: false, lang: sys.inputs.language, font: (%s))
#for line in sys.inputs.text.split("\\n") { line; linebreak() }
"""
DUST: Final = 400  # one point in so many


def drawn(text: str, language: str, dpi: int = 200) -> bytes:
    """A PDF file of nothing but pictures."""
    first, *others = pages(text, language, dpi)
    out = io.BytesIO()
    first.save(out, "PDF", save_all=True, append_images=others, resolution=dpi)
    return out.getvalue()


def pages(text: str, language: str, dpi: int = 200) -> list[Any]:
    """The pictures themselves, as Pillow has them."""
    import typst
    from PIL import Image

    page = (_PAGE % ", ".join(f'"{one}"' for one in _FONTS)).encode()
    inputs = {"text": text, "language": language}
    made: Any = typst.compile(page, format="png", ppi=dpi, font_paths=_fonts(), sys_inputs=inputs)
    return [_dusty(Image.open(io.BytesIO(one))) for one in (made if isinstance(made, list) else [made])]


def has_font(language: str) -> bool:
    """Whether this machine has a font for it: Debian's fonts-noto-core has none for Chinese."""
    wanted = {"hi": "Noto Sans Devanagari"} | dict.fromkeys(("ur", "ar", "fa"), "Noto Naskh Arabic")
    wanted |= dict.fromkeys(("zh", "ja", "ko"), "Noto Sans CJK SC")
    return language not in wanted or wanted[language] in _fonts().families()


@functools.cache
def _fonts() -> Any:
    import typst

    return typst.Fonts(include_system_fonts=True, include_embedded_fonts=True)


def _dusty(page: Any) -> Any:
    from PIL import Image

    turned = page.convert("L").rotate(0.5, fillcolor=250, resample=Image.Resampling.BICUBIC)
    draw = random.Random(7)  # noqa: S311 - dust, no secret
    for _ in range(turned.width * turned.height // DUST):
        turned.putpixel((draw.randrange(turned.width), draw.randrange(turned.height)), draw.choice((60, 120, 200)))
    return turned
