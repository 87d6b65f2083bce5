"""``read``: reads demands without storing anything; one draft a file."""

import contextlib
import functools
import os
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeAlias

import click

from dueprocess.adapters import law_files
from dueprocess.adapters.mail_records import RecordError
from dueprocess.adapters.sandbox import SCANNING, SCANS, Died, Sandbox
from dueprocess.adapters.senders import SendersError, beside
from dueprocess.cli import files, options, output
from dueprocess.cli.asked import print_facts
from dueprocess.cli.clients import now
from dueprocess.cli.faults import WRONG, wrong
from dueprocess.cli.output import progress
from dueprocess.demand import asking
from dueprocess.demand.codes import SecrecySource


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@click.option("--relative-to", type=options.PATH, help="Names in `file` are relative to this folder.")
@click.option("--form", "form", type=options.PATH, help="Draw the European order in one file as its form, a PDF file.")
@click.option(
    "--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Of a form's titles, and of --who."
)
@click.option("--who", is_flag=True, help="Say who is asking: what is known of the sender, and what is not.")
@click.option("--senders", type=options.PATH, help="Folder with keys of mail servers and trusted lists, for --who.")
@options.as_json
def read(
    paths: tuple[Path, ...],
    relative_to: Path | None,
    form: Path | None,
    lang: str,
    senders: Path | None,
    *,
    who: bool,
    json_: bool,
) -> int:
    """Read demands in PATHS (files or folders) and print what they say. Stores nothing, contacts nobody.

    With --json one object a file, fields as in docs/reference/read.md. A file that is no demand or cannot be decoded
    gives an object with `file` and `error`, and reading goes on. With --who each also has `asking`
    (docs/reference/who-is-asking.md).
    """
    shelf = law_files.load()
    setting = reading(shelf)
    if who:
        setting["asking"] = {**_beside(senders), "offices": offices_of(shelf)}
    listed = list(files.walk(paths))
    if form is not None:
        _draw(listed, form, lang)
    failed = 0
    with (
        contextlib.ExitStack() as boxes,
        Sandbox(setup=setting) as sandbox,
        progress(listed, "Reading", quiet=len(listed) == 1) as bar,
    ):
        # The models that read pictures take a second: they are loaded once, and for the first scan.
        seeing = functools.cache(lambda: boxes.enter_context(Sandbox(setup={**setting, SCANS: True})))
        for path in bar:
            name = os.path.relpath(path, relative_to) if relative_to else str(path)
            draft, facts = _read(sandbox, seeing, path, name)
            failed += "error" in draft
            if json_:
                output.print_json({**draft, "asking": facts} if who else draft)
            elif who:
                print_asked(draft, facts, lang)
            else:
                print_draft(draft)
    if len(listed) != 1:
        summary = f"{output.plural(len(listed), 'file')}: {len(listed) - failed} demands"
        click.echo(summary + (f", {failed} that are none or cannot be read." if failed else "."), err=True)
    return WRONG if failed and len(listed) == 1 else 0


def _draw(listed: list[Path], out: Path, language: str) -> None:
    """Annexes I to VI of Regulation (EU) 2023/1543, out of a message. Raises DeniedError for anything else."""
    from dueprocess.adapters.pdf import annex_as_read

    if len(listed) != 1:
        raise wrong("--form draws one file.")
    with Sandbox() as sandbox:
        answer = sandbox.run("read", {"file": listed[0].name}, listed[0].read_bytes())
    if isinstance(answer, Died) or answer["annex"] is None:
        raise wrong(f"{listed[0].name} is no message that is a form of Regulation (EU) 2023/1543.")
    # For the reader's eyes alone: it names the person whom the order is about.
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(annex_as_read(answer["annex"], language))
    click.echo(f"{out}: Annex {answer['annex']['which']}.", err=True)


def reading(shelf: Any) -> dict[str, Any]:
    """What the job "read" is told besides a file."""
    return {"aliases": dict(shelf.aliases()), "authorities": _authorities(shelf)}


def _authorities(shelf: Any) -> list[dict[str, Any]]:
    return [
        {
            "id": one.id,
            "canonical_en": one.name["en"],
            "country": one.country,
            "kind": str(one.kind),
            "names": list(dict.fromkeys((*one.name.values(), *one.aliases))),
            "government_body": str(one.kind) != "private",
        }
        for one in shelf.authorities.values()
    ]


def _beside(senders: Path | None) -> dict[str, Any]:
    try:
        return beside(senders, now().date().isoformat())
    except (SendersError, RecordError) as fault:
        raise wrong(f"Of --senders: {fault}.") from None


def offices_of(shelf: Any) -> list[dict[str, Any]]:
    """The directory that ships, as the option ``asking`` holds it: names and countries, nobody verified."""
    return [
        {"id": one["id"], "name": one["canonical_en"], "names": one["names"], "country": one["country"]}
        for one in _authorities(shelf)
    ]


Told: TypeAlias = tuple[dict[str, Any], list[dict[str, Any]]]


