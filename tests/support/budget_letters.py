"""Letters that a machine reads well, for counting what their reading costs; who and what in them is invented."""

from __future__ import annotations

MAIL = """From: {sender} <{address}>
To: Fennel Mail <legal@fennel.example>
Subject: {subject}
Date: Mon, 16 Nov 2026 10:05:02 +0100
Message-ID: <{number}@{domain}>
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

"""

EPOC = """REGULATION (EU) 2023/1543 - ANNEX I
EUROPEAN PRODUCTION ORDER CERTIFICATE (EPOC) FOR THE PRODUCTION OF ELECTRONIC EVIDENCE

SECTION A: Issuing/validating authority
  Issuing State: Portugal
  Issuing authority: Ministério Público, Procuradoria de Vale da Ribeira (public prosecutor)
  File number of the issuing authority: NUIPC 1482/26.0VRB

SECTION B: Addressee
  Fennel Mail GmbH, designated establishment, Lindenhof 9, 00002 Oberfenchel, Germany
  Service provider of the data: Fennel Mail GmbH

SECTION C: Deadlines
  [X] as soon as possible and at the latest within 10 days of receipt of the EPOC (Article 10(3))

SECTION E: Information to support identification of the requested data
  [X] e-mail address: joaquim.alecrim@fennel.example
  Time period: from 1 September 2026 to 30 September 2026

SECTION F: Electronic evidence to be produced
  [X] subscriber data: name, postal address, e-mail contact, date of registration, type of service

SECTION G: Information on the underlying conditions
  The order concerns criminal proceedings for a criminal offence: computer fraud, an offence under Article 221 of
  the Criminal Code of Portugal. Necessity and proportionality: the account was used to offer a house that does
  not exist; the holder cannot be identified by less intrusive means. A similar order could be issued in a domestic
  case.

SECTION H: Information to the user
  The addressee shall refrain from informing the person whose data are requested. The issuing authority informs
  the person (Article 13).

SECTION I: Issuing authority
  Type: [X] public prosecutor (subscriber data, Article 4(1)(b))
  Name of representative: Benedita Loureiro, Procuradora da República

SECTION M: Signature
  Date: 12 November 2026
  Electronically signed and sealed: Benedita Loureiro
"""

TAKEDOWN = (
    MAIL.format(
        sender="Medienaufsicht Nordtal",
        address="anordnungen@medienaufsicht-nordtal.example",
        domain="medienaufsicht-nordtal.example",
        subject="Anordnung nach Artikel 9 der Verordnung (EU) 2022/2065, Az. MA-9-2026-0052",
        number="ma9.0052",
    )
    + """Medienaufsicht Nordtal
Flussallee 30, 00004 Nordtal

16. November 2026
Aktenzeichen: MA-9-2026-0052

An Fennel Mail (Anbieter des Forums "Fennel Forum")

Anordnung zum Vorgehen gegen rechtswidrige Inhalte
nach Artikel 9 der Verordnung (EU) 2022/2065 (Gesetz über digitale Dienste)

auf Grund des § 109 MStV ordnen wir nach Artikel 9 der Verordnung (EU) 2022/2065 an: Der folgende Beitrag ist zu
entfernen oder in Deutschland zu sperren:

       https://forum.fennel.example/t/48213/p/7

Begründung: Unter dieser Adresse bietet der Nutzer "Apotheker Anonym" verschreibungspflichtige Herzmittel ohne Rezept
und ohne Erlaubnis zum Versand an. Andere Beiträge des Themas 48213 sind nicht betroffen. Maßnahmen gegen den
Verfasser versprechen keinen Erfolg, da er nicht zu ermitteln ist; die Sperrung ist erforderlich und verhältnismäßig.

Räumlicher Geltungsbereich: Bundesrepublik Deutschland; eine weitergehende Sperre ist nicht erforderlich.

Rechtsbehelf: Gegen diese Anordnung können Sie und der Nutzer innerhalb eines Monats Klage beim Verwaltungsgericht
Nordtal erheben. Über die Ausführung ist die Medienaufsicht Nordtal zu unterrichten.

Im Auftrag
gez. Adelheid Storch, Regierungsdirektorin
"""
)

HEAD = """{office}
Am Torf 1, 00003 Moorau

An Fennel Mail, Rechtsabteilung

Moorau, den 16.11.2026
Tagebuchnummer: {number}

Sehr geehrte Damen und Herren,

"""
POLICE = MAIL.format(
    sender="Polizeiinspektion Moorau",
    address="wache-sued@polizei-moorau.example",
    domain="polizei-moorau.example",
    subject="Auskunftsersuchen",
    number="2026-{number}",
)
END = """
Mit freundlichen Grüßen
gez. Hinnerk Wollgras, Polizeioberkommissar
"""

ITEMS = ("kranich77@fennel.example", "eisvogel@fennel.example", "rohrdommel@fennel.example")
THREE = (
    POLICE.format(number="1201")
    + HEAD.format(office="Polizeiinspektion Moorau", number="MOO-2026-1201")
    + f"""in dem Ermittlungsverfahren wegen Betrugs (§ 263 StGB) ersuchen wir Sie um Folgendes:

1. Gemäß § 100j Absatz 1 StPO ersuchen wir um Auskunft über die Bestandsdaten (Name, Anschrift) zu dem Postfach

       {ITEMS[0]}

2. Gemäß § 100g Absatz 1 StPO ersuchen wir um Auskunft über die Verkehrsdaten des Postfachs

       {ITEMS[1]}

   für den Zeitraum vom 12.10.2026 bis 26.10.2026.

3. Gemäß § 100j Absatz 1 StPO ersuchen wir ferner um Auskunft über die Bestandsdaten (Name, Anschrift) zu dem Postfach

       {ITEMS[2]}
"""
    + END
)

ADDRESSES = tuple(f"reet{number:02}@fennel.example" for number in range(1, 41))
FORTY = (
    POLICE.format(number="1202")
    + HEAD.format(office="Polizeiinspektion Moorau", number="MOO-2026-1202")
    + """in dem Ermittlungsverfahren wegen Betrugs (§ 263 StGB) ersuchen wir gemäß § 100j Absatz 1 StPO um Auskunft über
die Bestandsdaten (Name, Anschrift, Geburtsdatum) zu den folgenden Postfächern:

"""
    + "".join(f"    {one}\n" for one in ADDRESSES)
    + END
)

CALL = """- When: 16 November 2026, 23:40
- Caller, as she gave it: Gundula Reiher, Polizeiinspektion Moorau, duty desk
- Number as shown: +49 170 0001

An 79-year-old woman is missing since yesterday evening and without her heart medicine. They ask that nothing of the
mailbox walburga.eibe@fennel.example is deleted tonight; an order follows in writing.
"""
