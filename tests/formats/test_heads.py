"""Two heads of the day: the later follows from the earlier, or is refused by name."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace

import pytest

from dueprocess.adapters import crypto
from dueprocess.formats import heads, links
from dueprocess.formats.heads import Extension, Head, HeadError

DESK = "d" * 64
KEY, SIGN = crypto.signer(DESK, b"1" * 32)
NOTES = [f"note {number}".encode() for number in range(9)]
ONE, TWO, THREE = (links.first(DESK, case) for case in ("", "c-" + "a" * 24, "c-" + "b" * 24))
BLINDS = ("1" * 64, "2" * 64)
CHAINS = {ONE: NOTES[:4], TWO: NOTES[4:7], THREE: NOTES[7:]}
SIZES = {ONE: 2, TWO: 3}


def head(day: str, chains: dict[str, list[bytes]], blind: str) -> Head:
    return Head(day, DESK, heads.root_of({one: heads.head_after(one, made) for one, made in chains.items()}, blind))


EARLIER = head("2026-11-29", {one: CHAINS[one][:size] for one, size in SIZES.items()}, BLINDS[0])
LATER = head("2026-11-30", CHAINS, BLINDS[1])
SHOWN = heads.extension(SIZES, CHAINS, BLINDS)


def refused(earlier: Head, later: Head, shown: Extension) -> str:
    with pytest.raises(HeadError) as caught:
        heads.check_extends(earlier, later, shown)
    return caught.value.rule


def test_a_later_head_follows_from_an_earlier_by_the_links_between_them() -> None:
    heads.check_extends(EARLIER, LATER, SHOWN)
    assert heads.parse_extension(SHOWN.encode()) == SHOWN
    whole = {one: len(made) for one, made in CHAINS.items()}
    heads.check_extends(LATER, LATER, heads.extension(whole, CHAINS, (BLINDS[1], BLINDS[1])))


@pytest.mark.parametrize(
    ("chains", "rule"),
    [
        ({**CHAINS, ONE: [NOTES[0], b"another", *NOTES[2:4]]}, "head.proof"),  # what the earlier one holds is another
        ({ONE: CHAINS[ONE], THREE: CHAINS[THREE]}, "head.missing"),
        ({**CHAINS, TWO: CHAINS[TWO][:2]}, "head.proof"),
    ],
)
def test_a_past_that_was_written_anew_has_no_links_that_fit(chains: dict[str, list[bytes]], rule: str) -> None:
    later = head("2026-11-30", chains, BLINDS[1])
    shown = heads.extension({one: size for one, size in SIZES.items() if one in chains}, chains, BLINDS)
    if rule == "head.missing":  # it hands out what the earlier one held, since else nothing fits
        shown = replace(shown, before=SHOWN.before)
    assert refused(EARLIER, later, shown) == rule
    honest = replace(SHOWN, links={one: names for one, names in SHOWN.links.items() if one in chains})
    assert refused(EARLIER, later, honest) in {"head.forked", "head.missing"}


def test_a_chain_cannot_be_passed_off_as_what_blinds() -> None:
    gone = {one: made for one, made in CHAINS.items() if one != TWO}
    before = {one: end for one, end in SHOWN.before.items() if one != TWO}
    assert refused(EARLIER, head("2026-11-30", gone, BLINDS[1]), replace(SHOWN, before=before)) == "head.proof"


def test_other_desks_days_and_signatures() -> None:
    assert refused(EARLIER, replace(LATER, desk="e" * 64), SHOWN) == "head.other-desk"
    assert refused(LATER, EARLIER, SHOWN) == "head.order"
    with pytest.raises(HeadError) as caught:
        heads.check_day(LATER, replace(LATER, root="0" * 64))
    assert caught.value.rule == "head.twice"
    heads.check_day(LATER, LATER)
    heads.check_day(EARLIER, LATER)
    note = LATER.sign(KEY, SIGN)
    elsewhere = replace(LATER, desk="e" * 64).sign(KEY, SIGN)
    with pytest.raises(HeadError) as caught:
        heads.parse(elsewhere, KEY, crypto.verify)
    assert caught.value.rule == "head.other-desk"
    assert heads.parse(note, KEY, crypto.verify) == LATER
    wrong = {note.replace(b"-30", b"-29"): "head.unsigned", note.replace(b"-11-30", b"-13-30"): "head.malformed"}
    for bad, rule in {**wrong, b"x": "head.malformed"}.items():
        with pytest.raises(HeadError) as caught:
            heads.parse(bad, KEY, crypto.verify)
        assert caught.value.rule == rule


def test_the_root_is_that_of_the_standard() -> None:
    """RFC 6962, section 2.1, over the blind leaf and two chains."""

    def leaf(data: bytes) -> bytes:
        return hashlib.sha256(b"\0" + data).digest()

    first, second = sorted((ONE, TWO))
    blind = leaf(b"dueprocess/blind/1\0" + bytes.fromhex(BLINDS[0]))
    left = hashlib.sha256(b"\1" + blind + leaf(bytes.fromhex(first) * 2)).digest()
    root = hashlib.sha256(b"\1" + left + leaf(bytes.fromhex(second) * 2)).hexdigest()
    assert heads.root_of({first: first, second: second}, BLINDS[0]) == root


def test_a_line_is_the_whole_head_however_it_was_broken_and_a_mistyped_letter_accuses_nobody() -> None:
    line = heads.line_of(LATER.sign(KEY, SIGN))
    assert re.fullmatch(heads.LINE, line)
    assert len(line) < 200
    typed = (
        line,
        line.upper(),
        line.replace(" ", "\n  "),
        f"\u2066{line}\u2069",
        "<p>" + line.replace(" ", "") + "</p>",
    )
    typed = (*typed[:4], typed[4].replace("head1", " head1"))
    for text in typed:
        (found,) = heads.lines_in(f"Keep this line: {text} Yours, 2026-11-30")
        assert heads.of_line(found, KEY, crypto.verify) == LATER
    (found,) = heads.lines_in(line)
    other, _ = crypto.signer(DESK, b"2" * 32)
    for text, key, rule in (
        (found[:-1] + ("q" if found[-1] != "q" else "p"), KEY, "head.malformed"),
        (found[:-1] + "b", KEY, "head.malformed"),  # no letter of the table
        (found.replace("-30", "-29"), KEY, "head.unsigned"),
        (found.replace("-11-30", "-13-30"), KEY, "head.malformed"),
        (found, other, "head.unsigned"),
        (found, replace(KEY, name="e" * 64), "head.unsigned"),  # the key's name is the desk
    ):
        with pytest.raises(HeadError) as caught:
            heads.of_line(text, key, crypto.verify)
        assert caught.value.rule == rule
    assert heads.lines_in(line[:-1]) == []


def test_what_somebody_was_shown_stands_between_two_heads_or_is_another_history_or_nobody_can_say() -> None:
    def stands(chain: str, notes: list[bytes]) -> bool | None:
        return heads.stands(SHOWN, chain, (len(notes), heads.head_after(chain, notes)))

    for chain, size in ((ONE, 2), (ONE, 3), (ONE, 4), (TWO, 3), (THREE, 1), (THREE, 2)):
        assert stands(chain, CHAINS[chain][:size]) is True
    # A case that began after the earlier head: the links show all of it.
    assert stands(THREE, [b"another"]) is False
    assert stands(THREE, [*CHAINS[THREE][:1], b"another"]) is False
    assert stands(THREE, [*CHAINS[THREE], b"later"]) is None
    # Of one that the earlier head holds nobody sees what was before it.
    assert stands(ONE, CHAINS[ONE][:1]) is None
    assert stands(ONE, [b"another"] * 4) is None
    assert stands(links.first(DESK, "c-" + "e" * 24), [b"one"]) is None
