"""The moto server, with what it leaves out of SQS and SNS and Amazon has: run in place of `moto_server`.

- a queue gives back its RedriveAllowPolicy, which moto keeps and never tells, as a text even if a stack made it;
- a change of some of a queue's attributes leaves its policy, which moto forgets;
- a request to SNS is for its topic when rights are looked at (`/moto-api/reset-auth`), where moto knows none.
"""

from __future__ import annotations

import json
from typing import Any

from moto.server import main
from moto.sns.responses import SNSResponse
from moto.sqs.models import Queue


def _set_attributes(queue: Any, attributes: dict[str, Any], now: float | None = None) -> None:
    kept = queue.policy if hasattr(queue, "_policy_json") else None
    allowing = attributes.get("RedriveAllowPolicy")
    told = {"RedriveAllowPolicy": json.dumps(allowing)} if isinstance(allowing, dict) else {}
    _FORGETFUL(queue, {"Policy": kept, **attributes, **told}, now)


def _topic(response: Any) -> str:
    return response._get_param("TopicArn") or "*"  # noqa: SLF001 - as moto's own SQS does


Queue.BASE_ATTRIBUTES.append("RedriveAllowPolicy")
Queue.redrive_allow_policy = None
_FORGETFUL = Queue._set_attributes  # noqa: SLF001 - there is no other place
Queue._set_attributes = _set_attributes  # noqa: SLF001
SNSResponse._determine_resource = _topic  # noqa: SLF001

if __name__ == "__main__":
    main()
