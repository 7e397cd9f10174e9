"""The suites: one small file each, which defines `SUITE`."""
