"""Every page of the staff desk: its path, its view, and what the table of access calls it."""

from dataclasses import dataclass
from typing import Any, Final

from django.urls import path

from dueprocess.acts.access import View
from dueprocess.desk.staff.views import (
    account,
    arrivals,
    case,
    cases,
    days,
    due,
    errors,
    house,
    login,
    night,
    own_cases,
    people,
    report_check,
    reports,
    score,
    shelves,
    stopping,
    talks,
)


@dataclass(frozen=True, slots=True)
class Page:
    """One page. ``sees`` is what its reader must be allowed to see; None: the gate names it among its open or own."""

    path: str
    view: Any
    name: str
    sees: View | None


_CASE: Final = "cases/<str:case_id>/"

PAGES: Final[list[Page]] = [
    Page("", due.due, "due", View.DUE),
    Page("changed/", due.changed, "due_changed", View.DUE),
    Page("cases/", cases.queue, "cases", View.CASES),
    Page(_CASE, case.case, "case", View.CASES),
    Page(_CASE + "changed/", case.changed, "case_changed", View.CASES),
    Page(_CASE + "history/", case.history, "history", View.HISTORY),
    Page(_CASE + "facts/", case.facts, "facts", View.CASES),
    Page(_CASE + "put/<slug:person>/", own_cases.put, "put", View.SHARING),
    Page(_CASE + "remind/", days.remind, "remind", View.CASES),
    Page("days/", days.own, "days", View.DUE),
    Page("days/away/<int:absence>/", days.back, "away_back", View.DUE),
    Page("days/reminder/<int:reminder>/", days.reminder, "reminder", View.DUE),
    Page("days/calendar/<slug:act>/", days.feed, "feed", View.DUE),
    Page("calendar/<str:token>.ics", days.calendar, "calendar", None),
    Page("arrive/", arrivals.arrive, "arrive", View.HAND_IN),
    Page("arrive/outside/", arrivals.outside, "outside", View.HAND_IN),
    Page("note/", arrivals.note, "note", None),
    Page("note/thanks/", arrivals.thanks, "note_thanks", None),
    Page("note/talk/", talks.note, "note_talk", None),
    Page("law/", shelves.law, "law", View.LAW),
    Page("law/shelf/<str:code>/", shelves.shelf, "shelf", View.LAW),
    Page("law/<str:name>/", shelves.instrument, "instrument", View.LAW),
    Page("directory/", shelves.directory, "directory", View.AUTHORITIES),
    Page("report-check/", report_check.check, "report_check", View.REPORTS),
    # Log-in, accounts, people, settings; names with account_ and mfa_ are those that the library asks for.
    Page("login/", login.log_in, "account_login", None),
    Page("login/second/", login.second_step, "mfa_authenticate", None),
    Page("login/passkey/", login.passkey_log_in, "mfa_login_webauthn", None),
    Page("login/over/", login.over, "account_inactive", None),
    Page("logout/", login.log_out, "account_logout", None),
    Page("join/", login.join, "join", None),
    Page("join/account/", login.choose, "join_account", None),
    Page("again/", login.again, "account_reauthenticate", None),
    Page("again/code/", login.again_by_code, "mfa_reauthenticate", None),
    Page("again/passkey/", login.again_by_passkey, "mfa_reauthenticate_webauthn", None),
    Page("account/", account.account, "account", None),
    Page("account/second/", account.second, "second", None),
    Page("account/app/", account.app_on, "mfa_activate_totp", None),
    Page("account/app/off/", account.app_off, "mfa_deactivate_totp", None),
    Page("account/passkey/", account.passkey_on, "mfa_add_webauthn", None),
    Page("account/passkey/<int:pk>/off/", account.passkey_off, "mfa_remove_webauthn", None),
    Page("account/password/", account.change_password, "account_change_password", None),
    Page("account/password/new/", account.set_password, "account_set_password", None),
    Page("account/sessions/", account.end_sessions, "account_sessions", None),
    Page("account/card/", account.card, "account_card", None),
    Page("account/vault/", account.vault, "account_vault", None),
    Page("account/language/", account.language, "account_language", None),
    Page("freeze/", people.freeze, "freeze", None),
    Page("stop/", stopping.stop, "stop", None),
    Page("people/", people.people, "people", View.PEOPLE),
    Page("people/own-cases/<slug:do>/", own_cases.say, "own_cases", View.SHARING),
    Page("people/invite/", people.invite, "invite", View.ACCOUNTS),
    Page("people/<slug:person>/remove/", people.remove, "remove", View.ACCOUNTS),
    Page("settings/", house.settings, "settings", View.HEALTH),
    Page("settings/tokens/", house.make_token, "token_make", View.ACCOUNTS),
    Page("settings/tokens/<str:token>/end/", house.end_token, "token_end", View.ACCOUNTS),
    # Night and weekend.
    Page("night/", night.night, "night", View.WATCH),
    Page("night/watch/<str:watch>/", night.watch, "watch", View.WATCH),
    Page("night/have/<str:paging>/", night.have, "have", View.WATCH),
    Page("night/reach/", night.reach, "reach", View.WATCH),
    Page("night/reach/<int:way>/", night.way, "way", View.WATCH),
    Page("night/ack/", night.ack, "ack", None),
    Page("night/ack/<str:call>", night.ack, "ack", None),  # as the links of pages end (desk/jobs/alarm_calls.py)
    # The transparency report.
    Page("reports/", reports.reports, "reports", View.REPORTS),
    Page("reports/<str:period>/", reports.draft, "report", View.REPORTS),
    Page("reports/<str:period>/edition.json", reports.signed_bytes, "report_bytes", View.REPORTS),
    Page("talks/", talks.talks, "talks", View.TALKS),
    Page("score/", score.score, "score", View.REPORTS),
    Page("score/yardsticks/", score.yardsticks, "score_yardsticks", View.REPORTS),
    Page("score/<str:indicator>/", score.questions, "score_indicator", View.REPORTS),
]

urlpatterns = [path(page.path, page.view, name=page.name) for page in PAGES]
SEEN_AS: Final = {page.name: page.sees for page in PAGES if page.sees is not None}

handler404 = errors.missing
handler429 = errors.too_many
handler500 = errors.broken
