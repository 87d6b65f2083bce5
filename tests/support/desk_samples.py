# ruff: noqa: S311, SLF001
"""A founded desk for tests: real keys, shelf, calendar and rows; arrivals sealed in this process, for speed."""

from __future__ import annotations

import contextlib
import datetime
import functools
import hashlib
import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, ClassVar, Self

from django.db import transaction

from dueprocess.acts.desk_state import Brought
from dueprocess.adapters import calendars, crypto, identity, jobs_draw, jobs_parse, jobs_seal, law_files
from dueprocess.adapters.age_header import AgeError
from dueprocess.case import law_answer, letter_events
from dueprocess.case.basis import basis_of
from dueprocess.case.events import Body
from dueprocess.case.silence import named
from dueprocess.case.state import CaseState
from dueprocess.demand.codes import Channel
from dueprocess.desk.data import codec
from dueprocess.desk.data.chain import verify_chain
from dueprocess.desk.data.models import Case, Envelope, Sealed
from dueprocess.desk.data.transaction import trial, write
from dueprocess.desk.intake import sealing
from dueprocess.desk.services import (
    acts,
    arrivals,
    assessments,
    case_keys,
    ciphertexts,
    desk_acts,
    desk_record,
    envelopes,
    publication,
    record,
    rosters,
    splits,
    trust,
)
from dueprocess.desk.services.cases import state_of
from dueprocess.desk.services.desk import Desk
from dueprocess.desk.services.house import House
from dueprocess.desk.services.result import Done
from dueprocess.desk.services.row_check import differs
from dueprocess.formats import moment, selector
from dueprocess.formats import note as notes
from dueprocess.formats.desk_acts import contact_hash, text_hash
from dueprocess.formats.errors import ObjectError
from dueprocess.formats.links import DESK, goes_into
from dueprocess.formats.object import commitment
from dueprocess.formats.refusal import Denied
from dueprocess.formats.roster import Roster, founding
from dueprocess.formats.statement import (
    HANGS_ON_LAW,
    Act,
    Beside,
    LawAnswer,
    Look,
    Reckoner,
    Said,
    Statement,
    bases,
    hash_of,
    item_of,
)
from dueprocess.report.snapshot import Provider, Snapshot

NOW = datetime.datetime(2026, 3, 9, 9, 0, tzinfo=datetime.UTC)
ONE_DAY = datetime.timedelta(days=1)
POLICE = "DE-BKA"
CONTACT = "auskunft@bka.example"
PROVIDER = Provider("Fennel Mail", "DE", "legal@fennel.example", ("de", "en"), ("mail",))
ROLES = {
    "aster": ("clerk", "releaser"),
    "birch": ("approver", "releaser"),
    "cedar": ("counsel",),
    "dan": ("employee",),
}

DISCLOSURE = """Bundeskriminalamt
Wiesbaden, 3. März 2026

Aktenzeichen: ZD-12345/26

Auskunft über Bestandsdaten gemäß § 100j Abs. 1 StPO i.V.m. § 174 TKG

im Ermittlungsverfahren wegen des Verdachts des Betrugs (§ 263 StGB) bitten wir um Auskunft über die Bestandsdaten
des Inhabers des E-Mail-Postfachs

  a_b@postfach.example

Mit freundlichen Grüßen
Sabine Hofmann
Kriminalhauptkommissarin
"""
SHUTDOWN = """Government of Pakistan
Ministry of Interior
Islamabad, the 8th August 2025

SUBJECT: SUSPENSION OF MOBILE DATA SERVICES

It has been decided to suspend mobile data services in Quetta District from 8 August 2025 to 31 August 2025 owing to
the law and order situation. All operators shall ensure compliance immediately under section 54 of the Pakistan
Telecommunication (Re-organization) Act, 1996.

Section Officer
"""
NEWSLETTER = "Dear reader, spring is here and so is our new catalogue of garden chairs. With best regards, the shop."
NEW_CASE = {"case": "", "custodian": "", "resembles": "", "review_on": None, "says": "new_case"}


STAFF = ("clover", "dill", "elder", "fern", "fir", "gorse", "spring")  # on rosters of single tests


