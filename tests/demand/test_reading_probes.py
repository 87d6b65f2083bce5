"""Letters that are alike but for one sentence, day or signature: time to answer, day, who signs, days of the data."""

import re
from pathlib import Path

import pytest

from dueprocess.adapters import documents, jobs_read, languages, reader
from dueprocess.demand.reading import read

INCOMING = Path(__file__).resolve().parents[1] / "golden" / "incoming"
HEADS = {file.stem: file.read_text(encoding="utf-8") for file in sorted((INCOMING / "heads").iterdir())}
"""A letter a language, with ``{}`` where the sentence stands."""


def rows(name: str) -> list[list[str]]:
    return [line.split("|") for line in (INCOMING / name).read_text(encoding="utf-8").splitlines()]


def plain(value: str) -> str:
    """An identifier as it is compared: without its signs, and a user's name without @."""
    return re.sub(r"[\s()/-]", "", value.lower()).lstrip("@")


@pytest.mark.parametrize("language", HEADS)
def test_a_time_is_read_however_it_is_said_and_no_other_time_is(language: str) -> None:
    wrong = []
    for spoken, sentence, value in rows("deadlines.txt"):
        if spoken == language:
            found = read(HEADS[language].format(sentence), reader.tables(), languages.languages).deadline
            if found != (value or None):
                wrong.append((sentence, found))
    assert wrong == []


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("periods.txt")}))
def test_the_days_of_the_data_are_read_and_no_days_of_what_happened(language: str) -> None:
    wrong = []
    for spoken, sentence, value in rows("periods.txt"):
        if spoken == language:
            draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
            found = {(item.period_from, item.period_to) for item in draft.items if item.period_from and item.period_to}
            if found != ({tuple(value.split(","))} if value else set()):
                wrong.append((sentence, found))
    assert wrong == []


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("targets.txt")}))
def test_accounts_that_are_asked_about_are_targets_and_no_others(language: str) -> None:
    wrong = []
    for spoken, sentence, value in rows("targets.txt"):
        if spoken == language:
            draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
            # What is only told of beside an account that is asked about is not filled: a person looks.
            found = {plain(one) for one in (*draft.targets, *(draft.perhaps or {}).get("targets", ()))}
            if found != {plain(one) for one in ("maria@larkspur.example", *value.split(",")) if one}:
                wrong.append((sentence, found))
    assert wrong == []


@pytest.mark.parametrize(
    ("language", "yes", "no"),
    [("de", "ja", "nein"), ("fr", "OUI (point a)", "NON - pour mémoire"), ("ru", "да", "нет")],
)
def test_an_account_whose_row_says_no_is_not_asked_about(language: str, yes: str, no: str) -> None:
    table = "".join(
        f"\n{name}@larkspur.example   {said}" for name, said in (("fern7", yes), ("reed9", yes), ("moss8", no))
    )
    draft = read(HEADS[language].format(f"\n{table}\n"), reader.tables(), languages.languages)
    assert {one for one in draft.targets if one[4].isdigit()} == {"fern7@larkspur.example", "reed9@larkspur.example"}
    assert "moss8@larkspur.example" in (draft.perhaps or {})["targets"]  # and a person looks


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("data.txt")}))
def test_data_that_a_sentence_says_not_of_or_only_tells_of_are_not_asked_for(language: str) -> None:
    def data(sentence: str) -> set[str]:
        draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
        seen = draft.perhaps or {}
        perhaps = {f"?{one}" for name in ("kinds", "data_categories") for one in seen.get(name, ())}
        return perhaps | {str(one) for item in draft.items for one in item.data}

    own = data("")
    wrong = [
        (sentence, found)
        for spoken, said, sentence in rows("data.txt")
        if spoken == language and (found := data(sentence)) != own | set(said.split())
    ]
    assert wrong == []


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("told.txt")}))
def test_what_is_only_told_of_beside_what_is_asked_about_is_looked_at_by_a_person(language: str) -> None:
    wrong = []
    for spoken, sentence, asked, told in rows("told.txt"):
        if spoken == language:
            draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
            found = (set(draft.targets) - {"maria@larkspur.example"}, set((draft.perhaps or {}).get("targets", ())))
            if found != (set(asked.split()), set(told.split())) or (told and "targets" not in draft.unsure):
                wrong.append((sentence, found))
    assert wrong == []


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("numbers.txt")}))
def test_numbers_of_the_case_are_read_in_sentences_and_no_others(language: str) -> None:
    own = set(read(HEADS[language].format(""), reader.tables(), languages.languages).register_numbers)
    wrong = []
    for spoken, sentence, value in rows("numbers.txt"):
        if spoken == language:
            found = read(HEADS[language].format(sentence), reader.tables(), languages.languages).register_numbers
            if {plain(one) for one in found} != {plain(one) for one in (*own, value) if one}:
                wrong.append((sentence, found))
    assert wrong == []


