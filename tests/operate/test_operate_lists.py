"""Other people's lists of offices and marks of fraud: hints, signed by who sends them, and nothing in use changes."""

import datetime
import json
from pathlib import Path

import pytest

from dueprocess.adapters import crypto, sheets
from dueprocess.operate import lists
from dueprocess.operate.home import Home
from dueprocess.operate.lists import Listed, ListError, Listing, Mark

DAY = datetime.date(2026, 12, 1)
SIGNER = crypto.signer("aster", bytes(32))
OTHER = crypto.signer("birch", b"1" * 32)
ROW = Listed("Amtsgericht Talbach", "R1101", "DE", "DE-NW", "Talbach", "0221 555-01", "post@ag.example")
MARK = Mark("polizei-auskunft.example", "forged", "2026-11-30")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


CODES = """<gc:CodeList xmlns:gc="x"><ColumnSet><Column Id="Schlüssel"/><Column Id="Wert"/></ColumnSet>
<SimpleCodeList><Row><Value ColumnRef="Schlüssel"><SimpleValue>R1</SimpleValue></Value>
<Value ColumnRef="Wert"><SimpleValue>Amtsgericht</SimpleValue></Value></Row></SimpleCodeList></gc:CodeList>"""


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Gericht;Ort;Telefon;E-Mail\nAmtsgericht Talbach;Talbach;0221 555;post@ag.example", "name place phone mail"),
        ("Court name,Country,City,Telephone number,Email\nA,FR,Paris,1,a@b.example", "name country place phone mail"),
        ("Juridiction;Ville;Tel\nTribunal;Paris;01", "name place phone"),
        (CODES, "code name"),
    ],
)
def test_official_lists_are_read_by_their_headers(text: str, found: str) -> None:
    rows = sheets.rows(text.encode())
    columns = lists.mapped(next(rows))
    assert columns.keys() == set(found.split())
    (one,), left = lists.of_sheet(rows, columns, "DE")
    assert (bool(one.name), left) == (True, 0)
    assert one.country == ("FR" if "country" in found else "DE")


def test_a_hostile_code_list_is_refused() -> None:
    for text in ("<!DOCTYPE a [<!ENTITY b 'x'>]><a/>", "<a>", "<a/>"):
        with pytest.raises(sheets.TableError):
            list(sheets.rows(text.encode()))


def test_a_list_is_kept_found_and_replaced_by_a_newer_edition_alone(home: Home) -> None:
    assert lists.read(home) == lists.Lists()
    lists.keep(home, Listing("courts", "https://courts.example", "2026-11-02", (ROW,)))
    assert [row for _, row in lists.read(home).find("talbach  AMTSGERICHT")] == [ROW]
    assert not list(lists.read(home).find("köln"))
    assert not list(lists.read(home).find(" "))
    with pytest.raises(ListError, match="stands here in an edition"):
        lists.keep(home, Listing("courts", "", "2026-11-01", ()))
    lists.keep(home, Listing("courts", "", "2026-11-03", ()))
    assert [len(one.rows) for one in lists.read(home).listings] == [0]


WRONG = (("kranich@fennel.example", "forged"), ("030 555", "forged"), ("a.example", "odd"), ("", "forged"))


def test_a_mark_names_a_number_or_a_domain_and_no_person(home: Home) -> None:
    lists.mark(home, MARK.value, "forged", DAY)
    lists.mark(home, "+493055501", "denied", DAY)
    known = lists.read(home)
    found = known.marked("post@polizei-auskunft.example", "+493055501")
    assert [one.value for one in found] == [MARK.value, "+493055501"]
    assert known.marked("post@bka.example", "") == ()
    lists.mark(home, "+493055501", "denied", DAY, take_back=True)
    assert len(lists.read(home).marks) == 1
    for value, why in WRONG:
        with pytest.raises(ListError):
            lists.mark(home, value, why, DAY)
    assert set(Mark.__dataclass_fields__) == {"value", "why", "on", "by"}  # no case, no target


def test_what_another_desk_signed_comes_in_as_a_hint_with_its_marks(home: Home) -> None:
    theirs = Mark("their.example", "stolen", "2026-11-01", "somebody+else")
    data = lists.write_note([ROW], [MARK, theirs], DAY, SIGNER)
    listing, marks = lists.read_note(data, SIGNER[0])
    assert (listing.rows, listing.by, listing.on) == ((ROW,), SIGNER[0].vkey, "2026-12-01")
    assert marks == (Mark(MARK.value, "forged", "2026-11-30", SIGNER[0].vkey),)  # whose mark it is; no third desk's
    lists.keep(home, listing, marks)
    lists.mark(home, "own.example", "forged", DAY)
    lists.keep(home, listing)
    assert [one.value for one in lists.read(home).marks] == ["own.example"]  # they took theirs back
    lists.mark(home, MARK.value, "forged", DAY, take_back=True)


@pytest.mark.parametrize("change", [b"", b"x", b"{}\n"])
def test_what_nobody_signed_so_is_refused(change: bytes) -> None:
    data = lists.write_note([ROW], [MARK], DAY, SIGNER)
    with pytest.raises(ListError, match="nothing was taken"):
        lists.read_note(data, OTHER[0])
    with pytest.raises(ListError):
        lists.read_note(change or data.replace(b"0221", b"0222"), SIGNER[0])


@pytest.mark.parametrize(
    "says",
    [
        {"lists": []},
        {"lists": [], "marks": [["a@b", "forged", "2026-01-01", ""]]},
        {"lists": [], "marks": [["a.example", "odd", "2026-01-01", ""]]},
        {"lists": [{"name": "a\nb", "source": "", "on": "2026-01-01", "by": "", "rows": []}], "marks": []},
        {"lists": [{"name": "a", "source": "", "on": "soon", "by": "", "rows": []}], "marks": []},
        {"lists": [{"name": "a", "source": "", "on": "2026-01-01", "by": "", "rows": [["x"] * 8]}], "marks": []},
    ],
)
def test_a_damaged_file_says_so(home: Home, says: dict[str, object]) -> None:
    (home.path / lists.FILE).write_text(json.dumps(says))
    with pytest.raises(ListError):
        lists.read(home)
