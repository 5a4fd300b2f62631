"""What the gate says about changes and acceptances, beside the rules of compatibility themselves.

# acceptance-expired
An entry of `accepted.yaml` whose last day is over.

## Why
A break is accepted for a time: until the last old reader is gone, or the migration is done. When that time is over,
somebody has to look again.

# acceptance-unmatched
An entry of `accepted.yaml` that is about nothing which the gate finds, or about something that reads otherwise now.

## Why
An entry that lets nothing through today may let something through tomorrow that nobody looked at. Entries are matched
by the whole key of a finding and by its sentence, in this baseline and in the releases: who let `string` become `long`
did not let it become `boolean` after that.

# edge-refused
A version that is read somewhere, and whose reader takes none of its messages whatever the texts say.

## Why
The reader has no decoder of that message; or the message is Avro, which nobody reads without the writer's own text,
and the target has no registry to look it up in. Deploy the readers first: then the two never meet.

# edge-unknown
A version that runs or is retained, and whose text is not at hand.

## Why
`deployed.lock` names a text that is neither a release nor the baseline. What cannot be compared is not compatible:
release what is deployed, or record what really runs.

# schema-format-changed
A schema that keeps its name and has another format.

## Why
The formats have no messages in common: every reader of the one refuses, or misreads, every message of the other. Give
the new format another name, or a major of its own, and send both until nobody reads the old one.

# registry-would-refuse
A text that the gate lets pass, and that a registry, as `--dialect` predicts it, would not take as a new version.

## Why
What passes here and fails when it is pushed is found out too late. Registries are asked other questions than `edges`,
know nothing of `accepted.yaml`, and refuse changes that no reader notices; some fail on schemas that they do not know
how to read. Change it so that both agree, ask less of the channel, or name the subject when it is pushed. It changes no
exit code: what is predicted is not what is so.
"""

PAGES = __doc__
