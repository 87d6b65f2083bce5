"""Log-in, accounts, people, settings: their pages. Names with account_ and mfa_ are those that the library asks for."""

from typing import Final

from dueprocess.acts.access import View
from dueprocess.desk.staff.page import Page
from dueprocess.desk.staff.views import account, house, invitation, login, people

PAGES: Final[list[Page]] = [
    Page("login/", login.log_in, "account_login", None),
    Page("login/second/", login.second_step, "mfa_authenticate", None),
    Page("login/passkey/", login.passkey_log_in, "mfa_login_webauthn", None),
    Page("login/over/", login.over, "account_inactive", None),
    Page("logout/", login.log_out, "account_logout", None),
    Page("join/", invitation.join, "join", None),
    Page("join/account/", invitation.choose, "join_account", None),
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
    Page("account/language/", account.language, "account_language", None),
    Page("freeze/", people.freeze, "freeze", None),
    Page("people/", people.people, "people", View.PEOPLE),
    Page("people/invite/", people.invite, "invite", View.ACCOUNTS),
    Page("people/<slug:person>/remove/", people.remove, "remove", View.ACCOUNTS),
    Page("settings/", house.settings, "settings", View.HEALTH),
    Page("settings/tokens/", house.make_token, "token_make", View.ACCOUNTS),
    Page("settings/tokens/<str:token>/end/", house.end_token, "token_end", View.ACCOUNTS),
]
