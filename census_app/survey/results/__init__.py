"""Results in: filled forms and phone exports, verified cell by cell, taken row by row, with the reason written back."""
