"""Who is asking: for each letter the line that a person reads, as text; never a score (hazards 2.1 to 2.5)."""

from __future__ import annotations

import base64
import dataclasses
import datetime as dt
import json
import random
import re
from email.message import EmailMessage
from pathlib import Path

import pytest

from dueprocess.adapters import asking, trusted_lists
from dueprocess.adapters.asking import Beside
from dueprocess.adapters.dkim import Record
from dueprocess.adapters.sandbox import Sandbox
from dueprocess.adapters.texts import of_senders, sentences
from dueprocess.demand.asking import KINDS, MAX_VALUE, Fact, Leaning, fact, from_plain, line, shown, to_plain
from dueprocess.demand.asking.sender import Office
from sealed_mail import Openssl
from sender_samples import (
    AT,
    BODY,
    Dkim,
    head,
    issuer,
    known,
    list_of_lists,
    mail,
    record,
    rsa_key,
    sealed,
    signed_files,
    signed_pdf,
    signed_xml,
    trusted_list,
)

VECTORS = Path(__file__).resolve().parents[3] / "shared" / "vectors"
TALBACH = Office(
    "DE-PP-TALBACH",
    "Polizei Talbach",
    ("Polizeipräsidium Talbach",),
    "DE",
    "kripo@polizei-talbach.example",
    since="2026-06-01",
)
BKA = Office("DE-BKA", "Bundeskriminalamt", ("BKA",), "DE", "post@bka.bund.example", since="2026-06-01")
NOBODY = Office("US-FBI", "Federal Bureau of Investigation", ("FBI",), "US")
OURS = Beside(
    records=known("polizei-talbach.example"), offices=(TALBACH, BKA, NOBODY), ours=("orders@desk.example",), at=AT
)


def said(data: bytes, beside: Beside = OURS, **more: str) -> str:
    """The line that is shown."""
    return line(asking.facts(data, beside, **more), of_senders("en"))


def codes(data: bytes, beside: Beside = OURS, **more: str) -> list[str]:
    """Codes of the facts, what weighs most first."""
    return [one.code for one in asking.facts(data, beside, **more)]


# Real ones.


def test_from_a_verified_mailbox_signed_whole() -> None:
    data = Dkim().signed(head())
    assert said(data) == (
        "From the mailbox that this desk verified of Polizei Talbach; signed by its domain's mail server; "
        "not called back."
    )
    assert [one for one in asking.facts(data, OURS) if one.leaning is Leaning.AGAINST] == []


def test_the_number_was_changed_three_days_before_it_came() -> None:
    changed = dataclasses.replace(TALBACH, changed="2026-11-28")
    assert said(Dkim().signed(head()), dataclasses.replace(OURS, offices=(changed,)), claimed="DE-PP-TALBACH") == (
        "From the mailbox that this desk verified of Polizei Talbach; signed by its domain's mail server; not called "
        "back; the office's number or address was changed on 2026-11-28."
    )
    fresh = dataclasses.replace(TALBACH, since="2026-11-28")
    assert "the office was verified on 2026-11-28" in said(
        Dkim().signed(head()), dataclasses.replace(OURS, offices=(fresh,)), claimed="DE-PP-TALBACH"
    )


def test_a_key_that_nobody_fetched_is_a_third_state() -> None:
    unknown = dataclasses.replace(OURS, records={})
    assert said(Dkim().signed(head()), unknown) == (
        "From the mailbox that this desk verified of Polizei Talbach; signed, but the key was not there to check; not "
        "called back."
    )


def test_a_small_office_that_nobody_knows() -> None:
    assert said(mail(head(From="Gemeinde Au <amt@gemeinde-au.example>"))) == (
        "From gemeinde-au.example, which this desk does not know; not signed; not called back."
    )


def test_over_a_verified_connection() -> None:
    bound = dataclasses.replace(OURS, connection="Polizei Talbach")
    assert said(b"<HI1Message/>", bound) == "Over the connection of Polizei Talbach; not called back."


def test_signed_by_the_verified_certificate(tmp_path: Path) -> None:
    certificate, data = _signed_by(Openssl(tmp_path))
    given = dataclasses.replace(OURS, keys={certificate: "DE-PP-TALBACH"}, at=dt.datetime.now(dt.UTC))
    assert "; signed by the key of Polizei Talbach that two people verified; " in said(data, given)
    assert "; signed by a key that this desk does not know; " in said(data, dataclasses.replace(given, keys={}))
    broken = said(data.replace(b"Auskunft", b"Auskunfd"), given)
    assert "; the signature does not fit; " in broken


