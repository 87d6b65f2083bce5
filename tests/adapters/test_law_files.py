"""Reading the law folder: what it takes, what it refuses, and how it says so."""

import contextlib
import datetime
import json
import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import law_cache, law_files
from dueprocess.adapters.calendars import CalendarError, LegalCalendar
from dueprocess.adapters.law_cache import Compiled, get, key_of, put
from dueprocess.adapters.law_files import LawFileError, altered, load, parse
from dueprocess.adapters.names import place
from dueprocess.law.texts import Signature


@pytest.fixture
def folder(root: Path, tmp_path: Path) -> Path:
    for name in ("schema", "DE"):
        shutil.copytree(root / "law" / name, tmp_path / name)
    return tmp_path


def change(folder: Path, old: str, new: str, name: str = "DE-STPO-100J") -> Path:
    path = folder / "DE" / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_law_that_ships_is_read(root: Path) -> None:
    shelf = load(root / "law")
    assert {"DE-STPO-100J", "EU-EPOC-SUB", "EU-DSA-9"} <= set(shelf.instruments)
    assert shelf.aliases()["§ 100j StPO"] == "DE-STPO-100J"
    assert shelf.digest == load().digest


def test_every_citation_of_germany_and_the_union_is_dated(root: Path) -> None:
    for one in load(root / "law").instruments.values():
        if one.state in {"DE", "EU"}:
            for rule in one.latest.rules:
                citation = rule.cited.citation
                assert citation.status != "verified" or "2013-07-01" <= (citation.checked_on or "") <= "2026-11-25"
                assert "de" in rule.says


def test_the_published_digest_is_that_of_the_files(root: Path) -> None:
    """To mend it after a change of law: write the digest that this prints into ``law_files.PUBLISHED``."""
    shelf = load(root / "law")
    assert shelf.law_digest == law_files.PUBLISHED
    assert not altered(load(root / "law", signatures=[Signature("DE-STPO-100J", "fern", datetime.date(2026, 11, 1))]))


def test_an_old_text_is_law_too(folder: Path) -> None:
    """Texts of other days may nest tests as deep as the newest, and a change in them changes the digest."""
    before = load(folder).law_digest
    change(folder, 'amount: "18.00"', 'amount: "19.00"')
    assert load(folder).law_digest != before


def test_one_changed_byte_of_law_is_found(root: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(root / "law", tmp_path / "law")
    assert not altered(load(copy))
    change(copy, "status: verified", "status: unverified")
    assert altered(load(copy))


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("country: DE", "country: DE\ncountry: FR", "stands twice"),
        ("country: DE", "country: &a DE\nact: *a", "alias"),
        ("country: DE", "country: !!python/name:os.system DE", "tag"),
        ("country: DE", "country: Germany", "country"),
        ("country: DE", "country: [DE", "law-format.md"),
        ("country: DE", "country: DE\nmodel: new", "model"),
        ("country: DE", "country: DE\n7: new", "quotes"),
        ("id: DE-STPO-100J", "id: DE-STPO-100K", "same"),
        (", checked_on: 2022-03-26, status: verified}", ", status: verified}", "checked_on"),
        (", checked_on: 2022-03-26, status: verified}", ", checked_on: null, status: verified}", "null"),
        ("    cite: {act", "    cote: {act", "cite"),
        ("test: {flag: cites_law}", "test: {flag: cites_lore}", "cites_lore"),
        ("test: {flag: cites_law}", "test: {court: true}", "court"),
        ("test: {flag: cites_law}", "test: " + "{not: " * 20 + "{always: true}" + "}" * 20, "deeper"),
    ],
)
def test_a_bad_file_is_refused_and_named(folder: Path, old: str, new: str, says: str) -> None:
    path = change(folder, old, new)
    with pytest.raises(LawFileError, match=says) as fault:
        load(folder)
    assert str(path) in str(fault.value)


def test_huge_files_strange_bytes_and_missing_folders(folder: Path) -> None:
    path = folder / "DE" / "DE-STPO-100J.yaml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(LawFileError, match="UTF-8"):
        load(folder)
    path.write_bytes(b"#" * (law_files.MAX_BYTES + 1))
    with pytest.raises(LawFileError, match="bytes"):
        load(folder)
    with pytest.raises(LawFileError, match="no such folder"):
        load(folder / "nowhere")


def test_only_true_false_null_and_whole_numbers_are_more_than_text() -> None:
    text = 'a: no\nb: on\nc: 2026-01-01\nd: 12:30\ne: true\nf: "7"\ng: 7\nh: ~\ni: -3\nj: 1.5\nk: 18.00'
    assert parse(text) == {
        "a": "no",
        "b": "on",
        "c": "2026-01-01",
        "d": "12:30",
        "e": True,
        "f": "7",
        "g": 7,
        "h": None,
        "i": -3,
        "j": "1.5",
        "k": "18.00",
    }


@given(st.text(max_size=60) | st.text("{}[]&*!:-, \n'\"ab", max_size=40))
def test_nothing_but_its_own_error(text: str) -> None:
    with contextlib.suppress(LawFileError):
        parse(text)


# --- names of shelves: countries, parts of them, the Union, the Council of Europe ---


@pytest.mark.parametrize(
    ("code", "language", "name"),
    [
        ("DE", "de", "Deutschland"),
        ("EU", "en", "European Union"),
        ("CE", "de", "Europarat"),
        ("DE-BY", "en", "Bavaria"),
        ("DE-BY", "de", "Bayern"),
        ("DE-BE", "de", "Berlin"),
        ("FR-75", "en", "FR-75"),
        ("DE", "xr", "Germany"),
    ],
)
def test_a_place_has_a_name(code: str, language: str, name: str) -> None:
    assert place(code, language) == name


