"""Corrections tried out on a workspace before anyone files them."""
