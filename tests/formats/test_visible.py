"""What the eye misses is named, and what is written in one script stays as it is."""

import json
import re
from pathlib import Path

import pytest

from dueprocess.formats import visible

VAULT = Path(__file__).parents[2] / "frontend/src/frame/visible.ts"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("\u0430ster", "⟨Cyrillic \u0430⟩ster"),
        ("aste\u0433", "aste⟨Cyrillic \u0433⟩"),
        ("\u0430\u0301ster", "⟨Cyrillic \u0430\u0301⟩ster"),
        ("legal@f\u0435nnel.example", "legal@f⟨Cyrillic \u0435⟩nnel.example"),
        ("\u0440\u0430\u0443\u0440\u0430\u04cf.com", "⟨Cyrillic \u0440\u0430\u0443\u0440\u0430\u04cf⟩.com"),
        ("S\u0435\u0440\u0433\u0435\u0439", "⟨Latin S⟩\u0435\u0440\u0433\u0435\u0439"),
        ("\u03bfrder", "⟨Greek \u03bf⟩rder"),
        ("\uff41ster", "⟨Fullwidth \uff41⟩ster"),
        ("order\u202efdp.exe", "order⟨right-to-left override⟩fdp.exe"),
        ("as\u200bter\u00ad", "as⟨zero width space⟩ter⟨soft hyphen⟩"),
        ("\u2068a\u2069", "⟨first strong isolate⟩a⟨end of isolate⟩"),
        ("\u2067 100 20\u2069", "⟨right-to-left isolate⟩ 100 20⟨end of isolate⟩"),
        ("gone\x1b[2J\r\x9b\ud800", "gone⟨U+001B⟩[2J⟨U+000D⟩⟨U+009B⟩⟨U+D800⟩"),
        ("a" + "\u0301" * 9, "a\u0301\u0301\u0301\u0301⟨5 marks⟩"),
    ],
)
def test_what_the_eye_misses_is_named_once(text: str, shown: str) -> None:
    assert visible.shown(text) == shown
    assert visible.shown(shown) == shown


@pytest.mark.parametrize(
    "text",
    [
        "Сергей Иванов, IP-адрес, e-mail и PDF-файл",
        "Αθήνα · Ελληνική Αστυνομία",
        "שָׁלוֹם משטרת ישראל",
        "وفاقی تحقیقاتی ادارہ می\u200cخواهم",
        "\u2067ادارہ\u2069 (FIA) \u2066FIA 12\u2069",
        "日々のＴシャツと KDDI版",
        "हिन्दी க்ஷ ไทย 한국어",
        "Straße, naïve, Łódź, Đà Nẵng, oﬃce, 5 µm, Nguye\u0302\u0303n",
        "👩\u200d🚀\n\tc-4ed4abcd",
    ],
)
def test_what_is_written_in_one_script_stays(text: str) -> None:
    assert visible.shown(text) == text


def test_the_vaults_page_names_the_same_characters() -> None:
    source = VAULT.read_text(encoding="utf-8")
    names = {int(code, 16): name for code, name in re.findall(r'0x([0-9a-f]+): "([^"]+)",', source)}
    (listed,) = re.findall(r"const SUSPECT =\s*/\[(.+)\]/u;", source)
    assert names == visible.NAMES
    assert re.sub(r"\\u\{(\w+)\}", lambda one: rf"\U{one[1].zfill(8)}", listed) == visible.UNSEEN


def test_json_for_machines_says_the_same_and_hides_nothing() -> None:
    data = {"name": "\u0430ster\u202e\U000e0041\x9b", "note": "می\u200cخواهم"}
    said = visible.escaped(json.dumps(data, ensure_ascii=False))
    assert json.loads(said) == data
    assert "\\u202e" in said
    assert "\\udb40\\udc41" in said
    assert "\\u0430ster" in said
