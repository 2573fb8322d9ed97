"""Colours, fonts and icons by meaning; the light and the dark look switch while the window is open."""
