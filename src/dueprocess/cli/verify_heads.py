"""``verify heads``: whether a later head of the day follows from an earlier one, wherever both were kept (ADR 0095)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import crypto
from dueprocess.cli import options, output
from dueprocess.cli.evidence_file import viewed
from dueprocess.cli.faults import NO, wrong
from dueprocess.formats import heads as of
from dueprocess.formats import links as chains
from dueprocess.formats.heads import Head
from dueprocess.formats.note import Key, MalformedNoteError, parse_vkey

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dueprocess.formats.roster import Mark

MAX_FILE: Final = 256 << 20
_FIT: Final = "Keep both, and ask for links that fit: an honest desk has them."
PAST: Final = {
    "head.twice": "Keep both: the two signatures prove it.",
    "head.missing": _FIT,
    "head.forked": _FIT,
    "head.proof": _FIT,
}
"""What says that a past was written anew, and what whoever finds it does."""
STANDS: Final = {
    True: "stands between the two heads, and the later one goes on from it",
    False: "is another history than the one that the later head holds",
    None: "is not found between the two heads: it is older than the earlier one, newer than the later one, or another "
    "history. Take an earlier and a later head",
}


@dataclass(frozen=True, slots=True)
class _Named:
    """What one argument names: notes or lines of heads, and the key that a public site hands out beside them."""

    heads: tuple[str, ...]
    vkey: str = ""


@click.command()
@click.argument("earlier")
@click.argument("later")
@click.option(
    "--vkey", default="", help="The key that signs the desk's heads [default: that of the site's heads.json]."
)
@click.option("--links", type=options.PATH, help="What the desk wrote by `heads prove` for these two days.")
@click.option(
    "--kept",
    type=options.PATH,
    help="What you were shown: a case's file of `show --evidence`, or the .desk file beside your identity.",
)
@options.as_json
def heads(earlier: str, later: str, vkey: str, links: Path | None, kept: Path | None, *, json_: bool) -> None:
    """Whether the LATER head of a day follows from the EARLIER one: no history was written anew between them.

    Each is a line pasted from a letter, a person's page or a report; or a file that holds one: the letter as text, the
    page saved, the report (.json), a case's file of `show --evidence`, the public site's data/heads.json. Of several
    the newest counts, and all are compared with those of the same day. With --kept: whether the histories that you
    were shown are the ones that the later head goes on from.

    Exit 0: it follows. 1: two heads of one day differ, which the two signatures prove; or by these links the later does
    not follow, and an honest desk has others that fit; or what was kept is not found. 2: one is no head of that key, or
    links are missing.
    """
    one, other = _named(earlier), _named(later)
    key = _key(vkey or other.vkey or one.vkey)
    found: Mapping[str, bool | None] = {}
    try:
        first, second = (_heads(each, key) for each in (one, other))
        old, new = (max(each, key=lambda head: head.day) for each in (first, second))
        for mine in (*first, *second):
            for theirs in (*first, *second):
                of.check_day(mine, theirs)
        if old != new or kept is not None:
            shown = of.parse_extension(_read(_links(links, old, second)))
            of.check_extends(old, new, shown)
            marks = _marks(kept, new.desk) if kept else {}
            found = {case: of.stands(shown, chains.first(new.desk, case), marks[case]) for case in marks}
    except of.HeadError as fault:
        says = f"{fault.reason[:1].upper()}{fault.reason[1:]}."
        if fault.rule not in PAST:
            raise wrong(f"{says} So nothing is known.  [{fault.rule}]") from fault
        says = f"{says} {PAST[fault.rule]}"
        output.told({"extends": False, "rule": fault.rule, "says": says}, f"{says}  [{fault.rule}]", json_=json_)
        click.get_current_context().exit(NO)
    says = f"The head of {new.day} follows from that of {old.day}."
    if old == new:
        says = f"Both are the head of {old.day}."
    told = {"extends": True, "rule": "", "says": says}
    told |= {"kept": [{"case": case, "stands": stands} for case, stands in found.items()]} if kept else {}
    lines = (f"{f'Case {case[:10]}' if case else 'The desk itself'}: {STANDS[found[case]]}." for case in found)
    output.told(told, says, *map(output.safe, lines), json_=json_)
    if not all(found.values()):
        click.get_current_context().exit(NO)


def _named(given: str) -> _Named:
    """A line, or what stands in a file. Raises DeniedError."""
    if lines := of.lines_in(given):
        return _Named(tuple(lines))
    data = _read(Path(given))
    text, whole = data.decode(errors="replace"), _json(data)
    if rows := whole.get("heads"):
        return _Named(tuple(map(str, rows)), str(whole.get("vkey", "")))
    if text.startswith(of.HEADER):
        return _Named((text,))
    lines = of.lines_in(str(whole.get("head", "")) if whole else text)
    if not lines:
        raise wrong(
            f"{output.safe(given[:80])} is no line of a head and holds none. Paste it whole, in quotation marks."
        )
    return _Named(tuple(lines))


def _json(data: bytes) -> "Mapping[str, Any]":
    """The object of a file that is JSON; nothing of any other."""
    try:
        whole = json.loads(data)
    except (ValueError, RecursionError):
        return {}
    return whole if isinstance(whole, dict) else {}


def _key(vkey: str) -> Key:
    if not vkey:
        raise wrong("Give --vkey: the key that signs the heads, from the desk's public site (data/heads.json).")
    try:
        return parse_vkey(vkey)
    except MalformedNoteError as fault:
        raise wrong(f"--vkey is no key: {fault}.") from fault


def _heads(named: _Named, key: Key) -> list[Head]:
    """Those of the key: a home that was restored signs with another, beside what the one before signed."""
    found, faults = list[Head](), list[of.HeadError]()
    for text in named.heads:
        try:
            found.append(
                of.parse(text.encode(), key, crypto.verify)
                if text.startswith(of.HEADER)
                else of.of_line(text, key, crypto.verify)
            )
        except of.HeadError as fault:
            faults.append(fault)
    if not found:
        raise faults[0]
    return found


def _links(links: Path | None, old: Head, later: list[Head]) -> Path:
    if links is not None:
        return links
    same = f"The second holds the head of {old.day} as you have it. " if old in later else ""
    raise wrong(f"{same}Ask the desk for the links between the two: `dueprocess heads prove`. Then give --links.")


def _marks(kept: Path, desk: str) -> "Mapping[str, Mark]":
    """How far each chain went that somebody was shown: by a client's pin, or by a case's file. Raises DeniedError."""
    from dueprocess.client.pins import read_marks, read_pin
    from dueprocess.verify import histories

    whole = _json(_read(kept))
    if "notes" in whole:
        return {case: (many, head) for case, many, head in histories.lengths(viewed(kept, desk)[0]) if many}
    pin = read_pin(kept)
    if pin is None or pin.desk != desk:
        raise wrong(f"{output.safe(str(kept))} is of another desk than the heads.")
    return {case: mark for case, mark in read_marks(kept).items() if mark[0]}


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(MAX_FILE)
    except (OSError, ValueError) as fault:
        raise wrong(f"{output.safe(str(path)[:80])} cannot be read. Check the name and the folder.") from fault
