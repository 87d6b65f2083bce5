"""Documents that everybody reads: kept from the act that publishes one until it, or its row, is taken down.

They stand in clear, since two people signed that they go out; nothing of the original was ever handed in (hazard 7.3).
"""

from collections.abc import Sequence
from typing import Any

from dueprocess.acts.document import PUBLIC
from dueprocess.case.documents import PublishDocument
from dueprocess.case.outcome import Rule
from dueprocess.case.state import CaseState, ItemState
from dueprocess.desk.data.models import PublicCopy
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import ForgedRowError
from dueprocess.formats import public_copy
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.refusal import Denied


def fault(case: CaseState, commands: Sequence[Any], attached: Sequence[Attached]) -> Denied | None:
    """Why public bytes are not the document that their act names, of the sort that was signed; None where they are."""
    brought = {one.id: one.bytes for one in attached if one.reader == PUBLIC}
    signed = {one.statement: one.sort for item in case.items for one in item.documents}
    for command in commands:
        if isinstance(command, PublishDocument):
            data = brought.get(command.copy, b"")
            if (_named(data), _sort(data)) != (command.document, signed.get(command.proposal)):
                return Denied(Rule.SAME, "The document is not the one that was signed.", "Look at it and sign again.")
    return None


def _sort(data: bytes) -> str:
    try:
        return str(public_copy.unpack(data).sort)
    except ObjectError:
        return ""


def _named(data: bytes) -> str:
    return public_copy.name_of(data) if _sort(data) else ""


def keep(case_id: str, attached: Sequence[Attached]) -> None:
    """Keep what came with an act; inside an open transaction."""
    found = [one for one in attached if one.reader == PUBLIC]
    PublicCopy.objects.bulk_create(PublicCopy(id=one.id, case=case_id, bytes=one.bytes) for one in found)


def follow(before: CaseState, after: CaseState) -> None:
    """Destroy what is public no more; inside an open transaction."""
    gone = _public(before) - _public(after)
    if gone:
        PublicCopy.objects.filter(pk__in=gone).delete()


def _public(case: CaseState) -> set[str]:
    return {one.copy for item in case.items for one in item.documents if one.copy}


def of_item(item: ItemState) -> tuple[public_copy.Copy, ...]:
    """The documents of an item, ours last. Raises ForgedRowError where one is not what two people signed."""
    found = [one for one in item.documents if one.copy]
    rows = {row.pk: bytes(row.bytes) for row in PublicCopy.objects.filter(pk__in=[one.copy for one in found])}
    made = []
    for one in sorted(found, key=lambda one: one.sort, reverse=True):
        data = rows.get(one.copy, b"")
        if _named(data) != one.document or one.by == one.published_by:
            message = f"the document {one.document[:16]} is not the one that two people signed"
            raise ForgedRowError(message)
        made.append(public_copy.unpack(data))
        if str(made[-1].sort) != one.sort:
            message = f"the document {one.document[:16]} is of another sort than was signed"
            raise ForgedRowError(message)
    return tuple(made)
