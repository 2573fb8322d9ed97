"""Photos: what a picture shows by itself (time, place, barcodes), whose task it belongs to, which meters it proves."""
