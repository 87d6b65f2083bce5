"""Cost and invoice by the commands themselves: the first hour's last step, and what accounting takes away."""

from dataclasses import replace

import pytest

from case_builders import judged
from cli_samples import Desk
from dueprocess.acts.declaration import About
from dueprocess.acts.table import ON_CASE
from dueprocess.cli import acting
from dueprocess.formats.statement import Act
from dueprocess.law.clocks import Span, Unit
from dueprocess.law.finding import Charge, Citation, Status

RECORD = "DE-STPO-100J.tariff.subscriber_record"


@pytest.fixture(scope="module")
def granted(cli_desk: Desk) -> str:
    """A subscriber demand that two people granted to an office that two people verified."""
    add = ("--name", "Polizeipräsidium Talbach", "--country", "DE", "--kind", "police")
    cli_desk.do("authority", "add", "DE-PP-TALBACH", *add)
    verify = ("--contact", "eingang@polizei-talbach.example", "--how", "contact_point")
    cli_desk.do("authority", "verify", "DE-PP-TALBACH", *verify, by="aster")
    cli_desk.do("authority", "confirm", "DE-PP-TALBACH", by="birch")
    case = cli_desk.take_in("01-subscriber-talbach.eml")
    cli_desk.do("open", case, "--out", "to-claim", by="aster")
    cli_desk.do("confirm", case, "--all-claimed", "authority=DE-PP-TALBACH", "instruments=DE-STPO-100J", by="aster")
    cli_desk.do("decide", case, "comply", by="aster")
    cli_desk.do("approve", case, by="birch")
    return case


@pytest.mark.slow
def test_what_was_counted_is_claimed(cli_desk: Desk, granted: str) -> None:
    due = next(row for row in cli_desk.do("due", "--json").rows if row["what"] == "invoice")
    assert (due["case"], due["rule"]) == (granted, "DE-STPO-100J.tariff")
    position = ("--position", "subscriber_record", "--units", "2", "--minutes", "20")
    cli_desk.do("cost", "record", granted, *position, by="aster")
    cli_desk.do("cost", "record", granted, "--position", "subscriber_record_with_traffic", by="aster")
    cli_desk.do("cost", "record", granted, "--minutes", "5", by="birch")
    wrong = cli_desk.run("cost", "record", granted, "--position", "bribes", by="aster")
    assert wrong.code == 1
    assert f"{RECORD}, {RECORD}_with_traffic" in wrong.err
    assert "asks: counsel runs" not in cli_desk.do("cost", "list", granted).out, "the law was read within the year"
    assert "€95.00" in cli_desk.do("invoice", granted).out
    paper = cli_desk.folder / "invoice.pdf"
    cli_desk.do("invoice", granted, "--pdf", "--out", "invoice.pdf", by="aster")
    assert paper.read_bytes().startswith(b"%PDF")
    assert paper.stat().st_mode & 0o077 == 0
    cli_desk.do("send", granted, "--kind", "invoice", "--how", "post", by="aster")
    assert not [row for row in cli_desk.do("due", "--json").rows if row["what"] == "invoice"]
    listed = cli_desk.do("cost", "list", granted, "--json").json
    assert listed["total"] == {"minutes": 25, "cents": {"EUR": 9500}}
    assert [one["units"] for one in listed["entries"]] == [2, 1, 0]
    assert cli_desk.do("show", granted, "--json").json["costs"]["total"] == listed["total"]
    cli_desk.do("cost", "withdraw", granted, str(listed["entries"][2]["seq"]), by="aster")
    text = cli_desk.do("cost", "list", granted).out
    assert "50.00 EUR" in text
    assert "withdrawn" in text
    assert "invoice 1" in text
    number = f"{granted[2:14].upper()}-1"
    assert cli_desk.do("invoice", "--export").out == (
        f"number,made_on,amount,currency,undelivered\n{number},{listed['invoices'][0]['made_on']},95.00,EUR,no\n"
    )
    assert cli_desk.do("invoice", "--export", "--json").rows == listed["invoices"]


@pytest.mark.slow
@pytest.mark.parametrize("args", [(), ("CASE", "--export"), ("CASE", "--json")])
def test_an_invoice_is_of_a_case_or_an_export_of_all(cli_desk: Desk, args: tuple[str, ...]) -> None:
    ran = cli_desk.run("invoice", *args)
    assert ran.code == 2
    assert "--export" in ran.err


def test_the_last_word_of_a_position_suffices() -> None:
    cite = Citation("JVEG", "§ 23", None, None, None, Status.UNVERIFIED)
    one = Charge(
        RECORD, "DE-STPO-100J.tariff", "record", "x", 1800, "EUR", cite, decides=False, expires=Span(3, Unit.MONTHS)
    )
    about = About(acting._BLANK.case, 1, replace(judged(), charges=(one,)))  # noqa: SLF001
    whole = [acting._whole(ON_CASE[Act.COST_RECORD], "tariff", said, about) for said in ("subscriber_record", RECORD)]  # noqa: SLF001
    assert whole == [RECORD, RECORD]
    for said in ("record", ""):
        assert acting._whole(ON_CASE[Act.COST_RECORD], "tariff", said, about) == said  # noqa: SLF001
