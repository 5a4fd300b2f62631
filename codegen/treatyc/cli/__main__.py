"""`python -m treatyc.cli` is the `treaty` command."""

from treatyc.cli import main

main()
