"""Which identifiers are asked about: by the provider's domain, by the line that leads to a list, by a word for one."""

from dataclasses import replace

import pytest

from dueprocess.adapters import reader
from dueprocess.demand.codes import Kind
from dueprocess.demand.reading import targets
from dueprocess.demand.reading.page import page
from dueprocess.demand.reading.tables import Tables

DATA, GONE = (Kind.DISCLOSURE,), (Kind.CONTENT,)
HEAD = "Regional Police, Cyber Unit, 14 Harbour Row, Millport\n\n" * 6  # so long that what follows is no letterhead
ASKED = [
    (
        "de",
        DATA,
        "Wir bitten um die Bestandsdaten zu dem Postfach kabel-\nankauf@tinmail.example.\n",
        ["kabel-ankauf@tinmail.example"],
    ),
    (
        "sv",
        DATA,
        "Vi begär uppgifter om maria@tinmail.example.\n\nVxl 010-555 12 00\nnord@norra.example\n\nAbonnent begärs.\n",
        ["maria@tinmail.example"],
    ),
    (
        "en",
        DATA,
        "Give us the name behind anna@tinmail.example.\n\n-- \nOfficer B. Hill\nhttps://millport-cyber.example\n",
        ["anna@tinmail.example"],
    ),
    (
        "de",
        DATA,
        "Wir bitten um die Bestandsdaten:\n\nNr.\tKonto\n1\tkasse.nord7\n@tinmail.example\n2\twerk-lager\n.example\n",
        ["kasse.nord7@tinmail.example", "werk-lager.example"],
    ),
    ("en", DATA, "Give us the name behind each account of this list:\n\nAccounts on\n@anna.shop\n", ["@anna.shop"]),
    (
        "en",
        DATA,
        "Who used these? Telephone or address:\nNr.\tIP\n3\t198.51.100.141, port 51842\t2026-10-02\n",
        ["198.51.100.141"],
    ),
    (
        "es",
        DATA,
        "Solicitamos los datos del titular de tienda7@tinmail.example. De ana@tinmail.example no se solicita nada.",
        ["tienda7@tinmail.example"],
    ),
    (
        "en",
        DATA,
        "He has been mailing the mother from gdr.trucking@tinmail.example at night.",
        ["gdr.trucking@tinmail.example"],
    ),
    ("en", DATA, "Write to legal@tinmail.example or to desk@police-millport.example.", []),
    (
        "en",
        DATA,
        "For each of the seller names in this list:\n\n  vintage_lathes\n  MarshallTrays\n  Name\n",
        ["MarshallTrays", "vintage_lathes"],
    ),
    (
        "en",
        GONE,
        "Stop routing to 198.51.100.64/27 and 2001:db8:77:1a00::/56 at once.",
        ["198.51.100.64/27", "2001:db8:77:1a00::/56"],
    ),
    (
        "it",
        GONE,
        "reindirizzando a http://217.0.2.80/\n\nNUOVI INSERIMENTI\n  betcasa[.]example\nGIÀ INIBITI\n  ok[.]example",
        ["betcasa.example"],
    ),
    (
        "en",
        DATA,
        "all messages in the private room !kQ7wZtPnLa:spruce.example of that day",
        ["!kQ7wZtPnLa:spruce.example"],
    ),
    (
        "de",
        DATA,
        "die Vertragsunterlagen zum Kundenkonto K-40017-88 und den Webspace lager-apfel.example",
        ["K-40017-88", "lager-apfel.example"],
    ),
    (
        "tr",
        DATA,
        "kullanıcının IP adresleri, ayrıca 0538 000 41 72 numaralı hat ile doğrulanmış hesap",
        ["05380004172"],
    ),
    ("es", DATA, "titularidad de la línea VoIP 930 00 74 18 y del cliente AN-20418", ["930007418", "AN-20418"]),
    ("ru", DATA, "сведения об абоненте номера 8 (912) 345-67-89 и по договору № Д-44871", ["89123456789", "Д-44871"]),
    ("zh", DATA, "请提供手机号13800138000及用户名为“夜莺_88”的账号的注册信息", ["13800138000", "夜莺_88"]),
    ("fr", DATA, "l'identité du titulaire du compte d'administration « roi_lion »", ["roi_lion"]),
    ("cs", DATA, "sdělte jméno uživatele s přezdívkou\n\n    kamil_z_lesa\n\na jeho adresu", ["kamil_z_lesa"]),
    ("it", DATA, "anagrafica del cliente cod. CH-55120 e dell'utente registrato come gufo_99", ["CH-55120", "gufo_99"]),
    (
        "tr",
        DATA,
        "bilgilerin\n\n   Müşteri No       Alan adı\n   YB-009124        ucuz.example\n   YB-011580        bol.example",
        ["YB-009124", "YB-011580", "bol.example", "ucuz.example"],
    ),
    (
        "de",
        DATA,
        "Konten:\na) eule.eins@larkspur.example\nb) eule_zwei\nc) 0171/2345678\n",
        ["01712345678", "eule.eins@larkspur.example", "eule_zwei"],
    ),
    (
        "pl",
        GONE,
        "dostępu do:\n1) kanału !ogien:larkspur.example\n2) strony https://larkspur.example/a",
        ["!ogien:larkspur.example", "https://larkspur.example/a"],
    ),
    ("tr", DATA, "cevaplar siber@buro.example adresine gönderilir, 0332 999 04 42 nolu hatta iletiniz", []),
    ("es", DATA, "la respuesta se remitirá a uco@gc.example, teléfono 915 00 00 00", []),
    ("ja", DATA, "ユーザーID：10044821についても同様とする", ["10044821"]),
    ("de", DATA, "Nutzername (laut Anzeige): specht_44", ["specht_44"]),
    ("de", DATA, "Der Täter meldete sich von specht@dienst.example.", ["specht@dienst.example"]),
    ("en", DATA, 'the page of the user "tanqeed_nama" on blogs.larkspur.example', ["tanqeed_nama"]),
    (
        "en",
        DATA,
        "the account 6f1c2a34-77aa-4b1e-9d0c-1f2e3d4c5b6a of that day",
        ["6f1c2a34-77aa-4b1e-9d0c-1f2e3d4c5b6a"],
    ),
    (
        "de",
        GONE,
        "https://larkspur.example/a (erreichbar über die Adresse 203.0.113.41)",
        ["https://larkspur.example/a"],
    ),
    ("pl", DATA, "Kopię otrzymuje prokuratura.krakow@prok.example.", []),
    ("ja", DATA, "被害者のメールアドレスは hanako@post.example である", []),
    (
        "nl",
        DATA,
        "Gebruiker(s):     Stille Otter 12\n                  otter.stil.2\n",
        ["Stille Otter 12", "otter.stil.2"],
    ),
    (
        "en",
        DATA,
        "User name(s) or other identifier(s)\tstille.otter; Old Ferry Bob\n",
        ["Old Ferry Bob", "stille.otter"],
    ),
    ("en", DATA, "Account holder:\tJane Ferry\nUser:\tJane Ferry\nUser: see Annex 12\n", []),
    ("en", DATA, "Username\tUser ID\nAddress: Harbour Row 12\n", []),
    ("tr", DATA, "1\tkullanıcı adı: Sessiz Su 34\n", ["Sessiz Su 34"]),
    ("fr", DATA, "Le vendeur était chez vous sous le pseudo\n\n      Papi Moulin 42\n\net il", ["Papi Moulin 42"]),
    ("de", DATA, "Auskunft zu den Kennungen\n\n    Roter Milan 9\n\nwird erbeten", ["Roter Milan 9"]),
    ("de", DATA, "Auskunft zum Nutzer\n\n    Musterstadt, 3. März 2026\n    Zimmer 12\n", []),
    (
        "pl",
        DATA,
        "użytkowników o nazwach:\n- Cicha Wydra 12\n- wydra.jest.cicha\n",
        ["Cicha Wydra 12", "wydra.jest.cicha"],
    ),
    ("pl", DATA, "do użytkowników:\n- klient nr 12\n- abonent nr 9\n", []),
    ("uk", DATA, "– Тиха Видра (ідентифікатор користувача TV-900417)", ["TV-900417", "Тиха Видра"]),
    ("nl", DATA, "2\tStille Otter\n(weergavenaam Vlietchat)\n", ["Stille Otter"]),
    ("ru", DATA, "ТОО Тихая Выдра (адрес: Приозёрск)", []),
    (
        "fr",
        DATA,
        "Vendeur\n(pseudonyme)\n\nN° de compte\nvendeur\n\nBoutique\n\nLoutreGrise59\tV-0118823\tnéant\n",
        ["LoutreGrise59", "V-0118823"],
    ),
    ("fr", DATA, "Nom\n\nAdresse\n\nDUPONT-7\tV-0118823\n", []),
    ("ja", DATA, "投稿者名:みずうみ@おわり   会員番号:K-119035\n", ["K-119035", "みずうみ@おわり"]),
    ("ja", DATA, "投稿者名:山田花子\n", []),
    ("en", DATA, "Handled by: Jane Ferry\nAccount name: Ferry Holdings\n", []),
    ("uk", DATA, "Нікополь: Тиха Видра\n", []),
    ("en", DATA, "Wallet address: bc1q4otterx0v5zx3t9e8k2m4d6s8w0\n", ["bc1q4otterx0v5zx3t9e8k2m4d6s8w0"]),
    (
        "en",
        DATA,
        "Account: quiet_otter77\n\nThe victim paid into the wallet bc1q4otterx0v5zx3t9e8k2m4d6s8w0.\n",
        ["quiet_otter77"],
    ),
    ("en", DATA, "1\totter_77\tChirp ID of the seller\n", ["otter_77"]),
    ("en", DATA, "1\tmarsh.wren@larkpay\tUPI ID shown in the profile\n", ["marsh.wren@larkpay"]),
    (
        "sv",
        DATA,
        "uppgift om kundnummer:\n\n 1.  203.0.113.19    port 51884\n 2.  203.0.113.20    port 50117\n",
        ["203.0.113.19", "203.0.113.20"],
    ),
    (
        "sv",
        DATA,
        "Adress / användare\tTjänst\nstilla_utter7\tChatt\nenhet QX-7B4C-0D92-EF\tChatt\n",
        ["QX-7B4C-0D92-EF", "stilla_utter7"],
    ),
    (
        "ru",
        (Kind.CONTENT,),
        "Сетевой адрес, по которому размещена указанная страница на момент направления уведомления: 203.0.113.9 .\n",
        [],
    ),
    ("pl", DATA, "1\twydra_cicha\tlogin w usłudze czatu\n", ["wydra_cicha"]),
    ("nl", DATA, "gezien het proces-verbaal met nummer 250512.1430.AMB en parketnummer 05/118274-25", []),
]


