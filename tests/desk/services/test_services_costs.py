"""Costs and invoices on a founded desk: rows, the law that counsel signs, the letter, the beat, accounting."""

import csv
import datetime
import io
from dataclasses import replace
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

import desk_samples as samples
from desk_samples import POLICE, Place, denied, whole
from dueprocess.case.case_events import DutyRaised
from dueprocess.case.events import Body, copied
from dueprocess.case.letter_events import LetterFailed, LetterQueued, LetterReturned, LetterSent
from dueprocess.case.outcome import Decided
from dueprocess.desk.data import codec, queries
from dueprocess.desk.data.models import Cost, Duty, Invoice, Item
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_acts, letters, record
from dueprocess.desk.services.acts import Attached
from dueprocess.desk.services.beat import beat
from dueprocess.desk.services.plain_views import costs_plain, invoice_plain
from dueprocess.desk.services.result import Done
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.law.texts import Tariff
from dueprocess.letter import text
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.facts import Provider
from dueprocess.letter.kinds import LetterKind
from dueprocess.report.tables import shown
from event_samples import made

RECORD = "DE-STPO-100J.tariff.subscriber_record"
TRAFFIC = "DE-STPO-100J.tariff.subscriber_record_with_traffic"
HOUSE = Provider("Fennel Mail", "Oberfenchel", ("Samenscheune 1",), "legal@fennel.example", account=("DE00 0000",))


def answered(place: Place, *, signed: bool = True, dated: str = "2026-03-03") -> str:
    """A subscriber demand under § 100j StPO that two people granted."""
    if signed:
        place.sign_law("DE-STPO-100J")
    case = place.ready()
    assert place.state(case).face.get("document_date") == dated or place.confirm(case, document_date=dated)
    assert place.state(case).face.get("instruments") == ("DE-STPO-100J",) or place.confirm(
        case, authority=POLICE, instruments=["DE-STPO-100J"]
    )
    assert isinstance(place.propose(case, "comply"), Done)
    assert isinstance(place.approve(case), Done)
    return case


def count(place: Place, case: str, tariff: str = RECORD, units: int = 1, minutes: int = 0) -> Done | Denied:
    says = {"item": 1, "minutes": minutes, "tariff": tariff, "units": units}
    return place.act("aster", Act.COST_RECORD, case, says)


def send(place: Place, case: str, how: str = "post") -> tuple[Done | Denied, Attached]:
    paper = place.sealed("letter", "worker" if how == "mail" else "case")
    says = {"how": how, "items": [1], "kind": "invoice", "language": "de", "sealed": paper.id}
    return place.act("aster", Act.LETTER_SEND, case, says, [paper]), paper


def duty(case: str) -> Duty | None:
    return Duty.objects.filter(case_id=case, what="invoice", done_at__isnull=True).first()


def written(place: Place, case: str, *languages: str) -> LetterSet | Denied:
    state = place.state(case)
    kind, items = letters.choose(state, (), "invoice")
    assert kind is LetterKind.INVOICE
    return letters.write_letter(place.desk, state, kind, items, languages or ("de",), letters.Merged(HOUSE, "ZD-1/26"))


def test_the_whole_way_of_a_claim(place: Place) -> None:
    case = answered(place)
    claim = duty(case)
    # 9 March: the last day is 9 June, which ends at midnight in Berlin.
    assert (claim.rule, claim.due_at.isoformat()) == ("DE-STPO-100J.tariff", "2026-06-09T22:00:00+00:00")
    for tariff, units, minutes in ((RECORD, 2, 20), (TRAFFIC, 1, 0), ("", 0, 45)):
        assert isinstance(count(place, case, tariff, units, minutes), Done)
    made = written(place, case)
    assert isinstance(made, LetterSet)
    said = text.render(made)
    assert [one.language for one in made.sheets] == ["de", "en"]
    assert "Unser Zeichen" in said
    for line in ("ein Kundendatensatz", "one customer record", "€95.00", "95,00\xa0€", "Ihr Zeichen: ZD-1/26"):
        assert line in said, line
    assert "Der Anspruch beruht auf § 23 Abs. 1 in Verbindung mit Anlage 3 JVEG." in said
    assert "DE00 0000" in said
    number = f"{case[2:14].upper()}-1"
    assert said.count(f"number: {number}") == 1
    sent, paper = send(place, case)
    assert isinstance(sent, Done)
    assert duty(case) is None
    row = Invoice.objects.get()
    assert (row.number, row.cents, row.currency, row.made_on, row.sealed) == (
        number,
        9500,
        "EUR",
        place.desk.today,
        paper.id,
    )
    assert list(Cost.objects.order_by("seq").values_list("invoice", flat=True)) == [number, number, ""]
    assert Item.objects.get(case_id=case).answered_on is None, "an invoice answers nothing"
    assert denied(send(place, case)[0]) == "cost.nothing-to-claim"
    refused = written(place, case)
    assert refused.rule == "cost.nothing-to-claim"
    whole()


