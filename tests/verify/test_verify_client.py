"""A served vault against the installed one, over real HTTP: every way in which it can differ is named."""

import json
import shutil
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as some

from dueprocess.verify import bundle, client

HERE = bundle.installed()
KINDS = {"js": 'text/javascript; charset="utf-8"', "css": "text/css", "json": "application/json", "txt": "text/plain"}


class Served:
    """A web server with a vault of any bytes."""

    def __init__(self) -> None:
        self.files = {f"/{name}": data for name, data in HERE.files.items()} | {"/": HERE.files["index.html"]}
        self.redirected: set[str] = set()
        self.headers: dict[str, dict[str, str]] = {}
        self.asked: list[str] = []
        self.agents: set[str] = set()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                outer.asked.append(self.path)
                outer.agents.add(str(self.headers["User-Agent"]))
                data = outer.files.get(self.path)
                if self.path in outer.redirected:
                    self.send_response(302)
                    self.send_header("Location", "https://evil.example/")
                else:
                    self.send_response(200 if data is not None else 404)
                kind = KINDS.get(self.path.rpartition(".")[2], "text/html")
                for name, value in ({"Content-Type": kind} | outer.headers.get(self.path, {})).items():
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(data or b"")))
                self.end_headers()
                self.wfile.write(data or b"")

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.address = f"http://127.0.0.1:{self.server.server_port}/"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def claim(self) -> None:
        """A manifest that fits what is served: a liar's one."""
        hashes = {
            name[1:]: bundle.sha256(data) for name, data in self.files.items() if name not in {"/", "/manifest.json"}
        }
        self.files["/manifest.json"] = json.dumps({"form": bundle.FORM, "files": hashes}).encode()

    def found(self, wanted: str = "") -> dict[str, str]:
        return {one.name: str(one.fault) for one in client.check(self.address, HERE, wanted).found}


@pytest.fixture
def served() -> Iterator[Served]:
    made = Served()
    yield made
    made.server.shutdown()
    made.server.server_close()


def test_the_vault_as_it_was_published_is_right(served: Served) -> None:
    report = client.check(served.address, HERE)
    assert report.ok
    assert report.served == report.expected == report.installed == HERE.hash
    assert report.files == len(HERE.hashes)
    assert set(served.asked) == {"/", *(f"/{name}" for name in HERE.files if name != "index.html")}
    assert all("dueprocess" not in one.lower() for one in served.agents)


def test_one_byte_is_found_whether_or_not_the_manifest_owns_up(served: Served) -> None:
    served.files["/vault.js"] = served.files["/vault.js"].replace(b"a", b"b", 1)
    assert served.found() == {"vault.js": "differs"}
    served.claim()
    assert served.found() == {"manifest.json": "manifest", "vault.js": "differs"}


def test_the_page_itself_may_not_be_another_than_index_html(served: Served) -> None:
    served.files["/"] += b"<script src=more.js></script>"
    assert served.found() == {"/": "differs"}


@pytest.mark.parametrize(
    ("path", "header", "value"),
    [
        ("/", "Content-Type", "text/html; charset=utf-7"),
        ("/", "Content-Type", "application/xhtml+xml"),
        ("/vault.js", "Content-Type", "text/javascript; charset=utf-16"),
        ("/vault.js", "Content-Type", "text/html"),
        ("/", "Link", "<more.css>; rel=stylesheet"),
        ("/", "Refresh", "0; url=https://evil.example/"),
        ("/frame.html", "Set-Cookie", "who=you"),
        ("/vault.js", "SourceMap", "more.map"),
    ],
)
def test_the_right_bytes_with_headers_that_change_them_are_not_right(
    served: Served, path: str, header: str, value: str
) -> None:
    served.headers[path] = {header: value}
    assert served.found() == {path[1:] or "/": "headers"}


def test_files_that_are_missing_and_files_more_are_named(served: Served) -> None:
    del served.files["/frame.css"]
    served.files["/more.js"] = b"1"
    served.claim()
    assert served.found() == {"manifest.json": "manifest", "more.js": "additional", "frame.css": "missing"}
    served.files.clear()
    assert served.found()["manifest.json"] == "missing"
    assert set(served.found()) == {"/", "manifest.json", *HERE.hashes} - {"index.html"}


def test_a_published_hash_stands_above_the_installed_package(served: Served) -> None:
    served.files["/vault.js"] += b"\n"
    served.claim()
    other = bundle.sha256(served.files["/manifest.json"])
    assert served.found(other) == {}  # another version, and it is whole
    served.files["/frame.js"] += b"\n"
    assert served.found(other) == {"frame.js": "differs"}
    report = client.check(served.address, HERE, "0" * 64)
    assert [str(one.fault) for one in report.found] == ["manifest"]
    assert report.files == 0  # no manifest of that hash is known: no file is judged


