"""Which languages a text is in; samples of our own."""

# ruff: noqa: E501 - sentences of several languages

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters.languages import languages

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
