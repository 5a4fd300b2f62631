"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import LogisticsClient
from .contract import CONTRACT
from .handlers import LogisticsHandlers

if __name__ == "__main__":
    main(CONTRACT, LogisticsClient, LogisticsHandlers)
