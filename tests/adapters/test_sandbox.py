# ruff: noqa: ANN001, ANN003, ANN201, PT012, SLF001
"""The sandbox: hostile children die by name, the parent lives, the zygote remembers nothing."""

import base64
import gc
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import packed_samples
from dueprocess.adapters import crypto, jobs_read, reader, sandbox
from dueprocess.adapters.sandbox import Died, Reason, Sandbox, SandboxError
from dueprocess.adapters.sandbox_child import Zygote
from dueprocess.demand.face import from_plain
from dueprocess.demand.reading import provisions, sections
from dueprocess.formats.canonical import decode

MARKER = "marker-7f3a-zyxwv"


@pytest.fixture(scope="module")
def box():
    with Sandbox() as one:
        yield one


def trial(box, attempt, data=b"", **more):
    return box.run("trial", {"attempt": attempt}, data, seconds=15, **more)


def lives(box):
    return trial(box, "nothing", b"abc") == {"did": "3"}


@pytest.mark.parametrize(
    ("attempt", "data", "died"),
    [
        ("fork_bomb", b"", Died(Reason.CRASHED, "PermissionError")),
        ("open_socket", b"", Died(Reason.CRASHED, "PermissionError")),
        ("read_file", b"/etc/passwd", Died(Reason.CRASHED, "PermissionError")),
        ("run_program", b"", Died(Reason.CRASHED, "PermissionError")),
        ("kill_parent", b"", Died(Reason.CRASHED, "PermissionError")),
        ("memory_bomb", b"", Died(Reason.CRASHED, "MemoryError")),
        ("endless_output", b"", Died(Reason.TOO_MUCH)),
        ("long_answer", b"2000000", Died(Reason.TOO_MUCH)),
        ("crash", b"", Died(Reason.KILLED, "11")),
        ("raise", MARKER.encode(), Died(Reason.CRASHED, "ValueError")),
        ("bad_json", b"", Died(Reason.REFUSED, "no-json")),
        ("silence", b"", Died(Reason.REFUSED, "cut-short")),
        ("wrong_shape", b"", Died(Reason.REFUSED, "wrong-shape")),
    ],
)
def test_what_hostile_code_tries(box, attempt, data, died):
    assert trial(box, attempt, data) == died
    assert lives(box)


@pytest.mark.slow
@pytest.mark.parametrize("attempt", ["cpu_loop", "sleep"])
def test_a_child_that_takes_too_long(box, attempt):
    assert box.run("trial", {"attempt": attempt}, b"", seconds=1) == Died(Reason.TIMEOUT)
    assert lives(box)


def test_writing_a_file_leaves_none(box, tmp_path):
    target = tmp_path / "written"
    tmp_path.chmod(0o777)
    assert trial(box, "write_file", str(target).encode()) == Died(Reason.CRASHED, "PermissionError")
    assert not target.exists()


def test_a_settings_file_that_everybody_may_read(box, tmp_path):
    settings = tmp_path / "settings.toml"
    settings.write_text("secret = 1")
    settings.chmod(0o644)
    assert settings.read_text()  # the control: this process can
    assert trial(box, "read_file", str(settings).encode()) == Died(Reason.CRASHED, "PermissionError")


def test_a_child_holds_its_own_end_alone(box, monkeypatch):
    monkeypatch.setenv("DUEPROCESS_SECRET", MARKER)
    with Sandbox() as fresh:
        assert trial(fresh, "environment") == {"did": "LANG PATH"}
    assert trial(box, "handles") == {"did": "0"}


def test_two_children_draw_other_randomness(box):
    # A generator seeded before the fork would give every case the same key.
    drawn = [trial(box, "random")["did"] for _ in range(20)]
    assert len(set(drawn)) == 20
    bodies = [bytes.fromhex(one) for one in drawn]
    assert len({body.split(b"\n")[1] for body in bodies}) == 20  # ephemeral keys
    assert len({body.split(b"\n")[2] for body in bodies}) == 20  # wrapped file keys
    assert len({body[-60:] for body in bodies}) == 20


def test_several_in_flight(box):
    with ThreadPoolExecutor(4) as pool:
        sizes = list(pool.map(lambda n: trial(box, "nothing", b"x" * n)["did"], range(0, 300_000, 10_000)))
    assert sizes == [str(n) for n in range(0, 300_000, 10_000)]


