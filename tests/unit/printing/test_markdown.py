"""A comment for a pull request: it says everything, and nothing of a contract becomes markup, a mention or a link."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from treatyc.compatibility.conclusion import Conclusion
from treatyc.compatibility.finding import Category, Verdict
from treatyc.compatibility.report import Change
from treatyc.diagnostics import Note, Severity
from treatyc.printing.as_markdown import CHARACTERS_MAX, MARKER, as_markdown
from treatyc.printing.located import Located, LocatedRelated
from treatyc.source import Span

CONCLUSION = Conclusion(
    ((Category.WIRE, Verdict.BREAKING), (Category.SOURCE, Verdict.COMPATIBLE)),
    versions=(("shop.v1.Order", "needs a new major, `v2`"),),
    rollout=("1. readers: billing", "2. writers: shop"),
)
OURS = {"h3", "table", "thead", "tbody", "tr", "th", "td", "p", "details", "summary", "code", "pre", "br", "strong"}
HOSTILE = [
    "</details><script>alert(1)</script>",
    "`</code><img src=x onerror=alert(1)>`",
    "[click](http://evil.example) ![x](http://evil.example/x.png) <http://evil.example>",
    "see http://evil.example or www.evil.example",
    "@everyone look at #1 and org/repo#2",
    "```\n</details>\n# heading\n````",
    "| a | b |\n|---|---|\n",
    "<!-- treaty: compatibility -->",
    "\n\n# heading\n- list\n> quote\n\n    code",
    "**bold** _it_ ~~no~~ \\` `` ` ``",
]
ANY_TEXT = st.text(st.characters(codec="utf-8"), min_size=1, max_size=60)
MARKUP = st.text(alphabet="`<>&|*_[]()!#@\\\n ~-", min_size=1, max_size=40)
BLOCKS = {("class", f"language-{language}") for language in ("json", "text", "rollout")}


class Seen(HTMLParser):
    """The elements of a page, and its text outside of code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.comments: list[str] = []
        self.prose = ""
        self._code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def handle_data(self, data: str) -> None:
        self.prose += data if not self._code else " "


def seen(text: str) -> Seen:
    page = Seen()
    page.feed(MarkdownIt("gfm-like", {"linkify": False, "html": True}).render(text))
    page.close()
    return page


def finding(text: str) -> Located:
    return Located(
        "avro-type-changed",
        Severity.ERROR,
        text,
        Span(text or "x", 1, 2),
        text,
        (LocatedRelated(text, Span(text or "x")),),
        (Note("witness", text), Note("reader", text), Note("category", "wire"), Note("key", text or "k")),
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_of_a_contract_is_read_as_markdown_or_html(text: str) -> None:
    hostile = Conclusion(CONCLUSION.verdicts, versions=((text, text),), rollout=(text,))
    page = seen(as_markdown([finding(text)], hostile))

    assert set() == set(page.tags) - OURS
    assert 1 == page.tags.count("details")
    assert [f" {MARKER[5:-4]} "] == page.comments
    assert BLOCKS >= set(page.attributes)
    assert not re.search(r"[@#]\w|://|www\.\w", page.prose)


@given(ANY_TEXT | MARKUP)
@example("`" * 8)
def test_no_text_changes_the_shape_of_the_comment(text: str) -> None:
    like = "plain\ntext" if "\n" in text else "plain"
    page, plain = (seen(as_markdown([finding(each)], CONCLUSION)) for each in (text, like))

    def shape(tags: list[str]) -> list[str]:
        return [tag for tag in tags if tag != "code"]

    assert shape(plain.tags) == shape(page.tags)


def test_it_says_the_verdicts_the_versions_the_order_and_what_proves_each_finding() -> None:
    text = as_markdown([finding("`total` was a long")], CONCLUSION)

    assert text.startswith(f"{MARKER}\n")
    for said in (
        "| on the wire | ❌ breaking |",
        "| in source | ✅ compatible |",
        "<code>shop&#46;v1&#46;Order</code>",
        "1. readers: billing\n2. writers: shop",
        "<summary>❌ <code>avro-type-changed</code>: <code>total</code> was a long</summary>",
        "```json\n`total` was a long\n```",
    ):
        assert said in text, said


def test_without_findings_it_says_so() -> None:
    conclusion = Conclusion(((Category.WIRE, Verdict.COMPATIBLE),), Change.NONE)
    text = as_markdown([], conclusion)

    assert "Nothing was found." in text
    assert "smallest next version" in text


def test_it_fits_into_a_comment_however_much_was_found() -> None:
    text = as_markdown([finding("x" * 500)] * 300, CONCLUSION)

    assert len(text) < CHARACTERS_MAX + 200
    assert re.search(r"… and \d+ more, which the other formats show\.\n\Z", text)
    assert text.count("<details>") == text.count("</details>")
