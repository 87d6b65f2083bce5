# ruff: noqa: E501 - sentences of several languages
"""The words by which demands are read: one file more is one language more; a wrong file is named."""

import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import ClassVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import jobs_read, law_cache, law_files, reader, reading_tables
from dueprocess.adapters.languages import languages
from dueprocess.demand.codes import Kind, SecrecySource
from dueprocess.demand.reading import read
from dueprocess.demand.reading.tables import Tables

# A language that nobody speaks: no other file can know its words.
MADE_UP = """\
id: zz
country: UG
demand:
  asks: [gazumi]
kinds:
  disclosure: [brivolant]
  content: [dezalu]
kinds_not:
  content: [dezalu la]
months:
  "3": [martu]
numbers:
  "4": [kvarin]
units:
  day: [tagun]
deadline:
  leads: [ene de]
identifiers:
  labels: [konulo]
registers:
  labels: ["dosiero:"]
heads:
  - kind: police
    words: [torvik]
secrecy:
  cues: [ne parolu]
  by_law: [ledo]
"""
LETTER = """\
Torvik Malenkost

5 martu 2026
Dosiero: TM 17/26

Gazumi vi brivolant konulo "frobna" pri la uzanto, ene de kvarin tagun. Dezalu la nenion.
Vi ne parolu pri tio, per ledo.
"""


@pytest.fixture
def law(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    root = tmp_path / "law"
    for folder in ("languages", "schema", "UG"):
        shutil.copytree(law_cache.default_root() / folder, root / folder)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr(law_cache, "default_root", lambda: root)
    reader.tables.cache_clear()
    yield root
    reader.tables.cache_clear()


def draft() -> object:
    reader.tables.cache_clear()
    return jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())


def test_a_language_more_is_one_file_more(law: Path) -> None:
    assert draft().kinds == ()
    (law / "languages" / "zz.yaml").write_text(MADE_UP, encoding="utf-8")
    found = jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())
    assert found.kinds == ()  # what a process read once stays as it was
    reader.tables.cache_clear()
    found = jobs_read.draft_of({"file": "letter.txt"}, LETTER.encode())
    assert (found.is_demand, found.kinds, found.targets) == (True, (Kind.DISCLOSURE,), ("frobna",))
    assert (found.document_date, found.register_numbers, found.deadline) == ("2026-03-05", ("TM 17/26",), "P4D")
    assert (found.country, found.authority, found.authority_kind, found.secrecy) == (
        None,
        "Torvik Malenkost",
        "police",
        SecrecySource.STATUTE,
    )


def test_the_tables_are_compiled_once_and_read_again_when_a_byte_changes(
    law: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (law / "languages" / "zz.yaml").write_text(MADE_UP, encoding="utf-8")
    assert "brivolant" in reading_tables.load(law)["kinds.disclosure"]
    reading_tables.forget()
    with monkeypatch.context() as patch:
        patch.setattr(law_files, "read", None)  # nothing is parsed
        assert "brivolant" in reading_tables.load(law)["kinds.disclosure"]
    (law / "languages" / "zz.yaml").write_text(MADE_UP.replace("brivolant", "brevolant"), encoding="utf-8")
    assert "brivolant" not in reading_tables.load(law)["kinds.disclosure"]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("languages/zz.yaml", "id: zz\nkinds:\n  begging: [please]\n", "line 2, kinds: .*begging"),
        ("languages/zz.yaml", "id: zz\nnames: [zzland]\n", "names"),
        ("languages/zz.yaml", "id: qq\n", "file name and id must be the same"),
        ("languages/zz.yaml", "id: zz\ndemand:\n  asks: []\n", "asks"),
        ("UG/reading.yaml", "id: reading\nnames: [uganda]\n", "country"),
        ("UG/reading.yaml", "id: reading\ncountry: DE\n", "folder and country must be the same"),
    ],
)
def test_a_wrong_file_is_named_with_its_place(law: Path, name: str, text: str, said: str) -> None:
    (law / name).write_text(text, encoding="utf-8")
    with pytest.raises(law_files.LawFileError, match=said) as caught:
        reading_tables.load(law)
    assert str(law / name) in str(caught.value)


class Asked(Tables):
    """Tables that note which of their lists are asked for."""

    names_asked: ClassVar[set[str]] = set()

    def __getitem__(self, name: str) -> tuple[str, ...]:
        self.names_asked.add(name)
        return super().__getitem__(name)

    def topic(self, name: str) -> Mapping[str, tuple[str, ...]]:
        self.names_asked.update(f"{name}.{leaf}" for leaf in super().topic(name))
        return super().topic(name)