def test_a_manifest_that_is_none_names_no_path(served: Served) -> None:
    served.files["/manifest.json"] = json.dumps({"form": bundle.FORM, "files": {"../x": "0" * 64}}).encode()
    assert served.found() == {"manifest.json": "manifest"}
    assert "/../x" not in served.asked


def test_redirects_floods_and_silence_end_without_a_verdict(served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    served.redirected.add("/vault.js")
    with pytest.raises(client.FetchError, match="redirected"):
        served.found()
    served.redirected.clear()
    served.files["/vault.js"] = b"x" * (client.MAX_FILE + 1)
    with pytest.raises(client.FetchError, match="more than"):
        served.found()
    monkeypatch.setattr(client, "SECONDS", 0.0)
    with pytest.raises(client.FetchError, match="too slow"):
        served.found()
    monkeypatch.undo()
    served.server.shutdown()
    served.server.server_close()
    with pytest.raises(client.FetchError, match="does not answer"):
        served.found()


def test_a_certificate_that_does_not_hold_ends_without_a_verdict(served: Served) -> None:
    with pytest.raises(client.FetchError, match=r"certificate|does not answer"):
        client.check(served.address.replace("http", "https"), HERE)


@pytest.mark.parametrize(
    "address",
    ["http://vault.desk.example/", "ftp://a.example/", "https://", "https://a@b.example/", "https://a.example/?x=1",
     "vault.desk.example", "https://a.example:99999/", "https://a.example/a b/", "http://[::1"],
)  # fmt: skip
def test_what_is_no_address_of_a_vault(address: str) -> None:
    with pytest.raises(client.FetchError, match="https://host/"):
        client.parts_of(address)


def test_addresses_of_a_vault() -> None:
    assert client.parts_of("https://vault.desk.example") == (True, "vault.desk.example", 443, "/")
    assert client.parts_of("https://a.example/vault/index.html") == (True, "a.example", 443, "/vault/")
    assert client.parts_of("http://[::1]:8003/v") == (False, "::1", 8003, "/v/")


# --- the installed bundle is checked whole; a manifest that is none is refused ---

GOOD = {"form": bundle.FORM, "files": {"a.js": "0" * 64}}


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(bundle.FOLDER, tmp_path / "vault"))


def test_the_installed_vault_is_the_one_of_its_manifest(copy: Path) -> None:
    here = bundle.installed()
    assert here.hash == bundle.sha256((bundle.FOLDER / bundle.MANIFEST).read_bytes())
    assert {"index.html", "vault.js", "frame.js"} <= set(here.hashes)
    assert bundle.installed(copy).hash == here.hash


def change(folder: Path) -> None:
    file = folder / "vault.js"
    file.write_bytes(file.read_bytes().replace(b"a", b"b", 1))


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (change, "vault.js was changed"),
        (lambda folder: (folder / "frame.js").unlink(), "frame.js is missing"),
        (lambda folder: (folder / "more.js").write_text("1"), "more.js is not of the manifest"),
        (lambda folder: (folder / bundle.MANIFEST).unlink(), "manifest.json is missing"),
        (lambda folder: (folder / bundle.MANIFEST).write_text("{}"), "no manifest"),
        (shutil.rmtree, "cannot be read"),
    ],
)
def test_a_vault_that_was_changed_is_refused_by_the_name_of_the_file(
    copy: Path, spoil: Callable[[Path], object], says: str
) -> None:
    spoil(copy)
    with pytest.raises(bundle.BundleError, match=says):
        bundle.installed(copy)


@pytest.mark.parametrize(
    "plain",
    [
        {**GOOD, "form": "dueprocess.vault/2"},
        {**GOOD, "more": 1},
        {**GOOD, "files": {}},
        {**GOOD, "files": {"../a.js": "0" * 64}},
        {**GOOD, "files": {"a/b.js": "0" * 64}},
        {**GOOD, "files": {bundle.MANIFEST: "0" * 64}},
        {**GOOD, "files": {"a.js": "0" * 63}},
        {**GOOD, "files": {"a.js": None}},
        {**GOOD, "files": {f"{n}.js": "0" * 64 for n in range(40)}},
        {**GOOD, "files": ["a.js"]},
        [],
        None,
    ],
)
def test_what_is_no_manifest_is_refused(plain: object) -> None:
    with pytest.raises(bundle.BundleError):
        bundle.read_manifest(json.dumps(plain).encode())


@given(some.binary(max_size=400))
def test_any_bytes_are_a_manifest_or_are_refused(data: bytes) -> None:
    with pytest.raises(bundle.BundleError):
        bundle.read_manifest(data)


def test_a_manifest_that_is_too_large_or_too_deep_is_refused() -> None:
    for data in (b" " * (bundle.MAX_MANIFEST + 1), b"[" * 9000):
        with pytest.raises(bundle.BundleError):
            bundle.read_manifest(data)
