"""`treaty registry diff` and `push` against real registries: all of it or nothing, also when it is killed."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest

from tests.brokers.registry_project import Project, asked
from tests.unit.registry.answering import Said, answering
from treatyc.embedded.serving import running
from treatyc.workspace.marking import alone
from treatyc.workspace.protoc import compile_protobuf

NEW = {"type": "int", "default": 0}


@pytest.fixture
def project(registry_url: str, tmp_path: Path) -> Project:
    return Project(tmp_path / "shop", registry_url)


def test_a_push_registers_three_formats_with_what_they_refer_to(project: Project) -> None:
    shown = project.facts("diff", code=1)
    pushed = project.facts("push")

    assert project.subjects == project.there()
    assert set(project.subjects) == {each["subject"] for each in shown["texts"]}
    assert project.subjects == {each["subject"]: each["version"] for each in pushed["registered"]}
    ids = {each["subject"]: each["id"] for each in pushed["registered"]}
    lines = [line.split() for line in (project.folder / "treaty.lock").read_text().splitlines() if line[:1] == " "]
    assert {subject: str(number) for subject, number in ids.items()} == {line[1]: line[3] for line in lines}
    assert set(project.modes().values()) == {"BACKWARD_TRANSITIVE"}


def test_after_a_push_nothing_differs(project: Project) -> None:
    project.run("push")
    lock = (project.folder / "treaty.lock").read_bytes()

    assert [] == project.facts("push")["registered"]
    assert {"held"} == {each["state"] for each in project.facts("diff")["texts"]}
    assert {"held"} == {each["state"] for each in project.facts("diff", "--offline")["texts"]}
    assert lock == (project.folder / "treaty.lock").read_bytes()


def test_a_dry_run_changes_nothing(project: Project) -> None:
    assert "6 to register" in project.run("push", "--dry-run", code=1)

    assert {} == project.there()
    assert ["schemas", "treaty.yaml"] == sorted(each.name for each in project.folder.iterdir())


def test_keys_are_registered_where_they_are_framed(registry_url: str, tmp_path: Path) -> None:
    project = Project(tmp_path / "shop", registry_url, ", dialect: apicurio, keys: avro")
    project.run("push")

    assert '"string"' == asked(registry_url, "GET", f"/subjects/{project.space}.placed-key/versions/1")["schema"]
    assert [] == project.facts("push")["registered"]


@pytest.mark.parametrize(
    ("strategy", "subject"), [("record", "{space}.v1.Placed"), ("topic-record", "{space}.placed-{space}.v1.Placed")]
)
def test_subjects_are_named_as_the_target_says(registry_url: str, tmp_path: Path, strategy: str, subject: str) -> None:
    project = Project(tmp_path / "shop", registry_url, f", dialect: apicurio, subjects: {strategy}")
    project.run("push")

    assert subject.format(space=project.space) in project.there()


def test_a_change_gets_a_version_and_so_does_what_refers_to_it(project: Project) -> None:
    project.run("push")
    project.avro("Money", units="long", scale=NEW)
    project.proto("coin", "message Coin { int64 units = 1; int32 scale = 2; }")

    registered = project.facts("push")["registered"]

    grown = {f"{project.space}.placed-value", f"{project.space}.v1.Money"}
    grown |= {f"{project.space}.paid-value", f"{project.space}/v1/coin.proto"}
    assert grown == {each["subject"] for each in registered}
    assert project.subjects | dict.fromkeys(grown, 2) == project.there()
    placed = asked(project.url, "GET", f"/subjects/{project.space}.placed-value/versions/2")
    assert [2] == [each["version"] for each in placed["references"]]


def test_json_documents_reach_each_other_through_folders(project: Project) -> None:
    """The registry resolves names as the root document sees them, however deep they stand."""
    deep = project.folder / "schemas" / project.space / "v1" / "deep"
    deep.mkdir()
    project.json("deep/Size", centimetres={"type": "integer"})
    project.json("deep/Item", size={"$ref": "Size.schema.json"}, street={"$ref": "../Street.schema.json"})
    project.json("Moved", what={"$ref": "deep/Item.schema.json"})

    project.run("push")

    moved = asked(project.url, "GET", f"/subjects/{project.space}.moved-value/versions/1")
    names = {each["name"]: each["subject"].removeprefix(f"{project.space}.v1.") for each in moved["references"]}
    assert {
        "deep/Item.schema.json": "deep.Item",
        "deep/Size.schema.json": "deep.Size",
        "Street.schema.json": "Street",
    } == names
    assert [] == project.facts("push")["registered"]


def test_metadata_and_rule_sets_are_sent_kept_and_never_dropped(project: Project) -> None:
    """Where the registry keeps them; one that takes them and keeps the text alone is told of, once they are sent."""
    path = f"/subjects/{project.space}.placed-value/versions"
    rules = {"domainRules": [{"name": "r", "kind": "CONDITION", "mode": "WRITE", "type": "CEL", "expr": "true"}]}
    folder = project.folder / "rulesets"
    folder.mkdir()
    (folder / f"{project.space}.v1.Placed.json").write_text(json.dumps(rules))
    said = project.run("push")
    first = asked(project.url, "GET", f"{path}/1")
    if "metadata" not in first:
        assert "this registry took the metadata and rule set of" in said
        return
    assert ("shop", "r") == (first["metadata"]["properties"]["owner"], first["ruleSet"]["domainRules"][0]["name"])
    (folder / f"{project.space}.v1.Placed.json").unlink()
    project.avro("Placed", id="string", total=f"{project.space}.v1.Money", at=NEW)

    project.run("push")

    second = asked(project.url, "GET", f"{path}/2")
    assert (first["metadata"], first["ruleSet"]) == (second["metadata"], second["ruleSet"])
    assert [] == project.facts("push")["registered"]


def test_what_the_registry_takes_for_no_schema_is_known_before_anything_is_registered(project: Project) -> None:
    """None that is followed reads Protobuf of an edition; an endpoint that compares does not see a first version."""
    coin = project.folder / "schemas" / project.space / "v1" / "coin.proto"
    coin.write_text(coin.read_text().replace('syntax = "proto3"', 'edition = "2023"'))

    shown, pushed = project.facts("diff", code=1), project.facts("push", code=1)

    assert {} == project.there()
    for facts in (shown, pushed):
        refused = {
            each["subject"]: (answer["who"], answer["words"])
            for each in facts["texts"]
            for answer in each["answers"]
            if answer["taken"] is False
        }
        assert [f"{project.space}/v1/coin.proto"] == list(refused)


def test_a_registry_that_can_be_asked_has_the_word_about_editions(tmp_path: Path) -> None:
    """Confluent's reads none, but another one that speaks its API may: it is asked, of a first version as well."""
    with running(compile_protobuf, dialect="sound") as url:
        project = Project(tmp_path / "shop", url, settings="")
        paid = project.folder / "schemas" / project.space / "v1" / "coin.proto"
        paid.write_text(paid.read_text().replace('syntax = "proto3"', 'edition = "2023"'))
        answers = {
            each["subject"].removeprefix(project.space): each["answers"][0]
            for each in project.facts("diff", code=1)["texts"]
        }

    assert ("registry", True) == (answers["/v1/coin.proto"]["who"], answers["/v1/coin.proto"]["taken"])


