"""Tests: `unit/` mirrors census_app, `e2e/` runs whole flows on real files, `desktop/` drives the window, `bench/` measures."""