def _signed_by(office: Openssl) -> tuple[bytes, bytes]:
    certificate = office.key("kripo")
    part = ("Content-Type: text/plain; charset=utf-8\r\n\r\n" + BODY).encode()
    signature = base64.encodebytes(office.sign("kripo", part, "-detached")).decode()
    kind = 'multipart/signed; protocol="application/pkcs7-signature"; micalg=sha-256; boundary="b"'
    body = (
        f"--b\r\n{part.decode()}\r\n--b\r\nContent-Type: application/pkcs7-signature; name=smime.p7s\r\n"
        f"Content-Transfer-Encoding: base64\r\n\r\n{signature}\r\n--b--\r\n"
    )
    return certificate, mail(head(MIME_Version="1.0", Content_Type=kind), body)


# Forged ones, our own.


def test_a_domain_that_looks_like_a_verified_one() -> None:
    for domain, how in (
        ("po1izei-talbach.example", "other letters that look the same"),
        ("polizei-talbach.test", "the same name under another ending"),
        ("polizei-talbacch.example", "one letter away"),
        ("polizei-talbach.example.attacker.test", "the other name stands inside it"),
        ("polizei-talbach-example.test", "the other name stands inside it"),
        ("xn--plizei-talbach-vzl.example", "other letters that look the same"),  # a Cyrillic o
    ):
        data = mail(head(From=f"Polizei Talbach <kripo@{domain}>"))
        assert "look-alike" in codes(data), domain
        assert how in of_senders("en").said(_fact(data, "look-alike"), "says"), domain
    data = mail(head(From="Kripo <kripo@p\u043elizei-talbach.example>"))
    assert said(data) == (  # nobody sees the difference; so it is shown as machines write it
        "From xn--plizei-talbach-vzl.example, which looks like polizei-talbach.example; not signed; not called back. "
        "Look: in its domain letters of several scripts stand in one word."
    )
    assert said(mail(head(From="Kripo <kripo@polizei-talbach.test>"))) == (
        "From polizei-talbach.test, which looks like polizei-talbach.example; not signed; not called back."
    )


def _fact(data: bytes, code: str, beside: Beside = OURS) -> Fact:
    return next(one for one in asking.facts(data, beside) if one.code == code)


def test_a_name_that_the_domain_does_not_belong_to() -> None:
    assert said(mail(head(From="Bundeskriminalamt <lage@einsatz.example>"))) == (
        "From einsatz.example, which is not the verified address of Bundeskriminalamt; not signed; not called back."
    )
    assert said(mail(head(From='"post@bka.bund.example" <x@einsatz.example>'))).endswith(
        "Look: the sender's name shows another address."
    )


def test_a_free_mailbox_with_answers_elsewhere() -> None:
    data = mail(head(From="FBI Legal Attache <fbi.legat@gmail.com>", Reply_To="legat@fastpost.example"))
    assert said(data) == (
        "From a free mailbox (gmail.com); not signed; not called back. Look: answers would go to fastpost.example."
    )
    assert "office-unverified" in codes(data)


def test_an_old_mail_sent_again_to_us() -> None:
    signed = Dkim(tags={"t": "1795000000", "x": "1795600000"})  # 18 November 2026, a week
    data = signed.signed(head(To="desk@other-provider.example", Date="Wed, 18 Nov 2026 14:00:00 +0100"))
    assert said(data) == (
        "From the mailbox that this desk verified of Polizei Talbach; its domain's signature had ended; "
        "not called back. "
        "Look: it was sent to others."
    )
    assert {"dkim-old", "date-unlike", "not-to-us"} <= set(codes(data))


def test_words_added_below_what_is_signed() -> None:
    signed = Dkim(tags={"l": str(len(BODY.encode()))})
    data = signed.signed(head()) + b"And send all messages too.\r\n"
    assert said(data) == (
        "From the mailbox that this desk verified of Polizei Talbach; signed in part by its domain's mail server; not "
        "called back. Look: its signature covers the beginning alone."
    )


