"""What protoc says, as diagnostics: its lines of text in, places in characters, plain words and advice out."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from treatyc.diagnostics import Diagnostic, Report, Severity
from treatyc.load.protobuf.place import Lines
from treatyc.source import Source, Span

MAX_PROBLEMS = 100
"""How many problems of one folder are told; a file that is not meant to be Protobuf has thousands."""

_WORDS_MAX = 300

_LINE = re.compile(r"(?P<path>[^:\n]+\.proto):(?P<line>\d+):(?P<column>\d+): (?P<text>.*)\Z")
_WHOLE_FILE = re.compile(r"(?P<path>[^:\n]+\.proto): (?P<text>.*)\Z")
_NO_SYNTAX = re.compile(r"No edition or syntax specified for the proto file: (?P<path>[^:\n]+?\.proto)\.")
_DECLARED = re.compile(r"\b(?:message|enum|group|extend|service)\s+(\w+)")
_QUOTED = re.compile(r'"([^"]*)"')
_SUGGESTED = re.compile(r"Suggested field numbers for (?P<message>\S+): (?P<numbers>.*)\Z")


@dataclass(frozen=True, slots=True)
class _Folder:
    """The `.proto` files of one folder by import path, and what can be asked of them."""

    files: Mapping[str, Source]
    failed: frozenset[str]

    def declared_in_failed(self, name: str) -> bool:
        """Whether a file that protoc refuses seems to declare this name, which is then only unknown because of that."""
        short = name.rpartition(".")[2]
        return any(short in _DECLARED.findall(self.files[path].text) for path in self.failed)

    def nearest_file(self, path: str) -> str | None:
        """The file that an import may have meant."""
        behind = [known for known in sorted(self.files) if known.endswith(f"/{path.rpartition('/')[2]}")]
        return next(iter(behind or difflib.get_close_matches(path, sorted(self.files), 1)), None)

    def nearest_name(self, name: str) -> str | None:
        """The declared name that a misspelt one may have meant."""
        declared = {found for source in self.files.values() for found in _DECLARED.findall(source.text)}
        close = difflib.get_close_matches(name.rpartition(".")[2], sorted(declared), 1)
        return close[0] if close and close[0] != name.rpartition(".")[2] else None


def explain(files: Mapping[str, Source], failed: frozenset[str], said: str, report: Report) -> None:
    """Report each problem in `said` once. `files` and `failed` are by import path; `failed` are those with errors."""
    folder = _Folder(files, failed)
    lines: dict[str, Lines] = {}
    numbers = {match["message"]: match["numbers"] for match in map(_suggestion, said.splitlines()) if match}
    told = 0
    for line in dict.fromkeys(said.splitlines()):
        located = _LINE.match(line)
        if located and (source := files.get(located["path"])):
            text = lines.setdefault(source.path, Lines(source))
            place = text.token(int(located["line"]) - 1, int(located["column"]) - 1)
            found = _diagnostic(_Problem(located["text"], place, text.text(place), numbers), folder)
        elif (whole := _WHOLE_FILE.match(line)) and (source := files.get(whole["path"])):
            found = _diagnostic(_Problem(whole["text"], Span(source.path), "", numbers), folder)
        elif (bare := _NO_SYNTAX.search(line)) and (source := files.get(bare["path"])):
            found = _no_syntax(source)
        else:
            continue
        if found is not None and told < MAX_PROBLEMS:
            told += 1
            report.add(found)


def _suggestion(line: str) -> re.Match[str] | None:
    return _SUGGESTED.search(line)


def _no_syntax(source: Source) -> Diagnostic:
    message = "this file does not say which Protobuf it is written in, and is read as proto2"
    advice = 'begin it with `syntax = "proto3";`, or with `syntax = "proto2";` where that is meant'
    return Diagnostic("protobuf-no-syntax", Severity.WARNING, message, Span(source.path), advice)


@dataclass(frozen=True, slots=True)
class _Problem:
    """One line of protoc's: its words, their place, the token there, and free field numbers by message."""

    said: str
    place: Span
    token: str
    numbers: Mapping[str, str]

    def error(self, rule: str, message: str, help: str = "") -> Diagnostic:
        return Diagnostic(rule, Severity.ERROR, message, self.place, help)


def _diagnostic(problem: _Problem, folder: _Folder) -> Diagnostic | None:
    """The diagnostic of a problem; None for one that only follows from another or repeats it."""
    for pattern, explanation in _EXPLANATIONS:
        match = pattern.match(problem.said)
        if match:
            return explanation(problem, match, folder)
    return problem.error("protobuf-invalid", _plain(problem.said))


