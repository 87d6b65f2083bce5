"""One letter of the trial in a real browser, driven from a shell step by step; see `docs/how-to/try-the-page.md`.

A process of its own holds the served desk and the browser, and listens on a socket. It writes down what was done; what
became of the letter is read from the desk when somebody is done.
"""

from __future__ import annotations

import contextlib
import datetime
import json
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parent))

import browsers
import trial_home
import trial_letters
from browser_desk import Practice, served
from first_hour import Colleague, Hour

SOCKET: Final = "ground.sock"
PAGE: Final = Path(__file__).with_name("trial_page.js").read_text()
VIEW: Final = {"width": 1440, "height": 900}
COUNTED: Final = {"click", "type", "choose", "press", "mark", "back"}
HELP: Final = """look | click N | type N WORDS | choose N OPTION | options N | press KEY | mark WORDS [LAST WORDS]
scroll down|up|top|bottom [original] | window desk|vault | home | back | as aster|birch
ring | done WORDS"""
THEIRS: Final = "You ring the office over the number in your own directory. They say that the letter is theirs."
FAR: Final = {
    "down": "scrollY + innerHeight * 0.8",
    "up": "scrollY - innerHeight * 0.8",
    "top": "0",
    "bottom": "document.documentElement.scrollHeight",
}


class Ground:
    """The browser of one letter: each person's two windows, and the one that is looked at."""

    def __init__(self, place: Path, practice: Practice, browser: Any) -> None:
        self.place, self.practice, self.browser = place, practice, browser
        self.people: dict[str, Colleague] = {}
        self.who, self.window = "", "desk"
        self.controls: dict[str, Any] = {}  # number → the frame in which it stands
        self.shots = len(list(place.glob("shot-*.png")))
        self.last = time.monotonic()

    @property
    def page(self) -> Any:
        person = self.people[self.who]
        return person.tab if self.window == "desk" else person.vault

    def sit(self, name: str) -> None:
        """At somebody's browser: the vault is open, the list of what is due is fresh."""
        if name not in trial_home.PEOPLE:
            message = f"nobody is called {name}"
            raise ValueError(message)
        self.who, self.window = name, "desk"
        if name not in self.people:
            hour = Hour(self.practice.keys, self.practice.ports, [])
            self.people[name] = person = Colleague(hour, self.browser, name)
            self.practice.log_in(person.tab, name)
            person.open_vault()
            person.context.set_default_timeout(10_000)
            for tab in (person.tab, person.vault):
                tab.set_viewport_size(VIEW)
        self.people[name].go("/")

    def do(self, verb: str, *said: str) -> str:
        """One step of the reader; what is in sight after it."""
        if verb == "options" and said:
            return "\n".join(self._options(self._control(said[0])))
        if verb == "ring":
            self.write(verb, "")
            return str(trial_letters.key()["letters"][self.place.name].get("rung", THEIRS))
        label = self._do(verb, *said)
        self._settle()
        told = self.look()
        self.write(verb, label)
        return told

    def write(self, verb: str, label: str) -> None:
        """A line of the journal; ``waited``: seconds since the one before, in which somebody read and thought."""
        at, self.last, before = datetime.datetime.now(datetime.UTC), time.monotonic(), self.last
        row = {"at": f"{at:%FT%TZ}", "who": self.who, "did": verb, "on": label, "counted": verb in COUNTED}
        row["waited"] = round(self.last - before, 1)
        with (self.place / "journal.jsonl").open("a") as journal:
            journal.write(json.dumps(row, ensure_ascii=False) + "\n")

    def _do(self, verb: str, *said: str) -> str:  # noqa: C901, PLR0912 - a line a verb
        match verb, said:
            case "look", ():
                pass
            case "click", (number,):
                return self._click(self._control(number))
            case "type", (number, words):
                self._control(number).fill(words)
            case "choose", (number, option):
                return self._choose(self._control(number), option)
            case "press", (key,):
                self.page.keyboard.press(key)
            case "mark", (first, *last):
                if not any(self._ask(frame, "mark", first, *(last or [first])) for frame in self.page.frames[1:]):
                    message = "these words do not stand in the original as it is open now"
                    raise ValueError(message)
            case "scroll", ("down" | "up" | "top" | "bottom" as where, *of):
                self.page.frames[-1 if of else 0].evaluate(f"scrollTo(0, {FAR[where]})")
            case "window", ("desk" | "vault" as window,):
                self.window = window
            case "home", ():
                self.sit(self.who)
            case "back", ():
                self.page.go_back()
            case "as", (name,):
                self.sit(name)
            case _:
                raise ValueError(HELP)
        return " ".join(said)

    def _ask(self, frame: Any, name: str, *said: str) -> Any:
        frame.evaluate(PAGE)
        return frame.evaluate(f"said => trial.{name}(...said)", list(said))

    def _control(self, number: str) -> Any:
        if number not in self.controls:
            message = f"no control {number} was in sight at the last look"
            raise ValueError(message)
        return self.controls[number].evaluate_handle(f"trial.by.get({number.lstrip('o')})").as_element()

    def _click(self, control: Any) -> str:
        label = str(control.evaluate("trial.about"))
        leads = str(control.evaluate("one => one.closest('a')?.target ?? ''"))
        # A click beside the sandboxed frame can miss; a key does not.
        control.press("Space" if label.startswith(("radio", "checkbox")) else "Enter")
        if leads in {"dueprocess-vault", "dueprocess-desk"}:
            self.window = leads.removeprefix("dueprocess-")
        return label

    def _options(self, control: Any) -> list[str]:
        return [str(text) for text in control.evaluate("one => [...one.options].map((each) => each.text)")]

    def _choose(self, control: Any, option: str) -> str:
        found = [text for text in self._options(control) if option.lower() in text.lower()]
        if option not in found and len(found) != 1:
            message = f"{option} may be {found[:12]}" if found else f"no option has {option}; try: options N"
            raise ValueError(message)
        control.select_option(label=option if option in found else found[0])
        return str(control.evaluate("trial.about"))

    def _settle(self) -> None:
        """Until the page says the same twice; what comes later is seen by looking again."""
        until, said = time.monotonic() + 8, ""
        while time.monotonic() < until:
            self.page.wait_for_timeout(300)
            with contextlib.suppress(Exception):  # it goes to another page just now
                now = str(self._ask(self.page.main_frame, "still"))
                if now and now == said:
                    return
                said = now

    def look(self) -> str:
        """What stands within the window, as text and as a picture, and what can be worked there."""
        self.shots += 1
        shot = self.place / f"shot-{self.shots:03}.png"
        self.page.screenshot(path=shot)
        told, controls, self.controls = [f"== {self.who}, {self.window}; picture {shot}"], [], {}
        page = self.page.main_frame
        for frame in (page, *page.child_frames):
            seen = self._ask(frame, "look")
            top, end, whole = seen["place"]
            name, sign = ("the page", "") if frame is page else ("the original, in its frame", "o")
            told += [f"-- {name} (from {top} to {end} of {max(end, whole)})", *seen["text"]]
            controls += [f"{sign + str(number):>4} {label}" for number, label in seen["controls"]]
            self.controls |= {f"{sign}{number}": frame for number, _ in seen["controls"]}
        return "\n".join([*told, "-- controls in sight", *controls])


