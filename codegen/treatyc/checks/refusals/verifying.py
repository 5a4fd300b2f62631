"""What is said where a registry, or the lock about it, is not as the contracts declare it, and what is not copied."""

PAGES = """What `treaty registry verify` finds.

# registry-lacks
A text that the contracts declare and the registry does not have.

## Why
Texts are compared by what they mean, since registries write them anew. One that is not there cannot be named by a
message, and whoever reads with the registry's help has never heard of it.

# registry-ahead
A subject that goes on after the text that the contracts declare.

## Why
Somebody registered a later version: an agent elsewhere may write with it already, and the next push is compared with
it. `treaty registry pull` brings it into the contracts.

# registry-mode
A subject that the registry decides about in another mode than the contracts ask for.

## Why
It would let through what the contracts forbid, or forbid what they allow. `edges` is `BACKWARD_TRANSITIVE` at a
registry, which knows no agents.

# registry-keeps-texts-only
A registry that keeps no metadata and no rule sets.

## Why
Some take everything and keep the text alone. Owners, tags and rules that the contracts declare are then to be found
in the contracts only; nothing else is wrong with it.

# registry-id
An id under which the registry gives another text than that of the version with this id.

## Why
A reader that meets a message asks for its id, not for a version of a subject. It would decode with the wrong schema.

# lock-lacks
A text that is declared and that `treaty.lock` has no id of.

## Why
Agents take the ids that they write from the lock, and ask no registry when they start. `treaty registry push` and
`treaty registry verify --write` write it.

# promote-left
A version that `treaty registry promote` does not copy.

## Why
A production target takes released texts only, and a development registry holds others. A version that is older than one
that both registries have stays as well: registered now, it would become the newest.

# promote-unreleased
The last version of a subject, which is no release, on its way to a production target.

## Why
Nothing is copied then: the versions before it would arrive, and the one that is meant would not. Its text may still
change under the version that it travels as.

# promote-refused
A version that the other registry does not take.

## Why
All is asked before anything is registered, and nothing is registered where one part is refused. What is new itself no
registry can be asked about; there its dialect's answer is told.
"""