@functools.cache
def people() -> dict[str, identity.Identity]:
    """Real identities, opened by two authenticators each; eve has a key and stands on no roster."""
    names = (*ROLES, *STAFF, "sorrel", "eve", "recovery", "worker", "well")
    made = {name: replace(identity.new(name, "2026-03-01T08:00:00Z"), authenticators=2) for name in names}
    return made | {name: made[name].daily for name in ("well", "spring")}  # an extraction host has one key


RELEASING = {**ROLES, "cedar": ("counsel", "releaser"), "well": ("producer",)}
"""A desk that can release: three who hold a share, k = 2, and an extraction host."""


def founded(roles: Mapping[str, Iterable[str]], k: int = 2, made_at: datetime.datetime = NOW - ONE_DAY) -> Roster:
    """The founding roster of these people."""
    cards = {name: who.card() for name, who in people().items()}
    return founding(
        [cards[name].person(tuple(held)) for name, held in roles.items()],
        k=k,
        recovery=cards["recovery"].age,
        worker=cards["worker"].age,
        made_at=made_at,
    )


@functools.cache
def roster(*, releasing: bool = False) -> Roster:
    return founded(RELEASING if releasing else ROLES)


@functools.cache
def shelf() -> Any:
    return law_files.load(signatures=())


@functools.cache
def calendar() -> Any:
    return calendars.LegalCalendar("DE")


def drafted(desk: Desk, case: CaseState, act: Act, by: str, says: Mapping[str, Any]) -> Statement:
    """What a person's client composes: bound to desk, roster, case, revision and basis as they stand."""
    says = answering(case, Said(act, says))[0].says
    at = moment.write(desk.now)
    place = (desk.roster.desk_id, desk.roster.mark, case.id, case.revision)
    item = item_of(says)
    law = law_of(desk, case, [item] if act in HANGS_ON_LAW else [])
    basis = acts.basis_now(desk, case, item)
    beside = beside_of(desk, Said(act, says))
    return Statement(*place, act, by, at, basis, says, seen=trust.mark_of(desk, case.id), law=law, beside=beside)


def answering(case: CaseState, *said: Said) -> tuple[Said, ...]:
    """Each letter names the decisions that it answers, unless it says which: those of the same look by their number."""

    def decided(item: int) -> str:
        own = [
            f"look.{number}"
            for number, one in enumerate(said, 1)
            if str(one.act).startswith("decision.") and one.says.get("item") == item
        ]
        return own[-1] if own else "".join(letter_events.decisions_of(case, "", [item]))

    def named(one: Said) -> Said:
        if one.act is not Act.LETTER_SEND or "rests" in one.says:
            return one
        aside = one.says["kind"] in letter_events.ASIDE
        rests = [] if aside else [found for item in sorted(set(one.says["items"])) if (found := decided(item))]
        return replace(one, says={**one.says, "rests": rests})

    return tuple(map(named, said))


def beside_of(desk: Desk, *said: Said) -> tuple[Beside, ...]:
    """How far the desk's own chain goes, and that of a case into which one of the acts merges another."""
    others = dict.fromkeys([DESK, *(goes_into(one.act, one.says) for one in said)])
    return tuple((of, *trust.mark_of(desk, of)) for of in others)


def law_of(desk: Desk, case: CaseState, items: Iterable[int]) -> LawAnswer | None:
    """What a page that the desk serves says of the law's answer to these items."""
    answers = assessments.answers_of(case, assessments.assess_case(desk, case))["answers"] if case.shelf else {}
    named = {str(item): law_answer.hash_of(answers[str(item)]) for item in sorted(set(items)) if str(item) in answers}
    return LawAnswer(named, Reckoner.DESK) if named else None


def looked(desk: Desk, case: CaseState, by: str, *said: Said) -> Look:
    """The same for several acts: their basis is that of the case once the first of them, what it confirms, is done."""
    said = answering(case, *said)
    first = drafted(desk, case, said[0].act, by, said[0].says).look
    with trial():
        acts.tried(desk, first)
        after = state_of(case.id)
        relied = acts.relied_now(desk, after)
        basis = bases(said, lambda item: basis_of(relied, item))
        law = law_of(desk, after, [item_of(one.says) for one in said if one.act in HANGS_ON_LAW])
    return replace(first, acts=said, basis=basis, law=law, beside=beside_of(desk, *said))


def signed(made: Roster) -> bytes:
    signers = [people()[person.name].signer() for person in made.signers]
    return notes.signed(made.text(), signers).encode()


