"""Desk, call or visit: what it takes to settle each open problem."""