LETTERHEADS = (INCOMING / "letterheads.txt").read_text(encoding="utf-8").split("@@ ")[1:]
"""Whole letters: a line with their names, their numbers and their targets, then the letter."""


@pytest.mark.parametrize("letter", LETTERHEADS, ids=lambda letter: letter.partition(" ")[0])
def test_numbers_and_targets_of_whole_letters_are_read_and_no_others(letter: str) -> None:
    head, _, text = letter.partition("\n")
    name, numbers, targets = head.split(" | ")
    draft = jobs_read.draft_in({"file": name}, documents.to_text(text.encode(), name))
    for true, found in ((numbers, draft.register_numbers), (targets, draft.targets)):
        wanted = {plain(one) for one in true.partition(": ")[2].split(" ; ")}
        assert {plain(one) for one in found} == wanted


@pytest.mark.parametrize("row", rows("days.txt"), ids=lambda row: f"{row[0]} {row[2][:24]}")
def test_the_day_of_a_letter_is_read_however_it_is_written(row: list[str]) -> None:
    language, there, instead, value = row
    text = HEADS[language].format("").replace(*(one.replace("\\n", "\n") for one in (there, instead)))
    assert read(text, reader.tables(), languages.languages).document_date == (value or None)


@pytest.mark.parametrize("language", sorted({row[0] for row in rows("signatures.txt")}))
def test_a_letter_is_signed_where_somebody_signs_it_and_nowhere_else(language: str) -> None:
    own = [(end.replace("\\n", "\n"), said) for spoken, end, said in rows("signatures.txt") if spoken == language]
    there, wrong = own[0][0], []  # the first is how the letter of this language ends
    assert there in HEADS[language]
    for end, said in own:
        text = HEADS[language].format("").replace(there, end)
        if read(text, reader.tables(), languages.languages).signed != (said == "yes"):
            wrong.append((end, said))
    assert wrong == []


def asking(language: str, sentence: str) -> str:
    """The letter of a language that asks in this sentence alone."""
    letter = HEADS[language]
    at = letter.index("{}")
    return letter[: letter.rfind("\n\n", 0, at) + 2] + sentence + letter[at + 2 :]


@pytest.mark.parametrize("language", HEADS)
def test_what_is_asked_is_read_in_whatever_words_and_what_asks_nothing_is_no_demand(language: str) -> None:
    wrong = []
    for spoken, said, sentence in rows("asked.txt"):
        if spoken == language:
            found = read(asking(language, sentence), reader.tables(), languages.languages)
            if found.is_demand != bool(said) or (said and ",".join(sorted(found.kinds)) != said):
                wrong.append((sentence, found.is_demand, found.kinds))
    assert wrong == []


@pytest.mark.parametrize("language", HEADS)
def test_silence_danger_and_a_courts_decision_are_read_or_looked_at_and_are_nowhere_else(language: str) -> None:
    wrong = []
    for field, spoken, said, sentence in rows("claimed.txt"):
        if spoken == language:
            found = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
            right = field in found.unsure if said == "perhaps" else str(getattr(found, field)).lower() == said
            if not right:
                wrong.append((sentence, getattr(found, field)))
    assert wrong == []


