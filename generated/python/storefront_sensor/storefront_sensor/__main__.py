"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import SensorClient
from .contract import CONTRACT
from .handlers import SensorHandlers

if __name__ == "__main__":
    main(CONTRACT, SensorClient, SensorHandlers)
