"""What goes beside data that leave: how they were made, when, the hash of each file, and who answers for it.

A court asks of a record by what process it came about and whether it is unaltered (Federal Rules of Evidence 902(13)
and (14) name both, and the hash). It says what the program knows and no more: nothing of whether a record is true, or
of who used an account. Plain text, so that it reads in every program; a line is left where a law asks for a signature
by hand.
"""

import datetime as dt
import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from dueprocess.formats.manifest import Condition, Manifest

NAME: Final = "certificate.txt"
LANGUAGES: Final = ("en", "de")
_GERMAN: Final = frozenset({"AT", "DE"})


@dataclass(frozen=True, slots=True)
class Clear:
    """One file as it is once it is opened: name, bytes, SHA-256 (hex)."""

    name: str
    size: int
    hash: str


def language(face: Mapping[str, object]) -> str:
    """The demand's own language where there are words in it, else its country's, else English."""
    written = face.get("languages")
    for one in written if isinstance(written, list | tuple) else ():
        if one in LANGUAGES:
            return str(one)
    return "de" if face.get("country") in _GERMAN else "en"


def text(
    manifest: Manifest,
    files: Sequence[Clear],
    k: int,
    by: str,
    at: dt.datetime,
    lang: str,
    conditions: Sequence[Condition] = (),
) -> bytes:
    """The certificate of what ``by`` sends at ``at``, agreed to by ``k`` people; on which conditions it is given."""
    order = manifest.order
    said = {
        "sender": manifest.sender,
        "recipient": f"{manifest.recipient} ({order.authority})",
        "case": order.case,
        "item": order.item,
        "production": order.production,
        "law": ", ".join(order.instruments) or "-",
        "period": f"{order.period_from or '-'} … {order.period_to or '-'}" if _dated(manifest) else "-",
        "made": manifest.made_at,
        "at": f"{at:%Y-%m-%dT%H:%M:%SZ}",
        "dropped": sum(manifest.dropped.values()),
        "k": k,
        "by": by,
    }
    rows = "\n".join(f"  {one.name}\n    {one.size} B\n    SHA-256 {one.hash}" for one in files)
    tongue = lang if lang in _WORDS else "en"
    head, tail = _WORDS[tongue]
    uses = "\n\n".join(
        textwrap.fill(
            f"{one.says[tongue].removesuffix('.')} ({one.act}, {one.section}).",
            120,
            initial_indent="* ",
            subsequent_indent="  ",
        )
        for one in conditions
    )
    used = f"{_USE[tongue]}\n\n{uses}\n\n" if uses else ""
    return f"{head.format(**said)}\n{rows}\n\n{used}{tail.format(**said)}".encode()


def _dated(manifest: Manifest) -> bool:
    return bool(manifest.order.period_from or manifest.order.period_to)


_ENGLISH: Final = """\
CERTIFICATE OF AUTHENTICITY

From            {sender}
To              {recipient}
Case, item      {case}, {item}
Production      {production}
Legal basis     {law}
Period          {period}

How it was made

Two people of the provider read the order and, each on their own, the identifier that it names; both signed the same.
Two people signed what is given. A program of the provider then searched its records for these identifiers, kinds of
data and this period, and for nothing else. Records that exceeded what was granted were left out: {dropped}.
The program copied the records as it found them in the provider's systems and encrypted them at once. {k} people agreed
to exactly this; after a waiting time they were opened in the memory of one machine, compared with the hashes that the
program had written down, and encrypted for you. Anything else than these hashes name would have been refused.

When

Made            {made}
Sent            {at}

What was sent, once it is opened
"""
_ENGLISH_TAIL: Final = """\
What this does not say

It does not say that a record is true, that nobody with access to the provider's systems changed it before it was
read, or who used an account. Times inside the records are those of the provider's
systems. What was asked and is not here was not granted or not found; the provider's letter says which.

Who answers for it

The provider named above answers for these statements. Sent by: {by} (a name of the provider's roster; the provider
knows who it is). Where your law asks for a signature by hand, the provider puts it here on paper:

Place, date, name, function, signature  ______________________________________________
"""
_DEUTSCH: Final = """\
ECHTHEITSBESCHEINIGUNG

Von             {sender}
An              {recipient}
Fall, Punkt     {case}, {item}
Herausgabe      {production}
Rechtsgrundlage {law}
Zeitraum        {period}

Wie die Daten entstanden sind

Zwei Personen des Anbieters haben das Ersuchen und, jede für sich, die darin genannte Kennung gelesen; beide haben
dieselbe unterschrieben. Zwei Personen haben unterschrieben, was herausgegeben wird. Ein Programm des Anbieters hat
danach dessen Aufzeichnungen nach diesen Kennungen, Datenarten und diesem Zeitraum durchsucht und nach nichts sonst.
Was über die Entscheidung hinausging, wurde weggelassen (Datensätze: {dropped}). Das Programm hat die Datensätze so
übernommen, wie es sie in den Systemen des Anbieters vorfand, und sofort verschlüsselt. {k} Personen haben genau dem
zugestimmt; nach einer Wartezeit wurden die Daten im Arbeitsspeicher eines Rechners geöffnet, mit den Prüfsummen
verglichen, die das Programm festgehalten hatte, und für Sie verschlüsselt. Was von diesen Prüfsummen abweicht, wäre
abgewiesen worden.

Wann

Erstellt        {made}
Versandt        {at}

Was versandt wurde, nach dem Öffnen
"""
_DEUTSCH_TAIL: Final = """\
Was diese Bescheinigung nicht sagt

Sie sagt nicht, dass ein Datensatz inhaltlich richtig ist, dass niemand mit Zugang zu den Systemen des Anbieters ihn vor
dem Auslesen geändert hat, oder wer ein Konto benutzt hat. Zeitangaben in den Datensätzen sind die der Systeme des
Anbieters. Was verlangt wurde und hier fehlt, wurde nicht bewilligt oder nicht gefunden; welches von beiden, steht im
Schreiben des Anbieters.

Wer dafür einsteht

Für diese Angaben steht der oben genannte Anbieter ein. Versandt von: {by} (ein Name aus der Personenliste des
Anbieters; er weiß, wer das ist). Verlangt Ihr Recht eine Unterschrift von Hand, leistet der Anbieter sie hier auf
Papier:

Ort, Datum, Name, Funktion, Unterschrift  ____________________________________________
"""
_USE: Final = {
    "en": "On which conditions it is handed over",
    "de": "Unter welchen Bedingungen es herausgegeben wird",
}
_WORDS: Final = {"en": (_ENGLISH, _ENGLISH_TAIL), "de": (_DEUTSCH, _DEUTSCH_TAIL)}
