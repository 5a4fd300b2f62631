"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import PaymentClient
from .contract import CONTRACT
from .handlers import PaymentHandlers

if __name__ == "__main__":
    main(CONTRACT, PaymentClient, PaymentHandlers)
