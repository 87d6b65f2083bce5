"""``letter`` and ``send`` at a served desk: the letter is fetched, finished, sealed and signed on this machine."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dueprocess.cli.clients import client
from dueprocess.cli.faults import wrong
from dueprocess.formats.refusal import DeniedError

if TYPE_CHECKING:
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.letter.blocks import LetterSet
    from dueprocess.release.desk_client import Did
    from dueprocess.release.looked import Looked


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which letter a person asks for."""

    items: tuple[int, ...]
    kind: str | None
    languages: tuple[str, ...]
    right_addressee: str
    remarks: bool

    @property
    def asked(self) -> dict[str, str]:
        """As the interface takes it. Raises DeniedError for what it does not take."""
        if len(self.languages) > 1 or self.right_addressee:
            message = "At a desk's address a letter has one --lang, and no --to: write that one in the desk's vault."
            raise wrong(message)
        return {
            "items": ",".join(map(str, self.items)),
            "kind": self.kind or "",
            "lang": "".join(self.languages),
            "remarks": "true" if self.remarks else "",
        }


def written(person: Mapping[str, Any], case: str, chosen: Chosen) -> "LetterSet":
    """The letter, with the authority's reference out of the particulars. Nothing is sent."""
    with client(person) as (who, material):
        return _finished(who, material, material.find(case), chosen)[0]


def sent(person: Mapping[str, Any], case: str, chosen: Chosen, how: str) -> "tuple[Did, LetterSet]":
    """Fetch, finish, seal, sign: to the sending worker that the checked roster names, or to the case."""
    if how == "portal":
        message = "At a desk's address nothing is left at the portal: do that on the desk's own machine."
        raise wrong(message)
    with client(person) as (who, material):
        whole = material.find(case)
        made, items = _finished(who, material, whole, chosen)
        looked = who.look(whole)  # that the case was read is a step of it
        return _send(who, material, looked, made, items, how), made


def _finished(who: "Person", material: "Material", case: str, chosen: Chosen) -> "tuple[LetterSet, tuple[int, ...]]":
    from dueprocess.adapters.desk_api import FarDesk
    from dueprocess.letter import plain
    from dueprocess.letter.blocks import LetterError
    from dueprocess.release.evidence import suspect as refuse

    far = who.desk
    assert isinstance(far, FarDesk)  # noqa: S101 - only asked where an address was given
    asked = chosen.asked
    reference = _reference(material, case)
    told = far.letter(case, **asked)
    letter = {name: told.get(name) for name in ("form", "kind", "items", "binding", "reviewed", "sheets")}
    try:
        return plain.from_plain(plain.merged(letter, reference))
    except (LetterError, ValueError, KeyError, TypeError, AttributeError):
        refuse("counter.form", "what the desk gave is no finished letter")


def _reference(material: "Material", case: str) -> str:
    """The authority's own reference, out of the sealed particulars."""
    for found in material.opened(case):
        if found.header.kind == "particulars" and found.header.media == "application/json":
            numbers = json.loads(found.content).get("register_numbers") or []
            return str(numbers[0])[:80] if numbers else ""
    return ""


def _send(
    who: "Person", material: "Material", looked: "Looked", made: "LetterSet", items: tuple[int, ...], how: str
) -> "Did":
    from dueprocess.adapters import crypto
    from dueprocess.cli.letter_forms import PDF, as_mail, render
    from dueprocess.formats import ids, moment
    from dueprocess.formats.object import Header, ObjectKind
    from dueprocess.formats.statement import Act
    from dueprocess.release.desk_client import Brought

    by_mail, worker = how == "mail", looked.seen.roster.worker
    if by_mail and worker is None:
        rule = "letter.no-worker"
        message = "This desk has no sending worker. Send it by post, fax or hand, and say so with --how."
        raise DeniedError.because(rule, message)
    name, media, content = as_mail(made, items) if by_mail else ("letter.pdf", PDF, render(made, "pdf"))
    recipient = worker if by_mail and worker else crypto.recipient_of(material.secret(looked.shown.case))
    header = Header(ObjectKind.LETTER, media, name, len(content), moment.write(who.now))
    key = ids.sealed_id(crypto.random_bytes(ids.ID_BYTES))
    inside = Brought(key, "letter", "worker" if by_mail else "case", crypto.seal(header, content, recipient))
    says = {
        "how": how,
        "items": list(items),
        "kind": str(made.kind),
        "language": made.sheets[0].language,
        "sealed": key,
    }
    return who.act(looked, Act.LETTER_SEND, says, [inside])
