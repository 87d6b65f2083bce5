"""``publish``: the public site; and why what goes to the public is not written."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.heads_commands import signed
from dueprocess.cli.homes import boot, place_of
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate.home import read_desk
from dueprocess.report.cited import SnapshotError
from dueprocess.report.facts import FactError
from dueprocess.report.identities import ContradictionError
from dueprocess.report.provider import Provider
from dueprocess.report.told import StandingError
from dueprocess.report.withholding import WithholdingError

HEADS: Final = "data/heads.json"
CONTRADICTION: Final = "report.contradiction"


@click.command()
@options.home
@click.option("--out", type=options.PATH, help="Folder of the site [default: site in the home].")
def publish(home: Path | None, out: Path | None, *, json_: bool) -> None:
    """Write the public site: what may be published, and nothing else. A site that contradicts itself is not written."""
    from dueprocess.desk.publish.site import build
    from dueprocess.desk.services.publication import snapshot, tell
    from dueprocess.operate import day_heads

    desk = boot(home)
    place = place_of(home)
    if desk.holdings.fault:
        raise wrong(f"Nothing is published: {desk.holdings.fault} `dueprocess services check` names every fault.")
    folder = out or place.site
    with refusing():
        made = snapshot(desk, provider_of(place))
        tell(desk, made)
        signed(home)
        manifest = build(made, folder, more={HEADS: day_heads.public(place, desk.roster.desk_id)})
    output.told(
        {"out": str(folder), "files": len(manifest.files), "digest": manifest.digest},
        f"{len(manifest.pages)} pages in {folder}, SHA-256 {manifest.digest[:16]}…",
        json_=json_,
    )


@contextlib.contextmanager
def refusing() -> Iterator[None]:
    """Faults of what goes to the public, as refusals by name: what it says of itself, its cases, what was published."""
    from dueprocess.desk.services.result import ForgedRowError  # tables need the booted home

    try:
        yield
    except ContradictionError as fault:
        broken = "; ".join(fault.broken)
        says = f"The numbers contradict themselves, their cases or a register, so nothing is written: {broken}"
        raise DeniedError.because(CONTRADICTION, says) from fault
    except FactError as fault:
        says = f"A case says what no case can say, so nothing is written: {fault}."
        raise DeniedError.because(CONTRADICTION, says) from fault
    except WithholdingError as fault:
        says = f"A case that may not be admitted could be had, so nothing is written: {fault}."
        raise DeniedError.because(fault.rule, says) from fault
    except ForgedRowError as fault:
        says = f"Nothing is written: {fault}. Somebody may have written into the database: tell the others."
        raise DeniedError.because(fault.rule, says) from fault
    except StandingError as fault:
        raise wrong(f"Nothing is written: {fault}.") from fault


def provider_of(place: Any) -> Provider:
    """The provider's own public words, from desk.toml. Raises DeniedError."""
    settings = read_desk(place)
    # An address of this machine alone, as the demo serves it, is none that a page could name.
    site = "" if settings.site_address.startswith("http://127.0.0.1:") else settings.site_address
    try:
        return Provider(
            name=settings.name,
            country=settings.country,
            contact=settings.contact,
            languages=tuple(settings.languages),
            services=tuple(one.name for one in settings.services),
            site=site,
            security=settings.security_contact,
            help=settings.help,
            licence=settings.data_licence,
            extraction_host=settings.extraction_host,
            reads_checked=settings.reads_checked,
        )
    except SnapshotError as fault:
        raise wrong(f"desk.toml: {fault}. The public site needs it.") from fault