def test_one_that_dies_does_not_disturb_the_others(box):
    attempts = ["crash", "nothing", "endless_output", "nothing", "fork_bomb", "nothing"] * 3
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda one: trial(box, one, b"abc"), attempts))
    assert [isinstance(one, dict) for one in results] == [one == "nothing" for one in attempts]


def test_limits_before_a_child_is_made(box, monkeypatch):
    monkeypatch.setattr(sandbox, "MAX_DATA", 10)
    assert trial(box, "nothing", b"x" * 11) == Died(Reason.REFUSED, "too-large")
    assert box.run("no-such-job", {}, b"") == Died(Reason.REFUSED, "unknown-job")


def test_isolation_is_told(box):
    given = box.isolation()
    assert given["no_new_privileges"]
    assert {"network_namespace", "mount_namespace", "ipc_namespace", "empty_root", "system_call_filter"} <= set(given)
    jobs = "attach bounce draw list parse read report seal sender trial unseal"
    assert " ".join(one for one in box.jobs if one != "scan") == jobs  # "scan" where the machine reads pictures


def test_a_closed_sandbox():
    with Sandbox() as one:
        pid = one.pid
    assert not Path(f"/proc/{pid}").exists()
    with pytest.raises(SandboxError, match="closed"):
        trial(one, "nothing")
    with pytest.raises(SandboxError, match="closed"):
        _ = one.pid
    one.close()  # twice is fine


def test_a_zygote_that_was_killed():
    with Sandbox() as one:
        os.kill(one.pid, 9)
        with pytest.raises(SandboxError, match="gone"):
            for _ in range(50):
                trial(one, "nothing")


def test_a_sandbox_that_cannot_start(monkeypatch):
    monkeypatch.setattr(sandbox.sys, "executable", "/bin/false")
    with pytest.raises(SandboxError, match="did not start"), Sandbox():
        pass


def packed(answer, *, zero=0, length=None):
    body = json.dumps(answer).encode()
    return sandbox.HEAD.pack(zero, len(body) if length is None else length) + body


@pytest.mark.parametrize(
    ("body", "died"),
    [
        (packed({"ok": {"did": 1}}), Died(Reason.REFUSED, "wrong-shape")),
        (packed({"ok": {"did": "x"}, "more": 1}), Died(Reason.REFUSED, "wrong-shape")),
        (packed({"ok": {"did": "x"}}, zero=1), Died(Reason.REFUSED, "wrong-shape")),
        (packed({"ok": {"did": "x"}}, length=3), Died(Reason.REFUSED, "wrong-shape")),
        (packed([]), Died(Reason.REFUSED, "wrong-shape")),
        (packed({"error": "words of the item!"}), Died(Reason.CRASHED, "unnamed")),
        (packed({"refused": "unknown-job"}), Died(Reason.REFUSED, "unknown-job")),
        (packed({"refused": "words of the item!"}), Died(Reason.REFUSED, "unnamed")),
        (sandbox.HEAD.pack(0, 3) + b"[" * 100_000, Died(Reason.REFUSED, "no-json")),
        (sandbox.HEAD.pack(0, 3) + b"9" * 5000, Died(Reason.REFUSED, "no-json")),
        (sandbox.HEAD.pack(0, 3) + b"\xff", Died(Reason.REFUSED, "no-json")),
        (b"", Died(Reason.REFUSED, "cut-short")),
    ],
)
def test_an_answer_is_hostile_too(body, died):
    assert sandbox._judge("trial", body, {"exit": 0}) == died


@pytest.mark.parametrize(
    ("ended", "died"),
    [
        ({}, Died(Reason.TIMEOUT)),
        ({"signal": 9, "late": True}, Died(Reason.TIMEOUT)),
        ({"signal": 24}, Died(Reason.TIMEOUT)),
        ({"signal": 31}, Died(Reason.KILLED, "31")),
        ({"refused": "fork"}, Died(Reason.REFUSED, "no-process")),
        ({"exit": 71}, Died(Reason.CRASHED, "71")),
        ({"gone": True}, Died(Reason.CRASHED, "gone")),
    ],
)
def test_how_a_child_ended(ended, died):
    assert sandbox._judge("trial", packed({"ok": {"did": "x"}}), ended) == died


