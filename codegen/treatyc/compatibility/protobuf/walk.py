"""Which declarations meet: on the wire from the root on, by name in what was declared, and file by file.

A message that is met twice is looked at once. In a whole folder, files that are equal on both sides are passed over:
what their messages refer to is compared where it is declared.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import assert_never

from treatyc.compatibility.protobuf.library import Library
from treatyc.compatibility.protobuf.pairs import (
    Both,
    EnumPair,
    FieldPair,
    FilePair,
    FolderPair,
    Gone,
    Kind,
    MessagePair,
    ServicePair,
)
from treatyc.compatibility.protobuf.reading import Reading, reading
from treatyc.compatibility.protobuf.rule import Declared
from treatyc.compatibility.protobuf.shape import Cardinality, Declarations, Enum, Field, Message, Service
from treatyc.compatibility.subject import Everything, Named, Root, Subject, WholeFile

Names = tuple[str, str]


@dataclass
class Meeting:
    """All pairs of one comparison; `wire` and `declared` hold the same pair where a message is met in both ways."""

    both: Both
    wire: dict[Names, MessagePair] = field(default_factory=dict)
    declared: dict[Names, MessagePair] = field(default_factory=dict)
    wire_enums: dict[Names, EnumPair] = field(default_factory=dict)
    declared_enums: dict[Names, EnumPair] = field(default_factory=dict)
    extensions: list[FieldPair] = field(default_factory=list)
    services: list[ServicePair] = field(default_factory=list)
    files: list[FilePair] = field(default_factory=list)
    gone: dict[tuple[Kind, str], Gone[Declared]] = field(default_factory=dict)
    folders: list[FolderPair] = field(default_factory=list)
    missing: list[str] = field(default_factory=list)
    uses: dict[Names, list[FieldPair]] = field(default_factory=dict)


def meet(writer: Subject[Library], reader: Subject[Library]) -> Meeting:
    """The pairs of two subjects."""
    meeting = Meeting(Both(writer.library, reader.library))
    _Walk(meeting).start(writer.root, reader.root)
    return meeting


class _Walk:
    def __init__(self, meeting: Meeting) -> None:
        self._meeting = meeting
        self._both = meeting.both
        self._folder = False

    def start(self, writer: Root, reader: Root) -> None:
        match writer:
            case Named(name):
                self._named(name, reader.name if isinstance(reader, Named) else name)
            case WholeFile(path):
                other = reader.path if isinstance(reader, WholeFile) else path
                self._file(path.removeprefix(self._both.writer.prefix), other.removeprefix(self._both.reader.prefix))
            case Everything():
                self._everything()
            case _:
                assert_never(writer)
        if not self._folder:
            self._declared_closure()

    def _named(self, writer: str, reader: str) -> None:
        mine, theirs = self._both.writer, self._both.reader
        if writer in mine.messages and reader in theirs.messages:
            self._meets([(mine.messages[writer], theirs.messages[reader], None)])
        elif writer in mine.enums and reader in theirs.enums:
            self._enums(mine.enums[writer], theirs.enums[reader], None)
        else:
            self._meeting.missing.append(writer)

    def _everything(self) -> None:
        self._folder = True
        mine, theirs = self._both.writer, self._both.reader
        self._meeting.folders.append(FolderPair(self._both))
        for path in mine.own:
            if path not in theirs:
                self._meeting.files.append(FilePair(self._both, path, path))
                self._match(mine.declared(path), None)
            elif mine.bare(path) != theirs.bare(path):
                self._file(path, path)

    def _file(self, writer: str, reader: str) -> None:
        if writer not in self._both.writer or reader not in self._both.reader:
            return
        self._meeting.files.append(FilePair(self._both, writer, reader))
        self._match(self._both.writer.declared(writer), self._both.reader.declared(reader))

    def _match(self, writer: Declarations, reader: Declarations | None) -> None:
        """What two files of one path declare, each with what has its name; what moved is found by its full name."""
        here = {(type(each), each.local): each for each in _named_declarations(reader)} if reader else {}
        pairs: list[tuple[Message, Message, FieldPair | None]] = []
        for each in _named_declarations(writer):
            match each, here.get((type(each), each.local)) or self._elsewhere(each):
                case Message(), Message() as other:
                    pairs.append((each, other, None))
                    self._declares(each, other)
                case Enum(), Enum() as other:
                    self._enums(each, other, None)
                case Service(), Service() as other:
                    self._service(ServicePair(self._both, each, other))
            if (type(each), each.local) not in here:
                self._goes(each)
        self._extensions(writer, reader)
        self._meets((one, other, None) for one, other, _ in pairs if not one.is_entry)

    def _service(self, pair: ServicePair) -> None:
        """Two services, and the messages that their methods exchange."""
        self._meeting.services.append(pair)
        mine, theirs = self._both.writer.messages, self._both.reader.messages
        for _, old, new, _ in pair.methods:
            for one, other in ((old.input_type, new.input_type), (old.output_type, new.output_type)):
                if one != other and one[1:] in mine and other[1:] in theirs:
                    self._meets([(mine[one[1:]], theirs[other[1:]], None)])

    def _elsewhere(self, declared: Message | Enum | Service) -> Message | Enum | Service | None:
        reader = self._both.reader
        match declared:
            case Message(name):
                return reader.messages.get(name)
            case Enum(name):
                return reader.enums.get(name)
            case Service(name):
                found = (each for path in reader.own for each in reader.declared(path).services if each.name == name)
                return next(found, None)
            case _:
                assert_never(declared)

    def _goes(self, declared: Message | Enum | Service) -> None:
        other = self._elsewhere(declared)
        entry = isinstance(declared, Message) and declared.is_entry
        kind = Kind.MAP if entry else {Message: Kind.MESSAGE, Enum: Kind.ENUM, Service: Kind.SERVICE}[type(declared)]
        self._leave(Gone(self._both, kind, declared, other.site.path if other else ""))

    def _extensions(self, writer: Declarations, reader: Declarations | None) -> None:
        here = {(each.extendee, each.number) for each in reader.extensions} if reader else set()
        mine, theirs = self._both.writer, self._both.reader
        for extension in writer.extensions:
            other = theirs.extensions.get((extension.extendee, extension.number))
            if (extension.extendee, extension.number) not in here:
                moved = other.site.path if other else ""
                self._leave(Gone(self._both, Kind.EXTENSION, extension, moved))
            if other is not None and extension.extendee in theirs.messages:
                within = MessagePair(self._both, mine.messages[extension.extendee], theirs.messages[extension.extendee])
                self._meeting.extensions.append(FieldPair(within, extension, other))

    def _declares(self, writer: Message, reader: Message, holder: FieldPair | None = None) -> None:
        """Two messages of one declaration, and the entries of their maps."""
        if writer.is_entry and holder is None:
            return
        pair = self._meeting.declared.setdefault((writer.name, reader.name), self._pair(writer, reader, holder))
        mine, theirs = self._both.writer, self._both.reader
        for fields in pair.fields:
            if Cardinality.MAP is fields.writer.cardinality is fields.reader.cardinality:
                entries = mine.messages[fields.writer.named], theirs.messages[fields.reader.named]
                self._declares(*entries, fields)

    def _pair(self, writer: Message, reader: Message, holder: FieldPair | None) -> MessagePair:
        names = writer.name, reader.name
        known = self._meeting.wire.get(names) or self._meeting.declared.get(names)
        return known or MessagePair(self._both, writer, reader, holder)

    def _meets(self, pairs: Iterable[tuple[Message, Message, FieldPair | None]]) -> None:
        """What meets on the wire, and what meets inside of that."""
        pending = list(pairs)
        while pending:
            writer, reader, holder = pending.pop()
            names = writer.name, reader.name
            if names in self._meeting.wire:
                continue
            pair = self._pair(writer, reader, holder)
            self._meeting.wire[names] = pair
            pending += self._inner(pair)

    def _inner(self, pair: MessagePair) -> Iterator[tuple[Message, Message, FieldPair | None]]:
        mine, theirs = self._both.writer, self._both.reader
        for fields in pair.fields:
            writer, reader = fields.writer, fields.reader
            if not writer.named or not reader.named:
                continue
            if self._folder and writer.named == reader.named and self._passed_over(writer, reader):
                continue
            if writer.named in mine.enums and reader.named in theirs.enums:
                self._enums(mine.enums[writer.named], theirs.enums[reader.named], fields)
            elif (
                writer.named in mine.messages
                and reader.named in theirs.messages
                and reading(writer, reader) is Reading.STRUCTURE
            ):
                other = theirs.messages[reader.named]
                inner = mine.messages[writer.named]
                yield inner, other, fields if Cardinality.MAP in {writer.cardinality, reader.cardinality} else None

    def _passed_over(self, writer: Field, reader: Field) -> bool:
        """Whether the type that both name stands in files that are equal: then it is equal too, or compared there."""
        mine, theirs = self._both.writer, self._both.reader
        one = mine.messages.get(writer.named) or mine.enums.get(writer.named)
        other = theirs.messages.get(reader.named) or theirs.enums.get(reader.named)
        if one is None or other is None or one.site.path != other.site.path:
            return False
        return mine.bare(one.site.path) == theirs.bare(other.site.path)

    def _enums(self, writer: Enum, reader: Enum, use: FieldPair | None) -> None:
        names = writer.name, reader.name
        met = self._meeting.uses.setdefault(names, [])
        if use is not None:
            met.append(use)
        pair = EnumPair(self._both, writer, reader, lambda: self._uses(names))
        self._meeting.wire_enums.setdefault(names, pair)
        if writer.local == reader.local or writer.name == reader.name:
            self._meeting.declared_enums.setdefault(names, pair)

    def _uses(self, names: Names) -> Iterator[FieldPair]:
        """The fields through which two enumerations meet; in a whole folder, those of files passed over as well."""
        yield from self._meeting.uses[names]
        if not self._folder:
            return
        theirs = self._both.reader
        for message, mine in self._both.writer.uses(names[0]):
            other = theirs.messages.get(message.name)
            counterpart = other.fields.get(mine.number) if other else None
            if other is not None and counterpart is not None and counterpart.named == names[1] and not message.is_entry:
                yield FieldPair(MessagePair(self._both, message, other), mine, counterpart)

    def _declared_closure(self) -> None:
        """By name, all that the declarations refer to: what a canonical text covers."""
        mine, theirs = self._both.writer, self._both.reader
        pending = [pair.writer for pair in self._meeting.wire.values()]
        met = {pair.writer.name: pair.reader for pair in self._meeting.wire.values()}
        seen: set[str] = set()
        while pending:
            outer = _outermost(pending.pop(), mine)
            if outer.name in seen:
                continue
            seen.add(outer.name)
            for message in _family(outer, mine):
                counterpart = theirs.messages.get(message.name) or met.get(message.name)
                if counterpart is not None and not message.is_entry:
                    self._declares(message, counterpart)
                elif not message.is_entry and message.site.path in mine:
                    self._lost(message)
                pending += [
                    mine.messages[field.named] for field in message.fields.values() if field.named in mine.messages
                ]
                self._declared_enums(message)

    def _declared_enums(self, message: Message) -> None:
        mine, theirs = self._both.writer, self._both.reader
        used = {field.named for field in message.fields.values() if field.named in mine.enums}
        nested = {f"{message.name}.{enum.name}" for enum in message.proto.enum_type}
        for name in sorted(used | nested):
            if name in theirs.enums:
                pair = EnumPair(self._both, mine.enums[name], theirs.enums[name], lambda: iter(()))
                known = self._meeting.wire_enums.get((name, name), pair)
                self._meeting.declared_enums.setdefault((name, name), known)
            else:
                self._lost(mine.enums[name])

    def _lost(self, declared: Message | Enum) -> None:
        if declared.site.path.startswith("google/protobuf/"):
            return  # protoc brings these along, and still does where nothing imports them
        kind = Kind.MESSAGE if isinstance(declared, Message) else Kind.ENUM
        self._leave(Gone(self._both, kind, declared, ""))

    def _leave(self, gone: Gone[Declared]) -> None:
        """Something that is gone, told once."""
        self._meeting.gone.setdefault((gone.kind, gone.writer.name), gone)


def _named_declarations(declared: Declarations) -> Iterator[Message | Enum | Service]:
    yield from declared.messages
    yield from declared.enums
    yield from declared.services


def _outermost(message: Message, library: Library) -> Message:
    first = message.local.split(".", 1)[0]
    return library.messages[f"{message.package}.{first}" if message.package else first]


def _family(message: Message, library: Library) -> Iterator[Message]:
    """A message and all that are nested in it."""
    yield message
    for inner in message.proto.nested_type:
        yield from _family(library.messages[f"{message.name}.{inner.name}"], library)