def whole() -> list[list[str]]:
    """Whole letters: name, what is asked (or ``none``), data, silence (``look``: a person looks), text."""
    found = []
    for block in (INCOMING / "whole.txt").read_text(encoding="utf-8").split("=== ")[1:]:
        head, _, text = block.partition("\n")
        found.append([*(part.strip() for part in head.split("|")), text])
    return found


@pytest.mark.parametrize("letter", whole(), ids=lambda letter: letter[0])
def test_a_whole_letter_is_known_as_what_it_is(letter: list[str]) -> None:
    draft = read(letter[-1], reader.tables(), languages.languages)
    assert draft.is_demand == (letter[1] != "none")
    if draft.is_demand:
        _, asked, data, silence, _ = letter
        assert ",".join(sorted(draft.kinds)) == ",".join(sorted(asked.split(",")))
        named = {str(one) for item in draft.items for one in item.data} - {"subscriber"}
        assert named == {one for one in data.split(",") if one} - {"subscriber"}
        assert draft.secrecy in ("none", silence) or (silence == "look" and draft.secrecy in ("request", "unknown"))
        assert silence in (draft.secrecy, "none") or draft.secrecy != "none" or "secrecy" in draft.unsure


@pytest.mark.parametrize("name", ["deadlines.txt", "asked.txt"])
def test_there_are_probes_of_each_language(name: str) -> None:
    assert {row[0] for row in rows(name)} == set(HEADS)


@pytest.mark.parametrize(
    ("language", "to"),
    [
        ("es", "A LA ATENCIÓN DEL DEPARTAMENTO LEGAL DE LARKSPUR, S.L.\nlegal@larkspur.example"),
        ("sv", "LARKSPUR AB\njuridik@larkspur.example"),
        ("tr", "LARKSPUR BİLİŞİM A.Ş.\n(Yer Sağlayıcı - hukuk@larkspur.example)"),
    ],
)
def test_where_a_letter_goes_to_is_no_account_that_it_asks_about(language: str, to: str) -> None:
    head, _, body = HEADS[language].partition("\n\n")
    letter = f"{head}\n\nBox 312\n\n{'Datum 2026-11-17 ' * 16}\n\n{to}\n\n{body.format('')}"
    assert read(letter, reader.tables(), languages.languages).targets == ("maria@larkspur.example",)


@pytest.mark.parametrize(
    ("own", "value"),
    [
        ("Halle (Saale)\n22. Januar 2026", "2026-01-22"),
        ("Datum\n22.01.2026", "2026-01-22"),
        ("", None),
    ],
)
def test_a_day_under_the_label_of_another_letter_is_not_this_letters(own: str, value: str | None) -> None:
    text = f"""Gemeinsame Behörde der Länder

Hafenhost AG
Kontorweg 21

Ihre Nachricht vom
08.01.2026

{own}

Sehr geehrte Damen und Herren,
wir ersuchen um Auskunft über den Inhaber des Kontos maria@larkspur.example.

Im Auftrag
Wenzlaff, Regierungsrat
"""
    assert read(text, reader.tables(), languages.languages).document_date == value


def test_a_covers_day_comes_before_that_of_what_is_enclosed() -> None:
    cover = "Encaminha-se a decisão anexa, para cumprimento. " * 20
    text = f"""Tribunal Regional Eleitoral

Praça Digital Hospedagem Ltda. (pracadigital.example)

{cover}

Florianópolis, 29 de setembro de 2026.

Ivo Kretzer
Secretário

DECISÃO

Determino a remoção da página https://pracadigital.example/v/8sKq21xT em 24 horas.

Florianópolis, 28 de setembro de 2026.

Heloísa Prates
Relatora
"""
    draft = read(text, reader.tables(), languages.languages)
    assert draft.document_date == "2026-09-29"
    assert draft.targets == ("https://pracadigital.example/v/8sKq21xT",)


