"""``keys new``: what a person chooses to open their identity has a least length, the same as in the vault."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from dueprocess.adapters.identity_ways import LEAST
from dueprocess.cli.main import cli

VAULT = Path(__file__).parents[2] / "frontend" / "src" / "formats" / "ways.ts"


@pytest.mark.parametrize(("chosen", "made"), [("a", False), ("", False), ("x" * 11, False), ("\U0001f511" * 12, True)])
def test_a_passphrase_has_a_least_length(tmp_path: Path, chosen: str, *, made: bool) -> None:
    words, out = tmp_path / "words", tmp_path / "aster.identity"
    words.write_text(f"{chosen}\n")
    by_file = ["keys", "new", "aster", "--out", str(out), "--passphrase-file", str(words)]
    ran = CliRunner().invoke(cli, by_file)
    assert (ran.exit_code == 0, out.exists()) == (made, made)
    typed = CliRunner().invoke(cli, ["keys", "new", "birch", "--out", f"{out}2"], input=f"{chosen}\n{chosen}\n")
    assert (typed.exit_code == 0) is made
    if chosen and not made:
        assert "fewer than 12 characters" in str(ran.exception)


def test_it_is_the_vaults() -> None:
    assert re.search(r"export const LEAST = (\d+);", VAULT.read_text("utf-8"))[1] == str(LEAST)  # type: ignore[index]
