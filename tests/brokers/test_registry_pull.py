"""`treaty registry pull` against real registries: the way in for a team that has one (FIELD.md 2, adoption)."""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from tests.brokers.registering import Ref, record, register
from tests.brokers.registry_project import Project
from treatyc.cli.group import group

MINIMAL = """\
treaty: 1
name: shop
compatibility: backward_transitive
targets:
  dev: {broker: memory, registry: "${REGISTRY_URL}"}
"""


class Newcomer:
    """A project that has a name and a target, and nothing else."""

    def __init__(self, folder: Path, url: str) -> None:
        folder.mkdir()
        self.folder = folder
        self.url = url
        (folder / "treaty.yaml").write_text(MINIMAL)

    def treaty(self, *words: str) -> Result:
        where = ["--project", str(self.folder / "treaty.yaml"), "--root", str(self.folder)]
        environment = {"REGISTRY_URL": self.url}
        return CliRunner().invoke(group, [*words, *where], env=environment, catch_exceptions=False)

    def pull(self, *subjects: str, code: int = 0, words: tuple[str, ...] = ()) -> dict[str, Any]:
        chosen = [word for subject in subjects for word in ("--subject", subject)]
        done = self.treaty("registry", "pull", "--target", "dev", "--format", "json", *chosen, *words)
        assert code == done.exit_code, done.output
        found: dict[str, Any] = json.loads(done.output)
        return found

    @property
    def files(self) -> Mapping[str, str]:
        return {
            path.relative_to(self.folder).as_posix(): path.read_text()
            for path in sorted(self.folder.rglob("*"))
            if path.is_file() and ".treaty" not in path.parts
        }


@pytest.fixture
def newcomer(registry_url: str, tmp_path: Path) -> Newcomer:
    return Newcomer(tmp_path / "newcomer", registry_url)


@pytest.fixture
def space() -> str:
    """A namespace of the test's own: tests share a registry."""
    return f"s{secrets.token_hex(4)}"


def test_what_one_project_pushed_another_one_pulls(newcomer: Newcomer, tmp_path: Path) -> None:
    """Three formats with what they refer to; verify is clean, check has no error, and a second pull finds nothing."""
    pushed = Project(tmp_path / "pushed", newcomer.url)
    pushed.run("push")
    subjects = [each for each in pushed.subjects if each.endswith("-value")]

    first = newcomer.pull(*subjects)
    second = newcomer.pull(*subjects)

    space = pushed.space
    schemas = {path.removeprefix(f"schemas/{space}/v1/") for path in newcomer.files if path.startswith("schemas/")}
    # The registry does not know what a Protobuf file that nothing imports was called.
    own = {"Money.avsc", "Placed.avsc", "coin.proto", "paid.proto", "Street.schema.json", "Moved.schema.json"}
    assert own == schemas
    assert {"1.0"} == {release["version"] for each in first["subjects"] for release in each["releases"]}
    assert ([], []) == (first["left"], second["files"])
    declare(newcomer, first)
    assert 0 == newcomer.treaty("registry", "verify", "--target", "dev").exit_code
    assert "error" not in newcomer.treaty("check").output


def declare(newcomer: Newcomer, pulled: Mapping[str, Any], more: str = ", owner: shop") -> None:
    """Put the channels that were proposed into the project file, with what is asked of each."""
    lines = ["channels:"]
    for each in pulled["channels"]:
        said = f"kind: {each['kind']}, message: {each['messages'][0]}, retain: 1d, description: It is.{more}"
        lines.append(f"  {each['address']}: {{{said}}}")
    path = newcomer.folder / "treaty.yaml"
    path.write_text(path.read_text() + "\n".join(lines) + "\n")


