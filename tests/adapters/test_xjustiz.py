"""An exported message of EGVP or beA: its words stand beside its documents, whatever its version is."""

import io
import zipfile

import pytest

from dueprocess.adapters import documents, xjustiz
from dueprocess.adapters.opened_xml import DamagedError

MESSAGE = """<?xml version="1.0" encoding="UTF-8"?>
<xj:nachricht.gds.uebermittlungSchriftgutobjekte.0005005 xmlns:xj="http://www.xjustiz.de">
  <xj:nachrichtenkopf xj:xjustizVersion="3.4.1">
    <xj:aktenzeichen.absender><xj:aktenzeichen.freitext>12 Js 3/26</xj:aktenzeichen.freitext></xj:aktenzeichen.absender>
    <xj:erstellungszeitpunkt>2026-11-30T10:00:00+01:00</xj:erstellungszeitpunkt>
    <xj:auswahl_absender><xj:absender.sonstige>Staatsanwaltschaft Talbach</xj:absender.sonstige></xj:auswahl_absender>
    <xj:auswahl_empfaenger><xj:empfaenger.sonstige>Fennel Mail</xj:empfaenger.sonstige></xj:auswahl_empfaenger>
  </xj:nachrichtenkopf>
  <xj:schriftgutobjekte><xj:dokument><xj:anzeigename>Auskunftsersuchen</xj:anzeigename>
    <xj:datei><xj:dateiname>ersuchen.txt</xj:dateiname></xj:datei></xj:dokument></xj:schriftgutobjekte>
</xj:nachricht.gds.uebermittlungSchriftgutobjekte.0005005>
"""
WORDS = [
    "Aktenzeichen des Absenders: 12 Js 3/26",
    "Erstellt: 2026-11-30T10:00:00+01:00",
    "Absender: Staatsanwaltschaft Talbach",
    "Empfänger: Fennel Mail",
    "Dokument: Auskunftsersuchen",
    "Datei: ersuchen.txt",
]


def test_a_message_is_read_in_words_beside_its_documents() -> None:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as packed:
        packed.writestr("xjustiz_nachricht.xml", MESSAGE)
        packed.writestr("ersuchen.txt", "Wir ersuchen um Auskunft nach § 100j StPO.")
    read = documents.to_text(made.getvalue(), "nachricht.zip")
    assert [line for line in read.text.splitlines() if ": " in line] == WORDS
    assert "Wir ersuchen um Auskunft" in read.text
    assert [(one.name, one.read) for one in read.attachments] == [
        ("xjustiz_nachricht.xml", True),
        ("ersuchen.txt", True),
    ]


def test_it_is_read_alone_and_other_xml_is_not_touched() -> None:
    assert documents.to_text(MESSAGE.encode(), "xjustiz_nachricht.xml").text.splitlines() == WORDS
    assert not xjustiz.is_message(b"<a xmlns='http://www.xjustiz.de'/>")
    assert documents.to_text(b"<a>one</a>", "a.xml").text == "<a>one</a>"


@pytest.mark.parametrize(
    "data", [MESSAGE[:500], MESSAGE.replace("?>\n", '?>\n<!DOCTYPE x [<!ENTITY a "b">]>\n', 1), "<a>" * 200]
)
def test_what_is_damaged_or_has_a_dtd_is_not_read_as_a_message(data: str) -> None:
    with pytest.raises(DamagedError):
        xjustiz.words(data.encode())
    assert documents.to_text(data.encode(), "a.xml").text
