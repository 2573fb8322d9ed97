"""The log for the eye: acts in words, narrowed by who, what, when and about what. Nothing is written here."""
