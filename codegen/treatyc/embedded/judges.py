"""Who decides whether a text may follow another: a registry's engine as it is predicted, or our own."""

from __future__ import annotations

from functools import partial

from treatyc.embedded import sound
from treatyc.embedded.parsing import Compile
from treatyc.embedded.registering import JudgeOf
from treatyc.embedded.settings import Config
from treatyc.embedded.verdicts import Judge, predicted
from treatyc.system.registry import Dialect

SOUND = "sound"


DIALECTS = (*(each.value for each in Dialect), SOUND)


def parses_as(dialect: str) -> Dialect | None:
    """The registry whose parser is followed; our own takes every schema."""
    return None if dialect == SOUND else Dialect(dialect)


def judges(dialect: str, compile: Compile) -> JudgeOf:
    """Who decides, by the word of a dialect; Confluent's policy for JSON Schema can be set for each subject."""
    if dialect == SOUND:
        ours: Judge = partial(sound.against, compile)
        return lambda _: ours
    word = Dialect(dialect)
    usual, lenient = predicted(word), predicted(Dialect.CONFLUENT_LENIENT)

    def judge_of(config: Config) -> Judge:
        forgives = word is Dialect.CONFLUENT and config.get("compatibilityPolicy") == "LENIENT"
        return lenient if forgives else usual

    return judge_of
