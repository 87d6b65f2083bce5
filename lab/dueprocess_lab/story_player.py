"""One chapter of the story: a demand goes all the way, by the same verbs as on a real desk."""

import datetime
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, ClassVar, Final

from dueprocess.formats.refusal import DeniedError
from dueprocess_lab import story, story_print

if TYPE_CHECKING:
    from dueprocess.adapters.sandbox import Sandbox
    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.formats.statement import Act
    from dueprocess_lab.stage import Stage

SHOWN: Final = 2
"""Chapter whose letter is shown."""
OWED_TO_SENDER: Final = ("confirm_in_writing", "respond", "send_letter")


@dataclass
class Telling:
    """One chapter: a demand goes all the way."""

    stage: "Stage"
    chapter: "story.Chapter"
    sandbox: "Sandbox | None"  # None: the demand was taken in already
    at: datetime.datetime = field(init=False)
    clients: "dict[str, tuple[Person, Material]]" = field(default_factory=dict)
    how: ClassVar[str] = "post"

    def __post_init__(self) -> None:
        self.at = self.chapter.received_at

    @property
    def desk(self) -> "Desk":
        """The desk, a few minutes on."""
        return self.stage.desk(self.at)

    def later(self, minutes: int) -> None:
        """Time goes by."""
        self.at += datetime.timedelta(minutes=minutes)

    def play(self) -> None:
        """Arrive, classify, read, confirm, assess, silence, gate, call back, decide, answer, publish."""
        chapter = self.chapter
        day = self.at.astimezone(story.days.ZONE).strftime("%a %d %b, %H:%M")
        story_print.chapter_head(chapter.number, chapter.title, f"{day} · by {chapter.channel}")
        story_print.narrate(chapter.tell)
        case = self.arrive()
        self.stage.cases[chapter.number] = case
        if chapter.arrival != "new_case":
            self._classify(case)
        self.handle(case)
        story_print.close(chapter.say)

    def handle(self, case: str) -> None:
        """Everything that comes after the arrival."""
        if self.chapter.acts.confirm is not None:
            self._read_and_confirm(case)
            self._assess(case)
            decided = [item for item in self.chapter.items if self._item(case, item)]
            for item in decided:
                self._release(case, item)
            for item in decided:
                self._told(case, item)

    def client(self, name: str) -> "tuple[Person, Material]":
        """Somebody's own client, at this hour of the story."""
        if name not in self.clients:
            self.clients[name] = self.stage.client(name, lambda: self.desk)
        return self.clients[name]

    def act(self, by: str, act: "Act", case: str, says: dict[str, object]) -> None:
        """Sign and do as ``by``. Raises DeniedError where the desk refuses."""
        from dueprocess.client.fetched_case import fetch, reckoned_of
        from dueprocess.formats.statement import HANGS_ON_LAW

        self.later(3)
        who, material = self.client(by)
        if act not in HANGS_ON_LAW:
            who.act(who.look(case), act, says)
            return
        fetched, item = fetch(who, case), int(str(says["item"]))
        reckoned = reckoned_of(fetched, material, who.now)[1]
        if reckoned is not None:
            reckoned.check([item])
        who.act(fetched.looked, act, says, law=reckoned.signed([item]) if reckoned else None)

    def arrive(self) -> str:
        """Hand the demand in; returns its case."""
        from dueprocess.demand.media import media_of
        from dueprocess.desk.intake.sealing import Incoming, seal_all
        from dueprocess.desk.services.arrivals import register

        chapter = self.chapter
        media = media_of(chapter.file)
        incoming = Incoming(chapter.file, media, chapter.channel, chapter.received_at, chapter.content)
        if self.sandbox is None:
            raise ValueError("nothing can be taken in without a sandbox")
        (one,) = register(self.desk, seal_all(self.desk, [incoming], self.sandbox))
        found = ", ".join(one.kinds) or "no demand that a rule would dare to name"
        story_print.does("arrives", f"sealed as {one.case[:10]}; the reader suggests: {found.replace('_', ' ')}")
        return one.case

    def _classify(self, case: str) -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        chapter = self.chapter
        of = self.stage.cases.get(chapter.of or 0, "")
        says: dict[str, object] = {
            "case": of if chapter.arrival in {"duplicate", "supplement"} else "",
            "custodian": "",
            "resembles": "",
            "review_on": None,
            "says": str(chapter.arrival),
        }
        self.act("aster", Act.ARRIVAL_CLASSIFY, case, says)
        where = f" of {of[:10]}" if says["case"] else ""
        story_print.does(
            "aster", f"says what it is: {chapter.arrival.replace('_', ' ')}{where}; undone by saying it anew"
        )
        if state_of(case).aside is not None:
            self.act("birch", Act.ARRIVAL_CLASSIFY, case, says)
            story_print.does("birch", "says the same: what was read as a demand is set aside by two")

    def _read_and_confirm(self, case: str) -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        by = self.chapter.acts.confirm or "aster"
        list(self.client(by)[1].opened(case))
        self.client(by)[1].secret(case)  # the house draws the key of the case; it comes with the next signature
        if state_of(case).says == "unread":
            says: dict[str, object] = {
                "case": "",
                "custodian": "",
                "resembles": "",
                "review_on": None,
                "says": "new_case",
            }
            self.act(by, Act.ARRIVAL_CLASSIFY, case, says)
        self._fit_items(case, by)
        fields = {path: list(v) if isinstance(v, tuple) else v for path, v in self.chapter.confirm.items()}
        before = state_of(case).face
        changed = sum(before.get(path) != value for path, value in self.chapter.confirm.items())
        self.act(by, Act.FACE_CONFIRM, case, {"fields": fields})
        said = f"confirms {len(fields)} facts" + (
            f", {changed} of them otherwise than the machine read" if changed else ""
        )
        story_print.does(by, f"opens the original with a key that only {by} has, reads it, {said}")

    def _fit_items(self, case: str, by: str) -> None:
        """Items that the reader did not find are added by hand; those it invented are taken out."""
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        wanted = len(self.chapter.items)
        while len(state_of(case).items) < wanted:
            number = len(state_of(case).items) + 1
            head = f"items.{number}."
            fields = {
                path.removeprefix(head): list(v) if isinstance(v, tuple) else v
                for path, v in self.chapter.confirm.items()
                if path.startswith(head)
            }
            self.act(by, Act.ITEM_CHANGE, case, {"op": "add", "item": number, "fields": fields})
            story_print.does(by, f"adds item {number}, which the machine did not see")
        for number in range(wanted + 1, len(state_of(case).items) + 1):
            self.act(by, Act.ITEM_CHANGE, case, {"op": "lapse", "item": number, "fields": {}})
            said, second = state_of(case).items[number - 1].ending, _another(by)
            if said is not None:
                says = {"answer": "ended", "item": number, "proposal": said.statement}
                self.act(second, Act.ITEM_END, case, says)
            story_print.does(by, f"says that the text does not ask for item {number}; {second} agrees, and it is out")

    def _assess(self, case: str) -> None:
        from dueprocess.desk.services.assessments import assess_case
        from dueprocess.desk.services.cases import state_of

        for one in assess_case(self.desk, state_of(case)).items:
            if one.item > len(self.chapter.items):
                continue
            story_print.does("the law", f"item {one.item}: {one.recommendation}")
            for finding in one.findings:
                if finding.effect in {"defect", "counsel"} or (
                    finding.effect == "caution" and finding.layer == "policy"
                ):
                    story_print.detail(finding.says + story_print.source(finding), finding.effect)
            may = one.may
            story_print.detail(
                f"may we tell: {may.tell} · admit: {may.admit} · count: {may.count} · "
                f"{story_print.teller(may.who_notifies)}"
            )
            if one.absent_by_standard:
                many = len(one.absent_by_standard)
                said = "1 international standard is" if many == 1 else f"{many} international standards are"
                story_print.detail(f"{said} not met or not known: counted, not decisive")

    def _item(self, case: str, item: "story.Item") -> bool:
        """Everything up to the answer; whether it was decided."""
        self._preserve(case, item)
        self._silence(case, item)
        self._gate(case, item)
        self._call_back(case, item)
        self._verify_hold(case, item)
        decided = self._decide(case, item)
        if decided:
            self._carry_out(case, item)
            self._answer(case, item)
        self._publish(case, item)
        return decided

    def _preserve(self, case: str, item: "story.Item") -> None:
        """Where freezing is asked for, or the law wants it on receipt: at once, silently, by one person."""
        from dueprocess.demand.codes import Kind
        from dueprocess.desk.data.models import Duty
        from dueprocess.formats.statement import Act

        asked = self.chapter.confirm.get(f"items.{item.number}.kind") == Kind.PRESERVATION
        owed = Duty.objects.filter(case_id=case, item=item.number, what="preserve", done_at__isnull=True).exists()
        by = self.chapter.acts.confirm or "aster"
        if (asked or owed) and self._try(by, Act.PRESERVE_START, case, {"item": item.number}):
            story_print.does(
                by, f"item {item.number}: freezes the data at once, silently; it lapses in 72 hours by itself"
            )

    def _verify_hold(self, case: str, item: "story.Item") -> None:
        """A second person verifies the freeze where the authority was called back and something is to be given."""
        from dueprocess.case.decisions import GIVES
        from dueprocess.case.item_records import Called
        from dueprocess.case.state import Preserving
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        state, by = state_of(case), self.chapter.acts.approve
        held = state.item(item.number)
        if by is None or held is None or held.preserving is not Preserving.STARTED:
            return
        if state.called is not Called.CONFIRMED:
            return
        says: dict[str, object] = {"item": item.number, "start": held.preservation}
        if item.outcome in GIVES and self._try(by, Act.PRESERVE_VERIFY, case, says):
            story_print.does(by, f"item {item.number}: verifies the freeze; it stays until the data are handed over")

    def _silence(self, case: str, item: "story.Item") -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        silence = item.silence
        if silence is None:
            return
        invoked = self.chapter.expect.instruments
        says: dict[str, object] = {
            "admit": silence.admit,
            "count": silence.count,
            "item": item.number,
            "review_on": silence.review_on,
            "rule": invoked[0] if invoked else "",
            "source": str(silence.source),
            "tell": silence.tell,
            "until": silence.until,
        }
        by = self.chapter.acts.gate or "birch"
        second = _another(by)
        self.act(by, Act.SECRECY_RECORD, case, says)
        record = next(one.statement for one in state_of(case).items[item.number - 1].running if one.waits)
        self.act(second, Act.SECRECY_AGREE, case, {"answer": "agreed", "item": item.number, "record": record})
        end = f"until {silence.until}" if silence.until else f"review on {silence.review_on}"
        story_print.does(by, f"item {item.number}: silence by {silence.source}, {end}; {second} agrees")

    def _gate(self, case: str, item: "story.Item") -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        by = self.chapter.acts.gate
        if by is None:
            return
        told = asdict(item.may)
        for question, yes in told.items():
            answer = "yes" if yes else "no"
            says: dict[str, object] = {"answer": answer, "item": item.number, "question": question, "until": None}
            if question == "tell" and item.endangered_until:
                says |= {"until": item.endangered_until, "why": "life"}
            self._try(by, Act.GATE_ANSWER, case, says)
        held = state_of(case).item(item.number)
        if held is not None and held.lone_no is not None:  # no law imposes it: that nobody is told takes two
            agreed = {"answer": "agreed", "item": item.number, "record": held.lone_no.statement}
            self._try(_another(by), Act.SECRECY_AGREE, case, agreed)
        said = ", ".join(f"{question}: {'yes' if yes else 'no'}" for question, yes in told.items())
        said += f"; telling is asked again after {item.endangered_until}" if item.endangered_until else ""
        story_print.does(by, f"item {item.number}: may we {said}")

    def _call_back(self, case: str, item: "story.Item") -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        by = self.chapter.acts.call_back
        if by is None or by in state_of(case).callers or item.number > 1:
            return
        how = self.chapter.acts.how or "call_back"
        if self._try(by, Act.AUTHORITY_CALL_BACK, case, {"how": how, "said": "confirmed"}):
            story_print.does(
                by, f"calls the authority back ({how.replace('_', ' ')}), on a number that the demand did not give"
            )

    def _decide(self, case: str, item: "story.Item") -> bool:
        from dueprocess.acts.decision import open_proposal_on
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        acts = self.chapter.acts
        if acts.propose is None:
            return False
        says: dict[str, object] = {
            "ground": item.ground or "",
            "item": item.number,
            "lines": [],
            "outcome": str(item.outcome),
        }
        if not self._try(acts.propose, Act.DECISION_PROPOSE, case, says):
            return False
        on = f" ({item.ground})" if item.ground else ""
        said = f"item {item.number}: proposes {item.outcome.replace('_', ' ')}{on}"
        if acts.approve is None or story_print.is_decided(case, item.number):
            story_print.does(acts.propose, said + "; one person suffices")
            return True
        story_print.does(acts.propose, said)
        proposal = open_proposal_on(state_of(case), item.number)
        approved = self._try(
            acts.approve, Act.DECISION_APPROVE, case, {"differs": "", "item": item.number, "proposal": proposal}
        )
        if approved:
            story_print.does(acts.approve, f"item {item.number}: reads the bytes, agrees; two statements stand")
        return approved

    def _carry_out(self, case: str, item: "story.Item") -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.formats.statement import Act

        granted = state_of(case).item(item.number)
        if not item.done or granted is None:
            return
        says: dict[str, object] = {"approval": granted.approval, "how": item.done, "item": item.number}
        if self._try("cedar", Act.EFFECT_RECORD, case, says | {"on": self.chapter.received_at.date().isoformat()}):
            story_print.does("cedar", f"item {item.number}: carries it out ({item.done}), and says so")

    def _release(self, case: str, item: "story.Item") -> None:
        """What was granted leaves the house."""
        from dueprocess_lab.story_release import Handing

        if item.release is not None:
            Handing(self, case, item, item.release).play()

    def _told(self, case: str, item: "story.Item") -> None:
        """The person is told, once it endangers nobody."""
        from dueprocess.formats.statement import Act
        from dueprocess_lab.story_release import tell_person

        if not item.told:
            return
        by = self.chapter.acts.confirm or "aster"
        if item.endangered_until:
            day = datetime.date.fromisoformat(item.endangered_until) + datetime.timedelta(days=2)
            self.at = max(self.at, datetime.datetime.combine(day, datetime.time(9), datetime.UTC))
            says: dict[str, object] = {"answer": "yes", "item": item.number, "question": "tell", "until": None}
            self.act(by, Act.GATE_ANSWER, case, says)
            story_print.does(by, f"item {item.number}: the danger is over, and we may tell")
        tell_person(self, case, item)

    def _answer(self, case: str, item: "story.Item") -> None:
        from dueprocess.cli.letter_commands import Chosen, finished, reference_of, render, send_letter
        from dueprocess.client.fetched_case import fetch

        if item.letter is None:
            return
        by = self.chapter.acts.propose or "aster"
        self.later(3)
        who, material = self.client(by)
        reference = reference_of(material, case)
        try:
            made, answered, _ = finished(material.far, case, Chosen((item.number,), str(item.letter)), reference)
            send_letter(who, material, fetch(who, case), made, answered, self.how)
        except DeniedError as fault:
            self._denied(fault, by)
            return
        spoken = " and ".join(sheet.language for sheet in made.sheets)
        kind, size = item.letter.replace("_", " "), len(render(made, "pdf")) // 1024
        story_print.does(by, f"item {item.number}: the letter goes out ({kind}; {spoken}; {size} kB)")
        if self.chapter.number == SHOWN:
            story_print.show_letter(made)
        if str(item.letter) == "acknowledgement":
            self._nothing_owed(case, item, by)

    def _nothing_owed(self, case: str, item: "story.Item", by: str) -> None:
        """An unverified sender gets one word. What else the law would owe an authority is marked done by hand."""
        from dueprocess.desk.data.models import Duty
        from dueprocess.formats.statement import Act

        owed = Duty.objects.filter(case_id=case, item=item.number, what__in=OWED_TO_SENDER, done_at__isnull=True)
        listed = list(owed.order_by("what").values_list("what", flat=True))
        done = [what for what in listed if self._try(by, Act.DUTY_DONE, case, {"item": item.number, "what": what})]
        if done:
            said = ", ".join(what.replace("_", " ") for what in done)
            story_print.does(by, f"item {item.number}: nothing more is owed to a forger; closes by hand: {said}")

    def _publish(self, case: str, item: "story.Item") -> None:
        from dueprocess.desk.services.cases import state_of
        from dueprocess.desk.services.rosters import who_may
        from dueprocess.formats import ids
        from dueprocess.formats.statement import Act

        by = self.chapter.acts.publish
        if item.publish is None or by is None:
            return
        if item.publish != "aggregate":
            for person in sorted(who_may(self.desk.roster, Act.PUBLICATION_REACH))[:2]:
                self._try(person, Act.PUBLICATION_REACH, case, {"item": item.number, "within": "nobody"})
            story_print.does(by, f"item {item.number}: two people say that nobody is within reach of this state")
        if not self._try(by, Act.PUBLICATION_PROPOSE, case, {"detail": item.publish, "item": item.number}):
            return
        proposed, row = state_of(case).item(item.number), ids.register_id(self.desk.draw())
        proposal = proposed.publication if proposed else ""
        says: dict[str, object] = {"detail": item.publish, "item": item.number, "proposal": proposal, "row": row}
        if self._try(by, Act.PUBLICATION_PUBLISH, case, says):
            where = "counts in the public numbers, and stands in no register"
            if item.publish != "aggregate":
                where = f"goes to the public register as {row[:10]}"
            story_print.does(by, f"item {item.number}: {where}")

    def _try(self, by: str, act: "Act", case: str, says: dict[str, object]) -> bool:
        """Act, and show a refusal of the desk as part of the story."""
        try:
            self.act(by, act, case, says)
        except DeniedError as fault:
            self._denied(fault, by)
            return False
        return True

    def _denied(self, fault: DeniedError, by: str) -> None:
        self.stage.refused.append((self.chapter.number, fault.rule))
        story_print.does("the desk", f"{by}: {fault.denied.text} [{fault.rule}]", lead="refuses")


def tell(stage: "Stage") -> None:
    """Every chapter of the story in order."""
    from dueprocess.adapters.sandbox import Sandbox

    with Sandbox() as sandbox:
        for chapter in stage.story.chapters:
            Telling(stage, chapter, sandbox).play()


def _another(person: str) -> str:
    """Who of the story agrees to what ``person`` says."""
    return "birch" if person != "birch" else "aster"