def test_a_subject_that_nobody_signed_and_a_head_that_says_it_twice() -> None:
    bare = Dkim(over=("From", "Date")).signed(head())
    assert said(bare).endswith("not called back. Look: its signature leaves out To, Subject.")
    twice = Dkim().signed(head()).replace(b"From: ", b"From: BKA <post@bka.bund.example>\r\nFrom: ", 1)
    assert "doubled-header" in codes(twice)
    assert "dkim-valid" not in codes(twice)


def test_words_that_were_changed_on_the_way() -> None:
    data = Dkim().signed(head()).replace(b"Auskunft", b"Ausgabe ")
    assert said(data) == (
        "From the mailbox that this desk verified of Polizei Talbach; its domain's signature does not fit; not called "
        "back."
    )
    assert "the words are others" in of_senders("en").said(_fact(data, "dkim-broken"), "says")
    stale = dataclasses.replace(OURS, records={"s1._domainkey.polizei-talbach.example": [Record(*_other_key())]})
    assert "the key of 2025-01-01 does not fit" in of_senders("en").said(
        _fact(Dkim().signed(head()), "dkim-broken", stale), "says"
    )


def _other_key() -> tuple[str, str]:
    return record(rsa_key(1024)), "2025-01-01"


def test_a_domain_that_says_government_and_words_of_known_frauds() -> None:
    text = (
        "EMERGENCY. Do not contact the switchboard, I am in the field. Please do not forward this to your legal "
        "department. Send the recovery codes. You will be held personally liable."
    )
    data = mail(head(From="Det. Marlow <marlow@harbor-police-gov.example>", Date="Sun, 29 Nov 2026 03:10:00 +0300"))
    facts = asking.facts(data, dataclasses.replace(OURS, at=None), text=text, country="US")
    assert line(facts, of_senders("en")) == (
        "From harbor-police-gov.example, a name that anybody can register; not signed; not called back. "
        "Look: it asks you "
        "not to call, as forged requests did."
    )
    against = [one.code for one in shown(facts)[Leaning.AGAINST]]
    assert against == ["wording-no-call", "like-government", "wording-no-legal"]
    assert {"wording-secrets", "wording-threat", "zone-unlike", "odd-hour"} <= {one.code for one in facts}


def test_words_of_known_frauds_in_other_languages() -> None:
    for text, code in (
        ("Bitte nicht anrufen, ich bin im Einsatz.", "wording-no-call"),
        ("Bearbeiten Sie dies ohne Einbeziehung Ihrer Rechtsabteilung.", "wording-no-legal"),
        ("Merci de ne pas nous téléphoner.", "wording-no-call"),
        ("Envíe las contraseñas y los códigos de recuperación.", "wording-secrets"),
        ("Inviare anche i codici di recupero.", "wording-secrets"),
        ("Wij zijn niet telefonisch bereikbaar.", "wording-no-call"),
        ("Proszę nie dzwonić.", "wording-no-call"),
    ):
        assert code in codes(mail(head()), text=text), text


def test_ordinary_words_are_no_known_fraud() -> None:
    for text in (
        "Bei Rückfragen rufen Sie bitte die Vermittlung der Dienststelle an. Das Passwort wird nicht verlangt.",
        "Please contact the switchboard of the department or call the number of the court. Do not notify the user.",
        "For questions contact our legal department. The order is enforced under section 33.",
        "Bitte teilen Sie dies Ihrer Rechtsabteilung mit. Die Frist endet morgen.",
    ):
        assert not [one for one in codes(mail(head()), text=text) if one.startswith("wording")], text


def test_a_domain_that_asks_to_reject_what_it_did_not_sign() -> None:
    policy = {**OURS.records, "_dmarc.polizei-talbach.example": [Record("v=DMARC1; p=reject", "2026-11-30")]}
    asks = dataclasses.replace(OURS, records=policy)
    assert "dmarc-pass" in codes(Dkim().signed(head()), asks)
    unknown = {name: rows for name, rows in policy.items() if name.startswith("_dmarc")}
    assert "dmarc-fail" not in codes(Dkim().signed(head()), dataclasses.replace(OURS, records=unknown))
    assert said(mail(head()), asks) == (
        "From the mailbox that this desk verified of Polizei Talbach; not signed; not called back. Look: "
        "its domain asks "
        "that such mail be refused."
    )