def _read(sandbox: Sandbox, seeing: Callable[[], Sandbox], path: Path, name: str) -> Told:
    """The draft, and facts about who asks where the options say what stands beside."""
    try:
        if path.stat().st_size > files.MAX_ITEM:
            text = f"longer than {files.MAX_ITEM >> 20} MiB; split it, or register it by hand"
            return {"file": name, "error": text}, []
        data = path.read_bytes()
    except OSError as fault:
        return {"file": name, "error": f"cannot be read: {fault.strerror}"}, []
    answer = sandbox.run("read", {"file": name}, data)
    if not isinstance(answer, Died) and answer["scan"] and "scan" in sandbox.jobs:
        seen = seeing().run("read", {"file": name}, data, seconds=SCANNING)
        answer = answer if isinstance(seen, Died) else seen
    if isinstance(answer, Died):
        return {"file": name, "error": f"the reader was stopped ({answer.reason}); read it yourself"}, []
    if answer["unreadable"]:
        text = answer["says"] or f"cannot be read ({answer['unreadable']}); keep the original"
        return {"file": name, "error": text}, answer["asking"]
    return dict(answer["draft"]), answer["asking"]


def print_asked(draft: dict[str, Any], facts: list[dict[str, Any]], language: str) -> None:
    """Who asks, before what they ask: in an emergency nothing stands above it."""
    click.echo()
    click.secho(output.safe(draft["file"]), bold=True)
    print_facts(asking.from_plain(facts), language, urgent=bool(draft.get("emergency")), office=draft.get("authority"))
    print_draft(draft, named=False)


def print_draft(draft: dict[str, Any], *, named: bool = True) -> None:
    """One draft for a person in a hurry: who, what, on which law, until when, what is not in it, what to look at."""
    if named:
        click.echo()
        click.secho(output.safe(draft["file"]), bold=True)
    if "error" in draft:
        click.secho("  " + draft["error"], fg="yellow")
        return
    perhaps = draft.get("perhaps", {})
    who = (
        output.safe(draft["authority"] or " or ".join(perhaps.get("authority", ()))) or "an authority that is not named"
    )
    click.echo(f"  {who} ({draft['country'] or 'country unknown'}) asks: {', '.join(draft['kinds']) or draft['kind']}")
    for one in draft.get("scanned", ()):
        _line("a picture", [f"page {one['page']}: {one['script']}, {one['dpi']} dpi, {one['sure']} of 100"])
    if "scanned" in draft:
        said = "a machine read this; no number, name of an account, date or amount was taken from it"
        _line("look here", [f"{said}: read the picture"], colour="yellow")
        return
    _line("emergency", ["claimed"] if draft.get("emergency") else [], colour="red")
    _line("data", list(dict.fromkeys(one.replace("_", " ") for item in draft.get("items", ()) for one in item["data"])))
    _line("law", draft["laws"] or (["not named"] if not draft["cites_law"] else []))
    _line("instruments", draft["instruments"])
    _line("court", [draft["court_order"]])
    _line("targets", [*draft["targets"], *(["redacted"] * draft["redacted_targets"])])
    _line("file number", draft.get("register_numbers", []))
    _line("deadline", [_in_words(draft["deadline"] or "none set")])
    _line("silence", _silence(SecrecySource(draft.get("secrecy", "none")), draft.get("secrecy_until")))
    # Whether the law asks for a court is the assessment's to say; whether one decided stands in the line above.
    _line("not in it", [one.removeprefix("no_").replace("_", " ") for one in draft["missing"] if one not in _ABOVE])
    shown = [(what, perhaps[key]) for key, what in _PERHAPS.items() if key in perhaps]
    _line("perhaps", [f"{what}: {', '.join(found)}" for what, found in shown], colour="yellow")
    _line("look at first", draft["unsure"], colour="yellow")


_ABOVE = {"no_court_order", "no_deadline", "no_legal_basis"}
_UNITS = {"Y": "year", "M": "month", "W": "week", "D": "day", "TH": "hour", "TM": "minute"}


def _silence(source: SecrecySource, until: str | None) -> list[str]:
    """On what a silence that is asked rests, and until when."""
    if source is SecrecySource.NONE:
        return []
    unsaid = source is SecrecySource.UNKNOWN
    asked = "asked; on what it rests is not said" if unsaid else f"asked; it rests on {source.meaning}"
    return [asked, *([f"until {until}"] if until else [])]


def _in_words(deadline: str) -> str:
    """A span of one unit (``P7D``) in words; a day and everything else as it is."""
    span = re.fullmatch(r"P(T?)(\d+)([YMWDH])", deadline)
    if span is None:
        return deadline
    clock, many, letter = span.groups()
    return f"within {many} {_UNITS[clock + letter]}{'' if many == '1' else 's'}"


_PERHAPS = {"kinds": "asks", "targets": "targets", "data_categories": "data"}


def _line(label: str, values: list[str], colour: str | None = None) -> None:
    if values:
        click.echo(f"  {label:<14}", nl=False)
        click.secho(output.safe(", ".join(values)), fg=colour)
