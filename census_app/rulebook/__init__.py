"""Rules as data: the pack's model, the expression language, its functions and checks."""
