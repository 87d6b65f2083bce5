"""Bytes to text: plain, mail, PDF; limits; one class of error that says what to do."""

from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

import pdf_samples
from dueprocess.adapters import documents
from dueprocess.adapters.documents import UnreadableError, from_html, to_text


def pdf(text: str) -> bytes:
    import typst

    return bytes(typst.compile(f"#set text(hyphenate: false)\n{text}\n".encode()))


def mail(body: str = "Please remove https://a.example/x") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "o@police.example", "abuse@p.example", "See http://bad.example"
    message.set_content(body)
    return message


@pytest.mark.parametrize(
    "data",
    [
        "Grüße, Überwachung".encode(),
        "Grüße, Überwachung".encode("utf-16"),
        "Grüße, Überwachung".encode("cp1252"),
        b"\xef\xbb\xbf" + "Grüße, Überwachung".encode(),
    ],
)
def test_plain_text_in_several_encodings(data: bytes) -> None:
    assert to_text(data, "a.txt").text == "Grüße, Überwachung"


def test_cyrillic_in_the_windows_encoding() -> None:
    text = "Уведомление о внесении"
    assert to_text(text.encode("cp1251"), "a.txt").text == text


def test_mail_keeps_headers_apart_and_defanged() -> None:
    document = to_text(mail().as_bytes(), "a.eml")
    assert document.kind == "mail"
    assert document.text.strip() == "Please remove https://a.example/x"
    assert document.headers["subject"] == "See hxxp://bad.example"
    assert document.headers["from"] == "o@police.example"


def test_attachments_are_listed_and_text_and_pdf_are_read() -> None:
    message = mail("See the order attached.")
    message.add_attachment(pdf("Order of the court"), maintype="application", subtype="pdf", filename="order.pdf")
    message.add_attachment("Annex text", filename="annex.txt")
    message.add_attachment(b"\x89PNG", maintype="image", subtype="png", filename="../seal.png")
    document = to_text(message.as_bytes(), "a.eml")
    assert [(one.name, one.read) for one in document.attachments] == [
        ("order.pdf", True),
        ("annex.txt", True),
        (".._seal.png", False),
    ]
    assert "Order of the court" in document.text
    assert "Annex text" in document.text


@pytest.mark.parametrize("name", ["order.doc", "list.xls", "mail.msg", "locked.docx"])
def test_a_file_of_an_older_office_says_what_to_do(name: str) -> None:
    """It is an arrival all the same, and beside a mail that is read its name stands as unread."""
    old = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(504)
    with pytest.raises(UnreadableError, match=r"older Office.*ask for it as PDF"):
        to_text(old, name)
    message = EmailMessage()
    message.set_content("See the file.")
    message.add_attachment(old, maintype="application", subtype="octet-stream", filename=name)
    document = to_text(message.as_bytes(), "a.eml")
    assert [(one.name, one.read) for one in document.attachments] == [(name, False)]


def test_html_becomes_text_where_there_is_no_plain_part() -> None:
    message = EmailMessage()
    message["From"] = "a@b.example"
    message.set_content("<p>Remove <a href='https://a.example/x'>this page</a></p><script>x()</script>", subtype="html")
    text = to_text(message.as_bytes(), "a.eml").text
    assert "https://a.example/x" in text
    assert "x()" not in text


def test_the_plain_part_wins_over_html() -> None:
    message = mail("plain words")
    message.add_alternative("<p>other words</p>", subtype="html")
    assert to_text(message.as_bytes(), "a.eml").text.strip() == "plain words"


def test_a_plain_part_that_only_points_to_the_html_hides_no_letter() -> None:
    message = mail("The order is in the HTML part of this mail. RUC 2600781143-K")
    letter = "<p>We order you to hand over the name of a@b.example.</p>" * 8
    message.add_alternative(f"<html><style>{'x ' * 400}</style>{letter}</html>", subtype="html")
    message.get_payload()[1].make_related()  # as mail programs do where a logo stands in the HTML
    text = to_text(message.as_bytes(), "a.eml").text
    assert "RUC 2600781143-K" in text
    assert text.count("hand over the name of a@b.example") == 8


def test_a_mail_inside_a_mail_is_read() -> None:
    outer = mail("forwarded")
    outer.add_attachment(mail("the inner demand"))
    assert "the inner demand" in to_text(outer.as_bytes(), "a.eml").text


def test_pdf_text_and_pages() -> None:
    document = to_text(pdf("First page #pagebreak() Second page"), "x.pdf")
    assert (document.kind, document.pages) == ("pdf", 2)
    assert "First page" in document.text
    assert "Second page" in document.text


def test_nested_mail_beyond_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_DEPTH", 2)
    inner = mail("deep")
    for _ in range(4):
        outer = mail("x")
        outer.add_attachment(inner)
        inner = outer
    with pytest.raises(UnreadableError, match="levels"):
        to_text(inner.as_bytes(), "a.eml")


def test_limits_on_bytes_pages_and_characters(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(documents, "MAX_PAGES", 1)
    with pytest.raises(UnreadableError, match="pages"):
        to_text(pdf("a #pagebreak() b"), "x.pdf")
    monkeypatch.setattr(documents, "MAX_CHARACTERS", 10)
    with pytest.raises(UnreadableError, match="characters"):
        to_text(b"a" * 11, "a.txt")
    monkeypatch.setattr(documents, "MAX_BYTES", 10)
    with pytest.raises(UnreadableError, match="bytes"):
        to_text(b"a" * 11, "a.txt")


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (b"", "a.txt"),
        (b"   \n", "a.txt"),
        (b"%PDF-1.7\nbroken", "a.pdf"),
        (b"no pdf", "a.pdf"),
        (bytes(range(32)) * 9, "a.txt"),
        (b"nothing like a mail", "a.eml"),
    ],
)
def test_unreadable_says_what_to_do(data: bytes, name: str) -> None:
    with pytest.raises(UnreadableError, match="by hand"):
        to_text(data, name)


