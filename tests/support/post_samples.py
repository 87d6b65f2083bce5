"""Letters on their way: a desk that decided, clients that seal, a worker that sends."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from desk_samples import CONTACT, DISCLOSURE, POLICE, Place, people
from dueprocess.adapters import crypto
from dueprocess.cli.letter_commands import as_mail
from dueprocess.desk.data.models import Duty, Effect, Verification
from dueprocess.desk.jobs import letters
from dueprocess.desk.jobs.round import Round
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.house import House as Settings
from dueprocess.desk.services.house import MailSettings
from dueprocess.desk.services.letters import Merged, contact_of, house_of, languages_of, write_letter
from dueprocess.formats import ids
from dueprocess.formats.object import ObjectKind
from dueprocess.formats.statement import Act
from dueprocess.letter import plain
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.kinds import LetterKind

SENDER = "desk@fennel.example"
REFERENCE = "ZD-12345/26"
Change = Callable[[dict[str, Any]], None]


def House(port: int, **changes: Any) -> Settings:  # noqa: N802 - as the value that it makes
    """The provider as desk.toml says it, with a server on this machine."""
    mail = MailSettings("127.0.0.1", SENDER, port, "none", wait_minutes=0)
    made = Settings("Fennel Mail", "DE", "Europe/Berlin", languages=("de", "en"), contact="legal@fennel.example")
    return replace(made, **{"mail": mail, **changes})


@dataclass
class Post(Place):
    """A place with a worker."""

    secret: str = ""

    @classmethod
    def opened(cls, house: Settings) -> Post:
        place = cls.found(house=house)
        place.secret = people()["worker"].age_secret
        return place

    def verify_authority(self, authority: str = POLICE, contact: str = CONTACT) -> None:
        """Once is enough."""
        if not Verification.objects.filter(authority=authority).exists():
            super().verify_authority(authority, contact)

    def decided(self, outcome: str = "no_data", text: str = DISCLOSURE) -> str:
        """A case with a decision that waits for its letter."""
        case = self.ready(text)
        self.propose(case, outcome)
        if self.state(case).items[0].deciding == "proposed":
            self.approve(case)
        return case

    def letter(
        self, case: str, kind: LetterKind = LetterKind.NO_DATA, reference: str = REFERENCE, addressee: str = ""
    ) -> LetterSet:
        """What a client composes."""
        state = self.state(case)
        contact = contact_of(self.desk, state)
        made = write_letter(
            self.desk,
            state,
            kind,
            [1],
            languages_of(state),
            Merged(house_of(self.desk), reference, (contact,), addressee),
        )
        assert isinstance(made, LetterSet), made
        return made

    def sealed_letter(self, content: bytes, media: str = plain.MEDIA, recipient: str = "") -> Attached:
        to, now = recipient or self.desk.roster.worker or "", f"{self.desk.now:%Y-%m-%dT%H:%M:%SZ}"
        data = crypto.seal(ObjectKind.LETTER, media, content, to, now, "letter")
        return Attached(ids.sealed_id(self.desk.draw()), "letter", "worker", data)

    def queue(
        self,
        case: str,
        kind: LetterKind = LetterKind.NO_DATA,
        reference: str = REFERENCE,
        addressee: str = "",
        change: Change | None = None,
    ) -> Effect:
        """A client seals the letter to the worker and signs; ``change`` is what a lying client does to its words."""
        made = self.letter(case, kind, reference, addressee)
        media, content = plain.MEDIA, as_mail(made, (1,))  # what the command line seals
        if change is not None:
            values = json.loads(content)
            change(values)
            content = json.dumps(values).encode()
        sealed = self.sealed_letter(content, media)
        return self.queue_sealed(case, sealed, str(kind), made.sheets[0].language)

    def queue_sealed(self, case: str, sealed: Attached, kind: str = "no_data", language: str = "de") -> Effect:
        says = {"how": "mail", "items": [1], "kind": kind, "language": language, "sealed": sealed.id}
        self.do("aster", Act.LETTER_SEND, case, says, [sealed])
        return Effect.objects.latest("due_at", "pk") if Effect.objects.count() == 1 else self.effect(sealed.id)

    def effect(self, sealed: str) -> Effect:
        return Effect.objects.get(payload__contains=sealed)

    def works(self, **changes: Any) -> dict[str, Any]:
        """One look of the sending worker into its outbox."""
        return letters.send_waiting(Round(self.desk, **{"secret": self.secret, **changes}))

    def open_duties(self, case: str) -> set[str]:
        return set(Duty.objects.filter(case_id=case, done_at__isnull=True).values_list("what", flat=True))
