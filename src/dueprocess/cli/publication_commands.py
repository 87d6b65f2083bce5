"""``publish``: the public site."""

from pathlib import Path
from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import boot, place_of
from dueprocess.desk.publish.site import build
from dueprocess.formats.refusal import DeniedError
from dueprocess.operate.home import read_desk
from dueprocess.report.cited import SnapshotError
from dueprocess.report.identities import ContradictionError
from dueprocess.report.provider import Provider
from dueprocess.report.told import StandingError


@click.command()
@options.home
@click.option("--out", type=click.Path(path_type=Path), help="Folder of the site [default: site in the home].")
@options.as_json
def publish(home: Path | None, out: Path | None, *, json_: bool) -> None:
    """Write the public site: what passed the gate, and nothing else. A site that contradicts itself is not written."""
    from dueprocess.desk.services.publication import ForgedRowError, snapshot, tell

    desk = boot(home)
    place = place_of(home)
    if desk.holdings.fault:
        raise wrong(f"Nothing is published: {desk.holdings.fault} `dueprocess services check` names every fault.")
    folder = out or place.site
    try:
        made = snapshot(desk, provider_of(place))
        tell(desk, made)
        manifest = build(made, folder)
    except StandingError as fault:
        raise wrong(f"Nothing is published: {fault}.") from fault
    except ForgedRowError as fault:
        message = f"Nothing is published: {fault}. Somebody may have written into the database: tell the others."
        raise DeniedError.because(fault.rule, message) from fault
    except ContradictionError as fault:
        rule, message = "report.contradiction", f"The numbers contradict themselves, so nothing is published: {fault}"
        raise DeniedError.because(rule, message) from fault
    output.told(
        {"out": str(folder), "files": len(manifest.files), "digest": manifest.digest},
        f"{len(manifest.pages)} pages in {folder}, SHA-256 {manifest.digest[:16]}…",
        json_=json_,
    )


def provider_of(place: Any) -> "Provider":
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
        )
    except SnapshotError as fault:
        raise wrong(f"desk.toml: {fault}. The public site needs it.") from fault
