"""``authority``: the directory. It ships unverified; two people verify each authority for this desk."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.faults import Refused, Wrong
from dueprocess.cli.session import accepted, boot, place_of
from dueprocess.cli.working import session

if TYPE_CHECKING:
    from dueprocess.services.desk import Desk


@click.group()
def authority() -> None:
    """Who is asking? Never trust the number in the letter: find it elsewhere, call, let a second person confirm."""


@authority.command("list")
@options.home
@options.as_json
def list_(home: Path | None, *, json_: bool) -> None:
    """Authorities, and which of them this desk verified."""
    from dueprocess.services.sealing import authority_names

    desk = boot(home)
    verified = _verified(desk)
    rows = [
        (one.id, one.country, str(one.kind), one.canonical_en, verified.get(one.id, "not verified"))
        for one in authority_names(desk)
    ]
    if json_:
        for row in rows:
            options.print_json(dict(zip(("id", "country", "kind", "name", "verified_until"), row, strict=True)))
        return
    output.table(("id", "country", "kind", "name", "verified until"), sorted(rows), empty="The directory is empty.")


def _verified(desk: "Desk") -> dict[str, str]:
    from dueprocess.data.models import Verification

    rows = Verification.objects.filter(until__gte=desk.today).exclude(confirmed_by="")
    return {row.authority: row.until.isoformat() for row in rows}


@authority.command("add")
@click.argument("name_id", metavar="ID")
@click.option("--name", required=True, help="Its official name.")
@click.option("--country", required=True, help="As DE.")
@click.option("--kind", required=True, help="police, prosecutor, court, regulator, …")
@click.option("--alias", "aliases", multiple=True, help="How texts name it.")
@options.home
@options.as_json
def add(
    name_id: str, name: str, country: str, kind: str, aliases: tuple[str, ...], home: Path | None, *, json_: bool
) -> None:
    """Add an authority to this desk's own directory. It gives no trust until two people verify it."""
    from dueprocess.config import directory
    from dueprocess.domain.demand.codes import AuthorityKind

    if kind not in list(AuthorityKind):
        message = f"{kind!r}: one of {', '.join(AuthorityKind)}"
        raise Wrong(message)
    boot(home)
    directory.add(place_of(home), name_id, name, country, AuthorityKind(kind), aliases)
    if json_:
        options.print_json({"authority": name_id, "verified": False})
    else:
        click.echo(f"{name_id} is in the directory, unverified. Two people verify it: `authority verify`, `confirm`.")


@authority.command("verify")
@click.argument("name_id", metavar="ID")
@click.option("--contact", required=True, help="The office's public address that letters will go to.")
@click.option(
    "--how",
    required=True,
    type=click.Choice(["call_back", "contact_point", "court_database", "consulate"]),
    help="How you found and reached them, apart from any demand.",
)
@options.as_json
@options.person
def verify(name_id: str, contact: str, how: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are the first person: you reached the authority over a number that no demand gave."""
    from dueprocess.domain.sealed.statement import Act, hash_of
    from dueprocess.services import authorities

    who = session(person)
    _known(who.desk, name_id)
    says = {"authority": name_id, "contact": authorities.contact_hash(contact), "how": how}
    note = who.sign(authorities.draft(who.desk, who.name, Act.AUTHORITY_VERIFY, says))
    accepted(authorities.verify(who.desk, note, contact))
    if json_:
        options.print_json({"authority": name_id, "verification": hash_of(note)})
    else:
        click.echo(f"{who.name} verified {name_id}. A second person now runs `dueprocess authority confirm {name_id}`.")


def _known(desk: "Desk", name_id: str) -> None:
    """Raises Wrong, with the nearest ids, for an authority that the directory does not name."""
    names = {*desk.shelf.authorities, *desk.own_authorities}
    if name_id not in names:
        message = f"The directory has no {name_id}.{options.nearest(name_id, names)} Add it with `authority add`."
        raise Wrong(message)


@authority.command("confirm")
@click.argument("name_id", metavar="ID")
@options.as_json
@options.person
def confirm(name_id: str, *, json_: bool, **person: Any) -> None:  # noqa: ANN401
    """You are the second person: you checked it, too."""
    from dueprocess.data.models import Verification
    from dueprocess.domain.sealed.statement import Act
    from dueprocess.services import authorities

    who = session(person)
    waiting = Verification.objects.filter(authority=name_id, confirmed_by="").order_by("-pk").first()
    if waiting is None:
        rule, message = "authority.not-verified", f"Nobody verified {name_id} before you."
        raise Refused(rule, message)
    click.echo(f"{name_id}: {waiting.contact}, found by {waiting.by} ({waiting.how})", err=True)
    says = {"authority": name_id, "verification": waiting.statement}
    note = who.sign(authorities.draft(who.desk, who.name, Act.AUTHORITY_CONFIRM, says))
    accepted(authorities.confirm(who.desk, note))
    if json_:
        options.print_json({"authority": name_id, "verified": True})
    else:
        click.echo(f"{name_id} is verified for 180 days.")
