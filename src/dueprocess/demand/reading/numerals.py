"""Numbers of letters in Han: 岳网信责改〔2025〕第31号, 港北捜発第1842号, 令和7年(わ)第12号."""

# ruff: noqa: RUF001, RUF002 - scripts hold look-alike letters

import re
from itertools import islice
from typing import Final

from dueprocess.demand.draft import Span
from dueprocess.demand.reading.index import places

_MOST: Final = 1000
_RUN: Final = re.compile(
    r"(?:(?:令和|平成|民國)?\s?\d{1,3}\s?年度?|[\u3400-\u9fff\u30a1-\u30fa々〇-〇]|\d|[a-z]|[〔〕\[\]()-]|(?<=\()[\u3041-\u30ff]{1,4}(?=\))|第\s?){1,40}\s?[号號](?:之\d{1,2}|の\d{1,2})?\Z"
)
_NUMBER: Final = re.compile(r"\d{1,12}(?:-\d{1,4})?\s?[号號](?:之\d{1,2}|の\d{1,2})?\Z")
_LAW: Final = re.compile(
    r"(?:法律|政令|省令|府令|閣令|[条條項项款]|令第|告示|規則|规则|主席令|国务院令|附表|様式|书式|書式|別記|別表)第?\s?\d[\d-]*\s?[号號]"
)
_ADDRESS: Final = re.compile(
    r"(?:[路街道巷弄段番丁目楼樓室座門门]|大厦|賬|账|帐|帳|电话|電話|型|微信|qq|手机|手機|郵箱|邮箱|[0-9]+番)\s?\d[\d-]*\s?[号號]"
)
_LEADS: Final = re.compile(
    r".*(?:[根依]據|依据|根据|依照|按照|貴社|贵单位|本局|本署|本院|本处|本處|編號|编号|案号|案號|文号|文號|番号|事件|日)(?=.*第|.*字|.*[〔\[(])"
)
_YEARED: Final = re.compile(r"(?:令和|平成|民國)?\s?\d{1,3}\s?年度?[^\W\d]{1,6}字?第")
_ABOVE: Final = re.compile(r"(?m)^[^\S\n]*(?P<sign>[^\s:：]{2,20}字)[^\S\n]*\n[^\S\n]*\Z")
"""The office's sign, in a line of its own above the year and the number: 临公调证字 / 〔2026〕0417号."""
_WIDTH: Final = 44


def of_han(plain: str, stop: int) -> list[Span]:
    """Places of such numbers in the text before ``stop``, without the words that lead to them."""
    found = []
    for sign in ("号", "號"):
        for _, to in islice(places(plain, (sign,)), _MOST):
            if to > stop:
                continue
            more = re.compile(r"[之の]\d{1,2}").match(plain, to)
            end = more.end() if more else to
            first = max(0, end - _WIDTH, plain.rfind("\n", 0, end) + 1)
            text = plain[first:end].lower()
            run = next((one for at in range(len(text)) if (one := _RUN.match(text, at))), None)
            number = _NUMBER.search(text)
            if not run or not number or _LAW.search(text[-24:]) or _ADDRESS.search(text[-20:]):
                continue
            lead = _LEADS.match(run[0])
            start = first + run.start() + (lead.end() if lead else 0)
            for year in _YEARED.finditer(text):
                start = max(start, first + year.start())
            above = _ABOVE.search(plain, max(0, first - _WIDTH), start)
            if above:
                found.append((above.start("sign"), end))
            elif first + number.start() - start > 1:
                found.append((start, end))
    return found
