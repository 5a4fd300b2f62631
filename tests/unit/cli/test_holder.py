"""A run names itself to others, also in a container whose user has no name."""

from __future__ import annotations

import os
import pwd

import pytest

from treatyc.cli.holder import holder


@pytest.mark.parametrize("error", [KeyError, OSError])
def test_a_user_without_a_name_is_a_number(error: type[Exception], monkeypatch: pytest.MonkeyPatch) -> None:
    def nameless(number: int) -> object:
        raise error(number)

    for name in ("LOGNAME", "USER", "LNAME", "USERNAME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", nameless)

    assert f"user {os.getuid()} at " in holder()
    assert holder().endswith(f", process {os.getpid()}")
