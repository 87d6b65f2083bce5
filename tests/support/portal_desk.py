"""A founded home and its people, in a process that does one thing a line: the desk behind a served portal."""

from __future__ import annotations

import datetime
import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import warm


@dataclass
class BehindThePortal:
    """Speaks to that process: ``desk("leave", case=…, kind=…, text=…)``."""

    environ: dict[str, str]
    process: subprocess.Popen[str]

    @classmethod
    def founded(cls, folder: Path, address: str) -> BehindThePortal:
        environ = {**os.environ, "DUEPROCESS_HOME": str(folder / "home"), "HOME": str(folder)}
        command = [sys.executable, __file__, address]
        process = subprocess.Popen(
            command, env=environ, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=1
        )
        made = cls(environ, process)
        assert made._read() == "ready"
        return made

    def __call__(self, what: str, **more: Any) -> Any:
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps([what, more]) + "\n")
        return self._read()

    def _read(self) -> Any:
        assert self.process.stdout is not None
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.close()
        assert self.process.wait(20) == 0
        self.process.stdout.close()


def main(address: str) -> None:
    """Found the home, then do what is asked."""
    from dueprocess.operate.home import Home, boot, migrate

    home = boot(Home(Path(os.environ["DUEPROCESS_HOME"])).create())
    migrate()
    desk = _Desk.found(home, address)
    print(json.dumps("ready"), flush=True)  # noqa: T201 - the answer
    for line in sys.stdin:
        what, more = json.loads(line)
        print(json.dumps(getattr(desk, what)(**more)), flush=True)  # noqa: T201 - the answer


@dataclass
class _Desk:
    place: Any

    @classmethod
    def found(cls, home: Any, address: str) -> _Desk:
        from desk_samples import Place, roster
        from dueprocess.adapters.blobs import Blobs
        from dueprocess.formats.chain import Pin
        from dueprocess.operate.home import Desk, write_desk

        house = Desk("Fennel Mail", "DE", "Europe/Berlin", contact="desk@fennel.example", portal_address=address)
        house = replace(house, telephone="+49 30 5550199")
        write_desk(home, replace(house, address=("Weir 7", "12345 Oberfenchel")))
        place = Place.found(releasing=True)
        place.desk = replace(place.desk, random=secrets.token_bytes, blobs=Blobs(home.blobs))
        pin = Pin.of(roster(releasing=True))
        home.pin.write_text(json.dumps({"desk": pin.desk, "number": pin.number, "hash": pin.hash}))
        return cls(place)

    def _now(self) -> None:
        now = datetime.datetime.now(datetime.UTC).replace(microsecond=0)
        self.place.desk = replace(self.place.desk, now=now)

    def newest(self) -> dict[str, str]:
        """The case that came last, its receipt and what one of the readers opens."""
        from desk_samples import people
        from dueprocess.adapters import crypto
        from dueprocess.case.portal import fingerprint
        from dueprocess.desk.data.models import Case, Envelope, Sealed
        from dueprocess.desk.services.ciphertexts import bytes_of
        from dueprocess.desk.services.portal_desk import of_case

        case = _last(Case)
        envelope = Envelope.objects.get(case=case, person="aster")
        secret = crypto.unwrap_key(bytes(envelope.bytes), [people()["aster"].age_secret], case.recipient)
        opened = []
        for row in Sealed.objects.filter(case=case).order_by("pk"):
            header, content = crypto.unseal(bytes_of(self.place.desk, row), [secret])
            opened.append([header.name, header.media, content[:4000].decode(errors="replace"), len(content)])
        receipt = of_case(case.pk)
        return {
            "case": case.pk,
            "face": case.face,
            "opened": sorted(opened, key=lambda one: one[0] != "portal.txt"),
            "recipient": receipt.recipient if receipt else "",
            "words": fingerprint(receipt.recipient) if receipt else "",
        }

    def known(self, case: str) -> None:
        """Confirmed, verified by two, called back."""
        from desk_samples import POLICE
        from dueprocess.desk.services import portal_desk
        from dueprocess.formats.statement import Act

        self._now()
        self.place.verify_authority()
        self.place.confirm(case, authority=POLICE)
        self.place.do("aster", Act.AUTHORITY_CALL_BACK, case, {"how": "call_back", "said": "confirmed"})
        portal_desk.refresh(self.place.desk)

    def leave(self, case: str, kind: str, text: str) -> str:
        """A letter or a question, sealed to the receipt."""
        from dueprocess.case.portal import Left
        from dueprocess.desk.services.portal_desk import of_case
        from dueprocess.formats.object import ObjectKind
        from portal_samples import leave, seal

        self._now()
        receipt = of_case(case)
        done = leave(self.place.desk, case, Left(kind), seal(text, receipt.recipient, ObjectKind.LETTER))  # type: ignore[union-attr]
        return str(getattr(done, "pk", done))

    def release(self, case: str, part: str) -> str:
        """A production of the case, released through the portal; its part is ``part``."""
        import hashlib

        # A process of its own collects no tests, so it is told where this one lies.
        sys.path.append(str(Path(__file__).resolve().parents[1] / "desk" / "services"))
        from test_services_productions import House

        self._now()
        house = House(self.place, case)
        house.grants()
        for by in ("aster", "birch"):
            house.reads(by)
        house.orders()
        house.deals()
        for by in ("aster", "birch"):
            house.agrees(by, way="portal")
        self.place.later(hours=25)
        data = part.encode()
        house.releases("birch", how="portal", sent=[hashlib.sha256(data).hexdigest()])
        ends = self.place.desk.today + datetime.timedelta(days=20)
        file = Path(os.environ["HOME"]) / "part-0001.age"
        file.write_bytes(data)
        command = [
            warm.COMMAND,
            "portal",
            "hand-over",
            house.production,
            str(file),
        ]
        done = warm.run([*command, "--until", str(ends), "--json"], capture_output=True, check=True)
        return str(json.loads(done.stdout)["left"][0]["parcel"])

    def refresh(self) -> int:
        """What the worker's beat does."""
        from dueprocess.desk.services import portal_desk

        self._now()
        return portal_desk.refresh(self.place.desk)


def _last(model: Any) -> Any:
    from dueprocess.desk.data.models import Event

    newest = Event.objects.filter(kind="case:case:opened").order_by("-pk").first()
    return model.objects.get(pk=newest.case if newest else "")


if __name__ == "__main__":
    main(sys.argv[1])
