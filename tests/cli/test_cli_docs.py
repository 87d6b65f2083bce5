"""Help, reference and tutorial say what the commands do."""

from pathlib import Path

import click
import pytest

import tutorial_home
from dueprocess.cli.acting import commands
from dueprocess.cli.examples import EXAMPLES
from dueprocess.cli.main import cli, listed
from dueprocess.cli.reference import leaves, page

LEAVES = dict(leaves())


def test_every_command_imports_and_has_an_example() -> None:
    context = click.Context(cli)
    assert all(isinstance(cli.get_command(context, name), click.Command) for name in listed())
    assert set(EXAMPLES) | set(commands()) == set(LEAVES)
    assert not set(EXAMPLES) & set(commands())


def test_the_reference_is_what_the_commands_make(root: Path) -> None:
    written = (root / "docs/reference/cli.md").read_text()
    assert written == page(), "stale: run `python -m dueprocess.cli.reference > docs/reference/cli.md`"
    for name, command in LEAVES.items():
        assert f"### `{name}" in written
        for option in command.params:
            assert not isinstance(option, click.Option) or option.opts[0] in written


@pytest.mark.parametrize("name", list(LEAVES))
def test_help_is_short_and_every_option_explains_itself(name: str) -> None:
    command = LEAVES[name]
    text = command.get_help(click.Context(command, info_name=name))
    assert len(text.splitlines()) < 60
    assert f"dueprocess {name}" in text.partition("Example:")[2]
    assert all(one.help for one in command.params if isinstance(one, click.Option) and one.name != "help")


@pytest.mark.slow
def test_every_command_of_the_tutorial_runs(tmp_path: Path) -> None:
    assert tutorial_home.script().count("dueprocess ") >= 25
    tutorial_home.run(tmp_path)
    assert (tmp_path / "letter.pdf").read_bytes().startswith(b"%PDF")
    assert (tmp_path / "letter.pdf").stat().st_mode & 0o077 == 0
    assert (tmp_path / "site/index.html").is_file()
