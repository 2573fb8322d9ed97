"""Matching of customer records with reference records: names, identifiers, phones and addresses."""
