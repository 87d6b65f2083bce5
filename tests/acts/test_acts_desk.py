"""Acts on the desk itself, decided without a table: each refusal by its rule, and what follows from each."""

import datetime
import functools
import hashlib
from dataclasses import replace
from typing import Any, Self

import pytest

from dueprocess.acts import access
from dueprocess.acts.decide_desk import decide
from dueprocess.acts.desk_rows import rows
from dueprocess.acts.desk_state import Brought, DeskGiven, DeskState, Said, Tongue, evolve, fold
from dueprocess.acts.table import ON_DESK
from dueprocess.adapters import law_files
from dueprocess.case.desk_events import (
    AuthorityNamed,
    AuthorityVerified,
    DeskStopped,
    LawSigned,
    ReportBuilt,
    ReportCorrected,
    ReportDropped,
    ReportPublished,
    ReportSigned,
)
from dueprocess.case.events import Body
from dueprocess.case.outcome import Decided
from dueprocess.demand.codes import Role
from dueprocess.formats import moment
from dueprocess.formats.desk_acts import contact_hash, text_hash
from dueprocess.formats.refusal import Denied
from dueprocess.formats.standing import Freeze, Standing
from dueprocess.formats.statement import Act, Statement

NOW = datetime.datetime(2026, 3, 9, 9, 0, 42, tzinfo=datetime.UTC)
TODAY = NOW.date()
POLICE, CONTACT, KEY, ADA = "DE-BKA", "auskunft@bka.example", b"a certificate", "Ada Ahorn"
ROLES = {
    "aster": {Role.CLERK, Role.RELEASER},
    "birch": {Role.APPROVER, Role.RELEASER},
    "cedar": {Role.COUNSEL},
    "dan": {Role.EMPLOYEE},
    "eve": {Role.OUTSIDE, Role.RELEASER},
    "fir": {Role.AUDITOR},
}
PHONE = "+49305550100"
VERIFIES = {"authority": POLICE, "contact": contact_hash(CONTACT), "how": "call_back"}
KEYED = {**VERIFIES, "key": hashlib.sha256(KEY).hexdigest(), "key_kind": "cms"}
EDITION = {"edition": "e" * 64, "number": 1, "period": "2026-H1"}
SIGNS = {**EDITION, "name": ""}


@functools.cache
def shelf() -> Any:
    return law_files.load(signatures=())


def statement(by: str, act: Act, says: dict[str, Any], **changes: Any) -> Statement:
    made = Statement("d" * 64, 1, None, 0, act, by, moment.write(NOW), shelf().digest, says)
    return replace(made, **changes)


class Desk:
    """The desk as what was said makes it, and short words for saying more."""

    def __init__(self, standing: Standing | None = None) -> None:
        self.state, self.now = DeskState(standing=standing or Standing()), NOW
        self.names: list[str] = []

    def tries(self, by: str, act: Act, says: Any = None, /, **more: Any) -> Decided | Denied:
        brought = Brought(
            **{name: more.pop(name) for name in ("contact", "key", "phone", "name", "line") if name in more}
        )
        entered, retires = more.pop("entered", False), more.pop("retires", "")
        said = statement(by, act, says or {}, **{"at": moment.write(self.now), **more})
        self.given = DeskGiven(
            statement=said,
            hash=hashlib.sha256(repr((said, len(self.names))).encode()).hexdigest(),
            roles=access.roles_of(map(str, ROLES.get(by, ()))),
            now=self.now,
            shelf=shelf(),
            authorities=frozenset({POLICE}),
            words={"de": "d" * 64, "en": "e" * 64},
            entered=entered,
            brought=brought,
            retires=retires,
        )
        return decide(self.state, self.given)

    def rule(self, *said: Any, **more: Any) -> str:
        denied = self.tries(*said, **more)
        assert isinstance(denied, Denied), denied
        return str(denied.rule)

    def does(self, *said: Any, **more: Any) -> str:
        """The kind of event; the desk is one event further."""
        decided = self.tries(*said, **more)
        assert isinstance(decided, Decided), decided
        (event,) = decided.events
        self.happens(event, hash=self.given.hash, statement=self.given.statement)
        return str(event.KIND)

    def happens(self, body: Body[Any], **more: Any) -> None:
        by = more["statement"].by if more.get("statement") else ""
        said = Said(self.state.revision + 1, body, self.now.date(), roles=frozenset(ROLES.get(by, ())), **more)
        self.state = evolve(self.state, said)
        self.names.append(said.hash)

    def built(self, **changes: Any) -> Self:
        self.happens(ReportBuilt(**{**EDITION, "releases": 0, "stood": "", **changes}))
        return self

    def verified(self, by: str = "aster", says: Any = VERIFIES) -> str:
        self.does(
            by,
            Act.AUTHORITY_VERIFY,
            says,
            contact=CONTACT,
            key=KEY if "key" in says else b"",
            phone=PHONE if "phone" in says else "",
        )
        return self.names[-1]