def test_to_report_back_is_no_disclosure_beside_another_kind() -> None:
    text = """Office of the Chief Electoral Officer, No. 1184/ELEC/26, 3 April 2026

You are directed to remove access to https://larkspur.example/p/1 within 3 hours.
Action taken report may be furnished to this office in due course.

Arindam Sarkar, Joint Secretary
"""
    assert [str(kind) for kind in read(text, reader.tables(), languages.languages).kinds] == ["content"]


@pytest.mark.parametrize(
    ("language", "question"),
    [
        ("pt", "Urgência (risco de vida):   [ ] Sim   [x] Não\nExiste despacho judicial?   [ ] Sim   [x] Não"),
        ("en", "Imminent danger to life: ☐ Yes ☒ No\nCourt order obtained: ☐ Yes ☒ No"),
        ("de", "Gefahr für Leib und Leben:\t☒ Nein\t☐ Ja\nRichterlicher Beschluss:\t☒ Nein\t☐ Ja"),
    ],
)
def test_a_question_that_its_boxes_answer_by_no_says_nothing(language: str, question: str) -> None:
    head, _, body = HEADS[language].partition("\n\n")
    draft = read(f"{head}\n\n{question}\n\n{body.format('')}", reader.tables(), languages.languages)
    assert (draft.emergency, str(draft.court_order)) == (False, "none")
    yes = question.replace("[x]", "[_]").replace("[ ]", "[x]").replace("[_]", "[ ]")
    yes = yes.replace("☒", "_").replace("☐", "☒").replace("_", "☐")
    draft = read(f"{head}\n\n{yes}\n\n{body.format('')}", reader.tables(), languages.languages)
    assert draft.emergency or "emergency" in draft.unsure


NAMED = {
    "de": (
        "wegen Bedrohung gemäß § 241 StGB. Die Drohungen gingen von dort aus",
        "wegen Bedrohung",
        "wegen Drohung mit Suizid, § 241 StGB",
    ),
    "en": (
        "into grievous bodily harm contrary to section 18 of the Offences against the Person Act 1861",
        "into grievous bodily harm",
        "into a risk to life, section 18 of the Offences against the Person Act 1861",
    ),
    "fr": (
        "du chef de menaces de mort, article 222-17 du code pénal",
        "du chef de menaces de mort",
        "danger pour la vie, article 222-17 du code pénal",
    ),
    "it": ("per il reato di minaccia (art. 612 c.p.)", "per minaccia", "per minaccia di suicidio (art. 612 c.p.)"),
    "es": (
        "por un delito de amenazas (artículo 169 del Código Penal)",
        "por amenazas",
        "por un secuestro (artículo 163 del Código Penal)",
    ),
    "nl": (
        "wegens bedreiging (artikel 285 Wetboek van Strafrecht)",
        "wegens bedreiging",
        "wegens levensgevaar (artikel 285 Wetboek van Strafrecht)",
    ),
    "ru": (
        "по факту угрозы убийством (ст. 119 УК РФ)",
        "по факту угрозы убийством",
        "имеется угроза жизни (ст. 119 УК РФ)",
    ),
    "uk": (
        "за фактом умисного вбивства (ст. 115 КК України)",
        "за фактом умисного вбивства",
        "готується вбивство (ст. 115 КК України)",
    ),
    "tr": (
        "tehdit suçundan (5237 sayılı Türk Ceza Kanunu'nun 106. maddesi)",
        "tehdit suçundan",
        "intihar tehlikesi (5237 sayılı Türk Ceza Kanunu'nun 106. maddesi)",
    ),
}


