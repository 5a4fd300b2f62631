"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import AuditClient
from .contract import CONTRACT
from .handlers import AuditHandlers

if __name__ == "__main__":
    main(CONTRACT, AuditClient, AuditHandlers)
