"""services.toml: what it means, and every fault with its line and what to do."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dueprocess.demand.codes import DataCategory, ServiceClass
from dueprocess.holdings.entry import AtRest, EndToEnd, Holdings, Passes, Reader, Transit, Unreadable
from dueprocess.holdings.parse import MAX_BYTES, SCHEMA, Fault, HoldingsError, cautions, parse
from holdings_samples import CLASSES, ON, classes, read, written


def faults(text: str | bytes) -> list[str]:
    with pytest.raises(HoldingsError) as caught:
        parse(text if isinstance(text, bytes) else text.encode(), classes())
    assert str(caught.value) == caught.value.faults[0].text
    return [one.text for one in caught.value.faults]


def test_each_template_is_a_map_that_nobody_has_checked() -> None:
    have = read(*CLASSES, checked="")
    assert [one.name for one in have.services] == list(CLASSES)
    for one in have.services:
        assert set(one.kept) == set(DataCategory), one.name
        assert cautions(one, ON) == ("nobody has looked yet: it suggests nothing",)


def test_what_is_written_is_what_is_read() -> None:
    mail = read("mail").named("mail")
    assert (mail.service_class, mail.since) == (ServiceClass.TELECOM, datetime.date(2020, 1, 1))
    assert (mail.to_us, mail.to_others, mail.at_rest) == (Transit.ENCRYPTED, Transit.OFFERED, AtRest.PROVIDER)
    assert (mail.end_to_end, mail.fresh_keys, mail.servers) == (EndToEnd.CHOICE, True, ("DE",))
    assert (mail.checked_on, mail.checked_by) == (datetime.date(2026, 11, 1), "birch")
    traffic, content = mail.kept[DataCategory.TRAFFIC], mail.kept[DataCategory.CONTENT]
    assert (traffic.held, traffic.days, traffic.passes) == (True, 7, Passes.READABLE)
    assert traffic.readers == (Reader.OPERATIONS, Reader.ABUSE)
    assert (content.days, content.unreadable, content.we_read) == (None, Unreadable.PART, True)
    assert not mail.kept[DataCategory.LOCATION].held
    assert mail.kept[DataCategory.ACCESS_CODES].we_read  # not what is kept: what passes at log-in
    assert not mail.kept[DataCategory.LOCATION].we_read
    assert cautions(mail, ON) == ()
    assert Holdings().named("mail") is None


def test_the_class_can_differ_in_another_law() -> None:
    text = written(
        "mail", changes={"[service.data.subscriber]": '[service.class_in]\nUS = "hosting"\n\n[service.data.subscriber]'}
    )
    mail = parse(text.encode(), classes()).services[0]
    assert (mail.class_for("US"), mail.class_for("DE"), mail.class_for(None)) == ("hosting", "telecom", "telecom")


@pytest.mark.parametrize(
    ("old", "new", "mark", "says", "do"),
    [
        (
            'schema = "dueprocess/services/1"',
            'schema = "x/2"',
            'schema = "x/2"',
            "this form is not known",
            'schema = "dueprocess/services/1"',
        ),
        (
            'schema = "dueprocess/services/1"',
            'schema = "dueprocess/services/1"\nother = 1',
            "other = 1",
            "unknown 'other'",
            "[[service]]",
        ),
        (
            'name = "mail"',
            'name = "post"',
            'name = "post"',
            "no [[services]] of desk.toml has this name",
            "Known are: mail",
        ),
        ("since = 2020-01-01", 'since = "last year"', 'since = "last year"', "since is no day", "2026-01-31"),
        ("since = 2020-01-01\n", "\n", "[[service]]", "since is no day", "2026-01-31"),
        (
            'to_us = "encrypted"',
            'to_us = "strongly"',
            'to_us = "strongly"',
            "to_us is none of its codes",
            "encrypted, offered",
        ),
        ("fresh_keys = true", "fresh_keys = 1", "fresh_keys = 1", "fresh_keys is true or false", "Leave it out"),
        (
            'servers = ["DE"]',
            'servers = ["Germany"]',
            'servers = ["Germany"]',
            "servers is a list of countries",
            "Two capital letters",
        ),
        (
            'checked_by = "birch"',
            'checked_by = "Frau Birch"',
            'checked_by = "Frau Birch"',
            "a pseudonym or a role",
            "no real name",
        ),
        ('checked_by = "birch"', "", "checked_on = 2026", "go together", "Say who looked"),
        ("fresh_keys = true", "fresh = true", "fresh = true", "unknown 'fresh'", "fresh_keys"),
        (
            "# [service.class_in] ",
            '[service.class_in]\nUS = "isp" # ',
            'US = "isp"',
            "no class in the law of a country",
            "telecom",
        ),
        (
            "fresh_keys = true",
            "class_in = 3\nfresh_keys = true",
            "[[service]]",
            "no class in the law of a country",
            "hosting",
        ),
        (
            "[service.data.location]",
            "[service.data.place]",
            "[service.data.place]",
            "'place' is no category of data",
            "location",
        ),
        ("held = 7", "held = 0", "held = 0", "held is true, false or a number of days", "1 to 36525"),
        ("held = 7", 'held = "week"', 'held = "week"', "held is true, false or a number of days", "1 to 36525"),
        ("held = false", "readers = []", "[service.data.location]", "held is true, false", "1 to"),
        (
            'readers = ["operations", "abuse"]',
            'readers = ["boss"]',
            'readers = ["boss"]',
            "readers is a list of codes",
            "operations",
        ),
        (
            'readers = ["operations", "abuse"]',
            "readers = []",
            "readers = []",
            "readers is a list of codes",
            "at least one",
        ),
        (
            'readers = ["operations", "abuse"]',
            "readers = 1",
            "readers = 1",
            "readers is a list of codes",
            "at least one",
        ),
        (
            "held = false",
            'held = false\nreaders = ["user"]',
            'readers = ["user"]',
            "what is not held has no readers",
            "Leave",
        ),
        (
            'unreadable = "part"',
            'unreadable = "some"',
            'unreadable = "some"',
            "unreadable is none of its codes",
            "none, part, all",
        ),
        (
            'unreadable = "part"',
            'unreadable = "all"',
            'readers = ["user", "partners"',
            "we can read none of it, and yet",
            "operations",
        ),
        (
            'readers = ["user"]',
            'readers = ["user", "abuse"]',
            'readers = ["user", "abuse"]',
            "we can read none of it, and yet",
            "abuse",
        ),
        (
            'readers = ["user", "partners", "operations"]',
            'readers = ["user"]',
            'readers = ["user"]',
            "nobody of ours is named",
            "operations",
        ),
        (
            'end_to_end = "choice"',
            'end_to_end = "always"',
            'unreadable = "part"',
            "end_to_end is always, and yet we can read",
            "choice",
        ),
        (
            'end_to_end = "choice"',
            'end_to_end = "no"',
            'passes = "part"',
            "content passes unread, and yet end_to_end is no",
            "readable",
        ),
        ('passes = "part"', 'passes = "maybe"', 'passes = "maybe"', "passes is none of its codes", "readable"),
        ("held = false", "held = false\nkept = 1", "kept = 1", "unknown 'kept'", "held"),
    ],
)
def test_a_fault_names_line_and_remedy(old: str, new: str, mark: str, says: str, do: str) -> None:
    text = written("mail", changes={old: new})
    line = next(number for number, content in enumerate(text.split("\n"), 1) if content.startswith(mark))
    found = faults(text)
    said = next((one for one in found if says in one), "")
    assert said.startswith(f"services.toml, line {line}: "), found
    assert do in said


def test_leaving_a_category_out_is_no_fault_of_form() -> None:
    text = written("mail", changes={'[service.data.location]\nheld = false\npasses = "no"': ""})
    assert cautions(parse(text.encode(), classes()).services[0], ON) == ("says nothing about location",)


def test_every_fault_is_named_at_once_in_order() -> None:
    text = written("mail", "web", changes={'to_us = "encrypted"': "to_us = 1", 'to_us = "offered"': "to_us = 2"})
    lines = [number for number, content in enumerate(text.split("\n"), 1) if content.startswith("to_us")]
    assert [int(one.split("line ")[1].split(":")[0]) for one in faults(text)] == lines
    assert len(lines) == 2


def test_a_name_stands_once() -> None:
    assert "stands twice" in faults(written("mail", "mail"))[0]


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"x" * (MAX_BYTES + 1), "services.toml: longer than"),
        (b"schema = 1\n\xff", "line 2: not UTF-8"),
        (b"\n\n[[service]\n", "line 3: this is no TOML"),
        (b"a = [" * 20_000, "this is no TOML"),
        (f'schema = "{SCHEMA}"\nservice = 3'.encode(), "services.toml: no list of services"),
        (f'schema = "{SCHEMA}"\nservice = [3]'.encode(), "a service is a table"),
        (f'schema = "{SCHEMA}"\n'.encode() + b"[[service]]\n" * 101, "at most 100"),
        (f'schema = "{SCHEMA}"\n[[service]]\nname = "mail"\ndata = 5'.encode(), "no category of data"),
        (f'schema = "{SCHEMA}"\n[[service]]\n[service.data]\ncontent = 5'.encode(), "no category of data"),
    ],
)
def test_what_is_no_map_is_said(data: bytes, says: str) -> None:
    assert any(says in one for one in faults(data)), faults(data)


def test_no_service_in_desk_toml() -> None:
    with pytest.raises(HoldingsError, match="Known are: none"):
        parse(written("mail").encode(), {})


def test_content_need_not_be_said_for_the_rest_to_hold() -> None:
    text = written("mail").partition("[service.data.content]")[0]
    assert cautions(parse(text.encode(), classes()).services[0], ON) == (
        "says nothing about content, location, access_codes",
    )


@pytest.mark.parametrize(
    ("checked", "says"),
    [
        ("2025-11-23", "last checked on 23 November 2025, over 12 months ago"),
        ("2026-11-25", "its day lies in the future"),
    ],
)
def test_a_look_counts_for_twelve_months(checked: str, says: str) -> None:
    assert cautions(read("mail", checked=checked).services[0], ON) == (says,)
    assert cautions(read("mail", checked="2025-11-24").services[0], ON) == ()


def test_an_unknown_class_is_a_caution() -> None:
    one = parse(written("mail").encode(), classes(mail="unknown")).services[0]
    assert cautions(one, ON) == ("its class in law is not known",)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_bytes_break_the_reader(data: st.DataObject) -> None:
    """Cut, doubled, changed: a map, or faults with words; nothing else."""
    text = bytearray(written("mail", "rooms").encode())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(text) - 1))
        text[at : at + data.draw(st.integers(0, 12))] = data.draw(st.binary(max_size=6))
    found: tuple[Fault, ...] = ()
    have = Holdings()
    try:
        have = parse(bytes(text), classes())
    except HoldingsError as fault:
        found = fault.faults
    assert all(one.says and one.do.endswith(".") for one in found)
    assert all(one.name in CLASSES for one in have.services)
