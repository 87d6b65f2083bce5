"""Our own samples, in many languages, against reviewed expectations (``tests/golden/regenerate_demands.py``)."""

# ruff: noqa: E501 - sentences of demands

import importlib.util
import json
from pathlib import Path
from typing import Any

import pytest

from dueprocess.adapters.reader import read
from dueprocess.demand import codes
from dueprocess.demand.draft import AuthorityName
from dueprocess.demand.face import FaceError
from dueprocess.demand.reading import ReadingError
from dueprocess.demand.reading.facing import face_of
from dueprocess.demand.reading.page import MAX_CHARACTERS

GOLDEN = Path(__file__).resolve().parent.parent / "golden"
_spec = importlib.util.spec_from_file_location("regenerate_demands", GOLDEN / "regenerate_demands.py")
assert _spec
assert _spec.loader
golden = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(golden)


@pytest.mark.parametrize("path", golden.samples(), ids=lambda path: path.name)
def test_sample_reads_as_reviewed(path: Path) -> None:
    expected = json.loads(path.with_name(path.name + ".expected.json").read_text(encoding="utf-8"))
    assert json.loads(json.dumps(golden.expectation(path))) == expected


@pytest.mark.parametrize("end", [", within 3 days.", ".", ". We thank you.", " ."])
def test_an_address_that_ends_a_sentence_is_a_target(end: str) -> None:
    text = f"Police of Kent\n\n3 June 2026\n\nWe require you to disclose subscriber data of the account jan@posteo.example{end}\n"
    (item,) = read(text, file="a.txt", aliases={}, authorities=()).to_plain()["items"]
    assert item["targets"] == ["jan@posteo.example"]


def test_there_are_enough_samples() -> None:
    assert len(golden.samples()) >= 24


def sample(name: str) -> Any:
    return read(
        (GOLDEN / "demands" / name).read_text(encoding="utf-8"),
        file=name,
        aliases=golden.ALIASES,
        authorities=golden.DIRECTORY,
    )


def test_two_orders_hold_three_items() -> None:
    face = face_of(sample("de-two-orders-three-items.md"), channel=codes.Channel.MAIL, received_on="2026-04-10")
    assert [(item["order"], item["kind"]) for item in face.items] == [
        (1, "disclosure"),
        (1, "preservation"),
        (2, "content"),
    ]


@pytest.mark.parametrize(
    ("name", "country", "authority", "deadline"),
    [
        ("de-stpo-100j-police.txt", "DE", "Polizeipräsidium Köln, Kriminalinspektion 25", "P10D"),
        ("us-2703f-preservation.txt", "US", "Federal Bureau of Investigation", None),
        ("pk-peca-nccia.txt", "PK", "National Cyber Crime Investigation Agency", "P7D"),
        (
            "in-69a-block.txt",
            "IN",
            "Government of India, Ministry of Electronics and Information Technology",
            "PT36H",
        ),
        ("eu-epoc.txt", "FR", "Tribunal judiciaire de Paris", "P10D"),
        ("ru-court-block.txt", "RU", "Прокуратура Самарской области", "P3D"),
        ("es-juzgado.txt", "ES", "JUZGADO DE INSTRUCCIÓN Nº 3 DE VALENCIA", "P5D"),
    ],
)
def test_who_asks_and_by_when(name: str, country: str, authority: str, deadline: str | None) -> None:
    draft = sample(name)
    assert (draft.country, draft.authority, draft.deadline) == (country, authority, deadline)


@pytest.mark.parametrize(
    ("name", "targets"),
    [
        ("de-stpo-100j-police.txt", ("a_b@postfach.example",)),  # not the address to which to answer
        ("de-dsa9-order.txt", ("https://video.beispiel-portal.de/watch/4711",)),  # defanged in the text
        ("pk-peca-nccia.txt", ("03001234567", "truth_lhr")),
        ("us-emergency-2702.eml", None),
        ("redacted-accounts.md", ()),
    ],
)
def test_targets(name: str, targets: tuple[str, ...] | None) -> None:
    assert targets is None or sample(name).targets == targets


def test_blanked_targets_are_counted() -> None:
    assert sample("redacted-accounts.md").redacted_targets == 2


