"""The files of a pack, whatever it travels as; hostile until checked."""