@functools.cache
def age_file() -> bytes:
    return crypto.encrypt(b"sealed", [crypto.new_case_key()[1]])


NEEDS_KEY = {Act.DECISION_PROPOSE, Act.FORGET_PROPOSE, Act.CASE_MERGE, *case_keys.KEYED}
"""Before the first of these two people have opened the case (ADR 0082)."""


def sealed_anew(desk: Desk, case: str, by: str) -> tuple[dict[str, Any], list[acts.Attached], dict[str, bytes]]:
    """What ``case.key`` says of a case, the ciphertexts that come with it, and the envelopes of the new key."""
    from dueprocess.formats import ids

    (house, public), at = crypto.new_case_key(), moment.write(desk.now)
    envelope = bytes(Envelope.objects.get(case_id=case, person=by, question="").bytes)
    try:
        secret = crypto.unwrap_key(envelope, people()[by].age_secrets, Case.objects.get(pk=case).recipient)
    except AgeError:
        secret = house
    brought, objects = [], []
    for row in Sealed.objects.filter(case_id=case, reader="case").order_by("pk"):
        old = ciphertexts.bytes_of(desk, row)
        try:
            header, content = crypto.unseal(old, [secret])
            new = crypto.seal(header.kind, header.media, content, public, at, header.name)
            sealed, made = ids.sealed_as(new), commitment(*crypto.unseal(new, [house]))
        except (AgeError, ObjectError):
            new, sealed, made = age_file(), ids.sealed_as(b"anew" + old), "0" * 64
        brought.append(acts.Attached(sealed, row.kind, "case", new))
        objects.append({"cipher": row.hash, "commitment": made, "kind": row.kind, "sealed": sealed})
    to = {row["name"]: row["age"] for row in envelopes.readers_of(desk)}
    wrapped = crypto.wrap_key(house, {**to, envelopes.RECOVERY: desk.roster.recovery}, at)
    marks = crypto.sha256(selector.target_key(house.encode()))
    return {"house": public, "marks": marks, "objects": objects, "replaces": ""}, brought, wrapped


