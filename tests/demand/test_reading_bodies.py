"""Bodies of many countries at the head of a letter: each is read by its whole name, and as what it is."""

from pathlib import Path

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.codes import Channel
from dueprocess.demand.reading import read
from dueprocess.demand.reading.facing import face_of

BODIES = Path(__file__).resolve().parents[1] / "golden" / "incoming" / "bodies.txt"
ROWS = [line.split("|") for line in BODIES.read_text(encoding="utf-8").splitlines()]
LANGUAGES = sorted({head.split()[0] for head, _ in ROWS})
TURKISH = str.maketrans("\u0130\u0131", "ii")


def plain(name: str) -> str:
    return name.translate(TURKISH).lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_body_is_read_by_its_name_and_kind(language: str) -> None:
    wrong = []
    for head, name in ROWS:
        spoken, kind = head.split()
        if spoken == language:
            text = f"{name}\n\n12.03.2026\n\nxx xx xxx xxxx xxxxx.\n"
            found = read(text, reader.tables(), lambda _: (language,))
            said = plain(found.authority or "")
            whole = plain(name) in said or (said in plain(name) and len(said) * 5 >= len(name) * 2)
            if found.authority_kind != kind or not whole:
                wrong.append((name, kind, found.authority_kind, found.authority))
    assert wrong == []


def test_there_are_bodies_of_each_language() -> None:
    assert len(ROWS) > 500
    assert len(LANGUAGES) >= 16


@pytest.mark.parametrize(
    ("language", "head", "name"),
    [
        ("en", "An Garda Síochána: Ag Coinneáil Daoine Sábháilte", "An Garda Síochána"),  # no motto
        (
            "fr",
            "GENDARMERIE NATIONALE\n--------------------\nBrigade de recherches de Valroc",
            "GENDARMERIE NATIONALE, Brigade de recherches de Valroc",
        ),
        (
            "en",
            "1. Public authority\tWexmoor Constabulary\n2. Authorised by\tOffice for Authorisations",
            "Wexmoor Constabulary",
        ),
        ("ja", "弁護士法人 桐谷・有馬法律事務所", "弁護士法人 桐谷・有馬法律事務所"),
    ],
)
def test_a_body_is_read_whole_and_without_its_motto(language: str, head: str, name: str) -> None:
    text = f"{head}\n\n12.03.2026\n\nxx xx xxx xxxx xxxxx.\n"
    assert read(text, reader.tables(), lambda _: (language,)).authority == name


ENCLOSED = [
    (
        "de",
        (
            "Staatsanwaltschaft Ahlenbruch\n12 Js 400/26\n\n12.03.2026\n\nSehr geehrte Herren,\n\nanliegend wird der "
            "Beschluss vom 10.03.2026 zum Vollzug übersandt. Die Auskunft wird bis zum 30.03.2026 erbeten.\n\n"
        ),
        "Amtsgericht Ahlenbruch\n\nBESCHLUSS\n\nDie Herausgabe der Bestandsdaten zu a@mail.example wird angeordnet.\n",
        (("Staatsanwaltschaft Ahlenbruch", "prosecutor"), ("Amtsgericht Ahlenbruch", "court")),
    ),
    (
        "it",
        (
            "POLIZIA POSTALE DI VALCORA\n\n12.03.2026\n\nSi trasmette in allegato il decreto emesso dal "
            "giudice per l'esecuzione.\nSi prega di rispondere entro 10 giorni.\n\n"
        ),
        "TRIBUNALE DI VALCORA\n\nDECRETO\n\nDispone l'acquisizione dei dati dell'account a.b@mail.example.\n",
        (("POLIZIA POSTALE DI VALCORA", "police"), ("TRIBUNALE DI VALCORA", "court")),
    ),
    (
        "tr",
        "BİLGİ TEKNOLOJİLERİ VE İLETİŞİM KURUMU\n\n12.03.2026\n\nEkteki kararın gereğinin yapılması rica olunur.\n\n",
        "KARADERE 2. SULH CEZA HÂKİMLİĞİ\n\nKARAR\n\nhttps://a.example/b adresine erişim engellensin.\n",
        (("BİLGİ TEKNOLOJİLERİ VE İLETİŞİM KURUMU", "regulator"), ("KARADERE 2. SULH CEZA HÂKİMLİĞİ", "court")),
    ),
]


