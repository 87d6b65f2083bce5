"""The letters in German. Nobody has reviewed them yet: they go out beside the binding text."""

from typing import Final

from dueprocess.domain.demand.codes import Kind
from dueprocess.domain.letter.blocks import Direction
from dueprocess.domain.letter.kinds import LetterKind
from dueprocess.domain.letter.language import Charges, KindWords, Labels, Language, Listed, PointWords, Which

_EXAMINED: Final = "Ihr Ersuchen ist am {received_on} bei uns eingegangen. Wir haben es geprüft."
_RELY: Final = "Das Ersuchen stützt sich auf {provisions}."
_REPLY: Final = "Wir bitten um Ihre Antwort bis zum {reply_until}."
_SEND: Final = "Wir bitten um Übersendung bis zum {reply_until}."
_SEALED: Final = (
    "Was wir übermitteln, erhalten Sie gesondert und verschlüsselt für die Empfängerin oder den Empfänger, deren "
    "Identität wir geprüft haben."
)

_KINDS: Final = {
    LetterKind.ACKNOWLEDGEMENT: KindWords(
        "Eingang einer Nachricht; keine Anerkennung von Zustellung, Zuständigkeit oder Pflicht",
        (
            "Eine Nachricht ist eingegangen.",
            "Wir antworten der Behörde über die Anschrift, die in unseren Unterlagen verzeichnet ist.",
        ),
    ),
    LetterKind.CORRECTION: KindWords(
        "Ihr Ersuchen: gesetzlich erforderliche Angaben",
        (
            _EXAMINED,
            _RELY,
            Listed(
                "Das Recht, auf das sich das Ersuchen stützt, verlangt Folgendes. Wir haben es im Ersuchen nicht "
                "gefunden:"
            ),
            Listed("Nach dem für uns geltenden Recht stehen Ihnen diese Wege offen:", Which.CHANNELS),
            "Bitte übersenden Sie uns das Ersuchen mit diesen Angaben. Wir prüfen es dann unverzüglich.",
            _SEND,
        ),
    ),
    LetterKind.OBJECTION: KindWords(
        "Einwendungen gegen Ihr Ersuchen",
        (
            _EXAMINED,
            _RELY,
            Listed("Wir erheben gegen das Ersuchen Einwendungen, die das Gesetz vorsieht:"),
            Listed("Nach dem für uns geltenden Recht stehen Ihnen diese Wege offen:", Which.CHANNELS),
            "Bitte prüfen Sie die Einwendungen und teilen Sie uns Ihre Entscheidung schriftlich mit.",
            _REPLY,
        ),
    ),
    LetterKind.REFUSAL_POLICY: KindWords(
        "Unsere Antwort auf Ihr Ersuchen",
        (
            _EXAMINED,
            Listed("Die verlangte Maßnahme führen wir nicht durch:"),
            Listed("Nach dem für uns geltenden Recht stehen Ihnen diese Wege offen:", Which.CHANNELS),
            (
                "Liegt eine schriftliche und begründete Anordnung eines Gerichts oder einer anderen gesetzlich "
                "befugten Stelle vor, so bitten wir um eine Abschrift. Wir prüfen sie unverzüglich."
            ),
        ),
    ),
    LetterKind.NO_DATA: KindWords(
        "Unsere Antwort auf Ihr Ersuchen",
        (
            _EXAMINED,
            _RELY,
            Listed("Zu den folgenden Punkten liegen uns solche Daten nicht vor:"),
            "Diese Auskunft gibt den Stand vom {date} wieder.",
        ),
    ),
    LetterKind.NOT_EXECUTABLE: KindWords(
        "Unsere Antwort auf Ihr Ersuchen",
        (
            _EXAMINED,
            _RELY,
            Listed("Folgendes ist mit den Systemen, die wir betreiben, nicht ausführbar:"),
            "Auf Wunsch erläutern wir Ihnen schriftlich, wie der Dienst arbeitet.",
        ),
    ),
    LetterKind.CONFIRM_IN_WRITING: KindWords(
        "Bitte um schriftliche Übersendung Ihres mündlichen Ersuchens",
        (
            "Am {received_on} haben wir ein mündliches Ersuchen im Namen folgender Behörde erhalten: {authority}.",
            (
                "Bitte übersenden Sie es uns in Textform unter Angabe der Rechtsvorschrift, auf der es beruht. Wir "
                "prüfen es, sobald es uns vorliegt."
            ),
            Listed("Das Recht, auf das sich das Ersuchen stützt, verlangt außerdem:"),
            _SEND,
        ),
    ),
    LetterKind.WRONG_ADDRESSEE: KindWords(
        "Adressat Ihres Ersuchens",
        (
            "Ihr Ersuchen ist am {received_on} bei uns eingegangen.",
            _RELY,
            (
                "Es betrifft einen Dienst oder eine Pflicht, für die wir nicht zuständig sind. Wir sind nicht Adressat "
                "des Ersuchens und veranlassen nichts Weiteres."
            ),
            "Soweit für uns ersichtlich, ist der richtige Adressat: {addressee}.",
            Listed("Unsere Gründe:"),
        ),
    ),
    LetterKind.PARTIAL: KindWords(
        "Unsere Antwort auf Ihr Ersuchen",
        (
            _EXAMINED,
            _RELY,
            Listed("In diesen Punkten kommen wir dem Ersuchen nach:", Which.GRANTED),
            Listed("In diesen Punkten kommen wir ihm nicht nach:", Which.WITHHELD),
            Listed("Die Daten werden unter diesen Bedingungen übermittelt:", Which.CONDITIONS),
            _SEALED,
        ),
    ),
    LetterKind.COMPLY_NOTICE: KindWords(
        "Unsere Antwort auf Ihr Ersuchen",
        (
            _EXAMINED,
            _RELY,
            Listed("In diesen Punkten kommen wir dem Ersuchen nach:"),
            Listed("Die Daten werden unter diesen Bedingungen übermittelt:", Which.CONDITIONS),
            _SEALED,
        ),
    ),
    LetterKind.RECALL: KindWords(
        "Daten, die wir Ihnen irrtümlich übermittelt haben: bitte nicht verwenden",
        (
            (
                "Ihr Ersuchen ist am {received_on} bei uns eingegangen. Auf dieses Ersuchen haben wir Ihnen "
                "Daten übermittelt, die wir nicht hätten übermitteln dürfen. Der Fehler liegt bei uns."
            ),
            (
                "Bitte lesen, verwenden und geben Sie diese Daten nicht weiter. Bitte löschen Sie alle Kopien, "
                "auch bei allen, an die Sie die Daten weitergegeben haben."
            ),
            (
                "Bitte bestätigen Sie uns unverzüglich schriftlich, dass dies geschehen ist, und teilen Sie "
                "uns mit, wer die Daten erhalten hat."
            ),
            (
                "Sind Sie der Auffassung, die Daten behalten zu müssen, so nennen Sie uns bitte die "
                "Vorschrift, und bewahren Sie sie bis zur Klärung getrennt und ungelesen auf."
            ),
            "Was Ihr Ersuchen zu Recht verlangt, geht Ihnen gesondert zu.",
        ),
    ),
    LetterKind.INVOICE: KindWords(
        "Rechnung über die Bearbeitung Ihres Ersuchens",
        (
            "Ihr Ersuchen ist am {received_on} bei uns eingegangen. Wir haben es bearbeitet.",
            "Dafür machen wir die Entschädigung geltend, die das Gesetz vorsieht:",
            Charges("Wofür", "Anzahl", "Je", "Betrag", "Summe"),
            "Der Anspruch beruht auf {claims}.",
            "Wir bitten um Zahlung der Summe auf dieses Konto: {account}.",
            "Bitte geben Sie bei der Zahlung die Rechnungsnummer {number} an.",
        ),
    ),
}

