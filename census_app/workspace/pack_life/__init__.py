"""The life of rule packs in a workspace: received, tried, installed, taken back one step, told.

What is active is derived from acts alone. A pack's bytes stand as received in `packs/<sha256>` before the act that
names them; a file no act names does not exist.
"""
