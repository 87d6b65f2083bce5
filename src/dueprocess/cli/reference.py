"""docs/reference/cli.md, made from the commands themselves: ``python -m dueprocess.cli.reference`` prints it."""

from collections.abc import Iterator

import click

from dueprocess.cli.main import cli, listed

HEAD = """# The command line

Made from the commands by `python -m dueprocess.cli.reference`; a test compares. Exit 0: done. Exit 1: the answer is no.
Exit 2: the call was wrong or the input unreadable, with what to do next. With `--json` standard output holds JSON
alone, one object or one object a line; a refusal is an object with `error` and `rule`.
"""


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something, by its whole name, in the order of the way of a demand."""
    context = click.Context(cli)
    for name in listed():
        command = cli.get_command(context, name)
        if command is not None:
            yield from _leaves(name, command)


def _leaves(name: str, command: click.Command) -> Iterator[tuple[str, click.Command]]:
    if not isinstance(command, click.Group):
        yield name, command
        return
    for part, inner in command.commands.items():
        yield from _leaves(f"{name} {part}", inner)


def page() -> str:
    """The whole page, Markdown."""
    heading = ""
    parts = [HEAD]
    for name, command in leaves():
        group = listed()[name.split(" ")[0]][1]
        if group != heading:
            heading = group
            parts.append(f"## {heading}\n")
        parts.append(_entry(name, command))
    return "\n".join(parts)


def _entry(name: str, command: click.Command) -> str:
    words = [one.make_metavar(click.Context(command)) for one in command.params if isinstance(one, click.Argument)]
    lines = [f"### `{' '.join([name, *words])}`\n", (command.help or "").partition("\f")[0].strip() + "\n"]
    rows = [_row(one, command) for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if rows:
        lines += ["| option | meaning |", "|---|---|", *rows, ""]
    example = (command.epilog or "").replace("\b\nExample:\n  ", "")
    if example:
        lines.append(f"```\n{example}\n```\n")
    return "\n".join(lines)


def _row(option: click.Option, command: click.Command) -> str:
    spelled = ", ".join((*option.opts, *option.secondary_opts))
    value = "" if option.is_flag else f" {option.make_metavar(click.Context(command))}"
    notes = [option.help or ""]
    if option.required:
        notes.append("Required.")
    # A bar inside a table's cell must be escaped.
    cells = (f"`{spelled}{value}`", " ".join(notes).strip())
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |"


if __name__ == "__main__":
    click.echo(page(), nl=False)