@dataclass
class Place:
    """The desk at an hour, and short words for what people do there."""

    desk: Desk
    cases: list[str] = field(default_factory=list)
    counsel: ClassVar[str] = "cedar"

    @classmethod
    def found(
        cls,
        seed: int = 1,
        timezone: str = "Europe/Berlin",
        *,
        releasing: bool = False,
        first: Roster | None = None,
        house: House | None = None,
    ) -> Self:
        # Predictable ids are for tests alone; a real desk draws from the system.
        drawn = random.Random(seed)
        first = first or roster(releasing=releasing)
        desk = Desk(first, shelf(), calendar(), NOW, drawn.randbytes, timezone, "DE")
        place = cls(replace(desk, house=house) if house else desk)
        rosters.enter(first, signed(first), NOW)
        return place

    def later(self, **span: float) -> None:
        self.desk = replace(self.desk, now=self.desk.now + datetime.timedelta(**span))

    def received(
        self,
        text: str = DISCLOSURE,
        channel: Channel = Channel.MAIL,
        at: datetime.datetime | None = None,
        media: str = "text/plain",
        *,
        name: str = "brief.txt",
        practice: bool = False,
    ) -> arrivals.Received:
        """What the sealing child would hand back; the same job, in this process."""
        one = sealing.Incoming(name, media, channel, at or self.desk.now, text.encode(), practice)

        class Here:
            setup: Mapping[str, Any] = {}
            jobs = frozenset({"seal", "parse", "draw"})

            def run(self, job: str, options: Mapping[str, Any], data: bytes, **_limits: int) -> dict[str, Any]:
                return {"seal": jobs_seal.seal, "parse": jobs_parse.parse, "draw": jobs_draw.draw}[job](options, data)

        (received,) = sealing.seal_all(self.desk, [one], Here())  # type: ignore[arg-type]
        return received

    def arrive(self, text: str = DISCLOSURE, channel: Channel = Channel.MAIL, **more: Any) -> str:
        (one,) = arrivals.register(self.desk, [self.received(text, channel, **more)])
        self.cases.append(one.case)
        return one.case

    def keyed(self, case: str) -> None:
        """The first who reads gives the case a key and the last one compares, as their machines do with what they sign.

        What a made-up ciphertext holds nobody opens: another one takes its place.
        """
        state = state_of(case)
        if state.origin and state.key is not None and not state.key.seen:
            self.do("birch", Act.CASE_KEY_SEEN, case, {"key": state.key.statement})
        if state.key is not None or state.forgotten or state.historic or state.restricted_to:
            return
        first, *_, second = self.readers()
        says, brought, made = sealed_anew(self.desk, case, first)
        drawn = acts.perform(self.desk, self.note(first, Act.CASE_KEY, case, says), attached=brought, envelopes=made)
        assert isinstance(drawn, Done), drawn
        key = state_of(case).key
        assert key is not None
        self.do(second, Act.CASE_KEY_SEEN, case, {"key": key.statement})

    def note(self, by: str, act: Act, case: str, says: Mapping[str, Any], /, **changes: Any) -> bytes:
        if act in NEEDS_KEY:
            self.keyed(case)
        statement = drafted(self.desk, state_of(case), act, by, says)
        return self.sign(replace(statement, **changes))

    def sign(self, statement: Statement | Look, *, daily: bool = False) -> bytes:
        who = people()[statement.by]
        return statement.sign(*(who.daily_signer() if daily else who.signer()))

    def act(self, by: str, act: Act, case: str, says: Mapping[str, Any], attached: Iterable[Any] = ()) -> Done | Denied:
        return acts.perform(self.desk, self.note(by, act, case, says), attached=tuple(attached))

    def do(self, by: str, act: Act, case: str, says: Mapping[str, Any], attached: Iterable[Any] = ()) -> Done:
        done = self.act(by, act, case, says, attached)
        assert isinstance(done, Done), done
        return done

    def key(self, name: str, *, daily: bool = False) -> dict[str, str]:
        """What a retirement says: the strongest key of somebody by its id, or their daily one."""
        person = self.desk.roster.person(name)
        assert person is not None
        return {"key": (person.key if daily else person.strongest).id.hex()}

    def ask(self, by: str, act: Act, says: Mapping[str, Any], /, **changes: Any) -> bytes:
        """A signed act on the desk itself."""
        return self.sign(replace(desk_acts.draft(self.desk, by, act, says), **changes))

    def verify_authority(
        self,
        authority: str = POLICE,
        contact: str = CONTACT,
        key: bytes = b"",
        phone: str = "",
        kind: str = "cms",
        night: str = "",
    ) -> None:
        says = {"authority": authority, "contact": contact_hash(contact), "how": "call_back"}
        if key:
            says |= {"key": hashlib.sha256(key).hexdigest(), "key_kind": kind}
        if phone:
            says |= {"phone": text_hash(phone)}
        if night:
            says |= {"night": text_hash(night)}
        first = self.ask("aster", Act.AUTHORITY_VERIFY, says)
        assert isinstance(desk_acts.perform(self.desk, first, Brought(contact, key, phone, night)), Done)
        second = {"authority": authority, "verification": hash_of(first)}
        assert isinstance(desk_acts.perform(self.desk, self.ask("birch", Act.AUTHORITY_CONFIRM, second)), Done)

    def sign_law(self, *rules: str) -> None:
        for rule in rules:
            says = {"on": self.desk.today.isoformat(), "rule": rule, "text": self.desk.shelf.hash_signed(rule)}
            assert isinstance(desk_acts.perform(self.desk, self.ask(self.counsel, Act.LAW_SIGN, says)), Done)
        self.desk = replace(
            self.desk, shelf=law_files.load(signatures=desk_record.law({self.desk.roster.number: self.desk.roster}))
        )

    def classify(self, case: str, what: str, of: str = "", by: str = "aster", **more: Any) -> Done | Denied:
        """One person says what it is; where a demand was read in it and it is set aside, a second one says the same."""
        said = {**NEW_CASE, "says": what, "case": of, **more}
        done = self.act(by, Act.ARRIVAL_CLASSIFY, case, said)
        if isinstance(done, Done) and state_of(case).aside is not None:
            done = self.act("aster" if by != "aster" else "birch", Act.ARRIVAL_CLASSIFY, case, said)
        return done

    def confirm(self, case: str, by: str = "aster", **fields: Any) -> Done | Denied:
        """Read the original and confirm every decisive value, and ``fields`` (``__`` for a dot)."""
        assert isinstance(acts.took_to_read(self.desk, case, by), Done)
        state = state_of(case)
        values: dict[str, Any] = {}
        for item in state.items:
            for path in state.face.unconfirmed(item.number):
                value = state.face.get(path)
                values[path] = list(value) if isinstance(value, tuple) else value
        values |= {path.replace("__", "."): value for path, value in fields.items()}
        return self.act(by, Act.FACE_CONFIRM, case, {"fields": values})

    def ready(self, text: str = DISCLOSURE) -> str:
        """A case that could be decided: read and confirmed by aster, its authority verified."""
        self.verify_authority()
        case = self.arrive(text)
        assert isinstance(self.confirm(case, authority=POLICE), Done)
        return case

    def propose(
        self, case: str, outcome: str = "no_data", by: str = "", ground: str = "", item: int = 1, **less: str
    ) -> Done | Denied:
        says = {"ground": ground, "item": item, "lines": [], "outcome": outcome, **less}
        return self.act(by or self.counsel, Act.DECISION_PROPOSE, case, says)

    def approve_says(self, case: str, item: int = 1, differs: str = "") -> dict[str, Any]:
        found = state_of(case).item(item)
        assert found is not None
        assert found.proposal is not None
        return {"differs": differs, "item": item, "proposal": found.proposal.statement}

    def withdraw_says(self, case: str, item: int = 1) -> dict[str, Any]:
        """Taking the item's proposal back."""
        says = self.approve_says(case, item=item)
        return {"item": item, "proposal": says["proposal"]}

    def approve(self, case: str, by: str = "birch", item: int = 1, differs: str = "") -> Done | Denied:
        return self.act(by, Act.DECISION_APPROVE, case, self.approve_says(case, item, differs))

    def gate(
        self, case: str, question: str, answer: str = "yes", by: str = "", until: str | None = None, item: int = 1
    ) -> Done | Denied:
        says = {"answer": answer, "item": item, "question": question, "until": until}
        return self.act(by or self.counsel, Act.GATE_ANSWER, case, says)

    def reach(self, case: str, item: int = 1) -> None:
        """Two people say that nobody is within reach of the state, once each."""
        said = dict(self.state(case).items[item - 1].reach)
        for person in {"birch", "cedar"} - set(said):
            self.do(person, Act.PUBLICATION_REACH, case, {"item": item, "within": "nobody"})

    def publish(self, case: str, detail: str = "full", item: int = 1) -> str:
        """The item stands in its register: the gate answered, proposed, published. The row's id."""
        from dueprocess.formats import ids

        self.confirm(case)
        for question in ("admit", "count"):
            assert isinstance(self.gate(case, question, item=item), Done)
        self.reach(case, item)
        self.do("cedar", Act.PUBLICATION_PROPOSE, case, {"detail": detail, "item": item})
        row = ids.register_id(self.desk.draw())
        says = {"detail": detail, "item": item, "proposal": self.publication(case, item), "row": row}
        self.do("birch", Act.PUBLICATION_PUBLISH, case, says)
        return row

    def ends(self, case: str, item: int = 1, op: str = "withdraw") -> None:
        """aster says that the item ended, and birch agrees."""
        self.do("aster", Act.ITEM_CHANGE, case, {"op": op, "item": item, "fields": {}})
        said = self.state(case).items[item - 1].ending
        assert said is not None
        self.do("birch", Act.ITEM_END, case, {"answer": "ended", "item": item, "proposal": said.statement})

    def agree_silence(self, case: str, item: int = 1, by: str = "birch", answer: str = "agreed") -> Done | Denied:
        """The second person on the item's first silence that waits."""
        waits = next(one.statement for one in self.state(case).items[item - 1].running if one.waits)
        return self.act(by, Act.SECRECY_AGREE, case, {"answer": answer, "item": item, "record": waits})

    def publication(self, case: str, item: int = 1) -> str:
        """Hash of the statement that proposed to publish an item; of none where nobody did."""
        found = self.state(case).item(item)
        return found.publication if found and found.publication else "0" * 64

    def silence(self, case: str, item: int = 1, **more: Any) -> Done:
        says = {
            "admit": True,
            "count": True,
            "item": item,
            "review_on": None,
            "rule": "DE-STPO-95A",
            "source": "order",
            "tell": True,
            "until": "2026-06-01",
        }
        return self.do("cedar", Act.SECRECY_RECORD, case, {**says, **more})

    def speaks(self, case: str, item: int = 1) -> Done:
        """All silences that run on an item are lifted, each by its name."""
        running = named(self.state(case).items[item - 1])
        return self.do("birch", Act.SECRECY_END, case, {"how": "lifted", "item": item, "silences": running})

    def recalls(self, person: str, case: str, why: str, item: int = 1) -> Done:
        """What was given of an item last is called back by its name."""
        return self.do(person, Act.RELEASE_RECALL, case, self.recall_says(case, why, item))

    def recall_says(self, case: str, why: str, item: int = 1) -> dict[str, Any]:
        state = self.state(case).items[item - 1]
        done = state.outside.done if state.outside is not None else state.productions[-1].done
        return {"done": done, "item": item, "why": why}

    def sealed(self, kind: str = "note", reader: str = "case") -> acts.Attached:
        from dueprocess.formats import ids

        return acts.Attached(ids.sealed_id(self.desk.draw()), kind, reader, age_file())

    def material(self, case: str, **changes: Any) -> splits.Material:
        """What splits a case: what nobody opens, one for each of its ciphertexts."""
        from dueprocess.formats import ids

        envelopes = tuple((name, b"envelope") for name in (*self.readers(), "recovery"))
        kinds = Sealed.objects.filter(hash__in=case_keys.ciphers(case, vessel=False)).values_list("kind", flat=True)
        sealed = tuple(self.sealed(kind) for kind in kinds)
        made = splits.Material(ids.case_id(self.desk.draw()), crypto.new_case_key()[1], sealed, envelopes)
        return replace(made, **changes)

    def parting(self, case: str, items: Sequence[int], made: splits.Material, *, commitment: str = "0" * 64) -> bytes:
        """aster's note by which items leave."""
        rows = Sealed.objects.filter(hash__in=case_keys.ciphers(case, vessel=False)).values_list("hash", flat=True)
        objects = [
            {"cipher": cipher, "commitment": commitment, "kind": one.kind, "sealed": one.id}
            for cipher, one in zip(rows, made.sealed, strict=True)
        ]
        says = {"house": made.recipient, "items": list(items), "new": made.case, "objects": objects}
        return self.note("aster", Act.CASE_SPLIT, case, says)

    def readers(self) -> list[str]:
        return [reader["name"] for reader in envelopes.readers_of(self.desk)]

    def split(self, case: str, *items: int, material: splits.Material | None = None) -> tuple[Done | Denied, str]:
        made = material or self.material(case)
        return splits.split(self.desk, self.parting(case, items, made), made), made.case

    def snapshot(self) -> Snapshot:
        return publication.snapshot(self.desk, PROVIDER)

    def state(self, case: str) -> CaseState:
        return state_of(case)


