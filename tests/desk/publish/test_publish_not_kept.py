"""What the house itself says that it does not keep stands on its public page and in its report, and nowhere else."""

import dataclasses
import html
import json
import re

import pytest

import report_worlds
from dueprocess.desk.publish.report_data import View, data_of, periods_of
from dueprocess.desk.publish.report_words import missing
from dueprocess.desk.publish.site import render
from dueprocess.desk.publish.texts import LANGUAGES, isolated, load
from dueprocess.report import edition_json
from dueprocess.report.cited import SnapshotError
from dueprocess.report.edition import Edition
from dueprocess.report.provider import Provider
from sample_snapshot import PROVIDER, services, snapshot

FIRST, *OTHERS = PROVIDER.services


def provider(host: str = "", *reads: str) -> Provider:
    return dataclasses.replace(PROVIDER, extraction_host=host, reads_checked=reads)


def said(of: Provider, language: str) -> list[str]:
    last: Edition = dataclasses.replace(report_worlds.small()[-1], provider=of)
    return missing(last, View(data_of(of, last.cells, periods_of(last)), load(language), {}))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_says_of_each_service_whether_reads_were_checked(language: str) -> None:
    texts = load(language)
    assert texts("missing", "reads") in said(provider(), language)
    found = " ".join(said(provider("", FIRST), language))
    assert texts("missing", "reads") not in found
    assert texts("missing", "reads_checked", services=isolated(FIRST)) in found
    assert OTHERS
    assert texts("missing", "reads_others", services=texts.join(map(isolated, OTHERS))) in found
    every = " ".join(said(provider("", *PROVIDER.services), language))
    assert texts("missing", "reads_others", services="").partition(":")[0] not in every


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(("host", "named"), [("same", True), ("apart", False), ("", False)])
def test_one_machine_is_named_in_the_report_and_on_the_public_page(language: str, host: str, *, named: bool) -> None:
    texts = load(language)
    assert (texts("missing", "host_same") in said(provider(host), language)) == named
    site = render(dataclasses.replace(snapshot(), provider=provider(host), services=services()), languages=(language,))
    page = html.unescape(re.sub(r"<[^>]+>", "", site[f"{language}/holds.html"].decode()))
    assert (texts("holds", "host_same") in page) == named
    assert (("P10" in page), ("P13" in page)) == (named, named)


def test_an_edition_keeps_what_was_said_when_it_was_made() -> None:
    last = dataclasses.replace(report_worlds.small()[-1], provider=provider("same", FIRST))
    again = edition_json.read(json.dumps(edition_json.plain(last)).encode())
    assert (again.provider.extraction_host, again.provider.reads_checked) == ("same", (FIRST,))


@pytest.mark.parametrize(("host", "reads"), [("elsewhere", ()), ("", ("No such service",)), ("", (FIRST, FIRST))])
def test_what_is_no_place_and_no_service_is_refused(host: str, reads: tuple[str, ...]) -> None:
    with pytest.raises(SnapshotError):
        provider(host, *reads)
