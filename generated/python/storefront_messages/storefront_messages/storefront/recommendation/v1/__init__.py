"""`storefront.recommendation.v1`."""

from ._json import PRODUCTS_SUGGESTED, SUGGEST_PRODUCTS, ProductsSuggested, ProductsSuggestedSuggestion, SuggestProducts

__all__ = [
    "PRODUCTS_SUGGESTED",
    "SUGGEST_PRODUCTS",
    "ProductsSuggested",
    "ProductsSuggestedSuggestion",
    "SuggestProducts",
]
