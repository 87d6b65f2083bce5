"""A signature in a PDF file counts for what it covers; what stands after it is told, and lists have a third state."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from dueprocess.adapters import pdf_signatures, trusted_lists
from dueprocess.adapters.chains import Anchor, Chain, Lists
from dueprocess.adapters.pdf_signatures import Found
from dueprocess.formats.mail_signature import Signature
from sender_samples import AT, issuer, list_of_lists, signed_pdf, trusted_list

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors" / "crypto"


def one(data: bytes, lists: Lists | None = None) -> Found:
    return pdf_signatures.found(data, lists or Lists(), AT)[0]


def lists_of(*files: bytes) -> Lists:
    return trusted_lists.of_plain(trusted_lists.together([trusted_lists.read({}, one) for one in files], "2026-12-01"))


def test_a_file_that_is_signed_whole() -> None:
    found = one(signed_pdf(issuer()))
    assert (found.state, found.name, found.added, found.chain) == (
        Signature.VALID, "Amtsgericht Talbach", 0, Chain.NO_LISTS,
    )  # fmt: skip


def test_what_stands_after_it_is_told_and_what_was_changed_does_not_fit() -> None:
    data = signed_pdf(issuer())
    assert one(data + b"more").added == 4
    assert one(data.replace(b"Beschluss", b"Beschlusz")).state is Signature.BROKEN


def test_a_gap_that_holds_more_than_the_signature_says_nothing() -> None:
    data = signed_pdf(issuer())
    at = data.index(b"<30")
    filled = data[: at + 9000] + data[at + 9000 :]
    assert one(filled.replace(b"0000>", b"(hi)>", 1)).gap is False
    wide = data.replace(b"/ByteRange [0000000000", b"/ByteRange [0000000009", 1)
    assert one(wide).gap is False
    assert one(data[:-3]).gap is False  # it ends before its time


def test_the_certificate_leads_to_a_list_or_to_none_and_lists_can_be_incomplete() -> None:
    data, other = signed_pdf(issuer()), issuer("Another Trust")
    whole = lists_of(list_of_lists("DE", "EU"), trusted_list("DE", [issuer().der]))
    assert (one(data, whole).chain, one(data, whole).country) == (Chain.LISTED, "DE")
    assert one(data, lists_of(list_of_lists("DE"), trusted_list("DE", [other.der]))).chain is Chain.UNLISTED
    lacking = lists_of(list_of_lists("DE", "FR"), trusted_list("DE", [other.der]))
    assert (one(data, lacking).chain, lacking.lacking, lacking.as_of) == (Chain.INCOMPLETE, ("FR",), "2026-11-01")
    alone = lists_of(trusted_list("DE", [other.der]))  # nobody knows which are all
    assert one(data, alone).chain is Chain.INCOMPLETE
    withdrawn = lists_of(list_of_lists("DE"), trusted_list("DE", [issuer().der], status="withdrawn"))
    assert one(data, withdrawn).chain is Chain.UNLISTED


def test_a_list_past_its_day_is_incomplete() -> None:
    rows = [trusted_lists.read({}, one) for one in (list_of_lists("DE"), trusted_list("DE", []))]
    late = trusted_lists.of_plain(trusted_lists.together(rows, "2027-04-02"))
    assert (late.late, late.whole) == (True, False)


def test_a_list_that_others_signed_lacks() -> None:
    rows = [
        trusted_lists.read({}, one) for one in (list_of_lists("DE"), trusted_list("DE", [issuer().der], by="Thief"))
    ]
    assert trusted_lists.together(rows, "2026-12-01")["lacking"] == ["DE"]
    kept = [{name: said for name, said in one.items() if name not in {"signer", "signers"}} for one in rows]
    assert trusted_lists.together(kept, "2026-12-01")["anchors"] == []  # kept by a version that knew no signers
    assert [len(trusted_lists.together([one], "2026-12-01")["anchors"]) for one in rows] == [0, 1]


def test_what_was_put_into_a_lists_own_signature_is_not_read() -> None:
    thief = issuer("A thief")
    data = trusted_list("DE", [issuer().der])
    service = trusted_list("DE", [thief.der]).partition(b"<TSPService>")[2].partition(b"</TSPServices>")[0]
    scheme = b"<SchemeInformation><SchemeTerritory>FR</SchemeTerritory></SchemeInformation>"
    told = [b"<TSPService>" + service, scheme]
    false = data.replace(b"</ds:Signature>", b"<ds:Object>" + b"".join(told) + b"</ds:Object></ds:Signature>")
    assert trusted_lists.read({}, false) == trusted_lists.read({}, data)
    assert trusted_lists.read({}, data)["signer"]


def test_one_of_the_same_name_as_a_listed_one_is_not_listed() -> None:
    listed = [Anchor(issuer("Talbach Trust").der, "DE")]
    forged = issuer.__wrapped__("Talbach Trust")  # another key under the same name
    found = one(signed_pdf(forged), Lists(listed, "2026-11-01"))
    assert (found.state, found.chain) == (Signature.VALID, Chain.UNLISTED)


def test_what_is_no_list_is_none() -> None:
    for data in (b"", b"<a/>", b"<!DOCTYPE x><a/>", b"<a>" * 5000, b"\xff\xfe"):
        assert trusted_lists.read({}, data)["kind"] == "none"


def test_hostile_files_raise_nothing() -> None:
    draw, data = random.Random(3), signed_pdf(issuer())  # noqa: S311 - repeatable
    for _ in range(200):
        made = bytearray(data)
        for _ in range(draw.randrange(1, 30)):
            made[draw.randrange(len(made))] = draw.randrange(256)
        pdf_signatures.found(bytes(made), Lists(), AT)


@pytest.mark.parametrize(
    ("name", "state", "added", "gap"),
    [
        ("minimal-two-fields-signed-twice.pdf", Signature.VALID, 0, True),
        ("minimal-signed-twice-second-created.pdf", Signature.VALID, 0, True),
        ("pades-with-old-style-signing-cert-attr.pdf", Signature.VALID, 0, True),
        ("pades-lta-dss-indirect-arrs-test.pdf", Signature.VALID, 21031, True),
        ("tail-uncovered.pdf", Signature.VALID, 394, True),
        ("weird-byterange.pdf", Signature.UNCHECKED, 7486, False),
        ("signature-gap-too-big.pdf", Signature.UNCHECKED, 7486, False),
    ],
)
def test_vectors_of_other_programs(name: str, state: Signature, added: int, gap: bool) -> None:  # noqa: FBT001
    if not VECTORS.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    found = pdf_signatures.found((VECTORS / "pyhanko-pdf" / name).read_bytes(), Lists(), AT.replace(year=2021))[0]
    assert (found.state, found.added, found.gap) == (state, added, gap)


def test_a_real_list_is_read() -> None:
    if not VECTORS.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    told = trusted_lists.read({}, (VECTORS / "signxml-xades" / "dk_tl-sn21.xml").read_bytes())
    assert {name: told[name] for name in ("kind", "country", "issued", "next", "anchors")} == {
        "kind": "list", "country": "DK", "issued": "2019-08-05", "next": "2020-02-05", "anchors": [],
    }  # fmt: skip
