"""What stands against a comparison with a schema registry, and what it cannot say."""

PAGES = """What `treaty check --against registry:TARGET` says of the registry itself.

# registry-unknown
A target without a usable address of its registry.

## Why
The address, and who we are there, are read from the environment when the command runs, so that neither stands in the
contracts: `registry: "https://${REGISTRY_USER}:${REGISTRY_PASSWORD}@${REGISTRY_HOST}"`. A value before the `@` is taken
as it is; inside one reference that holds a whole address it is escaped as in any address. The user and password in
`security` are the broker's and are never sent to a registry; its `ca`, `certificate` and `private_key` are used here,
too.

# registry-client
The package that speaks to registries is not installed.

## Why
Only what asks a registry needs it, so it is an extra: `pip install treaty[registry]`.

# registry-unreachable
A registry that does not answer.

## Why
A gate that cannot read its baseline has found nothing out, and must not pass. Each question is asked several times, at
every address of the target, before this is said; a server that asks for time (`Retry-After`) gets it, within bounds.

# registry-refused
A registry that does not know us, or does not let us do what was asked.

## Why
`check`, `status`, `diff`, `verify` and `pull` read subjects, versions and modes; `push` and `promote` also register,
set the mode of subjects, and delete what they registered themselves where the rest is refused. An endpoint that gives
no token for a target's client credentials is told by the same name. What a server says of its reasons is not repeated,
for it may hold what we showed it.

# registry-anonymous
A registry that answers anybody.

## Why
The target says who we are, and the registry lists its subjects to one who does not. Its authentication may be off, or
broken, as it was in a release of Karapace that let requests without credentials through (CVE-2025-61673).

# registry-exposed
Credentials that others can read along.

## Why
Over plain `http` a password or a token is readable to every machine in between. This machine itself is none.

# registry-dialect
A registry that is another than the target's `dialect` says.

## Why
Where nothing can be asked, `treaty registry diff` and `treaty check --dialect` foretell what a registry would answer.
Registries differ in that, so it has to be the right one.

# registry-rejected
A registry that does not take what it was given.

## Why
The schema breaks the subject's compatibility mode as this registry sees it, the text is none to it, or something that
the text refers to is not there. The registry's own words stand in the message, cut to one line.

# registry-answer
An answer that is none of a registry's, or more than is read.

## Why
A registry is another machine, and what it says is not trusted. Answers are bounded (8 MiB each, 1 MiB a text, 32 MiB
together), redirects are not followed, and a reference whose name leads out of its folder is refused.

# registry-ambiguous
A JSON document that may be a version of several schemas.

## Why
A subject that is named after its topic holds the versions of every message of that channel. Avro and Protobuf say what
they define; a JSON document says so by its `title` alone.

# registry-version-unread
A registered version that cannot be read.

## Why
Other tools register texts that are none by their format's own rules, refer to what was deleted, or hold what cannot
be a message, such as a primitive. Everything else is compared; with this version nothing was. It is a remark where a
later version can be read and the mode asks about the last one alone, and fails the run where it may matter.

# registry-empty
A registry that holds no version of any schema of the project.

## Why
Before the first schema is registered this is as it should be, so it fails nothing. Later it means that the address, its
context or the names of the subjects are not those that the agents use, and that nothing was compared.

# registry-stranger
A subject of a channel whose versions are of schemas that the project does not have there.

## Why
A schema that was renamed is another schema, and nothing is compared with it. The registry itself may still compare the
two, since they share a subject, and refuse the new one.

# registry-subjects
A schema that is under several subjects, which do not end in the same version.

## Why
A mode such as `backward` asks about the last version, and here there are several. The one that was registered last
counts; the transitive modes ask about all.
"""
