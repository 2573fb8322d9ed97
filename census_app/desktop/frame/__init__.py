"""What surrounds every page: navigation, header, status bar, palette, key help, job list, toast."""