def test_every_shelf_that_ships_has_a_name(root: Path) -> None:
    for one in load(root / "law").instruments.values():
        assert place(one.country) != one.country


# --- working days from the holidays package, with overrides ---

DAY = datetime.date


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (DAY(2026, 11, 24), True),
        (DAY(2026, 11, 21), False),  # Saturday
        (DAY(2026, 11, 22), False),  # Sunday
        (DAY(2026, 12, 25), False),
        (DAY(2022, 5, 26), False),  # Ascension Day
        (DAY(2026, 11, 1), False),
        (DAY(2024, 2, 29), True),
    ],
)
def test_germany(day: DAY, working: bool) -> None:  # noqa: FBT001
    assert LegalCalendar("DE").is_working_day("EU-1182-71", day) is working


def test_a_part_of_a_country_has_its_own_holidays() -> None:
    epiphany = DAY(2026, 1, 6)
    assert LegalCalendar("DE").is_working_day("DE", epiphany)
    assert not LegalCalendar("DE", "BY").is_working_day("DE", epiphany)


def test_overrides_win_over_everything() -> None:
    over = LegalCalendar("PK", overrides={DAY(2026, 11, 24): False, DAY(2026, 11, 22): True})
    assert not over.is_working_day("PK", DAY(2026, 11, 24))
    assert over.is_working_day("PK", DAY(2026, 11, 22))


@pytest.mark.parametrize(("country", "part"), [("XX", None), ("DE", "ZZ"), ("", None)])
def test_unknown_places_are_refused(country: str, part: str | None) -> None:
    with pytest.raises(CalendarError, match="ISO 3166"):
        LegalCalendar(country, part)


# --- the compiled law: believed only for the very same files, from its owner alone; never needed ---

KEY = key_of([("DE/A.yaml", b"id: A")])
LAW = Compiled({"instrument": [{"id": "A"}]}, "d" * 64)


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    return tmp_path / "cache" / "dueprocess"


def test_what_was_kept_comes_back_for_its_owner_alone(cache: Path) -> None:
    assert get(KEY) is None
    put(KEY, LAW)
    assert get(KEY) == LAW
    (path,) = cache.iterdir()
    assert path.stat().st_mode & 0o777 == 0o600
    assert cache.stat().st_mode & 0o777 == 0o700
    path.chmod(0o620)
    assert get(KEY) is None


def test_another_content_name_or_split_is_another_key() -> None:
    others = [[("DE/A.yaml", b"id: B")], [("DE/B.yaml", b"id: A")], [("DE/A.yaml", b"id: "), ("", b"A")], []]
    assert len({KEY, *map(key_of, others)}) == len(others) + 1


@pytest.mark.parametrize(
    "content",
    ["", "{}\n{}", "[]\n{}", "not json\n", '{"form": "dueprocess/compiled-law/1", "key": "other", "law": "x"}\n{}'],
)
def test_what_is_torn_or_of_another_form_is_not_believed(cache: Path, content: str) -> None:
    put(KEY, LAW)
    (path,) = cache.iterdir()
    path.write_text(content)
    assert get(KEY) is None


def test_a_torn_body_is_not_believed(cache: Path) -> None:
    put(KEY, LAW)
    (path,) = cache.iterdir()
    path.write_bytes(path.read_bytes()[:-3])
    assert get(KEY) is None


def test_somebody_elses_file_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    put(KEY, LAW)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    assert get(KEY) is None


def test_a_folder_that_cannot_be_written_is_no_fault(cache: Path) -> None:
    cache.parent.mkdir()
    cache.write_text("a file")
    put(KEY, LAW)
    assert get(KEY) is None


def test_without_a_home_nothing_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    monkeypatch.setenv("HOME", "/proc/nowhere")
    assert str(law_cache.folder()).startswith("/proc/nowhere")
    put(KEY, LAW)
    assert get(KEY) is None


def test_few_are_kept(cache: Path) -> None:
    for number in range(law_cache.KEPT + 3):
        put(key_of([(str(number), b"")]), LAW)
    assert len(list(cache.iterdir())) == law_cache.KEPT


def test_the_law_is_the_same_from_the_cache_and_one_byte_is_another(root: Path, tmp_path: Path, cache: Path) -> None:
    copy = shutil.copytree(root / "law" / "DE", tmp_path / "law" / "DE").parent
    first = law_files.load(copy)
    law_files.forget()
    (path,) = cache.iterdir()
    again = law_files.load(copy)
    assert again.law_digest == first.law_digest
    assert dict(again.aliases()) == dict(first.aliases())
    name = "DE-STPO-100J"
    assert again.instruments[name].latest.summary == first.instruments[name].latest.summary
    assert "DE-STPO-100J" in again.instruments
    assert len(again.instruments) == len(first.instruments)
    one = copy / "DE" / "DE-STPO-100J.yaml"
    one.write_text(one.read_text("utf-8").replace("status: verified", "status: unverified", 1), "utf-8")
    changed = law_files.load(copy)
    assert changed.law_digest != first.law_digest
    assert len(list(cache.iterdir())) == 2
    assert json.loads(path.read_text("utf-8").splitlines()[0])["law"] == first.law_digest


@pytest.mark.parametrize(
    ("place", "line"),
    [([], 1), (["a"], 1), (["b", 1], 4), (["b", 1, "c"], 4), (["b", 1, "d"], 5), (["b", 9], 2), (["z"], 1)],
)
def test_a_place_in_a_file_has_a_line(place: list[str | int], line: int) -> None:
    assert law_files.line_of("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\n", place) == line