STOPS = {Act.DESK_FREEZE, Act.DESK_LIFT, Act.KEY_RETIRE}
ELSEWHERE = {
    **dict.fromkeys(STOPS, "desk.not-frozen"),
    Act.KEY_RETIRE: "key.retire",
    Act.STATEMENT_STRIKE: "strike.refused",
}
"""By which rule each is refused that rests on no law, where it names a case; all others by their basis."""


@pytest.mark.parametrize("act", ON_DESK)
def test_general_rules_hold_for_every_act(act: Act) -> None:
    desk, declared = Desk().built(), ON_DESK[act]
    strangers = [name for name, roles in ROLES.items() if not access.may(access.roles_of(map(str, roles)), act)]
    assert {desk.rule(name, act) for name in [*strangers, "nobody"]} == {"access.role"}
    may = next(name for name in ROLES if name not in strangers)
    assert desk.rule(may, act, {"why": "x"}) == str(declared.form)
    assert desk.rule(may, act, contact="x", line="x") == "case.same"
    elsewhere = desk.rule(may, act, case="c-" + "a" * 24)
    assert elsewhere == ELSEWHERE.get(act, "case.basis-changed")
    if act not in ELSEWHERE:
        assert desk.rule(may, act, basis="b" * 64) == "case.basis-changed"
        assert desk.rule(may, act, entered=True) == "case.revision-moved"


def test_an_act_on_a_case_and_a_roster_have_other_doors() -> None:
    for act in set(Act) - set(ON_DESK):
        assert Desk().rule("aster", act) == "access.role"


# --- authorities ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("says", "brought", "rule"),
    [
        ({**VERIFIES, "how": "letter"}, {}, "authority.not-verified"),
        ({**VERIFIES, "how": ["call_back"]}, {}, "authority.not-verified"),
        ({"authority": POLICE}, {}, "authority.not-verified"),
        ({**VERIFIES, "authority": "XX-NOBODY"}, {}, "authority.not-verified"),
        (VERIFIES, {"contact": "forger@bka-auskunft.example"}, "authority.not-verified"),
        ({**VERIFIES, "phone": text_hash(PHONE)}, {}, "authority.not-verified"),
        ({**VERIFIES, "phone": text_hash(PHONE)}, {"phone": "+49305550199"}, "authority.not-verified"),
        ({**VERIFIES, "phone": text_hash("030 5550100")}, {"phone": "030 5550100"}, "authority.not-verified"),
        (VERIFIES, {"phone": PHONE}, "authority.not-verified"),
        ({**VERIFIES, "phone": ""}, {}, "authority.not-verified"),
        ({**VERIFIES, "key": "0" * 64}, {"key": KEY}, "authority.not-verified"),
        ({**VERIFIES, "key_kind": "cms"}, {"key": KEY}, "authority.not-verified"),
        ({**KEYED, "key_kind": "post"}, {"key": KEY}, "authority.not-verified"),
        ({**KEYED, "key_kind": ["cms"]}, {"key": KEY}, "authority.not-verified"),
        (KEYED, {}, "authority.key"),
        (KEYED, {"key": KEY + b"x"}, "authority.key"),
        (VERIFIES, {"key": KEY}, "authority.key"),
        ({**KEYED, "key": "0" * 64}, {"key": KEY}, "authority.key"),
        ({**KEYED, "key": hashlib.sha256(b"k" * 70000).hexdigest()}, {"key": b"k" * 70000}, "authority.key"),
        ({**KEYED, "how": "contact_point"}, {"key": KEY}, "authority.key"),
        ({**KEYED, "how": "court_database"}, {"key": KEY}, "authority.key"),
    ],
)
def test_a_verification_that_does_not_fit_is_refused(says: Any, brought: Any, rule: str) -> None:
    assert Desk().rule("aster", Act.AUTHORITY_VERIFY, says, **{"contact": CONTACT, **brought}) == rule


