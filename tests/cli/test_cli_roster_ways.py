"""The ways of a roster in use: each person with a home of their own and their own key, hours passing between them."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest

from caches import CACHE
from cli_samples import DEMANDS, Desk, Ran, ran

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("faketime") is None, reason="needs faketime, to let 72 hours pass"),
]
FOUNDERS = {"aster": "clerk,releaser", "birch": "approver,releaser", "cedar": "clerk"}
LATER = "+73h"


@dataclass(frozen=True)
class House:
    """One home of a desk, and a folder for each person that holds nothing but their own identity."""

    folder: Path

    def at(self, name: str) -> Path:
        made = self.folder / name
        made.mkdir(exist_ok=True)
        return made

    def run(self, *args: str, by: str = "", key: str = "", hours: str = "") -> Ran:
        """Run ``dueprocess ARGS`` as a person; ``key``: the folder of another identity of theirs; ``hours`` later."""
        who = ["--as", by, "--identity", str(self.at(key or by) / f"{by}.identity")] if by else []
        place = self.at(by or "operator")
        env = {"PATH": os.environ["PATH"], "HOME": str(place), "DUEPROCESS_HOME": str(self.folder / "home"), **CACHE}
        return ran(*args, *who, cwd=place, env=env, clock=hours)

    def do(self, *args: str, by: str = "", key: str = "", hours: str = "") -> Ran:
        done = self.run(*args, by=by, key=key, hours=hours)
        assert done.code == 0, done.err
        return done

    def card(self, name: str, key: str = "") -> str:
        """A new identity in its person's folder (or in ``key``); the path of its public card."""
        place = self.at(key or name)
        return str(place / Desk(place).card(name))

    def next(self, *args: str, signers: str = "aster birch", keys: dict[str, str] | None = None) -> None:
        """Propose and sign the next roster."""
        self.do("roster", "next", *args)
        for name in signers.split():
            last = self.do("roster", "sign", "--json", by=name, key=(keys or {}).get(name, "")).json
        assert last["missing"] == [], last

    def looks(self, *names: str, taken_over: str = "") -> None:
        """Each looks while the hours run; ``taken_over``: who has no pin, in a folder, takes that of the first."""
        for name in names:
            assert "No roster waits" in self.run("roster", "sign", by=name).err
        for place in taken_over.split():
            folder, _, name = place.partition("/")
            pin = self.at(names[0]) / f"{names[0]}.identity.desk"
            shutil.copy(pin, self.at(folder) / f"{name or folder}.identity.desk")

    def shown(self, hours: str = "") -> dict[str, object]:
        found: dict[str, object] = self.do("roster", "show", "--json", hours=hours).json
        return found


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A desk of three founders with one case, k = 2."""
    house = House(tmp_path_factory.mktemp("ways"))
    persons = [word for name, roles in FOUNDERS.items() for word in ("--person", f"{house.card(name)}:{roles}")]
    house.do("init", "--name", "Fennel Mail", "--country", "DE", *persons, "--recovery", house.card("recovery"))
    for name in FOUNDERS:
        house.do("roster", "sign", by=name)
    house.do("intake", str(DEMANDS / "01-subscriber-talbach.eml"))
    return house


@pytest.fixture
def house(founded: House, tmp_path: Path) -> House:
    shutil.copytree(founded.folder, tmp_path / "ways")
    return House(tmp_path / "ways")


def case_of(house: House) -> str:
    return str(house.do("cases", "--json").rows[0]["case"])


def test_somebody_joins_reads_and_leaves(house: House) -> None:
    case = case_of(house)
    house.next("--add", f"{house.card('dogwood')}:approver")
    assert "access.no-envelope" in house.run("open", case, "--out", str(house.folder / "a"), by="dogwood").err
    assert house.do("roster", "share", "--with", "dogwood", "--json", by="cedar").json["envelopes"] == 1
    house.do("open", case, "--out", str(house.folder / "b"), by="dogwood")
    assert house.shown()["waiting"] is None
    house.next("--remove", "dogwood")
    assert "session.refused" in house.run("open", case, "--out", str(house.folder / "c"), by="dogwood").err
    assert "0 envelopes" in house.do("roster", "share", "--without", "dogwood", by="aster").out


def test_a_lost_key_waits_72_hours_and_everybody_sees_it(house: House) -> None:
    said = house.do("roster", "next", "--json", "--add", f"{house.card('cedar', 'new')}:clerk").json
    assert said["reasons"] == ["swapped-key"]
    asks = house.shown()["to_sign"]
    assert isinstance(asks, dict)
    assert (asks["missing"], asks["needs"]) == (["aster", "birch"], 2)
    assert "cedar has another daily key" in asks["changes"][0]
    told = house.do("roster", "sign", by="aster").err
    assert "changes: cedar has another daily key" in told
    assert "still asked: birch" in house.do("roster", "show").out
    assert "When it has taken effect" in house.do("roster", "sign", by="birch").err
    house.looks("aster", "birch", taken_over="new/cedar")
    shown = house.do("roster", "show").out
    assert "somebody's key changes without the old one" in shown
    assert "--take-back" in shown
    case = case_of(house)
    house.do("open", case, "--out", str(house.folder / "a"), by="cedar")  # the old key, until the hour
    assert "session.refused" in house.run("open", case, "--out", str(house.folder / "b"), by="cedar", key="new").err
    assert house.shown(LATER)["waiting"] is None
    late = {"hours": LATER}
    assert "session.refused" in house.run("open", case, "--out", str(house.folder / "c"), by="cedar", **late).err
    house.do("roster", "share", "--with", "cedar", by="aster", **late)
    house.do("open", case, "--out", str(house.folder / "d"), by="cedar", key="new", **late)


def test_who_rotates_signs_with_the_old_key_and_nobody_waits(house: House) -> None:
    card = f"{house.card('cedar', 'new')}:clerk"
    house.do("roster", "next", "--old-key-signs", "--add", card)
    for name in ("aster", "birch"):
        missing = house.do("roster", "sign", "--json", by=name).json["missing"]
    assert missing == ["cedar"]
    assert "not-on-roster" in house.run("roster", "sign", by="cedar", key="new").err
    assert house.do("roster", "sign", "--json", by="cedar").json["missing"] == []
    house.do("roster", "share", "--with", "cedar", by="birch")
    house.do("open", case_of(house), "--out", str(house.folder / "a"), by="cedar", key="new")


def test_a_lower_k_and_a_new_releaser_wait_72_hours(house: House) -> None:
    house.next("--add", f"{house.card('dogwood')}:releaser")
    shown = house.shown()
    assert shown["waiting"]["reasons"] == ["new-releaser"]  # type: ignore[index]
    assert [one["name"] for one in shown["people"]] == ["aster", "birch", "cedar"]  # type: ignore[attr-defined]
    assert "session.refused" in house.run("freeze", by="dogwood").err
    house.looks("aster", "birch", taken_over="dogwood")
    assert len(house.shown(LATER)["people"]) == 4  # type: ignore[arg-type]
    three = House(house.folder)
    assert three.do("roster", "next", "-k", "3", hours=LATER).code == 0
    for name in ("aster", "birch", "dogwood"):
        if three.do("roster", "sign", "--json", by=name, hours=LATER).json["missing"] == []:
            break
    assert (three.shown("+74h")["k"], three.shown("+74h")["waiting"]) == (3, None)
    assert three.do("roster", "next", "-k", "2", "--json", hours="+74h").json["reasons"] == ["lower-k"]
    for name in ("aster", "birch", "dogwood"):  # k of them, who are more than a majority
        three.do("roster", "sign", by=name, hours="+74h")
    assert three.shown("+140h")["k"] == 3
    assert three.shown("+147h")["k"] == 2


def test_who_has_no_pin_takes_over_a_colleagues_by_words_on_the_telephone(house: House) -> None:
    house.next("--add", f"{house.card('dogwood')}:releaser")
    house.looks("aster", "birch")
    late = {"hours": LATER}
    case = case_of(house)
    # The desk counted, and so did aster's machine; dogwood's sees all of it for the first time, and counts from now.
    house.do("roster", "share", "--with", "dogwood", by="aster", **late)
    assert "access.not-on-roster" in house.run("open", case, "--out", str(house.folder / "a"), by="dogwood", **late).err
    assert "for the first time" in house.run("roster", "words", by="dogwood", **late).err
    said = house.do("roster", "words", "--json", by="aster", **late).json
    assert (said["number"], len(said["words"].split())) == (2, 9)
    stranger = house.run("roster", "accept", said["words"], "--with", "dogwood", by="dogwood", **late)
    assert (stranger.code, "no colleague" in stranger.err) == (2, True)  # nobody takes it over from themselves
    other = house.do("chain", "words", "desk", by="aster", **late).out.strip()
    assert "another roster" in house.run("roster", "accept", other, "--with", "aster", by="dogwood", **late).err
    taken = house.do("roster", "accept", said["words"], "--with", "aster", "--json", by="dogwood", **late).json
    assert (taken["number"], "dogwood" in taken["people"]) == (2, True)
    house.do("open", case, "--out", str(house.folder / "b"), by="dogwood", **late)
    assert "Nothing waits" in house.run("roster", "accept", said["words"], "--with", "aster", by="dogwood", **late).err


def test_while_the_hours_run_nobody_reads_out_what_waits(house: House) -> None:
    house.looks("aster", "birch")
    house.next("--add", f"{house.card('dogwood')}:releaser")
    assert house.do("roster", "words", "--json", by="aster").json["number"] == 1


def test_what_waits_is_taken_back_or_replaced(house: House) -> None:
    assert house.run("roster", "next", "--take-back").code == 2  # nothing waits
    house.next("--add", f"{house.card('dogwood')}:releaser")
    assert house.run("roster", "next", "--take-back", "-k", "2").code == 2
    house.next("--take-back")
    shown = house.shown(LATER)
    assert (shown["number"], shown["waiting"]) == (3, None)
    assert [one["name"] for one in shown["people"]] == ["aster", "birch", "cedar"]  # type: ignore[attr-defined]


def test_what_was_proposed_before_the_roster_in_force_is_signed_by_nobody(house: House) -> None:
    house.next("--add", f"{house.card('dogwood')}:releaser")
    house.do("roster", "next", "--take-back")
    assert "roster.time" in house.run("roster", "sign", by="aster", hours=LATER).err
    assert [one["name"] for one in house.shown(LATER)["people"]][-1] == "dogwood"  # type: ignore[attr-defined, index]


def test_outside_counsel_releases_and_reads_nothing(house: House) -> None:
    house.next("--add", f"{house.card('elder')}:outside,releaser")
    house.looks("aster", taken_over="elder")
    assert "access.role" in house.run("roster", "share", "--with", "elder", by="aster", hours=LATER).err
    case = case_of(house)
    assert house.run("open", case, "--out", str(house.folder / "a"), by="elder", hours=LATER).code == 1
    assert house.run("propose", case, "1", "no_data", by="elder", hours=LATER).code != 0
    assert "disclosure" in house.do("show", case, hours=LATER).out
    house.do("freeze", by="elder", hours=LATER)
    assert "access.role" in house.run("freeze", "lift", by="elder", hours=LATER).err


def test_who_retires_a_key_comes_back_with_another_one(house: House) -> None:
    case = case_of(house)
    house.do("roster", "retire", by="birch")
    assert "session.refused" in house.run("open", case, "--out", str(house.folder / "a"), by="birch").err
    assert "key retired" in house.do("roster", "show").out
    house.do("roster", "next", "--add", f"{house.card('birch', 'new')}:approver,releaser")
    house.do("roster", "sign", by="aster")
    # Of two releasers two must sign, and a retired key still may: it lets its own person come back, and nobody else.
    assert house.do("roster", "sign", "--json", by="birch").json["missing"] == []
    house.looks("aster", taken_over="new/birch")
    assert house.shown(LATER)["retired"] == []
    house.do("roster", "share", "--with", "birch", by="aster", hours=LATER)
    house.do("open", case, "--out", str(house.folder / "b"), by="birch", key="new", hours=LATER)


def test_an_operator_without_a_key_changes_nothing(house: House) -> None:
    """Whoever has the machine can propose and wait; without the releasers' keys nothing takes effect."""
    house.do("roster", "next", "--add", f"{house.card('eve')}:approver,releaser", "-k", "2")
    assert "access.not-on-roster" in house.run("roster", "sign", by="eve").err
    assert house.shown(LATER)["number"] == 1
    assert "birch" in house.do("roster", "sign", "--json", by="aster").json["missing"]
    assert house.shown(LATER)["number"] == 1
