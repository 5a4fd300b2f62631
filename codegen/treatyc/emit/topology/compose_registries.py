"""A target's schema registry as a service of Compose: the one by whose rules the target is checked.

It keeps its schemas with the messages where the broker is a Kafka: ids that a volume forgets are those of messages that
another one keeps.
"""

from __future__ import annotations

from treatyc.emit.topology.compose_brokers import KAFKA_PORT, Server
from treatyc.emit.topology.compose_brokers import SERVICE as BROKER
from treatyc.emit.topology.compose_text import only_reference
from treatyc.emit.topology.yaml_text import Yaml
from treatyc.system.registry import Dialect, Registry
from treatyc.system.target import Broker, Target

SERVICE = "registry"

_PORT = 8081
_APICURIO_PATH = "/apis/ccompat/v7"
_APICURIO_PORT = 8080


def server(target: Target) -> Server | None:
    """The registry, where the target has one that is reached without TLS."""
    if target.registry is None or target.registry.tls:
        return None
    service = _apicurio(target) if _is_apicurio(target, target.registry) else _confluent()
    path = _APICURIO_PATH if _is_apicurio(target, target.registry) else ""
    name = only_reference(target.registry.url)
    reached = {name: f"http://127.0.0.1:{_PORT}{path}"} if name is not None else {}
    return Server(service, reached, volume=target.broker is not Broker.KAFKA)


def of_agents(target: Target) -> dict[str, str]:
    """The variables by which agents reach it."""
    registry = target.registry
    name = only_reference(registry.url) if registry is not None else None
    if registry is None or registry.tls or name is None:
        return {}
    own = f":{_APICURIO_PORT}{_APICURIO_PATH}" if _is_apicurio(target, registry) else f":{_PORT}"
    return {name: f"http://{SERVICE}{own}"}


def _is_apicurio(target: Target, registry: Registry) -> bool:
    """Confluent's keeps its schemas in a Kafka, and in nothing else."""
    return registry.dialect is Dialect.APICURIO or target.broker is not Broker.KAFKA


def _confluent() -> dict[str, Yaml]:
    environment = {
        "SCHEMA_REGISTRY_HOST_NAME": SERVICE,
        "SCHEMA_REGISTRY_LISTENERS": f"http://0.0.0.0:{_PORT}",
        "SCHEMA_REGISTRY_KAFKASTORE_BOOTSTRAP_SERVERS": f"{BROKER}:{KAFKA_PORT}",
        "SCHEMA_REGISTRY_KAFKASTORE_TOPIC_REPLICATION_FACTOR": "1",
    }
    return _service("confluentinc/cp-schema-registry:8.5.0", environment, _PORT, "/subjects")


def _apicurio(target: Target) -> dict[str, Yaml]:
    if target.broker is Broker.KAFKA:
        keeps = {
            "APICURIO_STORAGE_KIND": "kafkasql",
            "APICURIO_KAFKASQL_BOOTSTRAP_SERVERS": f"{BROKER}:{KAFKA_PORT}",
        }
        more: dict[str, Yaml] = {}
    else:
        keeps = {
            "APICURIO_STORAGE_KIND": "sql",
            "APICURIO_STORAGE_SQL_KIND": "h2",
            "APICURIO_DATASOURCE_URL": "jdbc:h2:file:/schemas/registry",
        }
        # A new volume is root's.
        more = {"user": "0", "volumes": ["schemas:/schemas"]}
    path = f"{_APICURIO_PATH}/subjects"
    return _service("apicurio/apicurio-registry:3.3.3", keeps, _APICURIO_PORT, path) | more


def _service(image: str, environment: dict[str, str], port: int, path: str) -> dict[str, Yaml]:
    asked = f"curl --silent --fail --output /dev/null http://127.0.0.1:{port}{path}"
    return {
        "image": image,
        "environment": environment,
        "ports": [f"127.0.0.1:{_PORT}:{port}"],
        "depends_on": {BROKER: {"condition": "service_healthy"}},
        "healthcheck": {"test": ["CMD-SHELL", asked], "interval": "5s", "timeout": "10s", "retries": 24},
    }
