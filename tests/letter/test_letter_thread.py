"""The thread of a mail: what a stranger writes into its heads is bounded, and each id is plain or left out."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.case.portal import fingerprint
from dueprocess.formats.record import FormError, way
from dueprocess.letter.thread import MAX_IDS, Thread, marks_of, receipt_of, thread_of

OUTLOOK = "<DB9PR04MB8461F1A7D9C2B1EED9D9AB0C9AF6D2E@DB9PR04MB8461.eurprd04.prod.outlook.example>"


def mail(*heads: str, body: str = "Please tell us.") -> bytes:
    return "\r\n".join([*heads, "", body]).encode("latin-1")


def test_the_thread_ends_with_the_message_that_is_answered() -> None:
    heads = ("From: a@b.example", f"Message-ID: {OUTLOOK}", "References: <1@a.example>\r\n <2@a.example>", "X: y")
    assert thread_of(mail(*heads)) == ("<1@a.example>", "<2@a.example>", OUTLOOK)
    assert thread_of(mail("message-id:\r\n <3@a.example>", "In-Reply-To: <1@a.example> <x@y>")) == (
        "<1@a.example>",
        "<3@a.example>",
    )
    assert thread_of(mail("Message-ID: <1@a.example>").replace(b"\r\n", b"\n")) == ("<1@a.example>",)


@pytest.mark.parametrize(
    "heads",
    [
        ("Subject: no id",),
        ("Message-ID: none",),
        ("Message-ID: <1@a.example> <2@a.example>",),
        ("Message-ID: <a b@c.example>",),
        ("Message-ID: <\u00fc@a.example>",),
        ("Message-ID: <1@a.example\x00>",),
        ("Message-ID: <" + "a" * 10_000 + "@a.example>",),
        ("Message-ID: <" + "a" * 150 + "@" + "b" * 150 + ">",),
        ("X-Message-ID: <1@a.example>",),
        ("Message-ID: ", "Message-ID: <1@a.example>"),
    ],
)
def test_a_message_without_one_plain_id_has_no_thread(heads: tuple[str, ...]) -> None:
    assert thread_of(mail(*heads)) == ()


def test_an_id_in_the_text_below_the_heads_is_none() -> None:
    assert thread_of(mail("Subject: x", body="Message-ID: <1@a.example>")) == ()
    assert thread_of(b"%PDF-1.7\nMessage-ID: <1@a.example>"[:20]) == ()


def test_of_a_long_thread_the_first_stays_and_the_last_ones() -> None:
    many = " ".join(f"<{number}@a.example>" for number in range(500))
    found = thread_of(mail("Message-ID: <mine@a.example>", f"References: {many}"))
    assert (len(found), found[0], found[-2:]) == (MAX_IDS, "<0@a.example>", ("<499@a.example>", "<mine@a.example>"))


def test_no_head_makes_it_slow() -> None:
    began = time.monotonic()
    for filler in (b"<" * (1 << 16), b"Message-ID: " + b"<a" * (1 << 15), b"References:" + b"\n " * (1 << 15)):
        assert thread_of(filler) == ()
    assert time.monotonic() - began < 1


@given(st.binary(max_size=400))
def test_whatever_is_found_may_stand_in_a_letter(tail: bytes) -> None:
    read = way(Thread)[0]
    found = thread_of(b"Message-ID: <1@a.example>\r\nReferences: " + tail)
    assert read(list(found)) == found
    assert all(one.isascii() and one.isprintable() and " " not in one for one in found)


@pytest.mark.parametrize("one", ["<a@b>\r\nBcc: x@y.example", "a@b", "<a@b", "<a@b> <c@d>", "<@b>", "<a@b\n>", ""])
def test_a_letter_with_another_id_is_no_letter(one: str) -> None:
    with pytest.raises(FormError):
        way(Thread)[0]([one])


def test_the_number_of_a_receipt_is_the_one_above_all_that_was_typed() -> None:
    number = fingerprint("age1anybody")
    demand = f"Demand\n\nNumber of the receipt: {number}\n\nFile: 9999 1111 2222 3333 4444 5555 6666 7777 ü\n"
    assert receipt_of(demand.encode()) == number
    for none in (f"1{number}", f"{number}1", number[:-1], number.replace(" ", ""), "%PDF-1.7", "\xff"):
        assert receipt_of(none.encode("latin-1")) == ""


def test_arrivals_are_known_by_bytes_own_id_and_the_nearest_before_it() -> None:
    """As the vault has them (frontend/test/thread.test.ts)."""
    long = mail("Message-ID: <9@a.example>", "References: " + " ".join(f"<{at}@a.example>" for at in range(8)))
    found = ("sha256:" + "c" * 32, "<9@a.example>", "<7@a.example>", "<6@a.example>", "<5@a.example>")
    assert marks_of(long, "c" * 64) == found
    assert marks_of(b"%PDF-1.7", "c" * 64) == found[:1]
