"""Why something that tests need cannot be had on this machine."""


class UnavailableError(RuntimeError):
    """What a test needs cannot be had on this machine; the text says why, and what would help."""