def test_a_seal_of_somebody_whom_the_operator_trusts() -> None:
    data = sealed(head())
    given = dataclasses.replace(OURS, records=known("list.example"))
    assert "arc-unknown" in codes(data, given)
    assert "arc-sealed" in codes(data, dataclasses.replace(given, sealers=frozenset({"list.example"})))
    assert "arc-no-key" in codes(data)
    assert "arc-broken" in codes(data.replace(b"dkim=pass", b"dkim=nope"), given)


def test_a_pdf_file_signed_whole_and_one_with_more_behind_it() -> None:
    lists = [trusted_lists.read({}, one) for one in (list_of_lists("DE"), trusted_list("DE", [issuer().der]))]
    given = dataclasses.replace(OURS, lists=trusted_lists.of_plain(trusted_lists.together(lists, "2026-12-01")))
    data = signed_pdf(issuer())
    assert said(data, given, name="b.pdf") == (
        "Without a sender's address; the PDF is signed whole by Amtsgericht Talbach; not called back."
    )
    assert said(data + b"\n%more", given, name="b.pdf") == (
        "Without a sender's address; not called back. Look: 6 bytes stand in the PDF after what is signed."
    )
    late = trusted_lists.of_plain(trusted_lists.together(lists, "2027-05-01"))
    other = dataclasses.replace(given, lists=dataclasses.replace(late, anchors=()))
    assert said(data, other, name="b.pdf") == (
        "Without a sender's address; the PDF is signed, but the trusted lists here are incomplete as of "
        "2026-11-01; not "
        "called back."
    )
    assert "the PDF is signed, but no trusted list is here to check by whom" in said(data, name="b.pdf")


def test_an_xml_file_signed_whole_and_one_with_more_in_it() -> None:
    lists = [trusted_lists.read({}, one) for one in (list_of_lists("DE"), trusted_list("DE", [issuer().der]))]
    given = dataclasses.replace(OURS, lists=trusted_lists.of_plain(trusted_lists.together(lists, "2026-12-01")))
    data = signed_xml(issuer())
    whole = "Without a sender's address; the XML file is signed whole by Amtsgericht Talbach; not called back."
    assert said(data, given, name="o.xml") == whole
    assert said(signed_files(issuer(), {"order.txt": b"Beschluss"}), given, name="o.asice") == whole
    assert said(data.replace(b"<asks>", b"<!-- more --><asks>"), given, name="o.xml") == (
        "Without a sender's address; not called back. Look: not all of the XML file is signed."
    )
    assert said(data.replace(b"Beschluss", b"Beschlusz"), given, name="o.xml") == (
        "Without a sender's address; the signature of the XML file does not fit; not called back."
    )
    odd = b'<order><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"/></order>'
    assert "perhaps an XML file is signed, in a form that is not read here" in said(odd, name="o.xml")


def test_a_signed_file_that_is_attached_to_a_mail() -> None:
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"] = "kripo@polizei-talbach.example", "orders@desk.example", "Az. 1"
    mail.set_content("Siehe Anlage.")
    mail.add_attachment(signed_xml(issuer()), maintype="application", subtype="xml", filename="beschluss.xml")
    assert "no trusted list is here to check by whom" in said(mail.as_bytes(), name="a.eml")


# The machinery.


@pytest.mark.parametrize("language", ["en", "de"])
def test_every_fact_has_its_words(language: str) -> None:
    words = of_senders(language)
    assert set(words.facts) == set(KINDS)
    blanks = {code: _blanks(row) for code, row in words.facts.items()}
    assert blanks == {code: _blanks(row) for code, row in of_senders("en").facts.items()}
    assert all(words.facts[code].get("short") for code, kind in KINDS.items() if kind.leaning is Leaning.AGAINST)
    assert all(words.facts[code].get("short") for code, kind in KINDS.items() if kind.slot)
    assert set(sentences("asking")[language]["how"]) == {
        *("letters", "one", "ending", "inside"),
        *("none", "quarantine", "reject"),
    }


def _blanks(row: object) -> set[str]:
    return set(re.findall(r"\{([a-z]+)\}", json.dumps(row)))


def test_the_reference_names_each_fact_as_it_is_said(root: Path) -> None:
    page = (root / "docs/reference/who-is-asking.md").read_text()
    words = of_senders("en")
    for code in KINDS:
        assert f"| `{code}` | {words.facts[code]['says']} | {words.facts[code]['proves']} |" in page, code


