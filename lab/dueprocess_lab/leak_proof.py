"""``doctor --leaks``: place by place, what stands in clear; first the control, without which nothing is said.

Two desks are searched: one in which the demo's story of every kind was told, and one that lives (``leakliving``), with
the memory of its processes. What a finding says is a place, an offset and an encoding; never what was found.
"""

import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Final

from dueprocess.adapters import machine
from dueprocess.operate.doctor_lines import Line, Mark
from dueprocess.operate.served_home import PORTS
from dueprocess_lab import leak_acts, leak_controls, leak_desk, leak_sizes, leak_story, leak_visits
from dueprocess_lab.leak_needles import Marker, MarkerKind, bech32_bytes
from dueprocess_lab.leak_scan import CannotReadError, Hit, Scanner

if TYPE_CHECKING:
    from dueprocess_lab.leak_desk import Living

EXPECTED: Final[Mapping[tuple[str, str], str]] = {
    (
        "worker",
        "file number",
    ): "the sending worker writes each letter again, and a letter names the authority's reference",
}
"""What may stand in the memory of a process: (process, marker) → reason."""
OWN_KEY: Final = "sending-worker"
STEPS: Final = 17
_STORES: Final = (
    ("desk.sqlite3-", "write-ahead log"),
    ("desk.sqlite3", "database"),
    ("blobs", "blobs"),
    ("outbox", "outbox"),
)

Step = Callable[[str], None]
Lines = Iterator[Line]


@dataclass
class Findings:
    """Hits by place, and how many bytes were read there."""

    read: dict[str, int] = field(default_factory=dict)
    hits: dict[str, list[Hit]] = field(default_factory=dict)
    expected: dict[str, set[str]] = field(default_factory=dict)

    def add(self, place: str, size: int, hits: Iterable[Hit] = ()) -> None:
        """A place was read."""
        self.read[place] = self.read.get(place, 0) + size
        self.hits.setdefault(place, []).extend(hits)

    def lines(self) -> Lines:
        """One line a place, then one a finding."""
        for place, size in self.read.items():
            found = self.hits[place]
            said = f"{size >> 10} KiB read, " + (f"{len(found)} findings" if found else "nothing found")
            for reason in sorted(self.expected.get(place, ())):
                said += f"; as expected: {reason}"
            yield Line(place, Mark.WRONG if found else Mark.GOOD, said)
            for hit in found[:20]:
                says = f"{hit.marker} stands in clear: {hit.place} at {hit.offset} ({hit.encoding})"
                yield Line("leaks", Mark.WRONG, says, "Report it: whoever takes the server could read it.")


def prove(folder: Path, step: Step, *, quick: bool) -> Lines:
    """Control, story, and (unless ``quick``) the desk that lives. Raises CannotReadError, RuntimeError, DeniedError."""
    step("control")
    yield from _control(folder / "control")
    step("story")
    yield from _story(folder / "story", step)
    yield from _of_machine()
    if not quick:
        yield from _living(folder / "living", step)


def _control(folder: Path) -> Lines:
    count, missed = leak_controls.blind(folder)
    if missed:
        yield Line("control", Mark.WRONG, f"the scanner is blind: {', '.join(missed)}", "Do not trust this scan.")
        return
    many = f"{len(leak_controls.ENCODINGS)} encodings in {len(leak_controls.PLACES)} places"
    yield Line("control", Mark.GOOD, f"{many}: each of {count} planted words was found")


def _story(folder: Path, step: Step) -> Lines:
    folder.mkdir()
    staged = leak_story.stage(folder)
    step("search of the story")
    blind = leak_story.blind(folder / "control", staged.keys)
    count = len(leak_story.markers(staged.keys))
    if blind:
        yield Line("control", Mark.WRONG, f"the scanner is blind for {', '.join(blind)}", "Do not trust this scan.")
    else:
        yield Line("control", Mark.GOOD, f"{count} markers were put into a file each, compressed; each was found")
    findings = Findings()
    for place in ("home", "temporary", "printed"):
        findings.add(f"story: {place}", _size(getattr(staged, place)))
    for hit in leak_story.search(staged):
        findings.add("story: home", 0, [hit])
    yield from findings.lines()
    yield from _sizes("story: lengths", staged.home, _story_lengths())


def _story_lengths() -> dict[int, str]:
    from dueprocess_lab import story

    # A length of four digits may be a year or a port: those are looked for in the desk that lives.
    return {len(one.content): one.file for one in story.load() if len(one.content) > 9999}  # noqa: PLR2004


def _sizes(place: str, home: Path, lengths: Mapping[int, str]) -> Lines:
    told = leak_sizes.telling(home, lengths)
    for one in told:
        yield Line(place, Mark.WRONG, one, "Report it: a size or a number confirms a guess.")
    if not told:
        yield Line(place, Mark.GOOD, "every ciphertext is padded, and no length of a clear text stands anywhere")