CIPHERTEXT = {"kind": "original", "hash": "a" * 64, "bytes": "eA=="}


@pytest.mark.parametrize(
    "change", [{"sealed": {"kind": "x"}}, {"sealed": {**CIPHERTEXT, "kind": "particulars"}}, {"recipient": 1}, {"x": 1}]
)
def test_a_sealed_answer_of_the_wrong_shape(change):
    fine = {"recipient": "age1", "sealed": CIPHERTEXT, "envelopes": []}
    assert sandbox.fits("seal", fine)
    assert not sandbox.fits("seal", {**fine, **change})


@pytest.mark.parametrize(
    "change",
    [
        {"sealed": [CIPHERTEXT]},
        {"unreadable": "Free text"},
        {"recipient": "age1"},
        {"paged": 3},
        {"scan": "yes"},
        {"receipt": "<a>"},
        {"answers": "c-" + "a" * 24},
    ],
)
def test_a_parsed_answer_of_the_wrong_shape(change):
    fine = {
        "face": None,
        "is_demand": None,
        "unreadable": None,
        "paged": False,
        "scan": False,
        "docket": "",
        "answers": None,
        "receipt": "",
        "returned": None,
    }
    fine |= {"sealed": [{**CIPHERTEXT, "kind": "particulars"}]}
    assert sandbox.fits("parse", fine)
    assert not sandbox.fits("parse", {**fine, **change})


# --- the jobs ----------------------------------------------------------------------------------------------------

LETTER = f"""Amtsgericht Neustadt
Beschluss vom 1. Oktober 2026
Auskunft über die Bestandsdaten zu {MARKER}@example.org wird nach § 100j StPO verlangt. Frist: 14 Tage.
Mit freundlichen Grüßen, Richterin Beispiel
""".encode()


def options(reader, recovery, **more):
    return {
        "case": "c-" + "a" * 24,
        "name": f"{MARKER}.txt",
        "media": "text/plain",
        "channel": "mail",
        "made_at": "2026-11-24T10:00:00Z",
        "received_at": "2026-11-24T10:00Z",
        "readers": [{"name": "amy", "age": reader}],
        "recovery": recovery,
        **more,
    }


def sealed_in(box, reader, recovery, data=LETTER):
    """An arrival by both children: the one that seals, and the one that reads."""
    asked = options(reader, recovery)
    answer = box.run("seal", asked, data)
    read = box.run("parse", {**asked, "recipient": answer["recipient"]}, data)
    return {**read, **answer, "sealed": [answer["sealed"], *read["sealed"]]}


@pytest.mark.parametrize(
    "data",
    [
        packed_samples.word("<w:p><w:r><w:t>Order 7</w:t></w:r></w:p>"),
        packed_samples.open_document("<text:p>Order 7</text:p>"),
        packed_samples.winmail("Order 7", "a.txt", b"x"),
        packed_samples.archive({"a.eml": b"Subject: x\nContent-Type: text/html\n\n<p>Order 7"}),
        packed_samples.workbook([["Order 7"]]),
        rb"{\rtf1\ansi Order \'37}",
    ],
)
def test_the_child_reads_packed_files_and_seals_their_words(box, data):
    (secret, reader), (_, recovery) = crypto.new_case_key(), crypto.new_case_key()
    answer = sealed_in(box, reader, recovery, data)
    envelope = next(base64.b64decode(one["bytes"]) for one in answer["envelopes"] if one["person"] == "amy")
    key = crypto.unwrap_key(envelope, [secret], answer["recipient"])
    opened = [crypto.unseal(base64.b64decode(one["bytes"]), [key]) for one in answer["sealed"]]
    (words,) = (content for header, content in opened if (header.kind, header.media) == ("particulars", "text/plain"))
    assert b"Order 7" in words
    assert answer["unreadable"] is None


