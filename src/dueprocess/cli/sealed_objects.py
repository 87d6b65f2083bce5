"""What happens on the caller's machine: opening a case's key, reading sealed objects, sealing what is written."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from dueprocess.client.material import Opened
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.adapters.identity import Identity
    from dueprocess.desk.services.ciphertexts import Attached
    from dueprocess.desk.services.desk import Desk


def case_secret(who: "Identity", case_id: str) -> str:
    """The case's age identity out of this person's envelope. Raises DeniedError, AgeError for another case's."""
    from dueprocess.adapters import crypto
    from dueprocess.desk.data.models import Case, Envelope
    from dueprocess.desk.services import destruction

    envelope = Envelope.objects.filter(case_id=case_id, person=who.name).first()
    if envelope is None and case_id in destruction.forgotten():
        rule = "case.forgotten"
        message = "This case was forgotten: two people agreed, and nothing of it can be opened. Codes and counts stay."
        raise DeniedError.because(rule, message)
    recipient = Case.objects.filter(pk=case_id).values_list("recipient", flat=True).first()
    if envelope is None or recipient is None:
        rule = "access.no-envelope"
        message = (
            f"There is no envelope of this case for {who.name}. A colleague runs `roster share --with {who.name}`."
        )
        raise DeniedError.because(rule, message)
    return crypto.unwrap_key(bytes(envelope.bytes), [who.age_secret], recipient)


def check_chain(case_id: str) -> None:
    """Compute the case's events again before anything of them is believed. Raises DeniedError ``chain.*``."""
    from dueprocess.desk.data.chain import verify_chain

    checked = verify_chain(case_id)
    if checked.fault is not None:
        rule = f"chain.{checked.fault.check}"
        message = f"The case is not what was committed: {checked.fault.says}. Stop work, and tell the others."
        raise DeniedError.because(rule, message)
    if checked.opened != checked.events:
        rule = "chain.purged"
        message = "What some events of this case say is gone, so nothing can be made of it. Look at a backup."
        raise DeniedError.because(rule, message)


def open_all(desk: "Desk", who: "Identity", case_id: str) -> Iterator[Opened]:
    """All objects that are sealed to the case, oldest first. Raises as ``case_secret`` does, and ObjectError."""
    from dueprocess.adapters import crypto
    from dueprocess.desk.data.models import Sealed
    from dueprocess.desk.services import trust
    from dueprocess.desk.services.ciphertexts import bytes_of

    secret = case_secret(who, case_id)
    check_chain(case_id)
    committed = trust.committed_ciphertexts(case_id)
    for row in Sealed.objects.filter(case_id=case_id, reader="case").order_by("pk"):
        data = bytes_of(desk, row)
        if crypto.sha256(data) not in committed:
            rule = "sealed.not-committed"
            message = "An object of this case is not the one that was sealed. Tell the others before you believe it."
            raise DeniedError.because(rule, message)
        header, content = crypto.unseal(data, [secret])
        yield Opened(row.id, header, content)


def seal(desk: "Desk", kind: str, name: str, media: str, content: bytes, *, reader: str, recipient: str) -> "Attached":
    """Seal what was written here, for the case (``reader`` case) or the sending worker."""
    from dueprocess.adapters import crypto
    from dueprocess.desk.services.ciphertexts import Attached
    from dueprocess.formats import ids
    from dueprocess.formats.object import Header, ObjectKind

    made = desk.now.strftime("%Y-%m-%dT%H:%M:%SZ")
    header = Header(ObjectKind(kind), media, name, len(content), made)
    return Attached(ids.sealed_id(desk.draw()), kind, reader, crypto.seal(header, content, recipient))


def recipient_of(case_id: str) -> str:
    """The case's public key."""
    from dueprocess.desk.data.models import Case

    return str(Case.objects.values_list("recipient", flat=True).get(pk=case_id))
