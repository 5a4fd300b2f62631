"""The formats of a comparison's report, and what each makes of it: the same for every verb that compares."""

from __future__ import annotations

import enum
import sys
from collections.abc import Sequence

import click

from treatyc.cli.terminal import brush
from treatyc.compatibility.conclusion import Conclusion
from treatyc.printing.as_github import as_github
from treatyc.printing.as_json import as_json
from treatyc.printing.as_junit import as_junit
from treatyc.printing.as_markdown import as_markdown
from treatyc.printing.as_sarif import RuleText, as_sarif
from treatyc.printing.as_text import as_text
from treatyc.printing.located import Located
from treatyc.printing.visible import visible
from treatyc.source import SourceTree


class ReportFormat(enum.StrEnum):
    """What a comparison's report is printed as."""

    TEXT = "text"
    JSON = "json"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"
    MARKDOWN = "markdown"


REPORT_FORMATS = click.Choice([each.value for each in ReportFormat])


def printed(found: Sequence[Located], tree: SourceTree, conclusion: Conclusion, format: ReportFormat) -> str:
    """The whole report; JUnit, SARIF and annotations have no place for what it comes to."""
    match format:
        case ReportFormat.TEXT:
            end = "".join(f"{visible(line)}\n" for line in conclusion.lines())
            text = as_text(found, tree, brush(sys.stdout.isatty()))
            return f"{text}\n{end}" if text else end
        case ReportFormat.JSON:
            return as_json(found, conclusion)
        case ReportFormat.SARIF:
            from treatyc.describe.pages import pages  # noqa: PLC0415 - no other format pays for every rule's page

            return as_sarif(found, {rule: RuleText(page.title, page.text) for rule, page in pages().items()})
        case ReportFormat.JUNIT:
            return as_junit(found)
        case ReportFormat.GITHUB:
            return as_github(found)
        case ReportFormat.MARKDOWN:
            return as_markdown(found, conclusion)