@pytest.mark.parametrize("language", sorted(NAMED))
def test_an_offence_that_is_named_beside_its_provision_is_no_word_of_danger(language: str) -> None:
    asked = []
    for words in NAMED[language]:
        draft = read(HEADS[language].format(words + "."), reader.tables(), languages.languages)
        asked.append(draft.emergency or "emergency" in draft.unsure)
    assert asked == [False, True, True]


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("pl", "Hasło do płyty proszę podać telefonicznie sekretarzowi."),
        ("de", "Das Kennwort geben Sie bitte fernmündlich an die Geschäftsstelle."),
        ("en", "Please supply the password by telephone to the undersigned."),
        ("it", "La password va fornita separatamente: inserire i dati in un archivio cifrato."),
    ],
)
def test_a_password_of_what_is_handed_over_is_no_lure(language: str, sentence: str) -> None:
    assert read(HEADS[language].format(sentence), reader.tables(), languages.languages).is_demand


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("es", "Los mensajes con las instrucciones de pago llegaron desde dos buzones."),
        ("uk", "Листування велося зі скриньки, що обслуговується вами."),
        ("en", "Strictly confidential: contents of this mail are meant for the addressee only."),
        ("pt", "Fica excluído o teor das conversas, cujo acesso não foi requerido."),
    ],
)
def test_what_a_letter_tells_of_messages_asks_for_no_content(language: str, sentence: str) -> None:
    draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
    assert "content" not in {str(one) for item in draft.items for one in item.data}


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        (
            "de",
            "Antwort binnen 5 Tagen. Zum Konto der Anzeigenden, lea@larkspur.example, ist keine Auskunft erforderlich.",
        ),
        ("en", "Reply within 5 days. No information is required about the victim's account lea@larkspur.example."),
        ("fr", "Réponse sous 5 jours. Aucune réponse n'est attendue au sujet de la plaignante lea@larkspur.example."),
        ("it", 'Rispondere entro 5 giorni. Sull\'account "Zia Pina" (persona già sentita) nulla è richiesto.'),
        ("nl", 'Antwoord binnen 5 dagen. Over het account "Tante_Jo" hoeft u niets te doen, er is geen actie vereist.'),
        ("pl", "Termin 7 dni. W sprawie konta lea@larkspur.example nie jest wymagane żadne działanie."),
        ("hi", "उत्तर 5 दिन के भीतर दें। असली वेबसाइट lark.example पर कोई कार्रवाई नहीं करनी है।"),
        ("ja", "回答期限は5日以内とする。被害者 lea@larkspur.example についての回答は不要です。"),
    ],
)
def test_what_is_not_asked_about_one_account_takes_nothing_from_the_others(language: str, sentence: str) -> None:
    assert read(HEADS[language].format(sentence), reader.tables(), languages.languages).is_demand


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("it", "Ad oggi non è pervenuto alcun riscontro, né una richiesta di proroga."),
        ("de", "Eine Antwort ist bislang nicht eingegangen, auch keine Bitte um Verlängerung der Frist."),
        ("en", "No reply has been received to date, nor was an extension of time requested."),
        ("fr", "À ce jour aucune réponse n'est parvenue, ni une demande de report du délai."),
        ("en", "You are not required to take any step that is not reasonably practicable."),
    ],
)
def test_a_reminder_and_the_limits_of_a_duty_ask_all_the_same(language: str, sentence: str) -> None:
    assert read(HEADS[language].format(sentence), reader.tables(), languages.languages).is_demand


def test_signs_that_frame_a_heading_quote_nothing() -> None:
    head, _, rest = HEADS["nl"].partition("\n\n")
    frame = "\n>>>>>>>>>>>  VERMISSING  <<<<<<<<<<<\n>>>>>>>>>>>>  SPOED  <<<<<<<<<<<<\n\n"
    assert read(
        head
        + "\nDienst Opsporing, Kerkplein 1 te Musterdam, wachtdienst dag en nacht\n"
        + frame
        + rest.format("Antwoord binnen 5 dagen."),
        reader.tables(),
        languages.languages,
    ).is_demand


