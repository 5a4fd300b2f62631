"""The example fleet at work: `python -m demo` compiles `contracts/`, starts every agent and serves one customer."""
