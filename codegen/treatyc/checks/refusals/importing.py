"""What is said when contracts are written for what a broker already holds."""

PAGES = """What `treaty import topology` leaves behind, and what will differ.

# import-left-behind
Something at a broker that is not declared in the contracts.

## Why
A channel's address is its name at the broker, so that what has no legal address cannot be declared: capitals, a colon,
a token that begins with `_`. Such a thing stays as it is, and treaty never touches it; to bring it in, copy it to one
that has a legal name and let its readers move. Retries, dead letters, and what other programs keep for themselves are
no channels: that is said and fails nothing.

# import-differs
Something at a broker that is declared, and that the contracts make otherwise than it is there.

## Why
The contracts say what a channel is and who reads it, and treaty says what that becomes at a broker: what groups,
queues and streams are called, and how a reader gets its part. A fleet that grew otherwise can be described, but its
readers have to move to what treaty makes for them. `treaty plan` shows what that is before anything is done.

# import-undescribed
A channel whose messages nobody has described.

## Why
A broker knows names and bytes. Where the target's registry has a subject of the channel, its schema is taken; where it
has none, the channel carries a message called `Unknown`, with which all can be checked and planned, and which tells no
reader anything. Give each such channel a schema of its own.
"""
