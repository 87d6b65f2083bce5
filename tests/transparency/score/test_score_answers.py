"""What cannot be an answer is named by its row, and its company has no score."""

import io

import openpyxl
import pytest

from score_again import ASTER, FENNEL, as_file, company
from transparency.check.source import UnreadableError
from transparency.score import answers
from transparency.score.method import Method

Rows = list[dict[str, str]]


@pytest.fixture
def rows(rdr: Method) -> Rows:
    made = [
        *company(rdr, "Fennel", FENNEL, lambda *_: "P"),
        *company(rdr, "Aster", ASTER, lambda *_: "ND"),
    ]
    assert answers.read("a.csv", as_file(made), rdr).remarks == []
    return made


def at(rows: Rows, company: str, entity: str, indicator: str) -> int:
    """Where a row stands in the list; its line in the file is two more."""
    return next(
        place
        for place, row in enumerate(rows)
        if (row["company"], row["entity"], row["indicator"]) == (company, entity, indicator)
    )


def remarks(rows: Rows, rdr: Method) -> list[tuple[int, str, str, bool]]:
    found = answers.read("a.csv", as_file(rows), rdr).remarks
    return [(one.row, one.company, one.says, one.fault) for one in found]


@pytest.mark.parametrize(
    ("where", "change", "says"),
    [
        (("Fennel", "Line", "P11a"), {"indicator": "P19"}, "“P19” is no indicator of rdr-2020: G1 to P18"),
        (("Fennel", "Line", "P11a"), {"indicator": "P11"}, "“P11” is no indicator"),
        (("Fennel", "Line", "P11a"), {"indicator": ""}, "“” is no indicator"),
        (("Fennel", "Line", "P11a"), {"answers": "Y Y"}, "P11a has 10 elements, P11a.1 to P11a.10; here are 2 answers"),
        (("Fennel", "Line", "P11a"), {"answers": "Y " * 11}, "here are 11 answers"),
        (("Fennel", "Line", "P18"), {"answers": ""}, "P18 has 1 element, P18.1; here are 0 answers"),
        (("Fennel", "Line", "P12"), {"answers": "Y X Y"}, "P12.2: “X” is no answer; give Y, P, N, ND, NA"),
        (("Fennel", "Line", "P12"), {"answers": "Y y Y"}, "P12.2: “y” is no answer"),
        (("Fennel", "Line", "P12"), {"answers": "Y NA Y"}, "P12.2: NA is no answer of a broadband"),
        (("Fennel", "Group", "G1"), {"answers": "NA NA NA"}, "G1.1: NA is no answer of a group"),
        (("Fennel", "Group", "G5"), {"answers": "NA NA NA"}, "G5.1: NA is no answer of a group"),
        (("Fennel", "Line", "P12"), {"entity_type": "cable"}, "“cable” is no entity_type of rdr-2020: group, opco, "),
        (("Fennel", "Line", "P12"), {"entity": " "}, "it names no company or no entity"),
        (
            ("Fennel", "Group", "G1"),
            {"indicator": "P12", "answers": "Y Y Y"},
            "P12 is asked of services; Group is group",
        ),
        (("Fennel", "Line", "P12"), {"indicator": "G1"}, "G1 is asked of group, opco; Line is broadband"),
        (("Fennel", "Line", "P17"), {}, ""),
        (("Aster", "Disk", "P12"), {"indicator": "F9"}, "F9 is asked of telecom services alone, and cloud is none"),
    ],
)
def test_a_row_that_cannot_be(
    rows: Rows, rdr: Method, where: tuple[str, str, str], change: dict[str, str], says: str
) -> None:
    if not change:  # a telecom skips P17, so the sample has no such row: one that answers it is a fault
        rows.append(dict(zip(rows[0], ("Fennel", "Line", "broadband", "P17", "Y Y Y"), strict=True)))
        place, says = len(rows) - 1, "P17 is asked of platform services alone, and broadband is none"
    else:
        place = at(rows, *where)
        rows[place] |= change
    found = [one for one in remarks(rows, rdr) if one[0] == place + 2 and says in one[2]]
    assert len(found) == 1, remarks(rows, rdr)
    assert found[0][1] == where[0]
    assert found[0][3]
    assert {one[1] for one in remarks(rows, rdr)} == {where[0]}, "the other company is untouched"


def test_a_service_without_a_row(rows: Rows, rdr: Method) -> None:
    first = at(rows, "Fennel", "Prepaid", "G2") + 2
    del rows[at(rows, "Fennel", "Prepaid", "P11a")]
    says = "Prepaid (mobile) has no row for P11a, which others of its company answer"
    assert remarks(rows, rdr) == [(first, "Fennel", says, True)]


def test_an_operating_company_or_a_group_without_a_row(rows: Rows, rdr: Method) -> None:
    first = at(rows, "Fennel", "Fennel Ltd", "G1") + 2
    del rows[at(rows, "Fennel", "Fennel Ltd", "G5")]
    says = "Fennel Ltd (opco) has no row for G5, which others of its company answer"
    assert remarks(rows, rdr) == [(first, "Fennel", says, True)]
    left = [row for row in rows if row["entity_type"] != "group" and row["company"] == "Aster"]
    assert [one[2] for one in remarks(left, rdr)] == [
        f"{name} is asked of the group, which has no row" for name in ("G2", "G3", "G4a", "G4b", "G4c", "G4d", "G4e")
    ]


