"""A registry in a dictionary, for tests of who asks it: what it holds, what it was asked, and how it fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from treaty.registry.problem import NotThere, RegistryProblem

Json = Any


class Registry:
    """Answers as the Confluent API does. `asked` are all paths in their order; `problem` is raised instead, if set."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.problem: RegistryProblem | None = None
        self.answers: dict[str, Json] = {}
        self.opened = 0
        self.open = asyncio.Event()
        self.open.set()

    def hold(
        self,
        number: int,
        text: str,
        *subjects: str,
        type: str | None = None,
        references: Sequence[tuple[str, int]] = (),
        guid: UUID | None = None,
        context: str = ".",
    ) -> None:
        """A text under some subjects, version 1 of each."""
        answer: Json = {"schema": text} | ({"schemaType": type} if type else {})
        if references:
            answer["references"] = [{"name": "n", "subject": name, "version": version} for name, version in references]
        self.answers[f"/schemas/ids/{number}"] = answer
        self.answers[f"/schemas/ids/{number}/versions?deleted=true"] = [
            {"subject": subject, "version": 1} for subject in subjects
        ]
        for subject in subjects:
            self.answers[f"/subjects/{subject}/versions/1"] = answer | {"subject": subject, "version": 1, "id": number}
        if guid is not None:
            self.answers[f"/schemas/guids/{guid}/ids"] = [{"context": context, "id": number}]

    @asynccontextmanager
    async def connect(self) -> AsyncIterator[Registry]:
        self.opened += 1
        yield self

    async def get(self, path: str) -> object:
        self.asked.append(path)
        await self.open.wait()
        if self.problem is not None:
            raise self.problem
        answer = self.answers.get(unquote(path))
        if answer is None:
            raise NotThere("registry does not have it", 40403)
        return answer
