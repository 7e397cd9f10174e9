"""Scorers: how a reading is compared with gold. A scorer knows no file and no reader."""
