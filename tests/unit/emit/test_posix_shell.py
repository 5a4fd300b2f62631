"""Whatever stands in a word of a shell script is that word to a real shell, and runs nothing (BROKERS.md 3.1)."""

from __future__ import annotations

import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from treatyc.emit.topology.posix_shell import comment, filled, word

TEXTS = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=30)


def printed(script: str, **environment: str) -> str:
    shell = ["/bin/sh", "-c", script]
    run = subprocess.run(shell, capture_output=True, check=True, env={"PATH": "/nowhere", **environment})
    return run.stdout.decode()


@settings(max_examples=25, deadline=None)
@given(st.lists(TEXTS, max_size=8))
def test_words_are_what_they_were(texts: list[str]) -> None:
    """Many at once, for a shell takes longer to start than to read."""
    script = "printf '<%s>' " + " ".join(word(text) for text in [*texts, "the end"])

    assert "".join(f"<{text}>" for text in [*texts, "the end"]) == printed(script)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("events.order.placed", "events.order.placed"),
        ("", "''"),
        ("~a", "'~a'"),
        ("$(reboot)", "'$(reboot)'"),
        ("it's", "'it'\\''s'"),
        ("a\nreboot", "'a\nreboot'"),
    ],
)
def test_a_word_is_quoted_unless_it_is_plain(text: str, written: str) -> None:
    assert written == word(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("${HOST}", "a b; $(reboot) `reboot` '\""),
        ("redis://${HOST}:6379/${N}", "redis://a b; $(reboot) `reboot` '\":6379/7"),
        ("$HOST $(reboot) ${1}", "$HOST $(reboot) ${1}"),
        ("", ""),
    ],
)
def test_references_are_read_when_it_runs_and_what_is_read_is_no_script(text: str, found: str) -> None:
    value = "a b; $(reboot) `reboot` '\""

    assert found == printed(f"printf %s {filled(text)}", HOST=value, N="7")


def test_a_reference_that_is_empty_ends_the_script() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        printed(f"printf %s {filled('${HOST}')}; printf more", HOST="")


@settings(max_examples=25, deadline=None)
@given(TEXTS)
def test_a_comment_runs_nothing_and_is_one_line(text: str) -> None:
    assert 1 == len(comment(text).splitlines())
    assert "the end" == printed(f"{comment(text)}\nprintf 'the end'")
