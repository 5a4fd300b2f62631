"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import OrdersClient
from .contract import CONTRACT
from .handlers import OrdersHandlers

if __name__ == "__main__":
    main(CONTRACT, OrdersClient, OrdersHandlers)