@pytest.fixture(scope="module")
def tables() -> Tables:
    return reader.tables()


@pytest.mark.parametrize(("language", "kinds", "text", "asked"), ASKED)
def test_what_is_asked_about_is_known_by_where_it_stands(
    tables: Tables, language: str, kinds: tuple[Kind, ...], text: str, asked: list[str]
) -> None:
    sheet = replace(page(HEAD + text, tables), tables=tables.within((language,)))
    taken, _, _ = targets.chosen(sheet, kinds, (), "Desk <abuse@tinmail.example>")
    assert sorted(one.value for one in taken) == asked


HEADED = [
    ("nl", "Postbus 7201, 9960 AB Oudewaarde\nTelefoon 0900-7731\nwww.recherche-oost.example\n"),
    ("de", "Marktplatz 4, 39104 Lehmstedt\nTelefon 0391 5550142\nhttp://amt-lehmstedt.example\n"),
    ("ru", "        600900, г. Приречье, пл. Ленина, д. 1\n             http://prirech-sud.example\n"),
]


@pytest.mark.parametrize(("language", "head"), HEADED)
def test_a_telephone_or_site_below_an_address_in_the_head_is_the_senders(
    tables: Tables, language: str, head: str
) -> None:
    sheet = replace(page(head, tables), tables=tables.within((language,)))
    taken, _, _ = targets.chosen(sheet, DATA, (), "Desk <abuse@tinmail.example>")
    assert taken == []


