"""``split``: move items into a new case, which brings its own material."""

import io
from typing import TYPE_CHECKING, Any

import click

from dueprocess.acts import access
from dueprocess.adapters import crypto
from dueprocess.cli import options, output
from dueprocess.cli.clients import client
from dueprocess.client.case_keys import sealed_anew
from dueprocess.formats import ids, moment
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import envelopes_plain

if TYPE_CHECKING:
    from collections.abc import Sequence

    from dueprocess.client.material import Material
    from dueprocess.client.person import Person


@click.command()
@click.argument("case")
@click.argument("items", nargs=-1, type=int, required=True)
@options.person
def split(case: str, items: tuple[int, ...], *, json_: bool, **person: Any) -> None:
    """Move ITEMS into a new case, with their clocks; the original is sealed again to the new case's own key.

    Nothing is given there before a second person opened it and signed: their machine compares it with this case.
    """
    with client(person) as (who, material):
        new = split_case(who, material, material.find(case), items)
    output.told(
        {"case": new},
        f"The items went to {new}. Nothing is given there before a second person opens it and signs.",
        json_=json_,
    )


def split_case(who: "Person", material: "Material", case: str, items: "Sequence[int]") -> str:
    """Move ``items`` of ``case`` into a new case; its id. Raises DeniedError.

    A fresh key, all that is sealed of the case sealed again to it, and envelopes for those whom the checked roster
    makes readers, are made on this machine.
    """
    who.bring(who.look(case))  # of a case that has no key of the house yet nothing is taken along
    secret, recipient = crypto.new_case_key()
    rows, made = sealed_anew(material.opened(case), secret, who.now)
    for one in made:
        material.far.hand_in_object(case, one.id, io.BytesIO(one.bytes))
    looked = who.look(case)  # that it was opened is a step of it
    new = ids.case_id(crypto.random_bytes(ids.ID_BYTES))
    roster = looked.seen.roster
    readers = {one.name: one.age for one in roster.people if access.reads(access.roles_of(one.roles))}
    envelopes = crypto.wrap_key(secret, {**readers, "recovery": roster.recovery}, moment.write(who.now))
    says = {"house": recipient, "items": sorted(set(items)), "new": new, "objects": list(rows)}
    note = who.note(looked, Act.CASE_SPLIT, says)
    material.far.post(
        f"/v1/cases/{case}/split",
        {
            "note": note.decode(),
            "recipient": recipient,
            "envelopes": envelopes_plain(envelopes),
            "objects": [{"id": one.id, "kind": one.kind} for one in made],
        },
    )
    return new
