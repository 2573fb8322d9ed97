"""Scenes: which items are asked, of whom, with what brought in and to what standard, as data in `resources/scenes`."""
