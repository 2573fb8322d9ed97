"""Imports into a workspace, and what rules could judge after one."""