def serve(at: Path, number: str, who: str) -> None:
    """Holds the letter until somebody is done, then writes down the desk's state."""
    place = at / "run" / number
    arriving = trial_home.arriving(at, number)  # while the desk and the browser start
    practice = trial_home.practice_of(at, number)
    with served(practice.home, practice.ports), browsers.chromium() as browser, socket.socket(socket.AF_UNIX) as door:
        ground = Ground(place, practice, browser)
        ground.sit(who)
        if arriving is not None:
            if arriving.wait():
                message = "the letter did not arrive"
                raise RuntimeError(message)
            ground.sit(who)
        door.bind(SOCKET)
        door.listen()
        try:
            while _answered(ground, door):
                pass
        finally:
            Path(SOCKET).rename("over.sock")
    turns = len(list(place.glob("state-*.json")))
    (place / f"state-{turns}-{ground.who}.json").write_text(json.dumps(trial_home.state(practice.home)))
    Path("over.sock").unlink()


def _answered(ground: Ground, door: socket.socket) -> bool:
    """Takes one request; False where it was the last."""
    line, _ = door.accept()
    with line, line.makefile("rw") as both:
        verb, *said = json.loads(both.readline())
        if verb == "done":
            ground.write("done", " ".join(said))
            both.write("Written down.")
            return False
        try:
            both.write(ground.do(verb, *said))
        except Exception as fault:  # noqa: BLE001 - the reader is told, and goes on
            says = str(fault) if isinstance(fault, ValueError) else str(fault).splitlines()[0]
            both.write(f"That did not work: {says}")
    return True


def begin(number: str, who: str) -> str:
    """Starts the process that holds a letter; what is in sight first."""
    if Path(SOCKET).exists():
        sys.exit("A letter is open here: finish it with `done`.")
    Path("run").mkdir(exist_ok=True)
    with Path("run/ground.log").open("a") as log:
        command = [sys.executable, __file__, "serve", number, who]
        running = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, start_new_session=True)
    while not Path(SOCKET).exists():
        if running.poll() is not None:
            sys.exit("It did not start; run/ground.log says why.")
        time.sleep(0.1)
    return say(["look"])


def say(words: list[str]) -> str:
    with socket.socket(socket.AF_UNIX) as line:
        line.connect(SOCKET)
        with line.makefile("rw") as both:
            both.write(json.dumps(words) + "\n")
            both.flush()
            told = both.read()
    while words[0] == "done" and (Path(SOCKET).exists() or Path("over.sock").exists()):
        time.sleep(0.1)
    return told


def main(words: list[str]) -> None:
    if words[:1] == ["--at"]:
        Path(words[1]).mkdir(parents=True, exist_ok=True)
        os.chdir(words[1])
        words = words[2:]
    match words:
        case ["found"]:
            told = trial_home.found(Path.cwd())
        case ["begin", number, who]:
            told = begin(number, who)
        case ["serve", number, who]:
            serve(Path.cwd(), number, who)
            return
        case ["score", *more]:
            import trial_score

            told = trial_score.table(Path.cwd(), *map(Path, more))
        case _:
            told = say(words) if words and Path(SOCKET).exists() else HELP
    sys.stdout.write(f"{told}\n")


if __name__ == "__main__":
    main(sys.argv[1:])