def test_instruments_come_from_the_aliases() -> None:
    assert sample("de-stpo-100j-police.txt").instruments == ("DE-STPO-100J", "DE-TKG-174")
    assert sample("us-2703f-preservation.txt").instruments == ("US-2703-F",)
    assert sample("pk-urdu.txt").instruments == ("PK-PECA-37",)
    assert read("Nothing", aliases={"Magna Carta": "GB-MC"}).instruments == ()
    assert sample("de-nw-polg-20a.txt").instruments == ("DE-NW-POLG-20A", "DE-TKG-174")


@pytest.mark.parametrize(
    "act", ["NPOG", "HSOG", "ASOG Bln", "POG", "LVwG", "SOG LSA", "SOG M-V", "BremPolG", "SächsPVDG"]
)
def test_police_acts_of_the_laender_are_law(act: str) -> None:
    draft = read(f"Auskunft nach § 33c Absatz 2 {act}", aliases={f"§ 33c {act}": "DE-XX-33C"})
    assert draft.laws == (f"§ 33c Absatz 2 {act}",)
    assert draft.instruments == ("DE-XX-33C",)


def test_gag_has_source_end_and_court() -> None:
    draft = sample("us-search-warrant.txt")
    assert (draft.secrecy, draft.secrecy_until, draft.secrecy_by_court) == ("order", "2026-10-02", True)
    assert draft.court_order is codes.Presence.ATTACHED


def test_direct_access_without_a_basis() -> None:
    items = sample("pk-direct-access.txt").items
    assert {item.kind for item in items} == {codes.Kind.DIRECT_ACCESS, codes.Kind.CAPABILITY}
    assert all(item.basis is codes.AccessBasis.NONE and item.all_users and item.decryption for item in items)


def test_an_ip_address_needs_time_offset_and_port() -> None:
    whole = "Please provide subscriber information for 203.0.113.9:4711 on 2026-01-02 10:11:12 UTC+01:00 under 18 U.S.C. § 2703(c)."
    assert read(whole).items[0].ip_complete is True
    for part in (":4711", "10:11:12", "UTC+01:00"):
        assert read(whole.replace(part, "")).items[0].ip_complete is False


def test_one_underscore_is_another_target() -> None:
    text = "Polizeipräsidium Köln ersucht um Auskunft über die Bestandsdaten des Kontos {} gemäß § 100j StPO."
    assert read(text.format("a_b@post.example")).targets == ("a_b@post.example",)
    assert read(text.format("ab@post.example")).targets == ("ab@post.example",)


def test_mixed_scripts_are_doubtful() -> None:
    text = 'We request subscriber information for the account "{}" under 18 U.S.C. § 2703(c).'
    assert "targets" not in read(text.format("paypal")).unsure
    assert "targets" in read(text.format("pаypal")).unsure


def test_no_demand_gives_file_and_error() -> None:
    plain = sample("no-demand-newsletter.txt").to_plain()
    assert set(plain) == {"file", "error"}


def test_a_real_demand_with_words_of_spam_is_kept() -> None:
    draft = read(
        'Staatsanwaltschaft Hamburg\nAz.: 7101 Js 1/26\nWir ersuchen um Auskunft (§ 100j StPO) über das Konto "seo_king", das bitcoin wallet, '
        "lottery und casino bonus bewirbt.\nFrist: 24.04.2026"
    )
    assert draft.is_demand
    assert "is_demand" in draft.unsure


def test_the_file_name_names_the_sender_where_the_text_does_not() -> None:
    directory = (
        AuthorityName(
            "PK-PTA", "Pakistan Telecommunication Authority", "PK", codes.AuthorityKind.REGULATOR, ("pakistan telecom",)
        ),
    )
    text = "Please block access to https://a.example/x within 24 hours."
    assert read(text, file="x/2026-02-03-pakistan-telecom.md", authorities=directory).authority_id == "PK-PTA"
    assert read(text, file="x/2026-02-03-other.md", authorities=directory).authority is None
    assert read(text, file="x/2026-02-03-other.md").filename_date == "2026-02-03"


