"""Tests: `unit/` mirrors census_app, `e2e/` whole flows on real files, `desktop/` the window, `bench/` measures."""
