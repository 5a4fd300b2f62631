"""What changes the file, or takes its time: registering, checking, deleting, and settings."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from treatyc.embedded import answers, deleting, settings
from treatyc.embedded.handling import Asked, Later
from treatyc.embedded.names import checked
from treatyc.embedded.records import ALL, Records
from treatyc.embedded.refusal import context_not_empty, malformed
from treatyc.embedded.registering import Registry
from treatyc.embedded.requests import flag, object_of, registration, version_number


@dataclass(frozen=True, slots=True)
class Changing:
    """The changes of a registry; each is worked out beside."""

    registry: Registry

    def register(self, asked: Asked) -> object:
        """Register a text under a subject."""

        def work() -> object:
            wanted = registration(asked.body)
            found = self.registry.register(asked.name, wanted, normalize=flag(asked.query, "normalize"))
            return answers.registered(found, wanted.content)

        return Later(work)

    def look_up(self, asked: Asked) -> object:
        """The version of a subject that has a text."""
        normalize, deleted = flag(asked.query, "normalize"), flag(asked.query, "deleted")

        def work() -> object:
            wanted = registration(asked.body)
            return answers.version(self.registry.look_up(asked.name, wanted, normalize=normalize, deleted=deleted))

        return Later(work)

    def check(self, asked: Asked) -> object:
        """Whether a text may follow."""
        number = version_number(asked.path["version"]) if "version" in asked.path else None
        normalize, verbose = flag(asked.query, "normalize"), flag(asked.query, "verbose")

        def work() -> object:
            against = self.registry.check(asked.name, number, registration(asked.body), normalize=normalize)
            return {"is_compatible": not against, **({"messages": list(against)} if verbose else {})}

        return Later(work)

    def delete_subject(self, asked: Asked) -> object:
        """Delete a subject."""
        permanent = flag(asked.query, "permanent")
        return self._writing(lambda records: deleting.delete_subject(records, asked.name, permanent=permanent))

    def delete_version(self, asked: Asked) -> object:
        """Delete a version."""
        number, permanent = version_number(asked.path["version"]), flag(asked.query, "permanent")
        return self._writing(lambda records: deleting.delete_version(records, asked.name, number, permanent=permanent))

    def delete_context(self, asked: Asked) -> object:
        """Delete a context that holds nothing."""
        context = asked.path["named"]

        def work(records: Records) -> None:
            if records.subjects(f":{context}:", ALL):
                raise context_not_empty(context)
            records.remove_context(context)

        return self._writing(work)

    def set_config(self, asked: Asked) -> object:
        """Set what a subject, a context or everything is held to."""
        name, fields = checked(asked.name), object_of(asked.body)
        return self._writing(lambda records: settings.set_config(records, name, fields))

    def unset_config(self, asked: Asked) -> object:
        """Let what is set around hold again."""
        return self._writing(lambda records: settings.unset_config(records, asked.name))

    def set_mode(self, asked: Asked) -> object:
        """Set a mode."""
        name, fields, force = checked(asked.name), object_of(asked.body), flag(asked.query, "force")
        if "mode" not in fields:
            raise malformed("`mode` is missing")
        word = fields["mode"]
        return self._writing(lambda records: {"mode": settings.set_access(records, name, word, force=force).value})

    def unset_mode(self, asked: Asked) -> object:
        """Let the mode that is set around hold again."""
        return self._writing(lambda records: {"mode": settings.unset_access(records, asked.name).value})

    def _writing(self, work: Callable[[Records], object]) -> Later:
        def transaction() -> object:
            with self.registry.store.writing() as records:
                return work(records)

        return Later(transaction)
