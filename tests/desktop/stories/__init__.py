"""Days of the people the window is for, by keyboard only, on the real core."""