def test_a_row_twice_a_level_of_two_kinds_and_two_groups(rows: Rows, rdr: Method) -> None:
    place = at(rows, "Aster", "Mail", "P12")
    rows.append(dict(rows[place]))
    assert remarks(rows, rdr) == [
        (len(rows) + 1, "Aster", f"Mail answers P12 a second time; the first is row {place + 2}", True)
    ]
    rows.pop()
    rows[place]["entity_type"] = "cloud"
    first = at(rows, "Aster", "Mail", "G2") + 2
    assert (place + 2, "Aster", f"Mail is cloud here and email in row {first}", True) in remarks(rows, rdr)
    rows[place]["entity_type"] = "email"
    again = dict(rows[at(rows, "Aster", "Group", "G1")], entity="Group 2")
    rows.append(again)
    assert (len(rows) + 1, "Aster", "Group 2 is a second group; a company has one", True) in remarks(rows, rdr)


def test_what_is_not_asked_may_be_answered_and_is_told(rows: Rows, rdr: Method) -> None:
    place = at(rows, "Aster", "Mail", "F8")
    rows[place]["answers"] = "Y NA NA ND"
    says = "F8.1: not asked of email, answered and counted"
    assert remarks(rows, rdr) == [(place + 2, "Aster", says, False)]


def test_a_service_that_is_spared_without_a_rule_is_told(rows: Rows, rdr: Method) -> None:
    place = at(rows, "Aster", "Disk", "F8")
    rows[place]["answers"] = "NA NA ND NA"
    ((row, _, says, fault),) = remarks(rows, rdr)
    assert (row, fault) == (place + 2, False)
    assert says.startswith("F8.4: asked of each cloud, and here NA: taken out of the mean, which it can lift")


def test_a_service_need_not_answer_what_it_is_not_asked(rows: Rows, rdr: Method) -> None:
    assert not any(row["entity"] == "Mail" and row["indicator"] == "F6" for row in rows)
    rows.append(dict(zip(rows[0], ("Aster", "Mail", "email", "F6", "NA " * 10), strict=True)))
    rows.append(dict(zip(rows[0], ("Aster", "Mail", "email", "F10", "NA " * 8), strict=True)))
    assert remarks(rows, rdr) == []


def test_scores_beside_the_answers_are_compared_and_do_not_count(rows: Rows, rdr: Method) -> None:
    for row in rows:
        row["element_scores"] = ""
    place = at(rows, "Fennel", "Line", "F9")
    rows[place] |= {"answers": "Y N NA", "element_scores": "100 100 NA"}
    assert remarks(rows, rdr) == [], "“no” to a harm is worth 100"
    rows[place]["element_scores"] = "100 0 NA"
    says = "element_scores says 100 0 NA; by its answers it is 100 100 NA, and that counts"
    assert remarks(rows, rdr) == [(place + 2, "Fennel", says, False)]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "no rows"),
        (b"company,entity\nA,B\n", "no column “entity_type”"),
        (b"PK\x03\x04", "workbook"),
        (b"company,entity,entity_type,indicator,answers\nA\x81\xff,B,group,G1,Y Y Y\n", "not valid UTF-8"),
    ],
)
def test_what_is_no_table_of_answers(rdr: Method, data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says):
        answers.read("a.csv", data, rdr)


def test_a_quotation_mark_that_is_never_closed_leaves_a_row_that_is_no_answer(rows: Rows, rdr: Method) -> None:
    data = as_file(rows).replace(b"Fennel,Line,broadband,P12", b'Fennel,"Line,broadband,P12')
    found = answers.read("a.csv", data, rdr)
    assert any(one.fault for one in found.remarks)


def test_a_semicolon_a_mark_and_json_are_read_alike(rows: Rows, rdr: Method) -> None:
    import json

    plain = answers.read("a.csv", as_file(rows), rdr).companies
    semicolons = b"\xef\xbb\xbf" + as_file(rows).replace(b",", b";")
    assert answers.read("a.csv", semicolons, rdr).companies == plain
    as_json = answers.read("a.json", json.dumps(rows).encode(), rdr).companies
    codes = {(one.company, one.entity, one.indicator): one.codes for inner in plain.values() for one in inner}
    assert codes == {(one.company, one.entity, one.indicator): one.codes for inner in as_json.values() for one in inner}


def test_the_sheet_of_answers_is_found_beside_others_and_windows_1252_is_read(rdr: Method) -> None:
    row = ("Telefónica", "Group", "group", "G1", "Y Y Y")
    made = openpyxl.Workbook()
    notes = made.active
    assert notes is not None
    for line in (("Notes", "x"), ("a", "b")):
        notes.append(line)
    sheet = made.create_sheet("Answers")
    for line in (answers.COLUMNS, row):
        sheet.append(line)
    out = io.BytesIO()
    made.save(out)
    assert list(answers.read("a.xlsx", out.getvalue(), rdr).companies) == ["Telefónica"]
    text = "\n".join(";".join(line) for line in (answers.COLUMNS, row))
    assert list(answers.read("a.csv", text.encode("cp1252"), rdr).companies) == ["Telefónica"]
