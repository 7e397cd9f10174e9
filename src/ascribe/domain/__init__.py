"""The values that every stage meets in: frozen, checked, without I/O."""