def test_every_list_that_ships_is_asked_for_by_the_reader() -> None:
    ship = reading_tables.load()
    asked = Asked(ship.lists, ship.heads, ship.names, ship.country_of)
    samples = Path(__file__).parents[1] / "golden" / "demands"
    for path in sorted([*samples.glob("*.txt"), *samples.glob("*.md")]):
        read(path.read_text(encoding="utf-8"), asked, lambda _: (), file=path.name)
    rare = (
        "Order validated by the notary: you are summoned to appear in person, search of the premises follows.",
        "We ask you for subscriber data of b@b.example. Unser Ersuchen nehmen wir hiermit zurück.",
        "We report every quarter. In answer to your question: no reply is needed, for our request is withdrawn.",
        "Please suspend the account of b@b.example, seen at 192.0.2.1. The time limit for it is ten days.",
        "We ask you for sender and recipient of all e-mails, read or unread, of b@b.example: all e-mails read or unread.",
        "From which address did b@b.example log in?",
        "Please give us the name of b@b.example. The judge ordered that you shall not disclose this order.",
        "Please say who it is. It must be untouched. Please tap it, place on hold, cut off it.",
        "Please remove the site shop.example of b@b.example, seen at 192.0.2.1, channel #b-b. "
        + "It is unlawful. " * 40,
        "Please give us the logs of b@b.example since 1 March 2026 until today.",
        "Please give us the name of b@b.example. Was it asked before?  ☐ yes  ☒ no",
        "Please give us the data of these users:\nNo.\tUsername\tForum\n1\totter_1\ta\n2\tmarsh\tb\nReport ID 4711004.",
    )
    for text in rare:
        read(text, asked, lambda _: ())
    assert set(ship.lists) - Asked.names_asked == set()


def test_phrases_are_in_lower_case_and_in_one_form_of_unicode() -> None:
    for name, phrases in reading_tables.load().lists.items():
        for phrase in phrases:
            assert phrase == unicodedata.normalize("NFC", phrase.lower()), (name, phrase)


# --- which languages a text is in; samples of our own ---

SAID = {
    "nl": "geachte heer, mevrouw, hierbij vorderen wij de gegevens van de gebruiker van het genoemde adres, op grond van "
    "artikel 126na van het wetboek van strafvordering. wij verzoeken u de gegevens binnen drie dagen te verstrekken.",
    "tr": "aşağıda belirtilen internet adresine erişimin engellenmesine karar verilmiştir. kararın gereği derhal yerine "
    "getirilmeli ve sonucu hakkında kurumumuza bilgi verilmelidir.",
    "de": "hiermit ersuchen wir um auskunft über die bestandsdaten des genannten kontos. die auskunft wird für ein "
    "ermittlungsverfahren benötigt und ist innerhalb von zehn tagen zu erteilen.",
    "en": "you are required to provide the subscriber information of the account named below, and to keep the existence of "
    "this request confidential until the investigation has ended.",
    "ru": "просим в течение трёх рабочих дней предоставить сведения о пользователе указанной учётной записи и сообщить о "
    "результатах рассмотрения настоящего запроса.",
    "ur": "آپ سے درخواست ہے کہ مذکورہ اکاؤنٹ کے صارف کی معلومات فراہم کی جائیں اور اس حکم پر سات دن کے اندر عمل کیا جائے۔",
    "hi": "आपसे अनुरोध है कि नीचे दिए गए खाते के उपयोगकर्ता की जानकारी उपलब्ध कराएं और इस आदेश का सात दिन के भीतर पालन करें।",
}


@pytest.mark.parametrize("code", SAID)
def test_a_paragraph_is_in_one_language(code: str) -> None:
    assert languages(SAID[code]) == (code,)


def test_a_letter_in_two_languages_is_in_both() -> None:
    assert languages(f"{SAID['ru']}\n{SAID['en']}") == ("en", "ru")


def test_links_and_addresses_say_nothing_of_the_language() -> None:
    link = " https://example.org/le-petit-chat-est-sur-la-table-de-la-cuisine someone@quelque-part.example"
    assert languages(SAID["nl"] + link * 40) == ("nl",)


def test_a_line_in_passing_is_no_language() -> None:
    assert languages("\n".join([SAID["de"]] * 30 + [SAID["en"]])) == ("de",)


def test_a_long_text_is_read_at_both_ends() -> None:
    assert languages(SAID["de"] * 400 + "x" * 40_000 + SAID["nl"] * 400) == ("de", "nl")


@given(st.text(max_size=600))
def test_any_text_has_two_letter_codes_in_order(text: str) -> None:
    found = languages(text.lower())
    assert list(found) == sorted(set(found))
    assert all(len(code) == 2 for code in found)
