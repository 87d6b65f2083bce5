"""A text that states no charset is read in the one in which it was written."""

from pathlib import Path

import pytest

from dueprocess.adapters import charsets, documents, sheets
from dueprocess.adapters.documents import UnreadableError

INCOMING = Path(__file__).parent.parent / "golden" / "incoming"
WRITTEN = {
    "cp1252": ("de", "en", "fr", "es", "it", "pt", "nl", "sv", "da"),
    "cp1250": ("pl", "cs", "sk"),
    "iso8859_2": ("pl", "cs", "sk"),
    "cp1254": ("tr",),
    "cp1251": ("ru", "uk"),
    "koi8_u": ("ru", "uk"),
    "gb18030": ("zh",),
    "big5": ("zh",),
    "cp932": ("ja",),
    "euc_jp": ("ja",),
}
PAIRS = [(codec, language) for codec, languages in WRITTEN.items() for language in languages]


@pytest.mark.parametrize(("codec", "language"), PAIRS)
def test_a_letter_without_a_charset_is_read_in_its_own(codec: str, language: str) -> None:
    tried = []
    for path in sorted(INCOMING.rglob(f"[0-9]*-{language}.txt")):
        try:
            data = path.read_bytes().decode().encode(codec, "ignore")
        except UnicodeDecodeError:  # is in such a charset as it is
            continue
        if not data.isascii():
            tried.append((path.name, documents.decoded(data, None) == data.decode(codec)))
    assert len(tried) > 1
    assert [name for name, right in tried if not right] == []


@pytest.mark.parametrize(
    ("written", "codec"),
    [
        ("Straße", "cp1252"),
        ("§ 100j StPO", "cp1252"),
        ("no charge above £60", "cp1252"),
        ("Łukasz Nowak", "cp1250"),
        ("señor", "cp1252"),
        ("Łódź", "cp1250"),
        ("Paweł Żak", "cp1250"),
        ("Příkaz soudce", "cp1250"),
        ("Şişli, Istanbul", "cp1254"),
        ("Москва", "cp1251"),
        ("公安局的用户信息", "gb18030"),
        ("お客様の情報", "cp932"),
    ],
)
def test_a_few_words_are_enough(written: str, codec: str) -> None:
    assert written.encode(codec).decode(charsets.shown(written.encode(codec))) == written


def test_bytes_that_are_no_text_are_none_in_any_charset() -> None:
    with pytest.raises(UnreadableError):
        documents.decoded(bytes(range(256)) * 40, None)


def test_what_is_looked_at_has_an_end() -> None:
    data = (b"\xe4" * 1000 + b"\n") * 20_000
    assert charsets.shown(data) == "cp1252"


def test_a_table_as_a_countrys_spreadsheet_saves_it() -> None:
    saved = "Dzień;Urząd\r\n2026-01-02;Komenda Powiatowa Policji w Łęcznej\r\n".encode("cp1250")
    assert list(sheets.rows(saved)) == [("Dzień", "Urząd"), ("2026-01-02", "Komenda Powiatowa Policji w Łęcznej")]
