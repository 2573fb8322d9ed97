"""YAML as packs may use it: read strictly, written in one form."""
