"""Which customers first: a risk score with its reasons."""
