"""A believable sample county with known errors, taken through the whole flow."""
