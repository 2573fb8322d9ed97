"""One rule at many values of one parameter, in one scan."""
