"""The directory of authorities: rows that ship, and the desk's own; unverified until two people verify them."""

from dueprocess.demand.draft import AuthorityName
from dueprocess.desk.services.desk import Desk


def authority_names(desk: Desk) -> list[AuthorityName]:
    """The directory as the reader of texts needs it: shipped rows and the desk's own."""
    shipped = [
        AuthorityName(
            id=one.id,
            canonical_en=one.name["en"],
            country=one.country,
            kind=one.kind,
            names=tuple(dict.fromkeys((*one.name.values(), *one.aliases))),
            government_body=str(one.kind) != "private",
        )
        for one in desk.shelf.authorities.values()
    ]
    return [*desk.own_authorities.values(), *shipped]
