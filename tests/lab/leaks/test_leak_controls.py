"""The control that the command runs finds every encoding in every place, and sees it when the scanner is blind."""

from __future__ import annotations

from pathlib import Path

import pytest

from dueprocess_lab import leak_controls, leak_needles, leak_scan


def test_each_encoding_is_found_in_each_place(tmp_path: Path) -> None:
    count, missed = leak_controls.blind(tmp_path)
    assert missed == []
    assert count > 250
    assert len(leak_controls.ENCODINGS) > 35
    assert len(leak_controls.PLACES) == 8


@pytest.mark.slow
@pytest.mark.parametrize(
    "way", ["xz", *(pytest.param(way, marks=pytest.mark.soak) for way in ("utf-32-le", "national"))]
)
def test_a_scanner_that_is_blind_for_one_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    match way:
        case "xz":
            monkeypatch.setattr(leak_scan, "_XZ", b"nothing begins so")
        case "national":
            monkeypatch.setattr(leak_needles, "_NATIONAL", 0)
        case _:
            monkeypatch.setattr(leak_needles, "_WIDE", ("utf-16-le", "utf-16-be", "utf-32-be"))
    _, missed = leak_controls.blind(tmp_path)
    assert missed
    assert all(way in one for one in missed)
