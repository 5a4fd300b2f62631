"""Run the agent: `TREATY_BROKER=kafka://host:9092 python -m PACKAGE module:Class`; Class implements its handlers."""

from treaty.entry import main

from .client import SupportClient
from .contract import CONTRACT
from .handlers import SupportHandlers

if __name__ == "__main__":
    main(CONTRACT, SupportClient, SupportHandlers)
