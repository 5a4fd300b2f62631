"""Who decides whether a text may follow another: a registry's engine as it is predicted, or our own."""

from __future__ import annotations

from treatyc.embedded.registering import JudgeOf
from treatyc.embedded.settings import Config
from treatyc.embedded.verdicts import Judge, predicted
from treatyc.system.registry import Dialect

SOUND = "sound"


def judges(dialect: str) -> JudgeOf:
    """Who decides, by the word of a dialect; Confluent's policy for JSON Schema can be set for each subject."""
    word = Dialect(dialect)
    usual, lenient = predicted(word), predicted(Dialect.CONFLUENT_LENIENT)

    def judge_of(config: Config) -> Judge:
        forgives = word is Dialect.CONFLUENT and config.get("compatibilityPolicy") == "LENIENT"
        return lenient if forgives else usual

    return judge_of
