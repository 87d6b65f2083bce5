# ruff: noqa: ANN001, ANN201
"""Identity files and cards: two halves, one of which is never shown."""

import io
import json
import os

import pytest

from dueprocess.adapters import age_words, crypto, identity
from dueprocess.adapters.identity import IdentityError, load, needs_passphrase, new, parse_card, save
from dueprocess.demand.codes import Role

AT = "2026-11-24T10:00:00Z"


@pytest.fixture
def amy():
    return new("amy", AT)


def test_round_trip_without_a_passphrase(tmp_path, amy):
    path = tmp_path / "amy.id"
    save(path, amy, None)
    assert load(path, None) == amy
    assert path.stat().st_mode & 0o777 == 0o600
    assert not needs_passphrase(path)


@pytest.mark.slow
def test_round_trip_with_a_passphrase(tmp_path, amy):
    path = tmp_path / "amy.id"
    save(path, amy, "tall oak")
    assert needs_passphrase(path)
    assert amy.age_secret.encode() not in path.read_bytes()
    assert load(path, "tall oak") == amy
    save(tmp_path / "bare.id", amy, None)
    with path.open("wb") as light:  # opens sooner than a file of the library's own work factor
        age_words.seal(age_words.new_passphrase(), io.BytesIO((tmp_path / "bare.id").read_bytes()), light)
    for passphrase in ("small oak", None):
        with pytest.raises(IdentityError):
            load(path, passphrase)


def test_secrets_are_shown_nowhere(tmp_path, amy):
    path = tmp_path / "amy.id"
    shown = [repr(amy), str(amy), f"{amy}", amy.card().text()]
    save(path, amy, None)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(IdentityError) as caught:
        load(path, None)
    shown += [repr(caught.value), repr(caught.value.__cause__), str(caught.value)]
    for text in shown:
        assert amy.age_secret not in text
        assert amy.seed.hex() not in text
        assert repr(amy.seed) not in text
    assert caught.value.__cause__ is None


def test_the_card(amy):
    card = amy.card()
    assert parse_card(card.text() + "\n") == card
    assert card.age == crypto.recipient_of(amy.age_secret)
    assert card.person(["releaser", "clerk", "clerk"]).roles == ("clerk", "releaser")
    assert {type(role) for role in card.person([Role.CLERK]).roles} == {str}  # a roster writes words, no codes of ours
    key, sign = amy.signer()
    assert card.own is not None
    assert key.vkey == card.own.vkey
    daily = amy.daily_signer()[0]
    assert (daily.vkey, amy.daily.card().own, amy.daily.signer()[0]) == (card.vkey, None, daily)
    assert crypto.verify(key.public, b"m", sign(b"m"))


def test_cards_that_are_none(amy):
    card, other = amy.card(), new("bob", AT).card()
    for text in (
        "",
        "dueprocess.card/1 " + card.text().partition(" ")[2],
        card.text().rpartition(" ")[0],
        f"{identity.CARD} amy {card.age} {card.vkey} {card.age} {card.vkey}",
        f"{identity.CARD} amy {card.age} {card.vkey} {other.age} {other.vkey}",
        card.text().replace("amy ", "Amy "),
        card.text().replace(card.age, card.age[:-1] + "b"),
        card.text()[:-3],
        f"{identity.CARD} amy {card.age} {other.vkey}",
    ):
        with pytest.raises(IdentityError):
            parse_card(text)


@pytest.mark.parametrize("name", ["", "a", "Amy", "1a", "a b", "a" * 32, "é"])
def test_names(name):
    with pytest.raises(IdentityError):
        new(name, AT)


def test_a_moment_is_needed():
    with pytest.raises(IdentityError):
        new("amy", "today")


def test_never_overwritten_and_no_link_followed(tmp_path, amy):
    path = tmp_path / "amy.id"
    save(path, amy, None)
    with pytest.raises(IdentityError, match="never overwritten"):
        save(path, new("amy", AT), None)
    link = tmp_path / "link"
    link.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(IdentityError):
        save(link, amy, None)
    with pytest.raises(IdentityError, match="cannot be written"):
        save(tmp_path / "no" / "folder", amy, None)
    with pytest.raises(IdentityError, match="empty"):
        save(tmp_path / "b.id", amy, "")


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_readable_by_others_is_refused(tmp_path, amy, mode):
    path = tmp_path / "amy.id"
    save(path, amy, None)
    path.chmod(mode)
    with pytest.raises(IdentityError, match="chmod 600"):
        load(path, None)


def test_what_is_no_file(tmp_path):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe, 0o600)
    large = tmp_path / "large"
    large.write_bytes(bytes(identity.MAX_FILE + 1))
    large.chmod(0o600)
    for path in (pipe, large, tmp_path / "missing", tmp_path):
        with pytest.raises(IdentityError):
            load(path, None)


@pytest.mark.parametrize(
    "change",
    [{"form": "x"}, {"more": "x"}, {"seed": "zz"}, {"seed": "00"}, {"age": "no"}, {"name": "A"}, {"made_at": 7}],
)
def test_a_file_with_another_content(tmp_path, amy, change):
    path = tmp_path / "amy.id"
    save(path, amy, None)
    path.write_text(json.dumps(json.loads(path.read_text()) | change))
    with pytest.raises(IdentityError, match="no identity file"):
        load(path, None)
