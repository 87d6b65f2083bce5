"""One document set by typst, in a process that lives as long as it: JSON comes in by stdin, the PDF file goes out.

Typst keeps what it laid out for as long as its process lives, some 300 MB a card in three languages, and offers no way
to let go of it. The template is ours and fixed; data is never read as markup, the root is an empty folder, and the
fonts are those of two packages (hazards 12.3, 17.6).
"""

import sys
import tempfile
from importlib import resources
from typing import Final

REFUSED: Final = 3
"""Exit status where the data cannot be set; why stands on stderr."""


def main(name: str) -> int:
    """Set the template ``name`` with the data of stdin."""
    import pylopdf_fonts_ar
    import typst

    naskh = pylopdf_fonts_ar.serif_path()
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=[str(naskh.parent)])
    with tempfile.TemporaryDirectory(prefix="letter-") as root:
        try:
            made: bytes = typst.compile(  # type: ignore[call-overload]  # the wheel's stubs want one type for input and root
                resources.files("dueprocess.adapters").joinpath(f"{name}.typ").read_bytes(),
                root=root,
                font_paths=fonts,
                ignore_system_fonts=True,
                format="pdf",
                sys_inputs={name: sys.stdin.read()},
                pdf_standards=["ua-1"],
                package_path=root,
                package_cache_path=root,
                timestamp=0,
            )
        except typst.TypstError as fault:
            sys.stderr.write(str(fault.message))
            return REFUSED
    sys.stdout.buffer.write(made)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1]))
