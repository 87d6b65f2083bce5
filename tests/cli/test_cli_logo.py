"""A logo on a letter that a person draws on their own machine, to be printed."""

from pathlib import Path

import pypdfium2
import pytest

from cli_samples import Desk
from dueprocess.adapters.drawing import true_png

pytestmark = pytest.mark.slow


def pictures(data: bytes) -> int:
    document = pypdfium2.PdfDocument(data)
    return sum(one.type == pypdfium2.raw.FPDF_PAGEOBJ_IMAGE for one in document[0].get_objects())


def test_the_homes_logo_or_the_one_that_is_named(cli_desk: Desk, tmp_path: Path) -> None:
    case, out, named = cli_desk.take_in("02-no-provision.eml"), tmp_path / "letter.pdf", tmp_path / "mark.png"
    letter = ("letter", case, "--kind", "acknowledgement", "--pdf", "--out", str(out))
    named.write_bytes(true_png(30, 10, bytes(900)))
    cli_desk.do(*letter)
    assert pictures(out.read_bytes()) == 0
    cli_desk.do(*letter, "--logo", str(named))
    assert pictures(out.read_bytes()) == 1
    settings = cli_desk.home / "desk.toml"
    before = settings.read_text()
    try:
        settings.write_text(f'logo = "logo.png"\n{before}')
        refused = cli_desk.run(*letter)
        assert (refused.code, "[letter.logo]" in refused.err) == (1, True), refused.err
        (cli_desk.home / "logo.png").write_bytes(named.read_bytes())
        cli_desk.do(*letter)
        assert pictures(out.read_bytes()) == 1
    finally:
        settings.write_text(before)