QUOTED = (
    "Von: legal@gruttopost.example\nGesendet: Montag, 23. November 2026 10:12\nAn: kripo@polizei-nordstadt.example\n"
    "Betreff: AW: Auskunftsersuchen\n\nSehr geehrte Damen und Herren,\n\nzu dem Konto wolf.t@gruttopost.example teilen "
    "Sie uns bitte die Schreibweise mit. Unser Aktenzeichen ist LE-20931. Wir weisen darauf hin, dass wir Auskünfte "
    "nur auf schriftliche Ersuchen hin erteilen, in denen die Rechtsgrundlage genannt ist, und dass wir Daten nur auf "
    "Beschluss eines Gerichts herausgeben. Für Rückfragen stehen wir gern zur Verfügung, montags bis freitags."
)


@pytest.mark.parametrize(
    ("note", "target"),
    [
        (
            "Bitte teilen Sie uns die Bestandsdaten zum Konto fuchs.m@gruttopost.example mit.",
            "fuchs.m@gruttopost.example",
        ),
        ("Das kam gestern; fuchs.m@gruttopost.example hat sich auch gemeldet.", "wolf.t@gruttopost.example"),
    ],
)
def test_a_note_that_asks_is_the_letter_and_one_that_does_not_passes_one_on(note: str, target: str) -> None:
    text = f"Guten Tag Frau Keller,\n\n{note}\n\nMit freundlichen Grüßen\nKriminalpolizei Nordstadt\n\n{QUOTED}"
    assert reader.read(text).targets == (target,)


def test_a_mail_address_beside_a_telephone_is_one_to_answer_to() -> None:
    text = (
        "Sheriff's Office\n\nPlease preserve all records of the account otter_77 and of a.b@larkspur.example for 90 "
        "days.\n\nSincerely\nTrisha Oberg\n(218) 555-0139     t.oberg@tamarackso.example\n"
    )
    assert reader.read(text).targets == ("a.b@larkspur.example", "otter_77")
