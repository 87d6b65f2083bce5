"""``read``: reads demands without storing anything; one draft a file."""

import os
from pathlib import Path
from typing import Any

import click

from dueprocess.adapters import law_files
from dueprocess.adapters.sandbox import Died, Sandbox
from dueprocess.cli import files, options, output
from dueprocess.cli.faults import WRONG, wrong
from dueprocess.cli.output import progress


@click.command()
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@click.option("--relative-to", type=options.PATH, help="Names in `file` are relative to this folder.")
@click.option("--form", "form", type=options.PATH, help="Draw the European order in one file as its form, a PDF file.")
@click.option("--lang", type=click.Choice(["en", "de"]), default="en", show_default=True, help="Of the form's titles.")
@options.as_json
def read(paths: tuple[Path, ...], relative_to: Path | None, form: Path | None, lang: str, *, json_: bool) -> int:
    """Read demands in PATHS (files or folders) and print what they say. Stores nothing, contacts nobody.

    With --json one object a file, fields as in docs/reference/read.md. A file that is no demand or cannot be decoded
    gives an object with `file` and `error`, and reading goes on.
    """
    shelf = law_files.load()
    setting = reading(shelf)
    listed = list(files.walk(paths))
    if form is not None:
        _draw(listed, form, lang)
    failed = 0
    with Sandbox() as sandbox, progress(listed, "Reading", quiet=len(listed) == 1) as bar:
        for path in bar:
            name = os.path.relpath(path, relative_to) if relative_to else str(path)
            draft = _read(sandbox, setting, path, name)
            failed += "error" in draft
            if json_:
                output.print_json(draft)
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


def _read(sandbox: Any, setting: dict[str, Any], path: Path, name: str) -> dict[str, Any]:
    try:
        if path.stat().st_size > files.MAX_ITEM:
            return {"file": name, "error": f"longer than {files.MAX_ITEM >> 20} MiB; split it, or register it by hand"}
        data = path.read_bytes()
    except OSError as fault:
        return {"file": name, "error": f"cannot be read: {fault.strerror}"}
    answer = sandbox.run("read", {**setting, "file": name}, data)
    if isinstance(answer, Died):
        return {"file": name, "error": f"the reader was stopped ({answer.reason}); read it yourself"}
    if answer["unreadable"]:
        return {"file": name, "error": answer["says"] or f"cannot be read ({answer['unreadable']}); keep the original"}
    return dict(answer["draft"])


def print_draft(draft: dict[str, Any]) -> None:
    """One draft for a person in a hurry: who, what, on which law, until when, what is missing, what to look at."""
    click.echo()
    click.secho(output.safe(draft["file"]), bold=True)
    if "error" in draft:
        click.secho("  " + draft["error"], fg="yellow")
        return
    who = output.safe(draft["authority"] or "") or "an authority that is not named"
    click.echo(f"  {who} ({draft['country'] or 'country unknown'}) asks: {', '.join(draft['kinds']) or draft['kind']}")
    _line("law", draft["laws"] or (["not named"] if not draft["cites_law"] else []))
    _line("instruments", draft["instruments"])
    _line("court", [draft["court_order"]])
    _line("targets", [*draft["targets"], *(["redacted"] * draft["redacted_targets"])])
    _line("deadline", [draft["deadline"] or "none set"])
    _line("missing", [one.replace("_", " ") for one in draft["missing"]], colour="red")
    _line("look at first", draft["unsure"], colour="yellow")


def _line(label: str, values: list[str], colour: str | None = None) -> None:
    if values:
        click.echo(f"  {label:<14}", nl=False)
        click.secho(output.safe(", ".join(values)), fg=colour)