def test_an_authority_is_verified_by_two() -> None:
    desk = Desk()
    first = desk.verified()
    says = {"authority": POLICE, "verification": first}
    assert desk.rule("birch", Act.AUTHORITY_VERIFY, VERIFIES, contact=CONTACT) == "authority.not-verified"  # today
    assert desk.rule("aster", Act.AUTHORITY_CONFIRM, says) == "case.four-eyes"
    for wrong in ({"authority": "DE-BND"}, {"verification": "0" * 64}, {"how": "call_back"}):
        assert desk.rule("birch", Act.AUTHORITY_CONFIRM, says | wrong) == "authority.not-verified"
    desk.now += datetime.timedelta(days=181)
    assert desk.rule("birch", Act.AUTHORITY_CONFIRM, says) == "authority.not-verified"
    desk.now -= datetime.timedelta(days=1)
    assert desk.does("birch", Act.AUTHORITY_CONFIRM, says) == "desk:authority:verified"
    assert desk.rule("cedar", Act.AUTHORITY_CONFIRM, says) == "authority.not-verified"  # by two already
    desk.now = NOW
    assert desk.verified("cedar", KEYED)  # a key on the same day
    numbered = desk.verified("cedar", {**VERIFIES, "phone": text_hash(PHONE)})  # and a number
    assert rows(desk.state)["verifications"][numbered,]["phone"] == text_hash(PHONE)
    row = rows(desk.state)["verifications"][first,]
    assert row["phone"] == ""
    assert (row["by"], row["confirmed_by"], row["until"]) == ("aster", "birch", TODAY + datetime.timedelta(days=180))


# --- law --------------------------------------------------------------------------------------------------------------


def test_counsel_signs_a_rule_on_a_day_that_has_come() -> None:
    desk, good = Desk(), {"on": "2026-03-09", "rule": "PK-PTA-54"}
    for on in ("soon", None, "20260309", "2026-03-10", "2099-01-01", 20260309):
        assert desk.rule("cedar", Act.LAW_SIGN, {**good, "on": on}) == "case.ground-not-open"
    for rule in ("XX-NO-RULE", "XX.withdrawn", "PK-PTA-54.withdrawn", ["PK-PTA-54"]):
        assert desk.rule("cedar", Act.LAW_SIGN, {**good, "rule": rule}) == "case.ground-not-open"
    position = next(iter(shelf().positions))
    for rule in ("PK-PTA-54", position, f"{position}.withdrawn"):
        assert desk.does("cedar", Act.LAW_SIGN, {**good, "rule": rule}) == "desk:law:signed"
    assert [(one.by, one.on) for one in desk.state.law] == [("cedar", TODAY)] * 3


