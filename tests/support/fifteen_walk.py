"""Two people at the page of a case, each in their own vault: a letter of the story, worked by its controls alone."""

from __future__ import annotations

import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from accessibility import violations
from browser_desk import Client, Practice, Vault
from dueprocess_lab import story

SPOKEN = Path(__file__).resolve().parents[2] / "frontend/src/acts"
TABLE = json.loads((SPOKEN / "codes.json").read_text())["codes"]
GERMAN = json.loads((SPOKEN / "codes.de.json").read_text())
RAW = [
    (code.replace("_", " "), GERMAN["meanings"][meaning])
    for name, codes in TABLE.items()
    for code, meaning in codes.items()
    if GERMAN["spoken"][name][code] != code
]
"""Codes beside their German meaning: a page that speaks German says neither side of it so."""
LINES = ".sentences > .sentence"
GIVES = {"comply", "partial", "no_data", "not_executable", "under_protest"}
"""What says something of a person: each of two reads the identifier in the original (P12)."""
WIDE, NARROW = {"width": 1440, "height": 900}, {"width": 390, "height": 844}
PATIENCE = 60_000  # milliseconds
MOST_TABS, MOST_ROUNDS = 400, 20
FOCUSED = """one => one === document.activeElement ? "here" :
  one.type === "radio" && document.activeElement.name === one.name ? "beside" : "elsewhere" """
TURNS = itertools.count()


@dataclass(frozen=True)
class View:
    """How pages are looked at: wide or narrow, light or dark; English, German, or in the other direction."""

    narrow: bool = False
    dark: bool = False
    tongue: str = "en"


@dataclass
class Person:
    """Somebody's own vault, and what its console complained of."""

    window: Vault
    complaints: list[str] = field(default_factory=list)
    by_keys: bool = False

    @classmethod
    def opened(cls, practice: Practice, browser: Any, address: str, name: str) -> Person:
        context = browser.new_context(viewport=WIDE, bypass_csp=True, reduced_motion="reduce")
        context.set_default_timeout(PATIENCE)
        made = cls(Vault(practice, context, address))
        made.tab.on("console", lambda said: made.complaints.append(said.text) if said.type == "error" else None)
        made.window.unlock(name)
        return made

    @property
    def tab(self) -> Any:
        return self.window.tab

    def looks(self, view: View) -> None:
        self.tab.set_viewport_size(NARROW if view.narrow else WIDE)
        self.tab.emulate_media(color_scheme="dark" if view.dark else "light")
        self.home("de" if view.tongue == "de" else "en")
        self.tab.evaluate("way => { document.documentElement.dir = way; }", "rtl" if view.tongue == "rtl" else "ltr")

    def home(self, tongue: str = "") -> None:
        where = f"#/?turn={next(TURNS)}{f'&ui={tongue}' if tongue else ''}"
        self.tab.evaluate("where => { location.hash = where; }", where)
        self.tab.wait_for_selector("h1:not(.signing h1) ~ .result > .cases")

    def opens(self, case: str) -> None:
        """The case from the vault's own list."""
        self.home()
        self.press(f".cases a[href$='{case}']")
        self.tab.wait_for_selector(".sentences .says, form.blanks, .signing")
        self.settles()

    def settles(self) -> None:
        """Until the page shows what is reckoned after the last thing that was done."""
        self.tab.wait_for_selector(".answer[aria-busy=false], form.blanks, .signing", state="attached")

    def at(self, control: Any) -> None:
        """The focus on a control by nothing but the tabulator and, among choices, the arrows."""
        wanted = control.element_handle()
        for _ in range(MOST_TABS):
            there = wanted.evaluate(FOCUSED)
            if there == "here":
                return
            self.tab.keyboard.press("ArrowDown" if there == "beside" else "Tab")
        raise AssertionError("no key leads to " + wanted.evaluate("one => one.outerHTML.slice(0, 200)"))

    def press(self, control: Any) -> None:
        """A control by its key: a click beside the sandboxed frame can miss."""
        control = self.tab.locator(control).first if isinstance(control, str) else control
        key = "Space" if control.get_attribute("type") in {"checkbox", "radio"} else "Enter"
        if not self.by_keys:
            control.press(key)
            return
        self.at(control)
        if control.get_attribute("type") != "radio" or not control.is_checked():  # an arrow chooses what it leads to
            self.tab.keyboard.press(key)

    def choose(self, control: Any, value: str) -> None:
        if self.by_keys:
            self.at(control)
            at = control.evaluate("(one, value) => [...one.options].findIndex((each) => each.value === value)", value)
            for key in ["Home", *["ArrowDown"] * at]:
                self.tab.keyboard.press(key)
            assert control.input_value() == value
        else:
            control.select_option(value)

    def types(self, control: Any, text: str) -> None:
        if self.by_keys:
            self.at(control)
            self.tab.keyboard.press("Control+A")
            self.tab.keyboard.type(text)
        else:
            control.fill(text)

    def signs(self) -> str:
        """What was shown to be signed."""
        self.tab.wait_for_selector("#sign-title, .result .problem")
        assert not self.tab.locator(".result .problem").count(), self.tab.inner_text(".result .problem")
        shown = str(self.tab.inner_text(".signing"))
        self.press(".signing .buttons .act")
        self.tab.wait_for_selector(".signing .done, .signing .problem")
        assert self.tab.locator(".signing .done").count(), self.tab.inner_text(".signing .problem")
        return shown

    def form(self, case: str, act: str, item: int = 0) -> None:
        """The form of an act, from everything that the page offers on the case."""
        self.opens(case)
        self.press(".links a[href*='#/more/']")
        self.press(f".offers a[href$='#/act/{case}/{act}{f'?item={item}' if item else ''}']")
        self.tab.wait_for_selector(".questions")

    def submits(self) -> None:
        self.press("form.card button[type=submit]")
        self.signs()

    def faults(self) -> list[str]:
        """What is wrong with the page: axe, a width that does not fit; and of the console since it was last asked."""
        found = violations(self.tab) + self.complaints + self.window.faults
        self.complaints.clear()
        self.window.faults.clear()
        if self.tab.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"wider than its window of {self.tab.viewport_size['width']}")
        return found


