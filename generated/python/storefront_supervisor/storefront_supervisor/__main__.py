"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import SupervisorClient
from .contract import CONTRACT
from .handlers import SupervisorHandlers

if __name__ == "__main__":
    main(CONTRACT, SupervisorClient, SupervisorHandlers)
