"""Answers in the form in which was asked: valid by the schemas, and no word in them that nobody decided."""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hi1_samples
from case_builders import judged
from dueprocess.adapters import dates, etsi
from dueprocess.adapters.law_files import load
from dueprocess.adapters.pdf import annex_pdf
from dueprocess.adapters.texts import table
from dueprocess.case.commands import Propose
from dueprocess.case.grounds import ground_fault
from dueprocess.case.state import CaseState, ItemState, Line, Preserving
from dueprocess.demand import hi1
from dueprocess.demand.codes import Outcome
from dueprocess.demand.hi1_tree import Node
from dueprocess.formats.hi1 import Asked, Party, asked_in
from dueprocess.letter import plain, standard
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.compose import compose
from dueprocess.letter.kinds import LetterKind
from dueprocess.letter.standard import Answered
from letter_samples import sample

LAW = Path(__file__).resolve().parents[2] / "law"
SEED, AT = "e" * 24, "2026-11-30T09:00:00Z"
UNTIL = "2026-11-08T08:00:00Z"
KINDS = [kind for kind in LetterKind if kind not in standard.SILENT]


def asked(**changed: Any) -> Asked:
    read = hi1.read(etsi.parse(hi1_samples.order(**changed)))
    assert read is not None
    made = asked_in(read.draft.message)
    assert made is not None
    assert made == read.asked
    return made


def letter(kind: LetterKind) -> LetterSet:
    made = compose(kind, sample(kind), ["en"], dates.SPELLING)
    assert isinstance(made, LetterSet), made
    return made


def answered(kind: LetterKind, item: ItemState | None = None, **changed: Any) -> Answered:
    day = "2026-11-30"
    case = CaseState("c-" + "a" * 24, 1, day, practice=False, historic=False, face={}, items=(item or ItemState(1),))
    return Answered(case, letter(kind), (1,), asked(**changed))


def tree(one: Answered) -> Node:
    data = standard.message(one, SEED, AT)
    assert data is not None
    return etsi.parse(data)