def test_an_appeal_sets_no_deadline_and_relies_on_no_court() -> None:
    draft = read(
        "Media Authority\nYou must remove https://a.example/x. You may appeal to the High Court within thirty days."
    )
    assert (draft.deadline, draft.court_order, draft.redress) == (None, codes.Presence.NONE, True)


def test_negated_words_ask_for_nothing() -> None:
    assert read("The Police request you not to delete the content and do not remove https://a.example/x.").kinds == ()


def test_too_long_a_text_is_refused_with_a_way_out() -> None:
    with pytest.raises(ReadingError, match="split the file"):
        read("a" * (MAX_CHARACTERS + 1))


def test_face_refuses_a_day_in_another_form() -> None:
    with pytest.raises(FaceError):
        face_of(sample("es-juzgado.txt"), channel=codes.Channel.MAIL, received_on="tomorrow")


def test_face_holds_no_text() -> None:
    for path in golden.samples():
        found = golden.expectation(path)
        draft = found["draft"]
        text = json.dumps(found["face"])
        for marker in (*draft.get("targets", ()), *draft.get("register_numbers", ()), *draft.get("laws", ())):
            assert marker not in text


@pytest.mark.shared
def test_the_pypi_post_reads_as_three_subpoenas_with_nine_lines_of_data(shared_vectors: Path) -> None:
    text = (shared_vectors / "demands/pypi-2023/2023-05-24-pypi-was-subpoenaed.md").read_text(encoding="utf-8")
    draft = read(text, file="2023-05-24-pypi-was-subpoenaed.md", authorities=golden.DIRECTORY)
    assert (draft.country, draft.authority_id, draft.kinds, draft.kind) == (
        "US",
        "US-DOJ",
        (codes.Kind.DISCLOSURE,),
        "data_disclosure",
    )
    assert (draft.orders, len(draft.items), draft.unnamed_targets, draft.targets) == (3, 3, 5, ())
    assert [line.number for line in draft.data_lines][:9] == ["1"] * 9
    assert len(draft.data_lines) == 9
    assert {"subscriber", "traffic", "identification"} <= set(draft.items[0].data)


def test_a_list_of_addresses_is_read_to_its_end() -> None:
    lead = "Gemäß § 100j StPO ersuchen wir um Auskunft über die Bestandsdaten zu den folgenden Postfächern:\n\n"
    listed = [f"reet{number:02}@fennel.example" for number in range(1, 41)]
    ends = "\n\nMit freundlichen Grüßen\nHinnerk Wollgras\nwollgras@polizei-moorau.example\n"
    found = read(lead + "".join(f"    {one}\n" for one in listed) + ends)
    assert list(found.items[0].targets) == listed


@pytest.mark.parametrize(
    ("asks", "part"),
    [
        ("die Bestandsdaten (Name, Anschrift) zu dem Postfach", "name_address"),
        ("die gespeicherten Bestandsdaten (Name und Anschrift) zu dem Postfach", "name_address"),
        ("die Bestandsdaten (Name, Anschrift, Geburtsdatum) zu dem Postfach", "listed"),
        ("die Bestandsdaten (Name, Anschrift sowie Zahlungsdaten) zu dem Postfach", "listed"),
        ("die Bestandsdaten zu dem Postfach", None),
        ("die Bestandsdaten (§ 3 Nr. 6 TKG) zu dem Postfach", None),
        ("die Verkehrsdaten (Name, Anschrift) und die Bestandsdaten zu dem Postfach", None),
        ("the subscriber data (name, address) of the account", "name_address"),
        ("the subscriber data (name, payment) of the account", "listed"),
    ],
)
def test_which_subscriber_data_are_asked_is_read_in_the_bracket_behind_their_name(asks: str, part: str | None) -> None:
    text = f"Polizeiinspektion Moorau\nWir ersuchen um Auskunft, we request disclosure: {asks} kim@fennel.example.\n"
    (item,) = read(text).items
    assert item.part == part
    claimed = face_of(read(text), channel=codes.Channel.MAIL, received_on="2026-11-02")
    assert (claimed.get("items.1.part"), claimed.confirmed) == (part, frozenset())