def test_counsel_signs_the_words_of_a_language_and_takes_it_back() -> None:
    desk = Desk()
    german, none = {"language": "de", "words": "d" * 64}, {"language": "de", "words": ""}
    for says in ({**german, "words": "e" * 64}, {**german, "language": "fr"}, {**german, "language": "deu"}, none):
        assert desk.rule("cedar", Act.LANGUAGE_SIGN, says) == "letter.language"
    for other in ("aster", "birch"):
        assert desk.rule(other, Act.LANGUAGE_SIGN, german) == "access.role"
    assert desk.does("cedar", Act.LANGUAGE_SIGN, german) == "desk:language:signed"
    assert desk.state.languages == {"de": Tongue("d" * 64, "cedar")}
    assert desk.rule("cedar", Act.LANGUAGE_SIGN, german) == "letter.language"
    assert desk.does("cedar", Act.LANGUAGE_SIGN, none) == "desk:language:signed"
    assert not desk.state.languages


# --- stops ------------------------------------------------------------------------------------------------------------

SET = Freeze("f" * 64, "dan", NOW - datetime.timedelta(minutes=1))


def test_anybody_stops_and_nobody_waits_for_a_law_file() -> None:
    for name in ROLES:
        assert Desk().does(name, Act.DESK_FREEZE, basis="b" * 64) == "desk:freeze:set"
    (event,) = Desk().tries("dan", Act.DESK_FREEZE).events
    assert event == DeskStopped("dan", "2026-03-09T09:00:00Z")
    assert Desk(Standing((replace(SET, signed=False),))).does("aster", Act.DESK_FREEZE)  # what is signed weighs more
    stands = Desk(Standing((SET,)))
    assert stands.rule("aster", Act.DESK_FREEZE, entered=True) == "desk.frozen"  # the same second, the same bytes
    assert Desk().rule("aster", Act.DESK_FREEZE, entered=True) == "case.revision-moved"


@pytest.mark.parametrize("minutes", [76, -76, 10 * 525600, -10 * 525600])
@pytest.mark.parametrize("act", [act for act, declared in ON_DESK.items() if not declared.any_date])
def test_an_act_on_the_desk_is_of_now(act: Act, minutes: int) -> None:
    at = moment.write(NOW + datetime.timedelta(minutes=minutes))
    by = next(name for name, roles in ROLES.items() if access.may(frozenset(roles), act))
    assert Desk().rule(by, act, {}, at=at) == "desk.wrong-time"


def test_two_lift_a_stop_each_once() -> None:
    says, desk = {"freeze": SET.name}, Desk(Standing((SET,)))
    assert Desk().rule("aster", Act.DESK_LIFT, says) == "desk.not-frozen"
    for name in ("dan", "eve", "fir"):
        assert desk.rule(name, Act.DESK_LIFT, says) == "access.role"
    early = moment.write(SET.since - datetime.timedelta(minutes=1))
    assert desk.rule("aster", Act.DESK_LIFT, says, at=early) == "desk.wrong-time"
    assert desk.does("aster", Act.DESK_LIFT, says) == "desk:freeze:lift-agreed"
    agreed = Desk(Standing((replace(SET, agreed=("aster",)),)))
    assert agreed.rule("aster", Act.DESK_LIFT, says) == "case.four-eyes"
    assert agreed.does("cedar", Act.DESK_LIFT, says) == "desk:freeze:lifted"


def test_everybody_retires_their_own_key() -> None:
    for name in ROLES:
        assert Desk().does(name, Act.KEY_RETIRE, {"key": "0" * 8}, retires="a key") == "desk:key:retired"
        assert Desk().rule(name, Act.KEY_RETIRE, {"key": "0" * 8}) == "key.retire"  # of another, or by the daily one
        gone = Desk(Standing(retired={"a key": NOW}))
        assert gone.rule(name, Act.KEY_RETIRE, {"key": "0" * 8}, retires="a key") == "key.retire"


# --- reports ----------------------------------------------------------------------------------------------------------


