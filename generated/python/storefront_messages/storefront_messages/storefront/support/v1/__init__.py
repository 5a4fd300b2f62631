"""`storefront.support.v1`."""

from ._json import CASE_OPENED, CaseOpened

__all__ = ["CASE_OPENED", "CaseOpened"]
