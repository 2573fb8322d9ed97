"""What is written on photographed nameplates, as proposals beside archive and answers: never written anywhere."""
