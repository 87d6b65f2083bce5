"""Keys of the mailbox as the desk keeps them: public records, and age files that it cannot open (ADR 0102).

What makes a key count is the roster that names its hash. Whoever reads cases may hand in a record: it counts for
nothing before the people signed it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from dueprocess.desk.data.models import MailKey
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.trust import rosters_of
from dueprocess.formats import mail_key
from dueprocess.formats.refusal import Denied, DeniedError, Msg

MOST: Final = 40
"""Keys that wait for a roster or are named by one: a new one each year, for longer than a desk's cases live."""


@dataclass(frozen=True, slots=True)
class Kept:
    """One key: the hash and bytes of its public record, and the caller's age file, or nothing."""

    hash: str
    public: bytes
    envelope: bytes


def keys(person: str) -> list[Kept]:
    """Every key that is kept, newest first, with what ``person`` opens it by."""
    rows = MailKey.objects.filter(person__in=["", person]).order_by("-pk").values_list("key", "person", "bytes")
    found = [(key, who, bytes(data)) for key, who, data in rows]
    mine = {key: data for key, who, data in found if who and who == person}
    return [Kept(key, data, mine.get(key, b"")) for key, who, data in found if not who]


def keep(desk: Desk, public: bytes, envelopes: Mapping[str, bytes]) -> str:
    """Keep a record and who opens it; its hash. What stands is never changed: nobody locks a colleague out with junk.

    Raises DeniedError: ``mail-key.malformed``, ``mail-key.many``, ``access.role``.
    """
    mail_key.PUBLIC.decode(public)
    name = mail_key.hash_of(public)
    may = mail_key.openers(desk.roster).keys()
    for person in envelopes:
        if person not in may:
            says = Msg("{person} opens no mail by the roster in force.", person=person)
            raise DeniedError(Denied("access.role", says, "Propose the next roster first."))
    with write("share"):
        kept = set(MailKey.objects.filter(key=name).values_list("person", flat=True))
        if not kept and MailKey.objects.filter(person="").count() >= MOST:
            says = Msg("There are {many} keys of the mailbox, and no more are kept.", many=MOST)
            raise DeniedError(Denied("mail-key.many", says, "The operator takes away those that no roster names."))
        rows = {"": public, **envelopes}
        MailKey.objects.bulk_create(
            MailKey(key=name, person=who, bytes=data) for who, data in rows.items() if who not in kept
        )
    return name


def check_named(desk: Desk, hash_: str) -> None:
    """Whether a roster may name that key: it is here, and everybody who may open mail can. Raises DeniedError."""
    people = set(MailKey.objects.filter(key=hash_).values_list("person", flat=True))
    if "" not in people:
        says = Msg("There is no such key of the mailbox.")
        raise DeniedError(Denied("mail-key.unknown", says, "Make one: dueprocess mail-key make"))
    lacking = sorted(mail_key.openers(desk.roster).keys() - people)
    if lacking:
        says = Msg("{people} cannot open mail with it.", people=", ".join(lacking))
        raise DeniedError(Denied("mail-key.lacking", says, "Run: dueprocess mail-key share"))


def in_force(desk: Desk) -> mail_key.MailKey | None:
    """The public record that the roster in force names; None: it names none, or it was lost."""
    row = MailKey.objects.filter(key=desk.roster.mail or "-", person="").first()
    return mail_key.PUBLIC.decode(bytes(row.bytes)) if row is not None else None


def left(desk: Desk) -> list[str]:
    """Names of those who could open mail under the key in force and left, or have another own key since."""
    key = in_force(desk)
    if key is None:
        return []
    records = MailKey.objects.filter(person="").values_list("key", "bytes")
    same = [name for name, data in records if mail_key.same_key(mail_key.PUBLIC.decode(bytes(data)), key)]
    return mail_key.could_open_and_left(list(rosters_of(desk).values()), desk.roster, same)


def lacking(desk: Desk) -> list[str]:
    """Names of those who may open mail and have nothing to open it with."""
    if not desk.roster.mail:
        return []
    have = set(MailKey.objects.filter(key=desk.roster.mail).values_list("person", flat=True))
    return sorted(mail_key.openers(desk.roster).keys() - have)
