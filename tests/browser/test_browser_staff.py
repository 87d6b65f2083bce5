"""Every page of the staff desk in a real browser: accessible, narrow and wide, light and dark, in both directions."""

from __future__ import annotations

import calendar
import gzip
import re
from typing import Any

import pytest

from accessibility import faults_of
from browser_desk import Practice
from dueprocess.desk.staff.urls import PAGES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

# Every name of the desk's table of pages, and an address at which it is looked at; "" for what is no page of its own.
WHERE = {
    "due": "/",
    "cases": "/cases/",
    "case": "/cases/{case}/",
    **dict.fromkeys(("due_changed", "case_changed"), ""),
    "history": "/cases/{case}/history/",
    "facts": "/cases/{case}/facts/",
    "remind": "/cases/{case}/remind/",
    "days": "/days/",
    "arrive": "/arrive/",
    "outside": "/arrive/outside/",
    "note": "/note/",
    "note_thanks": "/note/thanks/",
    "talks": "/talks/",
    "law": "/law/",
    "shelf": "/law/shelf/DE/",
    "instrument": "/law/DE-STPO-100J/",
    "directory": "/directory/",
    "account_login": "/login/",
    "join": "/join/",
    "account": "/account/",
    "mfa_activate_totp": "/account/app/",
    "mfa_add_webauthn": "/account/passkey/",
    "people": "/people/",
    "account_reauthenticate": "/again/",
    "account_change_password": "/account/password/",
    # The operator's, and those that only take a form: tests/desk/staff looks at each.
    **dict.fromkeys(("invite", "remove", "token_make", "token_end", "second", "join_account"), ""),
    **dict.fromkeys(("mfa_authenticate", "mfa_login_webauthn", "account_inactive", "account_logout"), ""),
    **dict.fromkeys(("mfa_reauthenticate", "mfa_reauthenticate_webauthn", "mfa_deactivate_totp"), ""),
    **dict.fromkeys(("mfa_remove_webauthn", "account_set_password", "account_sessions"), ""),
    **dict.fromkeys(("account_card", "account_language", "account_vault", "note_talk"), ""),
    **dict.fromkeys(("away_back", "calendar", "feed", "own_cases", "put", "reminder"), ""),
    "report_check": "/report-check/",
    "night": "/night/",
    "reach": "/night/reach/",
    "ack": "/night/ack/",
    **dict.fromkeys(("watch", "have", "way"), ""),
    "settings": "/settings/",
    "reports": "/reports/",
    "report": "/reports/2026-Q4/",
    "report_bytes": "",
    "score": "/score/",
    "score_indicator": "/score/P16/",
    "score_yardsticks": "/score/yardsticks/",
    "freeze": "/freeze/",
    "stop": "/stop/",
}
HEADS = "h1, button, .tabs a, th"
OURS = "all => all.filter(one => !one.closest('.paper, [translate=no]')).map(one => one.innerText)"
DAYS = re.compile(r"(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|" + "|".join(calendar.month_name[1:]))
WEIGHT = 60_000  # bytes of a page with its sheets and scripts, as they travel, without fonts


def test_no_page_is_missing_from_the_list() -> None:
    assert {page.name for page in PAGES} == set(WHERE)


@pytest.fixture(scope="module")
def logged_in(practice: Practice, chromium: Any) -> dict[str, Any]:
    """State of a browser in which birch is logged in."""
    context = chromium.new_context()
    practice.log_in(context.new_page(), "birch")
    state: dict[str, Any] = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize(
    "language",
    ["en", "xr", pytest.param("de", marks=pytest.mark.soak)],  # German has the elements of the others, in longer words
)
def test_each_page_passes_axe_fits_is_light_and_leaves_no_word_in_english(
    practice: Practice, chromium: Any, logged_in: dict[str, Any], language: str
) -> None:
    context = chromium.new_context(
        viewport={"width": 1280, "height": 900},
        bypass_csp=True,
        storage_state=logged_in,
        extra_http_headers={"Accept-Language": language},
    )
    tab = context.new_page()
    found: list[str] = []
    asked: list[Any] = []
    tab.on("request", lambda request: asked.append(request))  # noqa: PLW0108 - a built-in function is no handler
    for name, path in WHERE.items():
        if not path:
            continue
        asked.clear()
        answer = tab.goto(practice.at("staff", path.format(case=practice.cases[0])))
        assert answer.status == 200, name
        assert tab.get_attribute("html", "dir") == ("rtl" if language == "xr" else "ltr"), name
        found += [f"{name}: {fault}" for fault in faults_of(tab, dark=language == "en")]
        if language == "xr":
            found += [f"{name}: {head}" for head in in_english(tab)]
        elsewhere = [one.url for one in asked if not one.url.startswith((practice.at("staff"), "data:"))]
        assert elsewhere == [], name
        weighs = sum(travelling(one.response()) for one in asked if not one.url.startswith("data:"))
        if weighs > WEIGHT:
            found.append(f"{name}: {weighs} bytes")
    context.close()
    assert found == []


def travelling(answer: Any) -> int:
    """Bytes on the wire behind a proxy that compresses, as the examples of the operator's guide do."""
    if 300 <= answer.status < 400:
        return 0  # a redirect has no body
    body: bytes = answer.body()
    return len(gzip.compress(body, 6, mtime=0))


def in_english(tab: Any) -> list[str]:
    """Headings and buttons of a page in the language that marks every word which is translated."""
    said = [DAYS.sub("", head) for head in tab.eval_on_selector_all(HEADS, OURS)]  # Django's own days are not ours
    return [head for head in said if re.search(r"[a-z]{4,}", head) and not head.startswith("c-")]


def test_the_desk_is_walked_by_keyboard(practice: Practice, chromium: Any, logged_in: dict[str, Any]) -> None:
    context = chromium.new_context(storage_state=logged_in)
    tab = context.new_page()
    tab.goto(practice.at("staff"))
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.getAttribute('href')") == "#main"
    tab.keyboard.press("Enter")
    hrefs = []
    while (
        "/cases/" not in str(hrefs[-1:]) and len(hrefs) < 8
    ):  # the number of a line leads to the desk's page, its button to the vault
        tab.keyboard.press("Tab")
        hrefs.append(tab.evaluate("document.activeElement.getAttribute('href')"))
        assert tab.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    tab.keyboard.press("Enter")
    tab.wait_for_url("**/cases/c-**")
    context.close()
