"""The key of a case in the desk's rows: a house key comes with the note that says it, the vessel goes once compared.

Envelopes and ciphertexts of the vessel stay, marked, until a second person's client compared every successor with what
came (ADR 0082). Until then nothing is given, granted or destroyed on the word of one machine.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from dueprocess.acts import access
from dueprocess.acts.parse import command_of
from dueprocess.case.house_key import DrawKey
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState
from dueprocess.desk.data.models import Case, Docket, Envelope, Note, Sealed
from dueprocess.desk.services import trust
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.envelopes import RECOVERY, readers_of
from dueprocess.formats import links
from dueprocess.formats.refusal import Denied, Msg
from dueprocess.formats.statement import Act, Look

WAIT: Final = frozenset({Act.DECISION_APPROVE, Act.PRODUCTION_ORDER, Act.FORGET_APPROVE, Act.TARGET_READ})
"""Acts that wait until a second person compared; of reading a target the second reading alone."""
KEYED: Final = WAIT | {Act.SECRECY_AGREE, Act.ITEM_END}
"""Where one machine alone says what came, also what a second person agrees to; before, each opens what came itself."""


def fault(desk: Desk, case: CaseState, look: Look, envelopes: Mapping[str, bytes]) -> Denied | None:
    """Why a look cannot be taken by what it says, or does not say, of the case's key."""
    acts = [said.act for said in look.acts]
    drawn = [command_of(said.act, said.says) for said in look.acts if said.act is Act.CASE_KEY]
    if len(drawn) > 1 or (drawn and acts[-1] is not Act.CASE_KEY):
        return Denied(Rule.DRAWN, "The key of the case is said once, behind all else.", "Sign it again.")
    if drawn:
        return _drawn_fault(desk, case, drawn[0], envelopes) or _waits(case, look, acts)
    if envelopes:
        return Denied(Rule.SAME, "Envelopes come with the key that was signed.", "Sign it again.")
    return _struck(desk, look) or _waits(case, look, acts)


def _struck(desk: Desk, look: Look) -> Denied | None:
    """Refuses to compare a key that two others struck out: what came would be destroyed on its word."""
    named = [str(said.says.get("key")) for said in look.acts if said.act is Act.CASE_KEY_SEEN]
    if any(_is_struck(desk, name) for name in named):
        return Denied(Rule.DRAWN, "This key was struck out.", "Open the case again, and sign then: it gets another.")
    return None


def _is_struck(desk: Desk, name: str) -> bool:
    notes = Note.objects.filter(pk=name).values_list("bytes", flat=True)
    return any(links.name_of(bytes(note)).hex() in desk.standing.strikes.names for note in notes)


def signed(desk: Desk, case: CaseState) -> str:
    """The public key to which the desk itself may seal for those who read a case; empty: nobody signed one that stands.

    The row is no word of anybody's (P2): whoever writes it would read what is sealed. A vessel was signed by nobody.
    """
    said = trust.stored(desk, case.key.statement) if case.key is not None else None
    if case.key is None or said is None or _is_struck(desk, case.key.statement):
        return ""
    mine = said.case if said.act is Act.CASE_KEY else said.says.get("new") if said.act is Act.CASE_SPLIT else None
    if mine != case.id or not access.may(trust.roles_of(said, trust.rosters_of(desk)), said.act):
        return ""
    return str(said.says["house"])


def _drawn_fault(desk: Desk, case: CaseState, command: object, envelopes: Mapping[str, bytes]) -> Denied | None:
    assert isinstance(command, DrawKey)  # noqa: S101 - the act says so
    if case.key is not None and command.replaces != case.key.statement:
        return None  # somebody was first: the verb says so
    if command.replaces and not _is_struck(desk, command.replaces):
        do = Msg("Where it is a wrong one, two others strike it out first.")
        return Denied(Rule.DRAWN, "The case has a key, and nobody struck it out.", do)
    if sorted(cipher for cipher, *_ in command.objects) != sorted(ciphers(case.id, vessel=True)):
        return Denied(Rule.SAME, "Not all that is sealed of the case was sealed anew.", "Open the case again.")
    if set(envelopes) != {reader["name"] for reader in readers_of(desk)} | {RECOVERY}:
        return Denied(Rule.SAME, "The new key is not sealed to all who may read, and to recovery.", "Sign it again.")
    return None


