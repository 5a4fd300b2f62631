"""What is said when texts are registered, and of what an earlier push left."""

PAGES = """What `treaty registry push`, `diff` and `promote` say of a registry and of `treaty.lock`.

# lock-contradicts
A line of `treaty.lock` that the registry does not bear out: another id, guid or text, or no such version.

## Why
Agents write the ids that stand in the lock. If the registry has another text under one of them, every reader takes the
messages for something else. Where the registry is right, for it was set up anew or the lock was merged by hand,
`treaty registry verify --target NAME --write` writes the lock from what is there. Where the lock is right, the address
is that of another registry, or somebody deleted versions; nothing is registered until the two agree.

# rule-set
A file under `rulesets/` that is no JSON object.

## Why
Its content is sent to the registry as `ruleSet` beside the schema of the file's name, and says what encrypts, checks or
migrates messages. Without a file the rule set that is there stays as it is.

# push-taken-back
A registry that refused a text although it was asked before, so that the whole push was taken back.

## Why
Between the question and the registration another push may have come, or a text refers to one that is new itself, about
which a registry cannot be asked. What this push had registered is deleted again and the modes are as they were, so that
nobody meets half of it.

# push-left-behind
Something that a push registered and could not take back.

## Why
A registry may allow registering and not deleting. `treaty.lock.push` says what was there before. With the right to
delete, the next push takes it back or goes on from there; without it, push what was meant.

# push-unfinished
A push that was cut short: the process ended, or the registry did not answer any more.

## Why
`treaty.lock.push` was written before the first change, and says which versions and modes there were. The next push to
this target goes on from there when it wants the same texts, and takes them back first when it wants others. The file is
of this checkout alone: it does not belong into the repository.
"""
