"""What packed files say: Word, OpenDocument, Excel, ZIP, winmail.dat, alone and in a mail; and hostile ones."""

import contextlib
import zipfile
from email.message import EmailMessage
from io import BytesIO

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import packed_samples as made
import pdf_samples
from dueprocess.adapters import documents, drawing, packed
from dueprocess.adapters.documents import UnreadableError, to_text
from dueprocess.formats import page_images

P = "<w:p>{}</w:p>"
R = "<w:r><w:t>{}</w:t></w:r>"


def mail(*attached: tuple[str, bytes], kind: str = "application/octet-stream") -> bytes:
    message = EmailMessage()
    message["From"], message["Subject"] = "o@police.example", "Order"
    message.set_content("See the order attached.")
    main, sub = kind.split("/")
    for name, data in attached:
        message.add_attachment(data, maintype=main, subtype=sub, filename=name)
    return message.as_bytes()


def test_a_word_document_says_what_word_shows() -> None:
    body = "".join(
        P.format(one)
        for one in (
            R.format("Amtsgericht ") + R.format("Moorau"),
            "<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>" + R.format("Az. 4 Gs 1/26"),
            '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>shown</w:t></w:r>',
            "<w:del><w:r><w:delText>struck</w:delText></w:r></w:del><w:ins>" + R.format("put in") + "</w:ins>",
            '<w:r><w:instrText>HYPERLINK "x"</w:instrText></w:r><w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/></w:r>',
            "<mc:AlternateContent><mc:Choice>"
            + R.format("box")
            + "</mc:Choice><mc:Fallback>"
            + R.format("box")
            + "</mc:Fallback></mc:AlternateContent>",
        )
    )
    cells = "".join(f"<w:tc>{P.format(R.format(text))}</w:tc>" for text in ("192.0.2.7", "12:00"))
    head = f"<w:hdr {made.W}>{P.format(R.format('Letterhead'))}</w:hdr>".encode()
    document = to_text(made.word(f"{body}<w:tbl><w:tr>{cells}</w:tr></w:tbl>", **{"word/header1.xml": head}), "a.docx")
    assert document.text == (
        "Letterhead\n\nAmtsgericht Moorau\nAz. 4 Gs 1/26\nshown\nput in\na\tb\n\nbox\n192.0.2.7\t12:00"
    )
    assert document.apart


def test_an_open_document_says_what_it_shows() -> None:
    body = (
        "<text:tracked-changes><text:p>struck</text:p></text:tracked-changes><text:h>Order</text:h>"
        '<text:p>a<text:s text:c="3"/>b<text:line-break/>c<text:hidden-text>no</text:hidden-text></text:p>'
        "<table:table-row><table:table-cell><text:p>x</text:p></table:table-cell>"
        "<table:table-cell><text:p>y</text:p></table:table-cell></table:table-row>"
    )
    assert to_text(made.open_document(body), "a.odt").text == "Order\na   b\nc\nx \ty"


def test_a_list_of_ten_thousand_targets_is_read_whole_with_its_times() -> None:
    import datetime

    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(["IP", "when"])
    for number in range(10_000):
        sheet.append([f"192.0.2.{number}", datetime.datetime(2026, 5, 1, 12, 30, 5)])  # noqa: DTZ001 - a cell has no zone
    book.create_sheet("Second").append(["one row"])
    out = BytesIO()
    book.save(out)
    lines = to_text(out.getvalue(), "list.xlsx").text.split("\n")
    assert lines[:3] == ["— Sheet —", "IP\twhen", "192.0.2.0\t2026-05-01 12:30:05"]
    assert lines[10_001:] == ["192.0.2.9999\t2026-05-01 12:30:05", "", "— Second —", "one row"]


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (b"{\\rtf1\\ansi\\ansicpg1252 \\'a7 100j {\\b StPO}\\par M\\u246 ?orau}", "a.rtf", "§ 100j StPO\nMöorau"),
        (b"<!DOCTYPE html><p>\xc2\xa7 100j</p><script>x()</script>", "a.html", "§ 100j"),
        ("IP;Zeit\n192.0.2.1;12:00".encode("utf-16"), "a.csv", "IP;Zeit\n192.0.2.1;12:00"),
        (b"<epoc><account>k</account></epoc>", "order.xml", "<epoc><account>k</account></epoc>"),
    ],
)
def test_other_forms_alone_and_in_a_mail(data: bytes, name: str, says: str) -> None:
    assert to_text(data, name).text == says
    assert to_text(mail((name, data)), "a.eml").text.endswith(says)


def test_what_is_packed_is_read_file_by_file_and_each_is_named() -> None:
    inner = mail(("order.docx", made.word(P.format(R.format("in the mail")))))
    data = made.archive(
        {
            "a/Beschluss.pdf": pdf_samples.text("Order of the court"),
            "mail.eml": inner,
            "list.csv": b"192.0.2.9",
            "photo.png": b"\x89PNG broken",
            "winmail.dat": made.winmail("Words of Outlook", "Anhang ü.txt", "Grüße".encode()),
            "more.zip": made.archive({"deep.txt": b"deep"}),
            "old.doc": b"\xd0\xcf\x11\xe0 old",
        }
    )
    for document in (to_text(data, "all.zip"), to_text(mail(("all.zip", data)), "a.eml")):
        for words in (
            *("Order of the court", "See the order attached.", "in the mail", "192.0.2.9", "Words of Outlook"),
            *("Grüße", "deep", "— a_Beschluss.pdf —", "— Anhang ü.txt —"),
        ):
            assert words in document.text
        unread = [one.name for one in document.attachments if not one.read]
        assert unread == ["photo.png", "old.doc"]
        assert document.apart
    # What nothing reads is named where pages are drawn, so that nobody thinks that it was not there.
    files, pages = page_images.unpack(drawing.draw(documents.files_with_pages(data, "all.zip")))
    assert [(one.name, str(one.why)) for one in files] == [
        ("a_Beschluss.pdf", ""),
        ("photo.png", "unknown"),
        ("old.doc", "unknown"),
    ]
    assert [(one.file, one.number) for one in pages] == [(0, 1)]
    assert documents.may_hold_pages(data)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "BMP"])
