"""One matcher of records with the outside world and with each other; links are what it leaves behind."""