def test_versions_become_releases_and_ids_are_locked(newcomer: Newcomer, space: str) -> None:
    name, subject = f"{space}.v1.Placed", f"{space}.placed-value"
    register(newcomer.url, subject, record(name, "a"))
    register(newcomer.url, subject, record(name, "a", "b=0"))

    newcomer.pull(subject)

    files = newcomer.files
    fields = {
        minor: files[f"releases/{name}/{minor}/{space}/v1/Placed.avsc"].count('"int"') for minor in ("1.0", "1.1")
    }
    assert {"1.0": 1, "1.1": 2} == fields
    assert files[f"schemas/{space}/v1/Placed.avsc"] == files[f"releases/{name}/1.1/{space}/v1/Placed.avsc"]
    lock = files["treaty.lock"].splitlines()
    assert [f"dev {subject} 1", f"dev {subject} 2"] == [" ".join(line.split()[:3]) for line in lock if line[:1] == " "]
    assert ["1.0", "1.1"] == [line.split()[2] for line in lock if line.startswith("schema")]


def test_a_later_version_is_a_release_and_replaces_no_file(newcomer: Newcomer, space: str) -> None:
    """A file that differs may be work that nobody registered yet; `--overwrite` gives it up."""
    name, subject, path = f"{space}.v1.Placed", f"{space}.placed-value", f"schemas/{space}/v1/Placed.avsc"
    register(newcomer.url, subject, record(name, "a"))
    newcomer.pull(subject)
    before = newcomer.files[path]
    register(newcomer.url, subject, record(name, "a", "b=0"))

    kept = newcomer.pull(subject, code=1)

    assert before == newcomer.files[path]
    assert f"releases/{name}/1.1/{space}/v1/Placed.avsc" in newcomer.files
    assert ["registry-file-kept"] == [each["rule"] for each in kept["findings"]]
    assert [path] == newcomer.pull(subject, words=("--overwrite", path))["files"]
    assert newcomer.files[path] == newcomer.files[f"releases/{name}/1.1/{space}/v1/Placed.avsc"]
    assert [] == newcomer.pull(subject)["files"]


def test_a_file_that_means_the_same_stays_as_people_wrote_it(newcomer: Newcomer, space: str) -> None:
    name, subject, path = f"{space}.v1.Placed", f"{space}.placed-value", f"schemas/{space}/v1/Placed.avsc"
    register(newcomer.url, subject, record(name, "a"))
    newcomer.pull(subject)
    ours = json.dumps(json.loads(newcomer.files[path]), indent=8)
    (newcomer.folder / path).write_text(ours)

    assert [] == newcomer.pull(subject)["files"]
    assert ours == newcomer.files[path]


def test_what_cannot_be_brought_is_said_and_the_rest_is_brought(newcomer: Newcomer, space: str) -> None:
    names = {short: f"{space}.v1.{short}" for short in ("Good", "Same", "Part")}
    subjects = {short: f"{space}.{short}-value" for short in ("good", "one", "other", "either", "plain")}
    register(newcomer.url, subjects["good"], record(names["Good"], "a"))
    register(newcomer.url, subjects["one"], record(names["Same"], "a"))
    register(newcomer.url, subjects["other"], record(names["Same"], "a", "b=0"))
    register(newcomer.url, names["Part"], record(names["Part"], "a"))
    register(
        newcomer.url,
        subjects["either"],
        json.dumps([names["Part"], names["Good"]]),
        references=[Ref(names["Part"], names["Part"]), Ref(names["Good"], subjects["good"])],
    )
    register(newcomer.url, f"{space}.good-key", '"string"')
    register(newcomer.url, subjects["plain"], '"long"')

    found = newcomer.pull(*subjects.values(), f"{space}.good-key", code=1)

    assert {subjects["good"], names["Part"]} == {each["subject"] for each in found["subjects"]}
    why = {each["subject"].removeprefix(f"{space}."): each["why"] for each in found["left"]}
    assert {"one-value", "other-value", "either-value", "good-key", "plain-value"} == set(why)
    assert "another text under subject" in why["one-value"]
    assert "it only lists other types" in why["either-value"]
    assert "a key is no message" in why["good-key"]
    assert "this has no name" in why["plain-value"]
    assert "error" not in newcomer.treaty("check").output


