"""A report as one self-contained page: opened in any browser, printed on A4, nothing loaded from anywhere."""
