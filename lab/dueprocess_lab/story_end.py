"""What the demo leaves for whoever looks at it: a map of its services, and the page of one person with its code."""

import datetime
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from dueprocess.client.material import Material
    from dueprocess.client.person import Person
    from dueprocess.desk.services.desk import Desk
    from dueprocess.operate.home import Home
    from dueprocess.report.provider import Provider

TEMPLATE: Final = {"telecom": "mail", "hosting": "hosting"}
"""The template for each class of service that the story has."""
SINCE: Final = "2019-03-01"
CONTEST_DAYS: Final = 30
"""How long a practice house gives the person to contest."""
LANGUAGES: Final = ("en", "de", "ur")


def map_services(place: "Home", day: datetime.date, by: str) -> list[str]:
    """Write the map from the templates, each entry looked at on ``day``; returns the services that it has."""
    from dueprocess.cli import services
    from dueprocess.operate import holdings
    from dueprocess.operate import home as homes

    known = homes.read_desk(place).services
    entries = [_entry(one.name, TEMPLATE[one.service_class], day, by) for one in known if one.service_class in TEMPLATE]
    services.write(place, holdings.path_of(place), "\n".join([services.HEAD, *entries]))
    return [one.name for one in known if one.service_class in TEMPLATE]


def _entry(name: str, template: str, day: datetime.date, by: str) -> str:
    from dueprocess.cli import services

    text = services.filled(template, name, SINCE).replace(f"# checked_on = {SINCE}", f"checked_on = {day}")
    return text.replace('# checked_by = "birch"', f'checked_by = "{by}"').replace("servers = []", 'servers = ["DE"]')


def dsa_report(desk: "Desk", provider: "Provider", year: int) -> bytes:
    """The house's report of the year under the Digital Services Act, as a workbook: an example, told before its time.

    It is owed two months after the year (Implementing Regulation (EU) 2024/2835), so it is dated 28 February. Parts 1
    to 3 are counted from the cases; the others are the empty form for the people who know them.
    """
    from dueprocess.adapters import spreadsheets
    from dueprocess.desk.services import report_facts
    from dueprocess.report.edition import Edition, Gap, Missing
    from transparency.forms import dsa
    from transparency.forms.dsa_template import NAMES

    made_on = datetime.date(year + 1, 2, 28)
    edition = Edition(provider, str(year), 1, made_on, (), (Gap(Missing.PROOF),))
    parts = dsa.filled(edition, tuple(report_facts.facts(desk)), {}, None)
    return spreadsheets.write({f"{part}_{NAMES[part]}": rows for part, rows in parts.items()}, made_on)


def person_page(
    who: "Person", second: "Person", material: "Material", case: str, items: "Sequence[int]", about: "Path"
) -> str:
    """Put a page for the one person of an item, once ``second`` read it; returns the code, as a letter would say it.

    ``items``: the item, then others about the same account.
    ``about``: a file with the account, or with the post that was taken down, in one line.
    """
    from dueprocess.adapters import crypto
    from dueprocess.cli.notice_commands import Asked, agree_page, house_of, plan_page, put_page
    from dueprocess.client.fetched_case import fetch
    from dueprocess.client.own_law import law_of
    from dueprocess.desk.services import page_locks
    from dueprocess.formats import page_code

    fetched = fetch(who, case)
    law = law_of(fetched.looked.seen, material.law(case))
    item, *also = items
    by = (who.now + datetime.timedelta(days=CONTEST_DAYS)).date().isoformat()
    asked = Asked(item, LANGUAGES, contest_by=by, about=about, also=tuple(also))
    desk = material.far.about()
    page = asked.page(house_of(desk), law, fetched.case, who.now, desk.head)
    kept = {"role": "target", "to": "themselves", "risk": "sole", "shown": "no", "tried": "none"}
    plan_page(who, material, fetched, page, {"item": item, "handle": "T1", **kept})
    read = fetch(second, case)
    (plan,) = (page for one in read.case.items if one.number == item for page in one.pages[-1:])
    agree_page(second, read, item, plan.statement)
    fetched = fetch(who, case)
    code = crypto.random_bytes(page_code.BYTES)
    put_page(who, material, fetched, item, page_locks.lock(code, page))
    return page_code.written(code)
