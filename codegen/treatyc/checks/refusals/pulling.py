"""What is said when a registry's subjects are brought into the contracts."""

PAGES = """What `treaty registry pull` leaves behind, and why.

# registry-not-brought
A subject, or a version of it, that is not brought into the contracts.

## Why
What is brought becomes an ordinary schema file, with its history as releases, and all files together must be a project.
A subject stays behind when our loaders do not take its last text, when another subject ends in another text of the same
name, and when it only lists other subjects. A version stays behind when its text cannot be read, when it is of another
schema, and when the releases that are there already go on without it. The rest is brought; what stays is as it was.
A subject of keys is no message: that is said and fails nothing.

# registry-file-kept
A file of the contracts that says something else than the last version of its subject.

## Why
It may be work that is not registered yet, and a pull never destroys work. `--overwrite PATH` takes the registry's text;
`treaty registry push` registers the one that is there.

# registry-refers-to-older
A schema that is registered with an older version of what it refers to.

## Why
A registry keeps references by version, the contracts have one text of each schema. Beside the last version of what it
refers to, this schema means something that nobody has registered: it is a development version until it is released and
pushed.
"""
