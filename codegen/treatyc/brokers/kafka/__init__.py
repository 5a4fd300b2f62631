"""A live Kafka. What `treaty apply` still makes with `KafkaBroker` of `admin` goes to `live` next."""

from treatyc.brokers.kafka.admin import KafkaBroker, Refused
from treatyc.brokers.live import BrokerError

__all__ = ["BrokerError", "KafkaBroker", "Refused"]
