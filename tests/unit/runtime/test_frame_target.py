"""TREATY_TARGET: which of the targets that a package knows an agent's process runs at."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from treaty.entry import Settings, registry_of, settings_from
from treaty.errors import ContractError

KNOWN = b'{"form":1,"targets":{"dev":null,"prod":{"address":{"target":"prod","url":"${REGISTRY_URL}"},"channels":{}}}}'


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An importable package."""
    folder = tmp_path / "some_agent"
    folder.mkdir()
    (folder / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "some_agent", raising=False)
    return folder


def test_the_target_comes_from_the_environment() -> None:
    environment = {"TREATY_BROKER": "memory:", "TREATY_TARGET": "prod"}
    assert Settings(broker="memory:", target="prod") == settings_from(environment)
    assert settings_from({"TREATY_BROKER": "memory:", "TREATY_TARGET": ""}).target is None


def test_a_target_is_looked_up_in_the_agents_package(package: Path) -> None:
    """References are left as they are: nothing asks the registry, so nothing needs its address."""
    (package / "registry.json").write_bytes(KNOWN)
    found = registry_of("some_agent", "prod")
    assert found is not None
    assert ("prod", "${REGISTRY_URL}") == (found.target, found.address.url)
    assert (None, None) == (registry_of("some_agent", "dev"), registry_of("some_agent", None))


def test_an_unknown_target_is_told_with_those_that_are_known(package: Path) -> None:
    (package / "registry.json").write_bytes(KNOWN)
    with pytest.raises(ContractError) as refusal:
        registry_of("some_agent", "staging")
    assert "no target is called `staging`; this package knows dev, prod" == str(refusal.value)


@pytest.mark.usefixtures("package")
def test_a_package_that_knows_no_registry_says_so() -> None:
    with pytest.raises(ContractError) as refusal:
        registry_of("some_agent", "prod")
    reason = "TREATY_TARGET is `prod`, and no target had a registry when some_agent was generated"
    assert f"{reason}: unset it, or run `treaty generate`" == str(refusal.value)