def test_a_second_invoice_has_the_next_number_and_its_own_sum(place: Place) -> None:
    case = answered(place)
    for units in (1, 3):
        count(place, case, units=units)
        assert isinstance(send(place, case)[0], Done)
    assert list(Invoice.objects.order_by("number").values_list("cents", flat=True)) == [2500, 7500]
    assert [one.number[-2:] for one in queries.invoices([case])] == ["-1", "-2"]
    assert len(queries.invoices()) == 2
    assert queries.invoices(["c-" + "z" * 24]) == ()
    whole()


def test_law_that_is_stale_asks_and_a_signature_lets_the_invoice_go(place: Place) -> None:
    case = answered(place, signed=False, dated="2025-05-31")  # a day before the amounts that were read anew
    assert isinstance(count(place, case), Done), "recording never waits for counsel"
    refused = written(place, case)
    assert refused.rule == "cost.not-verified"
    assert "law sign DE-STPO-100J.tariff" in refused.text
    assert denied(send(place, case)[0]) == "cost.not-verified"
    place.sign_law("DE-STPO-100J.tariff")
    assert isinstance(written(place, case), LetterSet)
    assert isinstance(send(place, case)[0], Done)


@pytest.mark.parametrize("name", ["DE-STPO-94.tariff", RECORD, "DE-STPO-100J.tariff.subscriber"])
def test_counsel_signs_a_tariff_that_there_is(place: Place, name: str) -> None:
    note = place.ask("cedar", Act.LAW_SIGN, {"on": place.desk.today.isoformat(), "rule": name})
    assert denied(desk_acts.perform(place.desk, note)) == "case.ground-not-open"


def test_a_cost_recorded_after_the_claim_was_given_up_counts_from_the_decision(place: Place) -> None:
    case = answered(place)
    place.do("aster", Act.DUTY_DONE, case, {"item": 1, "what": "invoice"})
    place.later(days=40)
    assert isinstance(count(place, case), Done)
    again = duty(case)
    assert again.due_at.date() == datetime.date(2026, 6, 9)


def test_what_was_withdrawn_stays_and_is_not_summed(place: Place) -> None:
    case = answered(place)
    count(place, case, units=9, minutes=5)
    wrong = place.state(case).costs[0].statement
    place.do("birch", Act.COST_WITHDRAW, case, {"cost": wrong})
    count(place, case, "", 0, 12)
    count(place, case)
    rows = queries.of_case(case)
    assert [row.withdrawn for row in rows] == [True, False, False]
    assert queries.total(rows) == queries.Total(12, {"EUR": 2500})
    assert queries.by_item(rows) == {1: queries.Total(12, {"EUR": 2500})}
    assert queries.total(()) == queries.Total(0, {})
    shown = costs_plain(case)
    assert shown["total"] == {"minutes": 12, "cents": {"EUR": 2500}}
    assert [one["by"] for one in shown["entries"]] == ["aster"] * 3
    assert shown["invoices"] == []
    send(place, case)
    assert costs_plain(case)["invoices"][0]["cents"] == 2500
    whole()


def test_the_claim_fires_30_7_and_1_day_before_it_dies(place: Place) -> None:
    case = answered(place)
    claim = duty(case)
    assert claim is not None
    for days, raised in ((31, 0), (30, 1), (29, 1), (7, 2), (1, 3), (0, 3)):
        place.desk = replace(place.desk, now=claim.due_at - datetime.timedelta(days=days))
        beat(place.desk)
        claim.refresh_from_db()
        assert (days, claim.raised) == (days, raised)
    assert [body.raised for body in _bodies(case, DutyRaised) if body.what == "invoice"] == [1, 2, 3]
    place.later(hours=1)
    beat(place.desk)
    claim.refresh_from_db()
    assert claim.raised == 4


B = TypeVar("B", bound=Body[Any])


