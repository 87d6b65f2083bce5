"""An order that came as a message, from the file to its answer in the same form; nobody types what stands in it."""

from pathlib import Path

import pytest

import hi1_samples
from cli_samples import Desk
from dueprocess.adapters import etsi
from dueprocess.adapters.documents import to_text

pytestmark = pytest.mark.slow


def test_an_order_is_answered_in_its_form(cli_desk: Desk, tmp_path: Path) -> None:
    office = ("--name", "Parquet de Lyon", "--country", "FR", "--kind", "prosecutor")
    cli_desk.do("authority", "add", "FR-LYON", *office)
    order = tmp_path / "epoc.xml"
    order.write_bytes(hi1_samples.order())
    case = cli_desk.do("intake", str(order), "--json").rows[0]["case"]
    cli_desk.do("open", case, "--out", str(tmp_path / "read"), by="aster")
    cli_desk.do("classify", case, "new-case", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", by="aster")
    cli_desk.do("decide", case, "object", "--item", "1", "--ground", "incomplete", by="aster")
    message, annex = tmp_path / "answer.xml", tmp_path / "annex.pdf"
    whole = ("letter", case, "--item", "1", "--lang", "en")
    assert cli_desk.run(*whole, "--format", "message", "--out", str(message)).code == 2  # who has no key
    cli_desk.do(*whole, "--format", "message", "--out", str(message), by="birch")
    told = [one.text for one in etsi.parse(message.read_bytes()).all()]
    assert {"INCOMPLETE", "Rejected", hi1_samples.TASK, "NonExecution"} <= set(told)
    cli_desk.do(*whole, "--format", "annex-iii", "--out", str(annex), by="birch")
    text = to_text(annex.read_bytes(), "annex.pdf").text
    assert "it is incomplete" in text
    assert "EPOC-FR-IE-2026-09-09-0001-1" in text
    receipt = ("letter", case, "--kind", "acknowledgement", "--format", "message", "--out", str(message))
    cli_desk.do(*receipt, by="birch")
    assert b"CREATEResponse" in message.read_bytes()
    assert cli_desk.run(*receipt[:-3], "annex-iii", "--out", str(annex), by="birch").code == 2


def test_a_letter_that_came_on_paper_has_no_such_answer(cli_desk: Desk, tmp_path: Path) -> None:
    demand = tmp_path / "demand.txt"
    demand.write_text("Bundeskriminalamt\n\nAuskunft über Bestandsdaten gemäß § 100j StPO\n\n  a_b@postfach.example\n")
    case = cli_desk.do("intake", str(demand), "--json").rows[0]["case"]
    asked = ("letter", case, "--kind", "acknowledgement", "--format", "message", "--out", str(tmp_path / "a.xml"))
    refused = cli_desk.run(*asked, by="aster")
    assert refused.code == 2
    assert "did not come as a message" in refused.err


def test_an_order_is_printed_as_its_form(cli_desk: Desk, tmp_path: Path) -> None:
    order, out = tmp_path / "epoc.xml", tmp_path / "form.pdf"
    order.write_bytes(hi1_samples.order())
    cli_desk.do("read", str(order), "--form", str(out), "--lang", "de")
    assert "Abschnitt C: Fristen" in to_text(out.read_bytes(), "form.pdf").text
    assert out.stat().st_mode & 0o777 == 0o600
    order.write_text("Dear Sir or Madam")
    assert cli_desk.run("read", str(order), "--form", str(out)).code == 2
