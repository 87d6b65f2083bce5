"""The letters in Urdu, plain formal register. Nobody has reviewed them yet: they go out beside the binding text."""
# ruff: noqa: RUF001 - Urdu ends its sentences with U+06D4

from typing import Final

from dueprocess.domain.demand.codes import Kind
from dueprocess.domain.letter.blocks import Direction
from dueprocess.domain.letter.kinds import LetterKind
from dueprocess.domain.letter.language import Charges, KindWords, Labels, Language, Listed, PointWords, Which

_EXAMINED: Final = "آپ کا مطالبہ ہمیں {received_on} کو موصول ہوا اور ہم نے اس کا جائزہ لے لیا ہے۔"
_RELY: Final = "اس مطالبے میں جن قانونی دفعات کا حوالہ دیا گیا ہے، وہ یہ ہیں: {provisions}۔"
_REPLY: Final = "براہِ کرم {reply_until} تک جواب ارسال فرمائیں۔"
_SEND: Final = "براہِ کرم یہ {reply_until} تک ارسال فرمائیں۔"
_SEALED: Final = (
    "جو کچھ ہم فراہم کریں گے وہ آپ کو علیحدہ اور سربمہر صورت میں، صرف اُس "
    "وصول کنندہ کے لیے بھیجا جائے گا جس کی شناخت کی ہم نے تصدیق کر لی ہے۔"
)

_KINDS: Final = {
    LetterKind.ACKNOWLEDGEMENT: KindWords(
        "پیغام کی وصولی؛ اس سے قانونی نوٹس کی تعمیل، دائرۂ اختیار یا کسی ذمہ داری کا اقرار مراد نہیں",
        (
            "ایک پیغام موصول ہوا ہے۔",
            "ہم متعلقہ ادارے کو اُس پتے پر جواب دیتے ہیں جو ہمارے ریکارڈ میں درج ہے۔",
        ),
    ),
    LetterKind.CORRECTION: KindWords(
        "آپ کا مطالبہ: وہ تفصیلات جو قانون کے تحت لازم ہیں",
        (
            _EXAMINED,
            _RELY,
            Listed("جس قانون کا حوالہ دیا گیا ہے اس کے تحت درج ذیل امور لازم ہیں۔ یہ ہمیں مطالبے میں نہیں ملے:"),
            Listed("ہم پر لاگو قانون کے تحت آپ کے لیے یہ راستے کھلے ہیں:", Which.CHANNELS),
            "براہِ کرم مطالبہ ان تفصیلات کے ساتھ ارسال فرمائیں۔ موصول ہونے پر ہم بلا تاخیر اس کا جائزہ لیں گے۔",
            _SEND,
        ),
    ),
    LetterKind.OBJECTION: KindWords(
        "آپ کے مطالبے پر اعتراض",
        (
            _EXAMINED,
            _RELY,
            Listed("ہم اس مطالبے پر اعتراض کرتے ہیں، جس کی قانون میں گنجائش موجود ہے:"),
            Listed("ہم پر لاگو قانون کے تحت آپ کے لیے یہ راستے کھلے ہیں:", Which.CHANNELS),
            "براہِ کرم اس اعتراض پر غور فرمائیں اور اپنے فیصلے سے ہمیں تحریری طور پر آگاہ کریں۔",
            _REPLY,
        ),
    ),
    LetterKind.REFUSAL_POLICY: KindWords(
        "آپ کے مطالبے پر ہمارا جواب",
        (
            _EXAMINED,
            Listed("جس اقدام کا مطالبہ کیا گیا ہے، ہم وہ نہیں کرتے:"),
            Listed("ہم پر لاگو قانون کے تحت آپ کے لیے یہ راستے کھلے ہیں:", Which.CHANNELS),
            (
                "اگر کسی عدالت یا قانوناً مجاز ادارے نے تحریری حکم مع وجوہات جاری کیا ہو تو "
                "براہِ کرم اس کی نقل ارسال فرمائیں۔ ہم بلا تاخیر اس کا جائزہ لیں گے۔"
            ),
        ),
    ),
    LetterKind.NO_DATA: KindWords(
        "آپ کے مطالبے پر ہمارا جواب",
        (
            _EXAMINED,
            _RELY,
            Listed("درج ذیل کے بارے میں ہمارے پاس ایسی معلومات موجود نہیں:"),
            "یہ جواب {date} کی صورتِ حال کے مطابق ہے۔",
        ),
    ),
    LetterKind.NOT_EXECUTABLE: KindWords(
        "آپ کے مطالبے پر ہمارا جواب",
        (
            _EXAMINED,
            _RELY,
            Listed("ہمارے زیرِ انتظام نظام کے ذریعے درج ذیل پر عمل ممکن نہیں:"),
            "اگر آپ چاہیں تو ہم تحریری طور پر وضاحت کر دیں گے کہ یہ خدمت کس طرح کام کرتی ہے۔",
        ),
    ),
    LetterKind.CONFIRM_IN_WRITING: KindWords(
        "زبانی مطالبہ تحریری طور پر ارسال کرنے کی درخواست",
        (
            "ہمیں {received_on} کو درج ذیل ادارے کے نام سے ایک زبانی مطالبہ موصول ہوا: {authority}۔",
            (
                "براہِ کرم یہ مطالبہ تحریری طور پر، اُس قانونی دفعہ کے حوالے کے ساتھ ارسال "
                "فرمائیں جس پر یہ مبنی ہے۔ موصول ہوتے ہی ہم اس کا جائزہ لیں گے۔"
            ),
            Listed("جس قانون کا حوالہ دیا گیا ہے اس کے تحت یہ امور بھی لازم ہیں:"),
            _SEND,
        ),
    ),
    LetterKind.WRONG_ADDRESSEE: KindWords(
        "آپ کے مطالبے کا درست مخاطب",
        (
            "آپ کا مطالبہ ہمیں {received_on} کو موصول ہوا۔",
            _RELY,
            (
                "یہ مطالبہ ایسی خدمت یا ذمہ داری سے متعلق ہے جو ہماری نہیں۔ ہم اس کے مخاطب "
                "نہیں ہیں اور مزید کوئی کارروائی نہیں کر رہے۔"
            ),
            "ہماری معلومات کے مطابق درست مخاطب یہ ہے: {addressee}۔",
            Listed("اس کی وجوہات یہ ہیں:"),
        ),
    ),
    LetterKind.PARTIAL: KindWords(
        "آپ کے مطالبے پر ہمارا جواب",
        (
            _EXAMINED,
            _RELY,
            Listed("ہم درج ذیل نکات میں مطالبے پر عمل کر رہے ہیں:", Which.GRANTED),
            Listed("ہم درج ذیل نکات میں مطالبے پر عمل نہیں کر رہے:", Which.WITHHELD),
            Listed("ڈیٹا ان شرائط پر حوالے کیا جاتا ہے:", Which.CONDITIONS),
            _SEALED,
        ),
    ),
    LetterKind.COMPLY_NOTICE: KindWords(
        "آپ کے مطالبے پر ہمارا جواب",
        (
            _EXAMINED,
            _RELY,
            Listed("ہم درج ذیل نکات میں مطالبے پر عمل کر رہے ہیں:"),
            Listed("ڈیٹا ان شرائط پر حوالے کیا جاتا ہے:", Which.CONDITIONS),
            _SEALED,
        ),
    ),
    LetterKind.INVOICE: KindWords(
        "آپ کے مطالبے پر کارروائی کا بل",
        (
            "آپ کا مطالبہ ہمیں {received_on} کو موصول ہوا اور ہم نے اس پر کارروائی کر لی ہے۔",
            "اس کے لیے ہم وہ معاوضہ طلب کرتے ہیں جو قانون میں مقرر ہے:",
            Charges("بابت", "تعداد", "فی اکائی", "رقم", "کل رقم"),
            "اس معاوضے کی قانونی بنیاد یہ ہے: {claims}۔",
            "براہِ کرم کل رقم اس کھاتے میں ادا فرمائیں: {account}۔",
            "براہِ کرم ادائیگی کے ساتھ بل نمبر {number} درج فرمائیں۔",
        ),
    ),
}