def test_a_report_is_signed_by_two_published_and_corrected() -> None:
    desk = Desk().built()
    assert desk.rule("birch", Act.REPORT_PUBLISH, EDITION) == "report.two-signers"
    for name, known_as in (("fir", ""), ("eve", ADA)):  # an auditor may be named, and need not
        assert desk.does(name, Act.REPORT_SIGN, {**EDITION, "name": text_hash(known_as)}, name=known_as)
    assert desk.rule("fir", Act.REPORT_SIGN, SIGNS) == "case.four-eyes"
    assert desk.rule("birch", Act.REPORT_PUBLISH, EDITION) == "report.two-signers"  # two from outside
    assert desk.does("cedar", Act.REPORT_SIGN, SIGNS) == "desk:report:signed"
    assert desk.rule("birch", Act.REPORT_CORRECT, {**EDITION, "says": text_hash("x")}, line="x") == (
        "report.no-such-edition"
    )
    assert desk.does("aster", Act.REPORT_PUBLISH, EDITION) == "desk:report:published"  # need not have signed
    assert desk.rule("birch", Act.REPORT_PUBLISH, EDITION) == "report.no-such-edition"
    assert desk.does("birch", Act.REPORT_CORRECT, {**EDITION, "says": text_hash("Wrong.")}, line="Wrong.")
    told = rows(desk.state)
    assert told["editions"]["2026-H1", 1]["state"] == "published"
    assert {key[2] for key in told["signatures"]} == {"fir", "eve", "cedar"}
    assert [row["says"] for row in told["corrections"].values()] == [text_hash("Wrong.")]
    assert [one.role for one in desk.state.published[0].signed] == ["auditor", "outside", "counsel"]


@pytest.mark.parametrize(
    ("by", "name"),
    [("eve", ""), ("aster", "Aster"), *(("eve", name) for name in ("x" * 81, "a@b.example", "two\nlines", " "))],
)
def test_a_reader_from_outside_is_named_and_nobody_of_the_house_is(by: str, name: str) -> None:
    says = {**EDITION, "name": text_hash(name)}
    assert Desk().built().rule(by, Act.REPORT_SIGN, says, name=name) == "report.name"


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"number": 2}, "report.no-such-edition"),
        ({"period": "2026-H2"}, "report.no-such-edition"),
        ({"edition": "0" * 64}, "report.changed"),
        ({"name": "0" * 64}, "report.changed"),
        ({"more": "x"}, "report.changed"),
        ({"number": "1"}, "report.changed"),
        ({"period": ["2026-H1"]}, "report.changed"),
    ],
)
def test_what_is_signed_is_named_exactly(change: dict[str, Any], rule: str) -> None:
    assert Desk().built().rule("aster", Act.REPORT_SIGN, SIGNS | change) == rule


def test_a_signature_is_of_the_time_of_its_edition() -> None:
    for at in ("2026-03-09T11:00:00Z", "2026-03-07T09:00:00Z"):
        assert Desk().built().rule("aster", Act.REPORT_SIGN, SIGNS, at=at) == "desk.wrong-time"


@pytest.mark.parametrize("text", ["", "x" * 401, "see https://elsewhere.example", "a\nb"])
def test_a_correction_is_one_harmless_line(text: str) -> None:
    desk = Desk().built()
    for name in ("aster", "birch"):
        desk.does(name, Act.REPORT_SIGN, SIGNS)
    desk.does("birch", Act.REPORT_PUBLISH, EDITION)
    says = {**EDITION, "says": text_hash(text) or "0" * 64}
    assert desk.rule("birch", Act.REPORT_CORRECT, says, line=text) == ("report.says" if text else "report.changed")


def test_a_draft_that_changed_voids_its_signatures_and_one_that_did_not_keeps_them() -> None:
    desk = Desk().built()
    desk.does("aster", Act.REPORT_SIGN, SIGNS)
    desk.built(releases=3)
    draft = desk.state.drafts["2026-H1"]
    assert ([one.person for one in draft.signed], draft.releases) == (["aster"], 3)
    desk.built(edition="a" * 64)
    assert desk.state.drafts["2026-H1"].signed == ()
    desk.happens(ReportDropped(**{**EDITION, "edition": "a" * 64}))
    assert desk.state.drafts == {}


