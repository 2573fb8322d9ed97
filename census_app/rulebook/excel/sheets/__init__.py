"""One file per subject: how it stands in rows, and how rows become it again."""
