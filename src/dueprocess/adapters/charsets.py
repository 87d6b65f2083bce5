"""The charset of a text that states none: the one whose letters, so read, are those of one language.

No library does this well enough for short letters: those that were tried take Spanish and Portuguese for a charset of
Central Europe, or are under the LGPL.
"""

# ruff: noqa: RUF001 - scripts hold look-alike letters

import codecs
import re
from itertools import islice
from typing import Final

_WEST: Final = (
    *("àâæçéèêëîïôœùûüÿ", "äöüßéàè", "áéíñóúüçàèòï", "áâãàçéêíóôõúü", "àèéìíòóùú", "åäöéüæøáó", "éëïóüèöä"),
)
_EUROPE: Final = ("ąćęłńóśźż", "áčďéěíňóřšťúůýž", "áäčďéíĺľňóôŕšťúýž", "áéíóöőúüű", "ăâîşţ", "čćđšž")
_CYRILLIC: Final = ("абвгдежзийклмнопрстуфхцчшщъыьэюяёєіїґў",)
_LETTERS: Final = {
    "cp1252": (*_WEST, "".join(_WEST)),
    "cp1254": ("çğıöşüâîûİ",),
    "cp1250": _EUROPE,
    "iso8859_2": _EUROPE,
    "cp1251": _CYRILLIC,
    "koi8_u": _CYRILLIC,
}
"""Letters beyond ASCII of the languages that are written in a charset; of two that fit alike the first is taken."""
_HAN: Final = frozenset(
    "的一是在不了有和人中上以要他用作地出可主年月日第公安局信息犯罪案件法院等被及其或者，。、：；《》（）"
    "这为个国来们于会号网户账请证据处单位络机关侦查根据规定"
    "這為個國來們於會號網戶帳資訊請證據處單絡機關偵查根規"
)
_EAST: Final = ("gb18030", "big5", "cp932", "euc_jp")
_KANA: Final = range(0x3041, 0x3100)
_ENOUGH: Final = 0.15  # share of such signs from which a text is Chinese or Japanese: texts of either have twice that
_SIGNS: Final = frozenset("£§°€–—„“”‘’‚…«»·•№´ªº©®™¿¡\xa0")
_APART: Final = frozenset("¿¡´ªº€§©")
"""Signs that stand behind no letter: there they are one of another charset (the Polish ż, ş, Ş)."""
_AHEAD: Final = frozenset("£")
"""Signs that stand before no letter: there they are one of another charset (the Polish Ł)."""
_LEAST: Final = 0.5  # share of letters that fit below which nothing is known
_HIGH: Final = re.compile(rb"[^\n]*[\x80-\xff][^\n]*")
_ONE: Final = 40  # letters of one language; of several in one text less is sure
_LINES, _BYTES = 2000, 1 << 16


def shown(data: bytes) -> str:
    """The codec of bytes that are no UTF-8 and state no charset; Windows-1252 where nothing is known.

    What is looked at: the lines that hold bytes beyond ASCII, 64 KiB of them at most.
    """
    sample = b"\n".join(one[0] for one in islice(_HIGH.finditer(data), _LINES))[:_BYTES]
    for codec in _EAST:
        if _is_eastern(_tried(sample, codec), japanese=codec in {"cp932", "euc_jp"}):
            return codec
    fits = {codec: max(_fit(_tried(sample, codec), one) for one in sets) for codec, sets in _LETTERS.items()}
    best = max(fits, key=lambda codec: fits[codec])
    return best if fits[best] >= _LEAST else "cp1252"


def _tried(sample: bytes, codec: str) -> str:
    """The sample as text; empty where it holds what the codec has no sign for."""
    try:
        return codecs.getincrementaldecoder(codec)().decode(sample)
    except UnicodeDecodeError:
        return ""


def _is_eastern(text: str, *, japanese: bool) -> bool:
    high = [sign for sign in text if sign > "\x7f"]
    kana = sum(ord(sign) in _KANA for sign in high)
    known = kana if japanese else sum(sign in _HAN for sign in high) - kana
    return known > _ENOUGH * len(high)


def _fit(text: str, letters: str) -> float:
    """The share of signs beyond ASCII that are letters of the language where their case may stand, less the others."""
    right = wrong = 0
    for before, sign, behind in zip(" " + text, text, text[1:] + " ", strict=False):
        if sign <= "\x7f":
            continue
        small = sign in letters or (sign.lower() in letters and not before.islower())
        mixed = before.isascii() and before.isalpha() and sign > "\u0400"  # no word is half Latin and half Cyrillic
        apart = not (sign in _APART and before.isalpha()) and not (sign in _AHEAD and behind.isalpha())
        fits = (small and not mixed) or (sign in _SIGNS and apart)
        right += fits
        wrong += not fits
    several = len(letters) > _ONE
    return (1 - several / 10) * (right - wrong) / (right + wrong) if right + wrong else 0.0
