"""An order that came as a message, from the file to its answer in the same form; nobody types what stands in it."""

import email
import email.policy
from pathlib import Path

import pytest

import hi1_samples
from cli_samples import Desk
from dueprocess.adapters import etsi
from dueprocess.adapters.documents import to_text
from mail_servers import Mailbox, smtp

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


def test_from_the_order_to_the_answer_in_the_offices_mailbox(tmp_path: Path) -> None:
    """The whole way by command: a file comes in, two people decide and send, the worker answers in its form."""
    desk, box = Desk(tmp_path), Mailbox()
    people = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "counsel"}
    desk.found(people, "--contact", "legal@fennel.example", "--worker", desk.card("worker"))
    office = ("--name", "Parquet de Lyon", "--country", "FR", "--kind", "prosecutor")
    desk.do("authority", "add", "FR-LYON", *office)
    desk.do("authority", "verify", "FR-LYON", "--contact", "greffe@lyon.example", "--how", "call_back", by="aster")
    desk.do("authority", "confirm", "FR-LYON", by="birch")
    order = tmp_path / "epoc.xml"
    order.write_bytes(hi1_samples.order())
    with smtp(box) as port, (desk.home / "desk.toml").open("a") as settings:
        lines = ('host = "127.0.0.1"', 'sender = "desk@fennel.example"', f"port = {port}", 'security = "none"')
        settings.write("\n".join(("", "[mail]", *lines, "wait_minutes = 0", "")))
        settings.flush()
        case = desk.do("intake", str(order), "--json").rows[0]["case"]
        desk.do("open", case, "--out", str(tmp_path / "read"), by="aster")
        desk.do("confirm", case, "--all-claimed", by="aster")
        desk.do("decide", case, "no-data", "--item", "1", by="aster")
        desk.do("approve", case, "--item", "1", by="birch")
        desk.do("send", case, "--how", "mail", by="aster")
        ran = desk.do("worker", "--once", "--json", "--identity", "worker.identity")
        assert ran.json["letters"]["sent"] == [case], ran.out
    ((_, to, content),) = box.taken
    assert to == ["greffe@lyon.example"]
    mail = email.message_from_bytes(content, policy=email.policy.default)
    files = {one.get_filename(): one.get_payload(decode=True) for one in mail.iter_attachments()}
    assert list(files) == ["letter.pdf", "answer.xml", "annex-iii.pdf"]
    told = [one.text for one in etsi.parse(files["answer.xml"]).all()]
    assert {"NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT", "DisclosureNotAvailable", hi1_samples.TASK} <= set(told)
