"""The expression language: from text to typed trees."""