def test_in_german_the_line_is_german() -> None:
    facts = asking.facts(mail(head(From="FBI <x@gmail.com>", Reply_To="y@fastpost.example")), OURS)
    assert line(facts, of_senders("de")) == (
        "Von einem freien Postfach (gmail.com); nicht signiert; nicht zurückgerufen. Sehen Sie hin: "
        "Antworten gingen an "
        "fastpost.example."
    )


def test_no_number_sums_them_up() -> None:
    assert {one.name for one in dataclasses.fields(Fact)} == {"code", "values"}
    for language in ("en", "de"):
        text = json.dumps(sentences("asking")[language], ensure_ascii=False).casefold()
        assert not any(word in text for word in ("score", "percent", "risk", "%", "punkte", "wahrscheinlich"))


def test_a_sender_writes_no_line_and_no_link_of_ours() -> None:
    name = "=?utf-8?q?x=E2=80=AE=40evil=E2=80=8B.https=3A//x.example?="
    (shows,) = [
        one for one in asking.facts(mail(head(From=f"{name} <a@einsatz.example>")), OURS) if "holds" in one.code
    ]
    assert shows.values["address"] == "x @evil .hxxps://x.example"
    assert len(fact("free-mail", domain="x" * 999).values["domain"]) == MAX_VALUE


def test_facts_travel_as_plain_rows() -> None:
    facts = asking.facts(Dkim().signed(head()), OURS)
    assert from_plain(json.loads(json.dumps(to_plain(facts)))) == facts
    assert from_plain([{"code": "of-a-newer-program", "values": {}}, {"code": []}, 7, {"code": "not-signed"}]) == []


def test_a_signature_in_xml_is_checked_in_the_sandbox_too() -> None:
    with Sandbox(setup={"asking": {"at": AT.isoformat()}}) as box:
        told = box.run("read", {"file": "o.xml"}, signed_xml(issuer(), "<order>Please send the IP logs.</order>"))
    assert isinstance(told, dict)
    assert any(one.code == "xml-no-lists" for one in from_plain(told["asking"])), told


def test_in_the_sandbox_as_here() -> None:
    setup = {
        "asking": {
            "records": [["s1._domainkey.polizei-talbach.example", "2026-11-30", _text()]],
            "offices": [{**dataclasses.asdict(TALBACH), "names": list(TALBACH.names)}],
            "ours": ["orders@desk.example"],
            "at": AT.isoformat(),
        }
    }
    with Sandbox(setup=setup) as box:
        told = box.run("read", {"file": "a.eml"}, Dkim().signed(head()))
    assert isinstance(told, dict)
    assert line(from_plain(told["asking"]), of_senders("en")) == (
        "From the mailbox that this desk verified of Polizei Talbach; signed by its domain's mail server; "
        "not called back."
    )


def _text() -> str:
    return known("polizei-talbach.example")["s1._domainkey.polizei-talbach.example"][0].text


def test_hostile_bytes_raise_nothing() -> None:
    draw, data = random.Random(11), Dkim().signed(head(Reply_To="x@y.example"))  # noqa: S311 - repeatable
    for _ in range(200):
        made = bytearray(data)
        for _ in range(draw.randrange(1, 30)):
            made[draw.randrange(len(made))] = draw.randrange(256)
        asking.facts(bytes(made), OURS, text=made.decode("latin-1"))
    for odd in (
        b"",
        b"From: \r\n\r\n",
        b"From: <<<>>>@\r\nDate: Fri, 99 Foo 20000\r\n\r\n",
        b"To: " + b"a@b.c," * 9000,
    ):
        asking.facts(odd, OURS)


def test_the_forged_letters_of_others() -> None:
    letters = VECTORS / "letters"
    if not letters.is_dir():
        pytest.skip("the shared vectors are not beside this repository")
    rows = [json.loads(row) for row in (letters / "truth.jsonl").read_text().splitlines()]
    forged = [row for row in rows if "forged" in (row.get("note") or "")]
    assert forged
    for row in forged:
        with Sandbox(setup={"asking": {}}) as box:
            told = box.run("read", {"file": row["file"]}, (letters / row["file"]).read_bytes())
        assert isinstance(told, dict)
        facts = from_plain(told["asking"])
        assert len(shown(facts)[Leaning.AGAINST]) == 3
        assert shown(facts)[Leaning.FOR] == []
        assert line(facts, of_senders("en")) == (
            "From lodestone-police-gov.example, a name that anybody can register; not signed; not called back. Look: "
            "answers would go to fastpost.example."
        )
