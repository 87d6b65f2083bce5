"""A desk that can release, one case, and short words for the way from grant to release."""

from __future__ import annotations

import functools
import hashlib
import io
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from desk_samples import Place, roster, signed
from dueprocess.adapters import crypto
from dueprocess.adapters.blobs import Blobs
from dueprocess.case.productions import Production as LiveProduction
from dueprocess.desk.data.models import Piece, Production
from dueprocess.desk.services import acts, ciphertexts, evidence, handing
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done
from dueprocess.formats import ids, selector
from dueprocess.formats.chain import Pin, check_founding, walk
from dueprocess.formats.refusal import Denied
from dueprocess.formats.statement import Act
from dueprocess.release.desk_client import Shown
from dueprocess.release.evidence import Evidence
from dueprocess.release.gathering import gather

KEY = b"k" * 32
TARGET = selector.selector("email", "a_b@postfach.example")
HOLDERS = ("aster", "birch", "cedar")
PART = b"age-encryption.org/v1\nciphertext of a part"


@functools.cache
def _sealed_once(by: str) -> bytes:
    return crypto.encrypt(f"share of {by}".encode(), [crypto.new_case_key()[1]])


@dataclass
class House:
    """A desk that can release, one case, and short words for the way."""

    place: Place
    case: str = ""
    production: str = ""

    @classmethod
    def built(cls, folder: Path) -> House:
        house = cls(Place.found(releasing=True))
        house.place.desk = replace(house.place.desk, blobs=Blobs(folder))
        house.case = house.place.ready()
        return house

    @property
    def approval(self) -> str:
        item = state_of(self.case).item(1)
        assert item is not None
        return item.approval

    def reads(self, by: str, value: str = "a_b@postfach.example", handle: str = "") -> Done:
        acts.took_to_read(self.place.desk, self.case, by)
        handle = handle or "T1"
        mark = selector.mark(KEY, handle, selector.selector("email", value))
        return self.place.do(by, Act.TARGET_READ, self.case, {"handle": handle, "item": 1, "mark": mark})

    def grants(self) -> None:
        assert isinstance(self.place.propose(self.case, "comply", by="cedar"), Done)
        assert isinstance(self.place.approve(self.case), Done)

    def order_says(self, **more: Any) -> tuple[dict[str, Any], list[Attached]]:
        sealed = self.place.sealed("order", "producer")
        fresh = ids.production_id(self.place.desk.draw())
        says = {"approval": self.approval, "item": 1, "producer": "well", "production": fresh, "sealed": sealed.id}
        return {**says, **more}, [sealed]

    def orders(self, **more: Any) -> str:
        says, attached = self.order_says(**more)
        self.place.do("aster", Act.PRODUCTION_ORDER, self.case, says, attached)
        self.production = says["production"]
        return self.production

    def deal_says(self, **more: Any) -> tuple[dict[str, Any], list[Attached]]:
        row = Production.objects.get(pk=self.production)
        part = ids.sealed_id(self.place.desk.draw())
        hash_ = ciphertexts.take_part(self.place.desk, part, io.BytesIO(PART))
        manifest = self.place.sealed("manifest", "release")
        shares = [(name, self.place.sealed("share", "release")) for name in HOLDERS]
        says = {
            "item": 1,
            "k": 2,
            "manifest": manifest.id,
            "manifest_hash": hashlib.sha256(manifest.bytes).hexdigest(),
            "order": row.order,
            "parts": [{"hash": hash_, "sealed": part}],
            "production": self.production,
            "recipient": crypto.new_case_key()[1],
            "shares": [{"sealed": one.id, "share": f"{n}" * 64, "to": name} for n, (name, one) in enumerate(shares, 1)],
        }
        return {**says, **more}, [manifest, *(one for _, one in shares)]

    def deals(self, **more: Any) -> Done:
        says, attached = self.deal_says(**more)
        return self.place.do("well", Act.PRODUCTION_DEAL, self.case, says, attached)

    @property
    def deal(self) -> str:
        return Production.objects.get(pk=self.production).deal

    def agrees(self, by: str, **more: Any) -> Done:
        return self.place.do(by, Act.RELEASE_APPROVE, self.case, self.agreement_says(by, **more))

    def share_of(self, by: str) -> bytes:
        """What this person keeps: a ciphertext of their own."""
        return _sealed_once(by)

    def agreement_says(self, by: str, **more: Any) -> dict[str, Any]:
        manifest = Piece.objects.get(production=self.production, kind="manifest").hash
        says = {"deal": self.deal, "finisher": "birch", "item": 1, "manifest": manifest, "recipient": ""}
        share = hashlib.sha256(self.share_of(by)).hexdigest()
        return {**says, "production": self.production, "share": share, "way": "passphrase", **more}

    def hands(self, by: str) -> Done | Denied:
        return handing.hand_over(self.place.desk, self.deal, self.share_of(by))

    def agreement(self, by: str) -> str:
        """Hash of this person's newest agreement."""
        return next(one.statement for one in self._live.agreements if one.by == by)

    @property
    def _live(self) -> LiveProduction:
        return next(one for one in state_of(self.case).items[0].productions if one.id == self.production)

    def releases(self, by: str, **more: Any) -> Done:
        agreed = [one.statement for one in self._live.agreements]
        says = {"deal": self.deal, "how": "passphrase", "item": 1, "key": "", "production": self.production}
        return self.place.do(
            by, Act.RELEASE_DONE, self.case, {**says, "agreements": agreed, "sent": ["6" * 64], **more}
        )

    def seen(self, change: Callable[[Shown], Shown] | None = None, *, pin: Pin | None = None, **more: Any) -> Evidence:
        """What a client makes of what the desk hands over (changed: it lies); ``pin``: what it remembers."""
        said = evidence.shown(self.place.desk, state_of(self.case), "aster")
        said = change(said) if change else said
        pin = pin or Pin.of(check_founding(signed(roster(releasing=True)), crypto.verify))
        chain = walk(pin, said.rosters, crypto.verify, self.place.desk.now)
        return gather(said.case, chain, said.notes, said.relied, crypto.verify, at=self.place.desk.now, **more)

    @property
    def order(self) -> str:
        return Production.objects.get(pk=self.production).order