def test_a_picture_inside_is_drawn(form: str) -> None:
    from PIL import Image

    out = BytesIO()
    Image.new("RGB", (60, 40), "white").save(out, form)
    scan = made.word(P.format(""), **{"word/media/image1.x": out.getvalue()})
    for data, name in ((made.archive({"scan.x": out.getvalue()}), ""), (scan, ""), (mail(("a.docx", scan)), "a.eml")):
        files, pages = page_images.unpack(drawing.draw(documents.files_with_pages(data, name)))
        assert ([one.pages for one in files], len(pages)) == ([1], 1)


def test_a_mail_that_a_gateway_put_in_base64_is_read() -> None:
    import base64

    inside = base64.encodebytes(mail(("a.txt", b"the certified words"))).decode()
    data = (
        "From: pec@gestore.example\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n"
        'Content-Transfer-Encoding: base64\nContent-Disposition: attachment; filename="postacert.eml"\n\n'
        f"{inside}\n--b--\n"
    ).encode()
    document = to_text(data, "a.eml")
    assert "the certified words" in document.text
    assert document.apart


def test_no_charset_is_taken_that_a_browser_does_not_know() -> None:
    head = b"From: a@b.example\nContent-Type: text/plain; charset=%b\n\n"
    assert to_text(head % b"utf-7" + b"+AGEAYg-", "a.eml").text == "+AGEAYg-"
    assert to_text(head % b"unicode_escape" + rb"\u0061", "a.eml").text == r"\u0061"
    assert to_text(head % b"koi8-r" + "приказ".encode("koi8-r"), "a.eml").text == "приказ"


# --- hostile ones ----------------------------------------------------------------------------------------------------


def bomb(size: int) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        with archive.open("word/document.xml", "w") as stream:
            for _ in range(size >> 20):
                stream.write(b"\0" * (1 << 20))
        archive.writestr("[Content_Types].xml", b"")
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (made.archive({"a.txt": b"x"}, locked=True), "password"),
        (made.word("<w:p>", **{"word/document.xml": b"<open>"}), "damaged"),
        (made.word(""[:0], **{"word/document.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}), "damaged"),
        (made.word("<w:p>" * 300 + "</w:p>" * 300), "damaged"),
        (made.archive({"a.txt": b"x"})[:-30], "damaged"),
        (made.archive({f"{number}.txt": b"" for number in range(packed.MAX_MEMBERS + 1)}), "are read"),
        (b"\x78\x9f\x3e\x22\0\0\x01\x03\x90\x06\0\xff\xff\xff\xff", "damaged"),
        (made.archive({"a.png": b"\x89PNG"}), "no text"),
    ],
)
def test_what_cannot_be_read_says_why_and_takes_nothing_from_its_mail(data: bytes, says: str) -> None:
    with pytest.raises(UnreadableError, match=says) as fault:
        to_text(data, "a.bin")
    assert "hand" in str(fault.value)
    assert "See the order attached." in to_text(mail(("a.bin", data)), "a.eml").text


def test_a_bomb_ends_at_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(packed, "MAX_UNPACKED", 4 << 20)
    monkeypatch.setattr(packed.Budget, "__init__", lambda self: setattr(self, "left", 4 << 20))
    data = bomb(32 << 20)
    assert len(data) < 1 << 16
    with pytest.raises(UnreadableError, match="are read"):
        to_text(data, "a.docx")
    two = mail(("a.docx", data), ("b.docx", made.word(P.format(R.format("x")))))
    assert "See the order" in to_text(two, "a.eml").text


def test_archives_in_archives_end() -> None:
    data = b"the end"
    for number in range(30):
        data = made.archive({f"{number}.zip" if number else "a.txt": data})
    with pytest.raises(UnreadableError):
        to_text(data, "a.zip")


SAMPLES = (
    made.word(P.format(R.format("x"))),
    made.open_document("<text:p>x</text:p>"),
    made.winmail("x", "a.txt", b"y"),
    made.archive({"a.eml": mail(("a.txt", b"x"))}),
    b"{\\rtf1\\ansi x}",
)


@given(
    st.sampled_from(SAMPLES), st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8), st.integers()
)
def test_changed_bytes_give_text_or_the_one_error(data: bytes, changes: list[tuple[int, int]], cut: int) -> None:
    changed = bytearray(data)
    for at, byte in changes:
        changed[at % len(changed)] = byte
    hostile = bytes(changed[: len(changed) - max(0, cut) % len(changed)])
    with contextlib.suppress(UnreadableError):
        assert to_text(hostile, "a").text.strip()
    documents.files_with_pages(hostile, "a")
    assert to_text(mail(("a", hostile)), "a.eml").text