@pytest.mark.parametrize(
    ("language", "block"),
    [
        ("de", "LANDESGERICHT MUSTERSTADT\nDie vorstehende Anordnung wird bewilligt.\n\nDr. Anna Berg, Richterin"),
        ("en", "Given under my hand at Riverton this 2nd day of March 2026.\n\n__________\nR. HOLLOW\nMAGISTRATE"),
        ("en", "/s/ Jane Roe\nJudge of the Superior Court, County of Riverton"),
        ("fr", "Fait en notre cabinet.\n\nLe juge d'instruction\nPaul Martin"),
        ("nl", "Gegeven te Rivierstad.\n\nmr. A. de Boer, rechter-commissaris"),
        ("it", "Si autorizza.\n\nIl Giudice per le indagini preliminari\ndott.ssa Anna Riva"),
        ("es", "Así lo acuerda, manda y firma.\n\nDña. Ana Ruiz, Magistrada-Juez"),
        ("pt", "Cumpra-se.\n\nAna Reis\nJuíza de Direito"),
        ("pl", "Zatwierdzam.\n\nSędzia Sądu Rejonowego Anna Nowak"),
        ("cs", "V Brně dne 2. března 2026\n\nJUDr. Jana Nová v. r.\nsoudkyně"),
        ("sk", "V Nitre 2. marca 2026\n\nJUDr. Jana Nová\nsudkyňa"),
        ("sv", "Beslut enligt ovan.\n\nAnna Berg\nRådman"),
        ("da", "Retten tillader indgrebet.\n\nAnna Berg\nDommer"),
        ("tr", "KUZEYKENT 2. SULH CEZA HÂKİMLİĞİ\nDEĞİŞİK İŞ NO : 2026/17\n\nTalep yerinde görülmüştür."),
        ("ru", "Ходатайство удовлетворить.\n\nСудья\tА. Б. Иванова"),
        ("uk", "Клопотання задовольнити.\n\nСлідчий суддя\tА. Б. Іваненко"),
        ("hi", "आदेशित।\n\nन्यायिक मजिस्ट्रेट"),
        ("ur", "درخواست منظور کی جاتی ہے۔\n\nجوڈیشل مجسٹریٹ"),
        ("ja", "請求を認める。\n\n裁判官　山田太郎"),
        ("zh", "准许请求。\n\n审判员　王明"),
    ],
)
def test_a_paper_that_a_judge_signs_holds_the_decision_whoever_sends_it(language: str, block: str) -> None:
    letter = HEADS[language].format("")
    assert str(read(letter, reader.tables(), languages.languages).court_order) == "none"
    draft = read(f"{letter}\n\n{block}\n", reader.tables(), languages.languages)
    assert str(draft.court_order) == "attached"
    assert draft.spans["court_order"]


@pytest.mark.parametrize(
    ("language", "block"),
    [
        ("en", "Copy to:\n1. The Chief Judicial Magistrate, Riverton\n2. District Magistrate, Riverton"),
        ("en", "The matter is listed for 9 March 2026 before the\nJudge of the Superior Court"),
        ("en", "Your objections will be heard by a judge of the Superior Court, who is an independent\njudge."),
        ("de", "Nachrichtlich:\nAn die Ermittlungsrichterin beim Amtsgericht Musterstadt"),
        ("de", "Zuständig ist beim Amtsgericht Musterstadt Frau Dr. Berg als\nErmittlungsrichterin und ihr Vertreter."),
        ("fr", "Copie pour information : Monsieur le juge d'instruction"),
        ("ja", "令状の請求を要する場合には、\n裁判官の判断によることになります。"),
    ],
)
def test_a_judge_who_is_only_spoken_of_signs_nothing(language: str, block: str) -> None:
    draft = read(f"{HEADS[language].format('')}\n\n{block}\n", reader.tables(), languages.languages)
    assert str(draft.court_order) == "none"


