"""Parts of snapshots: written, described, composed with those of the last snapshot."""
