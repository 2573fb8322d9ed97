"""The worked examples of rules, judged by the same compiler as real data."""
