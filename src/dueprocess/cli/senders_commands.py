"""``senders``: keys of mail servers, policies and trusted lists beside the letters, fetched apart from any letter."""

import functools
from pathlib import Path
from typing import Any

import click

from dueprocess.cli import options, output
from dueprocess.cli.clients import now
from dueprocess.cli.faults import wrong
from dueprocess.cli.homes import place_of


@click.group()
def senders() -> None:
    """Keys of mail servers, policies of domains, trusted lists. Nothing is asked of anybody when something arrives."""


@senders.command("show")
@options.home
def show(home: Path | None, *, json_: bool) -> None:
    """Records and lists that are here, since when, and which lists lack."""
    rows, lists = _held(home)
    days = sorted(day for _, day, _ in rows)
    told = {
        "keys": sum("._domainkey." in name for name, _, _ in rows),
        "policies": sum(name.startswith("_dmarc.") for name, _, _ in rows),
        "oldest": days[0] if days else "",
        "newest": days[-1] if days else "",
        "lists": lists["as_of"],
        "services": len(lists["anchors"]),
        "lacking": lists["lacking"] if lists["as_of"] else [],
        "late": lists["late"],
    }
    since = f", fetched {told['oldest']} to {told['newest']}" if days else ""
    words = f"{output.plural(told['keys'], 'key')} of mail servers, {told['policies']} policies of domains{since}."
    if not told["lists"]:
        state = "No trusted list is here: dueprocess senders lists FILE …"
    else:
        lacks = f"lacking: {', '.join(told['lacking'])}" if told["lacking"] else "none lacks"
        late = "; one is past its day" if told["late"] else ""
        state = f"Trusted lists as of {told['lists']}: {told['services']} services, {lacks}{late}."
    output.told(told, words, state, json_=json_)


@senders.command("lists")
@click.argument("paths", nargs=-1, required=True, type=options.PATH)
@options.home
def lists(paths: tuple[Path, ...], home: Path | None, *, json_: bool) -> None:
    """Take trusted lists of the European Union in PATHS (XML files), in place of those that were here.

    Give the list of lists (eu-lotl.xml) with the countries' own: it says which there are and who signs them, and a
    list that others signed is not taken. Compare the list of lists' own signer with the Official Journal.
    """
    from dueprocess.adapters import senders as folder

    for path in paths:
        if not path.is_file():
            raise wrong(f"There is no {path}.")
    try:
        taken = folder.take(place_of(home).path / folder.FOLDER, paths)
    except folder.SendersError as fault:
        raise wrong(f"{fault}. Nothing was taken.") from None
    _, held = _held(home)
    signer = next((one["signer"] for one in taken if one["kind"] == "lists"), "")
    told = {
        "files": len(taken),
        "services": len(held["anchors"]),
        "as_of": held["as_of"],
        "lacking": held["lacking"],
        "signer": signer,
    }
    lacks = f"Lacking: {', '.join(held['lacking'])}." if held["lacking"] else "None lacks."
    by = ["No list of lists is here: nobody knows which lists lack, and who should sign them."]
    if any(one["kind"] == "lists" for one in taken):
        by = ["No signature on the list of lists could be read: it rests on whoever gave you the file."]
    if signer:
        by = [
            f"The list of lists is signed by the certificate with the SHA-256 {signer}.",
            "Compare it with those that the Commission published in the Official Journal: all others rest on it.",
        ]
    words = f"{output.plural(len(taken), 'list')} taken, {told['services']} services. {lacks}"
    output.told(told, words, *by, json_=json_)


@senders.command("fetch")
@click.argument("names", nargs=-1)
@options.home
def fetch(names: tuple[str, ...], home: Path | None, *, json_: bool) -> None:
    """Ask the resolver of desk.toml ([senders] resolver) for every record that is here, and for NAMES.

    NAMES as s1._domainkey.police.example or _dmarc.police.example. Without them the same is asked whatever arrived:
    what is here, and the policy of each verified office's domain. Run it by a timer, never because a letter came.
    """
    from dueprocess.adapters import resolver
    from dueprocess.adapters import senders as folder
    from dueprocess.operate.home import read_desk

    place = place_of(home)
    settings = read_desk(place).senders
    if settings is None or not settings.resolver:
        raise wrong('desk.toml names no resolver. Add: [senders] and resolver = "192.0.2.53".')
    rows, _ = _held(home)
    given = [one.lower().rstrip(".") for one in names]
    asked = list(dict.fromkeys([*given, *(name for name, _, _ in rows), *_offices(place)]))
    server = settings.resolver
    with output.progress(asked, "Asking") as bar:
        ask = functools.partial(resolver.txt, server)
        count, failed = folder.fetch(place.path / folder.FOLDER, bar, ask, _today())
    told = {"asked": len(asked), "records": count, "failed": failed}
    more = f" No answer about {', '.join(failed[:5])}." if failed else ""
    output.told(
        told, f"{output.plural(len(asked), 'name')} asked, {output.plural(count, 'record')}.{more}", json_=json_
    )


def _today() -> str:
    return now().date().isoformat()


def _offices(place: Any) -> list[str]:
    """Names of the policies of every verified office's domain: the same whatever arrived."""
    from dueprocess.demand.asking import domains
    from dueprocess.desk.services import senders as known
    from dueprocess.operate import desk_of_home

    offices = known.beside(desk_of_home.open_desk(place))["offices"]
    found = (domains.written(domains.domain_of(one["contact"])) for one in offices if one["contact"])
    return [f"_dmarc.{one}" for one in found if one and not domains.is_free(one)]


def _held(home: Path | None) -> tuple[list[Any], dict[str, Any]]:
    from dueprocess.adapters import mail_records, trusted_lists
    from dueprocess.adapters import senders as folder

    where = place_of(home).path / folder.FOLDER
    try:
        return mail_records.read(where), trusted_lists.together(folder.lists(where), _today())
    except (mail_records.RecordError, folder.SendersError) as fault:
        raise wrong(f"{fault}.") from None