def test_a_type_that_many_texts_define_is_one_file(newcomer: Newcomer, space: str) -> None:
    """Without references every text of a registry holds all that it needs."""
    street = {"type": "record", "name": "Address", "namespace": f"{space}.v1", "fields": [{"name": "a", "type": "int"}]}
    for short in ("Sent", "Billed"):
        fields = [
            {"name": "to", "type": ["null", street]},
            {"name": "also", "type": {"type": "array", "items": "Address"}},
        ]
        text = {"type": "record", "name": short, "namespace": f"{space}.v1", "fields": fields}
        register(newcomer.url, f"{space}.{short.lower()}-value", json.dumps(text))

    found = newcomer.pull(f"{space}.sent-value", f"{space}.billed-value")
    declare(newcomer, found)

    paths = {f"schemas/{space}/v1/{short}.avsc" for short in ("Sent", "Billed", "Address")}
    assert paths == {path for path in newcomer.files if path.startswith("schemas/")}
    assert f'"{space}.v1.Address"' in newcomer.files[f"schemas/{space}/v1/Sent.avsc"]
    assert 0 == newcomer.treaty("registry", "verify", "--target", "dev", "--offline").exit_code
    assert [] == newcomer.pull(f"{space}.sent-value", f"{space}.billed-value")["files"]


def test_a_text_that_refers_to_an_older_version_is_told(newcomer: Newcomer, space: str) -> None:
    """A registry keeps references by version; a project has one text of each schema."""
    money, paid = f"{space}.v1.Money", f"{space}.v1.Paid"
    register(newcomer.url, money, record(money, "a"))
    text = {"type": "record", "name": "Paid", "namespace": f"{space}.v1", "fields": [{"name": "m", "type": money}]}
    register(newcomer.url, f"{space}.paid-value", json.dumps(text), references=[Ref(money, money)])
    register(newcomer.url, money, record(money, "a", "b=0"))

    found = newcomer.pull(f"{space}.paid-value", code=1)

    assert ["registry-refers-to-older"] == [each["rule"] for each in found["findings"]]
    assert newcomer.files[f"releases/{paid}/1.0/{space}/v1/Money.avsc"].count('"int"') == 1
    assert newcomer.files[f"schemas/{space}/v1/Money.avsc"].count('"int"') == 2


def test_a_dry_run_writes_nothing(newcomer: Newcomer, space: str) -> None:
    register(newcomer.url, f"{space}.placed-value", record(f"{space}.v1.Placed", "a"))

    found = newcomer.pull(f"{space}.placed-value", code=1, words=("--dry-run",))

    assert 4 == len(found["files"])
    assert {"treaty.yaml": MINIMAL} == newcomer.files


def test_a_subject_that_is_not_there_is_told(newcomer: Newcomer, space: str) -> None:
    register(newcomer.url, f"{space}.placed-value", record(f"{space}.v1.Placed", "a"))

    done = newcomer.treaty("registry", "pull", "--target", "dev", "--subject", f"{space}.place-value")

    assert f"no subject `{space}.place-value`; did you mean `{space}.placed-value`?" in done.output
    assert 2 == done.exit_code


def test_a_json_schema_is_called_as_a_file_may_be_called(newcomer: Newcomer, space: str) -> None:
    """Registries let a reference have any name; what refers to it follows."""
    customer = json.dumps({"title": "Customer", "type": "object", "properties": {"name": {"type": "string"}}})
    order = {"title": f"{space}.v1.Order", "type": "object", "properties": {"by": {"$ref": "customer.json"}}}
    register(newcomer.url, f"{space}.customer-value", customer, "JSON")
    reference = Ref("customer.json", f"{space}.customer-value")
    register(newcomer.url, f"{space}.order-value", json.dumps(order), "JSON", [reference])

    found = newcomer.pull(f"{space}.order-value")
    declare(newcomer, {"channels": [each for each in found["channels"] if "Order" in each["messages"][0]]}, more="")

    schemas = {path for path in newcomer.files if path.startswith("schemas/")}
    assert {f"schemas/{space}/v1/Customer.schema.json", f"schemas/{space}/v1/Order.schema.json"} == schemas
    assert '"$ref": "Customer.schema.json"' in newcomer.files[f"schemas/{space}/v1/Order.schema.json"]
    assert [] == found["left"]
    verified = newcomer.treaty("registry", "verify", "--target", "dev").output
    assert "1 of 1 texts are as declared" in verified
    assert [] == newcomer.pull(f"{space}.order-value")["files"]
