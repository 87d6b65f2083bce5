"""Documents in public through the desk: only the bytes that two signed, on the page of their row, gone with it."""

from pathlib import Path

import pytest

from desk_samples import SHUTDOWN, Place, denied, whole
from dueprocess.client import redaction
from dueprocess.desk.data.models import PublicCopy
from dueprocess.desk.publish.site import build, render
from dueprocess.desk.services.ciphertexts import Attached
from dueprocess.desk.services.result import Done, ForgedRowError
from dueprocess.formats import ids, public_copy
from dueprocess.formats.statement import Act
from dueprocess.report.snapshot import Publication

WORDS = "An order that we cover: [[name]] of the ministry asks for a night without a network."


def propose(place: Place, case: str, content: bytes, by: str = "cedar") -> str:
    says = {"item": 1, "sort": "answer", "document": public_copy.name_of(content)}
    place.do(by, Act.DOCUMENT_PROPOSE, case, says)
    return place.state(case).items[0].documents[-1].statement


def publish(place: Place, case: str, proposal: str, content: bytes, brought: bytes = b"") -> Done | object:
    copy = ids.sealed_as(content)
    says = {"item": 1, "proposal": proposal, "document": public_copy.name_of(content), "copy": copy}
    return place.act(
        "birch", Act.DOCUMENT_PUBLISH, case, says, [Attached(copy, "public", "public", brought or content)]
    )


@pytest.fixture
def full(place: Place) -> tuple[Place, str, str]:
    case = place.ready(SHUTDOWN)
    row = place.publish(case)
    words = {"item": 1, "sort": "demand", "document": "7" * 64}
    assert denied(place.act("cedar", Act.DOCUMENT_PROPOSE, case, words)) == "publication.class", "no law says it may"
    assert denied(place.act("cedar", Act.DOCUMENT_PROPOSE, case, words | {"sort": "answer"})) == "case.wrong-state"
    assert isinstance(place.propose(case, "refuse", ground="policy.shutdown"), Done)
    place.approve(case)
    letter = place.sealed("letter")
    says = {"how": "post", "items": [1], "kind": "refusal_policy", "language": "en", "sealed": letter.id}
    place.do("aster", Act.LETTER_SEND, case, says, [letter])
    return place, case, row


def test_it_stands_on_the_page_of_its_row_until_the_row_goes(full: tuple[Place, str, str], tmp_path: Path) -> None:
    place, case, row = full
    before = render(place.snapshot())
    assert f"en/demand-{row}.html" in before
    white = redaction.burnt(redaction.Page((b"\xff" * public_copy.STRIDE,) * public_copy.HEIGHT, ()), redaction.Show())
    text, drawn = redaction.made("answer", "en", [WORDS]), redaction.made("answer", "en", pictures=[white])
    proposal = propose(place, case, text)
    assert render(place.snapshot()) == before, "what waits changes no public byte"
    assert denied(publish(place, case, proposal, text, drawn)) == "case.same"  # type: ignore[arg-type]
    other = redaction.made("demand", "en", [WORDS])
    refused = publish(place, case, propose(place, case, other), other)
    assert denied(refused) == "case.same", "of another sort than was signed: no site would be built"  # type: ignore[arg-type]
    proposal = propose(place, case, text)
    assert isinstance(publish(place, case, proposal, text), Done)
    snapshot = place.snapshot()
    site = render(snapshot)
    assert render(snapshot) == site
    for language, cover in (("en", "a name"), ("de", "ein Name"), ("ur", "ایک نام")):
        assert f"document-{row}-answer.html" in site[f"{language}/demand-{row}.html"].decode()
        page = site[f"{language}/document-{row}-answer.html"].decode()
        assert f'<span class="covered" lang="{language}" dir="{"rtl" if language == "ur" else "ltr"}">{cover}' in page
    # Another one in its place, of pictures: the first is gone, here and there.
    assert isinstance(publish(place, case, propose(place, case, drawn), drawn), Done)
    assert PublicCopy.objects.count() == 1
    site = render(place.snapshot())
    assert site[f"documents/{row}-answer-1.png"] == white
    assert WORDS[:20].encode() not in b"".join(site.values())
    build(place.snapshot(), tmp_path / "site")
    place.do("birch", Act.PUBLICATION_WITHDRAW, case, {"item": 1, "proposal": place.publication(case)})
    assert PublicCopy.objects.count() == 0
    build(place.snapshot(), tmp_path / "site")
    left = [path for path in (tmp_path / "site").rglob("*") if row in path.name]
    assert left == []
    assert row.encode() not in b"".join(one.read_bytes() for one in (tmp_path / "site").rglob("*") if one.is_file())
    whole()


def test_bytes_that_two_people_did_not_sign_are_on_no_site(full: tuple[Place, str, str]) -> None:
    place, case, _ = full
    content, other = redaction.made("answer", "en", [WORDS]), redaction.made("answer", "en", ["Another"])
    assert isinstance(publish(place, case, propose(place, case, content), content), Done)
    PublicCopy.objects.update(bytes=other)
    with pytest.raises(ForgedRowError):
        place.snapshot()
    PublicCopy.objects.all().delete()
    with pytest.raises(ForgedRowError):
        place.snapshot()


def test_one_document_is_taken_back_and_its_row_stays(full: tuple[Place, str, str]) -> None:
    place, case, row = full
    content = redaction.made("answer", "en", [WORDS])
    assert isinstance(publish(place, case, propose(place, case, content), content), Done)
    place.do("aster", Act.DOCUMENT_WITHDRAW, case, {"item": 1, "document": public_copy.name_of(content)})
    snapshot = place.snapshot()
    assert ([one.id for one in snapshot.rows], snapshot.rows[0].publication) == ([row], Publication.FULL)
    assert (PublicCopy.objects.count(), [one.documents for one in snapshot.pages]) == (0, [()] * len(snapshot.pages))