@pytest.mark.parametrize(("language", "letter", "decision", "bodies"), ENCLOSED)
def test_of_a_letter_and_the_decision_in_it_a_person_says_whose_demand_it_is(
    language: str, letter: str, decision: str, bodies: tuple[tuple[str, str], ...]
) -> None:
    draft = read(letter + "\n" * 2 + decision, reader.tables(), lambda _: (language,))
    assert (draft.authority, draft.authority_id, draft.authority_kind) == (None, None, "unknown")
    assert draft.perhaps is not None
    assert tuple(zip(draft.perhaps["authority"], draft.perhaps["authority_kind"], strict=True)) == bodies
    assert draft.bodies == tuple(name for name, _ in bodies)
    assert {"authority", "authority_kind"} <= set(draft.unsure)
    face = face_of(draft, channel=Channel.MAIL, received_on="2026-03-13").case
    assert "authority_kind" not in face
    assert face["government_body"] is True


@pytest.mark.parametrize(("language", "letter", "decision", "bodies"), ENCLOSED)
def test_a_decision_alone_is_the_courts_and_a_letter_alone_its_senders(
    language: str, letter: str, decision: str, bodies: tuple[tuple[str, str], ...]
) -> None:
    for text, (name, kind) in zip((letter, decision), bodies, strict=True):
        draft = read(text, reader.tables(), lambda _: (language,))
        assert (draft.authority, draft.authority_kind) == (name, kind)


PLACED = {
    "in the cell below its label, in the form of a European order": (
        "fr",
        (
            "ANNEXE I\nINJONCTION DE RETRAIT\n\nNom de l'autorité compétente\nd'émission et coordonnées\n\n"
            "Brigade de recherches de Valdor, 3 rue Haute\n\nLe recours est formé devant :\n\n"
            "Tribunal administratif de Valdor\n"
        ),
        "Brigade de recherches de Valdor",
    ),
    "and no police that only reported it": (
        "pl",
        (
            "CERTYFIKAT EUROPEJSKIEGO NAKAZU WYDANIA (EPOC)\n\nOrgan wydający: Prokuratura Rejonowa w Starym Borze\n\n"
            "Adresat: Larkspur B.V.\n\nDane należy przekazać:\n\nKomenda Powiatowa Policji w Starym Borze\n"
        ),
        "Prokuratura Rejonowa w Starym Borze",
    ),
    "whole, where its line goes on in the next": (
        "es",
        (
            "MINISTERIO\nDEL INTERIOR\n\nDIRECCIÓN GENERAL\nDE LA GUARDIA CIVIL\n\nDESTINATARIO: Larkspur\n\nSe "
            "SOLICITA la "
            "titularidad de la cuenta abc@larkspur.example.\n"
        ),
        "MINISTERIO DEL INTERIOR, DIRECCIÓN GENERAL DE LA GUARDIA CIVIL",
    ),
    "in its own column": (
        "fr",
        (
            "ORDRE DE PRÉSERVATION\n\nService de police\tService de police de la Ville de Rive\n\nDate\t2026-11-20\n\n"
            "il vous est ordonné de préserver le compte abc@larkspur.example.\n"
        ),
        "Service de police de la Ville de Rive",
    ),
    "and not the one to whom somebody of its house is addressed": (
        "ja",
        (
            "令和8年11月9日\n\n みずほし電網株式会社\n   会員情報管理責任者 殿\n"
            "          北杜県白浜原警察署\n          司法警察員 警視 大河内 隆 印\n\n"
            "捜査のため必要があるので、刑事訴訟法第197条第2項によって照会します。\n"
        ),
        "北杜県白浜原警察署",
    ),
    "and not the title of a subpoena": (
        "en",
        (
            "UNITED STATES DISTRICT COURT\nfor the Northern District of Tallis\n\n"
            "SUBPOENA TO TESTIFY BEFORE A GRAND JURY\n\n"
            "Grand Jury No. 26-01-0456\n\nYOU ARE COMMANDED to produce records.\n\n/s/ Maria T. Alvarez\n"
            "Assistant United States Attorney\n"
        ),
        "Assistant United States Attorney",
    ),
    "below the head of the mail that passes it on": (
        "de",
        (
            "Kennst du das?\n\nVon: steufa@finanzverwaltung.example\nGesendet: Freitag, 20. März 2026 11:02\n"
            "An: vertrieb@larkspur.example\nBetreff: Auskunftsersuchen\n\nFinanzamt für Steuerstrafsachen Brakeln\n\n"
            "Sehr geehrte Damen und Herren,\n\nich bitte um Auskunft zum Konto abc@larkspur.example.\n\n"
            "Dröge, Steueramtmann\n"
        ),
        "Finanzamt für Steuerstrafsachen Brakeln",
    ),
}


@pytest.mark.parametrize("where", PLACED)
def test_the_body_that_asks_stands(where: str) -> None:
    language, text, name = PLACED[where]
    assert read(text, reader.tables(), lambda _: (language,)).authority == name
