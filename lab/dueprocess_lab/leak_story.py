"""``doctor --leaks``: the demo's story in a throw-away home, then a search for every marker of it (hazard 10.4).

Never on a live home: there one would have to type real targets into the server to look for them.
"""

import gzip
import os
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, Self

from dueprocess_lab import story
from dueprocess_lab.leak_needles import Marker, MarkerKind

if TYPE_CHECKING:
    from dueprocess_lab.leak_scan import Hit

ALLOWED: Final[Mapping[tuple[str, str], str]] = {
    ("stdout", "chapter 9, marker 4"): "the narrator of the demo names the office that the agency writes for",
    ("stdout", "chapter 12, marker 4"): "the narrator's title of the chapter; a desk prints no demand's words",
}
"""Where a marker may stand: (place, marker) → reason. Only what the narrator says at the teller's own terminal."""

_HEADERS: Final = re.compile(
    rb"^(Subject|Message-ID|Date|To|From|Reply-To|Return-Path): (.+)$", re.MULTILINE | re.IGNORECASE
)
_TOLD: Final = frozenset({b"subject", b"message-id", b"from", b"reply-to", b"return-path"})


@dataclass(frozen=True, slots=True)
class Staged:
    """A story that was told in folders of its own: what the desk kept, temporary files, what it printed, keys."""

    home: Path
    temporary: Path
    printed: Path  # stdout and stderr, a file each
    keys: Path

    @classmethod
    def below(cls, folder: Path) -> Self:
        """Where ``stage`` puts each below ``folder``."""
        return cls(folder / "demo" / "home", folder / "tmp", folder / "printed", folder / "demo" / "keys")


def stage(folder: Path) -> Staged:
    """Run the demo below ``folder`` in a process of its own. Raises RuntimeError where it ends badly."""
    staged = Staged.below(folder)
    for one in (staged.temporary, staged.printed):
        one.mkdir(parents=True)
    environ = {name: value for name, value in os.environ.items() if not name.startswith("DUEPROCESS_")}
    day = ["--ends", story.days.WRITTEN.isoformat()]  # its markers are those of the texts as they are written
    command = [sys.executable, "-m", "dueprocess.cli.main", "demo", "--no-serve", *day, "--home", str(folder / "demo")]
    with (staged.printed / "stdout").open("wb") as out, (staged.printed / "stderr").open("wb") as err:
        ended = subprocess.run(
            command, env={**environ, "TMPDIR": str(staged.temporary)}, stdout=out, stderr=err, check=False
        )
    if ended.returncode:
        raise RuntimeError(f"the demo ended with {ended.returncode}; run `dueprocess demo --no-serve` to see why")
    return staged


def markers(keys: Path) -> list[Marker]:
    """All that may stand nowhere in clear: of the story, and the secrets of its people."""
    return [*story_markers(), *secret_markers(keys)]


def story_markers() -> list[Marker]:
    """Markers, file names, mail headers and digests of every demand of the story, each once."""
    found: dict[str | bytes, Marker] = {}
    for chapter in story.load():
        head = f"chapter {chapter.number}"
        for number, text in enumerate(chapter.markers, 1):
            kind = MarkerKind.PHONE if text.startswith("+") else MarkerKind.TEXT
            found[text] = Marker(f"{head}, marker {number}", text, kind)
        found[chapter.file] = Marker(f"{head}, file name", chapter.file)
        found[chapter.content] = Marker(f"{head}, the file", chapter.content, MarkerKind.FILE)
        for name, value in _mail_headers(chapter.content):
            found[value] = Marker(f"{head}, {name}", value)
    return list(found.values())


def _mail_headers(content: bytes) -> Iterator[tuple[str, str]]:
    head = content.partition(b"\n\n")[0].replace(b"\r", b"")
    for name, value in _HEADERS.findall(head):
        if name.lower() in _TOLD:
            yield name.decode().lower(), value.decode().strip()


def secret_markers(keys: Path) -> list[Marker]:
    """What opens or signs, out of the demo's identity files."""
    from dueprocess.adapters import identity

    found = []
    for path in sorted(keys.glob("*.identity")):
        who = identity.load(path, None)
        found.append(Marker(f"key of {who.name} that opens", who.age_secret, MarkerKind.KEY))
        found.append(Marker(f"key of {who.name} that signs", who.seed, MarkerKind.KEY))
        if who.own_seed:
            found.append(Marker(f"own key of {who.name} that opens", who.own_age_secret, MarkerKind.KEY))
            found.append(Marker(f"own key of {who.name} that signs", who.own_seed, MarkerKind.KEY))
    return found


def search(staged: Staged) -> "list[Hit]":
    """What stands where it may not. Raises CannotReadError."""
    from dueprocess_lab.leak_scan import Scanner

    scanner = Scanner(markers(staged.keys))
    hits = [hit for folder in (staged.home, staged.temporary, staged.printed) for hit in scanner.tree(folder)]
    return [hit for hit in hits if not _allowed(hit)]


def _allowed(hit: "Hit") -> bool:
    return any(hit.place.startswith(place) and hit.marker == marker for place, marker in ALLOWED)


def blind(folder: Path, keys: Path) -> list[str]:
    """The control: markers that the scanner does not see although they were put there. Empty is good."""
    from dueprocess_lab.leak_scan import Scanner

    listed = markers(keys)
    folder.mkdir()
    for number, one in enumerate(listed):
        value = one.value.encode() if isinstance(one.value, str) else one.value
        if one.kind is MarkerKind.FILE:
            import hashlib

            value = hashlib.sha256(value).hexdigest().encode()
        (folder / f"{number}.gz").write_bytes(gzip.compress(b"before " + value + b" after"))
    seen = {hit.marker for hit in Scanner(listed).tree(folder)}
    return [one.name for one in listed if one.name not in seen]
