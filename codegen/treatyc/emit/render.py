"""Templates to text. Templates hold no logic and are only ever our own; what they print is proven before."""

from __future__ import annotations

import functools
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import jinja2

_PACKAGE = Path(__file__).resolve().parents[1]
_SHIPPED = _PACKAGE / "templates"
_CHECKOUT = _PACKAGE.parents[1] / "templates"


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2  # noqa: PLC0415 - 140 ms that `check` does not need

    folder = _SHIPPED if _SHIPPED.is_dir() else _CHECKOUT
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader(folder),
        undefined=jinja2.StrictUndefined,
        autoescape=False,  # noqa: S701 - Python and TOML, not HTML; every value is proven or encoded by its view
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def render(template: str, view: object) -> str:
    """The text of `templates/<template>` with `view` under that name."""
    return _environment().get_template(template).render(view=view)