def _waits(case: CaseState, look: Look, acts: Sequence[Act]) -> Denied | None:
    """Refuses what rests on two people having opened the same, while one machine alone says what came, or none.

    Every case came under a vessel, practice and what a person of the house entered, too; one that was split off has the
    key that its split says, and what came lies in the case that it left.
    """
    # What is restricted nobody else can open, and so nobody compare: it is destroyed all the same.
    waits = (KEYED if case.key is not None else WAIT) - ({Act.FORGET_APPROVE} if case.restricted_to else set())
    waiting = [said for said in look.acts if said.act in waits]
    if not waiting or Act.CASE_KEY_SEEN in acts:
        return None
    if case.key is not None and not lies_elsewhere(case):
        return None
    if all(said.act is Act.TARGET_READ and not _read_by_others(case, look.by) for said in waiting):
        return None
    if case.key is None:
        return Denied(
            Rule.VESSEL,
            "Nobody gave this case a key of its own yet: it is not certain that two people opened the same.",
            "Open the case and sign a note: your machine gives it the key. Then a second person opens it and signs.",
        )
    return Denied(
        Rule.VESSEL,
        "Nobody but {by} opened what came since the case has a key of its own.",
        "A second person opens the case and signs: their machine compares.",
        by=case.key.by,
    )


def lies_elsewhere(case: CaseState) -> bool:
    """Whether nobody but who made the key compared what it opens with what came: under a vessel, or in another case."""
    if case.origin:
        return case.key is not None and not case.key.seen
    return Case.objects.filter(pk=case.id).exclude(vessel="").exists()


def _read_by_others(case: CaseState, by: str) -> bool:
    return any(mark.by != by for item in case.items for mark in item.marks)


def ciphers(case: str, *, vessel: bool) -> list[str]:
    """SHA-256 of all that is sealed to the key of a case; or to its vessel, where one stands, by what it opens."""
    rows = Sealed.objects.filter(case_id=case, reader="case")
    standing = rows.filter(vessel=vessel)
    return list((standing if standing.exists() else rows).values_list("hash", flat=True))


def take_over(case: str, command: DrawKey, envelopes: Mapping[str, bytes], attached: Collection[str]) -> None:
    """The house key is in force; inside an open transaction. What lay under the key before is marked, or stays so.

    ``attached``: ids of what came with the look.
    """
    row = Case.objects.get(pk=case)
    if row.vessel and command.replaces:  # the key that is replaced was struck out: what was sealed to it opens no more
        Sealed.objects.filter(case_id=case, reader="case", vessel=False).exclude(pk__in=attached).delete()
        Envelope.objects.filter(case_id=case, question="", vessel=False).delete()
    else:
        ciphers = [cipher for cipher, *_ in command.objects]
        Sealed.objects.filter(case_id=case, reader="case", hash__in=ciphers).update(vessel=True)
        Envelope.objects.filter(case_id=case, question="").update(vessel=True)
    Case.objects.filter(pk=case).update(recipient=command.house, vessel=row.vessel or row.recipient)
    # What the case is found by is sealed anew by whoever signed, and until then opens for nobody.
    Docket.objects.filter(case_id=case).delete()
    Envelope.objects.bulk_create(
        Envelope(case_id=case, person=person, bytes=envelope) for person, envelope in envelopes.items()
    )


def compared(case: str) -> None:
    """The vessel is destroyed; inside an open transaction. Files go after the commit (``ciphertexts.remove_files``)."""
    Sealed.objects.filter(case_id=case, vessel=True).delete()
    Envelope.objects.filter(case_id=case, vessel=True).delete()
    Case.objects.filter(pk=case).update(vessel="")


def files_of(case: str, acts: Sequence[Act]) -> list[str]:
    """Ids of what a look on a key can end and a file holds."""
    if Act.CASE_KEY_SEEN not in acts and Act.CASE_KEY not in acts:
        return []
    return list(Sealed.objects.filter(case_id=case, reader="case", bytes__isnull=True).values_list("pk", flat=True))
