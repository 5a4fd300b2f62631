"""Units to the `System`: names, parameters, wildcards, policies and defaults resolved."""

from treatyc.link.system import link

__all__ = ["link"]
