"""Programs of Debian's packages: installed by root alone, once, and no service of theirs starts."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from tools import debian
from tools.unavailable import UnavailableError


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs that is all there is: apt-get, which notes what it is told, and systemctl."""
    programs = tmp_path / "bin"
    programs.mkdir()
    shell = shutil.which("sh")
    apt = (
        f'[ "$1" = update ] && exit\n[ -e {tmp_path}/policy ] && cat {tmp_path}/policy >> {tmp_path}/policies\n'
        f"echo '#!{shell}' > {programs}/brokerd; /bin/chmod 755 {programs}/brokerd\n"
    )
    for name, does in {"apt-get": apt, "systemctl": ""}.items():
        script = programs / name
        script.write_text(f'#!{shell}\necho "{name} $*" >> {tmp_path}/said\nPATH=/usr/bin:/bin\n{does}')
        script.chmod(0o755)
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setenv("TREATY_CACHE", str(tmp_path / "cache"))
    monkeypatch.setattr(debian, "_POLICY", tmp_path / "policy")
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return tmp_path


def said(machine: Path) -> list[str]:
    return (machine / "said").read_text().splitlines()


def test_root_gets_what_is_missing_once_and_its_service_stays_off(machine: Path) -> None:
    for _ in range(2):
        assert machine / "bin" / "brokerd" == debian.program("brokerd", "broker-server", service="broker")

    assert ["apt-get update", "apt-get install", "systemctl disable"] == [
        " ".join(s.split()[:2]) for s in said(machine)
    ]
    assert said(machine)[1].endswith(" --no-install-recommends broker-server")
    assert "systemctl disable --quiet broker" == said(machine)[2]


def test_no_service_may_start_while_a_package_is_installed_and_any_may_after(machine: Path) -> None:
    debian.program("brokerd", "broker-server")

    assert "#!/bin/sh\nexit 101\n" == (machine / "policies").read_text()
    assert not (machine / "policy").exists()


def test_the_policy_of_a_machine_that_has_one_is_left_as_it_is(machine: Path) -> None:
    (machine / "policy").write_text("its own\n")

    debian.program("brokerd", "broker-server")

    assert "its own\n" == (machine / "policies").read_text() == (machine / "policy").read_text()


def test_who_is_not_root_is_told_what_to_install(machine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    with pytest.raises(UnavailableError) as unavailable:
        debian.program("brokerd", "broker-server")

    assert "no brokerd: install it, such as by `apt-get install broker-server`" == str(unavailable.value)
    assert not (machine / "said").exists()


def test_a_failure_is_told_with_the_end_of_what_was_said(machine: Path) -> None:
    (machine / "bin" / "apt-get").write_text(f"#!{shutil.which('sh', path='/bin')}\necho no such package\nexit 100\n")

    with pytest.raises(UnavailableError, match="`apt-get` failed: no such package"):
        debian.program("brokerd", "broker-server")
