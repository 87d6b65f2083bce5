"""``law check`` and ``law new``: looking through law files, and beginning one."""

import functools
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from importlib import resources
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any, Final

import click

from dueprocess.adapters import law_files, reading_tables
from dueprocess.adapters.calendars import LegalCalendar
from dueprocess.cli import options, output
from dueprocess.cli.faults import NO, wrong
from dueprocess.law import scenario as scenarios
from dueprocess.law.review import review
from dueprocess.operate.desk_of_home import now

if TYPE_CHECKING:
    from dueprocess.law.review import Problem
    from dueprocess.law.scenario import Reach
    from dueprocess.law.shelf import Shelf
    from dueprocess.law.texts import Signature

_SHELF: Final = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_ID: Final = re.compile(r"[A-Z0-9]{1,12}(-[A-Z0-9]{1,16}){1,6}")
_SHOWN: Final = 12


@dataclass(slots=True)
class _Seen:
    """What looking through a law folder found."""

    problems: tuple["Problem", ...]
    scenarios: int = 0
    failing: list[str] = field(default_factory=list)
    gaps: tuple[str, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether nothing contradicts and every scenario holds."""
        return not self.failing and not any(one.wrong for one in self.problems)


@click.command()
@click.argument("folder", required=False, type=options.PATH)
@click.option("--all", "everything", is_flag=True, help="Name each statement that asks or is not shown.")
@options.as_json
def check(folder: Path | None, *, everything: bool, json_: bool) -> int:
    """Do the law files keep their form, hold together, and say what the scenarios expect? Exit 1 when not.

    Also said: citations that lead to two laws, texts whose dates overlap, rules that no scenario shows both ways, and
    statements that ask because nobody read them in the last 12 months.
    """
    root = folder or law_files.law_root()
    try:
        shelf = law_files.load(root)
        reading_tables.load(root)
        seen = _look(root, shelf)
    except law_files.LawFileError as fault:
        if json_:
            output.print_json({"holds": False, "fault": str(fault)})
        else:
            click.secho(str(fault), fg="red", err=True)
        return NO
    if json_:
        output.print_json(_plain(shelf, seen))
    else:
        _print(shelf, seen, everything=everything)
    return 0 if seen.holds else NO


def _look(root: Path, shelf: "Shelf") -> _Seen:
    seen = _Seen(review(shelf, now().date()))
    files = sorted((root / "tests").glob("*/**/*.yaml"))
    if files:
        _judge(root, files, seen)
    return seen


def _judge(root: Path, files: list[Path], seen: _Seen) -> None:
    reach = scenarios.Reach()
    # Some hundred sets of signatures serve all scenarios.
    signed = functools.cache(lambda signatures: law_files.load(root, signatures=signatures))
    with output.progress(files, "Scenarios") as bar:
        for path in bar:
            _one(root, path, signed, reach, seen)
    seen.scenarios, seen.gaps = len(files), scenarios.gaps(law_files.load(root), reach)


def _one(
    root: Path, path: Path, signed: "Callable[[tuple[Signature, ...]], Shelf]", reach: "Reach", seen: _Seen
) -> None:
    where = str(path.relative_to(root))
    try:
        one = scenarios.scenario_of(law_files.parse(path.read_text(encoding="utf-8"), str(path)))
    except (scenarios.ScenarioError, law_files.LawFileError) as fault:
        said = str(fault).removeprefix(f"{path}, ")
        seen.failing.append(f"{where}: {said}; law/tests/README.md has the form")
        return
    made = scenarios.judge(one, signed(one.signed), LegalCalendar(one.calendar))
    reach.note(made)
    seen.failing += [f"{where}: {said}" for said in scenarios.differences(one, made)]


def _plain(shelf: "Shelf", seen: _Seen) -> dict[str, Any]:
    return {
        "holds": seen.holds,
        "digest": shelf.digest,
        "published": not law_files.altered(shelf),
        "instruments": len(shelf.instruments),
        "scenarios": seen.scenarios,
        "failing": seen.failing,
        "not_shown": list(seen.gaps),
        "problems": [asdict(one) for one in seen.problems],
        "ask_again": sorted(one.says.split()[0] for one in seen.problems if one.code == "asks"),
    }


def _print(shelf: "Shelf", seen: _Seen, *, everything: bool) -> None:
    states = ", ".join(f"{state} {len(names)}" for state, names in sorted(shelf.index.states.items()))
    many = f"{len(shelf.instruments)} instruments ({states}), {len(shelf.rules)} rules"
    click.echo(f"{many}, digest {shelf.digest[:16]}…")
    if law_files.altered(shelf):
        click.echo("They are not the files that this version was published with.")
    wrong = [f"{one.file}: {one.says}" for one in seen.problems if one.wrong]
    _lines("Contradicts", wrong, everything=True)
    _lines("Scenarios that do not hold", seen.failing, everything=True)
    failing = {one.partition(":")[0] for one in seen.failing}
    click.echo(f"{seen.scenarios - len(failing)} of {seen.scenarios} scenarios hold.")
    _lines("No scenario shows", list(seen.gaps), everything=everything)
    thin = [f"{one.file}: {one.says}" for one in seen.problems if one.code == "thin"]
    _lines("Thin", thin, everything=everything)
    asking = Counter(one.file.partition("-")[0] for one in seen.problems if one.code == "asks")
    total = sum(asking.values())
    by = ", ".join(f"{name} {many}" for name, many in sorted(asking.items()))
    click.echo(f"{total} statements ask and do not decide today: unverified, or read over 12 months ago ({by}).")
    if everything:
        _lines("They ask", [one.says for one in seen.problems if one.code == "asks"], everything=True)


def _lines(title: str, lines: list[str], *, everything: bool) -> None:
    if not lines:
        return
    output.heading(f"{title}: {len(lines)}")
    for line in lines if everything else lines[:_SHOWN]:
        output.wrapped(line, 2)
    if not everything and len(lines) > _SHOWN:
        click.echo(f"  … and {len(lines) - _SHOWN} more: `dueprocess law check --all`")


@click.command()
@click.argument("shelf")
@click.option("--out", type=options.PATH, help="Law folder to write into; default: law/ here.")
@click.option("--title", required=True, help="What the provision is about, in English.")
@click.option("--act", required=True, help="The act, by its own name.")
@click.option("--section", required=True, help="The section, as texts cite it.")
@click.option("--id", "name", help="Id of the instrument, as FR-CPP-60-1; made from act and section where not given.")
@options.as_json
def new(shelf: str, *, out: Path | None, name: str | None, json_: bool, **words: str) -> None:
    """Begin a provision on SHELF (FR, or a part of a state as DE-NW): a file and two scenarios to fill in.

    It starts as unverified, so that it asks and decides nothing until somebody has read the text.
    """
    if not _SHELF.fullmatch(shelf):
        raise wrong(f"{shelf!r} is no shelf: two capital letters (FR), or a part of a state by ISO 3166-2 (DE-NW).")
    name = name or _id_of(shelf, words["act"], words["section"])
    if not _ID.fullmatch(name) or not name.startswith(f"{shelf}-"):
        raise wrong(f"{name!r} is no id on the shelf {shelf}: capitals, digits, hyphens, as {shelf}-CPP-60. Say --id.")
    root = out or Path("law")
    written = list(_write(root, shelf, name, words))
    if json_:
        output.print_json({"id": name, "files": [str(path) for path in written]})
        return
    for path in written:
        click.echo(f"wrote {path}")
    click.echo(
        "Fill in what the text says, from the text: each sentence with act, section, day and status. Then look:\n"
        f"  dueprocess law check {root}\n"
        "What nobody has read stays unverified and only asks. Your counsel makes it decide for this desk: "
        f"dueprocess law sign {name} --on DAY"
    )


def _id_of(shelf: str, act: str, section: str) -> str:
    def part(text: str) -> list[str]:
        return re.findall(r"[A-Z0-9]+", text.upper())

    short = next((word for word in reversed(part(act)) if not word.isdigit()), "LAW")[:12]
    return "-".join([shelf, short, *(word[:16] for word in part(section)[:3])])


def _write(root: Path, shelf: str, name: str, words: Mapping[str, str]) -> Iterator[Path]:
    tests = root / "tests" / shelf
    stem = name.removeprefix(f"{shelf}-").lower()
    said = {
        **{key: _quoted(text) for key, text in words.items()},
        "alias": _quoted(f"{words['section']} {words['act']}"),
        "country": shelf[:2],
        "id": name,
        "on": now().date().isoformat(),
        "shelf": shelf,
    }
    cited, missing = f"{words['title']}: the provision is named", f"{words['title']}: the provision is not named"
    met = {"title": _quoted(cited), "cites": "true", "expects": "met_include"}
    unmet = {"title": _quoted(missing), "cites": "false", "expects": "cautions_include"}
    files = {
        root / shelf / f"{name}.yaml": _filled("instrument", said),
        tests / f"{stem}-provision-cited.yaml": _filled("scenario", said | met),
        tests / f"{stem}-no-provision.yaml": _filled("scenario", said | unmet),
    }
    there = [path for path in files if path.exists()]
    if there:
        raise wrong(f"{there[0]} is there already; give another --id, or change that file.")
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        yield path


def _quoted(text: str) -> str:
    return '"' + " ".join(text.split()).replace("\\", "\\\\").replace('"', '\\"') + '"'


def _filled(form: str, said: Mapping[str, str]) -> str:
    text = resources.files("dueprocess.cli").joinpath("provision", f"{form}.yaml").read_text("utf-8")
    return Template(text).substitute(said)
