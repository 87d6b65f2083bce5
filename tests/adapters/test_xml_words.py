"""A letter that is an XML file is read as words, its files as files; of its signature nothing is a word."""

from __future__ import annotations

import base64
import random

import pytest
from signxml.algorithms import SignatureConstructionMethod as Method

from dueprocess.adapters import asking, documents, packed, xml_words
from dueprocess.adapters.asking import Beside
from sender_samples import issuer, signed_xml

LIST = "Wykaz kont, o które wnosimy: a@poczta.example, b@poczta.example.\n" * 4
LETTER = f"""<w:Dokument xmlns:w="http://crd.gov.pl/wzor/" xmlns:s="http://crd.gov.pl/struktura/">
<w:Opis><s:Czas>2026-11-20</s:Czas></w:Opis>
<s:NazwaPodmiotu>Komenda Powiatowa Policji w Wierzbnie</s:NazwaPodmiotu>
<w:Sprawa znak="KP-D.5320.114.2026" id="ID-1"/>
<!-- a note of the program -->
<w:Tresc><p>Proszę o dane abonenta konta <b>m.lis@poczta.example</b> w terminie 7 dni.</p></w:Tresc>
<s:Zalacznik nazwaPliku="wykaz.txt"><s:Dane>{base64.b64encode(LIST.encode()).decode()}</s:Dane></s:Zalacznik>
</w:Dokument>"""


def test_elements_are_lines_and_what_stands_in_base64_is_a_file() -> None:
    told = documents.to_text(LETTER.encode(), "pismo.xml")
    lines = told.text.split("\n")
    assert lines[:4] == [
        "Czas: 2026-11-20",
        "Nazwa Podmiotu: Komenda Powiatowa Policji w Wierzbnie",
        "znak: KP-D.5320.114.2026",
        "Proszę o dane abonenta konta m.lis@poczta.example w terminie 7 dni.",
    ]
    assert "— wykaz.txt —" in lines
    assert "note of the program" not in told.text
    assert [(one.name, one.read) for one in told.attachments] == [("pismo.xml", True), ("wykaz.txt", True)]


@pytest.mark.parametrize("method", [Method.enveloped, Method.enveloping])
def test_of_a_signature_nothing_is_a_word_and_what_it_holds_is(method: Method) -> None:
    data = signed_xml(issuer(), LETTER, method)
    told = documents.to_text(data, "pismo.xml").text
    assert "Proszę o dane abonenta" in told
    assert "Wykaz kont" in told
    assert "Amtsgericht" not in told
    assert "SHA256" not in told.upper().replace("-", "")
    assert any(one.code == "xml-part" for one in asking.facts(data, Beside(), name="pismo.xml"))  # the comment
    whole = signed_xml(issuer(), LETTER.replace("<!-- a note of the program -->", ""), method)
    assert any(one.code == "xml-no-lists" for one in asking.facts(whole, Beside(), name="pismo.xml"))


def test_an_id_names_no_file() -> None:
    coded = base64.b64encode(LIST.encode()).decode()
    letter = f"<a xmlns='urn:a' id='b'><p>Beschluss</p><Wykaz Id='other.html'>{coded}</Wykaz></a>"
    assert [one.name for one in documents.to_text(letter.encode(), "a.xml").attachments] == ["a.xml", "Wykaz"]


def test_pages_drawings_and_what_does_not_parse_are_what_they_were() -> None:
    for data in (
        b"<html xmlns='x'><body>Hallo</body></html>",
        b"<?xml version='1.0'?><html xmlns='x'><p>a</p></html>",
        b"<?xml version='1.0'?><!DOCTYPE a><a>x</a>",
        b"<?xml version='1.0'?><svg xmlns='x'/>",
        b"<?xml version='1.0'?><a><b></a>",
        b"<a>no namespace</a>",
        b"<b>bold</b> and xmlns",
        b"<a xmlns='x'>" * 300 + b"</a>" * 300,
    ):
        assert xml_words.is_letter(data) is False, data[:60]
        documents.to_text(data, "x.txt")


def test_files_inside_count_against_the_budget() -> None:
    budget = packed.Budget(left=100)
    with pytest.raises(packed.PackedError, match="hold more than"):
        packed.unpack(LETTER.encode(), budget)


def test_hostile_bytes_raise_what_is_said() -> None:
    draw, data = random.Random(5), LETTER.encode()  # noqa: S311 - repeatable
    for _ in range(300):
        made = bytearray(data)
        for _ in range(draw.randrange(1, 20)):
            made[draw.randrange(len(made))] = draw.randrange(256)
        try:
            documents.to_text(bytes(made), "a.xml")
        except documents.UnreadableError:
            continue