def _bodies(case: str, kind: type[B]) -> list[B]:
    return [event.body for event in codec.events_of(case) if isinstance(event.body, kind)]


@pytest.mark.parametrize("lost", [made(LetterFailed), made(LetterReturned)])
def test_an_invoice_by_mail_claims_once_and_gives_back_what_never_arrived(
    place: Place, lost: LetterFailed | LetterReturned
) -> None:
    case = answered(place)
    count(place, case)
    assert isinstance(send(place, case, "mail")[0], Done)
    assert duty(case) is not None, "what waits in the outbox is not claimed yet"
    count(place, case, minutes=1)
    (queued,) = _bodies(case, LetterQueued)
    sent = copied(LetterSent, queued, by="rule-worker")
    back = replace(lost, items=queued.items, kind=queued.kind, sealed=queued.sealed)
    for event in (sent, back):
        with write():
            record.follow(place.desk, place.state(case), Decided((event,)))
        claimed = [1, 0] if event is sent else [0, 0]
        assert [one.invoice for one in place.state(case).costs] == claimed
        assert Invoice.objects.get().undelivered is (event is back)
        whole()
    assert isinstance(send(place, case)[0], Done)
    assert [row.cents for row in queries.invoices([case])] == [2500, 5000]
    assert set(Cost.objects.values_list("invoice", flat=True)) == {f"{case[2:14].upper()}-2"}
    whole()


def test_accounting_takes_numbers_and_sums_and_no_authority(place: Place) -> None:
    case = answered(place)
    count(place, case)
    send(place, case)
    (row,) = letters.exported([invoice_plain(row) for row in queries.invoices()])
    assert tuple(row) == letters.COLUMNS
    assert list(row.values()) == [f"{case[2:14].upper()}-1", "2026-03-09", "25.00", "EUR", "no"]
    assert POLICE not in str(row)
    Invoice.objects.update(undelivered=True)
    assert letters.exported([invoice_plain(row) for row in queries.invoices()])[0]["undelivered"] == "yes"


@given(st.text(max_size=20) | st.sampled_from(['=HYPERLINK("x")', "+1", "-1", "@x", "\t=1", "\r=1"]))
def test_no_cell_is_a_formula_and_every_cell_is_read_back(cell: str) -> None:
    safe = shown(cell)
    begins = safe.lstrip(" ")[:1]
    assert safe.removeprefix("'") == cell.removeprefix("'") if safe != cell else begins not in set("=+-@\t\r\n")
    assert safe in {cell, f"'{cell}"}
    written_out = io.StringIO(newline="")
    csv.writer(written_out).writerow([safe])
    assert next(csv.reader(io.StringIO(written_out.getvalue(), newline=""))) == [safe]


def tariffs(day: datetime.date) -> list[Tariff]:
    texts = (one.at(day) for one in samples.shelf().instruments.values() if one.state == "DE")
    return [text.tariff for text in texts if text is not None and text.tariff is not None]


FIRST_OF_JUNE = datetime.date(2025, 6, 1)
INTERCEPTION = "DE-STPO-100A.tariff.interception"
IDENTIFIER = "DE-STPO-100G.tariff.traffic_identifier"


@pytest.mark.parametrize(
    ("day", "cents"),
    [
        (FIRST_OF_JUNE, {RECORD: 2500, TRAFFIC: 4500, IDENTIFIER: 2500, INTERCEPTION: 9500}),
        (
            FIRST_OF_JUNE - datetime.timedelta(days=1),
            {RECORD: 1800, TRAFFIC: 3500, IDENTIFIER: 3000, INTERCEPTION: 10_000},
        ),
    ],
)
def test_every_position_that_ships_is_annex_3(place: Place, day: datetime.date, cents: dict[str, int]) -> None:
    """JVEG, § 23 and Annex 3, read in March 2022, and as raised on 1 June 2025; the claim expires in three months."""
    shipped = {one.id: one.cents for tariff in tariffs(day) for one in tariff.positions}
    assert cents.items() <= shipped.items()
    for tariff in tariffs(day):
        assert tariff.cited.citation.section in {"§ 23, Annex 3", "§ 23(1), Annex 3"}
        assert tariff.cited.decides(place.desk.today) is (day == FIRST_OF_JUNE), "what was read in 2022 asks"
        if tariff.expires is not None:
            assert (tariff.expires.amount, tariff.expires.unit) == (3, "months")
