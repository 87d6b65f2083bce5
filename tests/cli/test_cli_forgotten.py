"""What `forget` says of backups and browsers that still hold a case: days as people write them (docs/style.md 8)."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from dueprocess.cli.forget_commands import _say
from dueprocess.operate.kept_backups import MAY, SURE, Kept

MADE = datetime.datetime(2026, 11, 2, 3, 0, tzinfo=datetime.UTC)
UNTIL = datetime.datetime(2026, 12, 1, 3, 0, tzinfo=datetime.UTC)


def said(capsys: pytest.CaptureFixture[str], *kept: Kept) -> str:
    browsers = [{"person": "aster", "seen_on": "2026-11-09", "browser": "b-1"}]
    _say(
        {
            "destroyed": True,
            "scrub": "",
            "backups": [one.plain for one in kept],
            "split": [],
            "browsers": browsers,
            "read_by": [],
        }
    )
    return capsys.readouterr().out


def test_days_are_written_with_their_month(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, Kept(Path("/kept/one.tar"), MADE, SURE, UNTIL))
    assert "/kept/one.tar could still open it, until 1 December 2026, then `backup` deletes it." in text
    assert "A browser of aster, last back on 9 November 2026, may keep" in text
    assert not re.search(r"\d{4}-\d\d-\d\d", text)


def test_a_backup_that_is_kept_without_an_end_names_no_day(capsys: pytest.CaptureFixture[str]) -> None:
    text = said(capsys, Kept(Path("/kept/two.tar.age"), MADE, MAY, None))
    assert "/kept/two.tar.age is encrypted and perhaps could still open it, for as long as you keep it." in text
