"""``report check``: anybody's published report, checked against itself."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.cli import files, options, output
from dueprocess.cli.faults import NO, WRONG, wrong
from dueprocess.formats import days
from transparency.check.audit import group_by_answer

if TYPE_CHECKING:
    from dueprocess.adapters.report_check import Checked

SECONDS: Final = 600.0
_GROUPS: Final = (
    ("breaks", "Does not hold", ("✗", "red")),
    ("traps", "What readers easily get wrong", ("?", "yellow")),
    ("holds", "Holds", ("✓", "green")),
    ("notes", "Remarks", ("·", "blue")),
)


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@click.option("--map", "mapping", type=options.PATH, help="What the columns mean (TOML or JSON).")
@options.as_json
def check(paths: tuple[Path, ...], mapping: Path | None, *, json_: bool) -> int:
    """Check somebody's published report against itself: files or folders in PATHS: CSV, JSON, XLSX, HTML.

    GitHub, Google, Facebook, Twitter, Telegram, Apple, orders of the DSA template and our own are known by their
    columns; other tables are read by the names of their columns, or as --map says. Files of one publisher are compared
    with one another. Nothing is stored or sent. Exit 1 when something cannot be, 2 when nothing, or a file that you
    named yourself, cannot be read; what in a folder is of no known format is told and passed.
    """
    from dueprocess.adapters import report_check  # the child that reads hostile bytes: none on Windows

    listed = list(files.walk(paths))
    given = [(name, _bytes(path)) for name, path in zip(_names(listed, paths), listed, strict=True)]
    if not given:
        raise wrong("There is no file in what you named. Give CSV, JSON, XLSX or HTML files, or their folder.")
    try:
        done = report_check.check(given, _bytes(mapping) if mapping else b"", seconds=SECONDS)
    except report_check.TooMuchError as fault:
        raise wrong(f"Too much: {fault}.") from fault
    if done.mapping:
        raise wrong(f"{mapping}: {done.mapping}.")
    if not done.reports and not done.unreadable:
        raise wrong(
            "Nothing in what you named holds figures: descriptions and README files are passed over. "
            "Name CSV, JSON, XLSX or HTML."
        )
    _print(done, json_=json_)
    if done.broken:
        return NO
    named = {name for name, path in zip((name for name, _ in given), listed, strict=True) if path in paths}
    return WRONG if not done.reports or named & done.unreadable.keys() else 0


def _names(listed: Sequence[Path], paths: Sequence[Path]) -> list[str]:
    """Each file's name below the folder that was named; its whole path where two would be alike."""
    folders = [one for one in paths if one.is_dir()]
    short = [next((str(one.relative_to(up)) for up in folders if one.is_relative_to(up)), one.name) for one in listed]
    alike = Counter(short)
    return [name if alike[name] == 1 else str(one) for name, one in zip(short, listed, strict=True)]


def _bytes(path: Path) -> bytes:
    if path.is_file() and path.stat().st_size > files.MAX_ITEM:
        raise wrong(f"{path} is longer than {files.MAX_ITEM >> 20} MiB. Split it by period.")
    return path.read_bytes()


def _print(done: "Checked", *, json_: bool) -> None:
    for one in done.reports:
        if json_:
            output.print_json(dict(one))
        else:
            _report(one)
    for name, why in done.unreadable.items():
        if json_:
            output.print_json({"report": name, "error": why})
        else:
            click.echo(err=True)
            output_line = f"{output.safe(name)}: {output.safe(why)}."
            click.secho(output_line, fg="yellow", err=True)


def _report(one: Mapping[str, Any]) -> None:
    output.heading(output.safe(str(one["report"])))
    period = one["period"]
    span = " to ".join(days.spoken(period[end]) for end in ("from", "until")) if period else ""
    about = [f"read as: {one['format']}", span]
    click.echo(f"  {' · '.join(filter(None, about))}")
    groups = group_by_answer(one)
    for name, title, (sign, colour) in _GROUPS:
        if groups[name]:
            click.echo()
            click.secho(f"  {title} ({len(groups[name])})", bold=True)
            for finding in groups[name]:
                output.wrapped(output.safe(finding["says"]), 4, click.style(f"  {sign} ", fg=colour))
    wrong = len(groups["breaks"])
    click.echo()
    verdict = f"{output.plural(wrong, 'thing')} cannot be as published" if wrong else "Nothing contradicts itself"
    click.secho(
        f"  {verdict}; {output.plural(len(groups['holds']), 'check that holds', 'checks that hold')}.", bold=True
    )
