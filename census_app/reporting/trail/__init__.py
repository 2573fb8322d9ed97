"""The trail of a customer: everything that was found and done, in order, each anchored by the hash of its act."""