GERMAN: Final = Language(
    code="de",
    direction=Direction.LTR,
    reviewed_by=None,
    separator="; ",
    labels=Labels("Datum", "Eingegangen am", "Ihr Zeichen", "Unser Zeichen", "Kontakt", "Rechnungsnummer"),
    binding="Verbindlich ist dieser deutsche Text.",
    translation="Übersetzung. Verbindlich ist der beigefügte englische Text.",
    dated="{place}, {date}",
    salutation="Sehr geehrte Damen und Herren,",
    closing="Mit freundlichen Grüßen",
    desk="Stelle für Rechtsangelegenheiten",
    foot="Eingang einer Nachricht; keine Anerkennung von Zustellung, Zuständigkeit oder Pflicht.",
    points=PointWords(
        "{words}", "{words} ({provision})", "Punkt {item}: {words}", "Punkt {item}: {words} ({provision})"
    ),
    annex_one="Ein weiterer Punkt steht in der Anlage.",
    annex_many="{count} weitere Punkte stehen in der Anlage.",
    annex_heading="Anlage zu unserem Schreiben vom {date}",
    remarks=(
        "Unabhängig von dem Recht, auf das sich das Ersuchen stützt, verlangen diese internationalen "
        "Standards Folgendes, das wir darin nicht gefunden haben. Unsere Antwort beruht nicht darauf."
    ),
    refusals={
        Kind.SHUTDOWN: "Netze, Regionen, Dienste oder Protokolle schalten wir auf Grundlage dieses Ersuchens nicht ab.",
        Kind.THROTTLING: "Netze, Regionen, Dienste oder Protokolle drosseln wir auf Grundlage dieses Ersuchens nicht.",
        Kind.DIRECT_ACCESS: "Zugang zu unseren Systemen geben wir nicht. Wir prüfen jedes Ersuchen einzeln und "
        "schriftlich.",
        Kind.CAPABILITY: "Wir verändern unsere Systeme nicht so, dass der Schutz der Kommunikation schwächer wird.",
        Kind.NO_RECORD: "Über jedes Ersuchen, das uns erreicht, und über unsere Antwort führen wir Aufzeichnungen.",
    },
    refusal="Auf Grundlage des vorliegenden Ersuchens führen wir diese Maßnahme nicht durch.",
    kinds=_KINDS,
)