def test_an_incompatible_push_registers_nothing(project: Project) -> None:
    """Nor what goes with it and is compatible; the registry, or what is known of it, and treaty say so side by side."""
    project.run("push")
    before = project.there(), project.modes()
    project.avro("Money", units="string")
    project.proto("coin", "message Coin { int64 units = 1; int32 scale = 2; }")

    facts = project.facts("push", code=1)

    assert before == (project.there(), project.modes())
    taken = {
        (each["subject"].removeprefix(project.space), answer["who"]): answer["taken"]
        for each in facts["texts"]
        for answer in each["answers"]
    }
    assert {
        (".v1.Money", "registry"): False,
        ("/v1/coin.proto", "registry"): True,
        (".placed-value", "apicurio"): True,  # Apicurio does not look into what an Avro text refers to
        (".placed-value", "treaty"): False,
        (".paid-value", "apicurio"): True,
        (".paid-value", "treaty"): True,
    } == taken
    assert facts["summary"]["error"] > 0


def test_a_subject_may_be_allowed_to_break_this_once(project: Project) -> None:
    project.run("push")
    modes = project.modes()
    project.avro("Placed", id="long", total=f"{project.space}.v1.Money")
    subject = f"{project.space}.placed-value"

    registered = project.facts("push", "--allow-incompatible", subject)["registered"]

    assert [(subject, 2)] == [(each["subject"], each["version"]) for each in registered]
    assert modes == project.modes()


def test_a_lock_that_contradicts_the_registry_is_an_error(project: Project) -> None:
    project.run("push")
    lock = project.folder / "treaty.lock"
    lines = lock.read_text().splitlines(keepends=True)
    number = next(at for at, line in enumerate(lines) if line.startswith(f"  dev {project.space}.placed-value"))
    words = lines[number].split()
    lines[number] = f"  dev {words[1]} {words[2]} {int(words[3]) + 1} {words[4]}\n"
    lock.write_text("".join(lines))

    facts = project.facts("push", code=1)

    told = [each for each in facts["findings"] if each["rule"] == "lock-contradicts"]
    assert [("treaty.lock", number)] == [(each["place"]["path"], each["place"]["line"]) for each in told]
    assert f"has id {words[3]}, and the lock says {int(words[3]) + 1}" in told[0]["message"]
    assert "treaty registry verify --target dev --write" in told[0]["help"]