def test_an_arrival_is_sealed(box):
    (secret, reader), (lost, recovery) = crypto.new_case_key(), crypto.new_case_key()
    answer = sealed_in(box, reader, recovery)
    assert answer["unreadable"] is None
    assert from_plain(answer["face"]).get("channel") == "mail"
    envelopes = {one["person"]: base64.b64decode(one["bytes"]) for one in answer["envelopes"]}
    assert set(envelopes) == {"amy", "recovery"}
    key = crypto.unwrap_key(envelopes["amy"], [secret], answer["recipient"])
    assert key == crypto.unwrap_key(envelopes["recovery"], [lost], answer["recipient"])
    opened = {one["kind"]: crypto.unseal(base64.b64decode(one["bytes"]), [key]) for one in answer["sealed"]}
    assert opened["original"][1] == LETTER
    assert (opened["original"][0].name, opened["original"][0].media) == (f"{MARKER}.txt", "text/plain")
    assert decode(opened["particulars"][1])["file"] == f"{MARKER}.txt"
    assert [crypto.sha256(base64.b64decode(one["bytes"])) for one in answer["sealed"]] == [
        one["hash"] for one in answer["sealed"]
    ]
    assert MARKER not in json.dumps(answer)
    assert key not in json.dumps(answer)


@pytest.mark.parametrize(
    ("data", "code"), [(b"", "empty"), (b"\x00\x01\x02\xff" * 50, "unreadable"), (b"%PDF-1.4 broken", "damaged")]
)
def test_what_no_machine_reads_is_sealed_all_the_same(box, data, code):
    secret, reader = crypto.new_case_key()
    answer = sealed_in(box, reader, crypto.new_case_key()[1], data)
    assert (answer["face"], answer["unreadable"]) == (None, code)
    envelope = base64.b64decode(answer["envelopes"][0]["bytes"])
    key = crypto.unwrap_key(envelope, [secret], answer["recipient"])
    assert crypto.unseal(base64.b64decode(answer["sealed"][0]["bytes"]), [key])[1] == data
    assert len(answer["sealed"]) == 1


def test_reading_without_keeping(box):
    answer = box.run("read", {"file": "order.txt"}, LETTER)
    assert answer["unreadable"] is None
    assert answer["draft"]["file"] == "order.txt"
    empty = box.run("read", {"file": "order.txt"}, b"")
    assert (empty["draft"], empty["unreadable"]) == (None, "empty")
    assert "empty" in empty["says"]


@pytest.mark.parametrize("charset", ["koi8-r", "koi8-u", "cp1251", "cp866", "utf-16"])
@pytest.mark.parametrize("head", ["", "Subject: x\nContent-Type: text/plain; charset={}\n\n"], ids=["text", "mail"])
def test_a_child_needs_no_file_for_a_charset(box, charset, head):
    words = "Просимо надати інформацію про користувача скриньки до 1 березня 2026 року.\n" * 3
    file = "order.eml" if head else "order.txt"
    answer = box.run("read", {"file": file}, head.format(charset).encode() + words.encode(charset, "replace"))
    assert answer["unreadable"] in {None, "no-demand", "no-words"}


@pytest.mark.parametrize(("charset", "words"), [("gb18030", "公安局的用户信息"), ("cp1250", "Łódź, żądanie")])
def test_a_child_finds_a_charset_that_nobody_states(box, charset, words):
    answer = box.run("read", {"file": "order.txt"}, words.encode(charset))
    assert answer["unreadable"] in {None, "no-demand", "no-words"}


# --- memory (hazard 10.3): the zygote never sees an item -----------------------------------------------------------


def found_in_memory(pid, sought, pattern=None):
    """What of it a process's memory holds, and how much was read: piece by piece, until everything was found."""
    found, size, overlap, piece = set(), 0, max(map(len, sought)) - 1, 1 << 24
    with Path(f"/proc/{pid}/maps").open() as maps, Path(f"/proc/{pid}/mem").open("rb", 0) as memory:
        for line in maps:
            where, mode = line.split()[:2]
            if "r" not in mode or "[v" in line:
                continue
            start, end = (int(one, 16) for one in where.split("-"))
            tail = b""
            while start < end:
                try:
                    memory.seek(start)
                    read = memory.read(min(piece, end - start))
                except OSError:
                    break
                if not read:
                    break
                text = tail + read
                found.update(one for one in sought if one in text)
                if pattern and pattern.search(text):
                    found.add(pattern)
                size, start, tail = size + len(read), start + len(read), read[-overlap:]
                if len(found) == len(sought) + bool(pattern):
                    return found, size
    return found, size


