"""What a page asks to be opened is of the agreed form, or is answered as such; a key fits its record, or is refused."""

from __future__ import annotations

import base64
import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dueprocess.adapters import crypto, openpgp_mail, smime_keys
from dueprocess.client import mail_keys, vault_unseal
from dueprocess.formats import mail_key
from dueprocess.formats.mail_key import MailKey, MailSecret
from dueprocess.formats.refusal import DeniedError

AT, NOW = "2026-11-30T09:00:00Z", dt.datetime(2026, 11, 30, 9, tzinfo=dt.UTC)
ASKED = {"pin", "itself", "authorities", "keys", "secrets", "originals"}
JSON = st.recursive(
    st.none() | st.integers() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)


@given(st.dictionaries(st.sampled_from(sorted(ASKED)), JSON) | JSON)
def test_what_is_of_no_known_form_is_answered_as_such(question: object) -> None:
    told = vault_unseal.answer(question, crypto.verify, NOW, {})
    assert set(told) == {"rule", "reason"}


def test_a_secret_is_that_of_the_record_and_of_its_certificate() -> None:
    text = [
        base64.b64encode(one).decode()
        for one in (*openpgp_mail.make("a@b.example"), *smime_keys.make("a@b.example", NOW))
    ]
    record = MailKey("a@b.example", AT, text[1], text[3])
    kept = mail_keys.Kept("", record, b"", b"")
    inside = MailSecret(text[0], text[2])
    assert mail_keys.fitting(kept, mail_key.SECRET.encode(inside)) == inside
    other = base64.b64encode(smime_keys.make("a@b.example", NOW)[0]).decode()
    for wrong in (replace(inside, smime=other), replace(inside, smime="")):
        with pytest.raises(DeniedError, match="another key"):
            mail_keys.fitting(kept, mail_key.SECRET.encode(wrong))
