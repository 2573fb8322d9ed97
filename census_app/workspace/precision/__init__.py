"""Measured precision (查实率): what people found out about problems, and how sure that makes a rule."""