def shapes_of(marker):
    return [marker.encode(), marker.encode("utf-16-le"), marker.encode("utf-32-le"), base64.b64encode(marker.encode())]


def test_the_zygote_remembers_nothing():
    try:
        held = [one + b"" for one in shapes_of("control-" + MARKER)]  # the control: planted here, found here
        assert found_in_memory(os.getpid(), held)[0] == set(held)
    except PermissionError:
        pytest.skip("this user cannot read /proc/PID/mem; run as root to scan memory")
    with Sandbox() as box:
        keys = []
        for number in range(12):
            reader, recovery = crypto.new_case_key()[1], crypto.new_case_key()[1]
            keys.append(sealed_in(box, reader, recovery, LETTER + str(number).encode())["recipient"])
        code = b"sandbox_child"  # the scan did read the zygote
        # After a bracket it is the pattern of the code itself.
        identity = re.compile(rb"AGE-SECRET-KEY-1(?<!\(AGE-SECRET-KEY-1)")
        try:
            found, size = found_in_memory(
                box.pid, [code, *shapes_of(MARKER), *(key.encode() for key in keys)], identity
            )
        except PermissionError:
            pytest.skip("this user cannot read the zygote's memory; run as root to scan it")
    assert size > 5_000_000
    assert found == {code}


# --- options of a whole batch: handed over once, overruled by those of an item ---

TEXT = (
    b"Seedtown Police Department\n\nSubpoena\n\nPursuant to section 7 of the Thistle Act 1999 "
    b"you must remove the content at https://seed.example/one within 24 hours.\n"
)
ALIASES = {"section 7 of the Thistle Act 1999": "ZZ-THISTLE-7"}


def instruments(sandbox: Sandbox, **options: object) -> list[str]:
    answer = sandbox.run("read", {"file": "order.txt", **options}, TEXT)
    assert isinstance(answer, dict)
    draft = answer["draft"]
    return list(draft["instruments"])


def test_a_child_has_the_options_of_its_batch() -> None:
    with Sandbox(setup={"aliases": ALIASES}) as sandbox:
        assert instruments(sandbox) == ["ZZ-THISTLE-7"]
        assert instruments(sandbox) == ["ZZ-THISTLE-7"]


def test_the_options_of_an_item_go_before_them() -> None:
    with Sandbox(setup={"aliases": ALIASES}) as sandbox:
        assert instruments(sandbox, aliases={}) == []


def test_without_a_setup_only_the_items_options_count() -> None:
    with Sandbox() as sandbox:
        assert instruments(sandbox) == []
        assert instruments(sandbox, aliases=ALIASES) == ["ZZ-THISTLE-7"]


def test_a_setup_that_no_job_can_use_does_not_keep_the_sandbox_from_starting() -> None:
    with Sandbox(setup={"aliases": 7}) as sandbox:
        assert instruments(sandbox, aliases=ALIASES) == ["ZZ-THISTLE-7"]


# --- what the zygote makes while it has nothing to do ---


def test_what_is_made_once_a_language_is_made_before_its_letters_come() -> None:
    reader.read("Dear Sir or Madam", file="x.txt")  # what is made of all languages together
    assert len(list(jobs_read.later())) == len([code for code in reader.tables().told if code])
    made = [cached.cache_info().misses for cached in (provisions._shapes, sections._shapes)]
    for text in (
        "Zgodnie z art. 218a § 1 k.p.k. żądam wydania danych.\n",
        "Nos termos do artigo 14.º da Lei do Cibercrime.\n",
    ):
        assert reader.read(text * 9, file="x.txt").laws
    assert [cached.cache_info().misses for cached in (provisions._shapes, sections._shapes)] == made


def test_an_idle_zygote_makes_it_step_by_step_and_counts_its_memory_again(monkeypatch) -> None:
    monkeypatch.setattr(gc, "freeze", lambda: None)  # this process is no zygote
    with open("/proc/self/statm", "rb") as statm:  # noqa: PTH123
        zygote = Zygote.__new__(Zygote)
        zygote.running, zygote.statm, zygote.base, zygote.later = {}, statm.fileno(), 0, iter((None, None))
        steps = 0
        while zygote._patience() is not None:
            zygote._idle()
            steps += 1
    assert (steps, zygote.base > 1 << 20) == (3, True)
