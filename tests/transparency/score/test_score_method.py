"""An edition is a file: what it must hold, and what of it is refused by its place."""

import tomllib
from pathlib import Path

import pytest

from transparency.score import method
from transparency.score.method import Method, MethodError

ELEMENTS = {"G": 80, "F": 125, "P": 130}


@pytest.fixture(scope="module")
def text(root: Path) -> str:
    return (root / "src/transparency/score/rdr-2020.toml").read_text()


def test_2020_has_its_58_indicators_335_elements_and_37_families(rdr: Method) -> None:
    assert len(rdr.indicator) == 58
    assert rdr.elements == 335
    assert len({one.of for one in rdr.indicator}) == 37
    counts = dict.fromkeys(ELEMENTS, 0)
    for one in rdr.indicator:
        counts[rdr.category(one)] += len(one.asks)
    assert counts == ELEMENTS
    several = {one.of for one in rdr.indicator if one.of != one.id}
    assert several == set(rdr.families), "each family of several has a title"
    assert [one.element(n) for one in rdr.indicator for n in one.reversed] == ["F9.2", "F11.1"]


def test_what_is_asked_of_whom(rdr: Method) -> None:
    def skipped(of: str) -> list[str]:
        return [one.id for one in rdr.indicator if one.companies not in {"", of}]

    assert skipped("telecom") == ["G6b", "F12", "F13", "P16", "P17"]
    assert skipped("platform") == ["F9", "F10"]
    p14 = rdr.indicators["P14"]
    assert sum(rdr.asked(p14, "mobile")) == 6
    assert sum(rdr.asked(p14, "broadband")) == 3
    assert sum(rdr.asked(p14, "email")) == 3
    assert not any(rdr.asked(rdr.indicators["F6"], "email"))
    assert rdr.asked(rdr.indicators["F8"], "email") == (False, False, False, True)
    assert not any(rdr.asked(rdr.indicators["G1"], "email"))
    assert all(rdr.asked(rdr.indicators["G1"], "group"))


def test_2022_is_2020_under_its_own_name(root: Path, rdr: Method, text: str) -> None:
    data = (root / "src/transparency/score/rdr-2022.toml").read_bytes()
    assert method.base(data) == "rdr-2020"
    later = method.read(data, text.encode())
    assert later.name == "rdr-2022"
    assert later.indicator == rdr.indicator
    assert "2022" in later.title


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('name = "rdr-2020"', "", "it has the keys"),
        ('name = "rdr-2020"', "name = 2020", "name: a text"),
        ("Y = 100", "Y = 101", "a number from 0 to 100"),
        ("NA drops out\nY = 100", "NA drops out\nNA = 100", "name the same answers"),
        ("ND = 0", "", "name the same answers"),
        ('mobile = "prepaid', 'tram = "prepaid', "pooled"),
        ('id = "G2"', 'id = "G1"', "two have the same id"),
        ('id = "G2"', 'id = "X2"', "X2: its id begins with the code of no category"),
        ('levels = ["group", "opco"]', 'levels = ["group", "board"]', "G1: its levels are of group, opco, services"),
        ('companies = "platform"', 'companies = "bank"', "G6b: companies"),
        ('not_asked = ["cloud", "email", "search"]', 'not_asked = ["fax"]', "G6b: it names a service"),
        ("reversed = [2]", "reversed = [4]", "F9: it names an element"),
        ("reversed = [2]", "reversed = [0]", "a number from 1 to 99"),
        ('only = { 4 = ["mobileEcosystem"]', 'only = { 6 = ["mobileEcosystem"]', "F1b: it names an element"),
        ('family = "G4"', 'family = "G3"', "G4a: its family is another indicator"),
        ('family = "F1"', 'family = "G4"', "F1a: its family stands in another category"),
        ('asks = ["practical', 'asks = [] # ["practical', "1 to 99"),
        ("[pooled]", "[pooled", "no TOML"),
    ],
)
def test_a_file_that_is_no_method(text: str, old: str, new: str, says: str) -> None:
    assert old in text
    with pytest.raises(MethodError, match=says.replace("[", r"\[")):
        method.read(text.replace(old, new, 1).encode())


def test_a_file_too_long_or_no_text() -> None:
    with pytest.raises(MethodError, match="longer"):
        method.read(b"#" * (method.MAX_BYTES + 1))
    with pytest.raises(MethodError, match="no TOML"):
        method.read(b"\xff\xfe")


def test_the_edition_credits_its_makers(text: str) -> None:
    assert "CC BY 4.0" in tomllib.loads(text)["credit"]
