"""The functions rules may call: one small file per family, one entry per function."""
