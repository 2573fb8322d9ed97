"""What a wrong field should say, from the strongest linked source, with its evidence; never written by itself."""