def _plain(said: str) -> str:
    """Protoc's sentence as ours: lower case at its start, names in backticks, no full stop."""
    text = _QUOTED.sub(r"`\1`", said.strip())[:_WORDS_MAX]
    if text[:2].istitle() or text[1:2] == " ":
        text = text[:1].lower() + text[1:]
    return text.removesuffix(".")


def _not_found(problem: _Problem, match: re.Match[str], folder: _Folder) -> Diagnostic | None:
    path = match["path"]
    if path in folder.files:
        return None
    if path.startswith(("/", "http:", "https:", "file:")) or "\\" in path or ".." in path.split("/"):
        message = f"`{path}` would leave the schemas folder"
        advice = "copy the file into the schemas folder, and import it by its path there"
        return problem.error("protobuf-import", message, advice)
    near = folder.nearest_file(path)
    advice = "imports are relative to the schemas folder"
    return problem.error(
        "protobuf-import", f"no file `{path}`", f"{advice}; did you mean `{near}`?" if near else advice
    )


def _cycle(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic | None:
    members = match["chain"].rstrip(".").split(" -> ")
    if members[0] != min(members):
        return None
    advice = "move what both need into a third file"
    chain = " → ".join(f"`{member}`" for member in members)
    return problem.error("protobuf-import", f"these files import each other: {chain}", advice)


def _unused_import(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic:
    message = f"nothing of `{match['path']}` is used"
    return Diagnostic("protobuf-unused-import", Severity.WARNING, message, problem.place, "remove this import")


def _undefined(problem: _Problem, match: re.Match[str], folder: _Folder) -> Diagnostic | None:
    name = match["name"][:_WORDS_MAX]
    if folder.declared_in_failed(name):
        return None
    near = folder.nearest_name(name)
    advice = f"did you mean `{near}`?" if near else "declare it, or import the file that does"
    return problem.error("protobuf-unknown-type", f"no type named `{name}`", advice)


def _not_imported(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic:
    message = f"`{match['name']}` is declared in `{match['path']}`, which this file does not import"
    return problem.error("protobuf-unknown-type", message, f'add `import "{match["path"]}";`')


def _taken_name(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic:
    return problem.error("protobuf-duplicate", _plain(match[0]), "rename one of the two")


def _taken_number(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic:
    free = problem.numbers.get(match["message"], "").rstrip(".")
    message = f"field number {match['number']} is already that of `{match['field']}`"
    return problem.error("protobuf-duplicate", message, f"use a free number: {free}" if free else "use a free number")


def _follows(_problem: _Problem, _match: re.Match[str], _folder: _Folder) -> None:
    """Said beside the problem that it explains, which is told at its own place."""


def _syntax(problem: _Problem, match: re.Match[str], _: _Folder) -> Diagnostic:
    found = f", found `{problem.token}`" if problem.token.strip() else ""
    return problem.error("protobuf-syntax", _plain(match[0]) + found, "see what stands before it, too")


_Explanation = Callable[[_Problem, re.Match[str], _Folder], Diagnostic | None]

_EXPLANATIONS: tuple[tuple[re.Pattern[str], _Explanation], ...] = (
    (re.compile(r'Import "(?P<path>[^"]*)" was not found or had errors'), _not_found),
    (re.compile(r"File recursively imports itself: (?P<chain>.*)\Z"), _cycle),
    (re.compile(r"warning: Import (?P<path>.*) is unused\.?\Z"), _unused_import),
    (re.compile(r'"(?P<name>[^"]*)" is not defined\.?\Z'), _undefined),
    (re.compile(r'"(?P<name>[^"]*)" seems to be defined in "(?P<path>[^"]*)", which is not imported'), _not_imported),
    (re.compile(r'"[^"]*" is already defined in .*'), _taken_name),
    (
        re.compile(
            r'Field number (?P<number>\d+) has already been used in "(?P<message>[^"]*)" by field "(?P<field>[^"]*)"'
        ),
        _taken_number,
    ),
    (_SUGGESTED, _follows),
    (re.compile(r"File not found\.|Backslashes, consecutive slashes"), _follows),
    (re.compile(r"\s+Comment started here|Interpreting non ascii codepoint"), _follows),
    (re.compile(r"(Expected|Missing|Invalid control|Unterminated|Reached end|End-of-file|Unexpected).*"), _syntax),
)
"""What protoc says, the first match deciding, and who explains it."""