@pytest.mark.parametrize(
    ("language", "sentence"),
    [
        ("de", "Verkehrsdaten im Sinne von Art. 273 StPO werden mit dieser Verfügung nicht verlangt."),
        ("de", "Auf das Gesetz zur Speicherung von Verkehrsdaten wird verwiesen."),
        ("en", "Costs are paid under the Regulations on the retention of traffic data."),
        ("fr", "La loi relative à la conservation des données de trafic est applicable."),
        ("nl", "De kosten volgen uit de Regeling kosten aftappen en gegevensverstrekking."),
        ("de", "Weder Nachrichteninhalte noch Verkehrsdaten sind Gegenstand dieses Ersuchens."),
        ("de", "Der Antrag auf Herausgabe der Nachrichteninhalte wird abgewiesen."),
        ("en", "The content of messages is NOT within this notice and must not be supplied."),
        ("en", "The application for the content of messages is refused."),
        ("en", "Neither message content nor log-in records are sought."),
        ("fr", "La demande portant sur le contenu des messages est rejetée."),
        ("fr", "Sont exclus le contenu des messages et les journaux de connexion."),
        ("nl", "De vordering van de inhoud van berichten wordt afgewezen."),
        ("nl", "Evenmin wordt de inhoud van berichten gevorderd."),
        ("it", "La richiesta del contenuto dei messaggi è respinta."),
        ("it", "Sono esclusi il contenuto dei messaggi e i log di accesso."),
        ("es", "No procede la entrega del contenido de los mensajes, que se deniega."),
        ("pt", "O pedido do conteúdo das mensagens fica indeferido."),
        ("pt", "Não se requisitam registros de acesso nem conteúdo de mensagens."),
        ("pl", "Wniosek o treść wiadomości i logi połączeń zostaje oddalony."),
        ("cs", "Návrh na vydání obsahu zpráv se zamítá."),
        ("sk", "Návrh na vydanie obsahu správ sa zamieta."),
        ("sv", "Begäran om meddelandenas innehåll avslås."),
        ("sv", "Loggar behöver jag inte."),
        ("da", "Anmodningen om indholdet af beskeder tages ikke til følge."),
        ("tr", "Mesaj içeriklerine ilişkin talebin reddine karar verilmiştir."),
        ("ru", "В предоставлении содержания сообщений отказать."),
        ("uk", "У наданні змісту повідомлень відмовлено."),
        ("hi", "संदेशों की सामग्री न भेजी जाए।"),
        ("ur", "پیغامات کا متن نہ بھیجا جائے۔"),
        ("ja", "メッセージの本文に係る請求は却下する。"),
        ("zh", "关于站内私信内容部分不予准许。"),
    ],
)
def test_data_that_are_refused_or_ruled_out_are_not_asked_for(language: str, sentence: str) -> None:
    draft = read(HEADS[language].format(sentence), reader.tables(), languages.languages)
    assert {str(one) for item in draft.items for one in item.data} <= {"subscriber", "identification"}


@pytest.mark.parametrize(
    ("language", "words", "data"),
    [
        ("de", "die Anmeldungen mit Zeit und den dabei verwendeten IP-Adressen für März 2026", {"traffic"}),
        ("de", "die IP-Adresse bei der Registrierung", {"identification"}),
        ("en", "the IP address used at the last log-in", {"identification"}),
        ("en", "the log-in history with IP addresses for March 2026", {"traffic"}),
        ("de", "nach dem Gesetz über die Polizei ersuche ich um Verkehrsdaten für März 2026", {"traffic"}),
        ("en", "the log-in history of the device with IMEI 356938035643809", {"traffic"}),
        ("da", "IP-adresse og tidspunkt for seneste login", {"identification"}),
        ("hi", "अंतिम लॉगिन का आई.पी. पता", {"identification"}),
    ],
)
def test_the_address_of_one_log_in_shows_who_and_those_of_all_are_a_log(
    language: str, words: str, data: set[str]
) -> None:
    letter = HEADS[language].format("{}\n\n- " + words + "\n").replace("{}", "")
    draft = read(letter, reader.tables(), languages.languages)
    assert {str(one) for item in draft.items for one in item.data} - {"subscriber"} == data


def test_an_empty_box_beside_a_full_one_asks_for_nothing() -> None:
    letter = HEADS["ja"].format("\n■ 氏名、住所\n□ アクセスログ\n□ メール本文\n")
    draft = read(letter, reader.tables(), languages.languages)
    assert {str(one) for item in draft.items for one in item.data} == {"subscriber"}