def test_an_empty_pdf_is_perhaps_a_scan() -> None:
    with pytest.raises(UnreadableError, match="scan"):
        to_text(pdf(""), "a.pdf")


@given(st.binary(max_size=600), st.sampled_from(["a.eml", "a.txt", "a.pdf", "a", "a.bin"]))
def test_bytes_give_text_or_the_one_error(data: bytes, name: str) -> None:
    try:
        assert to_text(data, name).text.strip()
    except UnreadableError as fault:
        said = str(fault)
    else:
        said = "by hand"
    assert "hand" in said


@given(
    st.lists(
        st.sampled_from(
            [
                "Content-Type: multipart/mixed; boundary=x\n",
                "Content-Type: text/html; charset=*?\n",
                "Subject: =?utf-8?b?!!?=\n",
                "From: <@\n",
                "Content-Transfer-Encoding: base64\n",
                "\n",
                "--x\n",
                "--x--\n",
                "Content-Disposition: attachment; filename*=a''%\n",
                "abc",
            ]
        ),
        max_size=14,
    )
)
def test_hostile_mail_gives_text_or_the_one_error(lines: list[str]) -> None:
    try:
        to_text("".join(lines).encode(), "a.eml")
    except UnreadableError as fault:
        said = str(fault)
    else:
        said = "by hand"
    assert "hand" in said


def test_html_text_shows_an_address_once() -> None:
    assert from_html("<a href='https://a.example'>https://a.example</a>").count("a.example") == 1


def test_cells_of_html_tables_do_not_run_together() -> None:
    text = from_html(
        "<table><tr><th>No.<th>Account</tr>\n<tr><td>1</td>\n<td><p>a@p.example</p></td></tr></table><p>Done"
    )
    assert text == "No.\tAccount\n1\ta@p.example\n\nDone"


def test_a_cell_of_several_lines_stands_below_the_one_before() -> None:
    text = from_html(
        "<table><tr><td>Court<br>1 Road</td><td>File<table><tr><td>Ref:</td><td>7/26</td></tr></table></tr></table>"
    )
    assert text == "Court\n1 Road\n\nFile\n\nRef:\t7/26"


def test_html_lists_are_numbered_boxes_are_shown_and_what_is_hidden_is_not() -> None:
    text = from_html(
        "<ol start=3><li>keep<li>close</ol><input type=checkbox checked> logs <input type=checkbox> mail"
        "<div style='display: none'>hide@p.example<br></div><span hidden>x</span><dl><dt>Ref<dd>9</dl>"
        "bro\nken <pre>a\n b</pre>"
    )
    assert "3. keep" in text
    assert "4. close" in text
    assert "☒ logs ☐ mail" in text
    assert "hide" not in text
    assert "Ref\t9" in text
    assert "bro ken" in text
    assert "a\nb" in text


# --- what has pages to draw ------------------------------------------------------------------------------------------


def test_files_with_pages_are_found_wherever_they_are() -> None:
    fax = (pdf_samples.FAXES / "fax-g4.tif").read_bytes()
    message = mail("")
    message.add_attachment(pdf("Order"), maintype="application", subtype="octet-stream", filename="order.pdf")
    message.add_attachment("No pages", filename="annex.txt")
    message.add_attachment(fax, maintype="image", subtype="tiff", filename="../fax.tif")
    inner = mail("inside")
    inner.add_attachment(pdf_samples.scanned(), maintype="application", subtype="pdf")
    message.add_attachment(inner)
    found = documents.files_with_pages(message.as_bytes(), "a.eml")
    assert [one.name for one in found] == ["order.pdf", ".._fax.tif", "application/pdf"]
    assert [one.data[:4] for one in found] == [b"%PDF", b"II*\0", b"%PDF"]
    assert documents.may_hold_pages(message.as_bytes())
    assert [one.name for one in documents.files_with_pages(fax, "fax.tif")] == ["fax.tif"]
    assert documents.may_hold_pages(fax)
    assert "order" not in repr(found)


@pytest.mark.parametrize("data", [b"", b"Dear Sir, see order.pdf", mail().as_bytes(), b"x" * (documents.MAX_BYTES + 1)])
def test_what_has_none_costs_no_child(data: bytes) -> None:
    assert not documents.may_hold_pages(data)
    assert documents.files_with_pages(data, "a.eml") == []


def test_a_pdf_sent_by_name_alone_or_in_another_coding_is_not_missed() -> None:
    for coding in ("base64", "quoted-printable", "8bit"):
        message = mail()
        message.add_attachment(pdf_samples.text("x"), maintype="x", subtype="y", cte=coding)
        assert documents.may_hold_pages(message.as_bytes())
        assert len(documents.files_with_pages(message.as_bytes(), "a.eml")) == 1


@given(st.binary(max_size=400))
def test_no_bytes_raise_when_files_are_looked_for(data: bytes) -> None:
    for head in (b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n"):
        assert all(isinstance(one, documents.File) for one in documents.files_with_pages(head + data, "a.eml"))
