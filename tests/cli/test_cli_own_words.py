"""``decide … --own``: from standard input, read by the second person, in the letter, in no row in clear."""

from pathlib import Path

import pytest

import pdf_samples as pdfs
from cli_samples import Desk
from dueprocess.adapters.crypto import sha256
from dueprocess.adapters.enclosed_files import drawn
from dueprocess.formats import page_images
from dueprocess_lab.leak_needles import Marker, MarkerKind
from dueprocess_lab.leak_scan import Scanner

pytestmark = pytest.mark.slow

DEMAND = """Bundeskriminalamt
Wiesbaden, 16. November 2026

Aktenzeichen: ZD-12345/26

Auskunft über Bestandsdaten gemäß § 100g StPO

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft über die Bestandsdaten
des Inhabers des E-Mail-Postfachs

  a_b@postfach.example

Mit freundlichen Grüßen
Sabine Hofmann
Kriminalhauptkommissarin
"""
WORDS = "Please use the form on our page; Quirin-Zobel takes two minutes."


def test_a_point_goes_from_standard_input_into_the_letter(cli_desk: Desk, tmp_path: Path) -> None:
    demand = tmp_path / "demand.txt"
    demand.write_text(DEMAND)
    case = cli_desk.do("intake", str(demand), "--json").rows[0]["case"]
    cli_desk.do("open", case, "--out", str(tmp_path / "read"), by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    decide = ("decide", case, "correct", "--item", "1", "--own", "-")
    for bad in ("", "# Subject alone", "x" * 1001):
        refused = cli_desk.run(*decide, by="aster", stdin=bad)
        assert refused.code == 2
        assert "1 to 6 paragraphs" in refused.err
    cli_desk.do(*decide, by="aster", stdin=f"Thank you for calling.\n---\n{WORDS}\n")
    agreed = cli_desk.do("approve", case, "--item", "1", by="birch")
    assert "In our own words:\n    Thank you for calling." in agreed.err
    assert f"    {WORDS}\n" in agreed.err
    out = tmp_path / "letter.txt"
    cli_desk.do("letter", case, "--item", "1", "--lang", "en", "--out", str(out), by="birch")
    assert WORDS in out.read_text()
    # Whoever has no key of the case reads that something stands there, and not what.
    bare = cli_desk.do("letter", case, "--item", "1", "--lang", "en").out
    assert "…" in bare
    assert WORDS not in bare
    for path in cli_desk.home.rglob("*"):
        assert not path.is_file() or b"Quirin-Zobel" not in path.read_bytes(), path


def test_a_file_goes_along_once_a_second_person_agreed(cli_desk: Desk, tmp_path: Path) -> None:
    demand = tmp_path / "demand.txt"
    demand.write_text(DEMAND)
    case = cli_desk.do("intake", str(demand), "--json").rows[0]["case"]
    cli_desk.do("open", case, "--out", str(tmp_path / "read"), by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    decide = ("decide", case, "correct", "--item", "1", "--attach")
    bad, good = tmp_path / "called.pdf", tmp_path / "Beschluß (1).pdf"
    bad.write_bytes(pdfs.text("x", root=b"/OpenAction<</S/JavaScript/JS(app.alert(1))>>"))
    refused = cli_desk.run(*decide, str(bad), by="aster")
    assert refused.code != 0
    assert "called.pdf does not go along: it holds a script." in refused.err
    assert "[letter.attachment]" in refused.err
    good.write_bytes(pdfs.text("Quirin-Zobel", "and more"))
    forged = cli_desk.run(*decide[:-1], "--own", "-", by="aster", stdin=f"+ x.pdf (12 bytes, SHA-256 {'a' * 64})")
    assert forged.code == 2
    settings = cli_desk.home / "desk.toml"
    block = '\n[[text_blocks]]\nname = "channel"\nlanguage = "de"\ntext = "Bitte bis {day} warten."\n'
    settings.write_text(settings.read_text() + block)
    unknown = cli_desk.run(*decide[:-1], "--block", "other", by="aster")
    assert "There are: channel." in unknown.err
    blank = cli_desk.run(*decide[:-1], "--block", "channel", by="aster")
    assert (blank.code, "Nobody filled in {day}." in blank.err) == (2, True)
    cli_desk.do(*decide, str(good), "--block", "channel", "--fill", "day=3. Mai", by="aster")
    agreed = cli_desk.do("approve", case, "--item", "1", by="birch")
    assert "    Bitte bis 3. Mai warten.\n" in agreed.err
    line = next(one for one in agreed.err.splitlines() if "Goes along: Beschluss-1.pdf." in one)
    cli_desk.do("open", case, "--out", str(tmp_path / "second"), by="birch")
    assert (tmp_path / "second" / line.split()[-1]).read_bytes() == good.read_bytes()
    out = tmp_path / "letter.pdf"
    cli_desk.do("letter", case, "--item", "1", "--lang", "en", "--pdf", "--out", str(out), by="birch")
    files, _ = page_images.unpack(drawn("letter.pdf", out.read_bytes()))
    assert files[0].pages == 2 * 1 + 1
    told = (Marker("words", "Quirin-Zobel"), Marker("its name", "Beschluss-1"), Marker("its name as given", good.stem))
    looked = Scanner([*told, Marker("its bytes", good.read_bytes(), MarkerKind.FILE)])
    assert looked.tree(cli_desk.home) == []
    for at, one in enumerate((b"Beschluss-1.pdf", good.stem.encode(), sha256(good.read_bytes()).encode())):
        (tmp_path / "control").mkdir(exist_ok=True)
        (tmp_path / "control" / str(at)).write_bytes(b"before " + one)
    assert {one.marker for one in looked.tree(tmp_path / "control")} == {"its name", "its name as given", "its bytes"}