def test_two_pushes_of_the_same_texts_at_once_both_end_well(registry_url: str, tmp_path: Path) -> None:
    one = Project(tmp_path / "one", registry_url)
    two = Project(tmp_path / "two", registry_url, space=one.space)
    pushes = [each.start("push") for each in (one, two)]

    assert [0, 0] == [_ended(each) for each in pushes]

    assert one.subjects == one.there()
    assert (one.folder / "treaty.lock").read_bytes() == (two.folder / "treaty.lock").read_bytes()


def test_of_two_pushes_of_different_texts_at_once_each_says_what_it_did(registry_url: str, tmp_path: Path) -> None:
    """Both are compatible with what was there, not with each other: one is first, and the other one is refused."""
    one = Project(tmp_path / "one", registry_url)
    one.run("push")
    two = Project(tmp_path / "two", registry_url, space=one.space)
    one.avro("Placed", id="string", total=f"{one.space}.v1.Money", at={"type": "int", "default": 0})
    two.avro("Placed", id="string", total=f"{one.space}.v1.Money", at={"type": "string", "default": ""})

    pushes = [each.start("push") for each in (one, two)]

    assert [0, 1] == sorted(_ended(each) for each in pushes)
    assert one.subjects | {f"{one.space}.placed-value": 2} == one.there()
    assert not (one.folder / "treaty.lock.push").exists()
    assert not (two.folder / "treaty.lock.push").exists()


def test_a_second_push_from_the_same_checkout_waits_for_nobody(project: Project) -> None:
    with alone(project.folder):
        said = project.run("push", code=2)

    assert "treaty: another push runs in this checkout: wait for its end" in said


def _ended(push: subprocess.Popen[str]) -> int:
    push.communicate(timeout=60)
    return push.returncode


def test_a_registry_that_is_down_is_told(tmp_path: Path) -> None:
    project = Project(tmp_path / "shop", "http://127.0.0.1:9")

    assert "registry-unreachable" in project.run("push", code=2)


def test_wrong_credentials_are_told_and_nothing_is_done(tmp_path: Path) -> None:
    with answering(lambda _question, _number: Said(401, b'{"error_code": 40101, "message": "hunter2"}')) as server:
        said = Project(tmp_path / "shop", server.url).run("push", code=2)

    assert "registry-refused" in said
    assert "hunter2" not in said


@dataclass
class Way:
    """A way to a registry on which whoever uses it is killed at its write of this number, before it arrives or after.

    Once that is done the way is a plain one.
    """

    url: str
    ends: int
    arrives: bool
    victim: subprocess.Popen[str] | None = None
    writes: int = 0
    lock: threading.Lock = field(default_factory=threading.Lock)

    def pass_on(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes] | None:
        """What the registry answers; None where nobody is there any more to hear it."""
        with self.lock:
            self.writes += method == "PUT" or (method == "POST" and path.startswith("/subjects/"))
            dies = self.victim is not None and self.writes == self.ends
            answer = self.forward(method, path, body) if self.arrives or not dies else None
            if dies and self.victim is not None:
                self.victim.kill()
                self.victim = None
                return None
            return answer

    def forward(self, method: str, path: str, body: bytes | None) -> tuple[int, bytes]:
        headers = {"Content-Type": "application/vnd.schemaregistry.v1+json"}
        request = Request(self.url + path, body, headers, method=method)  # noqa: S310 - a registry of the run
        try:
            with urlopen(request, timeout=30) as answer:  # noqa: S310 - likewise
                return answer.status, answer.read()
        except HTTPError as error:
            return error.code, error.read()


@contextmanager
def leading(way: Way) -> Iterator[str]:
    """The address of a way."""

    class Handler(BaseHTTPRequestHandler):
        def pass_on(self) -> None:
            length = int(self.headers.get("Content-Length", 0))
            answer = way.pass_on(self.command, self.path, self.rfile.read(length) if length else None)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        do_GET = do_POST = do_PUT = do_DELETE = pass_on  # noqa: N815 - the names that http.server asks for

        def log_message(self, *_: object) -> None:
            """Nobody reads it."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # whoever is killed does not wait for an answer
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@pytest.mark.parametrize("arrives", [False, True])
@pytest.mark.parametrize("ends", [1, 7, 12])
def test_a_push_that_was_killed_is_ended_by_the_next(
    registry_url: str, tmp_path: Path, ends: int, *, arrives: bool
) -> None:
    """Six modes and then six texts are written; wherever it ends, the next push leaves what one alone would have."""
    project = Project(tmp_path / "shop", registry_url)
    way = Way(registry_url, ends, arrives)
    with leading(way) as project.url:
        way.victim = victim = project.start("push")
        assert (-9, True) == (_ended(victim), (project.folder / "treaty.lock.push").is_file())

        project.run("push")

        assert project.subjects == project.there()
        assert dict.fromkeys(project.subjects, "BACKWARD_TRANSITIVE") == project.modes()
        assert not (project.folder / "treaty.lock.push").exists()
        assert [] == project.facts("push")["registered"]
