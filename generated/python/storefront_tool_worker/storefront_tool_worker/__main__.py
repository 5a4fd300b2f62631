"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import ToolWorkerClient
from .contract import CONTRACT
from .handlers import ToolWorkerHandlers

if __name__ == "__main__":
    main(CONTRACT, ToolWorkerClient, ToolWorkerHandlers)
