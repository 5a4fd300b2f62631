"""What the registry says no to, by the codes of its API; the first three digits of a code are the HTTP status."""

from __future__ import annotations

_SAID_MAX = 2_000


class Refusal(Exception):
    """An answer that is an error: its code in the API, and words for people."""

    def __init__(self, code: int, words: str) -> None:
        self.code = code
        self.words = words if len(words) <= _SAID_MAX else f"{words[:_SAID_MAX]}…"
        super().__init__(self.words)

    @property
    def status(self) -> int:
        """The HTTP status."""
        return int(str(self.code)[:3])


def subject_not_found(subject: object) -> Refusal:
    """There is no such subject, or it was deleted."""
    return Refusal(40401, f"Subject '{subject}' not found.")


def version_not_found(version: object) -> Refusal:
    """The subject has no such version."""
    return Refusal(40402, f"Version {version} not found.")


def schema_not_found(what: object = None) -> Refusal:
    """No schema has this id or guid, or a subject has none of this text."""
    return Refusal(40403, "Schema not found" if what is None else f"Schema {what} not found")


def subject_soft_deleted(subject: object) -> Refusal:
    """A subject that was deleted is deleted again."""
    return Refusal(40404, f"Subject '{subject}' was soft deleted. Set permanent=true to delete permanently")


def subject_not_soft_deleted(subject: object) -> Refusal:
    """A subject shall go for good that was not deleted first."""
    return Refusal(40405, f"Subject '{subject}' was not deleted first before being permanently deleted")


def version_soft_deleted(subject: object, version: int) -> Refusal:
    """A version that was deleted is deleted again."""
    words = f"Subject '{subject}' Version {version} was soft deleted. Set permanent=true to delete permanently"
    return Refusal(40406, words)


def version_not_soft_deleted(subject: object, version: int) -> Refusal:
    """A version shall go for good that was not deleted first."""
    words = f"Subject '{subject}' Version {version} was not deleted first before being permanently deleted"
    return Refusal(40407, words)


def no_own_compatibility(subject: object) -> Refusal:
    """A subject follows the registry's own mode of compatibility."""
    return Refusal(40408, f"Subject '{subject}' does not have subject-level compatibility configured")


def no_own_mode(subject: object) -> Refusal:
    """A subject follows the registry's own mode."""
    return Refusal(40409, f"Subject '{subject}' does not have subject-level mode configured")


def incompatible(subject: object, messages: tuple[str, ...]) -> Refusal:
    """A text that must not follow the ones before it."""
    words = f'Schema being registered is incompatible with an earlier schema for subject "{subject}"'
    return Refusal(409, f"{words}, details: [{', '.join(messages)}]")


def invalid_schema(words: str) -> Refusal:
    """A text that is no schema."""
    return Refusal(42201, words)


def invalid_version(written: object) -> Refusal:
    """A word that is no number of a version."""
    words = f"The specified version '{written}' is not a valid version id."
    return Refusal(42202, f'{words} Allowed values are between [1, 2^31-1] and the string "latest"')


def invalid_compatibility(words: str) -> Refusal:
    """A word that is no mode of compatibility."""
    return Refusal(42203, words)


def invalid_mode(words: str) -> Refusal:
    """A word that is no mode."""
    return Refusal(42204, words)


def not_permitted(words: str) -> Refusal:
    """The mode stands against it."""
    return Refusal(42205, words)


def referenced(words: str) -> Refusal:
    """Something that others refer to shall be deleted."""
    return Refusal(42206, words)


def invalid_subject(subject: object) -> Refusal:
    """A name that no subject may have."""
    return Refusal(42208, f"The specified subject '{subject}' is not a valid.")


def too_large(words: str) -> Refusal:
    """A text that is larger than any schema."""
    return Refusal(42209, words)


def context_not_empty(context: str) -> Refusal:
    """A context that still has subjects."""
    return Refusal(42211, f"The specified context '{context}' is not empty.")


def malformed(words: str) -> Refusal:
    """A request that cannot be read."""
    return Refusal(400, words)


def store_failed() -> Refusal:
    """The file cannot be read or written."""
    return Refusal(50001, "Error in the backend data store")
