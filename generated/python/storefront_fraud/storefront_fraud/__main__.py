"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import FraudClient
from .contract import CONTRACT
from .handlers import FraudHandlers

if __name__ == "__main__":
    main(CONTRACT, FraudClient, FraudHandlers)
