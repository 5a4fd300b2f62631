"""What somebody does at Pub/Sub by hand, with Google's plain client."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from google.cloud import pubsub_v1
from google.iam.v1 import iam_policy_pb2  # type: ignore[import-untyped]  # it has no stubs
from google.pubsub_v1 import PublisherClient, SchemaServiceClient, types
from google.pubsub_v1.services.schema_service.transports import SchemaServiceGrpcTransport
from grpc import insecure_channel  # type: ignore[import-untyped]  # it has no stubs


class ByHand:
    """One project, at the fake that PUBSUB_EMULATOR_HOST names."""

    def __init__(self, project: str, host: str) -> None:
        self.project = f"projects/{project}"
        self.publisher = pubsub_v1.PublisherClient()
        self.subscriber = pubsub_v1.SubscriberClient()
        self.schemas = SchemaServiceClient(transport=SchemaServiceGrpcTransport(channel=insecure_channel(host)))

    def topic(self, name: str) -> str:
        return f"{self.project}/topics/{name}"

    def subscription(self, name: str) -> str:
        return f"{self.project}/subscriptions/{name}"

    def make_topic(self, name: str, **keys: Any) -> str:
        self.publisher.create_topic(request={"name": self.topic(name), **keys})
        return name

    def make_subscription(self, name: str, topic: str, **keys: Any) -> str:
        # A refusal of Google's is `unknown`, which its client would try again for a minute.
        whole = {"name": self.subscription(name), "topic": self.topic(topic), **keys}
        self.subscriber.create_subscription(request=whole, retry=None)
        return name

    def publish(self, topic: str, text: str, **attributes: str) -> None:
        message = types.PubsubMessage(data=text.encode(), attributes=attributes)
        PublisherClient.publish(self.publisher, topic=self.topic(topic), messages=[message])

    def pulled(self, subscription: str) -> list[str]:
        """What waits there, without waiting for more."""
        return sorted(each.message.data.decode() for each in self._pulled(subscription))

    def fail(self, subscription: str, times: int) -> None:
        """Take the one message that is there and give it back, so often."""
        for _ in range(times):
            (found,) = self._pulled(subscription)
            self.subscriber.modify_ack_deadline(
                subscription=self.subscription(subscription), ack_ids=[found.ack_id], ack_deadline_seconds=0
            )

    def change_subscription(self, name: str, path: str, **keys: Any) -> None:
        request = {"subscription": {"name": self.subscription(name), **keys}, "update_mask": {"paths": [path]}}
        self.subscriber.update_subscription(request=request)

    def change_topic(self, name: str, path: str, **keys: Any) -> None:
        request = {"topic": {"name": self.topic(name), **keys}, "update_mask": {"paths": [path]}}
        self.publisher.update_topic(request=request)

    def labels(self, topic: str) -> dict[str, str]:
        return dict(self.publisher.get_topic(topic=self.topic(topic)).labels)

    def topics(self) -> list[str]:
        """The names of all topics, locks among them."""
        listed = self.publisher.list_topics(project=self.project)
        # The fake lists those of every project whose name begins alike.
        return [each.name.removeprefix(self.topic("")) for each in listed if each.name.startswith(self.topic(""))]

    def subscriptions_of(self, topic: str) -> list[str]:
        """The names of all subscriptions to a topic."""
        listed = self.publisher.list_topic_subscriptions(topic=self.topic(topic))
        return sorted(path.removeprefix(self.subscription("")) for path in listed)

    def let_in(self, resource: str, role: str, *members: str) -> None:
        policy = self.publisher.get_iam_policy(request={"resource": resource})
        policy.bindings.add(role=role, members=members)
        self.publisher.set_iam_policy(request=iam_policy_pb2.SetIamPolicyRequest(resource=resource, policy=policy))

    def close(self) -> None:
        self.publisher.stop()
        self.publisher.transport.close()
        self.subscriber.transport.close()
        self.schemas.transport.close()  # type: ignore[no-untyped-call]  # of a client of Google

    def _pulled(self, name: str) -> list[types.ReceivedMessage]:
        request = {"subscription": self.subscription(name), "max_messages": 10, "return_immediately": True}
        with pytest.warns(DeprecationWarning, match="return_immediately"):
            return list(self.subscriber.pull(request=request, timeout=10).received_messages)


@contextmanager
def by_hand(project: str, host: str) -> Iterator[ByHand]:
    """The client, closed at the end."""
    found = ByHand(project, host)
    try:
        yield found
    finally:
        found.close()
