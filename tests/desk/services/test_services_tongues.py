"""Which language binds is counsel's signed choice: what a letter then carries, and what a signature does not cover."""

from dataclasses import replace

import pytest

from desk_samples import Place, denied
from dueprocess.adapters import texts
from dueprocess.case.desk_events import LanguageSigned
from dueprocess.desk.data.models import Statement
from dueprocess.desk.data.transaction import write
from dueprocess.desk.services import desk_acts, letters, pending_desk_acts, tongues
from dueprocess.desk.services.house import House
from dueprocess.desk.services.record import append_to_desk
from dueprocess.desk.services.result import Done
from dueprocess.formats.statement import Act, hash_of
from dueprocess.letter.blocks import LetterSet
from dueprocess.letter.facts import Provider
from dueprocess.letter.kinds import LetterKind

pytestmark = pytest.mark.django_db

PROVIDER = Provider("Fennel Mail", "Moorau", (), "legal@fennel.example")


def signs(place: Place, code: str = "de", words: str | None = None) -> Done:
    says = {"language": code, "words": texts.letter_hashes()[code] if words is None else words}
    done = desk_acts.perform(place.desk, place.ask("cedar", Act.LANGUAGE_SIGN, says))
    assert isinstance(done, Done), done
    return done


def refuses(place: Place) -> str:
    case = place.ready()
    place.propose(case, "refuse", ground="policy.not-genuine")
    place.approve(case)
    return case


def answer(place: Place, case: str, *languages: str) -> LetterSet:
    merged = letters.Merged(PROVIDER)
    made = letters.write_letter(place.desk, place.state(case), LetterKind.REFUSAL_POLICY, [1], languages, merged)
    assert isinstance(made, LetterSet), made
    return made


def test_german_goes_alone_from_the_day_on_which_counsel_signed_it() -> None:
    place = Place.found()
    case = refuses(place)
    before = answer(place, case, "de")
    assert [one.language for one in before.sheets] == ["de", "en"]
    assert before.sheets[0].remark == "Übersetzung. Verbindlich ist der beigefügte englische Text."
    signs(place)
    (german,) = answer(place, case, "de").sheets
    assert (german.language, german.remark) == ("de", "")
    signs(place, words="")
    assert [one.language for one in answer(place, case, "de").sheets] == ["de", "en"]


def test_what_the_house_signed_binds_beside_a_language_that_nobody_read() -> None:
    place = Place.found()
    case = refuses(place)
    signs(place)
    urdu, german = answer(place, case, "ur").sheets
    assert (urdu.language, german.language) == ("ur", "de")
    assert "جرمن" in urdu.remark
    assert german.remark == "Verbindlich ist dieser deutsche Text."
    signs(place, "en")
    assert [one.language for one in answer(place, case, "ur").sheets] == ["ur", "en"]


def test_a_signature_covers_no_other_words() -> None:
    place = Place.found()
    case = refuses(place)
    house = House("Fennel Mail", "DE", languages=("de-DE", "en", "sv"))
    place.desk = replace(place.desk, house=house)
    assert tongues.waits_for(place.desk) == ("de",)
    old = "0" * 64
    note = place.ask("cedar", Act.LANGUAGE_SIGN, {"language": "de", "words": old})
    assert denied(desk_acts.perform(place.desk, note)) == "letter.language"
    with write():  # signed when the words were others
        event = append_to_desk(place.desk, LanguageSigned("cedar", "de", old), (hash_of(note),))
        Statement.objects.keep(hash=hash_of(note), event=event, case="", act="language.sign", person="cedar", note=note)
    assert [one.language for one in answer(place, case, "de").sheets] == ["de", "en"]
    row = next(one for one in pending_desk_acts.languages(place.desk)["rows"] if one["code"] == "de")
    assert (row["signed"], row["by"], row["covers"], row["binds"]) == (True, "cedar", False, False)
    signs(place)
    assert [one.language for one in answer(place, case, "de").sheets] == ["de"]
    assert tongues.waits_for(place.desk) == ()
