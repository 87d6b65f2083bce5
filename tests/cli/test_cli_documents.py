"""``document``: a letter with all that a file can hide goes in, and comes out on the site without any of it."""

import datetime
import re
import zlib
from email.message import EmailMessage
from pathlib import Path

import pytest

from cli_samples import DEMANDS, Desk
from pdf_samples import HIDDEN, hiding

pytestmark = pytest.mark.slow
UNTIL = (datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=10)).date().isoformat()
PERSONS = ("Tamarind", "Marula", "LINK/0031", "lantern.pdf", "Oberfenchel 7")


@pytest.fixture(scope="module")
def public(cli_desk: Desk, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A demand for direct access that is published as ``full``; its letter is attached as a file."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "clerk@monitoring.example", "legal@fennel.example", "CANARYSUBJECT"
    mail.set_content((DEMANDS / "14-direct-access.txt").read_text())
    mail.add_attachment(hiding(), maintype="application", subtype="pdf", filename="lantern.pdf")
    file = tmp_path_factory.mktemp("mail") / "demand.eml"
    file.write_bytes(mail.as_bytes())
    case = str(cli_desk.do("intake", file, "--json").json["case"])
    cli_desk.do("open", case, "--out", "to-read-document", by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    # A machine took the name of a user of theirs for a person: of one, more than a summary would need consent.
    cli_desk.do("confirm", case, "--all-claimed", "items.1.targets=0", by="aster")
    for question in ("admit", "count"):
        cli_desk.do("gate", case, question, "yes", "--item", "2", by="cedar")
    cli_desk.do("gate", case, "admit", "yes", "--item", "1", by="cedar")  # the letter names it, too
    for by in ("aster", "birch"):
        cli_desk.do("publication", "reach", case, "--item", "2", "--within", "nobody", by=by)
    cli_desk.do("publication", "propose", case, "--item", "2", "--detail", "full", by="aster")
    cli_desk.do("publication", "publish", case, "--item", "2", by="birch")
    return case


def code_in(folder: Path) -> str:
    found = re.search(r"code is <strong>([0-9a-f]{8})</strong>", (folder / "preview.html").read_text())
    assert found
    return found[1]


def every_byte(site: Path) -> bytes:
    """Of a site: names, files, and what is packed inside its pictures."""
    whole = b""
    for path in sorted(site.rglob("*")):
        whole += str(path.relative_to(site)).encode()
        if path.is_file():
            data = path.read_bytes()
            whole += data
            at = data.find(b"IDAT") if path.suffix == ".png" else -1
            whole += zlib.decompressobj().decompress(data[at + 4 :]) if at > 0 else b""
    return whole


def test_from_the_file_to_the_site_and_away_again(cli_desk: Desk, public: str, tmp_path: Path) -> None:
    drawn, looked, site = tmp_path / "drawn", tmp_path / "looked", tmp_path / "site"
    item = ("--item", "2")
    cli_desk.do("document", "draw", public, *item, "--of", "demand", "--way", "picture", "--show", "1:1",
                "--out", str(drawn), by="aster")  # fmt: skip
    propose = ("document", "propose", public, *item, "--from", str(drawn), "--seen")
    assert "look at it first" in cli_desk.run(*propose, "00000000", by="aster").err
    assert "Ask counsel" in cli_desk.run(*propose, code_in(drawn), by="aster").err
    asks = "May its words be published?"
    cli_desk.do("counsel", "ask", public, "--question", "-", "--until", UNTIL, by="aster", stdin=asks)
    cli_desk.do("counsel", "answer", public, "comply", "--text", "-", by="cedar", stdin="They may.")
    cli_desk.do(*propose, code_in(drawn), by="aster")
    publish = ("document", "publish", public, *item, "--seen")
    assert "waits" in cli_desk.do("document", "list", public, by="aster").out
    assert "aster drew it" in cli_desk.do("document", "look", public, *item, "--out", str(looked), by="birch").out
    assert code_in(looked) != code_in(drawn), "each has a code of their own"
    assert cli_desk.run(*publish, code_in(drawn), by="birch").code == 2, "who drew it tells nobody a code"
    cli_desk.do("publish", "--out", str(site))
    before = every_byte(site)
    assert b"document-r-" not in before, "what waits is on no page"
    cli_desk.do(*publish, code_in(looked), by="birch")
    cli_desk.do("publish", "--out", str(site))
    (picture,) = site.rglob("*.png")
    whole = every_byte(site)
    assert picture.name.startswith("r-")
    for word in (*HIDDEN, *PERSONS, "CANARYSUBJECT"):
        assert word.encode() not in whole, word
    # The same as text, as it was read: covered by what was read in it, and by what looks like it.
    text = (drawn / "document.txt", ("--text", str(drawn / "document.txt")))
    cli_desk.do("document", "draw", public, *item, "--of", "demand", "--out", str(drawn), by="aster")
    said = re.sub(r"(?s)^.*?(?=MONITORING CENTRE)", "", text[0].read_text())
    text[0].write_text(said[: said.index("Yours faithfully")])
    cli_desk.do("document", "draw", public, *item, "--of", "demand", *text[1], "--out", str(drawn), by="aster")
    cli_desk.do(*propose, code_in(drawn), by="aster")
    cli_desk.do("document", "look", public, *item, "--out", str(looked), by="birch")
    cli_desk.do(*publish, code_in(looked), by="birch")
    cli_desk.do("publish", "--out", str(site))
    whole = every_byte(site)
    assert b"You are directed to connect" in whole
    assert b'A team led by Col. <span class="covered"' in whole
    assert not list(site.rglob("*.png")), "the picture gave way to the text"
    for word in (*HIDDEN, *PERSONS, "CANARYSUBJECT", "2026-11-17", "17 November", "31 January"):
        assert word.encode() not in whole, word
    row = picture.name[:26]
    cli_desk.do("publication", "withdraw", public, *item, by="aster")
    cli_desk.do("publish", "--out", str(site))
    assert row.encode() not in every_byte(site)
