"""Recovery words: each 16 bytes have nine words, each mistake is noticed, nothing is quoted."""

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dueprocess.formats import recovery
from dueprocess.formats.refusal import DeniedError

# The same are in frontend/test/ways.test.ts.
VECTORS = {
    "00" * 16: "babab babab babab babab babab babab babab babab fuzag",
    "ff" * 16: "zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz zuzuz notos",
    "000102030405060708090a0b0c0d0e0f": "babad bamag bibaj bimal boban bomar bubat bumaz titop",
}


@pytest.mark.parametrize(("entropy", "words"), VECTORS.items())
def test_vectors(entropy: str, words: str) -> None:
    assert recovery.words(bytes.fromhex(entropy)) == words
    assert recovery.entropy_of(words).hex() == entropy


@given(some.binary(min_size=16, max_size=16))
def test_there_and_back(entropy: bytes) -> None:
    words = recovery.words(entropy)
    assert recovery.looks_like(words)
    assert recovery.entropy_of(f"  {words.upper().replace(' ', ' - ')}\n") == entropy


@given(some.binary(min_size=16, max_size=16), some.integers(0, 44), some.sampled_from("bdfghjklmnprstvzaiou"))
def test_a_letter_that_is_another_one_is_noticed(entropy: bytes, at: int, letter: str) -> None:
    words = recovery.words(entropy)
    place = at + at // 5
    wrong = words[:place] + letter + words[place + 1 :]
    if wrong == words:
        return
    with contextlib.suppress(DeniedError):
        assert recovery.entropy_of(wrong) != entropy  # once in 65,536 the check fits by chance


def test_a_refusal_quotes_nothing() -> None:
    for wrong in ("babab " * 8 + "babad", "babab " * 8 + "babae"):
        with pytest.raises(DeniedError) as caught:
            recovery.entropy_of(wrong)
        assert caught.value.rule == "recovery.words"
        assert "baba" not in str(caught.value)


@pytest.mark.parametrize(
    "text", ["", "babab", "four random words here", "babab " * 9 + "babab", "babqb " * 9, "babébabab"]
)
def test_what_has_not_their_form_is_a_passphrase(text: str) -> None:
    assert not recovery.looks_like(text)
    with pytest.raises(DeniedError, match="nine words"):
        recovery.entropy_of(text)


def test_swapped_words_and_other_lengths_are_refused() -> None:
    first, second, *rest = recovery.words(bytes(range(16))).split()
    with pytest.raises(DeniedError, match="another one"):
        recovery.entropy_of(" ".join([second, first, *rest]))
    for length in (0, 15, 17):
        with pytest.raises(DeniedError, match="16 bytes"):
            recovery.words(bytes(length))


# The same are in frontend/test/ways.test.ts: one program takes what the other one takes.
TAKEN = " \t\n\v\f\r"
OTHERS = "\u001c\u001f\u0085\u00a0\u2003\u2028\u3000\ufeff\u180e"


@pytest.mark.parametrize("blank", TAKEN + OTHERS)
def test_only_blanks_of_ascii_part_the_words(blank: str) -> None:
    words = recovery.words(bytes(range(16)))
    for text in (words + blank, blank + words, words.replace(" ", blank)):
        assert recovery.looks_like(text) is (blank in TAKEN), text
    with_k = recovery.words(b"\x60" * 16)
    assert not recovery.looks_like(with_k.replace("k", "\u212a"))  # the Kelvin sign is a small k to either program
    assert not recovery.looks_like(f"{words},")