# --- what nobody signed -----------------------------------------------------------------------------------------------


def forgeries() -> list[tuple[Body[Any] | None, Statement | None]]:
    """Events that a writer of the database adds: without a statement, or with one that says something else."""
    confirm = {"authority": POLICE, "verification": "0" * 64}
    of_another = statement("aster", Act.AUTHORITY_VERIFY, VERIFIES)
    return [
        (AuthorityNamed("aster", **VERIFIES), None),
        (AuthorityNamed("birch", **VERIFIES), of_another),
        (AuthorityNamed("aster", **{**VERIFIES, "authority": "DE-BND"}), of_another),
        (AuthorityNamed("aster", **VERIFIES), replace(of_another, case="c-" + "a" * 24)),
        (LawSigned("aster", "PK-PTA-54", "2026-03-09"), of_another),
        (AuthorityVerified("birch", **confirm), statement("birch", Act.AUTHORITY_CONFIRM, confirm)),
        (None, None),  # rubbish that no program reads
        (ReportSigned(**EDITION, by="aster"), statement("aster", Act.REPORT_SIGN, SIGNS)),
        (ReportPublished(**EDITION, by="birch"), statement("birch", Act.REPORT_PUBLISH, EDITION)),
        (ReportCorrected(**EDITION, by="birch"), None),
    ]


@pytest.mark.parametrize(("body", "said"), forgeries())
def test_an_event_that_nobody_signed_changes_nothing_and_is_remembered(
    body: Body[Any] | None, said: Statement | None
) -> None:
    forged = Said(7, body, TODAY, "a" * 64, said, frozenset(ROLES["aster"]))
    assert fold(Standing(), [forged]) == DeskState(revision=7, unsigned=(7,))


def test_counsel_signs_what_was_read_and_marks_what_is_wrong_in_one_act() -> None:
    desk, text = Desk(), shelf().hash_signed
    read = [{"rule": name, "text": text(name), "beside": ""} for name in ("US-2703F", "US-2703F.target")]
    wrong = [{"rule": "US-2703F.renewed-once", "text": text("US-2703F.renewed-once"), "why": "not_so"}]
    good: dict[str, Any] = {"on": "2026-03-09", "minutes": 12, "read": read, "wrong": wrong}

    def refused(**more: Any) -> str:
        says = {key: value for key, value in {**good, **more}.items() if value is not None}
        return str(desk.rule("cedar", Act.LAW_READ, says))

    for bad in (
        {"on": None},
        {"on": "2026-03-10"},
        {"minutes": -1},
        {"minutes": 1441},
        {"read": []},
        {"read": [{**read[0], "text": "0" * 64}]},
        {"read": [{**read[0], "rule": "XX-NO-LAW"}]},
        {"read": [{**read[0], "rule": next(iter(shelf().positions))}]},
        {"read": [{"rule": name, "text": text(name), "beside": ""} for name in ("GB-FOREIGN.channel",)]},  # not read
        {"wrong": [{**wrong[0], "why": "made_up"}]},
        {"wrong": [{**wrong[0], "text": "0" * 64}]},
        {"wrong": [{"rule": "US-2703F", "text": text("US-2703F"), "why": "words"}]},  # signed and marked
    ):
        assert refused(**bad) == "case.ground-not-open", bad
    assert refused(on="2026-03-09", read=None, wrong=None) == "case.ground-not-open"
    for other in ("aster", "birch", "eve", "fir"):
        assert desk.rule(other, Act.LAW_READ, good) == "access.role"
    assert desk.does("cedar", Act.LAW_READ, good) == "desk:law:read"
    assert [(one.rule, one.by, one.read, one.wrong) for one in desk.state.law] == [
        ("US-2703F", "cedar", True, ""),
        ("US-2703F.target", "cedar", True, ""),
        ("US-2703F.renewed-once", "cedar", True, "not_so"),
    ]