@pytest.mark.shared
@pytest.mark.skipif(shutil.which("xmllint") is None, reason="xmllint is not installed")
def test_each_answer_is_valid_by_the_schemas(shared_vectors: Path, tmp_path: Path) -> None:
    schema = shared_vectors / "etsi-103120" / "wrapper-xsd-1.23.1.xsd"
    files = []
    for kind in KINDS:
        for name, changed in {
            "epoc": {},
            "pr": {"legal": "EPOCPR", "task": "LPTaskObject", "status": "LPTaskDesiredStatus", "until": UNTIL},
            "td": {"legal": "Order", "task": "TDTaskObject", "status": "TDTaskDesiredStatus"},
        }.items():
            data = standard.message(answered(kind, ItemState(1, ground="conflict_of_laws"), **changed), SEED, AT)
            file = tmp_path / f"{kind}-{name}.xml"
            file.write_bytes(data or b"")
            files.append(file)
    line = ["xmllint", "--noout", "--nonet", "--schema", str(schema), *map(str, files)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    files[-1].write_bytes(files[-1].read_bytes().replace(b"NotificationDetails", b"NotificationDetail"))
    assert subprocess.run(line, capture_output=True, check=False).returncode != 0


def test_a_receipt_names_each_object_and_says_nothing_of_the_case() -> None:
    told = tree(answered(LetterKind.ACKNOWLEDGEMENT))
    answers = told.each("Payload", "ResponsePayload", "ActionResponses", "ActionResponse")
    assert [one.said("CREATEResponse", "Identifier") for one in answers] == [hi1_samples.ORDER, hi1_samples.TASK]
    assert told.said("Header", "TransactionIdentifier") == hi1_samples.TRANSACTION
    assert told.said("Header", "SenderIdentifier", "UniqueIdentifier") == "EXAMPLE-COURT"
    other = answered(LetterKind.ACKNOWLEDGEMENT, ItemState(1, ground="incomplete", preserving=Preserving.VERIFIED))
    assert standard.message(other, "x", AT) == standard.message(answered(LetterKind.ACKNOWLEDGEMENT), SEED, AT)


@pytest.mark.parametrize(
    ("kind", "item", "reasons", "state", "kept"),
    [
        (
            LetterKind.OBJECTION,
            ItemState(1, ground="not_issued_or_validated_as_defined_by_regulation", preserving=Preserving.VERIFIED),
            ["NOT_ISSUED_OR_VALIDATED_AS_DEFINED_BY_REGULATION"],
            "Rejected",
            "PRESERVED",
        ),
        (
            LetterKind.NO_DATA,
            ItemState(1),
            ["NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT"],
            "DisclosureNotAvailable",
            "NOT_PRESERVED",
        ),
        (LetterKind.CORRECTION, ItemState(1), ["INCOMPLETE"], "AwaitingDisclosure", ""),
        (
            LetterKind.PARTIAL,
            ItemState(1, lines=(Line("T1", "subscriber", "granted"), Line("T1", "traffic", "no_data"))),
            ["NOT_STORED_AT_THE_TIME_OF_THE_RECEIPT"],
            "AwaitingDisclosure",
            "",
        ),
        (LetterKind.REFUSAL_POLICY, ItemState(1, ground="counsel"), [], "Rejected", ""),
    ],
)
def test_annex_iii_says_the_decision(
    kind: LetterKind, item: ItemState, reasons: list[str], state: str, kept: str
) -> None:
    one = answered(kind, item)
    told = tree(one)
    made = [each for each in told.all() if each.name == "HI1Object"]
    assert [each.sort for each in made] == ["NotificationObject", "Form3Information"]
    form = made[1]
    assert [each.text for each in form.each("NonExecutionReasons", "Reasons")] == reasons
    assert one.said.splitlines()[0] in form.said("NonExecutionReasons", "ExplanationOrOtherReason")
    assert form.said("PreservationStatus") == kept
    assert bool(form.each("RequestForClarification")) is (kind is LetterKind.CORRECTION)
    rows = made[0].each("StatusOfAssociatedObjects", "AssociatedObjectStatus")
    assert [(row.said("AssociatedObject"), row.said("Status")) for row in rows] == [(hi1_samples.TASK, state)]
    assert form.said("OwnerIdentifier") == "EXAMPLE-SP"
    assert told.said("Header", "ReceiverIdentifier", "UniqueIdentifier") == "EXAMPLE-COURT"


@pytest.mark.parametrize("instrument", ["EU-EPOC-SUB", "EU-EPOC-TC", "EU-EPOC-PR"])
def test_each_reason_of_annex_iii_is_reached_from_a_decision(instrument: str) -> None:
    """A correction by its three reasons, an objection by the others; to preserve asks for no traffic data."""
    codes = [one.code for one in load(LAW).instruments[instrument].versions[-1].grounds]
    opens, reached = judged(1, tuple(codes)), set()
    for reason in standard.REASONS:
        ground = reason.lower()
        corrects = reason in standard.REASONS[:3]
        outcome, kind = (Outcome.CORRECT, LetterKind.CORRECTION) if corrects else (Outcome.OBJECT, LetterKind.OBJECTION)
        if ground_fault(Propose(1, outcome, ground, ()), opens) is None:
            one = answered(kind, ItemState(1, ground=ground))
            assert one.reasons() == (reason,)
            assert [each.text for each in tree(one).all() if each.name == "Reasons"] == [reason]
            reached.add(reason)
    no_traffic = {"TRAFFIC_DATA_REQUESTED_NOT_FOR_IDENTIFYING_USER"} if instrument == "EU-EPOC-PR" else set()
    assert reached == set(standard.REASONS) - no_traffic


def test_what_is_granted_goes_without_annex_iii() -> None:
    one = answered(LetterKind.COMPLY_NOTICE)
    assert [each.sort for each in tree(one).all() if each.sort] == ["NotificationObject"]
    assert annex_pdf(one, AT[:10]) == b""
    asks = {"legal": "EPOCPR", "task": "LPTaskObject", "status": "LPTaskDesiredStatus", "until": "2026-11-08T08:00:00Z"}
    said = [each.text for each in tree(answered(LetterKind.CARRIED_OUT, **asks)).all()]
    assert {"Preserved", "until 2026-11-08, as asked"} <= set(said)
    # Annex VI: an UPDATE of the same task; the answer names the new day.
    longer = answered(LetterKind.CARRIED_OUT, **{**asks, "verb": "UPDATE", "until": "2026-12-08T08:00:00Z"})
    assert "until 2026-12-08, as asked" in [each.text for each in tree(longer).all()]
    taken_down = {"legal": "Order", "task": "TDTaskObject", "status": "TDTaskDesiredStatus"}
    down = answered(LetterKind.CARRIED_OUT, **taken_down)
    assert "Resolved" in [each.text for each in tree(down).all()]
    # When it took effect stands in the letter (DSA, Article 9(1) and 10(1)), and so in the message.
    assert "2 November 2026" in tree(down).each("Payload", "RequestPayload", "ActionRequests", "ActionRequest")[0].said(
        "CREATE", "HI1Object", "NotificationDetails"
    )
    assert standard.message(replace(one, letter=letter(LetterKind.INVOICE)), SEED, AT) is None


def test_json_is_answered_in_json_and_says_the_same() -> None:
    one = answered(LetterKind.OBJECTION, ItemState(1, ground="incomplete"))
    data = standard.message(replace(one, asked=replace(one.asked, form="json")), SEED, AT)
    assert data is not None
    told = json.loads(data)
    first = told["Payload"]["RequestPayload"]["ActionRequests"]["ActionRequest"][0]
    assert first["ActionIdentifier"] == 0
    assert first["CREATE"]["HI1Object"]["@xsi:type"].endswith("Notification}NotificationObject")
    assert _said(etsi.parse(data)) == _said(tree(one))


def _said(node: Node) -> list[tuple[str, str, str]]:
    return [(one.name, one.sort, one.text) for one in node.all()]


def test_the_form_has_each_section_and_ticks_what_was_decided() -> None:
    item = ItemState(1, ground="conflict_of_laws", preserving=Preserving.STARTED)
    made = standard.annex(answered(LetterKind.OBJECTION, item, validated="Judge"), table("annex", "en"), "2026-11-30")
    assert made is not None
    sections = {one["head"][8]: one["rows"] for one in made["sections"]}
    assert list(sections) == list("ABCDEFGH")
    assert ["Issuing authority", "Parquet de Lyon"] in sections["B"]
    assert ["File number of the validating authority", "VA-1"] in sections["B"]
    assert sections["D"][0] == ["[x]", table("annex", "en")["reason"]["CONFLICT_OF_LAWS"]]
    assert [row[0] for row in sections["G"]] == ["[x]", "[  ]"]
    assert sections["E"][0][1] == ""
    assert table("annex", "de").keys() == table("annex", "en").keys()
    assert all(table("annex", "de")[key].keys() == words.keys() for key, words in table("annex", "en").items())


def test_the_form_is_a_page_that_is_read() -> None:
    from dueprocess.adapters.documents import to_text

    data = annex_pdf(answered(LetterKind.NO_DATA), "2026-11-30")
    text = to_text(data, "a.pdf").text
    assert "Section D: Reasons for non-execution" in text
    assert "EPOC-FR-IE-2026-09-09-0001-1" in text
    assert data == annex_pdf(answered(LetterKind.NO_DATA), "2026-11-30")


def test_a_letter_carries_what_its_answer_repeats() -> None:
    made = replace(letter(LetterKind.NO_DATA), asked=asked(validated="Judge"))
    read, _ = plain.from_plain(json.loads(json.dumps(plain.to_plain(made, (1,)))))
    assert read.asked == made.asked
    told = plain.to_plain(made, (1,))
    told["message"]["sender"]["country"] = "<a>"
    with pytest.raises(plain.LetterError):
        plain.from_plain(told)


@pytest.mark.parametrize(
    "changed", [{"version": "1"}, {"country": "FR", "value": "x" * 10}, {"asked": "E" * 5000}, {"contents": "<b/>"}]
)
def test_what_a_message_says_of_itself_is_bounded(changed: dict[str, Any]) -> None:
    read = hi1.read(etsi.parse(hi1_samples.order(**changed)))
    assert read is not None
    assert len(json.dumps(read.draft.message)) < 4000
    assert (read.asked is None) is (changed == {"version": "1"})


def test_where_a_person_made_other_items_no_task_is_named() -> None:
    one = answered(LetterKind.NO_DATA)
    two = replace(one, case=replace(one.case, items=(ItemState(1), ItemState(2))))
    assert (
        not tree(two)
        .each("Payload", "RequestPayload", "ActionRequests", "ActionRequest")[0]
        .each("CREATE", "HI1Object", "StatusOfAssociatedObjects")
    )


@settings(max_examples=25)
@given(st.text(max_size=60), st.text(max_size=60), st.sampled_from(KINDS), st.sampled_from(["xml", "json"]))
def test_whatever_a_client_seals_of_a_message_the_answer_is_read_again(
    first: str, second: str, kind: LetterKind, form: str
) -> None:
    one = answered(kind)
    odd = replace(one.asked, form=form, sender=Party("FR", first or "x"), profile=second or "x", authority=second)
    data = standard.message(replace(one, asked=odd), SEED, AT)
    assert data is not None
    assert etsi.parse(data).name == "HI1Message"
