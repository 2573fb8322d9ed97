"""The survey: who goes where, what is asked, what came back, who checked it, and what becomes of it."""
