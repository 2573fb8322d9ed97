"""Corrections: accepted values on their way into the marketing system, and what the next data say of them."""
