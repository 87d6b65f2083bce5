"""What visitors of the desk that lives type: drawn anew, never shown, and seen by the scanner where it stands."""

from __future__ import annotations

import os
from pathlib import Path

from dueprocess_lab import leak_visits
from dueprocess_lab.leak_scan import Scanner


def test_what_visitors_type_would_be_seen_and_is_never_shown(tmp_path: Path) -> None:
    """The control: each of it, as it was typed, in a file beside much else."""
    typed = leak_visits.Typed()
    for number, one in enumerate(typed.markers):
        value = one.value.encode() if isinstance(one.value, str) else one.value
        (tmp_path / str(number)).write_bytes(os.urandom(300) + value + os.urandom(300))
    assert {hit.marker for hit in Scanner(typed.markers).tree(tmp_path)} == {one.name for one in typed.markers}
    assert typed.password not in repr([typed, typed.markers])
    assert typed.markers != leak_visits.Typed().markers
