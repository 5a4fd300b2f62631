"""A rendered module that binds anything but what was promised never leaves its emitter."""

from __future__ import annotations

import pytest

from treatyc.emit.python.outline import BrokenPromise, Outline, prove

PROMISED = Outline(imports=frozenset({"typing:Any"}), classes={"Order": ("total",)}, constants=("X",))
KEPT = '"""Docs."""\nfrom typing import Any\n\nclass Order:\n    """Docs."""\n    total: int\n\nX = 1\n'


def test_a_kept_promise_returns_the_text() -> None:
    assert prove("m.py", KEPT, PROMISED) == KEPT


@pytest.mark.parametrize(
    "smuggled",
    [
        "import os\n",
        "print(1)\n",
        "y = 2\n",
        "def f() -> None: ...\n",
        "class Evil: ...\n",
        "for x in (): pass\n",
        "X += 1\n",
        "if 1:\n    pass\n",
        "X = eval('1')\n",
        "x = (\n",
        "\0",
    ],
)
def test_anything_smuggled_in_breaks_it(smuggled: str) -> None:
    with pytest.raises(BrokenPromise, match=r"m\.py"):
        prove("m.py", KEPT + smuggled, PROMISED)


def test_a_member_smuggled_into_a_class_breaks_it() -> None:
    with pytest.raises(BrokenPromise, match="classes"):
        prove("m.py", KEPT.replace("    total: int\n", "    total: int\n    evil: int = 1\n"), PROMISED)
