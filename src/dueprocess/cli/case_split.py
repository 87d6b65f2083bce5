"""Splitting on the caller's machine: a fresh case key, the original sealed again to it, envelopes for the readers."""

from typing import TYPE_CHECKING

from dueprocess.cli.session import accepted

if TYPE_CHECKING:
    from dueprocess.cli.session import Session


def split_case(who: "Session", case: str, items: tuple[int, ...]) -> str:
    """Move ``items`` of ``case`` into a new case; its id. Raises DeniedError."""
    from dueprocess.adapters import crypto
    from dueprocess.cli.sealed_objects import open_all, seal
    from dueprocess.desk.services import acts, splits
    from dueprocess.desk.services.cases import state_of
    from dueprocess.desk.services.envelopes import readers_of
    from dueprocess.formats import ids
    from dueprocess.formats.statement import Act

    whole = who.find(case)
    secret, recipient = crypto.new_case_key()
    sealed = [
        seal(
            who.desk,
            str(one.header.kind),
            one.header.name,
            one.header.media,
            one.content,
            reader="case",
            recipient=recipient,
        )
        for one in open_all(who.desk, who.identity, whole)
    ]
    readers = {reader["name"]: reader["age"] for reader in readers_of(who.desk)}
    made = who.desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    envelopes = crypto.wrap_key(secret, {**readers, "recovery": who.desk.roster.recovery}, made)
    new = ids.case_id(who.desk.draw())
    says: dict[str, object] = {"items": sorted(set(items)), "new": new}
    note = who.sign(acts.draft(who.desk, state_of(whole), Act.CASE_SPLIT, who.name, says))
    material = splits.Material(new, recipient, tuple(sealed), tuple(envelopes.items()))
    accepted(splits.split(who.desk, note, material))
    return new
