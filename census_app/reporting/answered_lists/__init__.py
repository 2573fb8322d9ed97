"""Weekly lists that come back: read as people left them, each row held against what was issued, taken, answered."""