@contextlib.contextmanager
def taken_back() -> Iterator[None]:
    """What is written inside is taken back at the end, as at a test's own: one desk serves a whole table of writers."""
    around = transaction.atomic()
    around._from_testcase = True  # type: ignore[attr-defined]
    with around:
        yield
        transaction.set_rollback(True)


def chains_hold() -> bool:
    return all(verify_chain(case).holds for case in ["", *Case.objects.values_list("pk", flat=True)])


def denied(result: Done | Denied) -> str:
    assert isinstance(result, Denied), result
    return str(result.rule)


def whole() -> None:
    """Every chain verifies, and every row is what its events give (``tests/case/test_case_events.py``)."""
    assert chains_hold()
    for case in Case.objects.values_list("pk", flat=True):
        assert differs(case) == (), case


def counts() -> dict[str, int]:
    """How many rows stand in each table: nothing written is nothing changed."""
    from django.apps import apps

    return {model.__name__: model._default_manager.count() for model in apps.get_app_config("data").get_models()}


def forge(place: Place, case: str, *bodies: Body[Any], statements: Sequence[str] = ()) -> None:
    """Events with their commitments, and every row as they give it: what whoever writes the database can do."""
    for body in bodies:
        new = record.new_event(body, place.desk.random, statements=statements)
        with write():
            codec.append(place.desk.today, case, state_of(case).revision, new)
