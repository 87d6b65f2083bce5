"""Lines of PDF files that run from right to left are read as a person reads them, in whatever order they were drawn."""

import pytest

from dueprocess.adapters.pdf_rtl import Sign, beside, written

COLUMN = 0.6


def drawn(visible: str, order: str = "") -> list[Sign]:
    """Signs of which the first of ``visible`` stands at the right edge; ``order`` is that in which they are drawn.

    A space is half a height wide, a stroke a wide gap.
    """
    signs, right, word = [], 500.0, 0
    for one in visible:
        if one in " |":
            right -= 5.0 if one == " " else 20.0
            word += 1
        else:
            signs.append(Sign(one, right - 6.0, right, 100.0, 110.0, word))
            right -= 6.0
    return signs if order != "turned" else signs[::-1]


@pytest.mark.parametrize("order", ["", "turned"])
@pytest.mark.parametrize(
    ("visible", "read"),
    [
        ("حکومت پاکستان", "حکومت پاکستان"),
        ("نمبر :3714/6202", "نمبر :2026/4173"),
        ("حوالہ 21 رمضان", "حوالہ 12 رمضان"),
        ("کھاتہ elpmaxe.liam@rauf", "کھاتہ fuar@mail.example"),
        ("صارف lauj_roon@ ہے", "صارف @noor_jual ہے"),
        ("فون |7414199-940", "فون\t049-9914147"),
        (")فلا( نام", "(فلا) نام"),
        ("دفتر OAUN eciffO نام", "دفتر Office NUAO نام"),
    ],
)
def test_a_line_is_read_by_where_its_signs_stand(visible: str, read: str, order: str) -> None:
    assert written(drawn(visible, order), COLUMN) == read


def test_a_line_from_left_to_right_on_such_a_page_is_left_as_it_is() -> None:
    signs = [
        Sign(one, 10.0 + 6 * at, 16.0 + 6 * at, 100.0, 110.0, at > 4)
        for at, one in enumerate("legal@larkspur.example"[:9])
    ]
    assert written(signs, COLUMN) == "legal @lar"


def test_pieces_on_one_height_are_one_line() -> None:
    piece, other = drawn("حکومت"), drawn("نام")
    assert beside(piece, other)
    below = [one._replace(bottom=80.0, top=90.0) for one in other]
    assert not beside(piece, below)
    latin = [one._replace(text="a") for one in piece]
    assert not beside(latin, latin)