URDU: Final = Language(
    code="ur",
    direction=Direction.RTL,
    reviewed_by=None,
    separator="؛ ",
    labels=Labels("تاریخ", "موصول ہونے کی تاریخ", "آپ کا حوالہ", "ہمارا حوالہ", "رابطہ", "بل نمبر"),
    binding="یہی اردو متن حتمی اور قابلِ پابندی ہے۔",
    translation="یہ ترجمہ ہے۔ منسلک انگریزی متن ہی حتمی اور قابلِ پابندی ہے۔",
    dated="{place}، {date}",
    salutation="محترم جناب / محترمہ،",
    closing="والسلام،",
    desk="شعبۂ قانونی امور",
    foot="پیغام کی وصولی؛ اس سے قانونی نوٹس کی تعمیل، دائرۂ اختیار یا کسی ذمہ داری کا اقرار مراد نہیں۔",
    points=PointWords("{words}", "{words} ({provision})", "نکتہ {item}: {words}", "نکتہ {item}: {words} ({provision})"),
    annex_one="مزید ایک نکتہ ضمیمے میں درج ہے۔",
    annex_many="مزید {count} نکات ضمیمے میں درج ہیں۔",
    annex_heading="ضمیمہ برائے مراسلہ مورخہ {date}",
    remarks=(
        "مطالبے میں پیش کردہ قانون سے قطع نظر، یہ بین الاقوامی معیارات درج ذیل کا تقاضا کرتے ہیں جو ہمیں "
        "مطالبے میں نہیں ملا۔ ہمارا جواب ان پر مبنی نہیں۔"
    ),
    refusals={
        Kind.SHUTDOWN: "ہم اس مطالبے کی بنیاد پر نیٹ ورک، علاقے، خدمات یا پروٹوکول بند نہیں کرتے۔",
        Kind.THROTTLING: "ہم اس مطالبے کی بنیاد پر نیٹ ورک، علاقوں، خدمات یا پروٹوکول کی رفتار کم نہیں کرتے۔",
        Kind.DIRECT_ACCESS: (
            "ہم اپنے نظام تک رسائی نہیں دیتے۔ ہم ہر مطالبے کا الگ الگ اور تحریری طور پر جائزہ لیتے ہیں۔"
        ),
        Kind.CAPABILITY: "ہم اپنے نظام میں ایسی تبدیلی نہیں کرتے جس سے رابطوں کا تحفظ کمزور ہو۔",
        Kind.NO_RECORD: "ہم تک پہنچنے والے ہر مطالبے اور اپنے جواب کا ہم ریکارڈ رکھتے ہیں۔",
    },
    refusal="موجودہ مطالبے کی بنیاد پر ہم یہ اقدام نہیں کرتے۔",
    kinds=_KINDS,
)
