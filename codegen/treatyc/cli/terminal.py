"""What is known of the terminal that findings are shown on."""

from __future__ import annotations

import os

from treatyc.printing.as_text import Brush, Coloured, Plain


def brush(terminal: bool) -> Brush:
    """Colours on a terminal, unless the person does not want them."""
    return Coloured() if terminal and not os.environ.get("NO_COLOR") else Plain()