def _of_machine() -> Lines:
    swaps = machine.swaps()
    plain = [one.name for one in swaps or () if one.kind == "plain"]
    if swaps is None:
        yield Line("swap", Mark.CAUTION, "the system does not say where memory goes", "See docs/operator/memory.md.")
    elif plain:
        do = "Encrypt it or switch it off: docs/operator/memory.md."
        yield Line("swap", Mark.CAUTION, f"memory may be written in clear to {', '.join(plain)}", do)
    else:
        kinds = ", ".join(sorted({one.kind for one in swaps})) or "none"
        yield Line("swap", Mark.GOOD, f"nothing is written in clear ({kinds})")
    pattern = machine.core_pattern()
    if pattern.startswith("|"):
        do = "Switch it off: docs/operator/memory.md."
        yield Line("dumps", Mark.CAUTION, f"dumps go to {pattern[1:].split()[0]}, which no limit stops", do)


def _living(folder: Path, step: Step) -> Lines:
    findings = Findings()
    step("a desk is founded and served")
    with leak_desk.living(folder) as desk:
        step("demands arrive")
        leak_desk.arrivals(desk)
        answered = leak_desk.knocks(desk)
        step("people decide, write and release")
        leak_acts.refuse_by_letter(desk)
        leak_acts.release(desk)
        step("staff, an official and the person come")
        visited = leak_visits.visits(desk)
        step("a letter leaves")
        leak_desk.wait_for_letter(desk)
        desk.command("backup", "--clear", "--to", str(desk.backups))
        dumps = list(_processes(desk, findings, step))
    step("search of the desk that lived")
    _folders(desk, findings)
    came = f"{len(desk.cases) + 3} demands came in, {answered} knocks, {visited} requests of visitors"
    yield Line("living", Mark.GOOD, f"{came}, a letter, a release, a backup")
    yield from dumps
    yield from findings.lines()
    yield from _sizes("lengths", desk.home, desk.words.lengths)


def _processes(desk: "Living", findings: Findings, step: Step) -> Lines:
    """Memory, command line, environment, limits of every process that runs."""
    scanner = Scanner([*desk.words.in_memory, *desk.typed_in_memory, *_keys(desk)])
    everything = Scanner([*desk.words.markers, *desk.typed])
    dumping = []
    for name, pid in _running(desk):
        step(f"memory of {name}")
        place = f"memory: {name}"
        hits = scanner.memory(pid)
        open_, reasons = _unexpected(name, hits)
        findings.add(place, _resident(pid), open_)
        findings.expected.setdefault(place, set()).update(reasons)
        findings.add("command lines", _length(pid), everything.process(pid))
        dumping += [name] if machine.may_dump(pid) else []
    if dumping:
        yield Line("dumps", Mark.WRONG, f"a dump may be written of {', '.join(dumping)}", "Report it.")
    else:
        yield Line("dumps", Mark.GOOD, "no process may write one")


def _unexpected(name: str, hits: Iterable[Hit]) -> tuple[list[Hit], set[str]]:
    kept, reasons = [], set()
    for hit in hits:
        reason = EXPECTED.get((name, hit.marker), "")
        if name == "worker" and hit.marker.startswith(f"key of {OWN_KEY}"):
            reason = "its own key, which opens the letters that wait for it"
        if reason:
            reasons.add(reason)
        else:
            kept.append(hit)
    return kept, reasons


def _running(desk: "Living") -> list[tuple[str, int]]:
    """Names and ids of all processes of the desk: a surface's helpers carry its name."""
    found: dict[int, str] = {}
    for root, process in desk.running.items():
        for pid in machine.of_tree(process.pid):
            named = Path(f"/proc/{pid}/comm").read_text().strip().removeprefix("desk-")
            found[pid] = named if named in PORTS else found.get(_parent(pid), root)
    return [(name, pid) for pid, name in found.items()]


def _parent(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def _resident(pid: int) -> int:
    return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")


def _length(pid: int) -> int:
    return sum(len(Path(f"/proc/{pid}/{name}").read_bytes()) for name in ("cmdline", "environ"))


def _keys(desk: "Living") -> list[Marker]:
    """Keys as text and as bytes."""
    found = []
    for one in leak_story.secret_markers(desk.stage.keys):
        raw = one.value if isinstance(one.value, bytes) else one.value.encode()
        found.append(Marker(one.name, raw, MarkerKind.KEY))
        if isinstance(one.value, str):
            found.append(Marker(one.name, bech32_bytes(one.value), MarkerKind.KEY))
    return found


def _folders(desk: "Living", findings: Findings) -> None:
    scanner = Scanner([*desk.words.markers, *desk.typed, *leak_story.secret_markers(desk.stage.keys)])
    for path in sorted(desk.home.iterdir()):
        findings.add(_store(path.name), _size(path))
    for hit in scanner.tree(desk.home):
        findings.add(_store(hit.place.removeprefix("name of ")), 0, [hit])
    places = {
        "backups": desk.backups,
        "temporary": desk.temporary,
        "printed": desk.printed,
        "drop folder": desk.folder / "in",
    }
    for place, folder in places.items():
        findings.add(place, _size(folder), scanner.tree(folder))


def _store(name: str) -> str:
    return next((store for begins, store in _STORES if name.startswith(begins)), "other files of the home")


def _size(path: Path) -> int:
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


__all__ = ["STEPS", "CannotReadError", "prove"]