@dataclass
class Walk:
    """One letter of the story, what it names, and what both make of it."""

    practice: Practice
    number: int
    accounts: dict[int, tuple[str, ...]]

    def __post_init__(self) -> None:
        self.chapter, self.case = story.load()[self.number - 1], self.practice.cases[self.number - 1]
        self.confirm = {
            path: list(value) if isinstance(value, tuple) else value for path, value in self.chapter.confirm.items()
        }
        self.desk = Client(self.practice, "aster")

    def now(self) -> Any:
        return self.desk.send("GET", f"/v1/cases/{self.case}")

    def reads(self, person: Person) -> None:
        """Each sentence is put right where the story reads otherwise, and ticked, until nothing is left to tick."""
        tab = person.tab
        told = self.desk.send("GET", f"/v1/cases/{self.case}/form")["fields"]
        before = {one["path"]: one["value"] for one in told}
        said: set[str] = set()
        left = tab.locator(
            f"{LINES} > .tick input:enabled:not(:checked), [data-key=arrived] > .tick input:not(:checked)"
        )
        for _ in range(MOST_ROUNDS):
            shown = tab.eval_on_selector_all(f"{LINES} .says [data-path]", "all => all.map(one => one.dataset.path)")
            for path in [one for one in shown if one not in said]:
                if not tab.locator(f"{LINES} .says [data-path='{path}']").count():
                    continue  # what was said before makes it needless
                said.add(path)
                wanted = self.confirm.get(path)
                if wanted not in (None, [], before.get(path)):
                    self._says(person, path, wanted)
            if said.issuperset(shown) and not left.count():
                return
            for _ in range(left.count()):
                person.press(left.first)
            person.settles()
        raise AssertionError("some sentence is never ticked: " + tab.inner_text(".sentences")[:2000])

    def _says(self, person: Person, path: str, wanted: Any) -> None:
        """One blank put right; what stands once for several items is taken apart first where they differ."""
        name = path.rpartition(".")[2]
        line = person.tab.locator(f".sentence[data-paths~='{path}']")
        edit = line.locator(".edit")
        alike = [one for one in line.get_attribute("data-paths").split() if one.endswith(f".{name}")]
        blank = line.locator(f"[data-path='{path}']")
        person.press(blank)
        if edit.locator(".split").count() and len({str(self.confirm.get(one)) for one in alike}) > 1:
            person.press(edit.locator(".split"))
            person.press(blank)
        boxes = edit.locator("input[type=checkbox]")
        for box in boxes.all():
            if box.is_checked() != (box.get_attribute("value") in wanted):
                person.press(box)
        if edit.locator("select").count():
            person.choose(edit.locator("select"), str(wanted).lower() if isinstance(wanted, bool) else str(wanted))
        elif not boxes.count():
            person.types(edit.locator("input"), ", ".join(wanted) if isinstance(wanted, list) else str(wanted))
        if edit.locator("button:not(.split)").count():  # what is said now can stand in another sentence
            person.press(edit.locator("button:not(.split)"))

    def names(self, person: Person) -> None:
        """The accounts of what gives something, typed from the original."""
        for item in self.chapter.items:
            if item.outcome in GIVES and self.accounts.get(item.number):
                self._names(person.tab, item.number)

    def _names(self, tab: Any, item: int) -> None:
        tab.locator(f"#value-own-{item}-1").evaluate("one => { one.closest('details').open = true; }")
        self._types(tab, f"own-{item}", item)

    def _types(self, tab: Any, suffix: str, item: int) -> None:
        for at, account in enumerate(self.accounts.get(item, ()), 1):
            if at > 1:
                tab.locator(f"fieldset:has(> .accounts #value-{suffix}-1) > .row > button:not(.marked)").press("Enter")
            tab.fill(f"#value-{suffix}-{at}", account)

    def speaks(self, person: Person) -> None:
        """A silence that law imposes is ticked; every question that is open then is answered as in the story."""
        for silence in person.tab.locator(".silence").all():
            record = silence.locator("> .sentence > .tick input")
            if record.count() and silence.locator(".questions input[name=source]:checked").count():
                person.press(record)
            for question in silence.locator(".asking").all():
                if question.locator("input:checked").count():
                    continue
                if all(getattr(one.may, question.get_attribute("data-question")) for one in self.chapter.items):
                    person.press(question.locator("input[value=yes]"))
                else:
                    person.choose(question.locator("select"), "counsel")
        person.settles()

    def decides(self, person: Person) -> None:
        """The outcome of each item, with its ground or the reason of the house."""
        tab = person.tab
        sets = tab.locator(".outcomes").all()
        for at, fieldset in enumerate(sets):
            item = self.chapter.items[at if len(sets) > 1 else 0]
            ground = item.ground or ""
            if str(item.outcome) in {"refuse", "challenge"}:
                reason = fieldset.locator(f".option:has(input[value='{item.outcome} ']) select")
                person.choose(reason, ground)
            else:
                person.press(fieldset.locator(f"input[value='{item.outcome} {ground}']"))
        person.settles()

    def answers(self, person: Person) -> None:
        """The first person's half, signed in one look; with the letter where one person suffices."""
        self.names(person)
        self.speaks(person)
        self.decides(person)
        sends = bool(person.tab.locator(".reply > .tick input").count())
        if sends:
            person.press(".reply > .tick input")
            person.settles()
        person.press(".sticky button.act")
        signed = person.signs()
        meanings = [TABLE["LetterKind"][str(item.letter)] for item in self.chapter.items if item.letter]
        said = [*meanings, *(GERMAN["meanings"][one] for one in meanings)]
        assert not sends or any(one in signed for one in said), signed
        assert not any(f" {code}: {said}" in signed for code, said in RAW), signed

    @property
    def waits(self) -> bool:
        """Whether something waits for a second person."""
        return any(one["decision"] == "proposed" for one in self.now()["items"])

    @property
    def unagreed(self) -> bool:
        """Whether a silence was recorded to which no second person agreed."""
        items = self.now()["items"]
        silences = [one for item in items for one in item["silences"] if not one["ended"]]
        return any(not one["agreed_by"] for one in silences) or any(item["lone_no"] for item in items)

    def agrees(self, person: Person) -> None:
        """The second person's half: what is asked is read in the original, and both answers are the same."""
        tab = person.tab
        if tab.locator("form.blanks").count():
            for item in self.chapter.items:
                if tab.locator(f"select[name=kind-{item.number}]").count():
                    self._blanks(tab, item.number)
            tab.select_option("select[id^=asker]", f"id {self.chapter.authority}")
            person.press("form.blanks button[type=submit]")
            tab.wait_for_selector("#sign-title, .differing, .side .problem")
        tab.wait_for_selector("#sign-title, .side .problem")
        for box in tab.locator("fieldset.silences input").all():  # nobody ticks one beforehand
            person.press(f"#{box.get_attribute('id')}")
            assert box.is_checked()
            tab.wait_for_selector("#sign-title")
        person.signs()

    def _blanks(self, tab: Any, item: int) -> None:
        self._types(tab, str(item), item)
        kind = str(self.confirm[f"items.{item}.kind"])
        if kind != "disclosure":
            tab.select_option(f"select[name=kind-{item}]", kind)
        for data in self.confirm[f"items.{item}.data"]:
            tab.check(f"input[name=data-{item}][value={data}]")

    # What comes before the answer, or in its place.

    def classifies(self, person: Person, as_: str) -> None:
        """It is no new demand: by the link beside that sentence; by everything else where a machine took it for one."""
        person.opens(self.case)
        if person.tab.locator("[data-key=arrived] a").count():
            person.press("[data-key=arrived] a")
            person.tab.wait_for_selector(".questions")
        else:
            person.form(self.case, "arrival.classify")
        person.tab.check(f"input[name=says][value={as_}]")
        if self.chapter.of:
            person.tab.fill("input[name=case]", self.practice.cases[self.chapter.of - 1][:10])
        person.submits()

    def says_so_too(self, person: Person) -> None:
        """A second person, by the line that says what the first one signed of it."""
        person.opens(self.case)
        person.press(".alike a[href*='arrival.classify']")
        person.tab.wait_for_selector(".questions")
        person.submits()

    def keep(self, person: Person, item: int) -> None:
        """The data of an account that was read are kept, at once and by one person."""
        person.opens(self.case)
        self._names(person.tab, item)
        person.press(".keeping button")
        person.signs()

    def add(self, person: Person, item: int) -> None:
        """An item that no machine found."""
        if not self.now()["items"]:  # that it is a demand, and of which kind, is said first
            person.opens(self.case)
            person.press("[data-key=arrived] > .tick input")
            self._says(person, "items.1.kind", self.confirm["items.1.kind"])
            person.press(".sentence[data-paths~='items.1.kind'] > .tick input")
            person.settles()
            person.press(".sticky button.act")
            person.signs()
        person.form(self.case, "item.change")
        if person.tab.locator("input[name=op][value=add]").count():
            person.tab.check("input[name=op][value=add]")
        person.tab.select_option(".questions fieldset > select", self.confirm[f"items.{item}.kind"])
        for data in self.confirm[f"items.{item}.data"]:
            person.tab.check(f".questions input[type=checkbox][value={data}]")
        person.tab.fill(".questions input[type=number]", str(self.confirm[f"items.{item}.targets"]))
        person.submits()

    def confirm_all(self, person: Person, _item: int) -> None:
        """What it says, and no answer yet: only then is it known which office is to be called."""
        person.opens(self.case)
        self.reads(person)
        person.press(".sticky button.act")
        person.signs()

    def lapse(self, person: Person, item: int) -> None:
        """An item that a machine found where the letter asks for nothing, says one of two."""
        person.form(self.case, "item.change", item)
        person.tab.check("input[name=op][value=lapse]")
        person.submits()

    def seconds(self, person: Person) -> None:
        """What a colleague said of an item, and a second person is asked about: that it ended, that it is silent."""
        while True:
            person.opens(self.case)
            asked = person.tab.locator(".waiting a[href*='/item.end?'], .waiting a[href*='/secrecy.agree?']")
            if not asked.count():
                return
            person.press(asked.first)
            person.tab.wait_for_selector(".questions")
            person.press("input[name=answer]:is([value=ended], [value=agreed])")
            person.submits()

    def calls(self, person: Person) -> None:
        """Somebody who takes no other part calls the office back; outside counsel opens no case."""
        person.home()
        person.tab.fill("#act", f"{person.window.address}#/more/{self.case}")
        person.tab.press("#act", "Enter")
        person.press(f".offers a[href$='#/act/{self.case}/authority.call_back']")
        person.tab.wait_for_selector(".questions")
        person.press("input[name=said][value=confirmed]")
        person.submits()
