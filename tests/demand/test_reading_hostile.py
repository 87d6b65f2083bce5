"""Hostile texts: no exception but the one, linear time, spans inside the text, targets out of the text."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.reader import read, tables
from dueprocess.demand import codes
from dueprocess.demand.face import to_plain
from dueprocess.demand.reading.addresses import refang
from dueprocess.demand.reading.facing import face_of
from dueprocess.demand.reading.index import Indexed, begun, cues, has, places
from dueprocess.demand.reading.page import page

PIECES = (
    "remove ",
    "§ 100j StPO ",
    "18 U.S.C. § 2703(d) ",
    "https://a.example/x ",
    "hxxp://b[.]example ",
    "a@b.example ",
    "within 3 days ",
    "\n\n",
    "\n1. ",
    "Order 1 ",
    "Police Department ",
    "decision of the court ",
    "2026-02-30 ",
    "31.12.2026 ",
    "[REDACTED] ",
    'account "x" ',
    "№ 149-ФЗ ",
    "статьи 15.1 Федерального закона ",
    "İ",
    "\u200b",
    "ß",
    "(dot)",
    "1.2.3.4 ",
    "::1 ",
    "+49 30 1234567 ",
    "subscriber data ",
    "contains information ",
    "\n:\n12345/25\n",
)
WORDS = st.lists(st.sampled_from(PIECES) | st.text(max_size=8), max_size=40).map("".join)
REPEATED = (
    "a",
    "a.",
    "a@",
    "§ 1 ",
    "http://",
    "1.1.",
    "Police Department ",
    "[redacted] ",
    "order no. 5/2026 ",
    "section 31 of the ",
    "within 3 days ",
    "from 2026-01-01 to ",
    "\n1. remove x@y.com ",
    "decision of the court ",
    "contains information ",
    " \n",
    "::",
    "immediately ",
    "§ 1 Abs. 2 ",
    "§ 1 und ",
    "article 1, ",
    "article 1 du code de ",
    "\n  ☐ ☒ a",
    "AZ 2025 01 ",
    "1 Js 12/",
    "+49 ",
    'account "',
    "article 9 of ",
    "федеральный закон ",
    "((((",
    "[.]",
    "A ",
    "not remove ",
    "art. 5 § 1 ustawy ",
    "§ 5 odst. 1 ",
    "zákona č. 1/2020 Sb., o ",
    "5. maddesi ",
    "B E S C H L ",
    "01.01.2024-",
    "x kullanıcı ",
    "DT.WKT.1.\n",
)


def test_a_sign_alone_over_a_number_is_no_label() -> None:
    assert read("Polizeipräsidium Berlin\n:\n12345/25\nBitte teilen Sie uns die Daten des Kontos mit.\n").languages


@given(WORDS | st.text(max_size=400))
def test_reading_never_fails_and_spans_lie_inside(text: str) -> None:
    draft = read(text, file="f.txt")
    for spans in draft.spans.values():
        assert all(0 <= start <= end <= len(text) for start, end in spans)
    face = face_of(draft, channel=codes.Channel.FILE, received_on="2026-01-01")
    assert to_plain(face)["schema"]


@given(WORDS)
def test_targets_stand_in_the_text(text: str) -> None:
    seen = "".join(refang(page(text, tables()).cased).split()).lower()
    digits = "".join(letter for letter in text if letter.isdigit())
    for target in read(text).targets:
        bare = "".join(target.split()).lower()
        assert bare in seen or bare.strip("+") in digits


@given(st.text(max_size=300))
def test_the_page_maps_back(text: str) -> None:
    ready = page(text, tables())
    assert len(ready.cased) == len(ready.low)
    for at in range(0, len(ready.cased), 7):
        if not ready.cased[at].isspace() and ready.cased[at] not in "\"'-":
            assert text[ready.place(at)] == ready.cased[at]


@pytest.mark.slow
@pytest.mark.parametrize("piece", REPEATED, ids=[repr(piece) for piece in REPEATED])
def test_time_grows_with_length_and_no_faster(piece: str) -> None:
    def seconds(length: int) -> float:
        text = (piece * (length // len(piece) + 1))[:length]
        start = time.process_time()
        read(text)
        return time.process_time() - start

    # Other work on the machine slows one of the two down; what grows with the square takes 64 times as long each time.
    assert any(seconds(160_000) < 12 * max(seconds(20_000), 0.004) for _ in range(4))


# --- the index of a page rules phrases out; it must never rule out one that is there ---

TEXTS = st.text(alphabet="ab§é_ .\n", max_size=40)
PHRASES = st.lists(st.text(alphabet="ab§é .", min_size=1, max_size=7), min_size=1, max_size=6).map(tuple)


@given(TEXTS, PHRASES)
def test_a_text_with_an_index_has_the_same_cues_as_one_without(text: str, phrases: tuple[str, ...]) -> None:
    assert list(cues(Indexed(text), phrases)) == list(cues(text, phrases))
    assert has(Indexed(text), phrases) is has(text, phrases)


@given(TEXTS, PHRASES, st.integers(0, 40), st.integers(0, 40))
def test_a_part_has_the_cues_of_the_whole_that_lie_in_it(
    text: str, phrases: tuple[str, ...], start: int, length: int
) -> None:
    whole, stop = Indexed(text), start + length
    inside = [(a - start, b - start) for a, b in cues(whole, phrases) if start <= a and b <= min(stop, len(text))]
    for part in (whole.part(start, stop), whole[start:stop], whole[: stop + 3][start:stop]):
        assert part == text[start:stop]
        assert list(cues(part, phrases)) == inside
        assert has(part, phrases) is bool(inside)


def test_a_part_that_begins_in_a_word_begins_no_phrase_there() -> None:
    assert list(cues(Indexed("disorder order").part(3, 8), ("order",))) == []


@given(st.text(alphabet="ab1 ", max_size=60))
def test_a_pattern_tried_at_its_heads_finds_what_it_finds_everywhere(text: str) -> None:
    pattern = re.compile(r"a[ab]{0,2}1|\bb1")
    heads = places(text, ("a", "b"))
    assert [one.span() for one in begun(text, heads, pattern)] == [one.span() for one in pattern.finditer(text)]
