"""Text whose first letter is a packet's tag is text, not a sealed message."""

import pytest

from dueprocess.adapters import documents, sealed_mail

LETTERHEADS = ("ҚАЗАҚСТАН РЕСПУБЛИКАСЫ", "ҒЫЛЫМ ЖӘНЕ ЖОҒАРЫ БІЛІМ МИНИСТРЛІГІ", "ҚР ІІМ ПОЛИЦИЯ ДЕПАРТАМЕНТІ")


@pytest.mark.parametrize("head", LETTERHEADS)
def test_a_letterhead_of_kazakhstan_is_no_sealed_message(head: str) -> None:
    data = (head + "\n" + "Прошу предоставить сведения. " * 20).encode()
    assert not sealed_mail.is_openpgp(data)
    assert head in documents.to_text(data, "letter.txt").text


def test_bytes_that_are_no_text_are_one() -> None:
    assert sealed_mail.is_openpgp(bytes((0xD2, 0x20)) + bytes(range(0x80, 0xA0)))
